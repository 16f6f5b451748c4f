#pragma once
// What the vault makes sure of by itself inside the transaction, whoever calls: that a grant is for just this, that the
// charter declares what is put in, that it may be asked now, and that its consent was given.

#include <map>
#include <string>

#include "charter/dates.h"
#include "policy/policy.h"
#include "store/store.h"

namespace concordat::vault {

// The one part of a record of the kind policy::kReasonKind, and how long it is kept.
inline constexpr std::string_view kReasonPart = "reason";
inline constexpr int kReasonMonths = 12;

Error no_such_record();
Error destroyed();
Error no_such_account();

// Of an entry about an account: "roles=deputy,manager". That they are there is for attestation, which opens nothing.
std::string account_for_ledger(const parties::Account& account);

Result<void> check_act(const policy::Grant& grant, charter::Act act);
// What the grant rests on has not ended: an appointment, a deputyship, a break-glass.
Result<void> check_in_force(const policy::Grant& grant, Instant now);
// While the server ran, another charter may have come into force: under the one before, nothing new is collected and no case moves.
Result<void> check_charter_in_force(store::Reader& reader, const std::string& charter);
Result<void> check_same_record(const policy::Grant& grant, const policy::Grant& first, charter::Act act);
Result<void> check_case_version(std::uint64_t version, const policy::Grant& grant);  // 0: there is no case
Result<void> check_case_as_granted(store::Reader& reader, const policy::Grant& grant);
Result<void> check_record_as_granted(const store::RecordRow& record, const policy::Grant& grant);

Result<void> check_fields(const charter::Part& part, const std::map<std::string, std::string>& values, const charter::KnownDays& known);
// `record_state` is empty while the record is new; else a moment is now when the record is in the state of its name.
Result<void> check_moment(const charter::Part& part, std::string_view record_state, bool face_to_face);
Result<void> check_consent(const charter::Charter& charter, const charter::Part& part, const std::string& wording);

}  // namespace concordat::vault
