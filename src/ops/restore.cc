#include "ops/restore.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "ops/intents.h"
#include "ops/manifest.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;

// A head of what was lost keeps its file, under a name by which the ledger is no longer held to it.
constexpr std::string_view kLost = ".lost";

struct DepositedHead {
  std::string path;  // within the deposits
  ledger::Checkpoint head;
};

// Everything that was looked at before the first byte is written.
struct Verified {
  Description description;
  Manifest database;
  Manifest keyring;
  std::vector<DepositedHead> heads;
  Intents intents;
  std::string keys;
  std::array<std::uint8_t, 32> public_key{};

  const ledger::Checkpoint& newest() const { return heads.back().head; }
};

std::string without_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

// keys-NAME beside backup-NAME.
std::string keys_beside(const std::string& backup) {
  const fs::path path(backup);
  const std::string name = path.filename().string();
  constexpr std::string_view start = "backup-";
  return (path.parent_path() / ("keys-" + (name.starts_with(start) ? name.substr(start.size()) : name))).string();
}

Result<std::vector<DepositedHead>> read_deposited_heads(const std::string& deposits, const std::string& origin, ByteView public_key) {
  if (!fs::is_directory(deposits + "/partnership"))
    return Error{"There are no deposits at " + deposits + ".",
                 "Give the newest copy of the data directory's deposits/: without it, what was destroyed since would come back."};
  std::vector<DepositedHead> heads;
  for (const auto& entry : fs::recursive_directory_iterator(deposits)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".txt") continue;
    const auto head = ledger::verify_checkpoint(TRY(read_file(entry.path().string())), public_key);
    if (!head || head->origin != origin)
      return Error{"The deposited head " + entry.path().string() + " is not of this instance, or was changed.",
                   "Use the deposits exactly as they were written. Nothing was restored."};
    heads.push_back({fs::relative(entry.path(), deposits).string(), *head});
  }
  std::ranges::stable_sort(heads, {}, [](const DepositedHead& one) { return one.head.size; });
  return heads;
}

Result<void> check_head_of(const Manifest& manifest, const std::vector<DepositedHead>& heads) {
  const bool known = std::ranges::any_of(heads, [&](const DepositedHead& one) {
    return one.head.size == manifest.head.size && one.head.root == manifest.head.root;
  });
  if (known) return {};
  return Error{"The deposits do not know of this backup: they lack its head, over " + std::to_string(manifest.head.size) + " entries.",
               "Give the newest deposits. Where they are, the backup is of a past that an earlier restore set aside."};
}

Result<void> check_keyring_of(const Manifest& database, const Manifest& keyring) {
  if (keyring.holds != "keyring" || database.holds != "database")
    return Error{"--backup takes a folder backup-…, and --keys a folder keys-….", "See --help. Nothing was restored."};
  if (keyring.origin != database.origin || keyring.taken < database.taken)
    return Error{"The keys are of another instance, or older than the database.", "Give the keys of the same backup, or later ones."};
  return {};
}

Result<Verified> verify(const RestoreFrom& from, const Unseal& unseal) {
  Verified verified;
  const std::string backup = without_slash(from.backup);
  verified.keys = from.keys.empty() ? keys_beside(backup) : without_slash(from.keys);
  if (!fs::exists(backup + "/" + kManifestName))
    return Error{"There is no backup at " + backup + ": it has no " + kManifestName + ".",
                 "Give one of the folders backup-… that `concordat backup` made."};
  if (!fs::is_directory(verified.keys))
    return Error{"The keys of this backup are not at " + verified.keys + ": without them nobody can read what it holds.",
                 "Keys are removed when they lapse. Give later ones, if there are, with --keys."};
  verified.description = TRY(read_description(backup));
  const Secret root = TRY(root_key(verified.description, unseal));
  // The key to check by comes from what the root key opens, not from what lies in the clear beside it.
  verified.public_key = TRY(read_secrets(backup, root)).signing.public_key;
  verified.database = TRY(read_manifest(backup, verified.public_key));
  verified.keyring = TRY(read_manifest(verified.keys, verified.public_key));
  TRY(check_keyring_of(verified.database, verified.keyring));
  TRY(check_files(backup, verified.database));
  TRY(check_files(verified.keys, verified.keyring));
  verified.heads = TRY(read_deposited_heads(from.deposits, verified.database.origin, verified.public_key));
  TRY(check_head_of(verified.database, verified.heads));
  verified.intents = TRY(read_intents(from.deposits, verified.database.origin, verified.public_key));
  return verified;
}

Result<void> copy_checked(const std::string& from, const std::string& to, const Manifest& manifest) {
  for (const auto& [name, file] : manifest.files) {
    const FileDigest copied = TRY(copy_file(from + "/" + name, to + "/" + name));
    if (copied.sha256 != file.sha256) return Error{from + "/" + name + " changed while it was copied.", "Restore again."};
  }
  return {};
}

Result<void> copy_deposits(const std::string& deposits, const std::string& directory, const Verified& verified) {
  const std::string to = directory + "/deposits";
  TRY(make_new_folder(to));
  for (const auto& entry : fs::recursive_directory_iterator(deposits)) {
    const std::string name = fs::relative(entry.path(), deposits).string();
    if (entry.is_directory()) {
      TRY(make_new_folder(to + "/" + name));
      continue;
    }
    if (!entry.is_regular_file()) continue;
    const bool lost = std::ranges::any_of(
        verified.heads, [&](const DepositedHead& one) { return one.path == name && one.head.size > verified.database.head.size; });
    TRY(copy_file(entry.path().string(), to + "/" + name + std::string(lost ? kLost : "")));
  }
  for (const auto& entry : fs::recursive_directory_iterator(to))
    if (entry.is_directory()) TRY(sync_folder(entry.path().string()));
  return sync_folder(to);
}

Result<void> check_ledger(const std::string& directory, const Verified& verified) {
  const auto store = TRY(open_store(directory));
  const ledger::Fsck found = ledger::fsck(*store, deposited_heads(directory), verified.public_key);
  if (found.leaves != verified.database.head.size || !found.problems.empty())
    return Error{"The ledger of this backup is not the one whose heads were deposited" +
                     (found.problems.empty() ? std::string(".") : ": " + found.problems.front()),
                 "Take another backup. What was begun in " + directory + " cannot be served; remove it."};
  return check_no_gap(verified.intents, *store);
}

// Every head over entries that are lost, so that one which somebody holds is known for what it is.
std::string lost_heads(const Verified& verified) {
  std::set<std::string> heads;
  for (const DepositedHead& one : verified.heads)
    if (one.head.size > verified.database.head.size) heads.insert(std::to_string(one.head.size) + ":" + to_hex(one.head.root));
  std::string list;
  for (const std::string& head : heads) list += (list.empty() ? "" : ",") + head;
  return list;
}

// What was destroyed since is destroyed again; then the ledger says what was restored and what was lost.
Result<Restored> catch_up(const std::string& directory, const Verified& verified, const Unseal& unseal, const Clock& clock) {
  const auto instance = TRY(Instance::open_unfinished(directory, unseal, clock));
  Restored restored{verified.database.name, verified.database.head.size, verified.newest().size - verified.database.head.size,
                    verified.intents.all.size(), 0, 0};
  TRY(instance->vault().store().write([&](store::Transaction& transaction) -> Result<void> {
    ledger::Leaf leaf;
    leaf.event = "instance.restored";
    leaf.actor = "system";
    leaf.detail = "name=" + restored.name + ";entries=" + std::to_string(restored.entries) + ";lost=" + std::to_string(restored.lost) +
                  ";head=" + to_hex(verified.newest().root) + ";heads=" + lost_heads(verified);
    instance->ledger().append(transaction, leaf);
    return {};
  }));
  for (const vault::Intent& intent : verified.intents.all) restored.destroyed += TRY(instance->disposal().replay(intent)).parts;
  restored.opened = TRY(instance->vault().try_every_part());
  TRY(instance->deposit_checkpoint());
  return restored;
}

Result<void> lift_mark(const std::string& directory) {
  std::error_code error;
  if (!fs::remove(directory + "/" + kUnfinishedRestore, error))
    return Error{"The mark " + directory + "/" + kUnfinishedRestore + " could not be removed.", "Look at the disk, then restore again."};
  return sync_folder(directory);
}

std::string parent_of(const std::string& directory) { return fs::absolute(directory).parent_path().string(); }

Result<void> log_drill(const std::string& directory, const Restored& restored, const Unseal& unseal, const Clock& clock) {
  const Description description = TRY(read_description(directory));
  const Secret root = TRY(root_key(description, unseal));
  Secrets secrets = TRY(read_secrets(directory, root));
  const auto store = TRY(open_store(directory));
  ledger::Ledger ledger(*store, clock, description.origin, std::move(secrets.signing));
  TRY(check_against_heads(*store, ledger, directory));
  return store->write([&](store::Transaction& transaction) -> Result<void> {
    ledger::Leaf leaf;
    leaf.event = "backup.tried";
    leaf.actor = "system";
    leaf.detail = "name=" + restored.name + ";entries=" + std::to_string(restored.entries) + ";parts=" + std::to_string(restored.opened);
    ledger.append(transaction, leaf);
    return {};
  });
}

Result<void> remove_tried(const std::string& directory) {
  if (fs::exists(directory + "/keyring")) TRY(wipe_file(directory + "/keyring"));
  std::error_code error;
  fs::remove_all(directory, error);
  if (error) return Error{directory + " could not be removed: " + error.message() + ".", "Remove it: it holds keys."};
  return {};
}

}  // namespace

Result<Restored> restore(const RestoreFrom& from, const std::string& directory, const Unseal& unseal, const Clock& clock) {
  if (fs::exists(fs::symlink_status(directory)))
    return Error{directory + " is there already.", "Name a new folder: a restore never writes into one that exists."};
  const Verified verified = TRY(verify(from, unseal));
  TRY(make_new_folder(directory));
  TRY(write_file(directory + "/" + kUnfinishedRestore, "This restore is not finished. Nothing opens this folder.\n"));
  TRY(sync_folder(parent_of(directory)));
  TRY(copy_checked(without_slash(from.backup), directory, verified.database));
  TRY(copy_checked(verified.keys, directory, verified.keyring));
  TRY(copy_deposits(from.deposits, directory, verified));
  TRY(sync_folder(directory));
  TRY(check_ledger(directory, verified));
  const Restored restored = TRY(catch_up(directory, verified, unseal, clock));
  TRY(lift_mark(directory));
  return restored;
}

Result<Restored> drill(const RestoreFrom& from, const std::string& directory, const Unseal& unseal, const Clock& clock) {
  TRY(check_restore_finished(directory));
  const Description description = TRY(read_description(directory));
  const std::string tried = directory + ".drill";
  if (fs::exists(fs::symlink_status(tried)))
    return Error{tried + " is there already, as after a drill that was cut off.", "Remove it, then try again."};
  const auto restored = restore(from, tried, unseal, clock);
  if (fs::exists(tried)) TRY(remove_tried(tried));
  if (!restored) return restored.error();
  TRY(log_drill(directory, *restored, unseal, clock));
  return *restored;
}

}  // namespace concordat::ops
