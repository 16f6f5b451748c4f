#include "casework/workspace/ledger_check.h"

#include <algorithm>
#include <charconv>
#include <exception>
#include <sstream>

#include "base/named_values.h"
#include "vault/sealing.h"

namespace concordat::casework {
namespace {

constexpr std::string_view kLastCheck = "ledger-check";
constexpr std::size_t kMostKept = 50;  // problems: a ledger that was replaced has one for each head

using CheckValues = std::map<std::string, std::string>;

std::string joined_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (std::size_t i = 0; i < std::min(lines.size(), kMostKept); ++i) text += lines[i] + "\n";
  return text;
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

template <class Number>
Number number_in(const CheckValues& values, const char* name) {
  const std::string text = value_in(values, name);
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

std::optional<LedgerChecked> last_ledger_check(store::Store& store) {
  std::optional<Bytes> kept;
  store.read([&](store::Reader& reader) { kept = reader.meta(kLastCheck); });
  const auto values = kept ? vault::decode_values(as_text(*kept)) : Result<CheckValues>(CheckValues{});
  if (!values || values->empty()) return std::nullopt;
  LedgerChecked checked;
  checked.at.microseconds = number_in<std::int64_t>(*values, "at");
  checked.by = value_in(*values, "by");
  checked.entries = number_in<std::uint64_t>(*values, "entries");
  checked.heads = number_in<std::uint64_t>(*values, "heads");
  checked.problems_in_all = number_in<std::uint64_t>(*values, "problems-in-all");
  checked.problems = split_lines(value_in(*values, "problems"));
  checked.explained = split_lines(value_in(*values, "explained"));
  return checked;
}

LedgerCheck::Standing LedgerCheck::standing() const {
  const std::lock_guard lock(mutex_);
  return {is_running_, read_, of_, failure_};
}

Result<void> LedgerCheck::begin(const policy::Mandate& mandate) {
  if (mandate.what() != "capability:see-ledger") return Error{"This mandate is for something else.", ""};
  const std::lock_guard begins(begins_);
  if (standing().is_running) return {};
  ledger::Leaf leaf;
  leaf.event = kCheckBegun;
  leaf.actor = mandate.actor().ledger_name();
  leaf.charter = mandate.charter();
  TRY(app_.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    app_.vault.ledger().append(transaction, leaf);
    return {};
  }));
  std::uint64_t leaves = 0;
  app_.vault.store().read([&](store::Reader& reader) { leaves = reader.leaf_count(); });
  of_ = leaves;
  read_ = 0;
  {
    const std::lock_guard lock(mutex_);
    is_running_ = true;
    failure_.clear();
  }
  thread_ = std::jthread([this, leaf](const std::stop_token& stop) { run(stop, leaf); });
  return {};
}

void LedgerCheck::wait() {
  const std::lock_guard begins(begins_);
  if (thread_.joinable()) thread_.join();
}

void LedgerCheck::run(const std::stop_token& stop, ledger::Leaf leaf) {
  const auto progress = [&](std::uint64_t leaves) {
    read_ = leaves;
    return !stop.stop_requested();
  };
  Result<void> kept;
  try {
    const ledger::Fsck found = ledger::fsck_deposits(app_.vault.store(), app_.deposits, app_.vault.ledger().public_key(), progress);
    if (!found.stopped) kept = keep(found, std::move(leaf));
  } catch (const std::exception&) {  // of a folder or disk that fails under it: what it says may hold a path
    kept = Error{"The deposits or the database could not be read to their end.", "Run “concordat fsck”, which says where."};
  }
  const std::lock_guard lock(mutex_);
  is_running_ = false;
  if (!kept) failure_ = kept.error().message + " " + kept.error().remedy;
}

Result<void> LedgerCheck::keep(const ledger::Fsck& found, ledger::Leaf leaf) const {
  const CheckValues values = {{"at", std::to_string(app_.vault.clock().now().microseconds)},
                              {"by", leaf.actor},
                              {"entries", std::to_string(found.leaves)},
                              {"heads", std::to_string(found.heads)},
                              {"problems-in-all", std::to_string(found.problems.size())},
                              {"problems", joined_lines(found.problems)},
                              {"explained", joined_lines(found.explained)}};
  leaf.event = kChecked;
  leaf.detail = "entries=" + std::to_string(found.leaves) + ";heads=" + std::to_string(found.heads) +
                ";problems=" + std::to_string(found.problems.size());
  return app_.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    app_.vault.ledger().append(transaction, leaf);
    transaction.set_meta(kLastCheck, as_bytes(vault::encode_values(values)));
    return {};
  });
}

}  // namespace concordat::casework
