#include <algorithm>

#include "charter/outputs.h"
#include "charter/reader.h"
#include "charter/sentences.h"

namespace concordat::charter {
namespace {

using Sentences = std::vector<std::string>;

void add_access(Sentences& said, const Charter& charter, const RecordKind& kind, const Part& part) {
  for (const Act act : {Act::read, Act::add, Act::correct, Act::recall}) {
    const auto rules = rules_for(charter, act, kind.name, part.name);
    if (rules.empty() && (act != Act::recall || kind.owner == Owner::supplier)) said.push_back("Nobody may " + words(act) + " it.");
    for (const Rule* rule : rules) {
      Sentences people;
      for (const Who& who : rule->who) people.push_back(words(who, charter));
      said.push_back(upper_first(listed(people)) + " may " + words(act) + " it" + conditions(*rule) + ".");
    }
  }
}

void add_keeping(Sentences& said, const Charter& charter, const Part& part) {
  if (part.keep.unstated && part.keep.source == "schedule") {
    said.push_back("The notice leaves to the retention schedule how long it is kept; until that is written here, no routine destroys it.");
    return;
  }
  if (part.keep.unstated) {
    said.push_back("The notice does not state how long it is kept, so no routine destroys it.");
    return;
  }
  said.push_back("It is kept " + words(part.keep) + ", then " + ending_words(part.keep.then) + "; at most " +
                 std::to_string(longest_days_until_unreadable(charter, part.keep)) +
                 " days later nothing of it can be read anywhere, backups included.");
  if (part.keep.source == "local") said.push_back("The partnership decided this period; its notice leaves it open.");
  if (part.keep.certificate) said.push_back("Its owner is given a certificate of the destruction.");
}

Sentences of_part(const Charter& charter, const RecordKind& kind, const Part& part) {
  Sentences said;
  Sentences labels;
  for (const Field& field : part.fields) labels.push_back(lower_first(field.label));
  said.push_back("The part “" + lower_first(part.title) + "” of “" + lower_first(kind.title) + "” holds: " + listed(labels) + ".");
  said.push_back("It is asked " + listed(asked_words(part), "or") +
                 (part.consent.empty() ? "." : ", under the consent “" + part.consent + "”."));
  add_access(said, charter, kind, part);
  add_keeping(said, charter, part);
  return said;
}

std::string held_for(const Charter& charter, const RecordKind& kind) {
  const Purpose* purpose = charter.purpose(kind.purpose);
  return "It is held for “" + lower_first(purpose == nullptr ? kind.purpose : purpose->title) + "”.";
}

Sentences of_field(const Charter& charter, const RecordKind& kind, const Part& part, const Field& field) {
  Sentences said = {"“" + field.label + "” is asked: " + lower_first(field.why)};
  if (field.category == Category::special) said.push_back("It is special category data (UK GDPR, Article 9).");
  if (field.category == Category::criminal) said.push_back("It is criminal offence data (UK GDPR, Article 10).");
  said.push_back(held_for(charter, kind));
  const Sentences rest = of_part(charter, kind, part);
  said.insert(said.end(), rest.begin() + 1, rest.end());
  return said;
}

Sentences of_record(const Charter& charter, const RecordKind& kind) {
  Sentences said = {kind.title + " belongs to " + (kind.owner == Owner::supplier ? "the agency that supplied it." : "the partnership."),
                    held_for(charter, kind)};
  for (const Part& part : kind.parts) {
    const Sentences more = of_part(charter, kind, part);
    said.insert(said.end(), more.begin(), more.end());
  }
  return said;
}

Sentences of_role(const Charter& charter, const Role& role) {
  Sentences abilities;
  for (const Capability capability : role.may) abilities.push_back(capability_words(capability));
  Sentences said = {"The " + lower_first(role.title) +
                    (role.task_only   ? " comes by task, one case at a time."
                     : role.of_agency ? " works for a partner agency."
                                      : " works in the partnership's office.")};
  said.push_back(abilities.empty() ? "The role carries no power of its own." : "The role may " + listed(abilities) + ".");
  for (const Rule& rule : charter.rules) {
    if (std::none_of(rule.who.begin(), rule.who.end(), [&](const Who& who) { return who.kind == WhoKind::role && who.role == role.name; }))
      continue;
    Sentences acts;
    for (const Act act : rule.may) acts.push_back(words(act));
    Sentences titles;
    for (const std::string& name : rule.on) {
      const RecordKind& kind = *charter.record_kind(name);
      Sentences parts;
      for (const std::string& part : rule.parts) {
        if (const Part* found = kind.part(part)) parts.push_back(lower_first(found->title));
      }
      titles.push_back("“" + lower_first(kind.title) + "”" + (parts.empty() ? "" : " (" + listed(parts) + ")"));
    }
    said.push_back("The role may " + listed(acts) + " " + listed(titles) + conditions(rule) + ".");
  }
  for (const CaseKind& kind : charter.case_kinds) {
    for (const Step& step : kind.steps) {
      if (std::find(step.who.begin(), step.who.end(), role.name) == step.who.end()) continue;
      said.push_back("The role may take “" + lower_first(kind.title) + "” from “" + step.from + "” to “" + step.to + "”.");
    }
  }
  return said;
}

Sentences of_purpose(const Charter& charter, const Purpose& purpose) {
  Sentences bases;
  Sentences laws;
  Sentences kinds;
  for (const Basis& basis : purpose.bases) bases.push_back(basis.title);
  for (const Law& law : purpose.laws) laws.push_back(law.title);
  for (const RecordKind& kind : charter.record_kinds) {
    if (kind.purpose == purpose.name) kinds.push_back("“" + lower_first(kind.title) + "”");
  }
  Sentences said = {purpose.says,
                    bases.empty() ? "The notice does not state on which basis it rests." : "It rests on: " + listed(bases) + "."};
  if (!laws.empty()) said.push_back("The law and guidance behind it: " + listed(laws) + ".");
  said.push_back(kinds.empty() ? "No record is held for it yet." : "Held for it: " + listed(kinds) + ".");
  for (const Recipient& recipient : charter.recipients) {
    if (std::find(recipient.purposes.begin(), recipient.purposes.end(), purpose.name) == recipient.purposes.end()) continue;
    said.push_back("It is passed on to: " + recipient.title + ", " + recipient.why + ".");
  }
  return said;
}

std::vector<std::string> all_names(const Charter& charter) {
  std::vector<std::string> names;
  for (const RecordKind& kind : charter.record_kinds) {
    names.push_back(kind.name);
    for (const Part& part : kind.parts) {
      names.push_back(kind.name + "." + part.name);
      for (const Field& field : part.fields)
        names.push_back(names.back().substr(0, kind.name.size() + part.name.size() + 1) + "." + field.name);
    }
  }
  for (const Role& role : charter.roles) names.push_back(role.name);
  for (const Purpose& purpose : charter.purposes) names.push_back(purpose.name);
  return names;
}

// "booking", "booking.needs" or "booking.needs.dietary"
std::optional<Sentences> of_data(const Charter& charter, std::string_view name) {
  const std::size_t dot = name.find('.');
  const RecordKind* kind = charter.record_kind(name.substr(0, dot));
  if (kind == nullptr) return std::nullopt;
  if (dot == std::string_view::npos) return of_record(charter, *kind);
  const std::string_view rest = name.substr(dot + 1);
  const std::size_t second = rest.find('.');
  const Part* part = kind->part(rest.substr(0, second));
  if (part == nullptr) return std::nullopt;
  if (second == std::string_view::npos) return of_part(charter, *kind, *part);
  for (const Field& field : part->fields) {
    if (field.name == rest.substr(second + 1)) return of_field(charter, *kind, *part, field);
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<std::string>> explain(const Charter& charter, std::string_view name) {
  if (auto said = of_data(charter, name)) return *std::move(said);
  if (const Role* role = charter.role(name)) return of_role(charter, *role);
  if (const Purpose* purpose = charter.purpose(name)) return of_purpose(charter, *purpose);
  return Error{"The charter has no record, part, field, role or purpose “" + std::string(name) + "”.",
               suggestion(name, all_names(charter))};
}

}  // namespace concordat::charter
