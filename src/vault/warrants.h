#pragma once
// Making warrants, for the files of disposal alone.

#include <string>
#include <utility>
#include <vector>

#include "vault/vault.h"

namespace concordat::vault {

using PartNames = std::vector<std::pair<RecordId, std::string>>;

store::WarrantRow new_warrant(const char* kind, const char* state, CaseId case_id, AgencyId owner, Instant now);
// Fills in the row's content and stores it with its items.
void insert_warrant(store::Transaction& transaction, store::WarrantRow& row, const PartNames& parts);
// What the charter says of a part under which it was collected; null where it says nothing.
const charter::Part* declared_part(Vault& vault, const store::RecordRow& record, std::string_view part);

}  // namespace concordat::vault
