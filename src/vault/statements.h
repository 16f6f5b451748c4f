#pragma once
// What a person puts on record for an attested promise: seen with their own eyes, without personal data, for a time.

#include <string>
#include <vector>

#include "vault/vault.h"

namespace concordat::vault {

struct Statement {
  std::string evidence;   // its name in the charter
  std::string seen;       // what was seen, in a sentence
  std::string reference;  // where it can be found again
  CivilDate day;          // that it was made, or looked at
  CivilDate until;        // the last day on which it counts
};

// Writes it and its entry in the ledger, or says what is wrong with it. The mandate is for the capability see-ledger: who
// answers for what attestation shows. Returns the id of the entry.
Result<std::string> put_statement(Vault& vault, const policy::Mandate& mandate, const Statement& statement);

// Takes a wrong one back: its words are erased, both entries stay.
Result<void> withdraw_statement(Vault& vault, const policy::Mandate& mandate, const std::string& id);

struct OnRecord {
  std::string id;  // of the entry
  Statement statement;
  Instant given;
  AccountId by;
  bool withdrawn = false;  // what was written is gone then
};
std::vector<OnRecord> statements_on_record(Vault& vault);  // the newest first

}  // namespace concordat::vault
