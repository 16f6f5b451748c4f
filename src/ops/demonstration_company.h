#pragma once
// Those who act in a demonstration, what policy lets each of them do, and what nobody could do.

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "casework/access.h"
#include "ops/instance.h"

namespace concordat::ops {

class Neighbour;

// Who may add a record of some kind, and which of its parts with it.
struct Adder {
  policy::Actor actor;
  std::vector<std::string> parts;
};

class Company {
 public:
  Company(Instance& instance, casework::Accounts& accounts, std::vector<AccountId> cast);

  // As the accounts are today; the public comes first. Once a day, while nobody acts.
  void gather();
  // Who had their training nearly a year ago has it again.
  Result<void> renew_training();

  const casework::App& app() const { return app_; }
  vault::Vault& vault() const { return instance_.vault(); }
  vault::Disposal& disposal() const { return instance_.disposal(); }
  const charter::Charter& charter() const { return instance_.charter(); }

  // All of these are safe to ask from several threads.
  std::vector<policy::Actor> who_may(charter::Capability capability, const policy::Subject& subject = {}) const;
  std::optional<policy::Actor> who_steps(const charter::Step& step, const policy::Subject& subject) const;
  // Beginning with a different one for each `turn`.
  std::optional<policy::Grant> grant(charter::Act act, const policy::Subject& subject, std::size_t turn) const;
  std::optional<policy::Actor> holder(const std::string& role) const;
  std::optional<policy::Grant> grant_to(const policy::Actor& actor, charter::Act act, const policy::Subject& subject) const;
  // For somebody who cannot open the case otherwise.
  std::optional<policy::Mandate> emergency(const policy::Subject& subject, std::size_t turn) const;
  // The other partnership; null where the charter asks none.
  Neighbour* neighbour() const { return neighbour_; }
  void meet(Neighbour* neighbour) { neighbour_ = neighbour; }
  // To a new record of the case that `owner` will own. Who may add its first part, if anybody may.
  std::vector<Adder> adders(const charter::RecordKind& kind, CaseId case_id, AgencyId owner);

  // Has the first who holds that role appointed to the case, or the group that the role is; whoever was involved agrees to
  // contribute. Nothing where nobody holds it, or nobody else may appoint.
  Result<void> give_task(CaseId case_id, const charter::Role& role, const std::string& how);

  void was_added(const std::string& record_kind, const std::string& part);
  void was_refused(const std::string& record_kind, const std::string& part, const Error& error);
  bool is_refused(const std::string& record_kind, const std::string& part) const;  // and was never added
  void was_opened(const std::string& case_kind);
  void was_stopped(const charter::CaseKind& kind, const charter::Step& step, const std::string& why);
  std::size_t records() const;
  std::size_t cases() const;

  // What there is nothing of, and why: a sentence each.
  std::vector<std::string> left_out() const;

 private:
  using PartName = std::pair<std::string, std::string>;  // record kind, part
  std::vector<Adder> find_adders(const charter::RecordKind& kind, CaseId case_id, AgencyId owner) const;
  std::string why_not_added(const charter::RecordKind& kind, const charter::Part& part) const;

  Instance& instance_;
  casework::Accounts& accounts_;
  std::vector<AccountId> cast_;
  html::Assets assets_;  // none: nobody looks at pages here
  casework::App app_;
  std::vector<policy::Actor> people_;
  Neighbour* neighbour_ = nullptr;
  mutable std::mutex mutex_;  // guards the rest
  std::map<std::string, std::vector<Adder>> adders_;  // of what the partnership owns, by charter, kind and state of case
  std::map<PartName, std::size_t> added_;
  std::map<PartName, Error> refused_;
  std::map<std::string, std::size_t> opened_;
  std::map<std::string, std::string> stopped_;
};

}  // namespace concordat::ops
