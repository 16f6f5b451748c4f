#pragma once
// Destruction. Only a Warrant destroys keys, and only this file's functions make one, of three kinds:
//   subject  a person withdraws a consent: at once;
//   routine  a part has passed the last day that the activated charter allows: by the daily run, as far as the day's
//            cap; what is beyond it waits for two people, for the clock may be wrong;
//   weighty  cases and what agencies supplied: two people approve just these items, then a quarantine passes.
// Each goes: intent logged, keys erased, completion logged. A start after a crash finishes what was intended.

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "policy/policy.h"
#include "vault/vault.h"

namespace concordat::vault {

// For Vault::take_step: one proposal for each agency that supplied records of this kind to the case.
void propose_destruction(store::Transaction& transaction, Vault& vault, const policy::Mandate& mandate, CaseId case_id,
                         const std::string& record_kind);

class Warrant {
 public:
  const WarrantId& id() const { return id_; }

 private:
  friend class Disposal;
  explicit Warrant(WarrantId id) : id_(id) {}
  WarrantId id_;
};

struct Destroyed {
  WarrantId warrant;
  std::string kind;
  CaseId case_id;
  AgencyId owner;
  std::uint64_t parts = 0;
  std::uint64_t leaf = 0;  // the ledger index of its completion
  Instant at;
};

struct Run {
  std::vector<Destroyed> destroyed;
  std::uint64_t held = 0;             // parts that are due but on hold
  std::uint64_t waiting_approval = 0;  // proposals that two people have not approved yet
  std::uint64_t in_quarantine = 0;
  std::uint64_t refused = 0;   // warrants that could not be carried out now
  std::uint64_t over_cap = 0;  // cases left because of the day's cap
};

// A clock that was set wrong must destroy nothing early: the wall clock is trusted only as far as it agrees with the last
// time that disposal trusted it, and with how long this process has been up. What was written under a doubted clock
// does not make it right.
inline constexpr std::string_view kTrustedInstant = "trusted-instant";  // in the store's meta, microseconds

class TrustedClock {
 public:
  TrustedClock(store::Store& store, const Clock& clock);
  Result<Instant> now();
  // Two different people confirm that the wall clock is right, as after a long stop. `Disposal::confirm_clock` logs it.
  Result<void> confirm(AccountId first, AccountId second);
  // A demonstration that was left alone for weeks has nothing to protect.
  void trust_demonstration() { confirmed_ = true; }

 private:
  std::optional<Error> doubt() const;

  const Clock& clock_;
  Instant started_;
  std::int64_t uptime_at_start_;
  std::optional<Instant> last_trusted_;  // before this process started
  std::atomic<bool> confirmed_ = false;
};

inline constexpr std::uint64_t kLeastDailyCap = 10;  // cases a day: the larger of this and 1 %

class Disposal {
 public:
  explicit Disposal(Vault& vault);

  // Finishes destructions that were intended, and erases keys that no record came to use. Call once, before serving.
  Result<void> settle();

  // A person withdraws a consent: what it covered is destroyed before this returns.
  Result<Destroyed> withdraw(const policy::Mandate& mandate, std::string_view consent);

  Result<void> approve(const policy::Mandate& mandate, WarrantId id, ByteView content);
  Result<void> cancel(const policy::Mandate& mandate, WarrantId id);
  Result<void> hold(const policy::Mandate& mandate, std::string_view scope, std::string_view target);
  Result<void> release(const policy::Mandate& first, const policy::Mandate& second, std::string_view scope, std::string_view target);

  // The daily run: destroys what is due and approved, up to the day's cap.
  Result<Run> run();

  // The first call waits for the second, by somebody else: true once both have confirmed that the wall clock is right.
  Result<bool> confirm_clock(const policy::Mandate& mandate);
  TrustedClock& trusted_clock() { return trusted_clock_; }

 private:
  Result<Destroyed> carry_out(const Warrant& warrant);
  Result<void> intend(const Warrant& warrant);
  Result<Destroyed> finish(const store::WarrantRow& row);
  void run_approved(Instant now, Run& run, std::uint64_t& cases_left);
  void carry_out_or_count(WarrantId id, Run& run);
  Result<void> run_routine(Instant now, Run& run, std::uint64_t& cases_left);

  Vault& vault_;
  TrustedClock trusted_clock_;
  std::mutex run_mutex_;  // one run at a time
  std::mutex confirmation_mutex_;             // guards the next
  std::optional<AccountId> first_confirmed_;  // who confirmed the clock and waits for a second person
};

// SHA-256 over the sorted lines "record part\n": what an approval binds.
Bytes content_of(const std::vector<store::WarrantItemRow>& items);

// Whether a hold stands against any of it.
bool on_hold(store::Reader& reader, const store::WarrantRow& row, const std::vector<store::WarrantItemRow>& items);

}  // namespace concordat::vault
