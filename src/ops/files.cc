#include "ops/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/whole_file.h"

namespace concordat::ops {
namespace {

constexpr std::size_t kPiece = 1u << 20;

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

// Digests `path`, and writes it to `target` where there is one.
Result<FileDigest> pass_through(const std::string& path, const OpenFile* target, const std::string& target_path) {
  const OpenFile source(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source.is_open()) return file_error(path, "read");
  crypto::Sha256 digest;
  FileDigest found;
  Bytes piece(kPiece);
  for (;;) {
    const ssize_t count = ::read(source.get(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error(path, "read");
    if (count == 0) break;
    const ByteView bytes(piece.data(), static_cast<std::size_t>(count));
    digest.add(bytes);
    found.bytes += bytes.size();
    if (target && !write_all(target->get(), as_text(bytes))) return file_error(target_path, "written");
  }
  found.sha256 = digest.finish();
  return found;
}

}  // namespace

Result<FileDigest> digest_file(const std::string& path) { return pass_through(path, nullptr, ""); }

Result<FileDigest> copy_file(const std::string& from, const std::string& to) {
  const OpenFile target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!target.is_open()) return file_error(to, "written");
  const FileDigest found = TRY(pass_through(from, &target, to));
  if (::fsync(target.get()) != 0) return file_error(to, "made durable");
  return found;
}

Result<void> sync_everything_beside(const std::string& path) {
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open() || ::syncfs(file.get()) != 0) return file_error(path, "made durable");
  return {};
}

Result<void> sync_folder(const std::string& path) {
  const OpenFile folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::fsync(folder.get()) != 0) return file_error(path, "made durable");
  return {};
}

Result<void> make_folders(const std::string& path) {
  const std::filesystem::path whole = std::filesystem::absolute(path).lexically_normal();
  std::error_code error;
  const auto folder = whole.has_filename() ? whole : whole.parent_path();
  if (std::filesystem::is_directory(folder, error)) return {};
  TRY(make_folders(folder.parent_path().string()));
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return file_error(path, "made");
  return sync_folder(folder.parent_path().string());
}

Result<void> make_new_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0) return {};
  if (errno == EEXIST) return Error{path + " is there already.", "Name a folder that is not: an existing one is never written into."};
  return file_error(path, "made");
}

Result<void> overwrite_file(const std::string& path) {
  const OpenFile file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  struct stat status;
  if (!file.is_open() || ::fstat(file.get(), &status) != 0) return file_error(path, "overwritten");
  const Bytes noughts(static_cast<std::size_t>(status.st_size), 0);
  if (!write_all(file.get(), as_text(noughts)) || ::fsync(file.get()) != 0) return file_error(path, "overwritten");
  return {};
}

Result<void> wipe_file(const std::string& path) {
  TRY(overwrite_file(path));
  if (::unlink(path.c_str()) != 0) return file_error(path, "removed");
  return {};
}

}  // namespace concordat::ops
