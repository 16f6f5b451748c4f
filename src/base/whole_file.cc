#include "base/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace concordat {

Error file_error(const std::string& path, const char* what) {
  return {path + " could not be " + what + ": " + std::strerror(errno) + ".",
          "Check that the folder is there, belongs to this user and has space."};
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(file, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

Result<void> write_whole_file(const std::string& path, std::string_view content, bool durable) {
  const std::string fresh = path + ".new";
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return file_error(path, "written");
  const bool written = write_all(file, content) && (!durable || ::fsync(file) == 0);
  ::close(file);
  if (!written || ::rename(fresh.c_str(), path.c_str()) != 0) return file_error(path, "written");
  if (!durable) return {};
  const int folder = ::open(std::filesystem::absolute(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool kept = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!kept) return file_error(path, "made durable");
  return {};
}

Result<std::string> read_whole_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return file_error(path, "read");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace concordat
