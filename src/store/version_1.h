#pragma once
// The text that makes an empty database one of version 1. Frozen: what it made is out there.

namespace concordat::store {

// Rows point at each other by sequence number, not by id: random 16-byte keys would spread each act over many pages, and
// all of them would go through the write-ahead log. The sealed bytes stand last, so that the other columns are read alone.
inline constexpr const char* kVersion1 = R"sql(
CREATE TABLE cases (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, reference TEXT NOT NULL, state TEXT NOT NULL,
  charter TEXT NOT NULL, opened INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
CREATE INDEX cases_kind ON cases (kind);
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY, case_sequence INTEGER NOT NULL REFERENCES cases, event TEXT NOT NULL, day INTEGER NOT NULL) STRICT;
CREATE INDEX events_case ON events (case_sequence);
CREATE TABLE records (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, case_sequence INTEGER REFERENCES cases, kind TEXT NOT NULL,
  owner BLOB NOT NULL, state TEXT NOT NULL, purpose TEXT NOT NULL, channel TEXT NOT NULL, collected INTEGER NOT NULL,
  charter TEXT NOT NULL) STRICT;
CREATE INDEX records_case ON records (case_sequence);
CREATE TABLE parts (
  sequence INTEGER PRIMARY KEY, record_sequence INTEGER NOT NULL REFERENCES records, part TEXT NOT NULL, version INTEGER NOT NULL,
  key BLOB NOT NULL, due INTEGER, destroyed INTEGER NOT NULL, sealed BLOB NOT NULL, UNIQUE (record_sequence, part)) STRICT;
CREATE INDEX parts_due ON parts (due) WHERE destroyed = 0;
CREATE TABLE consents (
  sequence INTEGER PRIMARY KEY, record_sequence INTEGER NOT NULL REFERENCES records, consent TEXT NOT NULL, wording TEXT NOT NULL,
  given INTEGER NOT NULL, withdrawn INTEGER) STRICT;
CREATE INDEX consents_record ON consents (record_sequence);
CREATE TABLE warrants (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL, case_id BLOB NOT NULL,
  owner BLOB NOT NULL, content BLOB NOT NULL, proposed INTEGER NOT NULL, quarantine_until INTEGER) STRICT;
CREATE INDEX warrants_state ON warrants (state);
CREATE INDEX warrants_case ON warrants (case_id);
CREATE TABLE warrant_items (
  sequence INTEGER PRIMARY KEY, warrant_sequence INTEGER NOT NULL REFERENCES warrants, record BLOB NOT NULL, part TEXT NOT NULL,
  UNIQUE (warrant_sequence, record, part)) STRICT;
CREATE TABLE approvals (
  sequence INTEGER PRIMARY KEY, warrant_sequence INTEGER NOT NULL REFERENCES warrants, account BLOB NOT NULL, content BLOB NOT NULL,
  at INTEGER NOT NULL, UNIQUE (warrant_sequence, account, content)) STRICT;
CREATE TABLE holds (
  scope TEXT NOT NULL, target TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (scope, target)) STRICT, WITHOUT ROWID;
CREATE TABLE leaves (position INTEGER PRIMARY KEY, leaf TEXT NOT NULL, case_id BLOB) STRICT;
CREATE INDEX leaves_case ON leaves (case_id) WHERE case_id IS NOT NULL;
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE charters (hash TEXT PRIMARY KEY, canonical TEXT NOT NULL) STRICT;
CREATE TABLE counts (
  case_sequence INTEGER NOT NULL REFERENCES cases, name TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (case_sequence, name)) STRICT, WITHOUT ROWID;
)sql";

}  // namespace concordat::store
