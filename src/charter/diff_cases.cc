// How a case moves, and who may do what.

#include <map>
#include <set>

#include "charter/diff_parts.h"
#include "charter/names.h"
#include "charter/outputs.h"
#include "charter/sentences.h"

namespace concordat::charter {
namespace {

using Conditions = std::set<Predicate>;  // all of them must hold

// What each who may do to each part: of several sets of conditions, one is
// enough.
struct Grant {
  WhoKind who = WhoKind::role;
  std::string role;
  Act act = Act::read;
  std::string record;
  std::string part;
  auto operator<=>(const Grant&) const = default;
};
using Grants = std::map<Grant, std::vector<Conditions>>;

Grants grants_of(const Charter& charter) {
  Grants grants;
  for (const Rule& rule : charter.rules) {
    const Conditions conditions(rule.when.begin(), rule.when.end());
    for (const Who& who : rule.who) {
      for (const Act act : rule.may) {
        for (const std::string& record : rule.on) {
          const RecordKind* kind = charter.record_kind(record);
          for (const Part& part : kind == nullptr ? std::vector<Part>{} : kind->parts) {
            const bool is_meant = rule.parts.empty() || std::find(rule.parts.begin(), rule.parts.end(), part.name) != rule.parts.end();
            if (is_meant) grants[{who.kind, who.role, act, record, part.name}].push_back(conditions);
          }
        }
      }
    }
  }
  return grants;
}

// Without "not" and arithmetic one set of conditions covers another exactly
// when each that it asks for follows from one of the other's.
bool is_covered(const Conditions& conditions, const std::vector<Conditions>& by) {
  return std::ranges::any_of(by, [&](const Conditions& wider) {
    return std::ranges::all_of(wider, [&](Predicate wide) {
      return std::ranges::any_of(conditions, [&](Predicate narrow) { return implies(narrow, wide); });
    });
  });
}

// `is_left`: the same people may still do the same under some other condition.
std::string while_words(const Conditions& conditions, bool is_wider, bool is_left) {
  std::vector<std::string> sentences;
  for (const Predicate predicate : conditions) sentences.push_back(words(predicate));
  std::ranges::sort(sentences);
  if (!sentences.empty()) return ", while " + listed(sentences);
  if (is_wider) return ", at any time";
  return is_left ? " without a condition" : "";
}

// One sentence for all parts and acts that changed alike for the same people.
struct Sentence {
  WhoKind who = WhoKind::role;
  std::string role;
  std::string record;
  std::string conditions;
  auto operator<=>(const Sentence&) const = default;
};
struct Acts {
  std::set<Act> acts;
  std::vector<std::string> parts;
};

std::string act_words(const std::set<Act>& acts) {
  std::vector<std::string> list;
  for (const Act act : acts) list.push_back(words(act));
  return listed(list);
}

// What `grants` lets be done that `others` does not; gathered first by part,
// then the parts with the same acts together.
std::map<Sentence, std::vector<Acts>> only_in(const Grants& grants, const Grants& others, bool is_wider) {
  std::map<Sentence, std::map<std::string, std::set<Act>>> by_part;
  for (const auto& [grant, ways] : grants) {
    const auto other = others.find(grant);
    for (const Conditions& way : ways) {
      if (other != others.end() && is_covered(way, other->second)) continue;
      by_part[{grant.who, grant.role, grant.record, while_words(way, is_wider, other != others.end())}][grant.part].insert(grant.act);
    }
  }
  std::map<Sentence, std::vector<Acts>> gathered;
  for (const auto& [sentence, parts] : by_part) {
    std::map<std::set<Act>, std::vector<std::string>> by_acts;
    for (const auto& [part, acts] : parts) by_acts[acts].push_back(part);
    for (const auto& [acts, names] : by_acts) gathered[sentence].push_back({acts, names});
  }
  return gathered;
}

void say_access(const Grants& grants, const Grants& others, const Charter& of, bool is_wider, Changes& changes) {
  for (const auto& [sentence, list] : only_in(grants, others, is_wider)) {
    const RecordKind& kind = *of.record_kind(sentence.record);
    for (const Acts& acts : list) {
      std::vector<std::string> titles;
      for (const std::string& part : acts.parts) titles.push_back(lower_first(kind.part(part)->title));
      changes.add(is_wider, {"access", kind.name + "." + listed(acts.parts, "and"), kind.subject},
                  upper_first(words(Who{sentence.who, sentence.role}, of)) + (is_wider ? " may now " : " may no longer ") +
                      act_words(acts.acts) + " " + quoted(kind.title + ": " + listed(titles)) + sentence.conditions + ".");
    }
  }
}

std::vector<std::string> effects_of(const Step& step) {
  std::vector<std::string> list;
  for (const Effect& effect : step.effects) list.push_back(std::string(name_of<EffectKind>(effect.kind)) + ":" + effect.record_kind);
  return list;
}

void compare_step(const Step& old, const Step& now, const Charter& after, const Place& place, Changes& changes) {
  const std::string step = "The step from “" + now.from + "” to “" + now.to + "”";
  const auto title = [&](const std::string& name) {
    const Role* role = after.role(name);
    return "the " + (role == nullptr ? name : lower_first(role->title));
  };
  for (const std::string& role : without(now.who, old.who))
    changes.add(Direction::widens, place, step + " may now be taken by " + title(role) + " as well.");
  for (const std::string& role : without(old.who, now.who))
    changes.add(Direction::narrows, place, step + " may no longer be taken by " + title(role) + ".");
  if (old.by_subject != now.by_subject)
    changes.add(now.by_subject, place,
                step + (now.by_subject ? " may now be taken by the person whom it is about as well."
                                       : " may no longer be taken by the person whom it is about."));
  for (const Guard& guard : without(old.guards, now.guards))
    changes.add(Direction::widens, place, step + " no longer waits until " + words(guard) + ".");
  for (const Guard& guard : without(now.guards, old.guards))
    changes.add(Direction::narrows, place, step + " is refused now unless " + words(guard) + ".");
  for (const std::string& effect : without(effects_of(old), effects_of(now)))
    changes.add(Direction::widens, place, step + " no longer has the effect " + effect + ".");
  for (const std::string& effect : without(effects_of(now), effects_of(old)))
    changes.add(Direction::narrows, place, step + " has the effect " + effect + " now.");
  if (old.event != now.event) {
    changes.add(!old.event.empty(), place,
                step + (now.event.empty() ? " records no event any more; what is kept from “" + old.event + "” may be kept longer."
                                          : " records that " + event_words(now.event) + "."));
  }
}

void compare_case(const CaseKind& old, const CaseKind& now, const Charter& after, Changes& changes) {
  const Place place{"case", now.name};
  changes.reworded(place, old.title, "title", old.title, now.title);
  changes.reworded(place, now.title, "prefix", old.reference_prefix, now.reference_prefix);
  changes.reworded(place, now.title, "list of states", listed(old.states), listed(now.states));
  for (const std::string& criterion : without(now.criteria, old.criteria))
    changes.add(Direction::widens, place, quoted(now.title) + " may now be opened because: " + criterion + ".");
  for (const std::string& criterion : without(old.criteria, now.criteria))
    changes.add(Direction::narrows, place, quoted(now.title) + " is no longer opened because: " + criterion + ".");
  if (old.without_criterion != now.without_criterion) {
    changes.add(!now.without_criterion.empty(), place,
                quoted(now.title) + (now.without_criterion.empty() ? " is opened only where a criterion is met now."
                                                                   : " may be opened without a criterion now, with the reason."));
  }
  if (old.confirm_days != now.confirm_days)
    changes.add(now.confirm_days == 0 || now.confirm_days > old.confirm_days, place,
                quoted(now.title) + (now.confirm_days == 0 ? " need not be confirmed any more by whom it is about."
                                                           : " must be confirmed by whom it is about within " +
                                                                 std::to_string(now.confirm_days) + " days."));
  changes.reworded(place, now.title, "record of the notification", old.notification, now.notification);
  const auto way = [](const Step& step) { return step.from + " " + step.to; };
  for (const auto& [was, is] : paired(old.steps, now.steps, way)) {
    if (was != nullptr && is != nullptr) {
      compare_step(*was, *is, after, place, changes);
      continue;
    }
    const Step& step = is == nullptr ? *was : *is;
    changes.add(
        was == nullptr, place,
        quoted(now.title) + (was == nullptr ? " may now go" : " may no longer go") + " from “" + step.from + "” to “" + step.to + "”.");
  }
}

}  // namespace

void compare_cases(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.case_kinds, after.case_kinds, &CaseKind::name)) {
    if (old != nullptr && now != nullptr) {
      compare_case(*old, *now, after, changes);
      continue;
    }
    const CaseKind& kind = now == nullptr ? *old : *now;
    changes.add(old == nullptr, {"case", kind.name},
                "Cases of the kind " + quoted(kind.title) + (old == nullptr ? " are kept now." : " are kept no more."));
  }
}

void compare_access(const Charter& before, const Charter& after, Changes& changes) {
  const Grants old = grants_of(before);
  const Grants now = grants_of(after);
  say_access(now, old, after, true, changes);
  say_access(old, now, before, false, changes);
}

}  // namespace concordat::charter
