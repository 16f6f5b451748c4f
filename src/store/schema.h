#pragma once
// The physical schema: fixed and small, the same for every charter. docs/formats/database.md says what each column means.

#include <array>

#include "store/sqlite.h"
#include "store/version_1.h"
#include "store/version_2.h"
#include "store/version_3.h"
#include "store/version_4.h"
#include "store/version_5.h"

namespace concordat::store {

inline constexpr std::int64_t kApplicationId = 0x436e6364;  // "Cncd"

// kMigrations[n] brings a database from version n to n + 1. Each text has a file of its own and never changes again.
inline constexpr std::array kMigrations = {kVersion1, kVersion2, kVersion3, kVersion4, kVersion5};
inline constexpr std::int64_t kSchemaVersion = kMigrations.size();

// Makes a database at `path`, where there is none. It appears under its name complete or not at all. Only tests ask for an
// earlier version.
void create_database(const std::string& path, std::int64_t version = kSchemaVersion);

// Refuses a file that is not ours, is newer than this program, or is damaged; brings an older one forward.
Result<void> prepare_schema(Connection& connection, const std::string& path);

}  // namespace concordat::store
