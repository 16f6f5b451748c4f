#include "ops/instance.h"

#include <algorithm>
#include <filesystem>

#include "ledger/certificate.h"
#include "ops/files.h"
#include "ops/intents.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;

// A password that can be read out over a telephone: 20 letters and digits in fours, about 100 bits.
std::string new_password() {
  constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz23456789";
  std::string password;
  while (password.size() < 24) {
    std::array<std::uint8_t, 1> byte;
    crypto::fill_random(byte);
    if (byte[0] >= 248) continue;  // 248 is a multiple of 31: no letter is likelier than another
    if (password.size() % 5 == 4) password += '-';
    password += kLetters[byte[0] % kLetters.size()];
  }
  return password;
}

Result<void> check_officers(const charter::Charter& charter, const std::vector<Officer>& officers) {
  std::size_t approvers = 0;
  for (const Officer& officer : officers) {
    const charter::Role* role = charter.role(officer.role);
    if (!role) return Error{"The charter has no role \"" + officer.role + "\".", "Choose a role of the charter for each officer."};
    if (role->holds(charter::Capability::approve_destruction)) ++approvers;
  }
  if (approvers < 2)
    return Error{"Two officers must be able to approve a destruction.", "Give two officers roles with approve-destruction."};
  return {};
}

Result<void> make_data_folders(const std::string& directory, const charter::Charter& charter) {
  std::error_code error;
  if (fs::exists(directory) && !fs::is_empty(directory, error))
    return Error{directory + " is not empty.", "Choose a new folder: an existing one is never overwritten."};
  TRY(make_folders(directory + "/deposits/partnership"));
  for (const charter::Agency& agency : charter.agencies) TRY(make_folders(directory + "/deposits/" + agency.name));
  fs::permissions(directory, fs::perms::owner_all, error);
  if (error) return Error{directory + " could not be made: " + error.message() + ".", "Choose a folder that this user may write to."};
  return {};
}

// The head that was deposited last: a certificate leads back to it, so that the agency can hold it against what it had before.
std::optional<ledger::Checkpoint> newest_head(const std::string& directory, ByteView public_key) {
  std::optional<ledger::Checkpoint> newest;
  for (const std::string& note : deposited_heads(directory)) {
    const auto head = ledger::verify_checkpoint(note, public_key);
    if (head && (!newest || newest->size < head->size)) newest = *head;
  }
  return newest;
}

// Where in the ledger the completion of this warrant stands.
std::optional<std::uint64_t> completion_of(store::Reader& reader, WarrantId id) {
  constexpr std::size_t kChunk = 4096;
  const std::string wanted = "warrant=" + id.text();
  const std::uint64_t count = reader.leaf_count();
  for (std::uint64_t first = 0; first < count; first += kChunk) {
    std::uint64_t position = first;
    for (const std::string& line : reader.leaves(first, kChunk)) {
      if (line.find("destruction.done") != std::string::npos && line.find(wanted) != std::string::npos) return position;
      ++position;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<charter::Charter> compile_for_use(const std::string& file) {
  charter::Compilation compilation = charter::compile(file);
  if (!compilation.charter || compilation.has_errors())
    return Error{"The charter " + file + " has errors.", "Run `concordat check " + file + "` and mend what it finds."};
  return std::move(*compilation.charter);
}

Result<std::vector<std::string>> Instance::create(const std::string& directory, const charter::Charter& charter, const Unseal& unseal,
                                                  const std::vector<Officer>& officers, const Clock& clock, bool demonstration) {
  TRY(check_officers(charter, officers));
  TRY(make_data_folders(directory, charter));
  Secrets secrets{crypto::new_signing_key(), crypto::random_secret(32)};
  const Secret salt = crypto::random_secret(16);
  const Secret name = crypto::random_secret(8);
  const Description description{"concordat/" + to_hex(name.expose()), Bytes(salt.expose().begin(), salt.expose().end()),
                                unseal.passphrase.has_value(), demonstration,
                                Bytes(secrets.signing.public_key.begin(), secrets.signing.public_key.end())};
  const Secret root = TRY(root_key(description, unseal));
  TRY(write_secrets(directory, root, secrets));
  TRY(vault::Keyring::create(directory + "/keyring", root));
  TRY(store::open_sqlite(directory + "/concordat.db"));
  TRY(write_description(directory, description));

  auto instance = std::unique_ptr<Instance>(TRY(open_unfinished(directory, unseal, clock)));
  std::vector<std::string> passwords;
  std::vector<AccountId> ids;
  for (const Officer& officer : officers) {
    passwords.push_back(new_password());
    parties::Account account{crypto::new_id<AccountId>(), AgencyId{}, officer.name, parties::normal_email(officer.email),
                             crypto::hash_password(passwords.back()), {officer.role}, officer.trained, std::nullopt};
    ids.push_back(account.id);
    TRY(instance->vault().add_account(account, "system"));
  }
  TRY(instance->vault().activate(charter, ids[0], ids[1]));
  TRY(instance->deposit_checkpoint());
  return passwords;
}

Result<std::unique_ptr<store::Store>> open_store(const std::string& directory) {
  const std::string path = directory + "/concordat.db";
  if (!fs::exists(path))
    return Error{"The database is not at " + path + ".", "Restore the whole data directory from one backup, then start again."};
  return store::open_sqlite(path);
}

Result<void> check_restore_finished(const std::string& directory) {
  if (!fs::exists(directory + "/" + kUnfinishedRestore)) return {};
  return Error{"The restore into " + directory + " did not come to its end: what was destroyed since the backup may still be in it.",
               "Remove that directory and restore again. It cannot be served as it is."};
}

Result<void> check_against_heads(store::Store& store, ledger::Ledger& ledger, const std::string& directory) {
  std::uint64_t leaves = 0;
  store.read([&](store::Reader& reader) { leaves = reader.leaf_count(); });
  if (leaves == 0) return {};  // it is being made
  const std::string deposits = directory + "/deposits";
  if (!fs::is_directory(deposits + "/partnership"))
    return Error{"The deposits of this directory are not at " + deposits + ".", "Put their newest copy back. Nothing was changed."};
  const auto newest = newest_head(directory, ledger.public_key());
  if (!newest && deposited_heads(directory).empty()) return {};
  const char* const remedy = "Put the newest database of this directory in its place. Nothing was changed.";
  if (!newest)
    return Error{"The deposits in " + deposits + " are of another directory.", "Put those of this directory back. Nothing was changed."};
  if (newest->size > leaves)
    return Error{"The database is older than a checkpoint that was deposited: it lacks " + std::to_string(newest->size - leaves) + " entries.",
                 remedy};
  const auto now = TRY(ledger::verify_checkpoint(ledger.checkpoint(), ledger.public_key()));
  if (!ledger::verify_consistency(newest->size, now.size, newest->root, now.root, ledger.consistency(newest->size, now.size)))
    return Error{"The database is another directory's, or was changed: its ledger does not continue the deposited checkpoint over " +
                     std::to_string(newest->size) + " entries.",
                 remedy};
  return {};
}

Result<std::unique_ptr<Instance>> Instance::open(const std::string& directory, const Unseal& unseal, const Clock& clock) {
  TRY(check_restore_finished(directory));
  auto instance = TRY(open_unfinished(directory, unseal, clock));
  if (instance->vault().active_charter() == nullptr)
    return Error{"No charter is in force in " + directory + ": its making was cut off before it had come to its end.",
                 "Nothing was entered into it yet. Remove it and make it again."};
  return instance;
}

Result<std::unique_ptr<Instance>> Instance::open_unfinished(const std::string& directory, const Unseal& unseal, const Clock& clock) {
  const Description description = TRY(read_description(directory));
  const Secret root = TRY(root_key(description, unseal));
  Secrets secrets = TRY(read_secrets(directory, root));
  std::unique_ptr<Instance> instance(new Instance);
  instance->directory_ = directory;
  instance->demonstration_ = description.demonstration;
  instance->link_key_ = std::move(secrets.link);
  auto keyring = TRY(vault::Keyring::open(directory + "/keyring", root));
  instance->store_ = TRY(open_store(directory));
  instance->ledger_ = std::make_unique<ledger::Ledger>(*instance->store_, clock, description.origin, std::move(secrets.signing));
  TRY(check_against_heads(*instance->store_, *instance->ledger_, directory));
  instance->vault_ = std::make_unique<vault::Vault>(*instance->store_, *instance->ledger_, std::move(keyring), clock);
  instance->disposal_ = std::make_unique<vault::Disposal>(*instance->vault_);
  instance->disposal_->deposit_intents_with(
      [directory, &ledger = *instance->ledger_, &mutex = instance->intents_](const vault::Intent& intent) {
        const std::lock_guard lock(mutex);
        return deposit_intent(directory, intent, ledger);
      });
  TRY(instance->disposal_->settle());
  return instance;
}

Result<void> deposit_head(const std::string& directory, const std::string& note, ByteView public_key) {
  const ledger::Checkpoint head = TRY(ledger::verify_checkpoint(note, public_key));
  for (const auto& folder : fs::directory_iterator(directory + "/deposits"))
    if (folder.is_directory()) TRY(write_file(folder.path().string() + "/checkpoint-" + std::to_string(head.size) + ".txt", note));
  return {};
}

Result<void> Instance::deposit_checkpoint() { return deposit_head(directory_, ledger_->checkpoint(), ledger_->public_key()); }

Result<void> Instance::write_certificate(const store::WarrantRow& warrant, const charter::Agency& agency, const std::string& path,
                                         const std::optional<ledger::Checkpoint>& deposited) {
  std::vector<ledger::CertificateItem> items;
  std::optional<store::CaseRow> row;
  std::optional<std::uint64_t> completed;
  store_->read([&](store::Reader& reader) {
    for (const store::WarrantItemRow& item : reader.warrant_items(warrant.id)) items.push_back({item.record, item.part});
    row = reader.find_case(warrant.case_id);
    completed = completion_of(reader, warrant.id);
  });
  if (!completed) return Error{"A destruction is done that the ledger does not know of.", "Run `concordat fsck`."};
  const ledger::Certificate certificate = TRY(
      ledger::make_certificate(*ledger_, *store_, *completed, std::move(items), agency.title, row ? row->reference : "", deposited));
  TRY(write_file(path, ledger::write_certificate(certificate)));
  return deposit_head(directory_, certificate.checkpoint, ledger_->public_key());  // what the certificate leads to is put away with it
}

Result<void> Instance::write_missing_certificates() {
  std::vector<store::WarrantRow> done;
  store_->read([&](store::Reader& reader) { done = reader.warrants("done"); });
  // The head of before this night, not of the certificate before: no agency was handed that one yet.
  std::optional<ledger::Checkpoint> deposited;
  for (const store::WarrantRow& warrant : done) {
    const charter::Agency* agency = parties::find_agency(charter(), warrant.owner);
    if (warrant.kind != "weighty" || !agency) continue;
    const std::string path = directory_ + "/deposits/" + agency->name + "/certificate-" + warrant.id.text() + ".json";
    if (fs::exists(path)) continue;
    if (!deposited) deposited = newest_head(directory_, ledger_->public_key());
    TRY(write_certificate(warrant, *agency, path, deposited));
  }
  return {};
}

std::vector<std::string> deposited_heads(const std::string& directory) {
  std::vector<std::string> heads;
  std::error_code error;
  for (const auto& file : fs::recursive_directory_iterator(directory + "/deposits", error)) {
    if (!file.is_regular_file() || file.path().extension() != ".txt") continue;
    if (auto note = read_file(file.path().string())) heads.push_back(std::move(*note));
  }
  std::ranges::sort(heads);
  heads.erase(std::ranges::unique(heads).begin(), heads.end());
  return heads;
}

}  // namespace concordat::ops
