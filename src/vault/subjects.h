#pragma once
// What policy and the ledger are told of records, wherever they were looked up.

#include <string>
#include <vector>

#include "policy/policy.h"
#include "store/store.h"

namespace concordat::vault {

void add_asked(const std::vector<store::EventRow>& events, policy::Subject& subject);
void add_record(const store::RecordRow& record, std::string_view part, policy::Subject& subject);
std::string records_detail(const std::vector<RecordId>& records);  // "records=" and the ids, for a leaf

}  // namespace concordat::vault
