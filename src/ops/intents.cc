#include "ops/intents.h"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "ops/secrets.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;

// docs/formats/backup.md: do not change.
constexpr std::string_view kIntentMark = "concordat intent 1";
constexpr std::string_view kIntentExtension = ".intent";

struct ReadIntent {
  std::string origin;
  vault::Intent intent;
};

std::string encode_intent(const vault::Intent& intent, const std::string& origin) {
  std::ostringstream text;
  text << kIntentMark << "\norigin " << origin << "\nwarrant " << intent.row.id.text() << "\nkind " << intent.row.kind << "\ncase "
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
  if (!std::getline(lines, line) || line != kIntentMark) return std::nullopt;
  while (std::getline(lines, line))
    if (!read_intent_line(line, read)) return std::nullopt;
  return encode_intent(read.intent, read.origin) == text ? std::optional(std::move(read)) : std::nullopt;
}

Error intent_error(const std::string& path, const std::string& why) {
  return {"The deposited intent " + path + " cannot be relied on: " + why,
          "What it destroyed would come back. Use the deposits exactly as they were written. Nothing was restored."};
}

}  // namespace

Result<void> deposit_intent(const std::string& directory, const vault::Intent& intent, const ledger::Ledger& ledger,
                            store::Durability durability) {
  const std::string path = directory + "/deposits/partnership/destruction-" + intent.row.id.text() + std::string(kIntentExtension);
  if (fs::exists(path)) return {};
  return write_file(path, ledger.sign(encode_intent(intent, ledger.origin())), durability);
}

Result<std::vector<vault::Intent>> read_intents(const std::string& deposits, const std::string& origin, ByteView public_key) {
  std::vector<vault::Intent> intents;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(deposits, error)) {
    if (!entry.is_regular_file() || entry.path().extension() != kIntentExtension) continue;
    const std::string path = entry.path().string();
    const std::string file = TRY(read_file(path));
    const auto text = ledger::verify_text(file, public_key);
    if (!text) return intent_error(path, text.error().message);
    auto read = decode_intent(*text);
    if (!read || read->origin != origin) return intent_error(path, "it is not in the form of an intent, or of another instance.");
    intents.push_back(std::move(read->intent));
  }
  if (error) return Error{deposits + " could not be read: " + error.message() + ".", "Give the folder that holds the newest deposits."};
  std::ranges::sort(intents, {}, [](const vault::Intent& one) { return std::pair(one.row.proposed, one.row.id.text()); });
  return intents;
}

}  // namespace concordat::ops
