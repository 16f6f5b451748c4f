#pragma once
// From version 2 to 3: who comes to a case and why, roles given by two people, break-glass, restrictions and objections. Frozen once
// it is out.

namespace concordat::store {

inline constexpr const char* kVersion3 = R"sql(
CREATE TABLE appointments (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, case_sequence INTEGER NOT NULL REFERENCES cases, account BLOB NOT NULL,
  role TEXT NOT NULL, how TEXT NOT NULL, begins INTEGER NOT NULL, ends INTEGER, made_by BLOB NOT NULL, agreed INTEGER,
  ended INTEGER) STRICT;
CREATE INDEX appointments_case ON appointments (case_sequence);
CREATE INDEX appointments_account ON appointments (account);
CREATE TABLE role_grants (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, account BLOB NOT NULL, role TEXT NOT NULL, principal BLOB NOT NULL,
  begins INTEGER NOT NULL, ends INTEGER, proposed_by BLOB NOT NULL, approved_by BLOB NOT NULL, approved INTEGER,
  ended INTEGER) STRICT;
CREATE INDEX role_grants_account ON role_grants (account);
CREATE INDEX role_grants_proposed ON role_grants (sequence) WHERE approved IS NULL AND ended IS NULL;
CREATE TABLE emergencies (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, case_sequence INTEGER NOT NULL REFERENCES cases, account BLOB NOT NULL,
  opened INTEGER NOT NULL, closes INTEGER NOT NULL, told BLOB NOT NULL, reason BLOB NOT NULL, reviewed INTEGER,
  reviewed_by BLOB NOT NULL, outcome TEXT NOT NULL) STRICT;
CREATE INDEX emergencies_case ON emergencies (case_sequence);
CREATE INDEX emergencies_opened ON emergencies (opened);
CREATE INDEX emergencies_unreviewed ON emergencies (sequence) WHERE reviewed IS NULL;
CREATE TABLE restrictions (
  sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, record_sequence INTEGER NOT NULL REFERENCES records, "right" TEXT NOT NULL,
  ground TEXT NOT NULL, begins INTEGER NOT NULL, put_on_by BLOB NOT NULL, told INTEGER, ended INTEGER,
  ended_by BLOB NOT NULL) STRICT;
CREATE INDEX restrictions_record ON restrictions (record_sequence);
)sql";

}  // namespace concordat::store
