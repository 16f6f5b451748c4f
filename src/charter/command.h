#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

namespace concordat::charter {

// `check FILE`, `promises FILE`, `explain FILE NAME` and `diff OLD NEW`, each
// with --json and --help. Returns the exit code: 0 done, 1 found something
// wrong, 2 misuse.
int run_charter_command(std::span<const std::string_view> arguments, std::ostream& out, std::ostream& err);

}  // namespace concordat::charter
