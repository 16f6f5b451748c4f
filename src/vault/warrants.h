#pragma once
// Making the rows of warrants, for the files of disposal alone. A row destroys nothing: that takes a Warrant.

#include <string>
#include <vector>

#include "vault/disposal.h"

namespace concordat::vault {

store::WarrantRow new_warrant(const char* kind, const char* state, CaseId case_id, AgencyId owner, Instant now);
// Fills in the row's content and stores it with its items, which it returns.
std::vector<store::WarrantItemRow> insert_warrant(store::Transaction& transaction, store::WarrantRow& row, const PartNames& parts);
ledger::Leaf leaf_about(const store::WarrantRow& row, std::string event, std::string actor);
// What the ledger tells of the case's warrants of this kind beside what it tells of every warrant, oldest first: "recall.asked" and what
// follows. Where the case has none of the kind, its ledger is not read.
struct WarrantLeaf {
  ledger::Leaf leaf;
  WarrantId id;
};
std::vector<WarrantLeaf> leaves_of_kind(store::Reader& reader, CaseId case_id, const std::string& kind);

// One person's approval of one proposal, whose content they looked at; with the second it is approved, and its quarantine begins.
struct Approving {
  WarrantId id;
  Bytes content;
  Instant at;        // as the trusted clock has it
  std::string more;  // for the entry of the ledger
};
Result<void> approve_proposal(store::Transaction& transaction, Vault& vault, const policy::Mandate& mandate, const Approving& what);

// Whether it lists something that goes only with two people's approval and a quarantine.
bool has_weighty(Vault& vault, store::Reader& reader, WarrantId id);

// Whether erasing the keys of these items would destroy more than them, as of what an agency supplied under an earlier version.
bool key_is_shared(store::Reader& reader, const store::WarrantRow& row, const std::vector<store::WarrantItemRow>& items);

// What the ledger says of a step: "from=active;to=ended;event=subscription.ended;day=2026-11-02" (cases.cc).
std::string step_detail(const charter::Step& step, CivilDate day);

}  // namespace concordat::vault
