#include "vault/proposed_charter.h"

#include <algorithm>
#include <charconv>

#include "vault/entries.h"
#include "vault/people.h"
#include "vault/plain_sentence.h"

namespace concordat::vault {
namespace {

constexpr std::string_view kProposal = "proposed-charter";
constexpr std::string_view kMayActivate = "capability:approve-destruction";

Error is_closed() { return {"This charter is not proposed any more.", "Look at the page again: it was decided or withdrawn meanwhile."}; }

std::string reason_key(std::string_view id) { return "declined-charter:" + std::string(id); }

// docs/formats/database.md
std::string text_of(const ProposedCharter& one) {
  std::string text = "id " + one.id + "\nby " + one.by.text() + "\nat " + std::to_string(one.at.microseconds) + "\nactive " + one.active +
                     "\nhash " + one.hash + "\n";
  for (const auto& [rule, reason] : one.accepted) text += "accepted " + rule + " " + reason + "\n";
  text += "charter " + std::to_string(one.texts.charter.size()) + "\n" + one.texts.charter + "\n";
  return text + "library " + std::to_string(one.texts.library.size()) + "\n" + one.texts.library + "\n";
}

// Reads what text_of wrote, line by line.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  // What follows this word on the next line; nothing where another word stands there.
  std::optional<std::string> after(std::string_view word) {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos || !rest_.starts_with(word) || rest_.substr(word.size(), 1) != " ") return std::nullopt;
    std::string found(rest_.substr(word.size() + 1, end - word.size() - 1));
    rest_.remove_prefix(end + 1);
    return found;
  }
  std::int64_t number(std::string_view word) {
    const std::string digits = after(word).value_or("");
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
  }
  std::string block(std::string_view word) {
    const auto size = std::min(static_cast<std::size_t>(number(word)), rest_.size());
    std::string found(rest_.substr(0, size));
    rest_.remove_prefix(std::min(size + 1, rest_.size()));
    return found;
  }

 private:
  std::string_view rest_;
};

ProposedCharter from_text(std::string_view text) {
  ProposedCharter one;
  one.content = to_hex(crypto::sha256(as_bytes(text)));
  Lines lines(text);
  one.id = lines.after("id").value_or("");
  one.by = AccountId::parse(lines.after("by").value_or("")).value_or(AccountId{});
  one.at = {lines.number("at")};
  one.active = lines.after("active").value_or("");
  one.hash = lines.after("hash").value_or("");
  while (const auto accepted = lines.after("accepted")) {
    const std::size_t space = std::min(accepted->find(' '), accepted->size());
    one.accepted[accepted->substr(0, space)] = accepted->substr(std::min(space + 1, accepted->size()));
  }
  one.texts.charter = lines.block("charter");
  one.texts.library = lines.block("library");
  return one;
}

Result<void> check_mandate(const policy::Mandate& mandate) {
  if (mandate.what() == kMayActivate) return {};
  return Error{"This mandate is for something else.", ""};
}

void write_down(Vault& vault, store::Transaction& transaction, const policy::Mandate& mandate, std::string event,
                const ProposedCharter& one, const std::string& more = "") {
  ledger::Leaf leaf;
  leaf.event = std::move(event);
  leaf.actor = mandate.actor().ledger_name();
  leaf.charter = mandate.charter();
  leaf.detail = "proposal=" + one.id + ";content=" + one.content + ";proposed=" + one.hash + more;
  vault.ledger().append(transaction, leaf);
}

// The one that waits, if it is what was looked at.
Result<ProposedCharter> as_looked_at(store::Reader& reader, std::string_view content) {
  auto one = proposed_charter(reader);
  if (!one || one->content != content) return is_closed();
  return std::move(*one);
}

Result<charter::Charter> compile_proposed(const charter::Texts& texts, const AcceptedErrors& accepted) {
  charter::Compilation compilation = charter::compile_again(texts);
  if (const charter::Finding* finding = not_accepted(compilation, accepted))
    return Error{"The charter has an error in line " + std::to_string(finding->where.line) + ": " + finding->message,
                 compilation.charter ? "Mend it, or accept the rule " + finding->rule + " with a reason." : "Mend it."};
  if (!compilation.charter) return Error{"This cannot be read as a charter.", "Run `concordat check` on it."};
  return std::move(*compilation.charter);
}

Result<void> check_reasons(const charter::Compilation& compilation, const AcceptedErrors& accepted) {
  for (const auto& [rule, reason] : accepted) {
    const bool is_error = std::ranges::any_of(compilation.findings, [&, &name = rule](const charter::Finding& finding) {
      return finding.rule == name && finding.severity == charter::Severity::error;
    });
    if (!is_error) return Error{"The charter has no error of the rule " + rule + ".", "Accept only what was found."};
    if (reason.empty()) return Error{"It is not said why an error is accepted.", "Give a reason for each."};
    TRY(check_plain_sentence("The reason", reason));
  }
  return {};
}

// Who proposed it must still be one who may: their half of the decision counts now.
Result<void> check_proposer(Vault& vault, const ProposedCharter& one, const std::vector<parties::Account>& accounts) {
  const auto account = std::ranges::find(accounts, one.by, &parties::Account::id);
  const policy::Gate gate = vault.gate();
  const bool may = account != accounts.end() && !account->left &&
                   gate.authorise(policy::person(*account, gate.active(), vault.today(), vault.deputyships(one.by)),
                                  charter::Capability::approve_destruction)
                       .ok();
  if (may) return {};
  return Error{"Who proposed this charter may not do so any more.", "Decline it, propose it yourself, and ask another to approve it."};
}

}  // namespace

std::optional<ProposedCharter> proposed_charter(store::Reader& reader) {
  const auto kept = reader.meta(kProposal);
  return kept && !kept->empty() ? std::optional(from_text(as_text(*kept))) : std::nullopt;
}

Result<charter::Charter> check_proposal(Vault& vault, const charter::Texts& texts, const AcceptedErrors& accepted) {
  TRY(check_reasons(charter::compile_again(texts), accepted));
  charter::Charter next = TRY(compile_proposed(texts, accepted));
  TRY(check_newer(vault, next));
  TRY(vault.check_over_held(next));
  return next;
}

Result<void> propose_charter(Vault& vault, const policy::Mandate& mandate, const charter::Texts& texts, const AcceptedErrors& accepted) {
  TRY(check_mandate(mandate));
  const charter::Charter next = TRY(check_proposal(vault, texts, accepted));
  ProposedCharter one{crypto::new_id<RecordId>().text(), mandate.actor().account, vault.clock().now(), mandate.charter(), next.hash,
                      accepted, texts, ""};
  const std::string text = text_of(one);
  one.content = to_hex(crypto::sha256(as_bytes(text)));
  return vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    if (proposed_charter(transaction))
      return Error{"Another charter waits for a second person already.", "It is approved, declined or withdrawn first."};
    const auto active = transaction.meta("active-charter");
    if (!active || as_text(*active) != one.active)
      return Error{"Another charter came into force meanwhile.", "Look at what this one would change now, then propose it."};
    transaction.set_meta(kProposal, as_bytes(text));
    write_down(vault, transaction, mandate, "charter.proposed", one);
    return {};
  });
}

Result<void> approve_charter(Vault& vault, const policy::Mandate& mandate, std::string_view content,
                             const std::vector<parties::Account>& accounts) {
  TRY(check_mandate(mandate));
  Result<ProposedCharter> found = is_closed();
  vault.store().read([&](store::Reader& reader) { found = as_looked_at(reader, content); });
  const ProposedCharter one = TRY(std::move(found));
  const charter::Charter next = TRY(compile_proposed(one.texts, one.accepted));
  if (next.hash != one.hash)
    return Error{"This version of the program reads the charter otherwise than the one under which it was proposed.",
                 "Withdraw or decline it, and propose it again."};
  TRY(check_newer(vault, next));
  TRY(check_approvers(next, accounts));
  TRY(check_proposer(vault, one, accounts));
  const AccountId second = mandate.actor().account;
  return vault.activate(next, one.by, second, one.accepted, [&](store::Transaction& transaction) -> Result<void> {
    TRY(as_looked_at(transaction, content));
    const Instant now = vault.clock().now();
    if (same_seat(transaction, one.by, one.at, second, now) || same_seat(transaction, one.by, now, second, now))
      return Error{"You proposed this charter, or stand in for who did: the approval is another person's.", "Ask a second officer."};
    const auto active = transaction.meta("active-charter");
    if (!active || as_text(*active) != one.active)
      return Error{"Another charter came into force since this one was proposed, so that what it changes is not what was looked at.",
                   "Withdraw or decline it, and propose it again."};
    transaction.remove_meta(kProposal);
    write_down(vault, transaction, mandate, "charter.approved", one, ";first=" + one.by.text());
    return {};
  });
}

Result<void> decline_charter(Vault& vault, const policy::Mandate& mandate, std::string_view content, const std::string& reason) {
  TRY(check_mandate(mandate));
  if (reason.empty()) return Error{"It is not said why.", "Give a reason, without anything about a person."};
  TRY(check_plain_sentence("The reason", reason));
  return vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    const ProposedCharter one = TRY(as_looked_at(transaction, content));
    if (one.by == mandate.actor().account) return Error{"You proposed this charter yourself.", "Withdraw it instead."};
    transaction.remove_meta(kProposal);
    transaction.set_meta(reason_key(one.id), as_bytes(reason));
    write_down(vault, transaction, mandate, "charter.declined", one);
    return {};
  });
}

Result<void> withdraw_charter(Vault& vault, const policy::Mandate& mandate, std::string_view content) {
  TRY(check_mandate(mandate));
  return vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    const ProposedCharter one = TRY(as_looked_at(transaction, content));
    if (one.by != mandate.actor().account) return Error{"Somebody else proposed this charter.", "Decline it instead, with a reason."};
    transaction.remove_meta(kProposal);
    write_down(vault, transaction, mandate, "charter.withdrawn", one);
    return {};
  });
}

std::vector<DecidedCharter> decided_charters(store::Reader& reader) {
  std::vector<DecidedCharter> all;
  for (const ledger::Leaf& leaf : entries_of(reader, {"charter.approved", "charter.declined", "charter.withdrawn"})) {
    const auto reason = reader.meta(reason_key(ledger::word_of(leaf, "proposal")));
    all.push_back({leaf.at, AccountId::parse(leaf.actor).value_or(AccountId{}), leaf.event, reason ? std::string(as_text(*reason)) : ""});
  }
  std::ranges::reverse(all);
  return all;
}

}  // namespace concordat::vault
