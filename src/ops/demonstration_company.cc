#include "ops/demonstration_company.h"

#include <algorithm>

#include "charter/outputs.h"
#include "charter/sentences.h"
#include "ops/demonstration_plan.h"
#include "vault/people.h"

namespace concordat::ops {
namespace {

using charter::Act;
using charter::Moment;

// What is asked while a record is made, rather than of one that is there.
bool asked_at_first(const charter::Part& part) {
  return std::ranges::any_of(part.ask, [](Moment moment) {
    return moment == Moment::at_request || moment == Moment::at_supply || moment == Moment::on_writing;
  });
}

}  // namespace

Company::Company(Instance& instance, casework::Accounts& accounts, std::vector<AccountId> cast)
    : instance_(instance), accounts_(accounts), cast_(std::move(cast)),
      app_{instance.vault(), instance.disposal(), accounts, assets_, instance.link_key(), "", ""} {}

void Company::gather() {
  people_ = {policy::the_public()};
  for (const AccountId id : cast_) people_.push_back(policy::person(*accounts_.find(id), charter(), vault().today()));
}

Result<void> Company::renew_training() {
  const CivilDate today = vault().today();
  for (const AccountId id : cast_) {
    auto account = accounts_.find(id);
    if (!account->trained || today < account->trained->plus_months(parties::kTrainingMonths - 1)) continue;
    account->trained = today;
    TRY(accounts_.update(vault(), *account, "system"));
  }
  return {};
}

Result<void> Company::give_task(CaseId case_id, const charter::Role& role, const std::string& how) {
  const policy::Subject subject = *vault().subject_of_case(case_id);
  const auto holder = std::ranges::find_if(people_, [&](const policy::Actor& one) { return one.roles.contains(role.name); });
  if (holder == people_.end()) return {};
  const AccountId account = how == "group" ? AccountId{} : holder->account;
  for (const policy::Actor& appointer : who_may(charter::Capability::appoint, subject)) {
    if (appointer.account == account) continue;
    vault::People people(vault());
    const auto may_appoint = vault().gate().authorise(appointer, charter::Capability::appoint, subject);
    if (!may_appoint) return may_appoint.error();
    const AppointmentId task = TRY(people.appoint(*may_appoint, {account, role.name, how, vault().clock().now(), std::nullopt}));
    if (how != "involved") return {};
    const auto may_agree = vault().gate().authorise_agreement(*holder, subject);
    return may_agree ? people.agree(*may_agree, task) : may_agree.error();
  }
  return {};
}

std::vector<policy::Actor> Company::who_may(charter::Capability capability, const policy::Subject& subject) const {
  std::vector<policy::Actor> actors;
  for (const policy::Actor& actor : people_)
    if (vault().gate().authorise(actor, capability, subject)) actors.push_back(actor);
  return actors;
}

std::optional<policy::Actor> Company::who_steps(const charter::Step& step, const policy::Subject& subject) const {
  for (const policy::Actor& actor : people_)
    if (vault().gate().authorise_step(actor, step, subject)) return actor;
  return std::nullopt;
}

std::optional<policy::Grant> Company::grant(Act act, const policy::Subject& subject, std::size_t turn) const {
  const charter::RecordKind* kind = charter().record_kind(subject.record_kind);
  for (std::size_t i = 0; kind && i < people_.size(); ++i) {
    auto grant = vault().gate().decide(people_[(i + turn) % people_.size()], act, kind->purpose, subject);
    if (grant) return std::move(*grant);
  }
  return std::nullopt;
}

std::optional<policy::Actor> Company::holder(const std::string& role) const {
  const auto found = std::ranges::find_if(people_, [&](const policy::Actor& one) { return one.roles.contains(role); });
  return found == people_.end() ? std::nullopt : std::optional(*found);
}

std::optional<policy::Grant> Company::grant_to(const policy::Actor& actor, Act act, const policy::Subject& subject) const {
  const charter::RecordKind* kind = charter().record_kind(subject.record_kind);
  if (!kind) return std::nullopt;
  auto grant = vault().gate().decide(actor, act, kind->purpose, subject);
  if (!grant) return std::nullopt;
  return std::move(*grant);
}

std::optional<policy::Mandate> Company::emergency(const policy::Subject& subject, std::size_t turn) const {
  for (std::size_t i = 0; i < people_.size(); ++i) {
    auto mandate = vault().gate().authorise_emergency(people_[(i + turn) % people_.size()], subject);
    if (mandate) return std::move(*mandate);
  }
  return std::nullopt;
}

std::vector<Adder> Company::find_adders(const charter::RecordKind& kind, CaseId case_id, AgencyId owner) const {
  std::vector<Adder> adders;
  for (const policy::Actor& actor : people_) {
    Adder adder{actor, {}};
    const auto may_add = [&](const charter::Part& part) {
      return casework::may(app_, actor, Act::add, casework::subject_for(app_, case_id, {kind.name, part.name, owner, "", ""}));
    };
    for (const charter::Part& part : kind.parts)
      if (asked_at_first(part) && may_add(part))
        adder.parts.push_back(part.name);
    if (!adder.parts.empty()) adders.push_back(std::move(adder));
  }
  // A record begins with the first part that the charter lets anybody add: no attendance without a booking.
  const auto first = std::ranges::find_if(kind.parts, [&](const charter::Part& part) {
    return asked_at_first(part) && !charter::rules_for(charter(), Act::add, kind.name, part.name).empty();
  });
  if (first == kind.parts.end()) return {};
  std::erase_if(adders, [&](const Adder& adder) { return std::ranges::find(adder.parts, first->name) == adder.parts.end(); });
  // The agency itself, where it may.
  const auto is_other = [&](const Adder& adder) { return adder.actor.agency != owner; };
  if (!owner.is_none() && !std::ranges::all_of(adders, is_other)) std::erase_if(adders, is_other);
  return adders;
}

std::vector<Adder> Company::adders(const charter::RecordKind& kind, CaseId case_id, AgencyId owner) {
  if (!owner.is_none()) return find_adders(kind, case_id, owner);
  const std::string key = charter().hash + " " + kind.name + " " + vault().subject_of_case(case_id)->case_state;
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = adders_.find(key); known != adders_.end()) return known->second;
  }
  std::vector<Adder> found = find_adders(kind, case_id, owner);
  const std::lock_guard lock(mutex_);
  return adders_.emplace(key, std::move(found)).first->second;
}

// ---- what came of it

void Company::was_added(const std::string& record_kind, const std::string& part) {
  const std::lock_guard lock(mutex_);
  ++added_[{record_kind, part}];
}

void Company::was_refused(const std::string& record_kind, const std::string& part, const Error& error) {
  const std::lock_guard lock(mutex_);
  refused_.emplace(PartName{record_kind, part}, error);
}

bool Company::is_refused(const std::string& record_kind, const std::string& part) const {
  const std::lock_guard lock(mutex_);
  return refused_.contains({record_kind, part}) && !added_.contains({record_kind, part});
}

void Company::was_opened(const std::string& case_kind) {
  const std::lock_guard lock(mutex_);
  ++opened_[case_kind];
}

void Company::was_stopped(const charter::CaseKind& kind, const charter::Step& step, const std::string& why) {
  const std::lock_guard lock(mutex_);
  stopped_.emplace(kind.name + " " + step.to, "No case of \"" + kind.title + "\" was taken from \"" + casework::title_of_state(step.from) +
                                                  "\" to \"" + casework::title_of_state(step.to) + "\": " + why);
}

std::size_t Company::records() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::size_t> most;  // of one record there may be several parts
  for (const auto& [name, count] : added_) most[name.first] = std::max(most[name.first], count);
  std::size_t all = 0;
  for (const auto& [name, count] : most) all += count;
  return all;
}

std::size_t Company::cases() const {
  const std::lock_guard lock(mutex_);
  std::size_t all = 0;
  for (const auto& [name, count] : opened_) all += count;
  return all;
}

std::string Company::why_not_added(const charter::RecordKind& kind, const charter::Part& part) const {
  if (const auto refused = refused_.find({kind.name, part.name}); refused != refused_.end()) return refused->second.message;
  if (moves_a_clock(charter(), kind) || moves_a_clock(charter(), part))
    return "that moves a clock, which is rare, so that the demonstration leaves it to you.";
  const auto rules = charter::rules_for(charter(), Act::add, kind.name, part.name);
  if (rules.empty()) return "no rule of the charter lets anybody add it.";
  std::vector<std::string> whom;
  for (const charter::Rule* rule : rules)
    for (const charter::Who& who : rule->who) whom.push_back(charter::words(who, charter()) + charter::conditions(*rule));
  return "the charter lets it be added by " + charter::listed(whom, "or") + ", and here nobody was, when it could be asked.";
}

std::vector<std::string> Company::left_out() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> sentences;
  for (const charter::CaseKind& kind : charter().case_kinds)
    if (charter().received_kind() && charter().received_kind()->case_kind == kind.name)
      sentences.push_back("No case of \"" + kind.title +
                          "\" is there: another partnership opens one by a signed message, and the one that is known here is invented.");
    else if (!opened_.contains(kind.name))
      sentences.push_back("No case of \"" + kind.title + "\" was opened, and nothing belongs to one: no role of the charter may "
                          "open a case. Give a role the capability open-case.");
  for (const auto& [name, sentence] : stopped_) sentences.push_back(sentence);
  std::map<std::string, std::vector<std::string>> by_reason;
  for (const charter::RecordKind& kind : charter().record_kinds) {
    if (!opened_.contains(kind.case_kind)) continue;
    for (const charter::Part& part : kind.parts)
      if (!added_.contains({kind.name, part.name}))
        by_reason[why_not_added(kind, part)].push_back("\"" + charter::short_title(kind, part) + "\"");
  }
  for (const auto& [why, titles] : by_reason) sentences.push_back("Nothing of " + charter::listed(titles, "or") + " was added: " + why);
  return sentences;
}

}  // namespace concordat::ops
