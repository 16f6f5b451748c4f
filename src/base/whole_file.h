#pragma once
// Small files that are read and written as a whole.

#include <string>
#include <string_view>

#include "base/result.h"

namespace concordat {

// Mode 0600. An existing file is replaced in one stroke; where `durable`, content and name are on disk when this returns.
Result<void> write_whole_file(const std::string& path, std::string_view content, bool durable = true);
Result<std::string> read_whole_file(const std::string& path);

// For those who go through a file in pieces: all of it, or false with errno; and errno in words, as "written".
bool write_all(int file, std::string_view content);
Error file_error(const std::string& path, const char* what);

}  // namespace concordat
