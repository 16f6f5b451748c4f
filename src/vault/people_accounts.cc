// Joiners, movers, leavers and deputies.

#include <algorithm>

#include "vault/people.h"
#include "vault/vault_checks.h"

namespace concordat::vault {
namespace {

constexpr const char* kManages = "capability:manage-accounts";

Error not_this_mandate() { return {"This mandate is for something else.", ""}; }
Error proposal_is_closed() { return {"This proposal is not open any more.", "Look at the list again."}; }

std::string detail_of(const store::RoleGrantRow& row) {
  std::string detail = "grant=" + row.id.text() + ";account=" + row.account.text() + ";role=" + row.role;
  if (row.principal.is_none()) return detail;
  return detail + ";principal=" + row.principal.text() + ";begins=" + std::to_string(row.begins.microseconds) +
         ";ends=" + std::to_string(row.ends->microseconds);
}

bool may_manage(const parties::Account& account, const charter::Charter& charter) {
  return !account.left && std::ranges::any_of(account.roles, [&](const std::string& name) {
    const charter::Role* role = charter.role(name);
    return role && role->holds(charter::Capability::manage_accounts);
  });
}

}  // namespace

std::optional<parties::Account> People::account(store::Reader& reader, AccountId id) {
  const RecordId record = *RecordId::from_bytes(id.bytes());
  const auto row = reader.find_record(record);
  const auto part = row && row->kind == policy::kAccountKind ? reader.find_part(record, policy::kAccountKind) : std::nullopt;
  if (!part || part->destroyed) return std::nullopt;
  const auto values = vault_.unseal(*row, *part);
  const auto account = values ? parties::from_values(id, row->owner, *values) : values.error();
  return account ? std::optional(*account) : std::nullopt;
}

Result<void> People::keep(store::Transaction& transaction, const policy::Mandate& mandate, const parties::Account& account) {
  const RecordId record = *RecordId::from_bytes(account.id.bytes());
  const auto row = transaction.find_record(record);
  const auto part = row ? transaction.find_part(record, policy::kAccountKind) : std::nullopt;
  if (!part) return no_such_account();
  TRY(vault_.seal_part(transaction, *row, policy::kAccountKind, {parties::to_values(account), ""}, part->version + 1, part->key));
  ledger::Leaf leaf = leaf_of(mandate, "account.changed", account_for_ledger(account));
  leaf.record = record;
  leaf.purpose = row->purpose;
  vault_.ledger().append(transaction, leaf);
  return {};
}

// One account, changed in the transaction that writes it down.
Result<parties::Account> People::change(const policy::Mandate& mandate, AccountId id, const std::string& event, const std::string& more,
                                        const std::function<Result<void>(store::Transaction&, parties::Account&)>& how) {
  if (mandate.what() != kManages) return not_this_mandate();
  parties::Account changed;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto found = account(transaction, id);
    if (!found) return no_such_account();
    changed = std::move(*found);
    TRY(how(transaction, changed));
    TRY(keep(transaction, mandate, changed));
    write_down(transaction, mandate, event, "account=" + id.text() + more);
    return {};
  }));
  return changed;
}

// Two-person acts need two people, and the last of them cannot bring in another.
Result<void> People::check_two_remain(store::Reader& reader, const parties::Account& without) {
  const charter::Charter* charter = vault_.active_charter();
  std::size_t others = may_manage(without, *charter) ? 1 : 0;
  for (const store::RecordRow& row : reader.records_of_kind(policy::kAccountKind)) {
    const AccountId id = *AccountId::from_bytes(row.id.bytes());
    const auto one = id == without.id ? std::nullopt : account(reader, id);
    if (one && may_manage(*one, *charter)) ++others;
  }
  if (others >= 2) return {};
  return Error{"Fewer than two people would be left who may manage accounts.", "Give the role to somebody else first."};
}

Result<void> People::add_person(const policy::Mandate& mandate, const parties::Account& account) {
  if (mandate.what() != kManages) return not_this_mandate();
  if (!account.roles.empty()) return Error{"An account begins without a role.", "Propose its roles; a second person approves them."};
  return vault_.add_account(account, mandate.actor().ledger_name());
}

// ---- roles: proposed by one, approved by another

Result<RoleGrantId> People::propose_role(const policy::Mandate& mandate, AccountId id, std::string_view role_name) {
  if (mandate.what() != kManages) return not_this_mandate();
  const auto grant = crypto::new_id<RoleGrantId>();
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const charter::Charter* charter = vault_.charter(mandate.charter());
    const charter::Role* role = charter ? charter->role(role_name) : nullptr;
    const auto person = account(transaction, id);
    if (!person) return no_such_account();
    if (!role || person->left) return Error{"This role cannot be given to this person.", "Choose one of the roles offered."};
    if (role->of_agency && person->agency.is_none())
      return Error{"This role is for people of a partner agency.", "Add an account of that agency instead."};
    if (person->roles.contains(role->name)) return Error{"They hold this role already.", ""};
    const auto proposed = transaction.role_grants_proposed();
    if (std::ranges::any_of(proposed, [&](const store::RoleGrantRow& one) {
          return one.account == id && one.role == role_name && one.principal.is_none();
        }))
      return Error{"This role is proposed for them already.", "A second person approves it."};
    const Instant now = vault_.clock().now();
    const store::RoleGrantRow row{grant, id, role->name, {}, now, std::nullopt, mandate.actor().account, {}, std::nullopt, std::nullopt};
    transaction.insert_role_grant(row);
    write_down(transaction, mandate, "role.proposed", detail_of(row));
    return {};
  }));
  return grant;
}

Result<parties::Account> People::approve_role(const policy::Mandate& mandate, RoleGrantId id) {
  if (mandate.what() != kManages) return not_this_mandate();
  parties::Account changed;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const Instant now = vault_.clock().now();
    const AccountId second = mandate.actor().account;
    auto row = transaction.find_role_grant(id);
    if (!row || row->approved || row->ended) return proposal_is_closed();
    if (same_seat(transaction, row->proposed_by, now, second, now))
      return Error{"You proposed this, or stand in for who did: the approval is another person's.", "Ask a second officer."};
    if (row->account == second) return Error{"Nobody approves a role for themselves.", "Ask a second officer."};
    auto found = account(transaction, row->account);
    if (!found || found->left) return proposal_is_closed();
    changed = std::move(*found);
    if (!row->principal.is_none())
      TRY(check_lending(transaction, row->principal, row->account, row->role, {row->begins, *row->ends}));
    row->approved_by = second;
    row->approved = now;
    transaction.update_role_grant(*row);
    if (row->principal.is_none()) {
      changed.roles.insert(row->role);
      TRY(keep(transaction, mandate, changed));
    }
    write_down(transaction, mandate, row->principal.is_none() ? "role.approved" : "deputy.declared",
               detail_of(*row) + ";first=" + row->proposed_by.text());
    return {};
  }));
  return changed;
}

Result<void> People::decline_role(const policy::Mandate& mandate, RoleGrantId id) {
  if (mandate.what() != kManages) return not_this_mandate();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto row = transaction.find_role_grant(id);
    if (!row || row->approved || row->ended) return proposal_is_closed();
    row->ended = vault_.clock().now();
    transaction.update_role_grant(*row);
    write_down(transaction, mandate, "role.declined", detail_of(*row));
    return {};
  });
}

Result<parties::Account> People::end_role(const policy::Mandate& mandate, AccountId id, std::string_view role) {
  return change(mandate, id, "role.ended", ";role=" + std::string(role),
                [&](store::Transaction& transaction, parties::Account& person) -> Result<void> {
                  if (person.roles.erase(std::string(role)) == 0) return Error{"They do not hold this role.", "Look at the account again."};
                  return check_two_remain(transaction, person);
                });
}

Result<parties::Account> People::record_training(const policy::Mandate& mandate, AccountId id, CivilDate day) {
  if (vault_.today() < day) return Error{"The date is in the future.", "Give the day on which they were trained."};
  if (id == mandate.actor().account) return Error{"Your own training is recorded by somebody else.", "Ask a second officer."};
  return change(mandate, id, "training.recorded", ";day=" + day.iso(), [&](store::Transaction&, parties::Account& person) -> Result<void> {
    person.trained = day;
    return {};
  });
}

Result<parties::Account> People::leave(const policy::Mandate& mandate, AccountId id) {
  if (id == mandate.actor().account) return Error{"That you leave is recorded by somebody else.", "Ask a second officer."};
  return change(mandate, id, "account.left", "", [&](store::Transaction& transaction, parties::Account& person) -> Result<void> {
    if (person.left) return Error{"They have left already.", ""};
    const Instant now = vault_.clock().now();
    person.left = now;
    person.roles.clear();
    TRY(check_two_remain(transaction, person));
    for (store::AppointmentRow row : transaction.appointments_of(id)) {
      if (row.ended) continue;
      row.ended = now;
      transaction.update_appointment(row);
    }
    for (store::RoleGrantRow row : transaction.role_grants_of(id)) {
      if (row.ended) continue;
      row.ended = now;
      transaction.update_role_grant(row);
    }
    return {};
  });
}

// ---- deputies

Result<void> People::check_lending(store::Reader& reader, AccountId principal, AccountId deputy, const std::string& role_name,
                                   const Absence& absence) {
  const charter::Role* role = vault_.active_charter()->role(role_name);
  if (!role || role->task_only) return Error{"This role cannot be lent.", "A task in a case is given by appointment."};
  if (principal == deputy) return Error{"Nobody stands in for themselves.", "Choose somebody else."};
  const auto from = account(reader, principal);
  const auto to = account(reader, deputy);
  if (!from || !to) return no_such_account();
  if (from->left || !from->roles.contains(role_name)) return Error{"They do not hold this role.", "Look at the account again."};
  if (to->left || from->agency != to->agency)
    return Error{"A deputy is of the same agency or office.", "Choose somebody who works where the absent person does."};
  if (to->roles.contains(role_name)) return Error{"The deputy holds this role already.", "They need not be declared."};
  if (absence.ends <= absence.begins || absence.ends <= vault_.clock().now())
    return Error{"The absence ends before it begins, or is over.", "Give a last day that is still to come."};
  return {};
}

Result<RoleGrantId> People::lend_role(const policy::Mandate& mandate, AccountId deputy, const Absence& absence) {
  constexpr std::string_view lends = "lend:";
  if (!mandate.what().starts_with(lends)) return not_this_mandate();
  const std::string role = mandate.what().substr(lends.size());
  const auto id = crypto::new_id<RoleGrantId>();
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const AccountId principal = mandate.actor().account;
    TRY(check_lending(transaction, principal, deputy, role, absence));
    const Instant now = vault_.clock().now();
    const store::RoleGrantRow row{id,        deputy,    role, principal,   std::max(absence.begins, now), absence.ends,
                                  principal, principal, now,  std::nullopt};
    transaction.insert_role_grant(row);
    write_down(transaction, mandate, "deputy.declared", detail_of(row));
    return {};
  }));
  return id;
}

Result<RoleGrantId> People::propose_deputy(const policy::Mandate& mandate, AccountId principal, AccountId deputy, std::string_view role,
                                           const Absence& absence) {
  if (mandate.what() != kManages) return not_this_mandate();
  const auto id = crypto::new_id<RoleGrantId>();
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    if (deputy == mandate.actor().account) return Error{"Nobody declares themselves a deputy.", "Ask a second officer."};
    TRY(check_lending(transaction, principal, deputy, std::string(role), absence));
    const store::RoleGrantRow row{id,           deputy, std::string(role), principal, std::max(absence.begins, vault_.clock().now()),
                                  absence.ends, mandate.actor().account,   {},        std::nullopt,
                                  std::nullopt};
    transaction.insert_role_grant(row);
    write_down(transaction, mandate, "role.proposed", detail_of(row));
    return {};
  }));
  return id;
}

Result<void> People::end_lending(const policy::Mandate& mandate, RoleGrantId id) {
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto row = transaction.find_role_grant(id);
    if (!row || row->principal.is_none() || row->ended) return Error{"This deputyship has ended already.", "Look at the list again."};
    const bool own = row->principal == mandate.actor().account && mandate.what() == "lend:" + row->role;
    if (!own && mandate.what() != kManages) return not_this_mandate();
    row->ended = vault_.clock().now();
    transaction.update_role_grant(*row);
    write_down(transaction, mandate, "deputy.ended", detail_of(*row));
    return {};
  });
}

}  // namespace concordat::vault
