#pragma once
// From version 3 to 4: what a leaf of the ledger about a list commits to, and records by kind. Frozen once it is out.

namespace concordat::store {

inline constexpr const char* kVersion4 = R"sql(
CREATE TABLE lists (position INTEGER PRIMARY KEY, records BLOB NOT NULL) STRICT;
CREATE INDEX records_kind ON records (kind);
)sql";

}  // namespace concordat::store
