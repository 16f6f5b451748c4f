#include "ops/intents.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ops/secrets.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;

// docs/formats/backup.md: do not change.
constexpr std::string_view kUnnumberedMark = "concordat intent 1";
constexpr std::string_view kIntentMark = "concordat intent 2";
constexpr std::string_view kCountMark = "concordat intents 1";
constexpr std::string_view kIntentExtension = ".intent";
constexpr const char* kCountFile = "intents.count";
constexpr std::string_view kDeposited = "intents-deposited";  // in the store's meta

struct ReadIntent {
  std::string origin;
  std::uint64_t number = 0;  // 0: of the first format, which had none
  vault::Intent intent;
};

std::string encode_intent(const vault::Intent& intent, const std::string& origin, std::uint64_t number) {
  std::ostringstream text;
  text << (number > 0 ? kIntentMark : kUnnumberedMark) << "\norigin " << origin << "\n";
  if (number > 0) text << "number " << number << "\n";
  text << "warrant " << intent.row.id.text() << "\nkind " << intent.row.kind << "\ncase "
       << intent.row.case_id.text() << "\nowner " << intent.row.owner.text() << "\nproposed " << intent.row.proposed.microseconds
       << "\ncontent " << to_hex(intent.row.content) << "\n";
  if (!intent.consent.empty()) text << "consent " << intent.withdrawn_from.text() << " " << intent.consent << "\n";
  for (const store::WarrantItemRow& item : intent.items) text << "item " << item.record.text() << " " << item.part << "\n";
  for (const KeyId& key : intent.keys) text << "key " << key.text() << "\n";
  return text.str();
}

template <class IdType>
bool read_id(const std::string& text, IdType& id) {
  const auto read = IdType::parse(text);
  if (read) id = *read;
  return read.has_value();
}

bool read_intent_line(const std::string& line, ReadIntent& read) {
  std::istringstream words(line);
  std::string word, value, second;
  words >> word >> value >> second;
  store::WarrantRow& row = read.intent.row;
  if (word == "origin") return !(read.origin = value).empty();
  if (word == "number") {
    std::istringstream(value) >> read.number;
    return read.number > 0;
  }
  if (word == "warrant") return read_id(value, row.id);
  if (word == "kind") return !(row.kind = value).empty();
  if (word == "case") return read_id(value, row.case_id);
  if (word == "owner") return read_id(value, row.owner);
  if (word == "proposed") {
    std::istringstream(value) >> row.proposed.microseconds;
    return true;
  }
  if (word == "content") {
    const auto content = from_hex(value);
    if (content) row.content = *content;
    return content.has_value();
  }
  if (word == "consent") {
    read.intent.consent = second;
    return read_id(value, read.intent.withdrawn_from) && !second.empty();
  }
  if (word == "item") {
    RecordId record;
    if (!read_id(value, record) || second.empty()) return false;
    read.intent.items.push_back({row.id, record, second});
    return true;
  }
  KeyId key;
  if (word != "key" || !read_id(value, key)) return false;
  read.intent.keys.push_back(key);
  return true;
}

// What is written again must be what was read, so that there is one spelling.
std::optional<ReadIntent> decode_intent(const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  ReadIntent read;
  if (!std::getline(lines, line) || (line != kIntentMark && line != kUnnumberedMark)) return std::nullopt;
  while (std::getline(lines, line))
    if (!read_intent_line(line, read)) return std::nullopt;
  return encode_intent(read.intent, read.origin, read.number) == text ? std::optional(std::move(read)) : std::nullopt;
}

Error intent_error(const std::string& path, const std::string& why) {
  return {"The deposited intent " + path + " cannot be relied on: " + why,
          "What it destroyed would come back. Use the deposits exactly as they were written. Nothing was restored."};
}

std::string encode_count(std::uint64_t count, const std::string& origin) {
  return std::string(kCountMark) + "\norigin " + origin + "\ncount " + std::to_string(count) + "\n";
}

Result<std::uint64_t> read_count(const std::string& path, const std::string& origin, ByteView public_key) {
  const std::string file = TRY(read_file(path));
  const auto text = ledger::verify_text(file, public_key);
  std::istringstream lines(text ? *text : "");
  std::string line, word;
  std::uint64_t count = 0;
  while (std::getline(lines, line))
    if (line.starts_with("count ")) std::istringstream(line) >> word >> count;
  if (text && encode_count(count, origin) == *text) return count;
  return intent_error(path, "it was changed, or is of another instance.");
}

// Of what is deposited in a directory of ours, without a look at its signature.
std::uint64_t highest_number(const std::string& directory) {
  std::uint64_t highest = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory + "/deposits/partnership", error)) {
    if (entry.path().extension() != kIntentExtension) continue;
    std::ifstream file(entry.path());
    std::string line, word;
    std::uint64_t number = 0;
    while (std::getline(file, line))
      if (line.starts_with("number ")) std::istringstream(line) >> word >> number;
    highest = std::max(highest, number);
  }
  return highest;
}

std::uint64_t counted(store::Reader& reader) {
  const std::optional<Bytes> text = reader.meta(kDeposited);
  std::uint64_t count = 0;
  if (text) std::istringstream(std::string(as_text(*text))) >> count;
  return count;
}

}  // namespace

std::uint64_t intents_deposited(store::Store& store) {
  std::uint64_t count = 0;
  store.read([&](store::Reader& reader) { count = counted(reader); });
  return count;
}

Result<void> IntentDeposits::deposit(const vault::Intent& intent) {
  const std::string path = directory_ + "/deposits/partnership/destruction-" + intent.row.id.text() + std::string(kIntentExtension);
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    if (fs::exists(path)) return {};
    if (!last_) last_ = std::max(highest_number(directory_), intents_deposited(store_));
    number = *last_ + 1;
    TRY(write_file(path, ledger_.sign(encode_intent(intent, ledger_.origin(), number)), durability_));
    last_ = number;
  }
  // Acts of several callers share a commit, in any order: the count never falls.
  return store_.write([&](store::Transaction& transaction) -> Result<void> {
    if (counted(transaction) < number) transaction.set_meta(kDeposited, as_bytes(std::to_string(number)));
    return {};
  });
}

Result<void> deposit_count(const std::string& directory, std::uint64_t count, const ledger::Ledger& ledger,
                           store::Durability durability) {
  const std::string text = ledger.sign(encode_count(count, ledger.origin()));
  for (const auto& folder : fs::directory_iterator(directory + "/deposits"))
    if (folder.is_directory()) TRY(write_file((folder.path() / kCountFile).string(), text, durability));
  return {};
}

Result<Intents> read_intents(const std::string& deposits, const std::string& origin, ByteView public_key) {
  Intents intents;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(deposits, error)) {
    const std::string path = entry.path().string();
    if (!entry.is_regular_file()) continue;
    if (entry.path().filename() == kCountFile) intents.known = std::max(intents.known, TRY(read_count(path, origin, public_key)));
    if (entry.path().extension() != kIntentExtension) continue;
    const std::string file = TRY(read_file(path));
    const auto text = ledger::verify_text(file, public_key);
    if (!text) return intent_error(path, text.error().message);
    auto read = decode_intent(*text);
    if (!read || read->origin != origin) return intent_error(path, "it is not in the form of an intent, or of another instance.");
    if (read->number > 0) intents.numbers.insert(read->number);
    intents.known = std::max(intents.known, read->number);
    intents.all.push_back(std::move(read->intent));
  }
  if (error) return Error{deposits + " could not be read: " + error.message() + ".", "Give the folder that holds the newest deposits."};
  std::ranges::sort(intents.all, {}, [](const vault::Intent& one) { return std::pair(one.row.proposed, one.row.id.text()); });
  return intents;
}

Result<void> check_no_gap(const Intents& intents, store::Store& store) {
  for (std::uint64_t number = intents_deposited(store) + 1; number <= intents.known; ++number) {
    if (intents.numbers.contains(number)) continue;
    return Error{"The deposits lack the intent of destruction " + std::to_string(number) + " of " + std::to_string(intents.known) +
                     ": what it destroyed would come back.",
                 "Give the whole of the newest deposits. What was begun here cannot be served; remove it."};
  }
  return {};
}

}  // namespace concordat::ops
