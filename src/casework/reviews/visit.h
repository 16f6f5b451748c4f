#pragma once
// Who comes to the pages of reviews, and what of them is there for that person. To everybody else nothing is there.

#include <functional>

#include "casework/access.h"

namespace concordat::casework {

inline constexpr const char* kReviews = "/workspace/reviews";

enum class Business {
  none,
  agency,  // knows of the reviews in which it was asked or owns something
  task,    // knows of the reviews in which a task is theirs
  office,  // knows of every review
};

// What agencies supply to cases of this kind; not what they answer to an involvement check (checks.h).
std::vector<const charter::RecordKind*> supplied_kinds(const charter::Charter& charter, std::string_view case_kind);

// By role and agency alone; whether the person is cleared is asked apart, so that they can be told.
Business business_with_reviews(const charter::Charter& charter, const policy::Actor& actor);

struct Review {
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

bool concluded(const charter::Charter& charter, const store::CaseRow& row);
std::string path_of(const store::CaseRow& row);

struct Visit {
  const App& app;
  const http::Request& request;
  policy::Actor actor;
  Business business = Business::none;
};

bool knows_of(const Visit& visit, const Review& review);
std::vector<Review> reviews_for(const Visit& visit);  // the newest first

// Answers for whoever has business with reviews, or with one of them; to others the page does not exist.
http::Response for_visitor(const App& app, const http::Request& request, const std::function<http::Response(const Visit&)>& answer);
http::Response for_review(const App& app, const http::Request& request,
                          const std::function<http::Response(const Visit&, const Review&)>& answer);

}  // namespace concordat::casework
