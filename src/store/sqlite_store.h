#pragma once
// What only tests and benchmarks set about the SQLite engine. Everything else opens it through store.h.

#include "store/store.h"

namespace concordat::store {

struct SqliteSettings {
  Durability durability = Durability::full;
  int checkpoint_frames = 4'096;  // of 4 KiB: the write-ahead log stays near 16 MiB
  int most_pages = 0;            // the database's largest size, as a disk has one; 0: the disk's
};

Result<std::unique_ptr<Store>> open_sqlite_with(const std::string& path, const SqliteSettings& settings);

}  // namespace concordat::store
