// Loaded before a program's other libraries (LD_PRELOAD), this lets one call to the file system fail: the so manieth write, sync,
// rename, open or truncation within one directory, once or from then on, in all the processes of a story together. Or
// it lets the disk be full: whatever is written beyond so many bytes is refused, until there is room again.
//
//   CONCORDAT_FAULT_DATA     the directory
//   CONCORDAT_FAULT_COUNTS   a file that these processes share: eight 64-bit numbers (calls of each kind, faults, bytes), then the
//                            path of the last call that failed
//   CONCORDAT_FAULT_CALL     write, sync, rename, open or truncate;  _AT  which one, from 1;  _ERROR  a number, 0: written short;
//   CONCORDAT_FAULT_ONWARD   from then on
//   CONCORDAT_FAULT_BUDGET   bytes that fit on the disk;  CONCORDAT_FAULT_ROOM  a file: once it is there, nothing fails any more

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>

namespace {

enum Call { kWrite, kSync, kRename, kOpen, kTruncate, kCalls };
constexpr const char* kNames[kCalls] = {"write", "sync", "rename", "open", "truncate"};
constexpr int kFaults = kCalls;
constexpr int kBytes = kCalls + 1;
constexpr std::size_t kNumbers = 8 * sizeof(std::uint64_t);
constexpr std::size_t kShared = kNumbers + 512;

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::string setting(const char* name) {
  const char* value = ::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}
std::uint64_t number(const char* name) { return std::strtoull(setting(name).c_str(), nullptr, 10); }

struct Verdict {
  bool fails = false;
  bool is_short = false;
};

class Injector {
 public:
  Injector() {
    const int file = real<int(const char*, int, ...)>("open")(setting("CONCORDAT_FAULT_COUNTS").c_str(), O_RDWR | O_CLOEXEC);
    void* shared = file < 0 ? MAP_FAILED : ::mmap(nullptr, kShared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (shared == MAP_FAILED) ::abort();
    counts_ = static_cast<std::atomic<std::uint64_t>*>(shared);
  }

  bool inside(const std::string& path) const { return path == data_ || path.starts_with(data_ + "/"); }

  Verdict next(Call call, const std::string& path, std::size_t bytes = 0) {
    if (!inside(path)) return {};
    const std::uint64_t count = ++counts_[call];
    if (!room_.empty() && ::access(room_.c_str(), F_OK) == 0) return {};
    if (budget_ > 0) {
      if (call != kWrite || counts_[kBytes].fetch_add(bytes) + bytes <= budget_) return {};
      counts_[kBytes].fetch_sub(bytes);
      note(path);
      errno = ENOSPC;
      return {true, false};
    }
    if (call_ != kNames[call] || (onward_ ? count < at_ : count != at_)) return {};
    note(path);
    if (error_ == 0) return {false, bytes > 1};
    errno = error_;
    return {true, false};
  }

 private:
  void note(const std::string& path) {
    ++counts_[kFaults];
    char* text = reinterpret_cast<char*>(counts_) + kNumbers;
    const std::size_t size = std::min(path.size(), kShared - kNumbers - 1);
    path.copy(text, size);
    text[size] = '\0';
  }

  const std::string data_ = setting("CONCORDAT_FAULT_DATA");
  const std::string call_ = setting("CONCORDAT_FAULT_CALL");
  const std::string room_ = setting("CONCORDAT_FAULT_ROOM");
  const std::uint64_t at_ = number("CONCORDAT_FAULT_AT");
  const std::uint64_t budget_ = number("CONCORDAT_FAULT_BUDGET");
  const int error_ = static_cast<int>(number("CONCORDAT_FAULT_ERROR"));
  const bool onward_ = !setting("CONCORDAT_FAULT_ONWARD").empty();
  std::atomic<std::uint64_t>* counts_;
};

Injector& injector() {
  static Injector instance;
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

}  // namespace

extern "C" {

#define OPEN_LIKE(function)                                                                    \
  int function(const char* path, int flags, ...) {                                             \
    va_list arguments;                                                                         \
    va_start(arguments, flags);                                                                \
    const bool makes = (flags & (O_CREAT | __O_TMPFILE)) != 0;                                 \
    const mode_t mode = makes ? static_cast<mode_t>(va_arg(arguments, int)) : 0;               \
    va_end(arguments);                                                                         \
    if (injector().next(kOpen, absolute(path)).fails) return -1;                               \
    return real<int(const char*, int, ...)>(#function)(path, flags, mode);                     \
  }
OPEN_LIKE(open)
OPEN_LIKE(open64)

#define PWRITE_LIKE(function, offset_type)                                                                \
  ssize_t function(int descriptor, const void* data, size_t size, offset_type offset) {                  \
    const Verdict verdict = injector().next(kWrite, path_of(descriptor), size);                          \
    if (verdict.fails) return -1;                                                                         \
    const size_t written = verdict.is_short ? size / 2 : size;                                            \
    return real<ssize_t(int, const void*, size_t, offset_type)>(#function)(descriptor, data, written, offset); \
  }
PWRITE_LIKE(pwrite, off_t)
PWRITE_LIKE(pwrite64, off64_t)

ssize_t write(int descriptor, const void* data, size_t size) {
  const Verdict verdict = injector().next(kWrite, path_of(descriptor), size);
  if (verdict.fails) return -1;
  return real<ssize_t(int, const void*, size_t)>("write")(descriptor, data, verdict.is_short ? size / 2 : size);
}

#define TRUNCATE_LIKE(function, size_type)                                       \
  int function(int descriptor, size_type size) noexcept {                        \
    if (injector().next(kTruncate, path_of(descriptor)).fails) return -1;        \
    return real<int(int, size_type)>(#function)(descriptor, size);               \
  }
TRUNCATE_LIKE(ftruncate, off_t)
TRUNCATE_LIKE(ftruncate64, off64_t)

int rename(const char* from, const char* to) noexcept {
  if (injector().next(kRename, absolute(from)).fails) return -1;
  return real<int(const char*, const char*)>("rename")(from, to);
}

#define SYNC_LIKE(function)                                                  \
  int function(int descriptor) {                                             \
    if (injector().next(kSync, path_of(descriptor)).fails) return -1;        \
    return real<int(int)>(#function)(descriptor);                            \
  }
SYNC_LIKE(fsync)
SYNC_LIKE(fdatasync)

}  // extern "C"
