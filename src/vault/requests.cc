// What another partnership asks us by a signed message: taken into a case of its own, and answered.

#include "vault/guards.h"
#include "vault/involvement.h"
#include "vault/vault_checks.h"

namespace concordat::vault {
namespace {

// What another partnership tells of a person is as much as it knows.
charter::Part as_far_as_known(charter::Part part) {
  for (charter::Field& field : part.fields) field.required = false;
  return part;
}

}  // namespace

Result<bool> Involvement::take_in(const Request& request, const Before& before) {
  const charter::Charter* charter = vault_.active_charter();
  const charter::RecordKind* kind = charter->received_kind();
  if (!kind || kind->case_kind != request.case_kind || request.checks.empty())
    return Error{"The charter lets no other partnership ask in this way.", ""};
  std::vector<Written> written;
  bool is_new = false;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    written.clear();
    is_new = TRY(before(transaction));
    if (!is_new) return {};
    const charter::CaseKind& of = *charter->case_kind(request.case_kind);
    transaction.insert_case({request.case_id, of.name, request.reference, of.states.front(), charter->hash, vault_.today(), 1});
    ledger::Leaf opened;
    opened.event = "case.opened";
    opened.actor = request.checks.front().grants.front().actor().ledger_name();
    opened.case_id = request.case_id;
    opened.charter = charter->hash;
    opened.detail = "kind=" + of.name;
    vault_.ledger().append(transaction, opened);
    for (const ReceivedCheck& check : request.checks) TRY(take_one(transaction, *kind, request, check, written));
    return {};
  }));
  index(written);
  return is_new;
}

Result<void> Involvement::take_one(store::Transaction& transaction, const charter::RecordKind& kind, const Request& request,
                                   const ReceivedCheck& check, std::vector<Written>& written) {
  if (check.grants.empty()) return Error{"A record needs one grant for each of its parts.", ""};
  const store::RecordRow record = vault_.new_record(check.grants.front(), "message", "asked");
  if (record.kind != kind.name || record.case_id != request.case_id || record.owner != parties::agency_id(request.partner))
    return Error{"This grant is for something else.", "Ask policy for the act that is to be done."};
  transaction.insert_record(record);
  for (const policy::Grant& grant : check.grants) {
    const charter::Part* part = kind.part(grant.subject().part);
    const auto values = check.parts.find(grant.subject().part);
    TRY(check_same_record(grant, check.grants.front(), charter::Act::add));
    TRY(check_in_force(grant, vault_.clock().now()));
    TRY(check_case_as_granted(transaction, grant));
    if (!part || part == kind.answer() || values == check.parts.end()) return Error{"The charter knows no such part of this record.", ""};
    TRY(check_fields(part == &kind.parts.front() ? as_far_as_known(*part) : *part, values->second,
                     known_days(transaction, *vault_.active_charter(), record.case_id, vault_.today())));
    TRY(vault_.note_events(transaction, grant, record, *part, values->second));
    const KeyId key = TRY(vault_.keyring_->add());
    TRY(put(transaction, grant, record, values->second, 1, key, "kind=" + record.kind + ";state=" + record.state, written));
  }
  return {};
}

Result<void> Involvement::disclose_answer(store::Transaction& transaction, const policy::Grant& read, std::string_view partner,
                                          std::string_view message) {
  const auto record = transaction.find_record(read.subject().record);
  const charter::RecordKind* kind = record ? check_kind(record->charter, record->kind) : nullptr;
  if (!kind || !kind->is_received() || record->owner != parties::agency_id(partner)) return no_such_record();
  const std::string basis = basis_of(*vault_.charter(record->charter)->purpose(kind->purpose));
  if (basis.empty())
    return Error{"The charter names neither a basis nor a law for this purpose, so nothing may be passed on for it.",
                 "Have the charter say on which ground other partnerships are answered."};
  vault_.append(transaction, std::string(kDisclosed), read, *record,
                "agency=" + std::string(partner) + ";basis=" + basis + ";recipient=" + kind->messages_from +
                    ";message=" + std::string(message));
  return {};
}

}  // namespace concordat::vault
