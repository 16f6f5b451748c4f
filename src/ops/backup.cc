#include "ops/backup.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "casework/workspace/last_backup.h"
#include "ops/intents.h"
#include "ops/root_key.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;

// In the store's meta: where backups of keys were put, a line "name folder" for each that was not removed yet.
constexpr std::string_view kKeyringBackups = "keyring-backups";
constexpr std::string_view kDatabasePrefix = "backup-";
constexpr std::string_view kKeysPrefix = "keys-";
constexpr std::string_view kUnfinished = ".new";

struct KeyringBackup {
  std::string name;
  std::string folder;
};

std::vector<KeyringBackup> known_keyring_backups(store::Reader& reader) {
  std::vector<KeyringBackup> known;
  const auto text = reader.meta(kKeyringBackups);
  std::istringstream lines(text ? std::string(as_text(*text)) : "");
  for (std::string line; std::getline(lines, line);)
    if (const std::size_t space = line.find(' '); space != std::string::npos)
      known.push_back({line.substr(0, space), line.substr(space + 1)});
  return known;
}

void keep_known(store::Transaction& transaction, const std::vector<KeyringBackup>& known) {
  std::string text;
  for (const KeyringBackup& one : known) text += one.name + " " + one.folder + "\n";
  transaction.set_meta(kKeyringBackups, as_bytes(text));
}

bool has_lapsed(std::string_view name, int days, CivilDate today) {
  const auto taken = instant_of_stamp(name);
  return taken && london_date(*taken).plus_days(days) <= today;
}

// What lapsed in one folder, unfinished ones included.
Result<void> wipe_lapsed_in(const std::string& folder, int days, CivilDate today, std::set<std::string>& removed) {
  std::error_code error;
  std::vector<fs::path> lapsed;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::string name = entry.path().filename().string();
    if (!name.starts_with(kKeysPrefix)) continue;
    if (name.ends_with(kUnfinished)) name.resize(name.size() - kUnfinished.size());
    if (has_lapsed(name.substr(kKeysPrefix.size()), days, today)) lapsed.push_back(entry.path());
  }
  for (const fs::path& path : lapsed) {
    if (fs::exists(path / "keyring")) TRY(wipe_file((path / "keyring").string()));
    fs::remove_all(path, error);
    if (error) return Error{path.string() + " could not be removed: " + error.message() + ".", "Remove it: its keys have lapsed."};
    removed.insert(path.filename().string().substr(kKeysPrefix.size(), std::string_view("20261122T093000Z").size()));
  }
  if (!lapsed.empty()) TRY(sync_folder(folder));
  return {};
}

ledger::Leaf leaf_of_backup(const char* event, std::string detail) {
  ledger::Leaf leaf;
  leaf.event = event;
  leaf.actor = "system";
  leaf.detail = std::move(detail);
  return leaf;
}

// A backup that is being made, under names that no restore takes.
struct Making {
  std::string database;
  std::string keys;
  Manifest manifest;
  Manifest keyring;
  crypto::Digest digest{};    // of the database's manifest
  std::uint64_t intents = 0;  // deposited when the copy was made
};

// The head of the ledger in the copy, and the charter in force there. The copy is closed again: its bytes rest.
Result<void> look_at_copy(const std::string& directory, const std::string& path, Making& making) {
  const auto store = TRY(store::open_sqlite(path));
  TRY(check_no_root_key_change(directory, *store));
  Manifest& manifest = making.manifest;
  ledger::Tree tree;
  store->read([&](store::Reader& reader) {
    for (;;) {
      const auto lines = reader.leaves(tree.size(), ledger::kLeavesAtOnce);
      for (const std::string& line : lines) tree.append(ledger::leaf_hash(line));
      if (lines.size() < ledger::kLeavesAtOnce) break;
    }
    if (const auto hash = reader.meta("active-charter")) manifest.charter = as_text(*hash);
  });
  manifest.head = {manifest.origin, tree.size(), tree.root(tree.size())};
  making.intents = intents_deposited(*store);
  return {};
}

// The database first: the keyring, copied later, then has every key that it needs but those destroyed in between, whose
// intents are deposited. A slot that was being written meanwhile is of a later record, or of a key that is being erased.
Result<void> fill(const std::string& directory, const Secret* root, const ledger::Ledger& ledger, Making& making) {
  TRY(make_new_folder(making.database));
  TRY(make_new_folder(making.keys));
  TRY(store::copy_sqlite(directory + "/concordat.db", making.database + "/concordat.db"));
  fs::permissions(making.database + "/concordat.db", fs::perms::owner_read | fs::perms::owner_write);
  making.keyring.files["keyring"] = TRY(copy_file(directory + "/keyring", making.keys + "/keyring"));
  for (const std::string name : {"instance.json", "secrets.sealed", "demonstration-clock"}) {
    const std::string path = directory + "/" + name;
    if (fs::exists(path)) making.manifest.files[name] = TRY(copy_file(path, making.database + "/" + name));
  }
  TRY(look_at_copy(directory, making.database + "/concordat.db", making));
  if (root) {  // all of it under one root key: none of the copies is from the other side of a change
    TRY(read_secrets(making.database, *root));
    TRY(vault::Keyring::open(making.keys + "/keyring", *root));
  }
  making.keyring.head = making.manifest.head;
  making.keyring.charter = making.manifest.charter;
  making.manifest.files["concordat.db"] = TRY(digest_file(making.database + "/concordat.db"));
  making.digest = TRY(write_manifest(making.database, making.manifest, ledger));
  TRY(write_manifest(making.keys, making.keyring, ledger));
  TRY(sync_folder(making.database));
  TRY(sync_folder(making.keys));
  // A restore asks for the very head that the backup stands at.
  TRY(deposit_head(directory, ledger.sign(making.manifest.head), ledger.public_key()));
  return deposit_count(directory, making.intents, ledger);
}

Result<void> put_in_place(const std::string& folder) {
  std::error_code error;
  fs::rename(folder + std::string(kUnfinished), folder, error);
  if (error) return Error{folder + " could not be put in its place: " + error.message() + ".", "Look at the disk that holds it."};
  return sync_folder(fs::path(folder).parent_path().string());
}

Result<std::string> backup_folder(const std::string& directory, const std::string& folder) {
  std::error_code error;
  const std::string whole = fs::weakly_canonical(fs::absolute(folder), error).string();
  const std::string data = fs::canonical(directory, error).string();
  if ((whole + "/").starts_with(data + "/"))
    return Error{"A backup in the data directory is lost with it.", "Choose a folder elsewhere, best on another disk or machine."};
  TRY(make_folders(whole));
  return whole;
}

Result<void> log_backup(store::Store& store, ledger::Ledger& ledger, const Backup& backup, const crypto::Digest& digest) {
  return store.write([&](store::Transaction& transaction) -> Result<void> {
    auto known = known_keyring_backups(transaction);
    known.push_back({backup.manifest.name, fs::path(backup.keys_folder).parent_path().string()});
    keep_known(transaction, known);
    const auto label = [](const std::string& folder) { return fs::path(folder).parent_path().filename().string(); };
    casework::keep_last_backup(transaction, {backup.manifest.name, backup.bytes, label(backup.database_folder), label(backup.keys_folder)});
    ledger.append(transaction, leaf_of_backup("backup.taken", "name=" + backup.manifest.name + ";manifest=" + to_hex(digest) +
                                                                  ";entries=" + std::to_string(backup.manifest.head.size)));
    return {};
  });
}

}  // namespace

Result<std::vector<std::string>> remove_lapsed_keys(store::Store& store, ledger::Ledger& ledger, int days, CivilDate today) {
  std::vector<KeyringBackup> known;
  store.read([&](store::Reader& reader) { known = known_keyring_backups(reader); });
  std::set<std::string> folders, removed;
  for (const KeyringBackup& one : known) folders.insert(one.folder);
  for (const std::string& folder : folders) TRY(wipe_lapsed_in(folder, days, today, removed));
  // One that somebody removed before its day is gone as well, where its folder can be looked into.
  for (const KeyringBackup& one : known)
    if (has_lapsed(one.name, days, today) && fs::is_directory(one.folder)) removed.insert(one.name);
  if (removed.empty()) return std::vector<std::string>{};
  TRY(store.write([&](store::Transaction& transaction) -> Result<void> {
    auto left = known_keyring_backups(transaction);
    std::erase_if(left, [&](const KeyringBackup& one) { return removed.contains(one.name); });
    keep_known(transaction, left);
    for (const std::string& name : removed) ledger.append(transaction, leaf_of_backup("backup.keys-removed", "name=" + name));
    return {};
  }));
  return std::vector<std::string>(removed.begin(), removed.end());
}

namespace {

Making new_making(const Backup& backup, const std::string& origin, const std::string& name) {
  Making making{backup.database_folder + std::string(kUnfinished), backup.keys_folder + std::string(kUnfinished), {}, {}, {}};
  making.manifest.origin = origin;
  making.manifest.holds = "database";
  making.manifest.name = name;
  making.manifest.taken = *instant_of_stamp(name);
  making.keyring = making.manifest;
  making.keyring.holds = "keyring";
  return making;
}

Result<void> remove_what_lapsed(store::Store& store, ledger::Ledger& ledger, CivilDate today, Backup& backup) {
  std::optional<std::string> canonical;
  store.read([&](store::Reader& reader) { canonical = reader.charter(backup.manifest.charter); });
  const charter::Charter charter = TRY(charter::from_canonical(canonical.value_or("")));
  backup.lapsed = TRY(remove_lapsed_keys(store, ledger, charter.key_backup_days, today));
  return {};
}

}  // namespace

namespace {

struct Source {
  const std::string& directory;
  store::Store& store;
  ledger::Ledger& ledger;
  const Secret* root;  // null where whoever holds the directory's lock asks: its root key cannot change meanwhile
};

Result<Backup> back_up(const Source& source, const std::string& to, const std::string& keys_to, const Clock& clock) {
  TRY(check_no_root_key_change(source.directory, source.store));
  const std::string name = stamp_of(clock.now());
  Backup backup;
  backup.database_folder = TRY(backup_folder(source.directory, to)) + "/" + std::string(kDatabasePrefix) + name;
  backup.keys_folder = TRY(backup_folder(source.directory, keys_to)) + "/" + std::string(kKeysPrefix) + name;
  for (const std::string& path : {backup.database_folder, backup.keys_folder})
    if (fs::exists(path)) return Error{path + " is there already.", "Wait a second and try again: a backup is never overwritten."};

  Making making = new_making(backup, source.ledger.origin(), name);
  if (const auto filled = fill(source.directory, source.root, source.ledger, making); !filled) {
    std::error_code ignored;
    fs::remove_all(making.keys, ignored);
    fs::remove_all(making.database, ignored);
    return filled.error();
  }
  TRY(put_in_place(backup.keys_folder));
  TRY(put_in_place(backup.database_folder));
  backup.manifest = making.manifest;
  for (const auto* files : {&making.manifest.files, &making.keyring.files})
    for (const auto& [file, found] : *files) backup.bytes += found.bytes;
  TRY(log_backup(source.store, source.ledger, backup, making.digest));
  TRY(remove_what_lapsed(source.store, source.ledger, london_date(clock.now()), backup));
  return backup;
}

// Databases in this folder that are older than any key for them may be: nobody can read them any more.
Result<void> remove_unreadable(const std::string& folder, int days, CivilDate today) {
  std::error_code error;
  std::vector<fs::path> lapsed;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::string name = entry.path().filename().string();
    if (name.ends_with(kUnfinished)) name.resize(name.size() - kUnfinished.size());
    if (name.starts_with(kDatabasePrefix) && has_lapsed(name.substr(kDatabasePrefix.size()), days, today)) lapsed.push_back(entry.path());
  }
  for (const fs::path& path : lapsed) {
    fs::remove_all(path, error);
    if (error) return Error{path.string() + " could not be removed: " + error.message() + ".", "Remove it: nobody can read it any more."};
  }
  return {};
}

bool was_taken_on(store::Store& store, CivilDate day, const std::string& keys_folder) {
  std::vector<KeyringBackup> known;
  store.read([&](store::Reader& reader) { known = known_keyring_backups(reader); });
  return std::ranges::any_of(known, [&](const KeyringBackup& one) {
    const auto taken = instant_of_stamp(one.name);
    return taken && london_date(*taken) == day && one.folder == keys_folder;
  });
}

}  // namespace

Result<Backup> take_backup(const std::string& directory, const Unseal& unseal, const std::string& to, const std::string& keys_to,
                           const Clock& clock) {
  const Description description = TRY(read_description(directory));
  TRY(check_restore_finished(directory));
  const Secret root = TRY(root_key(description, unseal));
  Secrets secrets = TRY(read_secrets(directory, root));
  const auto store = TRY(open_store(directory));
  ledger::Ledger ledger(*store, clock, description.origin, std::move(secrets.signing));
  TRY(check_against_heads(*store, ledger, directory));
  return back_up({directory, *store, ledger, &root}, to, keys_to, clock);
}

Result<Backup> take_backup(Instance& instance, const std::string& to, const std::string& keys_to, const Clock& clock) {
  return back_up({instance.directory(), instance.vault().store(), instance.ledger(), nullptr}, to, keys_to, clock);
}

Result<std::optional<Backup>> nightly_backup(Instance& instance, const BackupPlace& place, const Clock& clock) {
  const CivilDate today = london_date(clock.now());
  if (place.to.empty()) return std::optional<Backup>();
  const std::lock_guard lock(instance.night());
  const std::string& keys_to = place.keys_to.empty() ? place.to : place.keys_to;
  const auto keys_folder = backup_folder(instance.directory(), keys_to);
  if (keys_folder && was_taken_on(instance.vault().store(), today, *keys_folder)) return std::optional<Backup>();
  auto backup = take_backup(instance, place.to, keys_to, clock);
  if (!backup) {
    TRY(instance.vault().store().write([&](store::Transaction& transaction) -> Result<void> {
      instance.ledger().append(transaction, leaf_of_backup("backup.failed", ""));
      return {};
    }));
    return backup.error();
  }
  TRY(remove_unreadable(place.to, instance.charter().key_backup_days, today));
  return std::optional(std::move(*backup));
}

}  // namespace concordat::ops
