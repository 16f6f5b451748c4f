#include "vault/statements.h"

#include <algorithm>

#include "vault/entries.h"
#include "vault/plain_sentence.h"

namespace concordat::vault {
namespace {

constexpr std::string_view kStatements = "evidence:";
constexpr std::string_view kNeeded = "capability:see-ledger";

Result<void> check_sentence(const std::string& seen) {
  if (seen.empty()) return Error{"It is not said what was seen.", "Say it in a sentence, without anything about a person."};
  return check_plain_sentence("What was seen", seen);
}

Result<void> check_reference(const std::string& reference) {
  if (reference.empty()) return Error{"It is not said where the evidence can be found again.", "Give a reference, or the file itself."};
  if (reference.size() > kLongestSentence || std::ranges::any_of(reference, is_control))
    return Error{"The reference must be one line of at most 300 bytes.", ""};
  if (reference.find('@') != std::string::npos) return Error{"The reference holds what may be a person's address.", "Say it without."};
  return {};
}

Result<void> check_days(const Statement& statement, const charter::Evidence& asked, CivilDate today) {
  if (today < statement.day) return Error{"The day of the evidence is still to come.", "Give the day on which it was made or looked at."};
  if (statement.until < statement.day) return Error{"The evidence would end before its own day.", "Give a later last day."};
  const CivilDate longest = statement.day.plus_months(asked.renew_months);
  if (longest < statement.until)
    return Error{"The charter lets this evidence count until " + longest.words() + " at most.", "Give that day or an earlier one."};
  if (statement.until < today) return Error{"This evidence ended on " + statement.until.words() + ".", "Put on record what is newer."};
  return {};
}

// With a salt, so that nobody can try sentences against the entry once the words are erased.
std::string text_of(const Statement& statement) {
  const std::string salt = to_hex(crypto::random_secret(16).expose());
  return "salt " + salt + "\nseen " + statement.seen + "\nreference " + statement.reference + "\n";
}

// The line of that text which begins with this word.
std::string line_of(std::string_view text, std::string_view word) {
  const std::size_t at = text.find("\n" + std::string(word) + " ");
  if (at == std::string_view::npos) return "";
  const std::size_t begin = at + word.size() + 2;
  return std::string(text.substr(begin, text.find('\n', begin) - begin));
}

std::string meta_key(const std::string& id) { return std::string(kStatements) + id; }

}  // namespace

Result<std::string> put_statement(Vault& vault, const policy::Mandate& mandate, const Statement& statement) {
  if (mandate.what() != kNeeded) return Error{"This mandate is for something else.", ""};
  const charter::Charter* charter = vault.charter(mandate.charter());
  const auto asked = std::ranges::find(charter->evidence, statement.evidence, &charter::Evidence::name);
  if (asked == charter->evidence.end())
    return Error{"The charter in force asks for no evidence \"" + statement.evidence + "\".",
                 "`concordat evidence --data DIR` lists what it asks for."};
  TRY(check_sentence(statement.seen));
  TRY(check_reference(statement.reference));
  TRY(check_days(statement, *asked, vault.today()));
  const std::string id = crypto::new_id<RecordId>().text();
  const std::string text = text_of(statement);
  TRY(vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.set_meta(meta_key(id), as_bytes(text));
    ledger::Leaf leaf;
    leaf.event = "evidence.given";
    leaf.actor = mandate.actor().ledger_name();
    leaf.charter = mandate.charter();
    leaf.detail = "evidence=" + statement.evidence + ";entry=" + id + ";day=" + statement.day.iso() + ";until=" + statement.until.iso() +
                  ";content=" + to_hex(crypto::sha256(as_bytes(text)));
    vault.ledger().append(transaction, leaf);
    return {};
  }));
  return id;
}

Result<void> withdraw_statement(Vault& vault, const policy::Mandate& mandate, const std::string& id) {
  if (mandate.what() != kNeeded) return Error{"This mandate is for something else.", ""};
  return vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto text = RecordId::parse(id) ? transaction.meta(meta_key(id)) : std::nullopt;
    if (!text) return Error{"There is no entry " + id + ".", "`concordat evidence --data DIR` lists them."};
    if (text->empty()) return Error{"The entry " + id + " was withdrawn already.", ""};
    transaction.set_meta(meta_key(id), {});
    ledger::Leaf leaf;
    leaf.event = "evidence.withdrawn";
    leaf.actor = mandate.actor().ledger_name();
    leaf.charter = mandate.charter();
    leaf.detail = "entry=" + id;
    vault.ledger().append(transaction, leaf);
    return {};
  });
}

std::vector<OnRecord> statements_on_record(Vault& vault) {
  std::vector<OnRecord> all;
  vault.store().read([&](store::Reader& reader) {
    for (const ledger::Leaf& leaf : entries_of(reader, {"evidence.given"})) {
      OnRecord one{ledger::word_of(leaf, "entry"), {ledger::word_of(leaf, "evidence"), "", "", {}, {}}, leaf.at, {}, false};
      const auto day = CivilDate::parse(ledger::word_of(leaf, "day")), until = CivilDate::parse(ledger::word_of(leaf, "until"));
      const auto text = reader.meta(meta_key(one.id));
      if (!day || !until) continue;
      one.statement.day = *day;
      one.statement.until = *until;
      one.by = AccountId::parse(leaf.actor).value_or(AccountId{});
      one.withdrawn = !text || text->empty();
      if (!one.withdrawn) {
        one.statement.seen = line_of(as_text(*text), "seen");
        one.statement.reference = line_of(as_text(*text), "reference");
      }
      all.push_back(std::move(one));
    }
  });
  std::ranges::reverse(all);
  return all;
}

}  // namespace concordat::vault
