#include "policy/policy.h"

#include <algorithm>

namespace concordat::policy {
namespace {

using charter::Charter;
using charter::Rule;
using charter::Who;
using charter::WhoKind;

constexpr std::pair<ExemptionKind, std::string_view> kExemptions[] = {
    {ExemptionKind::consent, "consent"},
    {ExemptionKind::legal_claims, "legal-claims"},
    {ExemptionKind::rights_of_another, "rights-of-another"},
    {ExemptionKind::public_interest, "public-interest"},
};

// A contact without an account comes to the checks of their agency in one case that are there, and to nothing else; another
// partnership, by a signed message, also puts its own question into the case that is opened for it.
bool answers_check(const Actor& actor, const Subject& subject, const Charter& charter) {
  const charter::RecordKind* kind = charter.record_kind(subject.record_kind);
  if (!kind || !kind->is_check() || (subject.record.is_none() && !kind->is_received())) return false;
  return !actor.agency.is_none() && actor.agency == subject.owner && actor.own_case == subject.case_id;
}

bool is(const Actor& actor, const Who& who, const Subject& subject, const Charter& charter) {
  switch (who.kind) {
    case WhoKind::role:
      return actor.kind == ActorKind::person && actor.roles.contains(who.role);
    case WhoKind::owner_agency:
      if (actor.kind == ActorKind::contact) return answers_check(actor, subject, charter);
      return actor.kind == ActorKind::person && !subject.owner.is_none() && actor.agency == subject.owner;
    case WhoKind::supplier_agency:  // an agency that was asked, and will own what it supplies
      return actor.kind == ActorKind::person && subject.asked.contains(actor.agency) && subject.owner == actor.agency;
    case WhoKind::subject:
      return actor.kind == ActorKind::subject && !subject.record.is_none() && actor.own_record == subject.record;
    case WhoKind::delegate:
      return actor.kind == ActorKind::subject && !actor.own_case.is_none() && actor.own_case == subject.case_id;
    case WhoKind::public_:
      return actor.kind == ActorKind::public_;
  }
  return false;
}

// The task of that sort that brings this person into the case in this role, or null.
const Task* task_of(const Actor& actor, const Who& who, const Subject& subject, Task::How how) {
  if (who.kind != WhoKind::role || actor.kind != ActorKind::person) return nullptr;
  const auto found = std::ranges::find_if(subject.tasks, [&](const Task& task) {
    return task.how == how && task.role == who.role && (how == Task::How::group || task.account == actor.account);
  });
  return found == subject.tasks.end() ? nullptr : &*found;
}

std::optional<Task::How> task_needed(charter::Predicate predicate) {
  switch (predicate) {
    case charter::Predicate::actor_appointed:
    case charter::Predicate::actor_own_course: return Task::How::by_name;
    case charter::Predicate::group_has_task: return Task::How::group;
    case charter::Predicate::actor_agreed: return Task::How::agreed;
    case charter::Predicate::case_not_concluded:
    case charter::Predicate::case_open_for_booking:
    case charter::Predicate::case_in_rapid_review: return std::nullopt;
  }
  return std::nullopt;
}

bool case_allows(charter::Predicate predicate, const Subject& subject, const Charter& charter) {
  const charter::CaseKind* kind = charter.case_kind(subject.case_kind);
  switch (predicate) {
    case charter::Predicate::case_not_concluded: return kind && !kind->states.empty() && subject.case_state != kind->states.back();
    case charter::Predicate::case_open_for_booking: return subject.case_state == "open";
    case charter::Predicate::case_in_rapid_review: return subject.case_state == "rapid-review";
    case charter::Predicate::actor_own_course: return kind && charter::can_hold(*kind, predicate);
    case charter::Predicate::actor_appointed:
    case charter::Predicate::actor_agreed:
    case charter::Predicate::group_has_task: return true;
  }
  return false;
}

// Why somebody may: by which rule, and until when what it rests on lasts.
struct Way {
  const Rule* rule = nullptr;
  std::optional<Instant> ends;
};

void shorten(std::optional<Instant>& ends, const std::optional<Instant>& by) {
  if (by && (!ends || *by < *ends)) ends = by;
}

// Whether all conditions hold of this one of the rule's people. `emergency` lifts appointments, and no agreement: to agree is
// the practitioner's own to give.
bool conditions_hold(const Charter& charter, const Rule& rule, const Who& who, const Actor& actor, const Subject& subject, bool emergency,
                     std::optional<Instant>& ends) {
  return std::ranges::all_of(rule.when, [&](charter::Predicate predicate) {
    if (!case_allows(predicate, subject, charter)) return false;
    const auto needed = task_needed(predicate);
    if (!needed || (emergency && *needed != Task::How::agreed && who.kind == WhoKind::role)) return true;
    const Task* task = task_of(actor, who, subject, *needed);
    if (task) shorten(ends, task->ends);
    return task != nullptr;
  });
}

// The first rule of `charter` that lets this actor do it, if any.
std::optional<Way> way_through(const Charter& charter, const Actor& actor, charter::Act act, const Subject& subject, bool emergency) {
  for (const Rule* rule : charter::rules_for(charter, act, subject.record_kind, subject.part)) {
    for (const Who& who : rule->who) {
      Way way{rule, std::nullopt};
      if (!is(actor, who, subject, charter) || !conditions_hold(charter, *rule, who, actor, subject, emergency, way.ends)) continue;
      for (const parties::Deputyship& one : actor.deputyships)
        if (who.kind == WhoKind::role && one.role == who.role) shorten(way.ends, one.ends);
      return way;
    }
  }
  return std::nullopt;
}

// Whether that holds of some part of some record that the charter lets be held in such a case.
bool some_part(const Charter& charter, const Subject& of_case, const std::function<bool(const Subject&)>& holds) {
  Subject any = of_case;
  return std::ranges::any_of(charter.record_kinds, [&](const charter::RecordKind& kind) {
    any.record_kind = kind.name;
    return kind.case_kind == of_case.case_kind && std::ranges::any_of(kind.parts, [&](const charter::Part& part) {
             any.part = part.name;
             return holds(any);
           });
  });
}

std::string reason_of(const Rule& rule, const Charter& charter) {
  std::string who;
  for (const Who& one : rule.who) who += (who.empty() ? "" : " or ") + charter::words(one, charter);
  std::string when;
  for (const charter::Predicate one : rule.when) when += " and " + charter::words(one);
  return who + when + " (" + rule.where.file + ":" + std::to_string(rule.where.line) + ")";
}

Error not_cleared() {
  return {"You may not reach personal data yet.", "Take data protection training and accept the confidentiality statement first."};
}

// STK-05. An emergency cannot wait for training; the statement takes a minute to accept.
bool is_cleared(const Charter& charter, const Actor& actor, bool emergency) {
  if (actor.kind == ActorKind::contact) return actor.confidential;
  if (actor.kind != ActorKind::person || !charter.staff_need_training) return true;
  return (actor.trained || emergency) && actor.confidential;
}

// UK GDPR, Article 18(2): restricted data is only stored, unless one of four grounds is there. Article 21(1): what was objected
// to goes on for legal claims alone; compelling grounds end the objection instead.
bool limits_allow(const Actor& actor, const Subject& subject, const std::optional<Exemption>& exemption) {
  if (subject.record.is_none() || actor.kind == ActorKind::subject) return true;  // a subject comes to their own record alone
  const bool explained = exemption && !exemption->reason.empty();
  if (subject.objected && !(explained && exemption->kind == ExemptionKind::legal_claims)) return false;
  const bool is_owners = actor.kind == ActorKind::person && !subject.owner.is_none() && actor.agency == subject.owner;
  return explained || (!subject.restricted && (!subject.recalled || is_owners));
}

Error stopped(const Subject& subject) {
  const char* what = subject.objected     ? "The person whom it is about objects to this use, and it has stopped."
                     : subject.restricted ? "The use of this is restricted: it is kept, and not used."
                                          : "The agency that owns this has asked for it back: it is kept, and not used.";
  return {what, "Where the law allows it all the same, say on which ground and why."};
}

Error refused(std::string message) { return {std::move(message), "If you need it for your work, ask the partnership's manager."}; }

// A role that is a task in a case holds its capabilities in that case alone (DDS-24).
bool has_capability(const Actor& actor, charter::Capability capability, const Charter& charter, const Subject& subject) {
  return std::ranges::any_of(actor.roles, [&](const std::string& name) {
    const charter::Role* role = charter.role(name);
    if (!role || !role->holds(capability)) return false;
    return !role->task_only || std::ranges::any_of(subject.tasks, [&](const Task& task) {
      return task.role == name && (task.account.is_none() || task.account == actor.account);
    });
  });
}

}  // namespace

std::string Actor::ledger_name() const {
  switch (kind) {
    case ActorKind::person: return account.text();
    case ActorKind::public_: return "public";
    case ActorKind::subject: return "subject";
    case ActorKind::contact: return "contact";
  }
  return "";
}

std::string_view name_of(ExemptionKind kind) {
  for (const auto& [one, name] : kExemptions)
    if (one == kind) return name;
  return {};
}

std::optional<ExemptionKind> exemption_from(std::string_view name) {
  for (const auto& [kind, one] : kExemptions)
    if (one == name) return kind;
  return std::nullopt;
}

std::string words(ExemptionKind kind) {
  switch (kind) {
    case ExemptionKind::consent: return "The person whom it is about agrees";
    case ExemptionKind::legal_claims: return "It is needed for a legal claim";
    case ExemptionKind::rights_of_another: return "It protects the rights of another person";
    case ExemptionKind::public_interest: return "An important public interest asks for it";
  }
  return "";
}

Actor the_public() { return {}; }

Actor subject_of(RecordId record) {
  Actor actor;
  actor.kind = ActorKind::subject;
  actor.own_record = record;
  return actor;
}

Actor delegate_of(RecordId booking, CaseId course) {
  Actor actor = subject_of(booking);
  actor.own_case = course;
  return actor;
}

Actor contact_of(AgencyId agency, CaseId case_id) {
  Actor actor;
  actor.kind = ActorKind::contact;
  actor.agency = agency;
  actor.own_case = case_id;
  actor.confidential = true;
  return actor;
}

Actor person(const parties::Account& account, const Charter& charter, CivilDate today,
             const std::vector<parties::Deputyship>& deputyships) {
  Actor actor;
  actor.kind = ActorKind::person;
  actor.account = account.id;
  actor.agency = account.agency;
  actor.trained = parties::trained(account, today);
  actor.confidential = account.confidentiality.has_value();
  if (account.left) return actor;
  for (const std::string& role : account.roles)
    if (charter.role(role)) actor.roles.insert(role);
  for (const parties::Deputyship& one : deputyships)
    if (charter.role(one.role) && actor.roles.insert(one.role).second) actor.deputyships.push_back(one);
  return actor;
}

Result<Grant> Gate::decide(const Actor& actor, charter::Act act, std::string_view purpose, const Subject& subject,
                           const std::optional<Exemption>& exemption) const {
  const charter::RecordKind* kind = active_.record_kind(subject.record_kind);
  if (!kind) return refused("The charter knows no such kind of record.");
  if (!kind->part(subject.part)) return refused("The charter knows no such part of this record.");
  if (kind->purpose != purpose) return refused("This was collected for another purpose.");
  const bool is_older = !subject.charter.empty() && subject.charter != active_.hash;
  const Charter* collected_under = is_older ? archive_(subject.charter) : &active_;
  if (!collected_under) return refused("The charter that this was collected under is not known here.");
  const auto glass = std::ranges::find_if(subject.emergencies, [&](const Emergency& one) {
    return actor.kind == ActorKind::person && act == charter::Act::read && one.account == actor.account;
  });
  Error why = refused("No rule of the charter lets you do this.");
  for (const bool emergency : {false, true}) {
    if (emergency && glass == subject.emergencies.end()) break;
    if (!is_cleared(active_, actor, emergency) || !is_cleared(*collected_under, actor, emergency)) {
      why = not_cleared();
      continue;
    }
    const auto way = way_through(active_, actor, act, subject, emergency);
    if (!way) continue;
    const auto earlier = way_through(*collected_under, actor, act, subject, emergency);
    if (!earlier) {
      why = refused("The charter that this was collected under does not let you do this.");
      continue;
    }
    if (!limits_allow(actor, subject, exemption)) return stopped(subject);
    Grant grant(actor, act, std::string(purpose), subject, reason_of(*way->rule, active_), active_.hash);
    grant.ends_ = way->ends;
    shorten(grant.ends_, earlier->ends);
    if (emergency) {
      grant.emergency_ = glass->id;
      shorten(grant.ends_, glass->closes);
    }
    if (subject.restricted || subject.objected || subject.recalled) grant.exemption_ = exemption;
    return grant;
  }
  return why;
}

Result<Mandate> Gate::authorise(const Actor& actor, charter::Capability capability, const Subject& subject) const {
  if (actor.kind != ActorKind::person || !has_capability(actor, capability, active_, subject))
    return refused("Your role does not include this.");
  if (!is_cleared(active_, actor, false)) return not_cleared();
  return Mandate(actor, "capability:" + std::string(charter::name_of(capability)), subject, active_.hash);
}

Result<Mandate> Gate::authorise_step(const Actor& actor, const charter::Step& step, const Subject& subject) const {
  if (actor.kind == ActorKind::subject) {
    if (!step.by_subject || subject.record.is_none() || actor.own_record != subject.record || subject.case_state != step.from)
      return refused("This is not yours to do, or was done already.");
    return Mandate(actor, "step:" + subject.case_kind + ":" + step.to, subject, active_.hash);
  }
  if (actor.kind != ActorKind::person ||
      std::ranges::none_of(step.who, [&](const std::string& role) { return actor.roles.contains(role); }))
    return refused("Your role does not include this step.");
  if (!is_cleared(active_, actor, false)) return not_cleared();
  if (subject.case_state != step.from) return refused("The case has moved on since you looked at it.");
  return Mandate(actor, "step:" + subject.case_kind + ":" + step.to, subject, active_.hash);
}

Result<Mandate> Gate::authorise_withdrawal(const Actor& actor, std::string_view consent, const Subject& subject) const {
  if (actor.kind != ActorKind::subject || subject.record.is_none() || actor.own_record != subject.record)
    return refused("A consent is withdrawn by the person who gave it.");
  return Mandate(actor, "withdraw:" + std::string(consent), subject, active_.hash);
}

Result<Mandate> Gate::authorise_own(const Actor& actor, const Subject& subject) const {
  if (actor.kind != ActorKind::subject || subject.record.is_none() || actor.own_record != subject.record)
    return refused("This is for the person whose booking it is.");
  return Mandate(actor, std::string(kOwnRecord), subject, active_.hash);
}

Result<Mandate> Gate::authorise_agreement(const Actor& actor, const Subject& subject) const {
  if (actor.kind != ActorKind::person || subject.case_id.is_none()) return refused("To contribute to a case is agreed in person.");
  return Mandate(actor, "agree", subject, active_.hash);
}

bool Gate::reads_some(const Actor& actor, const Subject& subject) const {
  const bool emergency = std::ranges::find(subject.emergencies, actor.account, &Emergency::account) != subject.emergencies.end();
  return some_part(active_, subject, [&](const Subject& one) {
    return way_through(active_, actor, charter::Act::read, one, false) ||
           (emergency && way_through(active_, actor, charter::Act::read, one, true));
  });
}

bool Gate::may_meet_an_emergency(const Actor& actor) const {
  if (actor.kind != ActorKind::person || active_.staff_need_training) return actor.kind == ActorKind::person;
  return std::ranges::any_of(active_.rules, [&](const Rule& rule) {
    const bool reads = std::ranges::find(rule.may, charter::Act::read) != rule.may.end();
    const bool is_lifted = std::ranges::any_of(rule.when, [](charter::Predicate predicate) {
      return task_needed(predicate).value_or(Task::How::agreed) != Task::How::agreed;
    });
    return reads && is_lifted && std::ranges::any_of(rule.who, [&](const Who& who) {
             return who.kind == WhoKind::role && actor.roles.contains(who.role);
           });
  });
}

Result<Mandate> Gate::authorise_emergency(const Actor& actor, const Subject& subject) const {
  if (actor.kind != ActorKind::person || subject.case_id.is_none()) return refused("An emergency access is to one case.");
  if (!is_cleared(active_, actor, true))
    return Error{"You have not accepted the confidentiality statement yet.", "Read and accept it first: it takes a minute."};
  Subject any = subject;
  any.owner = actor.agency;
  const bool opens = some_part(active_, any, [&](const Subject& one) {
    const bool open = is_cleared(active_, actor, false) && way_through(active_, actor, charter::Act::read, one, false);
    return !open && way_through(active_, actor, charter::Act::read, one, true);
  });
  if (opens) return Mandate(actor, "emergency", subject, active_.hash);
  return refused("An emergency access would open nothing in this case that is not open to you.");
}

Result<Mandate> Gate::authorise_lending(const Actor& actor, std::string_view role_name) const {
  const charter::Role* role = active_.role(role_name);
  const bool is_lent = std::ranges::find(actor.deputyships, role_name, &parties::Deputyship::role) != actor.deputyships.end();
  if (actor.kind != ActorKind::person || !role || !actor.roles.contains(role->name) || is_lent)
    return refused("Only who holds a role can lend it, and what was lent is not lent on.");
  if (role->task_only) return refused("A task in a case is given by appointment; nobody stands in for it.");
  return Mandate(actor, "lend:" + role->name, {}, active_.hash);
}

Result<Mandate> Gate::authorise_objection(const Actor& actor, const Subject& subject) const {
  const bool is_own = actor.kind == ActorKind::subject && !subject.record.is_none() && actor.own_record == subject.record;
  if (!is_own) return refused("An objection is made by the person whom it is about.");
  return Mandate(actor, "object", subject, active_.hash);
}

Result<SystemGrant> Gate::grant_mailing(std::string_view record_kind) const {
  for (const charter::CaseKind& kind : active_.case_kinds)
    for (const charter::Step& step : kind.steps)
      for (const charter::Effect& effect : step.effects)
        if (effect.kind == charter::EffectKind::mail_to && effect.record_kind == record_kind)
          return SystemGrant(std::string(record_kind), "mail-subscribers");
  return refused("The charter lets nothing be mailed to them.");
}

SystemGrant Gate::grant_system(SystemTask task) const {
  switch (task) {
    case SystemTask::index_names: return SystemGrant("", "index-names");
    case SystemTask::mail_delegates: return SystemGrant("booking", "mail-delegates");
    case SystemTask::settle_payments: return SystemGrant("booking", "settle-payments");
    case SystemTask::index_accounts: break;
  }
  return SystemGrant(std::string(kAccountKind), "index-accounts");
}

}  // namespace concordat::policy
