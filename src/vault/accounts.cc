// Accounts: sealed like everything else, but no charter's to open.

#include <algorithm>
#include <set>

#include "vault/vault.h"
#include "vault/vault_checks.h"

namespace concordat::vault {
namespace {

constexpr std::string_view kAccountPart = "account";

}  // namespace

Result<void> Vault::keep_account(const parties::Account& account, std::string_view by, bool is_new) {
  const RecordId id = *RecordId::from_bytes(account.id.bytes());
  return store_.write([&](store::Transaction& transaction) -> Result<void> {
    const store::RecordRow fresh{id,      CaseId{}, std::string(policy::kAccountKind), account.agency, "active", "sign-in", "office",
                                 today(), ""};
    const auto row = transaction.find_record(id);
    if (is_new == row.has_value()) return Error{is_new ? "This account exists already." : "There is no such account.", ""};
    const auto part = is_new ? std::nullopt : transaction.find_part(id, kAccountPart);
    std::set<std::string> held;
    if (part && !part->destroyed) {
      const auto values = unseal(*row, *part);
      if (!values) return values.error();
      const auto before = parties::from_values(account.id, row->owner, *values);
      if (before) held = before->roles;
    }
    if (by != "system" && !std::ranges::includes(held, account.roles))
      return Error{"A role is given by two people.", "Propose it; a second person approves it."};
    if (is_new) transaction.insert_record(fresh);
    const KeyId key = part ? part->key : TRY(keyring_->add());
    TRY(seal_part(transaction, row ? *row : fresh, kAccountPart, {parties::to_values(account), ""}, part ? part->version + 1 : 1, key));
    ledger::Leaf leaf;
    leaf.event = is_new ? "account.added" : "account.changed";
    leaf.actor = by;
    leaf.record = id;
    leaf.purpose = "sign-in";
    leaf.detail = account_for_ledger(account);
    ledger_.append(transaction, leaf);
    return {};
  });
}

Result<void> Vault::add_account(const parties::Account& account, std::string_view by) { return keep_account(account, by, true); }
Result<void> Vault::update_account(const parties::Account& account, std::string_view by) { return keep_account(account, by, false); }

Result<parties::Account> Vault::change_sign_in(AccountId id, std::string_view what, std::string_view by, const AccountChange& change) {
  const RecordId record = *RecordId::from_bytes(id.bytes());
  parties::Account account;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    const auto row = transaction.find_record(record);
    const auto part = row && row->kind == policy::kAccountKind ? transaction.find_part(record, kAccountPart) : std::nullopt;
    if (!part || part->destroyed) return Error{"There is no such account.", ""};
    const auto values = unseal(*row, *part);
    if (!values) return values.error();
    account = TRY(parties::from_values(id, row->owner, *values));
    const std::set<std::string> roles = account.roles;
    TRY(change(transaction, account));
    if (account.roles != roles) return Error{"A role is given by two people.", "Propose it; a second person approves it."};
    TRY(seal_part(transaction, *row, kAccountPart, {parties::to_values(account), ""}, part->version + 1, part->key));
    ledger::Leaf leaf;
    leaf.event = "sign-in.changed";
    leaf.actor = by;
    leaf.record = record;
    leaf.purpose = "sign-in";
    leaf.detail = "what=" + std::string(what);
    ledger_.append(transaction, leaf);
    return {};
  }));
  return account;
}

Result<std::vector<parties::Account>> Vault::open_accounts(const policy::SystemGrant& grant) {
  std::vector<std::pair<store::RecordRow, store::PartRow>> found;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    found.clear();
    for (const store::RecordRow& record : transaction.records_of_kind(grant.record_kind()))
      if (auto part = transaction.find_part(record.id, kAccountPart); part && !part->destroyed)
        found.emplace_back(record, std::move(*part));
    ledger::Leaf leaf;
    leaf.event = "system.opened";
    leaf.actor = "system";
    leaf.detail = "task=" + grant.task() + ";count=" + std::to_string(found.size());
    ledger_.append(transaction, leaf);
    return {};
  }));
  std::vector<parties::Account> accounts;
  for (const auto& [record, part] : found) {
    const auto values = unseal(record, part);
    if (!values) return values.error();
    auto account = parties::from_values(*AccountId::from_bytes(record.id.bytes()), record.owner, *values);
    if (!account) return account.error();
    accounts.push_back(std::move(*account));
  }
  return accounts;
}

}  // namespace concordat::vault
