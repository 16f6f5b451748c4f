#pragma once
// What a newer charter must meet before two people may put it into force, beside what is held (Vault::check_over_held). The command
// and the pages ask the same.

#include <map>
#include <string>
#include <vector>

#include "charter/charter.h"
#include "parties/parties.h"
#include "vault/vault.h"

namespace concordat::vault {

using AcceptedErrors = std::map<std::string, std::string>;  // by the rule of the finding: the reason

// The first error that forbids the charter: one that nobody accepted, or any where it could not be bound. Null: there is none.
const charter::Finding* not_accepted(const charter::Compilation& compilation, const AcceptedErrors& accepted);
// A reader who holds two notices must be able to tell them apart.
Result<void> check_newer(Vault& vault, const charter::Charter& next);
// Two people must still be able to approve: else nothing weighty could ever be destroyed again, and no charter activated.
Result<void> check_approvers(const charter::Charter& next, const std::vector<parties::Account>& accounts);

}  // namespace concordat::vault
