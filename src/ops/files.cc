#include "ops/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace concordat::ops {
namespace {

constexpr std::size_t kPiece = 1u << 20;

Error disk_error(const std::string& path, const char* what) {
  return {path + " could not be " + what + ": " + std::strerror(errno) + ".",
          "Check that the folder is there, belongs to this user and has space."};
}

class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

bool write_piece(int file, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

// Digests `path`, and writes it to `target` where there is one.
Result<FileDigest> pass_through(const std::string& path, const OpenFile* target, const std::string& target_path) {
  const OpenFile source(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source.is_open()) return disk_error(path, "read");
  crypto::Sha256 digest;
  FileDigest found;
  Bytes piece(kPiece);
  for (;;) {
    const ssize_t count = ::read(source.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return disk_error(path, "read");
    if (count == 0) break;
    const ByteView bytes(piece.data(), static_cast<std::size_t>(count));
    digest.add(bytes);
    found.bytes += bytes.size();
    if (target && !write_piece(target->get(), bytes)) return disk_error(target_path, "written");
  }
  found.sha256 = digest.finish();
  return found;
}

}  // namespace

Result<FileDigest> digest_file(const std::string& path) { return pass_through(path, nullptr, ""); }

Result<FileDigest> copy_file(const std::string& from, const std::string& to) {
  const OpenFile target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!target.is_open()) return disk_error(to, "written");
  const FileDigest found = TRY(pass_through(from, &target, to));
  if (::fsync(target.get()) != 0) return disk_error(to, "made durable");
  return found;
}

Result<void> sync_everything_beside(const std::string& path) {
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() || ::syncfs(file.get()) != 0) return disk_error(path, "made durable");
  return {};
}

Result<void> sync_folder(const std::string& path) {
  const OpenFile folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::fsync(folder.get()) != 0) return disk_error(path, "made durable");
  return {};
}

Result<void> make_new_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0) return {};
  if (errno == EEXIST) return Error{path + " is there already.", "Name a folder that is not: an existing one is never written into."};
  return disk_error(path, "made");
}

Result<void> wipe_file(const std::string& path) {
  {
    const OpenFile file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    struct stat status;
    if (!file.is_open() || ::fstat(file.get(), &status) != 0) return disk_error(path, "overwritten");
    const Bytes noughts(static_cast<std::size_t>(status.st_size), 0);
    if (!write_piece(file.get(), noughts) || ::fsync(file.get()) != 0) return disk_error(path, "overwritten");
  }
  if (::unlink(path.c_str()) != 0) return disk_error(path, "removed");
  return {};
}

}  // namespace concordat::ops
