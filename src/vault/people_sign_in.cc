// Two people let somebody begin anew who lost what they sign in with; and the quarterly review of who holds which role.

#include <algorithm>
#include <sstream>

#include "vault/people.h"
#include "vault/vault_checks.h"

namespace concordat::vault {
namespace {

constexpr const char* kManagesAccounts = "capability:manage-accounts";
constexpr const char* kReviews = "access-reviews";

std::string reset_key(AccountId id) { return "sign-in-reset:" + id.text(); }

Error not_for_accounts() { return {"This mandate is for something else.", ""}; }

}  // namespace

std::optional<AccountId> People::reset_proposed_by(store::Reader& reader, AccountId id) {
  const auto kept = reader.meta(reset_key(id));
  return kept ? AccountId::parse(as_text(*kept)) : std::nullopt;
}

Result<void> People::propose_reset(const policy::Mandate& mandate, AccountId id) {
  if (mandate.what() != kManagesAccounts) return not_for_accounts();
  const AccountId own = mandate.actor().account;
  if (id == own) return Error{"Your own sign-in is reset by others.", "Ask two officers."};
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto person = account(transaction, id);
    if (!person || person->left) return no_such_account();
    if (reset_proposed_by(transaction, id)) return Error{"This reset is proposed already.", "A second person approves it."};
    transaction.set_meta(reset_key(id), as_bytes(own.text()));
    write_down(transaction, mandate, "sign-in.reset-proposed", "account=" + id.text());
    return {};
  });
}

Result<parties::Account> People::approve_reset(const policy::Mandate& mandate, AccountId id) {
  return change(mandate, id, "sign-in.reset", "", [&](store::Transaction& transaction, parties::Account& person) -> Result<void> {
    const Instant now = vault_.clock().now();
    const AccountId second = mandate.actor().account;
    const auto first = reset_proposed_by(transaction, id);
    if (!first || person.left) return Error{"This reset is not open any more.", "Look at the account again."};
    if (id == second) return Error{"Nobody approves their own reset.", "Ask a second officer."};
    if (same_seat(transaction, *first, now, second, now))
      return Error{"You proposed this, or stand in for who did: the approval is another person's.", "Ask a second officer."};
    person.password_hash.clear();
    person.second = {};
    transaction.set_meta(reset_key(id), {});
    return {};
  });
}

Result<void> People::decline_reset(const policy::Mandate& mandate, AccountId id) {
  if (mandate.what() != kManagesAccounts) return not_for_accounts();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    if (!reset_proposed_by(transaction, id)) return Error{"This reset is not open any more.", "Look at the account again."};
    transaction.set_meta(reset_key(id), {});
    write_down(transaction, mandate, "sign-in.reset-declined", "account=" + id.text());
    return {};
  });
}

Result<void> People::record_access_review(const policy::Mandate& mandate, std::size_t accounts) {
  if (mandate.what() != kManagesAccounts) return not_for_accounts();
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto kept = transaction.meta(kReviews);
    const std::string line =
        std::to_string(vault_.clock().now().microseconds) + " " + mandate.actor().account.text() + " " + std::to_string(accounts) + "\n";
    transaction.set_meta(kReviews, as_bytes((kept ? std::string(as_text(*kept)) : "") + line));
    write_down(transaction, mandate, "access.reviewed", "accounts=" + std::to_string(accounts));
    return {};
  });
}

std::vector<AccessReview> People::access_reviews(store::Reader& reader) {
  const auto kept = reader.meta(kReviews);
  std::istringstream lines(kept ? std::string(as_text(*kept)) : "");
  std::vector<AccessReview> reviews;
  AccessReview one;
  for (std::string by; lines >> one.at.microseconds >> by >> one.accounts;) {
    one.by = AccountId::parse(by).value_or(AccountId{});
    reviews.push_back(one);
  }
  std::ranges::reverse(reviews);
  return reviews;
}

}  // namespace concordat::vault
