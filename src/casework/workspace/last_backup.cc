#include "casework/workspace/last_backup.h"

#include <sstream>

namespace concordat::casework {
namespace {

constexpr std::string_view kLastBackup = "last-backup";

}  // namespace

void keep_last_backup(store::Transaction& transaction, const LastBackup& backup) {
  transaction.set_meta(kLastBackup,
                       as_bytes(backup.name + "\n" + std::to_string(backup.bytes) + "\n" + backup.place + "\n" + backup.keys_place + "\n"));
}

std::optional<LastBackup> last_backup(store::Reader& reader) {
  const auto kept = reader.meta(kLastBackup);
  std::istringstream lines(kept ? std::string(as_text(*kept)) : "");
  LastBackup backup;
  std::string bytes;
  if (!std::getline(lines, backup.name) || !std::getline(lines, bytes) || !std::getline(lines, backup.place) ||
      !std::getline(lines, backup.keys_place))
    return std::nullopt;
  std::istringstream(bytes) >> backup.bytes;
  return backup;
}

}  // namespace concordat::casework
