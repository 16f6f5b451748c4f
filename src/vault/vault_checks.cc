#include "vault/vault_checks.h"

#include <algorithm>

#include "charter/outputs.h"

namespace concordat::vault {
namespace {

constexpr std::size_t kLongestValue = 20'000;  // bytes; a narrative of about ten pages

Error not_for_this() { return {"This grant is for something else.", "Ask policy for the act that is to be done."}; }

bool may_be_asked(charter::Moment moment, std::string_view record_state, bool face_to_face) {
  switch (moment) {
    case charter::Moment::at_request:
    case charter::Moment::at_supply: return record_state.empty();
    case charter::Moment::on_writing: return true;  // with the record, or later: an answer comes after what is answered
    case charter::Moment::place_offered: return record_state == "place-offered";
    case charter::Moment::course_charged: return record_state == "place-offered";
    case charter::Moment::face_to_face_request: return record_state.empty() && face_to_face;
  }
  return false;
}

}  // namespace

std::string account_for_ledger(const parties::Account& account) {
  std::string roles;
  for (const std::string& role : account.roles) roles += (roles.empty() ? "" : ",") + role;
  return std::string("confidentiality=") + (account.confidentiality ? "accepted" : "waiting") + ";roles=" + roles;
}

Error no_such_record() { return {"There is no such record.", ""}; }
Error no_such_account() { return {"There is no such account.", "Look at the list again."}; }
Error destroyed() { return {"This was destroyed, as the privacy notice says.", ""}; }

Result<void> check_act(const policy::Grant& grant, charter::Act act) {
  if (grant.act() != act) return not_for_this();
  return {};
}

Result<void> check_in_force(const policy::Grant& grant, Instant now) {
  if (grant.ends() && *grant.ends() <= now)
    return Error{"Your access to this has ended.", "Ask whoever appointed you, if you still need it."};
  return {};
}

Result<void> check_charter_in_force(store::Reader& reader, const std::string& charter) {
  const auto active = reader.meta("active-charter");
  if (active && as_text(*active) == charter) return {};
  return Error{"A newer charter came into force meanwhile.", "Load the page again, see what it asks now, and enter it again."};
}

Result<void> check_same_record(const policy::Grant& grant, const policy::Grant& first, charter::Act act) {
  const policy::Subject& one = grant.subject();
  const policy::Subject& other = first.subject();
  if (grant.act() != act || !one.record.is_none() || one.case_id != other.case_id || one.record_kind != other.record_kind ||
      one.owner != other.owner || grant.purpose() != first.purpose())
    return not_for_this();
  return {};
}

Result<void> check_case_version(std::uint64_t version, const policy::Grant& grant) {
  if (version == 0 || version != grant.subject().case_version)
    return Error{"The case has moved on since you looked at it.", "Look at it again, then repeat what you did."};
  return {};
}

Result<void> check_case_as_granted(store::Reader& reader, const policy::Grant& grant) {
  const auto row = reader.find_case(grant.subject().case_id);
  return check_case_version(row ? row->version : 0, grant);
}

Result<void> check_record_as_granted(const store::RecordRow& record, const policy::Grant& grant) {
  const policy::Subject& subject = grant.subject();
  if (record.case_id != subject.case_id || record.kind != subject.record_kind || record.owner != subject.owner) return not_for_this();
  if (record.purpose != grant.purpose()) return Error{"This was collected for another purpose.", ""};
  return {};
}

Result<void> check_fields(const charter::Part& part, const std::map<std::string, std::string>& values, const charter::KnownDays& known) {
  for (const charter::Field& field : part.fields)
    if (field.required && !values.contains(field.name)) return Error{"\"" + field.name + "\" is missing.", "Give it, then try again."};
  for (const auto& [name, value] : values) {
    const auto field = std::ranges::find(part.fields, name, &charter::Field::name);
    if (field == part.fields.end())
      return Error{"The charter has no field \"" + name + "\" here, so it may not be held.", "Put it where the charter provides for it."};
    if (!field->choices.empty() && std::ranges::find(field->choices, value) == field->choices.end())
      return Error{"\"" + name + "\" is none of the kinds that the charter names.", "Choose one of those."};
    if (field->type == charter::FieldType::number && !charter::whole_number(value))
      return Error{"\"" + name + "\" is no whole number.", "Give it in digits, like 12."};
    if (value.size() > kLongestValue) return Error{"\"" + name + "\" is longer than can be kept.", "Shorten it to about ten pages."};
  }
  for (const charter::DateFault& fault : charter::date_faults(part.fields, values, known))
    return Error{fault.says + ".", "Give the right day, or as much of it as is sure."};
  return {};
}

Result<void> check_moment(const charter::Part& part, std::string_view record_state, bool face_to_face) {
  const auto is_now = [&](charter::Moment moment) { return may_be_asked(moment, record_state, face_to_face); };
  if (std::ranges::any_of(part.ask, is_now)) return {};
  return Error{"The charter does not let this be asked now.", "Wait for the moment that the charter names."};
}

Result<void> check_consent(const charter::Charter& charter, const charter::Part& part, const std::string& wording) {
  if (part.consent.empty()) return {};
  const charter::Consent* consent = charter.consent(part.consent);
  if (consent && consent->wording == wording) return {};
  return Error{"This may be held only with consent to the wording that the charter names.", "Ask for consent first."};
}

}  // namespace concordat::vault
