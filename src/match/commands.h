#pragma once
// The sub-commands of `concordat match`, one function each.

#include <ostream>
#include <string>

#include "match/options.h"

namespace concordat::match {

using Arguments = std::span<const std::string_view>;

// Each gives its exit code, or an Error that is misuse (2).
Result<int> link_command(Arguments arguments, std::ostream& out, std::ostream& err);
Result<int> evaluate_command(Arguments arguments, std::ostream& out, std::ostream& err);
Result<int> build_command(Arguments arguments, std::ostream& out, std::ostream& err);
Result<int> query_command(Arguments arguments, std::ostream& out, std::ostream& err);
Result<int> explain_command(Arguments arguments, std::ostream& out, std::ostream& err);

Result<std::string> read_file(const std::string& path);
Result<void> write_file(const std::string& path, std::string_view content);  // whole or not at all, readable by its owner only

}  // namespace concordat::match
