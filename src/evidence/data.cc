#include "evidence/data.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace concordat::evidence {
namespace {

namespace fs = std::filesystem;

// docs/formats/keyring.md
constexpr std::string_view kKeyringMark = "concordat keyring 1\n";
constexpr std::size_t kSlotSize = 128;
constexpr auto kPassOver = fs::directory_options::skip_permission_denied;

void read_certificates(const std::string& directory, Data& data) {
  constexpr std::string_view start = "certificate-";
  std::error_code error;
  for (const auto& file : fs::recursive_directory_iterator(directory + "/deposits", kPassOver, error)) {
    const std::string name = file.path().stem().string();
    if (name.starts_with(start)) data.certificates.insert(name.substr(start.size()));
  }
}

// docs/formats/backup.md: what is destroyed again after a restore was put away before it was destroyed the first time.
void read_intents(const std::string& directory, Data& data) {
  std::error_code error;
  for (const auto& file : fs::recursive_directory_iterator(directory + "/deposits", kPassOver, error)) {
    if (file.path().extension() != ".intent") continue;
    std::ifstream in(file.path());
    std::string warrant;
    for (std::string line; std::getline(in, line);) {
      const std::size_t space = std::min(line.find(' '), line.size());
      const std::string value = line.substr(std::min(space + 1, line.size()));
      if (line.substr(0, space) == "warrant") warrant = value;
      if (line.substr(0, space) == "content") data.intents[warrant] = value;
    }
  }
}

Result<Data> read_files(const std::string& directory) {
  Data data;
  read_heads(directory, data);  // before the ledger, which only grows
  // Beside a running server keys come before their records and go before their parts are marked: the keyring is read on
  // both sides of the database.
  auto before = read_keyring(directory + "/keyring");
  if (!before) return before.error();
  TRY(read_database(directory + "/concordat.db", data));
  auto after = read_keyring(directory + "/keyring");
  if (!after) return after.error();
  data.keys_before = std::move(*before);
  data.keys_after = std::move(*after);
  read_certificates(directory, data);
  read_intents(directory, data);
  return data;
}

bool lacks_a_key(const Data& data) {
  return std::ranges::any_of(data.records, [&](const auto& record) {
    return std::ranges::any_of(record.second.parts, [&](const auto& entry) {
      const PartRow& part = entry.second;
      return !part.destroyed && !data.keys_before.contains(part.key) && !data.keys_after.contains(part.key);
    });
  });
}

}  // namespace

Result<std::set<KeyId>> read_keyring(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string image{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || !image.starts_with(kKeyringMark))
    return Error{path + " is not a keyring.", "Give the data directory that `concordat init` made, as a user who may read it."};
  std::set<KeyId> keys;
  for (std::size_t slot = kSlotSize; slot + kSlotSize <= image.size(); slot += kSlotSize)
    if (image[slot] == 1) keys.insert(*KeyId::from_bytes(as_bytes(image).subspan(slot + 1, KeyId::kSize)));
  return keys;
}

Result<Data> read_data(const std::string& directory) {
  if (!fs::is_regular_file(directory + "/concordat.db"))
    return Error{"There is no data directory of Concordat at " + directory + ".", "Give the folder that `concordat init` made."};
  Data data = TRY(read_files(directory));
  // What was collected and destroyed between the two readings shows its key in neither: look again. A lost key stays lost.
  for (int again = 0; again < 3 && lacks_a_key(data); ++again) data = TRY(read_files(directory));
  return data;
}

}  // namespace concordat::evidence
