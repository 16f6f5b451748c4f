#pragma once
// Sealed records. Nothing is opened, written or destroyed without the proof that policy or disposal minted for it, and
// every act has its leaf in the ledger in the same transaction: a read that cannot be logged is not answered.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.h"
#include "base/clock.h"
#include "charter/charter.h"
#include "ledger/ledger.h"
#include "parties/parties.h"
#include "policy/policy.h"
#include "store/store.h"
#include "vault/keyring.h"

namespace concordat::vault {

class Arrivals;
class NameIndex;
class Upload;
class Download;

using Values = std::map<std::string, std::string>;  // field of the charter → what was entered, UTF-8

struct NewPart {
  Values values;
  std::string consent_wording;  // where the part's consent was given: the wording that was shown
};

// On what a case is opened.
struct Opening {
  CaseId id;                  // of the case to be; none: the vault gives it one
  std::size_t criterion = 0;  // of its kind, from 1; 0: none is met, and the record says why
  // The record of the notification, where the kind of case asks for one: one grant a part, to add it to the case to be.
  std::vector<policy::Grant> grants;
  std::map<std::string, NewPart> parts;
};

struct FileLabel {  // what whoever gave a file called it; sealed like its content
  std::string name;
  std::string type;  // "application/pdf": as it was said to be
};

struct Attachment {
  AttachmentId id;
  FileLabel label;
  std::uint64_t bytes = 0;
};

// A file that was there by mistake.
struct TakenOff {
  Instant at;
  std::string by;      // as the ledger names them
  std::string reason;  // empty once it is no longer kept
};

struct OpenedPart {
  RecordId record;
  std::string part;
  std::uint32_t version = 1;
  Values values;
  std::vector<Attachment> attachments;  // in order of arrival
};

// What came in one file or letter and becomes several records, all of them or none.
struct Batch {
  struct Row {
    std::vector<policy::Grant> grants;  // as of Vault::add
    std::map<std::string, NewPart> parts;
  };
  std::vector<Row> rows;
  std::string channel;
  std::string state;
  CivilDate received;  // when it came, which may be before today
  std::string came_as;  // the id by which it was taken in: every entry of the ledger about it names it
  // The original, where it is kept: with the first record, in the part of that name.
  struct Original {
    AttachmentId id;
    std::string part;
    FileLabel label;
    ByteView content;
  };
  std::optional<Original> original;
};

// A charter by its hash, kept bound in memory for as long as the vault is open.
class Charters {
 public:
  explicit Charters(store::Store& store) : store_(store) {}
  const charter::Charter* find(std::string_view hash);  // null where it was never activated here
  // One that is about to be activated; null where `canonical` is not a charter of that hash.
  const charter::Charter* keep(std::string_view hash, std::string_view canonical);

 private:
  const charter::Charter* bind(std::string_view hash, std::string_view canonical);

  store::Store& store_;
  std::mutex mutex_;  // guards bound_
  std::map<std::string, std::unique_ptr<const charter::Charter>, std::less<>> bound_;
};

class Vault {
 public:
  Vault(store::Store& store, ledger::Ledger& ledger, std::unique_ptr<Keyring> keyring, const Clock& clock);
  ~Vault();

  // ---- charters
  // Why `next` may not come into force over what is held here: it would widen a purpose, or leave something without rules.
  Result<void> check_over_held(const charter::Charter& next);
  // Logs that two people activated `charter`; from now on records are collected under it. `accepted` are the rules of its
  // errors that they took upon themselves, each with their reason. `alongside` is done first in the same transaction; its error
  // undoes all of it.
  using Alongside = std::function<Result<void>(store::Transaction&)>;
  Result<void> activate(const charter::Charter& charter, AccountId first, AccountId second,
                        const std::map<std::string, std::string>& accepted = {}, const Alongside& alongside = {});
  // Lets the period of the charter in force count also for what was collected under an earlier one and would go sooner.
  // `law` is the code of one that the charter cites for the purpose. Returns how many parts are kept until another day now;
  // an Error where that is none, or where the two are one person.
  Result<std::uint64_t> adopt(const std::string& kind, const std::string& part, const std::string& law, AccountId first, AccountId second);
  // The entry of every activation, oldest first: of `charter`, by its actor and the word `second`, with each rule `accepted`.
  std::vector<ledger::Leaf> activations();
  const charter::Charter* active_charter();  // null before the first activation
  const charter::Charter* charter(std::string_view hash) { return charters_.find(hash); }
  policy::Gate gate();  // over the active charter

  // ---- cases
  // A kind with criteria is opened by one of them, or where the charter lets it with the reason why none is met.
  Result<CaseId> open_case(const policy::Mandate& mandate, std::string_view kind, std::string_view reference, const Opening& on = {});
  // The same by whoever may put on record what such a case is opened on, as somebody does who sends a form of the public site; no
  // capability is needed. `channel`: how it came, as of `add`.
  Result<CaseId> open_case_by_form(std::string_view kind, std::string_view reference, const Opening& on, std::string_view channel);
  // Takes the step `step` of the case kind, which happened on `day` (not in the future). Records its event, sets the due
  // days that follow from it, proposes the destructions that it calls for.
  Result<void> take_step(const policy::Mandate& mandate, const charter::Step& step, CivilDate day);
  // Ends what nobody confirmed within the days that the charter gives for it; how many.
  Result<std::size_t> end_unconfirmed();

  // An agency of the charter is asked to contribute to the case; from now on it may know of it.
  Result<void> ask_agency(const policy::Mandate& mandate, std::string_view agency);

  // ---- records
  // One grant a part, all to add to one new record of one case. `state` is the slice's word for it. `id`: of the record to be, so
  // that it is added once; none: the vault gives it one.
  Result<RecordId> add(const std::vector<policy::Grant>& grants, const std::map<std::string, NewPart>& parts, std::string_view channel,
                       std::string_view state, RecordId id = {});
  // The records in the order of the rows.
  Result<std::vector<RecordId>> add_all(const Batch& batch);
  // A part that comes later to a record that is there.
  Result<void> add_part(const policy::Grant& grant, const NewPart& part);
  // Replaces what is there, if nobody else has meanwhile: `version` is the one that was looked at.
  Result<void> correct(const policy::Grant& grant, const Values& values, std::uint32_t version);
  Result<OpenedPart> read(const policy::Grant& grant);
  // One event for the list that a person was shown. Parts destroyed meanwhile are left out.
  // `by`: the account that had them opened for the grants' actor, as for papers.
  Result<std::vector<OpenedPart>> read_list(const std::vector<policy::Grant>& grants, AccountId by = {});
  // The same of the part of each of these records that policy lets this person read now; others are left out.
  Result<std::vector<OpenedPart>> read_allowed(const policy::Actor& actor, const std::vector<RecordId>& records, std::string_view part);
  // What becomes of a booking (vault/places.h) but for its end, which is disposal's. `reason`: sealed, for a year; where a place is
  // given before others who asked first, or a mark of the register is changed, there must be one.
  Result<void> set_record_state(const policy::Mandate& mandate, RecordId record, std::string_view state, std::string_view reason = "");
  // Why the mandate's booking came to stand as it does, for the office; for the delegate why it ended. Empty: no reason is kept.
  Result<std::string> reason_of_state(const policy::Mandate& mandate);

  // ---- files that belong to a part (vault/attachments.h)
  // Under a grant to add to the part, which is there already. The file comes in pieces; what does not come to its end is gone.
  // `id`: of the file to be, so that it is added once.
  Result<std::unique_ptr<Upload>> attach(const policy::Grant& grant, const FileLabel& label, AttachmentId id = {});
  // Under a grant to read the part. That it is read is in the ledger when this returns.
  Result<std::unique_ptr<Download>> open_attachment(const policy::Grant& grant, AttachmentId id);
  // Takes a wrong file off its part, as a correction: its content is gone, and why is on record. The grant is to correct the part.
  Result<void> take_off(const policy::Grant& grant, AttachmentId id, std::string_view reason);
  // Of the part that the grant lets read, the oldest first: it is shown beside what was read by that grant, and logged with it.
  std::vector<TakenOff> taken_off(const policy::Grant& grant) const;
  // What an end of the process left half arrived. Call once, before serving.
  Result<void> clear_unfinished_uploads();

  // ---- what came and is not confirmed yet (vault/arrivals.h)
  Arrivals& arrivals() { return *arrivals_; }

  // ---- search by names, addresses and numbers, in memory alone (vault/name_index.h)
  // Fills the index: the number of parts in it. Call once, before serving; until then nothing is found.
  Result<std::uint64_t> index_names(const policy::SystemGrant& grant);
  // Parts in which each of these words begins some word, of those that this person may read: a grant to read each. That they
  // were found is in the ledger when this returns.
  Result<std::vector<policy::Grant>> search(const policy::Actor& actor, std::string_view words);

  // ---- what policy needs to know
  std::optional<policy::Subject> subject_of(RecordId record, std::string_view part);
  std::optional<policy::Subject> subject_of_case(CaseId case_id);
  // What is lent to this account now for somebody's absence.
  std::vector<parties::Deputyship> deputyships(AccountId account);
  // Every act on this case or its records, oldest first; of a list that spans cases, with the records of this one.
  std::vector<ledger::Leaf> history(CaseId case_id);
  std::vector<ledger::Leaf> changes(CaseId case_id);  // of these, those that changed something

  // ---- accounts: sealed like everything else, but no charter's to open. Only `init` and the demonstration, as "system", add an
  // account with roles; a later role is given by two people (people.h).
  Result<void> add_account(const parties::Account& account, std::string_view by);
  Result<void> update_account(const parties::Account& account, std::string_view by);
  // Changes how somebody signs in, in one transaction with the reading, so that no code, link or role is lost or counted twice.
  // `what` is a word for the ledger. Roles cannot be changed in this way. Returns the account as it is now.
  using AccountChange = std::function<Result<void>(store::Transaction&, parties::Account&)>;
  Result<parties::Account> change_sign_in(AccountId id, std::string_view what, std::string_view by, const AccountChange& change);
  Result<std::vector<parties::Account>> open_accounts(const policy::SystemGrant& grant);

  // The address to which the system writes to whom a booking is about; empty where none is held. Nothing else of it leaves.
  Result<std::string> address_of(const policy::SystemGrant& grant, RecordId record);

  // What a payment gateway tells of a booking: opens that part of it, and keeps what `change` makes of it, in one transaction; nothing
  // from `change`: it stays. The values as they are then; an Error where there is no such part, or not any more. (payments.cc)
  using SystemChange = std::function<std::optional<Values>(const Values&)>;
  Result<Values> note_payment(const policy::SystemGrant& grant, RecordId booking, std::string_view part, const SystemChange& change);
  // The same by who gives places, of the mandate's booking and part.
  Result<Values> note_payment(const policy::Mandate& mandate, const SystemChange& change);
  // What a step of the charter mails to those of the grant: of the record that its case was opened on. Nothing else of it leaves.
  Result<Values> text_to_mail(const policy::SystemGrant& grant, RecordId record);

  // Whether everything that is held opens with its key, as after a restore. Nothing of it leaves this function. The number
  // of parts that opened; an Error where one does not.
  Result<std::uint64_t> try_every_part();

  // A new keyring at `path` with every key under another root key.
  Result<std::unique_ptr<Keyring>> keys_under(const Secret& root_key, const std::string& path) const;

  store::Store& store() { return store_; }
  ledger::Ledger& ledger() { return ledger_; }
  const Clock& clock() const { return clock_; }
  CivilDate today() const { return london_date(clock_.now()); }

 private:
  friend class Disposal;
  friend class Endings;
  friend class People;
  friend class Recalls;
  friend class Erasures;
  friend class Upload;
  friend class Download;
  friend class Involvement;

  struct CaseToBe {
    const charter::Charter& charter;
    const charter::CaseKind& kind;
    const policy::Actor& by;
    std::string_view reference;
    std::string_view channel;  // by which came what it is opened on
  };
  Result<CaseId> open(const CaseToBe& to_be, const Opening& on);
  Result<void> check_step(store::Transaction& transaction, const policy::Mandate& mandate, const charter::Step& step, CivilDate day);
  void note_step(store::Transaction& transaction, CaseId id, const charter::Step& step, CivilDate day);
  Result<void> seal_part(store::Transaction& transaction, const store::RecordRow& record, std::string_view part, const NewPart& content,
                         std::uint32_t version, KeyId key);
  Result<void> add_new_part(store::Transaction& transaction, const policy::Grant& grant, const store::RecordRow& record,
                            const NewPart& content, bool record_is_new, const std::string& more = "");
  store::RecordRow new_record(const policy::Grant& grant, std::string_view channel, std::string_view state) const;
  Result<std::vector<store::PartRow>> add_parts(store::Transaction& transaction, const store::RecordRow& record,
                                                const std::vector<policy::Grant>& grants, const std::map<std::string, NewPart>& parts,
                                               const std::string& more = "");
  Result<void> put_original(store::Transaction& transaction, const policy::Grant& grant, const store::RecordRow& record,
                            const Batch::Original& original);
  bool may_hold_files(const store::RecordRow& record, std::string_view part);
  Result<void> note_events(store::Transaction& transaction, const policy::Grant& grant, const store::RecordRow& record,
                           const charter::Part& part, const Values& values);
  // The hash of the charter whose period counts for it beside the active one's: that of its collection, or a later one that
  // two people adopted.
  static std::string retention_charter(store::Reader& reader, const store::RecordRow& record, std::string_view part);
  Result<Values> unseal(const store::RecordRow& record, const store::PartRow& part) const;
  void fill_case(store::Reader& reader, CaseId id, policy::Subject& subject) const;
  policy::Subject subject_of_part(store::Reader& reader, const store::RecordRow& record, std::string_view part);
  // What an agency was told of a person is a copy of that person's record: what stops the use of the one stops the other's (limits.cc).
  void add_limits_of_source(store::Reader& reader, const store::RecordRow& copy, std::string_view part, policy::Subject& subject);
  void set_due_days(store::Transaction& transaction, CaseId id);
  void set_due_days(store::Transaction& transaction, const std::vector<store::RecordRow>& records);
  void set_changed_due_days(store::Transaction& transaction, const charter::Charter* before, const charter::Charter& now);
  struct Found {
    const policy::Grant* grant = nullptr;
    store::ListedPart listed;
    std::vector<store::AttachmentRow> attachments;
  };
  bool is_audited(const policy::Grant& grant);
  policy::Subject subject_of_listed(store::Reader& reader, const store::ListedPart& listed);
  Found found_as(store::Reader& reader, const policy::Grant& grant, store::ListedPart listed) const;
  Result<std::optional<Found>> find_granted(store::Reader& reader, const policy::Grant& grant) const;
  Result<void> write_down(std::vector<Found>& found, std::uint64_t leaves, AccountId by = {});
  Result<std::vector<OpenedPart>> open_found(const std::vector<Found>& found);
  bool is_being_destroyed(const store::PartRow& part);
  // Seals why somebody broke the glass, uses what is restricted, asks for something back or refuses that, declines a booking,
  // or has something erased before its last day; it goes after a year.
  Result<RecordId> keep_reason(store::Transaction& transaction, CaseId case_id, const policy::Actor& actor, const std::string& charter,
                               std::string_view reason);
  // Opens one; `about` is the entry that says so. Empty where there is none.
  Result<std::string> open_reason(const ledger::Leaf& about, RecordId reason);
  struct Becoming {
    RecordId booking;
    std::string_view state;
    std::string_view reason;
    RecordId takes_over = {};  // the booking whose place it gets: nobody who waits is passed over by that
  };
  // Returns the entry that is to be appended.
  Result<ledger::Leaf> move_booking(store::Transaction& transaction, const policy::Mandate& mandate, const Becoming& what);
  // "emergency=…;exemption=…;reason=…" for the leaf of an act that rests on them; else empty.
  using Reasons = std::map<CaseId, RecordId>;
  Result<std::string> marks_of(store::Transaction& transaction, const policy::Grant& grant, Reasons& kept);
  struct List;
  Result<void> append_list(store::Transaction& transaction, const List& list, Reasons& kept, AccountId by);
  void append(store::Transaction& transaction, std::string event, const policy::Grant& grant, const store::RecordRow& record,
              std::string detail = "");
  Result<store::RecordRow> find_to_attach(store::Reader& reader, const policy::Grant& grant) const;
  Result<std::unique_ptr<Download>> open_stream(const store::RecordRow& record, const store::PartRow& part,
                                                const store::AttachmentRow& row) const;
  Result<Values> note_payment(store::Transaction& transaction, ledger::Leaf leaf, const SystemChange& change);
  Result<std::uint64_t> try_part(const store::HeldPart& held);
  Result<std::uint64_t> index_range(std::uint64_t after, std::uint64_t until);
  std::vector<const charter::Field*> indexed_fields(const store::RecordRow& record, std::string_view part);
  void index_part(const store::RecordRow& record, const store::PartRow& part, const Values& values);
  void append_search(store::Transaction& transaction, const policy::Actor& actor, const std::vector<policy::Grant>& found);
  Result<void> erase_keys(const std::vector<KeyId>& keys);
  Result<void> keep_account(const parties::Account& account, std::string_view by, bool is_new);

  store::Store& store_;
  ledger::Ledger& ledger_;
  std::unique_ptr<Keyring> keyring_;
  const Clock& clock_;
  Charters charters_;
  std::unique_ptr<NameIndex> names_;
  std::unique_ptr<Arrivals> arrivals_;
  std::atomic<const charter::Charter*> active_ = nullptr;  // found once, changed by activate
  std::mutex activations_mutex_;                           // guards the two below
  std::vector<ledger::Leaf> activations_;
  std::uint64_t leaves_seen_ = 0;  // of the ledger, for activations
};

}  // namespace concordat::vault
