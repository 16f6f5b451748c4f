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

}  // namespace concordat::vault
