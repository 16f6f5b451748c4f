#pragma once
// What the newest backup was, in the database's meta: who takes it keeps it there, and the page of health reads it.

#include <cstdint>
#include <optional>
#include <string>

#include "store/store.h"

namespace concordat::casework {

struct LastBackup {
  std::string name;  // as its entry in the ledger has it
  std::uint64_t bytes = 0;
  std::string place;       // the last word of the folder that it lies in: a label, no path
  std::string keys_place;
};
void keep_last_backup(store::Transaction& transaction, const LastBackup& backup);
std::optional<LastBackup> last_backup(store::Reader& reader);

}  // namespace concordat::casework
