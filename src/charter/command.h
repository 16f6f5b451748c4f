#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

#include "base/civil_date.h"

namespace concordat::charter {

// `check FILE… [--on DAY]`, `promises FILE`, `explain FILE NAME` and `diff OLD NEW`, each with --json and --help. Returns the exit
// code: 0 done, 1 found something wrong, 2 misuse. `today` is for what `check` finds as time goes by.
int run_charter_command(std::span<const std::string_view> arguments, CivilDate today, std::ostream& out, std::ostream& err);

}  // namespace concordat::charter
