#pragma once
// A demonstration: a data directory with invented people, whose clock can be told to go on.

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "casework/app.h"
#include "ops/backup.h"
#include "ops/instance.h"

namespace concordat::ops {

// The machine's clock, moved forward by what the demonstration has lived through. The offset is kept in the data
// directory, so that a restart goes on from there.
class DemonstrationClock final : public Clock {
 public:
  explicit DemonstrationClock(const std::string& directory);
  Instant now() const override;
  std::int64_t uptime_microseconds() const override;
  Result<void> go_on(std::int64_t microseconds);

 private:
  SystemClock machine_;
  std::string file_;
  mutable std::mutex mutex_;  // guards offset_
  std::int64_t offset_ = 0;
};

// A demonstration's time goes on by its own clock.
std::unique_ptr<Clock> clock_for(const std::string& directory);

// A night's work: destroys what is due, gives the agencies their certificates and the signed head, attests.
Result<vault::Run> nightly(Instance& instance, const Clock& clock);

// What somebody must see to after a night: how many, and where; a line for each. Empty: nothing.
std::string left_undone(const vault::Run& run);

class LiveDemonstration final : public casework::Demonstration {
 public:
  // `backups`: where each of its nights puts one; `outbox`: where what its nights mail waits, null where mail is off.
  LiveDemonstration(Instance& instance, DemonstrationClock& clock, casework::Accounts& accounts, BackupPlace backups,
                    mail::Outbox* outbox);
  Result<void> advance(int days) override;
  const std::vector<SignIn>& sign_ins() const override { return sign_ins_; }

 private:
  Result<void> renew_training();

  Instance& instance_;
  DemonstrationClock& clock_;
  casework::Accounts& accounts_;
  BackupPlace backups_;
  mail::Outbox* outbox_;
  std::vector<SignIn> sign_ins_;
};

// The charter as it might have been a year before, for demonstrations: one right fewer, fewer links, and one
// thing kept a year longer. No partnership ever published it, and the pages say so.
charter::Charter year_before(const charter::Charter& charter);

inline constexpr int kDaysLived = 6 * 365;  // in a demonstration
inline constexpr unsigned kLargestScale = 10'000;

// What a demonstration is to be.
struct Wish {
  std::string directory;  // new; its key comes to lie beside it
  std::string charter_file;
  std::string people_out = {};  // a file for every identity that was invented, as JSON, for tests that search for them
  std::uint64_t seed = 1;       // decides every name
  unsigned scale = 1;           // multiplies cases and records
  int days = kDaysLived;        // up to `until`
  Instant until = {};
};

// Makes it: accounts for every role, then cases of every kind that the charter has, in every state, with records of every kind,
// through the same gates as everything else; the charter comes into force on the way, over the one of the year before. What
// nobody may add is said on `progress`.
Result<void> make_demonstration(const Wish& wish, std::ostream& progress);

}  // namespace concordat::ops
