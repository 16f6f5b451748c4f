#pragma once
// Small files that are read and written as a whole.

#include <string>
#include <string_view>

#include "base/result.h"

namespace concordat {

// Mode 0600. An existing file is replaced in one stroke; where `durable`, content and name are on disk when this returns.
Result<void> write_whole_file(const std::string& path, std::string_view content, bool durable = true);
Result<std::string> read_whole_file(const std::string& path);

}  // namespace concordat
