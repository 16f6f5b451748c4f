// Years in the life of an invented partnership, lived through the same gates as everything else.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>
#include <thread>

#include "crypto/one_time.h"
#include "ops/demonstration.h"
#include "ops/demonstration_case.h"
#include "ops/demonstration_house.h"
#include "ops/demonstration_neighbour.h"
#include "ops/files.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;

constexpr int kDaysInForce = 300;  // of the charter as it is
constexpr int kDaysBetweenReports = 365;
constexpr int kDaysInAWeek = 7;
constexpr std::size_t kActAtOnce = 64;  // so many share one commit

struct Cast {
  parties::Account account;
  std::string role_title;
  std::string password;
};

class Life {
 public:
  Life(Instance& instance, ManualClock& clock, Company& company, const charter::Charter& next, const Wish& wish, std::ostream& progress)
      : instance_(instance), clock_(clock), company_(company), next_(next), wish_(wish), progress_(progress) {}

  Result<void> live();
  void collect(std::vector<std::string>& identities) const;

 private:
  Result<void> one_day(int day);
  Result<void> work_on_cases(int day);
  void enqueue(std::size_t number);
  std::string reference_for(const CaseLife& life);
  Result<void> destroy(int day);
  bool is_proposed(WarrantId id);
  Result<void> approve();
  Result<void> propose_again();
  Result<void> activate_next();
  void tell(int day);

  Instance& instance_;
  ManualClock& clock_;
  Company& company_;
  const charter::Charter& next_;  // comes into force on the way
  const Wish& wish_;
  std::ostream& progress_;
  std::vector<CaseLife> cases_;
  std::vector<std::vector<std::size_t>> days_;     // on each day, whose turn it is
  std::unique_ptr<Neighbour> neighbour_;
  std::map<std::string, std::size_t> references_;  // the last number of each kind and year
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

std::string Life::reference_for(const CaseLife& life) {
  const int year = company_.vault().today().year();
  return casework::reference_of(*life.plan().kind, year, ++references_[life.plan().kind->name + std::to_string(year)]);
}

// For the day on which there is something to do for it next.
void Life::enqueue(std::size_t number) {
  const CaseLife& life = cases_[number];
  if (!life.is_over() && life.next_day() < wish_.days) days_[static_cast<std::size_t>(life.next_day())].push_back(number);
}

// Each case by itself and in order; different ones at the same time, because acts that arrive together share one commit.
Result<void> Life::work_on_cases(int day) {
  const std::vector<std::size_t> turns = std::move(days_[static_cast<std::size_t>(day)]);
  std::vector<std::string> references(turns.size());
  for (std::size_t i = 0; i < turns.size(); ++i)
    if (cases_[turns[i]].opens_next()) references[i] = reference_for(cases_[turns[i]]);
  std::vector<Result<void>> outcomes(turns.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < turns.size(); i = next++) {
      try {
        outcomes[i] = cases_[turns[i]].live(company_, day, references[i]);
      } catch (const std::exception& error) {  // the database could not be read
        outcomes[i] = Error{error.what(), ""};
      }
    }
  };
  {
    std::vector<std::jthread> hands;
    for (std::size_t i = 1; i < std::min(turns.size(), kActAtOnce); ++i) hands.emplace_back(work);
    work();
  }
  for (Result<void>& outcome : outcomes) TRY(std::move(outcome));
  for (const std::size_t one : turns) enqueue(one);
  return {};
}

// The second approval may be there already: of what its owner asks back the owner's counts.
bool Life::is_proposed(WarrantId id) {
  std::optional<store::WarrantRow> row;
  company_.vault().store().read([&](store::Reader& reader) { row = reader.find_warrant(id); });
  return row && row->state == "proposed";
}

// Two people approve what was proposed half the time ago that they have, and what the day's cap left over.
Result<void> Life::approve() {
  std::vector<store::WarrantRow> proposed;
  company_.vault().store().read([&](store::Reader& reader) { proposed = reader.warrants("proposed"); });
  const std::int64_t waits = company_.charter().approval_days * kMicrosecondsPerDay / 2;
  const auto approvers = company_.who_may(charter::Capability::approve_destruction);
  for (const store::WarrantRow& row : proposed) {
    if (row.kind == "weighty" && clock_.now().microseconds - row.proposed.microseconds < waits) continue;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, approvers.size()) && is_proposed(row.id); ++i) {
      const auto mandate = company_.vault().gate().authorise(approvers[i], charter::Capability::approve_destruction);
      if (!mandate) return mandate.error();
      TRY(company_.disposal().approve(*mandate, row.id, row.content));
    }
  }
  return {};
}

// What only goes on a proposal, and stands in none.
Result<void> Life::propose_again() {
  std::vector<vault::DueParts> due;
  company_.vault().store().read([&](store::Reader& reader) {
    due = vault::due_unproposed(company_.vault(), reader, company_.vault().today().plus_days(-1));
  });
  for (const vault::DueParts& one : due) {
    const policy::Subject subject = company_.vault().subject_of_case(one.case_id).value_or(policy::Subject{});
    const auto proposers = company_.who_may(charter::Capability::propose_destruction, subject);
    if (proposers.empty()) return {};
    const auto mandate = company_.vault().gate().authorise(proposers.front(), charter::Capability::propose_destruction, subject);
    if (!mandate) return mandate.error();
    TRY(company_.disposal().propose_again(*mandate, one.owner));
  }
  return {};
}

Result<void> Life::destroy(int day) {
  TRY(approve());
  const vault::Run run = TRY(company_.disposal().run());
  if (run.over_cap > 0) TRY(approve());
  if (day % kDaysInAWeek != 0) return {};
  TRY(propose_again());
  return instance_.write_missing_certificates();
}

Result<void> Life::activate_next() {
  const auto officers = company_.who_may(charter::Capability::approve_destruction);
  if (officers.size() < 2) return Error{"Two people in the demonstration must be able to approve a destruction.", "Give roles that."};
  return company_.vault().activate(next_, officers[0].account, officers[1].account);
}

void Life::tell(int day) {
  if (wish_.scale == 1 || day % kDaysBetweenReports != 0) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began_).count();
  progress_ << "  " << company_.vault().today().words() << ": " << company_.cases() << " cases opened, " << company_.records()
            << " records added; " << seconds << " s.\n"
            << std::flush;
}

Result<void> Life::one_day(int day) {
  TRY(company_.renew_training());
  company_.gather();
  if (day == 0) {
    neighbour_ = TRY(Neighbour::meet(instance_, clock_, company_));
    company_.meet(neighbour_.get());
  }
  if (day == wish_.days - std::min(kDaysInForce, wish_.days / 2)) {
    TRY(activate_next());
    company_.gather();
  }
  TRY(work_on_cases(day));
  if (neighbour_) TRY(neighbour_->take_mail());
  TRY(destroy(day));
  tell(day + 1);
  return {};
}

Result<void> Life::live() {
  for (PlannedCase& plan : plan_cases(next_, wish_.days, wish_.scale, wish_.seed))
    cases_.emplace_back(std::move(plan), wish_.seed, company_.vault().today());
  days_.resize(static_cast<std::size_t>(wish_.days));
  for (std::size_t i = 0; i < cases_.size(); ++i) enqueue(i);
  for (int day = 0; day < wish_.days; ++day) {
    TRY(one_day(day));
    clock_.advance(kMicrosecondsPerDay);
  }
  company_.gather();
  return propose_again();  // nothing that is due is left without a proposal
}

void Life::collect(std::vector<std::string>& identities) const {
  for (const CaseLife& one : cases_) identities.insert(identities.end(), one.identities().begin(), one.identities().end());
}

// ---- who there is

std::vector<Officer> first_two(const charter::Charter& charter, Inventor& inventor) {
  std::vector<Officer> officers;
  for (const charter::Role& role : charter.roles) {
    if (officers.size() == 2 || !role.holds(charter::Capability::approve_destruction)) continue;
    const InventedPerson person = inventor.person();
    officers.push_back({person.name, person.email, role.name});
  }
  if (officers.size() == 1) {  // the charter has one such role, and two people hold it
    const InventedPerson person = inventor.person();
    officers.push_back({person.name, person.email, officers.front().role});
  }
  return officers;
}

// Its code stands on the page: nothing here is worth a second factor that somebody would have to hold.
parties::SecondFactor new_authenticator() {
  const Secret secret = crypto::new_totp_secret();
  return {Bytes(secret.expose().begin(), secret.expose().end()), 0, {}};
}

Cast join(const charter::Role& role, AgencyId agency, const std::string& title, CivilDate today, Instant now, Inventor& inventor) {
  const InventedPerson person = inventor.person();
  Cast cast{{}, title, "demo-" + to_hex(crypto::random_secret(4).expose())};
  cast.account = {crypto::new_id<AccountId>(),          agency,      person.name, parties::normal_email(person.email),
                  crypto::hash_password(cast.password), {role.name}, today,       now};
  cast.account.second = new_authenticator();
  return cast;
}

Result<std::vector<Cast>> invite(Instance& instance, const std::vector<Officer>& officers, const std::vector<std::string>& passwords,
                                 Inventor& inventor) {
  const charter::Charter& charter = instance.charter();
  const CivilDate today = instance.vault().today();
  const Instant now = instance.vault().clock().now();
  std::vector<Cast> cast;
  for (parties::Account& account :
       TRY(instance.vault().open_accounts(instance.vault().gate().grant_system(policy::SystemTask::index_accounts)))) {
    account.trained = today;
    account.confidentiality = now;
    account.second = new_authenticator();
    TRY(instance.vault().update_account(account, "system"));
    for (std::size_t i = 0; i < officers.size(); ++i)
      if (account.email == parties::normal_email(officers[i].email))
        cast.push_back({account, charter.role(officers[i].role)->title, passwords[i]});
  }
  std::vector<Cast> fresh;
  for (const charter::Role& role : charter.roles) {
    if (role.of_agency) {
      for (const charter::Agency& agency : charter.agencies)
        fresh.push_back(join(role, parties::agency_id(agency.name), role.title + ", " + agency.title, today, now, inventor));
    } else if (std::ranges::none_of(officers, [&](const Officer& officer) { return officer.role == role.name; })) {
      fresh.push_back(join(role, AgencyId{}, role.title, today, now, inventor));
      if (!charter.staff_need_training) continue;
      fresh.push_back(join(role, AgencyId{}, role.title + ", new and not trained yet", today, now, inventor));
      fresh.back().account.trained.reset();
      if (role.holds(charter::Capability::review_emergency)) fresh.back().account.confidentiality.reset();
    }
  }
  for (const Cast& one : fresh) TRY(instance.vault().add_account(one.account, "system"));
  cast.insert(cast.end(), fresh.begin(), fresh.end());
  return cast;
}

Result<void> write_sign_ins(const std::string& directory, const std::vector<Cast>& cast) {
  nlohmann::json sign_ins = nlohmann::json::array();
  for (const Cast& one : cast) sign_ins.push_back({{"role", one.role_title}, {"email", one.account.email}, {"password", one.password}});
  return write_file(directory + ".sign-ins.json", nlohmann::json{{"sign_ins", sign_ins}}.dump(2) + "\n");
}

// Before anything is made.
Result<void> check_wish(const Wish& wish) {
  std::error_code error;
  if (fs::exists(wish.directory) && !fs::is_empty(wish.directory, error))
    return Error{wish.directory + " is not empty.", "Choose a new folder: an existing one is never overwritten."};
  const BackupPlace backups = backups_beside(wish.directory);
  for (const std::string& file : {wish.directory + ".key", wish.directory + ".sign-ins.json", backups.to, backups.keys_to})
    if (fs::exists(file)) return Error{file + " is there already, of another demonstration.", "Remove it, or choose another folder."};
  const fs::path folder = fs::path(wish.people_out).parent_path();
  if (!wish.people_out.empty() && !folder.empty() && !fs::is_directory(folder))
    return Error{"There is no folder " + folder.string() + " for --people-out.", "Make it first, or name another file."};
  return {};
}

Result<void> write_people(const Wish& wish, const Inventor& inventor, const Life& life) {
  std::vector<std::string> identities = inventor.identities();
  life.collect(identities);
  std::ranges::sort(identities);
  identities.erase(std::ranges::unique(identities).begin(), identities.end());
  return write_file(wish.people_out, nlohmann::json{{"identities", identities}}.dump(2) + "\n");
}

Result<void> make(const Wish& wish, const charter::Charter& charter, std::ostream& progress) {
  ManualClock clock({wish.until.microseconds - wish.days * kMicrosecondsPerDay});
  Inventor inventor(wish.seed);
  const std::string key_file = wish.directory + ".key";
  TRY(write_key_file(key_file));
  const std::vector<Officer> officers = first_two(charter, inventor);
  const std::vector<std::string> passwords =
      TRY(Instance::create(wish.directory, year_before(charter), {key_file, std::nullopt}, officers, clock, true, store::Durability::off));
  auto instance = TRY(Instance::open(wish.directory, {key_file, std::nullopt}, clock, store::Durability::off));
  const std::vector<Cast> cast = TRY(invite(*instance, officers, passwords, inventor));
  TRY(write_sign_ins(wish.directory, cast));
  progress << "Who can sign in:\n";
  for (const Cast& one : cast) progress << "  " << one.account.email << "  " << one.password << "  " << one.role_title << "\n";
  progress << "Living through " << wish.days << " days of " << charter.partnership.name << " with invented people.\n" << std::flush;
  std::vector<AccountId> ids;
  for (const Cast& one : cast) ids.push_back(one.account.id);
  const auto accounts = TRY(casework::Accounts::load(instance->vault()));
  Company company(*instance, *accounts, std::move(ids));
  Life life(*instance, clock, company, charter, wish, progress);
  TRY(life.live());
  TRY(put_evidence_on_record(company));
  TRY(instance->deposit_checkpoint());
  const RestoreFrom backup = TRY(first_backup(*instance, clock));
  progress << "There are " << company.cases() << " cases and " << company.records()
           << " records, some of them destroyed when their time was over.\n";
  for (const std::string& sentence : company.left_out()) progress << sentence << "\n";
  if (!wish.people_out.empty()) TRY(write_people(wish, inventor, life));
  instance.reset();
  TRY(drill(backup, wish.directory, {key_file, std::nullopt}, clock));
  instance = TRY(Instance::open(wish.directory, {key_file, std::nullopt}, clock, store::Durability::off));
  TRY(nightly(*instance, clock));
  instance.reset();
  return sync_everything_beside(wish.directory);  // not act by act before: what is cut off is made anew
}

}  // namespace

Result<void> make_demonstration(const Wish& wish, std::ostream& progress) {
  TRY(check_wish(wish));
  const charter::Charter charter = TRY(compile_for_use(wish.charter_file));
  const auto made = make(wish, charter, progress);
  if (made) return {};
  return Error{made.error().message, made.error().remedy + " What was made so far is unfinished: remove " + wish.directory +
                                         " and what lies beside it under that name before the next try."};
}

}  // namespace concordat::ops
