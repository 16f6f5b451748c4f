#pragma once
// The one place where access is decided. Deny by default: a Grant or a Mandate exists only because a rule of the charter
// said so, and nothing outside this folder can make one. The vault does nothing without.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "charter/charter.h"
#include "charter/outputs.h"
#include "parties/parties.h"

namespace concordat::policy {

enum class ActorKind { person, public_, subject, contact };

struct Actor {
  ActorKind kind = ActorKind::public_;
  AccountId account;            // of a person
  AgencyId agency;              // of a person; none: the partnership's own office
  std::set<std::string> roles;  // of a person: their own, and those lent to them now
  std::vector<parties::Deputyship> deputyships;  // the roles among these that are theirs only for somebody's absence
  bool trained = false;         // has current training in data protection
  bool confidential = false;    // accepted the confidentiality statement
  RecordId own_record;          // of a subject who came by the link to their own record
  CaseId own_case;              // of a contact without an account: the one case whose check brought them; beside `agency`. Of a
                                // subject: the course on which their booking has a place

  std::string ledger_name() const;  // "public", "subject", "contact" or the account's id
};

Actor the_public();
Actor subject_of(RecordId record);
// Whose booking is a place on that course.
Actor delegate_of(RecordId booking, CaseId course);
// Who answers for an agency by a link and a code, and accepted that it is confidential: the checks of one case, and nothing else.
// So does another partnership by a signed message.
Actor contact_of(AgencyId agency, CaseId case_id);
// A role that `charter` no longer names is nobody's; who has left holds none.
Actor person(const parties::Account& account, const charter::Charter& charter, CivilDate today,
             const std::vector<parties::Deputyship>& deputyships = {});

// A task in the case that is in force now.
struct Task {
  enum class How { by_name, group, agreed };  // appointed; the group that the role is; involved, agreed and bound to confidentiality
  How how = How::by_name;
  AccountId account;  // none: whoever holds the role
  std::string role;
  std::optional<Instant> ends;
};

// A break-glass that is open now. docs/decisions/0042 says what it lifts.
struct Emergency {
  EmergencyId id;
  AccountId account;
  Instant closes;
};

// On what ground of UK GDPR, Article 18(2), a record is used although its use is restricted.
enum class ExemptionKind { consent, legal_claims, rights_of_another, public_interest };
struct Exemption {
  ExemptionKind kind = ExemptionKind::consent;
  std::string reason;  // in the person's words; sealed, never in the ledger
};
std::string_view name_of(ExemptionKind kind);  // "legal-claims"
std::optional<ExemptionKind> exemption_from(std::string_view name);
std::string words(ExemptionKind kind);

// What is to be acted on, as it stood when the decision was asked for.
struct Subject {
  CaseId case_id;
  std::string case_kind;
  std::string case_state;
  std::uint64_t case_version = 0;
  RecordId record;  // none while it does not exist yet
  std::string record_kind;
  std::string part;
  AgencyId owner;       // whose data it is, or will be
  std::vector<Task> tasks;              // in the case, in force now
  std::vector<Emergency> emergencies;   // open now on the case
  bool restricted = false;  // its use is restricted (UK GDPR, Article 18)
  bool recalled = false;    // its owner has asked for it back, and nobody has answered yet
  bool objected = false;    // an objection stands against its purpose (Article 21)
  std::set<AgencyId> asked;  // agencies that were asked to contribute to the case
  std::string charter;  // hash of the charter it was collected under; empty while it does not exist yet
};

// Proof that one actor may do one act for one purpose on one part of one record, while its case is as it was.
class Grant {
 public:
  const Actor& actor() const { return actor_; }
  charter::Act act() const { return act_; }
  const std::string& purpose() const { return purpose_; }
  const Subject& subject() const { return subject_; }
  const std::string& reason() const { return reason_; }    // in words: which rule allowed it
  const std::string& charter() const { return charter_; }  // hash of the active charter
  // From when on it is worth nothing: the end of the appointment, deputyship or break-glass that it rests on.
  const std::optional<Instant>& ends() const { return ends_; }
  const std::optional<EmergencyId>& emergency() const { return emergency_; }  // where a break-glass opened it
  const std::optional<Exemption>& exemption() const { return exemption_; }    // where it was needed

 private:
  friend class Gate;
  Grant(Actor actor, charter::Act act, std::string purpose, Subject subject, std::string reason, std::string charter)
      : actor_(std::move(actor)), act_(act), purpose_(std::move(purpose)), subject_(std::move(subject)), reason_(std::move(reason)),
        charter_(std::move(charter)) {}

  Actor actor_;
  charter::Act act_;
  std::string purpose_;
  Subject subject_;
  std::string reason_;
  std::string charter_;
  std::optional<Instant> ends_;
  std::optional<EmergencyId> emergency_;
  std::optional<Exemption> exemption_;
};

// Proof that a person may use a capability of their role, or take a step of a case.
class Mandate {
 public:
  const Actor& actor() const { return actor_; }
  const std::string& what() const { return what_; }        // "capability:offer-place", "step:review:concluded"
  const Subject& subject() const { return subject_; }      // at least its case; none where it concerns no case
  const std::string& charter() const { return charter_; }  // hash of the active charter

 private:
  friend class Gate;
  Mandate(Actor actor, std::string what, Subject subject, std::string charter)
      : actor_(std::move(actor)), what_(std::move(what)), subject_(std::move(subject)), charter_(std::move(charter)) {}

  Actor actor_;
  std::string what_;
  Subject subject_;
  std::string charter_;
};

inline constexpr std::string_view kOwnRecord = "own-record";  // of Gate::authorise_own

// Proof that the system itself may open records for a named task, as rebuilding an index in memory at unseal. The tasks are
// a closed set.
enum class SystemTask { index_accounts, index_names, mail_delegates, settle_payments };
class SystemGrant {
 public:
  const std::string& record_kind() const { return record_kind_; }  // empty: every kind of the charter
  const std::string& task() const { return task_; }

 private:
  friend class Gate;
  SystemGrant(std::string record_kind, std::string task) : record_kind_(std::move(record_kind)), task_(std::move(task)) {}
  std::string record_kind_;
  std::string task_;
};

// Kinds of record that belong to the system, not to a charter; no rule can open them: accounts, and the reasons that people
// gave for a break-glass or for using what is restricted.
inline constexpr std::string_view kAccountKind = "account";
inline constexpr std::string_view kReasonKind = "reason";

class Gate {
 public:
  // A charter by its hash; a null pointer when none such was ever activated here.
  using Archive = std::function<const charter::Charter*(std::string_view hash)>;

  Gate(const charter::Charter& active, Archive archive) : active_(active), archive_(std::move(archive)) {}

  // Access needs both the active charter and the one the record was collected under. An Error says why not.
  Result<Grant> decide(const Actor& actor, charter::Act act, std::string_view purpose, const Subject& subject,
                       const std::optional<Exemption>& exemption = std::nullopt) const;
  Result<Mandate> authorise(const Actor& actor, charter::Capability capability, const Subject& subject = {}) const;
  Result<Mandate> authorise_step(const Actor& actor, const charter::Step& step, const Subject& subject) const;
  // Withdrawing a consent is the person's own right (UK GDPR Article 7(3)): no rule of a charter can forbid it.
  Result<Mandate> authorise_withdrawal(const Actor& actor, std::string_view consent, const Subject& subject) const;
  // What a delegate does with their own booking: cancelling it, reading why it was declined.
  Result<Mandate> authorise_own(const Actor& actor, const Subject& subject) const;
  // Agreeing to contribute to a case, or declining: the practitioner's own act, before anything is opened to them.
  Result<Mandate> authorise_agreement(const Actor& actor, const Subject& subject) const;
  // Whether something of such a case would be open to them as it stands now. A case is there for whoever comes by a task only while it is.
  bool reads_some(const Actor& actor, const Subject& subject) const;
  // Whether breaking a glass could ever open something to them: the charter asks for a training, or for a task of a role that they hold.
  bool may_meet_an_emergency(const Actor& actor) const;
  // Breaking the glass of one case: only where it opens something that nothing else does.
  Result<Mandate> authorise_emergency(const Actor& actor, const Subject& subject) const;
  // Lending a role for an absence is its holder's own act; what was lent is not lent on.
  Result<Mandate> authorise_lending(const Actor& actor, std::string_view role) const;
  // Objecting is the person's own right (UK GDPR Article 21).
  Result<Mandate> authorise_objection(const Actor& actor, const Subject& subject) const;
  SystemGrant grant_system(SystemTask task) const;
  // To write to those whom such records are about: only where a step of the charter mails something to them.
  Result<SystemGrant> grant_mailing(std::string_view record_kind) const;

  const charter::Charter& active() const { return active_; }

 private:
  const charter::Charter& active_;
  Archive archive_;
};

}  // namespace concordat::policy
