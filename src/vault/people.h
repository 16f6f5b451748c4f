#pragma once
// Who comes to a case and why; roles given and lent; break-glass; what a person's rights stop. Each act has its leaf in the
// ledger in the same transaction (docs/formats/ledger.md). docs/decisions/0042 to 0044 say why it is so.

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/tasks.h"
#include "vault/vault.h"

namespace concordat::vault {

inline constexpr std::int64_t kEmergencyMinutes = 60;
inline constexpr int kReviewWorkingDays = 3;

// ---- what they are judged by
// Whether two people would be one in an act that needs two: they are the same, one stood in for the other at that time, or
// both for a third.
bool same_seat(store::Reader& reader, AccountId one, Instant one_at, AccountId other, Instant other_at);
// The last day for the review of an emergency access, by the charter's bank holidays.
CivilDate review_due(const charter::Charter& charter, const store::EmergencyRow& row);
// The roles that may be given a task in a case of this kind in that way: "by-name", "group", "involved".
std::vector<const charter::Role*> task_roles(const charter::Charter& charter, std::string_view case_kind, std::string_view how);
// UK GDPR, Article 21(1) and (2): what rests on a public task or legitimate interests, and marketing.
bool can_be_objected_to(const charter::Purpose& purpose);

struct NewAppointment {
  AccountId account;  // none: the group that the role is
  std::string role;
  std::string how;
  Instant begins;     // now, where that has passed
  std::optional<Instant> ends;
};

struct Absence {
  Instant begins;
  Instant ends;
};

struct Declined {
  AppointmentId appointment;
  Instant at;
  RecordId reason;  // none: none was given
};

struct AccessReview {
  Instant at;
  AccountId by;
  std::size_t accounts = 0;
};

class People {
 public:
  explicit People(Vault& vault) : vault_(vault) {}

  // ---- tasks in a case
  Result<AppointmentId> appoint(const policy::Mandate& mandate, NewAppointment wanted);
  Result<void> end_appointment(const policy::Mandate& mandate, AppointmentId id);
  // The practitioner agrees to contribute, and accepts confidentiality for this case.
  Result<void> agree(const policy::Mandate& mandate, AppointmentId id);
  // Or declines, by the same mandate: the task ends. The reason is theirs to give, and sealed.
  Result<void> decline(const policy::Mandate& mandate, AppointmentId id, std::string_view reason);
  static std::vector<Declined> declined(store::Reader& reader, CaseId id);
  Result<std::string> reason_declined(const policy::Mandate& mandate, AppointmentId id);  // for who appoints; logged

  // ---- emergency access
  // Opens one case for an hour. `told` is a second person who reviews such accesses; the agencies whose records are in the case
  // are told as well. The reason is sealed.
  Result<EmergencyId> break_glass(const policy::Mandate& mandate, std::string_view reason, AccountId told);
  Result<void> review(const policy::Mandate& mandate, EmergencyId id, bool justified);
  Result<std::string> reason_of(const policy::Mandate& mandate, EmergencyId id);  // for who reviews it; logged

  // ---- what a person's rights stop
  // `right` is "restriction" (Article 18) or "objection" (Article 21), `ground` one of grounds().
  Result<RestrictionId> restrict_use(const policy::Mandate& mandate, RecordId record, std::string_view right, std::string_view ground);
  // Article 18(3): the person is told before it ends.
  Result<void> told_before_end(const policy::Mandate& mandate, RestrictionId id, CivilDate day);
  Result<void> end_restriction(const policy::Mandate& mandate, RestrictionId id);

  // ---- joiners, movers, leavers. Each returns the account as it is now.
  Result<void> add_person(const policy::Mandate& mandate, const parties::Account& account);
  Result<RoleGrantId> propose_role(const policy::Mandate& mandate, AccountId account, std::string_view role);
  // A role lent to a deputy by others, where its holder cannot: two people, like a role.
  Result<RoleGrantId> propose_deputy(const policy::Mandate& mandate, AccountId principal, AccountId deputy, std::string_view role,
                                     const Absence& absence);
  Result<parties::Account> approve_role(const policy::Mandate& mandate, RoleGrantId id);
  Result<void> decline_role(const policy::Mandate& mandate, RoleGrantId id);
  Result<parties::Account> end_role(const policy::Mandate& mandate, AccountId account, std::string_view role);
  Result<parties::Account> record_training(const policy::Mandate& mandate, AccountId account, CivilDate day);
  Result<parties::Account> leave(const policy::Mandate& mandate, AccountId account);

  // ---- when somebody has lost both password and second factor: two people let them begin anew (people_sign_in.cc)
  Result<void> propose_reset(const policy::Mandate& mandate, AccountId account);
  // By another person: neither opens anything any more, and a new invitation can be sent.
  Result<parties::Account> approve_reset(const policy::Mandate& mandate, AccountId account);
  Result<void> decline_reset(const policy::Mandate& mandate, AccountId account);
  // Who proposed it, while it waits.
  static std::optional<AccountId> reset_proposed_by(store::Reader& reader, AccountId account);

  // ---- the quarterly access review: somebody has looked at who holds which role
  Result<void> record_access_review(const policy::Mandate& mandate, std::size_t accounts);
  static std::vector<AccessReview> access_reviews(store::Reader& reader);  // the newest first

  // ---- deputies
  Result<RoleGrantId> lend_role(const policy::Mandate& mandate, AccountId deputy, const Absence& absence);
  Result<void> end_lending(const policy::Mandate& mandate, RoleGrantId id);

 private:
  ledger::Leaf leaf_of(const policy::Mandate& mandate, std::string event, std::string detail) const;
  void write_down(store::Transaction& transaction, const policy::Mandate& mandate, std::string event, std::string detail);
  std::optional<parties::Account> account(store::Reader& reader, AccountId id);
  Result<void> keep(store::Transaction& transaction, const policy::Mandate& mandate, const parties::Account& account);
  Result<store::AppointmentRow> asked_of(store::Reader& reader, const policy::Mandate& mandate, AppointmentId id);
  Result<void> check_appointment(store::Reader& reader, const policy::Mandate& mandate, const NewAppointment& wanted);
  Result<void> check_lending(store::Reader& reader, AccountId principal, AccountId deputy, const std::string& role, const Absence& absence);
  Result<void> check_told(store::Reader& reader, const policy::Mandate& mandate, AccountId told);
  Result<void> check_two_remain(store::Reader& reader, const parties::Account& without);
  Result<parties::Account> change(const policy::Mandate& mandate, AccountId id, const std::string& event, const std::string& more,
                                  const std::function<Result<void>(store::Transaction&, parties::Account&)>& how);

  Vault& vault_;
};

// The grounds of a right to stop a use, as words and sentences.
struct Ground {
  std::string_view right;
  std::string_view name;
  std::string_view words;
};
std::vector<Ground> grounds(std::string_view right);

}  // namespace concordat::vault
