#pragma once
// From version 1 to 2: files that belong to parts of records, in chunks. Frozen once it is out.

namespace concordat::store {

// A chunk is read alone and in order; the sealed bytes stand last, as in `parts`.
inline constexpr const char* kVersion2 = R"sql(
CREATE TABLE attachments (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, part_sequence INTEGER NOT NULL REFERENCES parts, version INTEGER NOT NULL,
  state TEXT NOT NULL, chunks INTEGER NOT NULL, bytes INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE INDEX attachments_part ON attachments (part_sequence);
CREATE INDEX attachments_arriving ON attachments (state) WHERE state = 'arriving';
CREATE TABLE chunks (
  sequence INTEGER PRIMARY KEY, attachment_sequence INTEGER NOT NULL REFERENCES attachments, number INTEGER NOT NULL,
  sealed BLOB NOT NULL, UNIQUE (attachment_sequence, number)) STRICT;
)sql";

}  // namespace concordat::store
