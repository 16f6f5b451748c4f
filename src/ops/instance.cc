#include "ops/instance.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "ledger/certificate.h"
#include "ops/files.h"
#include "ops/intents.h"
#include "ops/root_key.h"
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
  TRY(make_deposit_folders(directory, charter));
  fs::permissions(directory, fs::perms::owner_all, error);
  if (error) return Error{directory + " could not be made: " + error.message() + ".", "Choose a folder that this user may write to."};
  return {};
}

// What a note says of itself, in its second line; not verified.
std::uint64_t size_said(std::string_view note) {
  const std::size_t line = note.find('\n');
  std::uint64_t size = 0;
  if (line != std::string_view::npos) std::from_chars(note.data() + line + 1, note.data() + note.size(), size);
  return size;
}

// The head that was deposited last: a certificate leads back to it, so that the agency can hold it against what it had before.
std::optional<ledger::Checkpoint> newest_head(const std::string& directory, ByteView public_key) {
  std::vector<std::string> heads = deposited_heads(directory);
  std::ranges::sort(heads, std::greater<>(), size_said);
  for (const std::string& note : heads)
    if (auto head = ledger::verify_checkpoint(note, public_key)) return std::move(*head);
  return std::nullopt;
}

// Where in the ledger the completion of this warrant stands.
std::optional<std::uint64_t> completion_of(store::Reader& reader, WarrantId id) {
  constexpr std::size_t kChunk = 4096;
  const std::string wanted = "warrant=" + id.text();
  for (std::uint64_t end = reader.leaf_count(); end > 0;) {  // the newest first: most certificates are written at once
    const std::uint64_t first = end > kChunk ? end - kChunk : 0;
    const std::vector<std::string> lines = reader.leaves(first, end - first);
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (lines[i].find("destruction.done") != std::string::npos && lines[i].find(wanted) != std::string::npos) return first + i;
    end = first;
  }
  return std::nullopt;
}

}  // namespace

Instance::Instance() = default;
Instance::~Instance() = default;

Result<charter::Charter> compile_for_use(const std::string& file) {
  charter::Compilation compilation = charter::compile(file);
  if (!compilation.charter || compilation.has_errors())
    return Error{"The charter " + file + " has errors.", "Run `concordat check " + file + "` and mend what it finds."};
  return std::move(*compilation.charter);
}

Result<std::vector<std::string>> Instance::create(const std::string& directory, const charter::Charter& charter, const Unseal& unseal,
                                                  const std::vector<Officer>& officers, const Clock& clock, bool demonstration,
                                                  store::Durability durability) {
  TRY(check_officers(charter, officers));
  TRY(make_data_folders(directory, charter));
  Secrets secrets{crypto::new_signing_key(), crypto::random_secret(32)};
  const Secret salt = crypto::random_secret(16);
  const Secret name = crypto::random_secret(8);
  const Description description{"concordat/" + to_hex(name.expose()), Bytes(salt.expose().begin(), salt.expose().end()),
                                unseal.passphrase.has_value(), demonstration,
                                Bytes(secrets.signing.public_key.begin(), secrets.signing.public_key.end())};
  const Secret root = TRY(root_key(description, unseal));
  TRY(write_secrets(directory + "/" + kSecretsFile, root, secrets));
  TRY(vault::Keyring::create(directory + "/keyring", root));
  TRY(store::open_sqlite(directory + "/concordat.db"));
  TRY(write_description(directory + "/" + kDescriptionFile, description));

  auto instance = std::unique_ptr<Instance>(TRY(open_unfinished(directory, unseal, clock, durability)));
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

Result<std::unique_ptr<store::Store>> open_store(const std::string& directory, store::Durability durability) {
  const std::string path = directory + "/concordat.db";
  if (!fs::exists(path))
    return Error{"The database is not at " + path + ".", "Restore the whole data directory from one backup, then start again."};
  return store::open_sqlite(path, durability);
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
    return Error{"The database is older than a checkpoint that was deposited: it lacks " + std::to_string(newest->size - leaves) +
                     " entries.",
                 remedy};
  const auto now = TRY(ledger::verify_checkpoint(ledger.checkpoint(), ledger.public_key()));
  if (!ledger::verify_consistency(newest->size, now.size, newest->root, now.root, ledger.consistency(newest->size, now.size)))
    return Error{"The database is another directory's, or was changed: its ledger does not continue the deposited checkpoint over " +
                     std::to_string(newest->size) + " entries.",
                 remedy};
  return {};
}

Result<std::unique_ptr<Instance>> Instance::open(const std::string& directory, const Unseal& unseal, const Clock& clock,
                                                 store::Durability durability) {
  TRY(check_restore_finished(directory));
  auto instance = TRY(open_unfinished(directory, unseal, clock, durability));
  if (instance->vault().active_charter() == nullptr)
    return Error{"No charter is in force in " + directory + ": its making was cut off before it had come to its end.",
                 "Nothing was entered into it yet. Remove it and make it again."};
  return instance;
}

Result<std::unique_ptr<Instance>> Instance::open_unfinished(const std::string& directory, const Unseal& unseal, const Clock& clock,
                                                            store::Durability durability) {
  TRY(complete_root_key_change(directory));
  const Description description = TRY(read_description(directory));
  const Secret root = TRY(root_key(description, unseal));
  Secrets secrets = TRY(read_secrets(directory, root));
  std::unique_ptr<Instance> instance(new Instance);
  instance->directory_ = directory;
  instance->durability_ = durability;
  instance->demonstration_ = description.demonstration;
  instance->link_key_ = std::move(secrets.link);
  auto keyring = TRY(vault::Keyring::open(directory + "/keyring", root));
  instance->store_ = TRY(open_store(directory, durability));
  instance->ledger_ = std::make_unique<ledger::Ledger>(*instance->store_, clock, description.origin, std::move(secrets.signing));
  TRY(check_against_heads(*instance->store_, *instance->ledger_, directory));
  instance->vault_ = std::make_unique<vault::Vault>(*instance->store_, *instance->ledger_, std::move(keyring), clock);
  instance->disposal_ = std::make_unique<vault::Disposal>(*instance->vault_);
  instance->intents_ = std::make_unique<IntentDeposits>(directory, *instance->store_, *instance->ledger_, durability);
  instance->disposal_->deposit_intents_with(
      [&deposits = *instance->intents_](const vault::Intent& intent) { return deposits.deposit(intent); });
  TRY(log_root_key_change(directory, *instance->store_, *instance->ledger_));
  TRY(instance->disposal_->settle());
  return instance;
}

Result<void> deposit_head(const std::string& directory, const std::string& note, ByteView public_key, store::Durability durability) {
  const ledger::Checkpoint head = TRY(ledger::verify_checkpoint(note, public_key));
  for (const auto& folder : fs::directory_iterator(directory + "/deposits")) {
    const std::string path = folder.path().string() + "/checkpoint-" + std::to_string(head.size) + ".txt";
    if (!folder.is_directory()) continue;
    const auto there = fs::exists(path) ? read_file(path) : Result<std::string>(std::string());
    if (!there || *there != note) TRY(write_file(path, note, durability));  // the certificates of one night lead to one head
  }
  return {};
}

Result<void> make_deposit_folders(const std::string& directory, const charter::Charter& charter) {
  for (const charter::Agency& agency : charter.agencies) TRY(make_folders(directory + "/deposits/" + agency.name));
  return {};
}

Result<void> Instance::deposit_checkpoint() {
  TRY(deposit_count(directory_, intents_deposited(*store_), *ledger_, durability_));
  return deposit_head(directory_, ledger_->checkpoint(), ledger_->public_key());
}

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
  TRY(write_file(path, ledger::write_certificate(certificate), durability_));
  // What the certificate leads to is put away with it.
  return deposit_head(directory_, certificate.checkpoint, ledger_->public_key(), durability_);
}

Result<void> Instance::write_missing_certificates() {
  std::vector<store::WarrantRow> done;
  store_->read([&](store::Reader& reader) { done = reader.warrants("done"); });
  // The head of before this night, not of the certificate before: no agency was handed that one yet.
  std::optional<ledger::Checkpoint> deposited;
  for (const store::WarrantRow& warrant : done) {
    const charter::Agency* agency = parties::find_agency(charter(), warrant.owner);
    if (!agency) continue;
    const std::string path = directory_ + "/deposits/" + agency->name + "/certificate-" + warrant.id.text() + ".json";
    if (fs::exists(path)) continue;
    bool is_given = false;
    store_->read([&](store::Reader& reader) { is_given = vault::gives_certificate(*vault_, reader, warrant); });
    if (!is_given) continue;
    if (!deposited) deposited = newest_head(directory_, ledger_->public_key());
    TRY(write_certificate(warrant, *agency, path, deposited));
  }
  return {};
}

std::vector<std::string> deposited_heads(const std::string& directory) { return ledger::deposited_heads(directory + "/deposits"); }

}  // namespace concordat::ops
