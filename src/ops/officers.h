#pragma once
// Officers who sign in on a command line: --officer EMAIL,PASSWORD-FILE. The file holds the password and, where an authenticator
// was set up, on a second line the code that it shows.

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

// What was given as "EMAIL,FILE" or "RULE=REASON", in order.
Result<std::vector<Pair>> pairs_of(const Options& options, const std::string& name, char between);

// Proof that the officer is there, rather than named by whoever types, and may use the capability.
Result<policy::Mandate> authorise_officer(const Pair& given, Instance& instance, const std::vector<parties::Account>& accounts,
                                          charter::Capability capability);

// The two who give --officer EMAIL,PASSWORD-FILE for an act that takes two people. That they differ is the act's to check.
Result<std::pair<policy::Mandate, policy::Mandate>> two_officers(const Options& options, Instance& instance,
                                                                 const std::vector<parties::Account>& accounts);

}  // namespace concordat::ops
