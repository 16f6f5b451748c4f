#pragma once
// A newer charter that one officer proposes and another puts into force, while the server runs. It waits in the database as it was
// sent: a charter holds nothing personal. docs/decisions/0074 says why it is so.

#include "charter/texts.h"
#include "vault/activation.h"

namespace concordat::vault {

struct ProposedCharter {
  std::string id;
  AccountId by;
  Instant at;
  std::string active;   // hash of the charter that was in force
  std::string hash;     // of the one proposed
  AcceptedErrors accepted;
  charter::Texts texts;
  std::string content;  // SHA-256 of all of this as it is kept, hex: an approval binds it
};

// The one that waits. One at a time: two people talk about one charter.
std::optional<ProposedCharter> proposed_charter(store::Reader& reader);

// What it would be in force, or why it cannot be proposed. `texts` holds the library too.
Result<charter::Charter> check_proposal(Vault& vault, const charter::Texts& texts, const AcceptedErrors& accepted);

// The mandates are for the capability approve-destruction, as for the command.
Result<void> propose_charter(Vault& vault, const policy::Mandate& mandate, const charter::Texts& texts, const AcceptedErrors& accepted);
// Puts it into force, with this entry and that of the activation in one transaction. `content` is what was looked at; `accounts` are
// all that there are.
Result<void> approve_charter(Vault& vault, const policy::Mandate& mandate, std::string_view content,
                             const std::vector<parties::Account>& accounts);
// By somebody else than who proposed it.
Result<void> decline_charter(Vault& vault, const policy::Mandate& mandate, std::string_view content, const std::string& reason);
// By who proposed it.
Result<void> withdraw_charter(Vault& vault, const policy::Mandate& mandate, std::string_view content);

// What became of earlier ones, the newest first.
struct DecidedCharter {
  Instant at;
  AccountId by;
  std::string event;   // "charter.approved", "charter.declined", "charter.withdrawn"
  std::string reason;  // of one that was declined
};
std::vector<DecidedCharter> decided_charters(store::Reader& reader);

}  // namespace concordat::vault
