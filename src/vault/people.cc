// Tasks in a case, emergency access, and what a person's rights stop.

#include "vault/people.h"

#include <algorithm>

#include "vault/entries.h"
#include "vault/vault_checks.h"

namespace concordat::vault {
namespace {

constexpr std::size_t kLongestReason = 4'000;  // bytes

Error wrong_mandate() { return {"This mandate is for something else.", ""}; }
Error no_such_case() { return {"There is no such case.", ""}; }

std::string text_of(Instant instant) { return std::to_string(instant.microseconds); }
std::string text_of(const std::optional<Instant>& instant) { return instant ? text_of(*instant) : ""; }

// A grant holds for one version of its case, so that whatever was allowed before is decided anew.
void renew(store::Transaction& transaction, const store::CaseRow& row) { transaction.set_case_state(row.id, row.state); }

std::string agencies_in(store::Reader& reader, CaseId id) {
  std::set<AgencyId> owners;
  for (const store::RecordRow& record : reader.records(id))
    if (!record.owner.is_none()) owners.insert(record.owner);
  std::string text;
  for (const AgencyId owner : owners) text += (text.empty() ? "" : ",") + owner.text();
  return text;
}

Result<void> check_reason(std::string_view reason) {
  if (reason.find_first_not_of(" \r\n\t") == std::string_view::npos) return Error{"No reason was given.", "Write why you need it now."};
  if (reason.size() > kLongestReason) return Error{"The reason is longer than can be kept.", "Shorten it to a page."};
  return {};
}

}  // namespace

ledger::Leaf People::leaf_of(const policy::Mandate& mandate, std::string event, std::string detail) const {
  ledger::Leaf leaf;
  leaf.event = std::move(event);
  leaf.actor = mandate.actor().ledger_name();
  leaf.case_id = mandate.subject().case_id;
  leaf.record = mandate.subject().record;
  leaf.charter = mandate.charter();
  leaf.detail = std::move(detail);
  return leaf;
}

void People::write_down(store::Transaction& transaction, const policy::Mandate& mandate, std::string event, std::string detail) {
  vault_.ledger().append(transaction, leaf_of(mandate, std::move(event), std::move(detail)));
}

// ---- tasks in a case

Result<void> People::check_appointment(store::Reader& reader, const policy::Mandate& mandate, const NewAppointment& wanted) {
  const charter::Charter* charter = vault_.charter(mandate.charter());
  const auto row = reader.find_case(mandate.subject().case_id);
  if (!charter || !row) return no_such_case();
  const auto roles = task_roles(*charter, row->kind, wanted.how);
  if (std::ranges::none_of(roles, [&](const charter::Role* role) { return role->name == wanted.role; }))
    return Error{"The charter gives this role no task of that kind in such a case.", "Choose one of the roles offered."};
  if (wanted.account == mandate.actor().account) return Error{"Nobody appoints themselves.", "Ask somebody else who may appoint."};
  if (wanted.ends && *wanted.ends <= wanted.begins)
    return Error{"It would end before it begins.", "Give a last day that is not before the first."};
  if (wanted.account.is_none() != (wanted.how == "group")) return Error{"It was not said who is meant.", "Choose a person or a group."};
  if (!wanted.account.is_none()) {
    const auto person = account(reader, wanted.account);
    if (!person) return no_such_account();
    if (person->left || !person->roles.contains(wanted.role))
      return Error{"This person does not hold that role.", "Have the role given to them first, or choose another."};
  }
  const auto there = reader.appointments(row->id);
  const auto same = std::ranges::find_if(there, [&](const store::AppointmentRow& one) {
    const bool over = one.ended || (one.ends && *one.ends <= vault_.clock().now());
    return !over && one.account == wanted.account && one.role == wanted.role && one.how == wanted.how;
  });
  if (same != there.end()) return Error{"They have this task already.", "End it first, where its days are to change."};
  return {};
}

Result<AppointmentId> People::appoint(const policy::Mandate& mandate, NewAppointment wanted) {
  if (mandate.what() != "capability:appoint") return wrong_mandate();
  const auto id = crypto::new_id<AppointmentId>();
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    wanted.begins = std::max(wanted.begins, vault_.clock().now());
    TRY(check_appointment(transaction, mandate, wanted));
    const auto row = transaction.find_case(mandate.subject().case_id);
    transaction.insert_appointment({id, row->id, wanted.account, wanted.role, wanted.how, wanted.begins, wanted.ends,
                                    mandate.actor().account, std::nullopt, std::nullopt});
    renew(transaction, *row);
    write_down(transaction, mandate, wanted.how == "involved" ? "involvement.recorded" : "appointment.made",
               "appointment=" + id.text() + ";account=" + (wanted.account.is_none() ? "" : wanted.account.text()) +
                   ";role=" + wanted.role + ";how=" + wanted.how + ";begins=" + text_of(wanted.begins) + ";ends=" + text_of(wanted.ends));
    return {};
  }));
  return id;
}

Result<void> People::end_appointment(const policy::Mandate& mandate, AppointmentId id) {
  if (mandate.what() != "capability:appoint") return wrong_mandate();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto row = transaction.find_appointment(id);
    const auto of = row ? transaction.find_case(row->case_id) : std::nullopt;
    if (!of || of->id != mandate.subject().case_id || row->ended) return Error{"This task has ended already.", "Look at the list again."};
    row->ended = vault_.clock().now();
    transaction.update_appointment(*row);
    renew(transaction, *of);
    write_down(transaction, mandate, "appointment.ended", "appointment=" + id.text());
    return {};
  });
}

// What this person is asked and has not answered.
Result<store::AppointmentRow> People::asked_of(store::Reader& reader, const policy::Mandate& mandate, AppointmentId id) {
  auto row = reader.find_appointment(id);
  if (!row || row->case_id != mandate.subject().case_id || row->account != mandate.actor().account || row->how != "involved" ||
      row->ended || (row->ends && *row->ends <= vault_.clock().now()))
    return Error{"You are not asked to contribute to this case.", "Ask the partnership's office."};
  if (row->agreed) return Error{"You have agreed already.", ""};
  return std::move(*row);
}

Result<void> People::agree(const policy::Mandate& mandate, AppointmentId id) {
  if (mandate.what() != "agree") return wrong_mandate();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    store::AppointmentRow row = TRY(asked_of(transaction, mandate, id));
    row.agreed = vault_.clock().now();
    transaction.update_appointment(row);
    renew(transaction, *transaction.find_case(row.case_id));
    write_down(transaction, mandate, "contribution.agreed", "appointment=" + id.text() + ";confidentiality=accepted");
    return {};
  });
}

Result<void> People::decline(const policy::Mandate& mandate, AppointmentId id, std::string_view reason) {
  if (mandate.what() != "agree") return wrong_mandate();
  const bool has_reason = reason.find_first_not_of(" \r\n\t") != std::string_view::npos;
  if (has_reason) TRY(check_reason(reason));
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    store::AppointmentRow row = TRY(asked_of(transaction, mandate, id));
    row.ended = vault_.clock().now();
    transaction.update_appointment(row);
    std::string detail = "appointment=" + id.text();
    if (has_reason)
      detail += ";reason=" + TRY(vault_.keep_reason(transaction, row.case_id, mandate.actor(), mandate.charter(), reason)).text();
    write_down(transaction, mandate, "contribution.declined", detail);
    return {};
  });
}

std::vector<Declined> People::declined(store::Reader& reader, CaseId id) {
  std::vector<Declined> all;
  for (const ledger::Leaf& leaf : changes_of_case(reader, id))
    if (const auto of = AppointmentId::parse(ledger::word_of(leaf, "appointment")); of && leaf.event == "contribution.declined")
      all.push_back({*of, leaf.at, RecordId::parse(ledger::word_of(leaf, "reason")).value_or(RecordId{})});
  return all;
}

Result<std::string> People::reason_declined(const policy::Mandate& mandate, AppointmentId id) {
  if (mandate.what() != "capability:appoint") return wrong_mandate();
  std::vector<Declined> all;
  vault_.store().read([&](store::Reader& reader) { all = declined(reader, mandate.subject().case_id); });
  const auto found = std::ranges::find(all, id, &Declined::appointment);
  if (found == all.end() || found->reason.is_none()) return Error{"No reason was given.", "Look at the list again."};
  return vault_.open_reason(leaf_of(mandate, "contribution.reason-read", "appointment=" + id.text()), found->reason);
}

// ---- emergency access

Result<void> People::check_told(store::Reader& reader, const policy::Mandate& mandate, AccountId told) {
  const charter::Charter* charter = vault_.charter(mandate.charter());
  const Instant now = vault_.clock().now();
  const auto second = account(reader, told);
  if (!charter || !second) return no_such_account();
  const bool reviews = !second->left && std::ranges::any_of(second->roles, [&](const std::string& name) {
    const charter::Role* role = charter->role(name);
    return role && role->holds(charter::Capability::review_emergency);
  });
  if (reviews && !same_seat(reader, told, now, mandate.actor().account, now)) return {};
  return Error{"Nobody else is there who reviews emergency accesses.", "Call somebody who may open the case."};
}

Result<EmergencyId> People::break_glass(const policy::Mandate& mandate, std::string_view reason, AccountId told) {
  if (mandate.what() != "emergency") return wrong_mandate();
  TRY(check_reason(reason));
  const auto id = crypto::new_id<EmergencyId>();
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const Instant now = vault_.clock().now();
    const auto row = transaction.find_case(mandate.subject().case_id);
    if (!row) return no_such_case();
    TRY(check_told(transaction, mandate, told));
    const auto there = transaction.emergencies(row->id);
    if (std::ranges::any_of(there, [&](const store::EmergencyRow& one) {
          return one.account == mandate.actor().account && one.opened <= now && now < one.closes;
        }))
      return Error{"The case is open to you already.", "Go to it."};
    const auto kept = vault_.keep_reason(transaction, row->id, mandate.actor(), mandate.charter(), reason);
    if (!kept) return kept.error();
    const Instant closes{now.microseconds + kEmergencyMinutes * 60 * kMicrosecondsPerSecond};
    transaction.insert_emergency({id, row->id, mandate.actor().account, now, closes, told, *kept, std::nullopt, {}, ""});
    write_down(transaction, mandate, "emergency.opened",
               "emergency=" + id.text() + ";closes=" + text_of(closes) + ";told=" + told.text() +
                   ";agencies=" + agencies_in(transaction, row->id) + ";reason=" + kept->text());
    return {};
  }));
  return id;
}

Result<void> People::review(const policy::Mandate& mandate, EmergencyId id, bool justified) {
  if (mandate.what() != "capability:review-emergency") return wrong_mandate();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const Instant now = vault_.clock().now();
    auto row = transaction.find_emergency(id);
    if (!row || row->reviewed) return Error{"This emergency access was reviewed already.", "Look at the list again."};
    if (same_seat(transaction, row->account, row->opened, mandate.actor().account, now))
      return Error{"An emergency access is reviewed by somebody else than who made it.", "Ask a second officer."};
    row->reviewed = now;
    row->reviewed_by = mandate.actor().account;
    row->outcome = justified ? "justified" : "not-justified";
    transaction.update_emergency(*row);
    ledger::Leaf leaf = leaf_of(mandate, "emergency.reviewed", "emergency=" + id.text() + ";outcome=" + row->outcome);
    leaf.case_id = row->case_id;
    vault_.ledger().append(transaction, leaf);
    return {};
  });
}

Result<std::string> People::reason_of(const policy::Mandate& mandate, EmergencyId id) {
  if (mandate.what() != "capability:review-emergency") return wrong_mandate();
  std::optional<store::RecordRow> record;
  std::optional<store::PartRow> part;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto row = transaction.find_emergency(id);
    if (row) record = transaction.find_record(row->reason);
    if (record) part = transaction.find_part(record->id, kReasonPart);
    if (!part || part->destroyed) return destroyed();
    ledger::Leaf leaf = leaf_of(mandate, "emergency.reason-read", "emergency=" + id.text());
    leaf.case_id = row->case_id;
    vault_.ledger().append(transaction, leaf);
    return {};
  }));
  const auto values = vault_.unseal(*record, *part);
  return values ? Result<std::string>(values->at("reason")) : values.error();
}

// ---- what a person's rights stop

Result<RestrictionId> People::restrict_use(const policy::Mandate& mandate, RecordId record, std::string_view right,
                                           std::string_view ground) {
  const bool by_person = mandate.what() == "object" && right == "objection" && mandate.subject().record == record;
  if (!by_person && mandate.what() != "capability:restrict") return wrong_mandate();
  if (std::ranges::none_of(grounds(right), [&](const Ground& one) { return one.name == ground; }))
    return Error{"It was not said on which ground.", "Choose one of the grounds of the article."};
  const auto id = crypto::new_id<RestrictionId>();
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const charter::Charter* charter = vault_.charter(mandate.charter());
    const auto row = transaction.find_record(record);
    const charter::Purpose* purpose = charter && row ? charter->purpose(row->purpose) : nullptr;
    const auto of = row ? transaction.find_case(row->case_id) : std::nullopt;
    if (!purpose || !of) return no_such_record();
    if (right == "objection" && !can_be_objected_to(*purpose))
      return Error{"This purpose rests on nothing that an objection can stand against.",
                   "Where it rests on consent, the person can take that back; where it is a duty, tell them so."};
    const auto there = transaction.restrictions(record);
    if (std::ranges::any_of(there, [&](const store::RestrictionRow& one) { return one.right == right && policy::in_force(one); }))
      return Error{"This stands already.", "Look at the record again."};
    const AccountId by = mandate.actor().account;
    transaction.insert_restriction(
        {id, record, std::string(right), std::string(ground), vault_.clock().now(), by, std::nullopt, std::nullopt, {}});
    renew(transaction, *of);
    ledger::Leaf leaf = leaf_of(mandate, "restriction.begun",
                                "restriction=" + id.text() + ";right=" + std::string(right) + ";ground=" + std::string(ground));
    leaf.case_id = of->id;
    leaf.record = record;
    leaf.purpose = row->purpose;
    vault_.ledger().append(transaction, leaf);
    return {};
  }));
  return id;
}

Result<void> People::told_before_end(const policy::Mandate& mandate, RestrictionId id, CivilDate day) {
  if (mandate.what() != "capability:restrict") return wrong_mandate();
  if (vault_.today() < day) return Error{"The date is in the future.", "Give the day on which the person was told."};
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto row = transaction.find_restriction(id);
    if (!row || !policy::in_force(*row)) return Error{"This has ended already.", "Look at the record again."};
    if (day < london_date(row->begins)) return Error{"The date is before it began.", "Give the day on which the person was told."};
    row->told = day;
    transaction.update_restriction(*row);
    ledger::Leaf leaf = leaf_of(mandate, "restriction.told", "restriction=" + id.text() + ";day=" + day.iso());
    leaf.record = row->record;
    leaf.case_id = transaction.find_record(row->record)->case_id;
    vault_.ledger().append(transaction, leaf);
    return {};
  });
}

Result<void> People::end_restriction(const policy::Mandate& mandate, RestrictionId id) {
  if (mandate.what() != "capability:restrict") return wrong_mandate();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto row = transaction.find_restriction(id);
    if (!row || !policy::in_force(*row)) return Error{"This has ended already.", "Look at the record again."};
    if (!row->told)
      return Error{"The person has not been told that it will end.", "Tell them, record the day, then end it (UK GDPR, Article 18(3))."};
    const auto of = transaction.find_case(transaction.find_record(row->record)->case_id);
    row->ended = vault_.clock().now();
    row->ended_by = mandate.actor().account;
    transaction.update_restriction(*row);
    renew(transaction, *of);
    ledger::Leaf leaf = leaf_of(mandate, "restriction.ended", "restriction=" + id.text());
    leaf.record = row->record;
    leaf.case_id = of->id;
    vault_.ledger().append(transaction, leaf);
    return {};
  });
}

}  // namespace concordat::vault
