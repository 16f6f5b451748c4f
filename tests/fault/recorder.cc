// Loaded before a program's other libraries (LD_PRELOAD), this writes down everything the program does to the files of one
// directory: each write with its bytes, each truncation, creation, renaming, removal and sync, in order. The program's
// confirmations ("this act is durable") are writes to a file of their own and take their place in the same order.
//
// A lock spans the operation and its note, so the order written down is the order that happened. tests/fault/trace.h
// reads the file. What is not seen here (mapped memory, hard links) shows as a difference when the whole trace is replayed.

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <mutex>
#include <string>
#include <string_view>

#include "trace_format.h"

namespace {

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::string setting(const char* name) {
  const char* value = ::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

class Recorder {
 public:
  std::unique_lock<std::recursive_mutex> lock() { return std::unique_lock(mutex_); }

  // The path below the data directory, "" for the directory itself; nothing to record where it lies elsewhere.
  bool inside(const std::string& path, std::string& name) const {
    if (data_.empty() || !path.starts_with(data_)) return false;
    name = path.substr(data_.size());
    if (name.empty()) return true;
    if (name[0] != '/' || name.ends_with("-shm") || name.ends_with(" (deleted)")) return false;  // the -shm is no storage
    name.erase(0, 1);
    return true;
  }
  bool is_confirmation(const std::string& path) const { return !confirmations_.empty() && path == confirmations_; }

  void note(fault::Kind kind, std::string_view name, std::int64_t offset, std::string_view data) {
    const fault::Header header{static_cast<std::uint32_t>(kind), static_cast<std::uint32_t>(name.size()), offset, data.size()};
    std::string entry(reinterpret_cast<const char*>(&header), sizeof header);
    entry += name;
    entry += data;
    static const auto write_through = real<ssize_t(int, const void*, size_t)>("write");
    for (std::size_t written = 0; written < entry.size();) {
      const auto count = write_through(trace_, entry.data() + written, entry.size() - written);
      if (count <= 0) ::abort();
      written += static_cast<std::size_t>(count);
    }
  }

 private:
  std::recursive_mutex mutex_;
  const std::string data_ = setting("CONCORDAT_FAULT_DATA");
  const std::string confirmations_ = setting("CONCORDAT_FAULT_CONFIRMATIONS");
  const int trace_ = real<int(const char*, int, ...)>("open")(setting("CONCORDAT_FAULT_TRACE").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
};

Recorder& recorder() {
  static Recorder instance;
  return instance;
}

std::string path_of(int descriptor) {
  char path[PATH_MAX];
  const auto length = ::readlink(("/proc/self/fd/" + std::to_string(descriptor)).c_str(), path, sizeof path);
  return length < 0 ? std::string() : std::string(path, static_cast<std::size_t>(length));
}

std::string absolute(const char* path) {
  if (path[0] == '/') return path;
  char folder[PATH_MAX];
  return ::getcwd(folder, sizeof folder) == nullptr ? path : std::string(folder) + "/" + path;
}

void note_write(int descriptor, const void* data, ssize_t count, std::int64_t offset) {
  if (count <= 0) return;
  const std::string path = path_of(descriptor);
  const std::string_view bytes(static_cast<const char*>(data), static_cast<std::size_t>(count));
  std::string name;
  if (recorder().is_confirmation(path)) recorder().note(fault::Kind::confirmation, "", 0, bytes);
  else if (recorder().inside(path, name)) recorder().note(fault::Kind::write, name, offset, bytes);
}

void note_truncation(const std::string& path, std::int64_t size) {
  std::string name;
  if (recorder().inside(path, name)) recorder().note(fault::Kind::truncate, name, size, "");
}

void note_change(int failed, const std::string& path, fault::Kind kind) {
  std::string name;
  if (failed == 0 && recorder().inside(path, name) && !name.empty()) recorder().note(kind, name, 0, "");
}

template <class Call>
int open_noted(const char* path, int flags, Call call) {
  const auto lock = recorder().lock();
  const std::string full = absolute(path);
  std::string name;
  const bool watched = recorder().inside(full, name) && !name.empty();
  struct stat status;
  const bool existed = watched && ::stat(full.c_str(), &status) == 0;
  const int descriptor = call();
  if (!watched || descriptor < 0) return descriptor;
  if (!existed) recorder().note(fault::Kind::create, name, 0, "");
  else if ((flags & O_TRUNC) != 0) recorder().note(fault::Kind::truncate, name, 0, "");
  return descriptor;
}

int sync_noted(int descriptor, const char* function) {
  const auto lock = recorder().lock();
  const int failed = real<int(int)>(function)(descriptor);
  std::string name;
  if (failed == 0 && recorder().inside(path_of(descriptor), name)) {
    struct stat status;
    const bool folder = ::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
    recorder().note(folder ? fault::Kind::sync_folder : fault::Kind::sync_file, name, 0, "");
  }
  return failed;
}

mode_t mode_argument(int flags, va_list arguments) {
  return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? static_cast<mode_t>(va_arg(arguments, int)) : 0;
}

}  // namespace

extern "C" {

#define OPEN_LIKE(function)                                                                                            \
  int function(const char* path, int flags, ...) {                                                                     \
    va_list arguments;                                                                                                 \
    va_start(arguments, flags);                                                                                        \
    const mode_t mode = mode_argument(flags, arguments);                                                               \
    va_end(arguments);                                                                                                 \
    return open_noted(path, flags, [&] { return real<int(const char*, int, ...)>(#function)(path, flags, mode); });   \
  }
OPEN_LIKE(open)
OPEN_LIKE(open64)

#define PWRITE_LIKE(function, offset_type)                                                                             \
  ssize_t function(int descriptor, const void* data, size_t size, offset_type offset) {                               \
    const auto lock = recorder().lock();                                                                               \
    const ssize_t count = real<ssize_t(int, const void*, size_t, offset_type)>(#function)(descriptor, data, size, offset); \
    note_write(descriptor, data, count, offset);                                                                       \
    return count;                                                                                                      \
  }
PWRITE_LIKE(pwrite, off_t)
PWRITE_LIKE(pwrite64, off64_t)

ssize_t write(int descriptor, const void* data, size_t size) {
  const auto lock = recorder().lock();
  const ssize_t count = real<ssize_t(int, const void*, size_t)>("write")(descriptor, data, size);
  if (count > 0) note_write(descriptor, data, count, ::lseek(descriptor, 0, SEEK_CUR) - count);
  return count;
}

ssize_t writev(int descriptor, const struct iovec* pieces, int number) {
  const auto lock = recorder().lock();
  const ssize_t count = real<ssize_t(int, const struct iovec*, int)>("writev")(descriptor, pieces, number);
  if (count <= 0) return count;
  std::string joined;
  for (int piece = 0; piece < number; ++piece) joined.append(static_cast<const char*>(pieces[piece].iov_base), pieces[piece].iov_len);
  note_write(descriptor, joined.data(), count, ::lseek(descriptor, 0, SEEK_CUR) - count);
  return count;
}

#define TRUNCATE_LIKE(function, subject_type, path_expression, size_type)                                              \
  int function(subject_type subject, size_type size) noexcept {                                                        \
    const auto lock = recorder().lock();                                                                               \
    const int failed = real<int(subject_type, size_type)>(#function)(subject, size);                                   \
    if (failed == 0) note_truncation(path_expression(subject), size);                                                  \
    return failed;                                                                                                     \
  }
TRUNCATE_LIKE(ftruncate, int, path_of, off_t)
TRUNCATE_LIKE(ftruncate64, int, path_of, off64_t)
TRUNCATE_LIKE(truncate, const char*, absolute, off_t)
TRUNCATE_LIKE(truncate64, const char*, absolute, off64_t)

int rename(const char* from, const char* to) noexcept {
  const auto lock = recorder().lock();
  const int failed = real<int(const char*, const char*)>("rename")(from, to);
  std::string old_name;
  std::string new_name;
  if (failed == 0 && recorder().inside(absolute(from), old_name) && recorder().inside(absolute(to), new_name)) {
    recorder().note(fault::Kind::rename, old_name, 0, new_name);
  }
  return failed;
}

#define REMOVE_LIKE(function)                                                                                          \
  int function(const char* path) noexcept {                                                                            \
    const auto lock = recorder().lock();                                                                               \
    const int failed = real<int(const char*)>(#function)(path);                                                        \
    note_change(failed, absolute(path), fault::Kind::unlink);                                                          \
    return failed;                                                                                                     \
  }
REMOVE_LIKE(unlink)
REMOVE_LIKE(rmdir)
REMOVE_LIKE(remove)

int unlinkat(int folder, const char* path, int flags) noexcept {
  const auto lock = recorder().lock();
  const int failed = real<int(int, const char*, int)>("unlinkat")(folder, path, flags);
  note_change(failed, path[0] == '/' || folder == AT_FDCWD ? absolute(path) : path_of(folder) + "/" + path, fault::Kind::unlink);
  return failed;
}

int mkdir(const char* path, mode_t mode) noexcept {
  const auto lock = recorder().lock();
  const int failed = real<int(const char*, mode_t)>("mkdir")(path, mode);
  note_change(failed, absolute(path), fault::Kind::create_folder);
  return failed;
}

int fsync(int descriptor) { return sync_noted(descriptor, "fsync"); }
int fdatasync(int descriptor) { return sync_noted(descriptor, "fdatasync"); }

}  // extern "C"
