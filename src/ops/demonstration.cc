#include "ops/demonstration.h"

#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "evidence/attest.h"
#include "ops/certificates.h"
#include "ops/post.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

constexpr const char* kClockFile = "/demonstration-clock";

}  // namespace

DemonstrationClock::DemonstrationClock(const std::string& directory) : file_(directory + kClockFile) {
  std::ifstream file(file_);
  if (!(file >> offset_)) offset_ = 0;
}

Instant DemonstrationClock::now() const {
  const std::lock_guard lock(mutex_);
  return {machine_.now().microseconds + offset_};
}

std::int64_t DemonstrationClock::uptime_microseconds() const {
  const std::lock_guard lock(mutex_);
  return machine_.uptime_microseconds() + offset_;
}

Result<void> DemonstrationClock::go_on(std::int64_t microseconds) {
  const std::lock_guard lock(mutex_);
  TRY(write_file(file_, std::to_string(offset_ + microseconds) + "\n"));
  offset_ += microseconds;
  return {};
}

std::unique_ptr<Clock> clock_for(const std::string& directory) {
  const auto description = read_description(directory);
  if (description && description->demonstration) return std::make_unique<DemonstrationClock>(directory);
  return std::make_unique<SystemClock>();
}

Result<vault::Run> nightly(Instance& instance, const Clock& clock) {
  const std::lock_guard lock(instance.night());
  TRY(make_deposit_folders(instance.directory(), instance.charter()));  // a charter put into force by day may name new agencies
  vault::Run run = TRY(instance.disposal().run());
  TRY(instance.write_missing_certificates());
  TRY(remove_lapsed_keys(instance.vault().store(), instance.ledger(), instance.charter().key_backup_days, london_date(clock.now())));
  TRY(instance.deposit_checkpoint());
  std::ostringstream attestation;
  std::ostringstream problems;
  const std::string_view arguments[] = {"--data", instance.directory(), "--json"};
  if (evidence::run_attest_command(arguments, attestation, problems, clock.now()) == 2) return Error{problems.str(), ""};
  TRY(write_file(instance.directory() + "/attestation.json", attestation.str()));
  TRY(write_certificate_papers(instance));
  return run;
}

std::string left_undone(const vault::Run& run) {
  std::string lines;
  if (run.refused > 0)
    lines += std::to_string(run.refused) + (run.refused == 1 ? " destruction" : " destructions") +
             " could not be carried out: look under Disposal in the workspace, where it says which, why and what to do.\n";
  if (run.over_cap > 0)
    lines += std::to_string(run.over_cap) + (run.over_cap == 1 ? " case is" : " cases are") +
             " beyond what one day may take: two people approve them under Disposal in the workspace.\n";
  return lines;
}

LiveDemonstration::LiveDemonstration(Instance& instance, DemonstrationClock& clock, casework::Accounts& accounts,
                                     BackupPlace backups, mail::Outbox* outbox)
    : instance_(instance), clock_(clock), accounts_(accounts), backups_(std::move(backups)), outbox_(outbox) {
  instance.disposal().trusted_clock().trust_demonstration();
  std::ifstream file(instance.directory() + ".sign-ins.json");
  const auto parsed = nlohmann::json::parse(file, nullptr, false);
  if (!parsed.is_object() || !parsed.contains("sign_ins")) return;
  for (const auto& one : parsed["sign_ins"])
    sign_ins_.push_back({one.value("role", ""), one.value("email", ""), one.value("password", "")});
}

// The invented people take their yearly training in good time, all but those who never did.
Result<void> LiveDemonstration::renew_training() {
  for (parties::Account& account :
       TRY(instance_.vault().open_accounts(instance_.vault().gate().grant_system(policy::SystemTask::index_accounts)))) {
    if (!account.trained || instance_.vault().today() < account.trained->plus_months(parties::kTrainingMonths - 1)) continue;
    account.trained = instance_.vault().today();
    TRY(accounts_.update(instance_.vault(), account, "system"));
  }
  return {};
}

Result<void> LiveDemonstration::advance(int days) {
  for (int day = 1; day <= days; ++day) {
    TRY(clock_.go_on(kMicrosecondsPerDay));
    TRY(instance_.disposal().run());
    TRY(instance_.write_missing_certificates());
    if (outbox_) TRY(queue_reminders(instance_, *outbox_));
  }
  TRY(renew_training());
  TRY(nightly_backup(instance_, backups_, clock_));
  TRY(nightly(instance_, clock_));
  return {};
}

}  // namespace concordat::ops
