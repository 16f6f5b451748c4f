#include "vault/keyring.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace concordat::vault {
namespace {

// docs/formats/keyring.md: do not change.
constexpr std::size_t kSlotSize = 128;
constexpr std::string_view kMagic = "concordat keyring 1\n";
constexpr std::string_view kCheckContext = "concordat keyring check";
constexpr std::uint8_t kLive = 1;
constexpr std::size_t kIdOffset = 1;
constexpr std::size_t kWrappedOffset = kIdOffset + KeyId::kSize;
constexpr std::size_t kWrappedSize = crypto::kKeySize + crypto::kSealOverhead;
constexpr std::size_t kCheckSize = 16 + crypto::kSealOverhead;
static_assert(kWrappedOffset + kWrappedSize <= kSlotSize && kMagic.size() + kCheckSize <= kSlotSize);

Bytes context_of(KeyId id) {
  Bytes context = to_bytes("concordat scope key ");
  context.insert(context.end(), id.bytes().begin(), id.bytes().end());
  return context;
}

Error system_error(const char* what) {
  return {std::string("The keyring could not be ") + what + ": " + std::strerror(errno) + ".",
          "Check that the data directory is there, belongs to this user and has space."};
}

bool write_at(int file, ByteView bytes, off_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += written;
  }
  return true;
}

bool read_all(int file, Bytes& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::pread(file, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    done += static_cast<std::size_t>(count);
  }
  return true;
}

// A sync that failed may have thrown away what it could not write, and a second one would say "done": stop instead.
void sync_or_stop(int file) {
  if (::fdatasync(file) == 0) return;
  std::fprintf(stderr, "concordat: the keyring could not be made durable (%s). Stopping: check the disk, then start again.\n",
               std::strerror(errno));
  std::abort();
}

// What was opened and then locked may have been replaced in between.
bool is_still_at(int file, const std::string& path) {
  struct stat opened, there;
  return ::fstat(file, &opened) == 0 && ::stat(path.c_str(), &there) == 0 && opened.st_dev == there.st_dev && opened.st_ino == there.st_ino;
}

}  // namespace

Result<void> Keyring::create(const std::string& path, const Secret& root_key) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return system_error("made");
  Bytes header(kSlotSize, 0);
  std::memcpy(header.data(), kMagic.data(), kMagic.size());
  const Bytes check = crypto::seal(root_key, Bytes(16, 0), as_bytes(kCheckContext));
  std::memcpy(header.data() + kMagic.size(), check.data(), check.size());
  const bool written = write_at(file, header, 0);
  if (written) sync_or_stop(file);
  ::close(file);
  if (!written) return system_error("written");
  return {};
}

Result<std::unique_ptr<Keyring>> Keyring::open(const std::string& path, const Secret& root_key) {
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return system_error("opened");
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    ::close(file);
    return Error{"Another program has this data directory open.",
                 "Stop the server first. While it runs it does the night's work by itself; attest and fsck can run beside it."};
  }
  if (!is_still_at(file, path)) {
    ::close(file);
    return Error{"The root key was changed at this very moment.", "Try again, with the new key."};
  }
  std::unique_ptr<Keyring> keyring(new Keyring(file, root_key.clone()));
  TRY(keyring->load());
  return keyring;
}

Keyring::~Keyring() { ::close(file_); }

Result<void> Keyring::load() {
  struct stat status;
  if (::fstat(file_, &status) != 0) return system_error("read");
  Bytes image(static_cast<std::size_t>(status.st_size));
  if (!read_all(file_, image)) return system_error("read");
  if (image.size() < kSlotSize || std::memcmp(image.data(), kMagic.data(), kMagic.size()) != 0)
    return Error{"The keyring file is not a keyring, or was cut off.", "Restore the keyring from its own backup."};
  if (!crypto::open(root_key_, ByteView(image).subspan(kMagic.size(), kCheckSize), as_bytes(kCheckContext)))
    return Error{"The root key does not open this keyring.", "Give the pass phrase or key file that this data directory was made with."};
  slot_count_ = static_cast<std::uint32_t>(image.size() / kSlotSize - 1);
  for (std::uint32_t number = 0; number < slot_count_; ++number) {
    const ByteView slot = ByteView(image).subspan((number + 1) * kSlotSize, kSlotSize);
    const KeyId id = *KeyId::from_bytes(slot.subspan(kIdOffset, KeyId::kSize));
    const ByteView wrapped = slot.subspan(kWrappedOffset, kWrappedSize);
    // A slot that does not open was torn by a power cut before its key was ever used: it is free. (A key that was used
    // and is damaged shows as a part without its key; attestation looks for those.)
    if (slot[0] == kLive && crypto::open(root_key_, wrapped, context_of(id))) {
      slots_[id] = number;
      wrapped_[id] = Bytes(wrapped.begin(), wrapped.end());
    } else {
      free_.push_back(number);
    }
  }
  return {};
}

Result<void> Keyring::write_slot(std::uint32_t number, ByteView bytes) {
  if (!write_at(file_, bytes, static_cast<off_t>((number + 1) * kSlotSize))) return system_error("written");
  ++writes_;
  return {};
}

Result<KeyId> Keyring::add() {
  const auto id = crypto::new_id<KeyId>();
  TRY(put(id, crypto::random_secret(crypto::kKeySize)));
  return id;
}

Result<void> Keyring::put(KeyId id, const Secret& key) {
  const std::lock_guard lock(mutex_);
  const Bytes wrapped = crypto::seal(root_key_, key.expose(), context_of(id));
  Bytes slot(kSlotSize, 0);
  slot[0] = kLive;
  std::memcpy(slot.data() + kIdOffset, id.bytes().data(), KeyId::kSize);
  std::memcpy(slot.data() + kWrappedOffset, wrapped.data(), wrapped.size());
  const std::uint32_t number = free_.empty() ? slot_count_ : free_.back();
  TRY(write_slot(number, slot));
  if (free_.empty()) ++slot_count_;
  else free_.pop_back();
  slots_[id] = number;
  wrapped_[id] = wrapped;
  return {};
}

// Opened beside the lock: two who read lists at once do not wait for each other.
Result<Secret> Keyring::unwrap(KeyId id) const {
  std::optional<Bytes> wrapped;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = wrapped_.find(id); found != wrapped_.end()) wrapped = found->second;
  }
  if (!wrapped) return Error{"The key was destroyed: nobody can read this any more.", ""};
  auto key = crypto::open(root_key_, *wrapped, context_of(id));
  if (!key) return Error{"The key in memory is damaged.", "Start the server again; if it comes back, test the machine's memory."};
  return std::move(*key);
}

bool Keyring::holds(KeyId id) const {
  const std::lock_guard lock(mutex_);
  return slots_.contains(id);
}

std::size_t Keyring::size() const {
  const std::lock_guard lock(mutex_);
  return slots_.size();
}

Result<std::unique_ptr<Keyring>> Keyring::under(const Secret& root_key, const std::string& path) const {
  TRY(create(path, root_key));
  auto other = TRY(open(path, root_key));
  for (const KeyId id : all_but({})) {
    const Secret key = TRY(unwrap(id));
    TRY(other->put(id, key));
  }
  TRY(other->sync());
  return other;
}

std::vector<KeyId> Keyring::all_but(const std::set<KeyId>& used) const {
  const std::lock_guard lock(mutex_);
  std::vector<KeyId> others;
  for (const auto& [id, slot] : slots_)
    if (!used.contains(id)) others.push_back(id);
  return others;
}

Result<void> Keyring::erase(const std::vector<KeyId>& ids) {
  {
    const std::lock_guard lock(mutex_);
    const Bytes zeros(kSlotSize, 0);
    for (const KeyId& id : ids) {
      const auto found = slots_.find(id);
      if (found == slots_.end()) continue;
      TRY(write_slot(found->second, zeros));
      free_.push_back(found->second);
      slots_.erase(found);
      wrapped_.erase(id);
    }
  }
  return sync();
}

// Keys are read and added while a sync runs; who waited for its end has mostly been served by the one after it.
Result<void> Keyring::sync() {
  const auto written = [this] {
    const std::lock_guard lock(mutex_);
    return writes_;
  };
  const std::uint64_t mine = written();
  const std::lock_guard one_at_a_time(sync_mutex_);
  if (synced_ >= mine) return {};
  const std::uint64_t now = written();
  sync_or_stop(file_);
  synced_ = now;
  return {};
}

}  // namespace concordat::vault
