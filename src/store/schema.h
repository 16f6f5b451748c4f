#pragma once
// The physical schema: fixed and small, the same for every charter. docs/formats/database.md says what each column means.

#include "store/sqlite.h"

namespace concordat::store {

inline constexpr std::int64_t kApplicationId = 0x436e6364;  // "Cncd"
inline constexpr std::int64_t kSchemaVersion = 2;

// Makes a database at `path`, where there is none. It appears under its name complete or not at all.
void create_database(const std::string& path);

// Refuses a file that is not ours, is newer than this program, or is damaged; brings an older one forward.
Result<void> prepare_schema(Connection& connection, const std::string& path);

}  // namespace concordat::store
