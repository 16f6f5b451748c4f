#include "fault/office.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "ops/intents.h"
#include "ops/secrets.h"

namespace fault {

using namespace concordat;

namespace {

class KeyFile {
 public:
  KeyFile() {
    std::ofstream(path_) << std::string(2 * crypto::kKeySize, '5') << "\n";
    std::filesystem::permissions(path_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  KeyFile(const KeyFile&) = delete;
  KeyFile& operator=(const KeyFile&) = delete;
  ~KeyFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  const std::string path_ = (std::filesystem::temp_directory_path() / ("concordat-fault-" + std::to_string(::getpid()) + ".key")).string();
};

const std::vector<ops::Officer>& officers() {
  static const std::vector<ops::Officer> two{{"Ada Example", "ada@example.org", "officer", first_day()},
                                             {"Bea Example", "bea@example.org", "officer", first_day()}};
  return two;
}

policy::Actor actor_named(vault::Vault& vault, const std::string& name, const char* role, AgencyId agency) {
  parties::Account account;
  account.id = *AccountId::from_bytes(ByteView(crypto::sha256(as_bytes(name))).first(AccountId::kSize));
  account.agency = agency;
  account.roles = {role};
  account.trained = vault.today();
  account.confidentiality = vault.clock().now();
  return policy::person(account, *vault.active_charter(), vault.today());
}

policy::Subject whole(vault::Vault& vault, RecordId id) {
  const auto subject = vault.subject_of(id, "text");
  if (!subject) throw std::runtime_error("a record is not there");
  return *subject;
}

// Of every record: where it stands, its row, and whether its part is held.
struct Held {
  std::string place;
  RecordId record;
};

void look_at_rows(store::Reader& reader, Found& found, std::vector<Held>& held, std::set<WarrantId>& done,
                  std::vector<std::string>& problems) {
  if (!reader.warrants("intended").empty()) problems.push_back("a destruction is half done");
  for (const store::WarrantRow& row : reader.warrants("done")) done.insert(row.id);
  for (const char* kind : {"run", "matter"}) {
    for (const store::CaseRow& one : reader.cases(kind)) {
      int number = 0;
      for (const store::RecordRow& record : reader.records(one.id)) {
        const std::string place = one.reference + "/" + std::to_string(number++);
        const auto part = reader.find_part(record.id, "text");
        if (!part) problems.push_back(place + " is there by half");
        else if (!part->destroyed) held.push_back({place, record.id});
        else if (!part->sealed.empty()) problems.push_back("the sealed bytes of " + place + " are still there");
        else found[place] = "destroyed";
      }
    }
  }
}

void read_all(vault::Vault& vault, const std::vector<Held>& held, Found& found, std::vector<std::string>& problems) {
  std::vector<policy::Grant> grants;
  std::map<RecordId, std::string> places;
  for (const Held& one : held) {
    grants.push_back(require(vault.gate().decide(officer(vault, 0), charter::Act::read, "work", whole(vault, one.record))));
    places[one.record] = one.place;
  }
  if (grants.empty()) return;
  const auto opened = vault.read_list(grants);
  if (!opened) return problems.push_back("not everything opens: " + opened.error().message);
  for (const vault::OpenedPart& part : *opened) found[places.at(part.record)] = part.values.at("name");
}

void check_keys(const std::string& directory, vault::Vault& vault, std::vector<std::string>& problems) {
  std::uint64_t used = 0;
  vault.store().read([&](store::Reader& reader) { used = reader.live_keys().size(); });
  // The bytes tell which slots are live; the program's own view is what is on trial.
  std::ifstream file(directory + "/keyring", std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  constexpr std::size_t kSlot = 128;
  std::uint64_t live = 0;
  for (std::size_t at = kSlot; at + kSlot <= bytes.size(); at += kSlot) {
    if (bytes[at] == 1) ++live;
  }
  if (live != used) problems.push_back("the keyring holds " + std::to_string(live) + " keys, " + std::to_string(used) + " are in use");
}

void check_intents(ops::Instance& instance, std::set<WarrantId> done, std::vector<std::string>& problems) {
  const auto intents = ops::read_intents(instance.directory() + "/deposits", instance.ledger().origin(), instance.ledger().public_key());
  if (!intents) return problems.push_back(intents.error().message);
  for (const vault::Intent& intent : intents->all) done.erase(intent.row.id);
  if (!done.empty()) problems.push_back("a destruction is done whose intent was not deposited");
}

}  // namespace

ops::Unseal office_key() {
  static const KeyFile file;
  return {file.path(), std::nullopt};
}

CivilDate first_day() { return *CivilDate::parse("2026-04-01"); }

void make_office(const std::string& directory, const Clock& clock) {
  const charter::Charter charter = require(ops::compile_for_use(kCharterFile));
  require(ops::Instance::create(directory, charter, office_key(), officers(), clock, false));
}

policy::Actor officer(vault::Vault& vault, int number) { return actor_named(vault, "officer " + std::to_string(number), "officer", {}); }
policy::Actor police(vault::Vault& vault) { return actor_named(vault, "police", "contact", parties::agency_id("police")); }

vault::Values values_of(const std::string& name) { return {{"name", name}}; }

CaseId open_case(vault::Vault& vault, const char* kind, const std::string& reference) {
  const auto mandate = require(vault.gate().authorise(officer(vault, 0), charter::Capability::open_case));
  const CaseId id = require(vault.open_case(mandate, kind, reference));
  if (std::string(kind) != "matter") return id;
  const auto asking = require(vault.gate().authorise(officer(vault, 0), charter::Capability::open_case, *vault.subject_of_case(id)));
  require(vault.ask_agency(asking, "police"));
  return id;
}

RecordId add(vault::Vault& vault, const policy::Actor& actor, CaseId id, const char* kind, const std::string& name) {
  policy::Subject subject = *vault.subject_of_case(id);
  subject.record_kind = kind;
  subject.part = "text";
  subject.owner = actor.agency;
  const auto grant = require(vault.gate().decide(actor, charter::Act::add, "work", subject));
  const std::string wording = std::string(kind) == "note" ? "note-v1" : "";
  return require(vault.add({grant}, {{"text", {values_of(name), wording}}}, "office", "written"));
}

Result<void> correct(vault::Vault& vault, RecordId id, const std::string& name, std::uint32_t version) {
  const auto grant = vault.gate().decide(officer(vault, 0), charter::Act::correct, "work", whole(vault, id));
  if (!grant) return grant.error();
  return vault.correct(*grant, values_of(name), version);
}

Result<std::string> read(vault::Vault& vault, RecordId id) {
  const auto grant = vault.gate().decide(officer(vault, 0), charter::Act::read, "work", whole(vault, id));
  if (!grant) return grant.error();
  const auto opened = vault.read(*grant);
  if (!opened) return opened.error();
  return opened->values.at("name");
}

void end_case(vault::Vault& vault, CaseId id) {
  const policy::Subject subject = *vault.subject_of_case(id);
  for (const charter::Step& step : vault.active_charter()->case_kind(subject.case_kind)->steps)
    if (step.from == subject.case_state)
      return require(vault.take_step(require(vault.gate().authorise_step(officer(vault, 0), step, subject)), step, vault.today()));
  throw std::runtime_error("the case has ended already");
}

void withdraw(ops::Instance& instance, RecordId id) {
  vault::Vault& vault = instance.vault();
  const auto mandate = require(vault.gate().authorise_withdrawal(policy::subject_of(id), "note", whole(vault, id)));
  require(instance.disposal().withdraw(mandate, "note"));
}

store::WarrantRow open_proposal(vault::Vault& vault, CaseId id) {
  std::vector<store::WarrantRow> rows;
  vault.store().read([&](store::Reader& reader) { rows = reader.warrants_of_case(id); });
  if (rows.size() != 1) throw std::runtime_error("there is not one proposal");
  return rows.front();
}

void approve(ops::Instance& instance, const store::WarrantRow& proposal, int number) {
  vault::Vault& vault = instance.vault();
  const auto mandate = require(vault.gate().authorise(officer(vault, number), charter::Capability::approve_destruction));
  require(instance.disposal().approve(mandate, proposal.id, proposal.content));
}

Found look_around(ops::Instance& instance, std::vector<std::string>& problems) {
  Found found;
  std::vector<Held> held;
  std::set<WarrantId> done;
  vault::Vault& vault = instance.vault();
  vault.store().read([&](store::Reader& reader) { look_at_rows(reader, found, held, done, problems); });
  read_all(vault, held, found, problems);
  check_keys(instance.directory(), vault, problems);
  check_intents(instance, done, problems);
  const auto heads = ops::deposited_heads(instance.directory());
  const auto sound = ledger::fsck(vault.store(), heads, instance.ledger().public_key());
  problems.insert(problems.end(), sound.problems.begin(), sound.problems.end());
  return found;
}

}  // namespace fault
