#pragma once
// concordat match …: the command line of the matching engine.

#include <ostream>
#include <span>
#include <string_view>

namespace concordat::match {

// Arguments after "match". 0: done, 1: found something wrong, 2: misuse.
int run_match_command(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err);

}  // namespace concordat::match
