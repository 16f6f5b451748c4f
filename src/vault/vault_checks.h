#pragma once
// What the vault makes sure of by itself inside the transaction, whoever calls: that a grant is for just this, that the
// charter declares what is put in, that it may be asked now, and that its consent was given.

#include <map>
#include <string>

#include "charter/charter.h"
#include "policy/policy.h"
#include "store/store.h"

namespace concordat::vault {

Error no_such_record();
Error destroyed();

Result<void> check_act(const policy::Grant& grant, charter::Act act);
Result<void> check_same_record(const policy::Grant& grant, const policy::Grant& first, charter::Act act);
Result<void> check_case_as_granted(store::Reader& reader, const policy::Grant& grant);
Result<void> check_record_as_granted(const store::RecordRow& record, const policy::Grant& grant);

Result<void> check_fields(const charter::Part& part, const std::map<std::string, std::string>& values);
// `record_state` is empty while the record is new; else a moment is now when the record is in the state of its name.
Result<void> check_moment(const charter::Part& part, std::string_view record_state);
Result<void> check_consent(const charter::Charter& charter, const charter::Part& part, const std::string& wording);

}  // namespace concordat::vault
