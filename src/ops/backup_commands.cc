// concordat backup and concordat restore

#include <ostream>

#include "ops/backup.h"
#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/options.h"
#include "ops/restore.h"

namespace concordat::ops {
namespace {

constexpr std::string_view kBackupHelp = R"(concordat backup: take a signed copy, keys apart

  concordat backup --data DIR --to FOLDER [--keys-to FOLDER] [--key-file FILE | --passphrase-file FILE] [--json]

  --to FOLDER       a folder backup-DAYTIME is made in it: the database, everything sealed, and what it takes to open it again
  --keys-to FOLDER  a folder keys-DAYTIME is made in it: the keyring; without this option, in the same folder

Also while the server runs. Backups of keys that have reached the last day of the charter's key_backup_days are removed,
now and each night; keep no other copy of them. Hand DIR/deposits off the machine as well: no restore does without.
)";

constexpr std::string_view kRestoreHelp = R"(concordat restore: make a data directory from a backup

  concordat restore --backup FOLDER/backup-DAYTIME [--keys FOLDER/keys-DAYTIME] --deposits DIR --data NEWDIR
                    [--key-file FILE | --passphrase-file FILE] [--json]
  concordat restore --drill --backup … --deposits … --data DIR

  --deposits DIR  the newest copy of the instance's deposits/: it knows what was destroyed since, which is destroyed again
  --data NEWDIR   must not exist; until the restore has ended, nothing opens it
  --keys          keys of the same backup are looked for beside it; later ones will do
  --drill         restores into DIR.drill, opens everything, removes it, and says in the ledger of DIR that it was tried

Exit codes: 0 restored, 1 the backup or the deposits cannot be relied on, 2 misuse.
)";

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

void print_backup(const Backup& backup, bool as_json, std::ostream& out) {
  if (as_json) {
    out << "{\"backup\":" << quoted(backup.database_folder) << ",\"keys\":" << quoted(backup.keys_folder)
        << ",\"entries\":" << backup.manifest.head.size << ",\"bytes\":" << backup.bytes
        << ",\"lapsed_keys_removed\":" << backup.lapsed.size() << "}\n";
    return;
  }
  out << "Backed up " << backup.manifest.head.size << " entries of the ledger and what they are about, " << backup.bytes << " bytes:\n  "
      << backup.database_folder << "\n  " << backup.keys_folder << "\n";
  if (!backup.lapsed.empty()) out << "Removed " << backup.lapsed.size() << " backups of keys whose days were over.\n";
  out << "Hand the deposits off this machine too: a restore asks for them.\n";
}

void print_restored(const Restored& restored, const std::string& directory, bool tried, bool as_json, std::ostream& out) {
  if (as_json) {
    out << "{\"data\":" << quoted(directory) << ",\"backup\":" << quoted(restored.name) << ",\"entries\":" << restored.entries
        << ",\"lost\":" << restored.lost << ",\"intents\":" << restored.intents << ",\"destroyed_again\":" << restored.destroyed
        << ",\"opened\":" << restored.opened << ",\"drill\":" << (tried ? "true" : "false") << "}\n";
    return;
  }
  out << (tried ? "Tried" : "Restored") << " the backup " << restored.name << ": " << restored.entries << " entries; " << restored.lost
      << " came after it and are lost. " << restored.destroyed << " parts destroyed since were destroyed again; " << restored.opened
      << " parts open.\n"
      << (tried ? "It was removed again, and " + directory + " says in its ledger that it was tried.\n"
                : "Take a backup of " + directory + " before anything else.\n");
}

}  // namespace

int run_backup(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(arguments, {"to", "keys-to"}, {"json"});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << kBackupHelp;
    return kDone;
  }
  const auto to = begun->options.need("to");
  if (!to) return fail(err, to.error(), kMisuse);
  const auto unseal = unseal_from(begun->options, begun->directory);
  if (!unseal) return fail(err, unseal.error(), kMisuse);
  const auto backup = take_backup(begun->directory, *unseal, *to, begun->options.get("keys-to", *to), *clock_for(begun->directory));
  if (!backup) return fail(err, backup.error(), kWrong);
  print_backup(*backup, begun->options.has("json"), out);
  return kDone;
}

int run_restore(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(arguments, {"backup", "keys", "deposits"}, {"drill", "json"});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << kRestoreHelp;
    return kDone;
  }
  const auto backup = begun->options.need("backup");
  if (!backup) return fail(err, backup.error(), kMisuse);
  const auto deposits = begun->options.need("deposits");
  if (!deposits)
    return fail(err, {"--deposits is missing: without them, what was destroyed since the backup would come back.", "See --help."}, kMisuse);
  const auto unseal = unseal_from(begun->options, begun->directory);
  if (!unseal) return fail(err, unseal.error(), kMisuse);
  const bool tried = begun->options.has("drill");
  const RestoreFrom from{*backup, begun->options.get("keys"), *deposits};
  const auto clock = clock_for(tried ? begun->directory : *backup);
  const auto restored =
      tried ? drill(from, begun->directory, *unseal, *clock) : restore(from, begun->directory, *unseal, *clock);
  if (!restored) return fail(err, restored.error(), kWrong);
  print_restored(*restored, begun->directory, tried, begun->options.has("json"), out);
  return kDone;
}

}  // namespace concordat::ops
