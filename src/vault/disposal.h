#pragma once
// Destruction. Only a Warrant destroys keys, and only this file's functions make one, of seven kinds:
//   subject  a person withdraws a consent, or ends what is held about them: at once;
//   routine  a part has passed the last day that the activated charter allows: by the daily run, as far as the day's
//            cap; what is beyond it waits for two people, for the clock may be wrong;
//   answer   an agency answered that it does not know whom it was asked about: its copy of the names goes at once;
//   ended    a booking was declined or cancelled: what the charter says of it at once;
//   weighty  cases and what agencies supplied: two people approve just these items, then a quarantine passes;
//   recall   an agency asks for one item of its own back, before its last day: as weighty (vault/recall.h);
//   erasure  one record is erased before its last day, on a ground from a short list: as weighty (vault/erasure.h).
// Each goes: intent logged, keys erased, completion logged. A start after a crash finishes what was intended.

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/policy.h"
#include "vault/vault.h"

namespace concordat::vault {

// For Vault::take_step: one proposal for each agency that supplied records of this kind to the case.
void propose_destruction(store::Transaction& transaction, Vault& vault, const policy::Mandate& mandate, CaseId case_id,
                         const std::string& record_kind);

// Proof that a destruction was begun as it must be: it stands in the store as intended, item for item what its warrant lists.
// Keys of parts are erased with one of these in hand and in no other way.
class Warrant {
 public:
  const store::WarrantRow& row() const { return row_; }
  const std::vector<store::WarrantItemRow>& items() const { return items_; }

 private:
  friend class Disposal;
  Warrant(store::WarrantRow row, std::vector<store::WarrantItemRow> items) : row_(std::move(row)), items_(std::move(items)) {}

  store::WarrantRow row_;
  std::vector<store::WarrantItemRow> items_;
};

// What a destruction is about to destroy, for a restore to carry out again: it is put away before any key is erased, so that
// a backup cannot bring back what was destroyed after it was taken.
struct Intent {
  store::WarrantRow row;
  std::vector<store::WarrantItemRow> items;
  std::vector<KeyId> keys;
  RecordId withdrawn_from;  // where a person withdrew a consent: of which record, and which
  std::string consent;
};

struct Destroyed {  // by one warrant
  std::uint64_t parts = 0;
};

struct Run {
  std::vector<Destroyed> destroyed;
  std::uint64_t held = 0;             // parts that are due but on hold
  std::uint64_t waiting_approval = 0;  // proposals that two people have not approved yet
  std::uint64_t in_quarantine = 0;
  std::uint64_t refused = 0;   // destructions that were due and could not be carried out; the disposal page says why
  std::uint64_t over_cap = 0;  // cases left because of the day's cap

  void count(Result<Destroyed> outcome);
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

using PartNames = std::vector<std::pair<RecordId, std::string>>;

struct DueParts {  // of one case and one owner
  CaseId case_id;
  AgencyId owner;
  PartNames parts;
  CivilDate first_due;  // the earliest last day among them
};

// Why something is held: a word of those that the pages offer, which names nobody, and the day to look at it again.
struct HoldAsked {
  std::string ground;
  std::optional<CivilDate> review;
};

// A hold that nobody looks at keeps for ever what the notice says goes: at least once a year somebody does.
inline constexpr int kMostMonthsToHoldReview = 12;
bool may_be_reviewed_on(CivilDate review, CivilDate today);

class Disposal {
 public:
  explicit Disposal(Vault& vault);

  // Called before the keys of a destruction are erased; where it fails, nothing is. It may be called again for the same one.
  using DepositIntent = std::function<Result<void>(const Intent&)>;
  void deposit_intents_with(DepositIntent deposit) { deposit_intent_ = std::move(deposit); }

  // Carries out again what was destroyed after the backup that this database was restored from; what came later than the
  // backup is not there and passed over. Safe to repeat; nothing: it was done already.
  Result<Destroyed> replay(const Intent& intent);

  // Finishes destructions that were intended, and clears away keys that no record came to use. Call once, before serving.
  Result<void> settle();

  // A person withdraws a consent: what it covered is destroyed before this returns.
  Result<Destroyed> withdraw(const policy::Mandate& mandate, std::string_view consent);

  // A person ends what is held about them, by a step of the charter that is theirs to take: what is held until just then is destroyed
  // before this returns, and what they consented to is withdrawn with it.
  Result<Destroyed> end_own(const policy::Mandate& mandate, const charter::Step& step);
  // A booking is declined or cancelled (vault/places.h): what its charter says goes with that is destroyed before this returns.
  Result<void> end_booking(const policy::Mandate& mandate, RecordId booking, std::string_view state, std::string_view reason);

  // One booking takes the place of another, which is cancelled, in one act: of a colleague on the same course, or of the same person on
  // another run of it, where the place is given in the order of asking as any other. Each mandate is to offer a place, for its booking.
  Result<void> replace_booking(const policy::Mandate& to, const policy::Mandate& from, std::string_view reason);

  // Proposes again what is due in the mandate's case of this owner and stands in no open proposal, as after a cancellation.
  Result<void> propose_again(const policy::Mandate& mandate, AgencyId owner);
  Result<void> approve(const policy::Mandate& mandate, WarrantId id, ByteView content);
  Result<void> cancel(const policy::Mandate& mandate, WarrantId id);

  // `why` is asked of people; what the system holds by itself, as an item that was asked back, has its reason elsewhere.
  Result<void> hold(const policy::Mandate& mandate, std::string_view scope, std::string_view target, const HoldAsked& why = {});
  // Somebody looked whether it must stand still: why it must, and the day of the next look. A day that nobody moves stays in the past.
  Result<void> review_hold(const policy::Mandate& mandate, std::string_view scope, std::string_view target, const HoldAsked& why);
  // The first request is kept and waits for the second, by somebody else: true once both have asked and the hold is gone.
  Result<bool> release(const policy::Mandate& mandate, std::string_view scope, std::string_view target);
  // Sets the first request aside: the hold stays.
  Result<void> keep_hold(const policy::Mandate& mandate, std::string_view scope, std::string_view target);

  // The daily run: destroys what is due and approved, up to the day's cap.
  Result<Run> run();

  // The first call waits for the second, by somebody else: true once both have confirmed that the wall clock is right.
  Result<bool> confirm_clock(const policy::Mandate& mandate);
  std::optional<AccountId> first_confirmed();  // who did, and waits for the second; forgotten when the server stops
  TrustedClock& trusted_clock() { return trusted_clock_; }

 private:
  friend class Involvement;

  // What ends with a booking, begun in the transaction given; none: nothing goes at once.
  Result<std::optional<Warrant>> end_within(store::Transaction& transaction, const policy::Mandate& mandate, const Vault::Becoming& what);
  // Stores a destruction as begun, of what a person or an agency may let go by their own act; `why` is the entry that lets them.
  Result<Warrant> begin(store::Transaction& transaction, store::WarrantRow row, const PartNames& parts, ledger::Leaf why);
  // The one maker of warrants: of what stands in the store as intended.
  static Result<Warrant> intended(store::Reader& reader, WarrantId id);
  // Of what is approved and past its last day, when nothing stands against it: the intent is logged in the transaction given.
  Result<Warrant> intend(store::Transaction& transaction, WarrantId id);
  // `withdrawal`: where it is known. After a restart the ledger is asked.
  struct Withdrawal {
    RecordId record;
    std::string consent;
  };
  Result<Destroyed> finish(const Warrant& warrant, const Withdrawal& withdrawal);
  Result<Destroyed> finish(const Warrant& warrant) { return finish(warrant, {}); }
  Result<Destroyed> finish_intended(WarrantId id);
  Result<Destroyed> carry_out(WarrantId id);
  void run_intended(Run& run);
  void run_approved(Instant now, Run& run, std::uint64_t& cases_left);
  void run_routine(Instant now, Run& run, std::uint64_t& cases_left);
  Result<void> propose_due(Instant now);
  void run_batch(const DueParts& due, Instant now, Run& run, std::uint64_t& cases_left);

  Vault& vault_;
  DepositIntent deposit_intent_;
  TrustedClock trusted_clock_;
  std::mutex run_mutex_;  // one run at a time
  std::mutex confirmation_mutex_;  // guards the next
  std::optional<AccountId> first_confirmed_;
};

// SHA-256 over the sorted lines "record part\n": what an approval binds.
Bytes content_of(const std::vector<store::WarrantItemRow>& items);

// Whether two people and a quarantine are asked for it.
inline bool is_weighty(const store::WarrantRow& row) { return row.kind == "weighty" || row.kind == "recall" || row.kind == "erasure"; }

// Whether it is of what may still be held, and goes for another reason than its last day.
inline bool goes_early(const store::WarrantRow& row) { return row.kind == "recall" || row.kind == "erasure"; }

// Whether the agency whose it is gets a certificate: of all that two people approved; of what the daily run destroys where the charter
// says so. What goes by a person's own act, an agency's answer or a booking's end is in nobody's certificate.
bool gives_certificate(Vault& vault, store::Reader& reader, const store::WarrantRow& row);

// Whether nothing of it is left.
bool is_gone(store::Reader& reader, const std::vector<store::WarrantItemRow>& items);

// Whether a hold stands against any of it.
bool on_hold(store::Reader& reader, const store::WarrantRow& row, const std::vector<store::WarrantItemRow>& items);

// Why it cannot be carried out on `today` as it stands; nothing: it can.
std::optional<Error> obstacle(store::Reader& reader, const store::WarrantRow& row, const std::vector<store::WarrantItemRow>& items,
                              CivilDate today);

// Due on `day` or before, and for the daily run to destroy by rule.
std::vector<DueParts> due_by_rule(Vault& vault, store::Reader& reader, CivilDate day);
// Due on `day` or before, and only to be destroyed on a proposal that two people approve; in no open proposal.
std::vector<DueParts> due_unproposed(Vault& vault, store::Reader& reader, CivilDate day);
// Of these what nobody has set aside either: what was cancelled is proposed again by a person alone.
std::vector<DueParts> due_never_proposed(Vault& vault, store::Reader& reader, CivilDate day);

// Why it stands and when somebody looks again whether it must; nothing of a hold that was placed before this was asked.
struct HoldReason {
  std::string ground;
  CivilDate review;
  AccountId by;                         // who placed it, or looked at it last
  std::optional<CivilDate> looked = {};  // when that was; none: not since it was placed
};
std::optional<HoldReason> hold_reason(store::Reader& reader, std::string_view scope, std::string_view target);

// Who asked for a hold to be released, while nobody has confirmed it.
struct ReleaseRequest {
  AccountId account;
  Instant at;
};
std::optional<ReleaseRequest> release_request(store::Reader& reader, std::string_view scope, std::string_view target);

}  // namespace concordat::vault
