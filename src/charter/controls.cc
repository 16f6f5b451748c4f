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
  return std::any_of(step.guards.begin(), step.guards.end(), [&](Guard guard) { return name_of(guard) == name; });
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
  const bool found = std::any_of(charter.contacts.begin(), charter.contacts.end(),
                                 [&](const Contact& contact) { return "contact." + contact.name == target; });
  return found ? std::nullopt : Wrong("the notice has no such place");
}

struct ControlKind {
  std::string_view name;
  Wrong (*wrong)(const Charter&, const std::string&);
};

constexpr std::array<ControlKind, 10> kControlKinds = {{
    {"schedule", wrong_schedule},
    {"ask", wrong_ask},
    {"consent", wrong_consent},
    {"access", wrong_access},
    {"owner", wrong_owner},
    {"guard", wrong_guard},
    {"effect", wrong_effect},
    {"training", wrong_training},
    {"evidence", wrong_evidence},
    {"notice", wrong_notice},
}};

}  // namespace

std::optional<std::string> hollow(const Charter& charter, const Control& control) {
  for (const ControlKind& kind : kControlKinds) {
    if (kind.name == control.kind) return kind.wrong(charter, control.target);
  }
  return "there is no such kind of control";
}

std::vector<std::string> all_controls(const Charter& charter) {
  std::vector<std::string> list = {"training:staff", "notice:controller", "notice:aims",    "notice:agencies",
                                   "notice:storage", "notice:updated",    "notice:purposes"};
  for (const RecordKind& kind : charter.record_kinds) {
    list.push_back("access:" + kind.name);
    list.push_back("owner:" + kind.name);
    for (const Part& part : kind.parts) {
      list.push_back("schedule:" + kind.name + "." + part.name);
      list.push_back("ask:" + kind.name + "." + part.name);
    }
  }
  for (const Consent& consent : charter.consents) list.push_back("consent:" + consent.name);
  for (const Evidence& item : charter.evidence) list.push_back("evidence:" + item.name);
  for (const Contact& contact : charter.contacts) list.push_back("notice:contact." + contact.name);
  for (const CaseKind& kind : charter.case_kinds) {
    for (const Step& step : kind.steps) {
      for (const Guard guard : step.guards) list.push_back("guard:" + kind.name + "." + std::string(name_of(guard)));
      for (const Effect& effect : step.effects) list.push_back("effect:" + kind.name + "." + std::string(name_of(effect.kind)));
    }
  }
  return list;
}

}  // namespace concordat::charter
