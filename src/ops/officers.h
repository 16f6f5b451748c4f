#pragma once
// Two officers at a terminal, for what takes two: activating a charter, changing the root key.

#include <string>
#include <utility>
#include <vector>

#include "ops/instance.h"
#include "ops/options.h"

namespace concordat::ops {

struct Pair {
  std::string first;
  std::string second;
};

// The values of an option that are two things with a sign between them: "EMAIL,FILE" or "RULE=REASON".
Result<std::vector<Pair>> pairs_of(const Options& options, const std::string& name, char between);

// Those whom --officer EMAIL,PASSWORD-FILE names, twice: each may approve a destruction, and is shown to be there by a password.
Result<std::pair<AccountId, AccountId>> two_officers(const Options& options, Instance& instance,
                                                     const std::vector<parties::Account>& accounts);

}  // namespace concordat::ops
