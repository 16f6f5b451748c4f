#include "ops/root_key.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "ops/files.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;

// docs/formats/data-directory.md
constexpr std::array kFiles = {kSecretsFile, kDescriptionFile, kKeyringFile};
constexpr std::string_view kNext = ".next";
constexpr const char* kMark = "/root-key-change";
constexpr std::string_view kUnderWay = "root-key-change";  // in the store's meta: who asked for it; empty once it has ended

std::string live(const std::string& directory, const char* name) { return directory + "/" + name; }
std::string next(const std::string& directory, const char* name) { return live(directory, name) + std::string(kNext); }

Error not_done(const std::string& path, const char* what, const std::error_code& error) {
  return {path + " could not be " + what + ": " + error.message() + ".", "Look at the disk, then open the directory again."};
}

// Two programs that open the directory at once complete a change one after the other.
class MarkLock {
 public:
  explicit MarkLock(const std::string& path) {
    for (;;) {
      file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
      if (file_ < 0) return;
      struct stat held, there;
      if (::flock(file_, LOCK_EX) == 0 && ::fstat(file_, &held) == 0 && ::stat(path.c_str(), &there) == 0 && held.st_ino == there.st_ino)
        return;
      ::close(file_);
    }
  }
  MarkLock(const MarkLock&) = delete;
  MarkLock& operator=(const MarkLock&) = delete;
  ~MarkLock() {
    if (file_ >= 0) ::close(file_);
  }
  bool held() const { return file_ >= 0; }

 private:
  int file_ = -1;
};

// What was made for a change that did not come to its mark.
Result<void> discard_next(const std::string& directory) {
  for (const char* name : kFiles)
    if (fs::exists(next(directory, name))) TRY(wipe_file(next(directory, name)));
  return {};
}

// The old file is overwritten where it stands before the new one takes its name: keys that the old root key wraps are gone
// from the directory. Until the mark is lifted this may be done again.
Result<void> put_next_in_place(const std::string& directory) {
  for (const char* name : kFiles) {
    if (!fs::exists(next(directory, name))) continue;
    if (fs::exists(live(directory, name))) TRY(overwrite_file(live(directory, name)));
    std::error_code error;
    fs::rename(next(directory, name), live(directory, name), error);
    if (error) return not_done(live(directory, name), "put in its place", error);
  }
  return sync_folder(directory);
}

Result<void> log_begun(Instance& instance, const Unseal& to, AccountId first, AccountId second) {
  return instance.vault().store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.set_meta(kUnderWay, as_bytes(first.text() + " " + second.text()));
    ledger::Leaf leaf;
    leaf.event = "root-key.intended";
    leaf.actor = first.text();
    leaf.detail = "second=" + second.text() + ";to=" + (to.passphrase ? "passphrase" : "key-file");
    instance.ledger().append(transaction, leaf);
    return {};
  });
}

bool is_under_way(store::Reader& reader) {
  const auto meta = reader.meta(kUnderWay);
  return meta && !meta->empty();
}

}  // namespace

Result<void> change_root_key(Instance& instance, const Unseal& from, const Unseal& to, AccountId first, AccountId second) {
  if (first == second) return Error{"The root key is changed by two different people.", "Ask a second officer to confirm."};
  const std::string& directory = instance.directory();
  Description description = TRY(read_description(directory));
  const Secret old_root = TRY(root_key(description, from));
  const Secret salt = crypto::random_secret(description.salt.size());
  description.salt.assign(salt.expose().begin(), salt.expose().end());
  description.passphrase = to.passphrase.has_value();
  const Secret new_root = TRY(root_key(description, to));
  if (crypto::equal_in_constant_time(old_root.expose(), new_root.expose()))
    return Error{"The new root key is the one that is in use.", "Give another key file, or make one with --new-key."};
  const Secrets secrets = TRY(read_secrets(directory, old_root));

  TRY(log_begun(instance, to, first, second));
  TRY(discard_next(directory));
  TRY(write_secrets(next(directory, kSecretsFile), new_root, secrets));
  TRY(write_description(next(directory, kDescriptionFile), description));
  // Held open, and so locked, until the end: nobody else opens the directory before.
  const auto keyring = TRY(instance.vault().keys_under(new_root, next(directory, kKeyringFile)));
  TRY(sync_folder(directory));
  TRY(write_file(directory + kMark, "The root key is being changed. The next program that opens this directory completes it.\n"));
  TRY(complete_root_key_change(directory));
  return log_root_key_change(directory, instance.vault().store(), instance.ledger());
}

Result<void> complete_root_key_change(const std::string& directory) {
  const MarkLock lock(directory + kMark);
  return lock.held() ? put_next_in_place(directory) : Result<void>();
}

Result<void> log_root_key_change(const std::string& directory, store::Store& store, ledger::Ledger& ledger) {
  bool under_way = false;
  store.read([&](store::Reader& reader) { under_way = is_under_way(reader); });
  const bool changed = fs::exists(directory + kMark);
  if (under_way) {
    TRY(store.write([&](store::Transaction& transaction) -> Result<void> {
      transaction.set_meta(kUnderWay, {});
      ledger::Leaf leaf;
      leaf.event = changed ? "root-key.changed" : "root-key.kept";
      leaf.actor = "system";
      ledger.append(transaction, leaf);
      return {};
    }));
  }
  if (!changed) return discard_next(directory);
  std::error_code error;
  fs::remove(directory + kMark, error);
  if (error) return not_done(directory + kMark, "removed", error);
  return sync_folder(directory);
}

Result<void> check_no_root_key_change(const std::string& directory, store::Store& store) {
  bool under_way = fs::exists(directory + kMark);
  store.read([&](store::Reader& reader) { under_way = under_way || is_under_way(reader); });
  if (!under_way) return {};
  return Error{"The root key is being changed, or a change of it was cut off.",
               "Where nobody is at it, open the directory once, as with `concordat dispose`; then take the backup again."};
}

}  // namespace concordat::ops
