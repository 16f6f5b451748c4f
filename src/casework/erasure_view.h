#pragma once
// What is to be erased before its last day, in words, for every page that shows it; never what is in it.

#include "casework/warrant_view.h"
#include "vault/erasure.h"

namespace concordat::casework {

inline constexpr const char* kErase = "/workspace/disposal/erase/";      // and the case, and the record: to propose it
inline constexpr const char* kErasure = "/workspace/disposal/erasure/";  // and the warrant: for who proposes or approves

struct ErasureView {
  vault::Erasure erasure;
  WarrantView warrant;
  std::string what;     // "Child 2, on record since 1 April 2026"; of a part of it, "Booking 3, on record since …: dietary needs"
  std::string request;  // the reference of the request that was granted; empty on another ground
  bool is_open() const { return warrant.row.state == "proposed" || warrant.row.state == "approved"; }
};

std::vector<ErasureView> erasures_of_case(const App& app, CaseId id);  // the oldest first
std::optional<ErasureView> erasure_with(const App& app, WarrantId id);

// "Child 2, on record since 1 April 2026"
std::string words_of_record(const App& app, store::Reader& reader, const store::RecordRow& record);
// "To be erased, proposed on 2 April 2026: it was entered by mistake. 1 of 2 approvals"
std::string state_words(const ErasureView& view);
// What stands on a record's page, or on that of its case where no record is given; to who may look into it with a link.
html::Html erasures_html(const App& app, const policy::Actor& actor, CaseId id, std::optional<RecordId> record);
bool may_propose_erasure(const App& app, const policy::Actor& actor, CaseId id);

}  // namespace concordat::casework
