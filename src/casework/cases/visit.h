#pragma once
// Who comes to the pages of reviews, and what of them is there for that person. To everybody else nothing is there.

#include <functional>

#include "casework/access.h"

namespace concordat::casework {

inline constexpr const char* kReviews = "/workspace/reviews";
inline constexpr const char* kCases = "/workspace/cases";

using CaseKinds = std::vector<const charter::CaseKind*>;
CaseKinds kinds_of_reviews(const charter::Charter& charter);
CaseKinds kinds_of_other_work(const charter::Charter& charter);  // those with the same pages that are no reviews

enum class Business {
  none,
  agency,  // knows of the reviews in which it was asked or owns something
  task,    // knows of the reviews in which a task is theirs, while it opens something of them
  office,  // knows of every review
};

// What agencies supply to cases of this kind; not what they answer to an involvement check (checks.h).
std::vector<const charter::RecordKind*> supplied_kinds(const charter::Charter& charter, std::string_view case_kind);

// What agencies are asked to tell in cases of this kind (SOM-09).
std::vector<const charter::RecordKind*> question_kinds(const charter::Charter& charter, std::string_view case_kind);

// With cases of these kinds, by role and agency alone; whether the person is cleared is asked apart, so that they can be told.
Business business_with(const charter::Charter& charter, const policy::Actor& actor, const CaseKinds& kinds);

struct CaseFile {
  store::CaseRow row;
  std::vector<store::EventRow> events;
  std::vector<store::RecordRow> records;
  std::vector<store::PartRow> parts;  // of all records, without bytes

  bool asked(AgencyId agency) const;
  std::optional<CivilDate> day_asked(AgencyId agency) const;
  std::size_t count(std::string_view kind) const;
  std::size_t count(std::string_view kind, AgencyId owner) const;
  // What agencies supplied, or this one did.
  std::size_t supplied(const charter::Charter& charter, const std::optional<AgencyId>& owner = std::nullopt) const;
  const store::RecordRow* record(RecordId id) const;
  bool destroyed(RecordId id) const;
};

std::string path_of(const store::CaseRow& row);
html::Html list_of(const charter::Charter& charter, const charter::CaseKind& kind);  // the way back to where such cases are listed
std::string name_of(const charter::Charter& charter, const store::CaseRow& row);     // "Review R-2026-014"

struct Visit {
  const App& app;
  const http::Request& request;
  policy::Actor actor;
  Business business = Business::none;
};

std::string name_of(const Visit& visit, const CaseFile& case_file);
bool knows_of(const Visit& visit, const CaseFile& case_file);
std::vector<CaseFile> cases_for(const Visit& visit, const CaseKinds& kinds);  // the newest first
// The same, without what they hold: whoever knows of every case is shown a list without a look into each.
std::vector<store::CaseRow> rows_for(const Visit& visit, const CaseKinds& kinds);
CaseFile what_it_holds(const App& app, const store::CaseRow& row);

// Answers for whoever has business with cases of these kinds, or with one case; to others the page does not exist.
http::Response for_visitor(const App& app, const http::Request& request, const CaseKinds& kinds,
                           const std::function<http::Response(const Visit&)>& answer);
http::Response for_case(const App& app, const http::Request& request,
                          const std::function<http::Response(const Visit&, const CaseFile&)>& answer);

}  // namespace concordat::casework
