#include "vault/involvement.h"

#include <algorithm>

#include "charter/sentences.h"
#include "vault/entries.h"
#include "vault/guards.h"
#include "vault/sealing.h"
#include "vault/vault_checks.h"
#include "vault/warrants.h"

namespace concordat::vault {
namespace {

constexpr const char* kAsked = "asked";  // the state of a check

// The agency's name in the charter.
const charter::Agency* agency_of(const charter::Charter& charter, AgencyId id) {
  const auto found = std::ranges::find_if(charter.agencies, [&](const charter::Agency& one) { return parties::agency_id(one.name) == id; });
  return found == charter.agencies.end() ? nullptr : &*found;
}

Values copied(const charter::Part& told, const std::vector<OpenedPart>& person) {
  Values values;
  for (const charter::Field& field : told.fields)
    for (const OpenedPart& part : person)
      if (const auto found = part.values.find(field.name); found != part.values.end() && !found->second.empty())
        values[field.name] = found->second;
  return values;
}

}  // namespace

std::string Involvement::basis_of(const charter::Purpose& purpose) {
  std::vector<std::string> codes;
  for (const charter::Basis& basis : purpose.bases) codes.push_back(basis.code);
  for (const charter::Law& law : purpose.laws) codes.push_back(law.code);
  return charter::joined(codes, ",");
}

std::optional<RecordId> asked_about(const ledger::Leaf& leaf) {
  return leaf.event == kDisclosed ? RecordId::parse(ledger::word_of(leaf, "about")) : std::nullopt;
}

const charter::RecordKind* Involvement::check_kind(const std::string& hash, const std::string& name) {
  const charter::Charter* charter = vault_.charter(hash);
  const charter::RecordKind* kind = charter ? charter->record_kind(name) : nullptr;
  return kind && kind->is_check() && kind->answer() ? kind : nullptr;
}

Result<void> Involvement::put(store::Transaction& transaction, const policy::Grant& grant, const store::RecordRow& record,
                              const Values& values, std::uint32_t version, KeyId key, const std::string& detail,
                              std::vector<Written>& written) {
  TRY(check_charter_in_force(transaction, grant.charter()));
  const std::string& part = grant.subject().part;
  TRY(vault_.seal_part(transaction, record, part, {values, ""}, version, key));
  Vault::Reasons kept;
  const std::string marks = TRY(vault_.marks_of(transaction, grant, kept));
  vault_.append(transaction, version == 1 ? "record.put" : "record.corrected", grant, record,
                detail + (detail.empty() || marks.empty() ? "" : ";") + marks);
  written.push_back({record, *transaction.find_part(record.id, part), values});
  return {};
}

// Whether this agency was asked about this person already, and still is.
bool Involvement::is_waiting(store::Transaction& transaction, const policy::Subject& subject, RecordId about) const {
  for (const ledger::Leaf& leaf : changes_of_case(transaction, subject.case_id)) {
    if (asked_about(leaf) != about) continue;
    const auto record = transaction.find_record(leaf.record);
    const auto told = transaction.find_part(leaf.record, leaf.part);
    if (record && record->owner == subject.owner && told && !told->destroyed) return true;
  }
  return false;
}

Result<bool> Involvement::ask_one(store::Transaction& transaction, const NewCheck& check, std::vector<Written>& written) {
  const policy::Subject& subject = check.told.subject();
  const charter::Charter* charter = vault_.charter(check.told.charter());
  const charter::RecordKind* kind = check_kind(check.told.charter(), subject.record_kind);
  const charter::Agency* agency = charter ? agency_of(*charter, subject.owner) : nullptr;
  const bool by_message = kind && !kind->messages_to.empty() && !check.partner.empty() && !check.message.empty() &&
                          parties::agency_id(check.partner) == subject.owner;
  if (!kind || subject.part != kind->parts.front().name || (!agency && !by_message))
    return Error{"The charter lets nobody be asked in this way.", ""};
  const std::string basis = basis_of(*charter->purpose(kind->purpose));
  if (basis.empty())
    return Error{"The charter names neither a basis nor a law for this purpose, so nothing may be passed on for it.",
                 "Have the charter say on which ground agencies are asked."};
  TRY(check_same_record(check.told, check.told, charter::Act::add));
  TRY(check_in_force(check.told, vault_.clock().now()));
  TRY(check_case_as_granted(transaction, check.told));
  const auto person = check.person.empty() ? std::nullopt : transaction.find_record(check.person.front().record);
  const bool is_of_case =
      person && person->case_id == subject.case_id && std::ranges::find(kind->asks_about, person->kind) != kind->asks_about.end();
  if (!is_of_case || std::ranges::any_of(check.person, [&](const OpenedPart& part) { return part.record != person->id; }))
    return Error{"The charter does not let agencies be asked about this.", "Choose a person of this case."};
  if (is_waiting(transaction, subject, person->id)) return false;
  const Values told = copied(kind->parts.front(), check.person);
  if (told.empty()) return Error{"Nothing of what may be asked is on record of this person.", "Enter it first."};
  const store::RecordRow record = vault_.new_record(check.told, "office", kAsked);
  transaction.insert_record(record);
  vault_.append(transaction, std::string(kDisclosed), check.told, record,
                "agency=" + (by_message ? check.partner : agency->name) + ";about=" + person->id.text() + ";basis=" + basis +
                    (by_message ? ";recipient=" + kind->messages_to + ";message=" + check.message : ""));
  const KeyId key = TRY(vault_.keyring_->add());
  TRY(put(transaction, check.told, record, told, 1, key, "kind=" + record.kind + ";state=" + kAsked, written));
  if (!check.contact) return true;
  const charter::Part* contact = kind->part(check.contact->subject().part);
  TRY(check_same_record(*check.contact, check.told, charter::Act::add));
  if (!contact || contact == kind->answer()) return Error{"The charter knows no such part of this record.", ""};
  TRY(check_fields(*contact, check.contact_values, {}));
  const KeyId contact_key = TRY(vault_.keyring_->add());
  TRY(put(transaction, *check.contact, record, check.contact_values, 1, contact_key, "kind=" + record.kind, written));
  return true;
}

Result<std::size_t> Involvement::ask(const std::vector<NewCheck>& checks, const AlsoAsked& also) {
  std::vector<Written> written;
  std::size_t asked = 0;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    written.clear();
    asked = 0;
    for (const NewCheck& check : checks) {
      const bool is_new = TRY(ask_one(transaction, check, written));
      asked += is_new ? 1 : 0;
    }
    std::vector<Asked> told;
    for (const Written& one : written)
      if (one.part.part == checks.front().told.subject().part) told.push_back({one.record.id, one.values});
    return also && asked > 0 ? also(transaction, told) : Result<void>();
  }));
  index(written);
  return asked;
}

Result<std::optional<Warrant>> Involvement::answer_one(store::Transaction& transaction, const CheckAnswer& answer,
                                                       std::vector<Written>& written) {
  const policy::Grant& grant = answer.grant;
  const auto record = transaction.find_record(grant.subject().record);
  if (!record) return no_such_record();
  const charter::RecordKind* kind = check_kind(record->charter, record->kind);
  if (!kind || grant.subject().part != kind->answer()->name) return Error{"This is no answer to an involvement check.", ""};
  const auto there = transaction.find_part(record->id, kind->answer()->name);
  const std::uint32_t version = there && !there->destroyed ? there->version : 0;
  TRY(check_act(grant, answer.version == 0 ? charter::Act::add : charter::Act::correct));
  TRY(check_in_force(grant, vault_.clock().now()));
  TRY(check_case_as_granted(transaction, grant));
  TRY(check_record_as_granted(*record, grant));
  TRY(check_fields(*kind->answer(), answer.values,
                   known_days(transaction, *vault_.charter(record->charter), record->case_id, vault_.today())));
  if (version > 0) {
    const Values earlier = TRY(vault_.unseal(*record, *there));
    if (earlier == answer.values) return std::optional<Warrant>();  // sent twice
  }
  if (version != answer.version)
    return Error{"Somebody else answered this while you were writing.", "Look at what stands there now, then make your change again."};
  const auto told = transaction.find_part(record->id, kind->parts.front().name);
  if (!told || told->destroyed)
    return Error{"You answered that you do not know this person, and no longer hold whom it was about.",
                 "Ask the partnership to ask you again."};
  KeyId key;
  if (version > 0) key = there->key;
  else key = TRY(vault_.keyring_->add());
  TRY(put(transaction, grant, *record, answer.values, there ? there->version + 1 : 1, key, version == 0 ? "kind=" + record->kind : "",
          written));
  if (std::ranges::find(kind->forgets_on, answer.values.at(kind->answered_by)) == kind->forgets_on.end()) return std::optional<Warrant>();
  ledger::Leaf why;
  why.event = kCheckAnswered;
  why.actor = grant.actor().ledger_name();
  why.record = record->id;
  why.part = kind->answer()->name;
  why.purpose = record->purpose;
  why.charter = grant.charter();
  store::WarrantRow row = new_warrant("answer", "intended", record->case_id, record->owner, vault_.clock().now());
  auto warrant = TRY(disposal_.begin(transaction, std::move(row), {{record->id, told->part}}, std::move(why)));
  return std::optional(std::move(warrant));
}

Result<void> Involvement::answer(const std::vector<CheckAnswer>& answers, const Also& also) {
  std::vector<Written> written;
  std::vector<Warrant> warrants;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    written.clear();
    warrants.clear();
    for (const CheckAnswer& one : answers) {
      auto warrant = TRY(answer_one(transaction, one, written));
      if (warrant) warrants.push_back(std::move(*warrant));
    }
    return also ? also(transaction) : Result<void>();
  }));
  index(written);
  for (const Warrant& warrant : warrants) TRY(disposal_.finish(warrant));
  return {};
}

void Involvement::index(const std::vector<Written>& written) {
  for (const Written& one : written) vault_.index_part(one.record, one.part, one.values);
}

}  // namespace concordat::vault
