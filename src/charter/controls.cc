#include <algorithm>
#include <array>
#include <functional>

#include "charter/bind.h"

namespace concordat::charter {
namespace {

using Wrong = std::optional<std::string>;

const Part* part_named(const Charter& charter, std::string_view target) {
  const std::size_t dot = target.find('.');
  const RecordKind* kind = charter.record_kind(target.substr(0, dot));
  return kind == nullptr || dot == std::string_view::npos ? nullptr : kind->part(target.substr(dot + 1));
}

Wrong wrong_schedule(const Charter& charter, const std::string& target) {
  const Part* part = part_named(charter, target);
  if (part == nullptr) return "there is no such part of a record";
  if (part->keep.unstated) return "how long this part is kept is unstated";
  return std::nullopt;
}

Wrong wrong_ask(const Charter& charter, const std::string& target) {
  return part_named(charter, target) == nullptr ? Wrong("there is no such part of a record") : std::nullopt;
}

// "disclosure.share.task": nothing is put in where a person may leave it empty.
Wrong wrong_field(const Charter& charter, const std::string& target) {
  const std::size_t dot = target.rfind('.');
  const Part* part = dot == std::string::npos ? nullptr : part_named(charter, std::string_view(target).substr(0, dot));
  if (part == nullptr) return "there is no such part of a record";
  const auto field = std::ranges::find(part->fields, target.substr(dot + 1), &Field::name);
  if (field == part->fields.end()) return "there is no such field";
  return field->required ? std::nullopt : Wrong("this field may be left empty");
}

Wrong wrong_consent(const Charter& charter, const std::string& target) {
  const Consent* consent = charter.consent(target);
  if (consent == nullptr) return "there is no such consent";
  if (consent->withdrawal_destroys.empty()) return "to withdraw this consent destroys nothing";
  for (const RecordKind& kind : charter.record_kinds) {
    for (const Part& part : kind.parts) {
      if (part.consent == target) return std::nullopt;
    }
  }
  return "nothing is asked under this consent";
}

Wrong wrong_access(const Charter& charter, const std::string& target) {
  if (charter.record_kind(target) == nullptr) return "there is no such record";
  const bool is_ruled = std::any_of(charter.rules.begin(), charter.rules.end(),
                                    [&](const Rule& rule) { return std::find(rule.on.begin(), rule.on.end(), target) != rule.on.end(); });
  return is_ruled ? std::nullopt : Wrong("no [[allow]] speaks of this record");
}

Wrong wrong_owner(const Charter& charter, const std::string& target) {
  return charter.record_kind(target) == nullptr ? Wrong("there is no such record") : std::nullopt;
}

// "review.voice-recorded": a step of the case kind that `has` what stands after the dot.
Wrong wrong_step(const Charter& charter, const std::string& target, const std::function<bool(const Step&, std::string_view)>& has) {
  const std::size_t dot = target.find('.');
  const CaseKind* kind = charter.case_kind(target.substr(0, dot));
  if (kind == nullptr || dot == std::string::npos) return "there is no such case";
  const std::string_view wanted = std::string_view(target).substr(dot + 1);
  const bool found = std::any_of(kind->steps.begin(), kind->steps.end(), [&](const Step& step) { return has(step, wanted); });
  return found ? std::nullopt : Wrong("no step of this case has it");
}

bool has_guard(const Step& step, std::string_view name) {
  return std::any_of(step.guards.begin(), step.guards.end(), [&](const Guard& guard) { return text_of(guard) == name; });
}

bool has_effect(const Step& step, std::string_view name) {
  return std::any_of(step.effects.begin(), step.effects.end(), [&](const Effect& effect) { return name_of(effect.kind) == name; });
}

Wrong wrong_guard(const Charter& charter, const std::string& target) { return wrong_step(charter, target, has_guard); }
Wrong wrong_effect(const Charter& charter, const std::string& target) { return wrong_step(charter, target, has_effect); }

Wrong wrong_training(const Charter& charter, const std::string& target) {
  if (target != "staff") return "only \"training:staff\" is known";
  return charter.staff_need_training ? std::nullopt : Wrong("[security] does not ask staff for training");
}

Wrong wrong_evidence(const Charter& charter, const std::string& target) {
  const bool found =
      std::any_of(charter.evidence.begin(), charter.evidence.end(), [&](const Evidence& item) { return item.name == target; });
  return found ? std::nullopt : Wrong("there is no such [evidence]");
}

Wrong wrong_notice(const Charter& charter, const std::string& target) {
  if (target == "controller") return charter.partnership.controller.empty() ? Wrong("the controller is unstated") : std::nullopt;
  if (target == "aims") return charter.aims.empty() ? Wrong("no aims are given") : std::nullopt;
  if (target == "agencies") return charter.agencies.empty() ? Wrong("no agency is named") : std::nullopt;
  if (target == "storage") return charter.storage.place.empty() ? Wrong("the place of storage is unstated") : std::nullopt;
  if (target == "updated" || target == "purposes") return std::nullopt;
  if (target == "recipients") return charter.recipients.empty() ? Wrong("no recipient is named") : std::nullopt;
  if (target == "sending") return charter.sending.empty() ? Wrong("[collection] says nothing of sending") : std::nullopt;
  if (target == "records") return charter.record_kinds.empty() ? Wrong("nothing is held") : std::nullopt;
  if (target == "rights") return charter.rights.empty() ? Wrong("no right is told of") : std::nullopt;
  constexpr std::string_view of_purpose = "purpose.";
  if (target.starts_with(of_purpose)) {
    const Purpose* purpose = charter.purpose(target.substr(of_purpose.size()));
    if (purpose == nullptr) return "there is no such purpose";
    return purpose->bases.empty() && purpose->laws.empty() ? Wrong("this purpose names neither basis nor law") : std::nullopt;
  }
  const bool found = std::any_of(charter.contacts.begin(), charter.contacts.end(),
                                 [&](const Contact& contact) { return "contact." + contact.name == target; });
  return found ? std::nullopt : Wrong("the notice has no such place");
}

Wrong wrong_purpose(const Charter& charter, const std::string& target) {
  const Purpose* purpose = charter.purpose(target);
  if (purpose == nullptr) return "there is no such purpose";
  const bool is_served = !purpose->served_by.empty() || !purpose->run_by.empty();
  return is_served ? std::nullopt : Wrong("the purpose does not say what serves it");
}

Wrong wrong_criterion(const Charter& charter, const std::string& target) {
  const CaseKind* kind = charter.case_kind(target);
  if (kind == nullptr) return "there is no such case";
  return kind->criteria.empty() ? Wrong("this case asks for no criterion") : std::nullopt;
}

Wrong wrong_case(const Charter& charter, const std::string& target) {
  const CaseKind* kind = charter.case_kind(target);
  if (kind == nullptr) return "there is no such case";
  const bool is_used = std::any_of(charter.record_kinds.begin(), charter.record_kinds.end(),
                                   [&](const RecordKind& record) { return record.case_kind == target; });
  return kind->steps.empty() || !is_used ? Wrong("this case has no steps, or nothing is recorded in it") : std::nullopt;
}

const Publication* publication_named(const Charter& charter, const std::string& target) {
  const auto found = std::find_if(charter.publications.begin(), charter.publications.end(),
                                  [&](const Publication& publication) { return publication.name == target; });
  return found == charter.publications.end() ? nullptr : &*found;
}

Wrong wrong_publication(const Charter& charter, const std::string& target) {
  const Publication* publication = publication_named(charter, target);
  if (publication == nullptr) return "there is no such [publication]";
  return publication->gate.empty() ? Wrong("nothing stands between this record and the public") : std::nullopt;
}

Wrong wrong_gate(const Charter& charter, const std::string& target) {
  const RecordKind* kind = charter.record_kind(target);
  if (kind == nullptr) return "there is no such record";
  return kind->survives_by.empty() ? Wrong("this record passes no gate") : std::nullopt;
}

Wrong wrong_copies(const Charter& charter, const std::string& target) {
  const Publication* publication = publication_named(charter, target);
  if (publication == nullptr) return "there is no such [publication]";
  if (publication->copies.empty()) return "nobody is sent a copy of it";
  return publication->sent.empty() ? Wrong("it does not say which event records that a copy was sent") : std::nullopt;
}

// A disclosure without its recipient, basis and reason cannot be judged by anybody later (UK GDPR, Article 5(2)).
Wrong wrong_disclosure(const Charter& charter, const std::string& target) {
  const RecordKind* kind = charter.record_kind(target);
  if (kind == nullptr) return "there is no such record";
  if (kind->is_check()) {  // recipient, purpose and basis of each are written down by the system itself
    const Purpose* purpose = charter.purpose(kind->purpose);
    const bool has_ground = purpose != nullptr && (!purpose->bases.empty() || !purpose->laws.empty());
    return has_ground ? std::nullopt : Wrong("its purpose names neither basis nor law");
  }
  for (const std::string_view wanted : {"recipient", "basis", "reason", "approver"}) {
    const bool is_asked = std::any_of(kind->parts.begin(), kind->parts.end(), [&](const Part& part) {
      return std::any_of(part.fields.begin(), part.fields.end(),
                         [&](const Field& field) { return field.name == wanted && field.required; });
    });
    if (!is_asked) return "this record does not ask for a field \"" + std::string(wanted) + "\"";
  }
  return std::nullopt;
}

// The recipient must be named, and the ground, before anything can leave.
Wrong wrong_message(const Charter& charter, const std::string& target) {
  const RecordKind* kind = charter.record_kind(target);
  if (kind == nullptr) return "there is no such record";
  if (kind->messages_to.empty()) return "by this record no other partnership is asked";
  return wrong_disclosure(charter, target);
}

// Every rule that names the role asks for an appointment or an agreement, and there is one.
Wrong wrong_task(const Charter& charter, const std::string& target) {
  const Role* role = charter.role(target);
  if (role == nullptr) return "there is no such role";
  if (!role->task_only) return "this role is not by task only";
  const bool is_ruled = std::any_of(charter.rules.begin(), charter.rules.end(), [&](const Rule& rule) {
    return std::any_of(rule.who.begin(), rule.who.end(), [&](const Who& who) { return who.kind == WhoKind::role && who.role == target; });
  });
  return is_ruled ? std::nullopt : Wrong("no [[allow]] names this role");
}

Wrong wrong_link(const Charter& charter, const std::string& target) {
  const bool found = std::any_of(charter.links.begin(), charter.links.end(), [&](const Link& link) { return link.name == target; });
  return found ? std::nullopt : Wrong("there is no such [link]");
}

Wrong wrong_line(const Charter& charter, const std::string& target) {
  const auto found = std::find_if(charter.contacts.begin(), charter.contacts.end(),
                                  [&](const Contact& contact) { return contact.name == target; });
  if (found == charter.contacts.end()) return "there is no such [contact]";
  const bool has_hours = !found->hours.empty() || !found->open.empty();
  return !found->telephone || !has_hours ? Wrong("this contact gives no telephone with its hours") : std::nullopt;
}

Wrong wrong_refusal(const Charter& charter, const std::string& target) {
  const bool found =
      std::any_of(charter.refusals.begin(), charter.refusals.end(), [&](const Refusal& refusal) { return refusal.name == target; });
  return found ? std::nullopt : Wrong("there is no such [refusal]");
}

Wrong wrong_retention(const Charter& charter, const std::string& target) {
  if (target != "all") return "only \"retention:all\" is known";
  return charter.record_kinds.empty() ? Wrong("nothing is held") : std::nullopt;
}

Wrong wrong_ledger(const Charter&, const std::string& target) {
  return target == "whole" ? std::nullopt : Wrong("only \"ledger:whole\" is known");
}

Wrong wrong_backup(const Charter& charter, const std::string& target) {
  if (target != "recent") return "only \"backup:recent\" is known";
  return charter.backup_days == 0 ? Wrong("[security] does not say how old a backup may be") : std::nullopt;
}

// Somebody has to look at what was opened in an emergency.
Wrong wrong_emergency(const Charter& charter, const std::string& target) {
  if (target != "reviewed") return "only \"emergency:reviewed\" is known";
  const bool is_looked_at = std::any_of(charter.roles.begin(), charter.roles.end(),
                                        [](const Role& role) { return role.holds(Capability::review_emergency); });
  return is_looked_at ? std::nullopt : Wrong("no role may \"review-emergency\"");
}

Wrong wrong_transfer(const Charter& charter, const std::string& target) {
  if (target != "abroad") return "only \"transfer:abroad\" is known";
  return charter.storage.transfers.empty() ? Wrong("[storage] does not say what leaves the country") : std::nullopt;
}

struct ControlKind {
  std::string_view name;
  Wrong (*wrong)(const Charter&, const std::string&);
};

constexpr auto kControlKinds = std::to_array<ControlKind>({
    {"schedule", wrong_schedule},
    {"ask", wrong_ask},
    {"field", wrong_field},
    {"consent", wrong_consent},
    {"access", wrong_access},
    {"owner", wrong_owner},
    {"guard", wrong_guard},
    {"effect", wrong_effect},
    {"training", wrong_training},
    {"evidence", wrong_evidence},
    {"notice", wrong_notice},
    {"purpose", wrong_purpose},
    {"criterion", wrong_criterion},
    {"case", wrong_case},
    {"publication", wrong_publication},
    {"gate", wrong_gate},
    {"copies", wrong_copies},
    {"disclosure", wrong_disclosure},
    {"message", wrong_message},
    {"task", wrong_task},
    {"link", wrong_link},
    {"line", wrong_line},
    {"retention", wrong_retention},
    {"ledger", wrong_ledger},
    {"backup", wrong_backup},
    {"transfer", wrong_transfer},
    {"emergency", wrong_emergency},
    {"refusal", wrong_refusal},
});

}  // namespace

std::optional<std::string> hollow(const Charter& charter, const Control& control) {
  for (const ControlKind& kind : kControlKinds) {
    if (kind.name == control.kind) return kind.wrong(charter, control.target);
  }
  return "there is no such kind of control";
}

std::vector<std::string> all_controls(const Charter& charter) {
  std::vector<std::string> list = {"training:staff", "notice:controller", "notice:aims",    "notice:agencies",
                                   "notice:storage", "notice:updated",    "notice:purposes", "notice:records",
                                   "notice:rights",  "notice:recipients",  "notice:sending",  "retention:all",
                                   "ledger:whole",   "backup:recent",     "transfer:abroad", "emergency:reviewed"};
  for (const RecordKind& kind : charter.record_kinds) {
    list.push_back("access:" + kind.name);
    list.push_back("owner:" + kind.name);
    list.push_back("disclosure:" + kind.name);
    list.push_back("message:" + kind.name);
    list.push_back("gate:" + kind.name);
    for (const Part& part : kind.parts) {
      list.push_back("schedule:" + kind.name + "." + part.name);
      list.push_back("ask:" + kind.name + "." + part.name);
      for (const Field& field : part.fields) list.push_back("field:" + kind.name + "." + part.name + "." + field.name);
    }
  }
  for (const Consent& consent : charter.consents) list.push_back("consent:" + consent.name);
  for (const Evidence& item : charter.evidence) list.push_back("evidence:" + item.name);
  for (const Contact& contact : charter.contacts) {
    list.push_back("notice:contact." + contact.name);
    list.push_back("line:" + contact.name);
  }
  for (const Purpose& purpose : charter.purposes) {
    list.push_back("purpose:" + purpose.name);
    list.push_back("notice:purpose." + purpose.name);
  }
  for (const Role& role : charter.roles) list.push_back("task:" + role.name);
  for (const Link& link : charter.links) list.push_back("link:" + link.name);
  for (const Refusal& refusal : charter.refusals) list.push_back("refusal:" + refusal.name);
  for (const Publication& publication : charter.publications) {
    list.push_back("publication:" + publication.name);
    list.push_back("copies:" + publication.name);
  }
  for (const CaseKind& kind : charter.case_kinds) {
    list.push_back("case:" + kind.name);
    list.push_back("criterion:" + kind.name);
    for (const Step& step : kind.steps) {
      for (const Guard& guard : step.guards) list.push_back("guard:" + kind.name + "." + text_of(guard));
      for (const Effect& effect : step.effects) list.push_back("effect:" + kind.name + "." + std::string(name_of(effect.kind)));
    }
  }
  return list;
}

}  // namespace concordat::charter
