#include "policy/policy.h"

#include <algorithm>

namespace concordat::policy {
namespace {

using charter::Charter;
using charter::Rule;
using charter::Who;
using charter::WhoKind;

bool is(const Actor& actor, const Who& who, const Subject& subject) {
  switch (who.kind) {
    case WhoKind::role:
      return actor.kind == ActorKind::person && actor.roles.contains(who.role);
    case WhoKind::owner_agency:
      return actor.kind == ActorKind::person && !subject.owner.is_none() && actor.agency == subject.owner;
    case WhoKind::supplier_agency:  // an agency that was asked, and will own what it supplies
      return actor.kind == ActorKind::person && subject.asked.contains(actor.agency) && subject.owner == actor.agency;
    case WhoKind::subject:
      return actor.kind == ActorKind::subject && !subject.record.is_none() && actor.own_record == subject.record;
    case WhoKind::public_:
      return actor.kind == ActorKind::public_;
  }
  return false;
}

bool holds(charter::Predicate predicate, const Actor& actor, const Subject& subject, const Charter& charter) {
  switch (predicate) {
    case charter::Predicate::case_not_concluded: {
      const charter::CaseKind* kind = charter.case_kind(subject.case_kind);
      return kind && !kind->states.empty() && subject.case_state != kind->states.back();
    }
    case charter::Predicate::case_open_for_booking:
      return subject.case_state == "open";
    case charter::Predicate::case_in_rapid_review:
      return subject.case_state == "rapid-review";
    case charter::Predicate::actor_appointed:
      return actor.kind == ActorKind::person && subject.appointed.contains(actor.account);
    case charter::Predicate::actor_agreed:
      return actor.kind == ActorKind::person && subject.contributing.contains(actor.account);
  }
  return false;
}

// The first rule of `charter` that lets this actor do it, or null.
const Rule* allowing(const Charter& charter, const Actor& actor, charter::Act act, const Subject& subject) {
  for (const Rule* rule : charter::rules_for(charter, act, subject.record_kind, subject.part)) {
    const bool who = std::ranges::any_of(rule->who, [&](const Who& one) { return is(actor, one, subject); });
    const bool when = std::ranges::all_of(rule->when, [&](charter::Predicate one) { return holds(one, actor, subject, charter); });
    if (who && when) return rule;
  }
  return nullptr;
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

Error refused(std::string message) { return {std::move(message), "If you need it for your work, ask the partnership's manager."}; }

bool has_capability(const Actor& actor, charter::Capability capability, const Charter& charter) {
  return std::ranges::any_of(actor.roles, [&](const std::string& name) {
    const charter::Role* role = charter.role(name);
    return role && role->holds(capability);
  });
}

}  // namespace

std::string Actor::ledger_name() const {
  switch (kind) {
    case ActorKind::person: return account.text();
    case ActorKind::public_: return "public";
    case ActorKind::subject: return "subject";
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

Actor person(const parties::Account& account, const Charter& charter, CivilDate today) {
  Actor actor;
  actor.kind = ActorKind::person;
  actor.account = account.id;
  actor.agency = account.agency;
  actor.roles = account.roles;
  actor.cleared = parties::cleared(account, charter, today).ok();
  return actor;
}

Result<Grant> Gate::decide(const Actor& actor, charter::Act act, std::string_view purpose, const Subject& subject) const {
  if (actor.kind == ActorKind::person && !actor.cleared) return not_cleared();
  const charter::RecordKind* kind = active_.record_kind(subject.record_kind);
  if (!kind) return refused("The charter knows no such kind of record.");
  if (!kind->part(subject.part)) return refused("The charter knows no such part of this record.");
  if (kind->purpose != purpose) return refused("This was collected for another purpose.");
  const Rule* rule = allowing(active_, actor, act, subject);
  if (!rule) return refused("No rule of the charter lets you do this.");
  if (!subject.charter.empty() && subject.charter != active_.hash) {
    const Charter* collected_under = archive_(subject.charter);
    if (!collected_under || !allowing(*collected_under, actor, act, subject))
      return refused("The charter that this was collected under does not let you do this.");
  }
  return Grant(actor, act, std::string(purpose), subject, reason_of(*rule, active_), active_.hash);
}

Result<Mandate> Gate::authorise(const Actor& actor, charter::Capability capability, const Subject& subject) const {
  if (actor.kind != ActorKind::person || !has_capability(actor, capability, active_)) return refused("Your role does not include this.");
  if (!actor.cleared) return not_cleared();
  return Mandate(actor, "capability:" + std::string(charter::name_of(capability)), subject, active_.hash);
}

Result<Mandate> Gate::authorise_step(const Actor& actor, const charter::Step& step, const Subject& subject) const {
  if (actor.kind != ActorKind::person ||
      std::ranges::none_of(step.who, [&](const std::string& role) { return actor.roles.contains(role); }))
    return refused("Your role does not include this step.");
  if (!actor.cleared) return not_cleared();
  if (subject.case_state != step.from) return refused("The case has moved on since you looked at it.");
  return Mandate(actor, "step:" + subject.case_kind + ":" + step.to, subject, active_.hash);
}

Result<Mandate> Gate::authorise_withdrawal(const Actor& actor, std::string_view consent, const Subject& subject) const {
  if (actor.kind != ActorKind::subject || subject.record.is_none() || actor.own_record != subject.record)
    return refused("A consent is withdrawn by the person who gave it.");
  return Mandate(actor, "withdraw:" + std::string(consent), subject, active_.hash);
}

SystemGrant Gate::grant_system(SystemTask task) const {
  switch (task) {
    case SystemTask::index_names: return SystemGrant("", "index-names");
    case SystemTask::index_accounts: break;
  }
  return SystemGrant(std::string(kAccountKind), "index-accounts");
}

}  // namespace concordat::policy
