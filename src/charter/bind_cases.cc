#include <algorithm>

#include "charter/bind.h"

namespace concordat::charter {

void Binder::bind_cases() {
  for (const Entry& entry : entries("case")) {
    TableReader table(*entry.node, "[case." + entry.name + "]", findings_);
    CaseKind kind;
    kind.name = entry.name;
    kind.where = entry.node->where;
    kind.title = table.text("title");
    kind.reference_prefix = table.text("prefix");
    for (const Word& state : table.words("states", true)) {
      if (!fits(state.text, Charset::name)) {
        say(findings_, "bad-name", state.where, "\"" + state.text + "\" cannot be the name of a state.",
            "Use small letters, digits and hyphens.");
      }
      kind.states.push_back(state.text);
    }
    for (const Word& word : table.words("criteria", false)) kind.criteria.push_back(word.text);
    if (const Node* notification = table.find("notification")) {
      const std::string name = table.text_of(*notification);
      if (refers("record", {name, notification->where})) kind.notification = name;
    }
    kind.without_criterion = table.text_or("without_criterion");
    kind.confirm_days = table.integer_or("confirm_days", 0, 1, 90);
    for (const Node* node : table.tables("step")) kind.steps.push_back(step(*node, kind));
    table.finish();
    if (kind.confirm_days > 0 && !kind.states.empty() && (kind.confirming() == nullptr || kind.stopping(kind.states.front()) == nullptr))
      say(findings_, "bad-value", kind.where, "[case." + kind.name + "]: confirm_days asks for what no step lets the person do.",
          "Let \"subject\" take a step on from the first state, and one that ends the case there.");
    charter_.case_kinds.push_back(std::move(kind));
  }
}

std::string Binder::event_or_none(TableReader& table, std::string_view key) {
  const std::string event = table.text_or(key);
  if (!event.empty() && !fits(event, Charset::code)) {
    say(findings_, "bad-name", table.required(key).where, "\"" + event + "\" cannot be the name of an event.",
        "Write it as \"course.held\": small letters, digits, hyphens and dots.");
  }
  return event;
}

// With the records bound: what goes with an opening belongs to that kind of case.
void Binder::check_openings() {
  for (const CaseKind& kind : charter_.case_kinds) {
    const RecordKind* record = kind.notification.empty() ? nullptr : charter_.record_kind(kind.notification);
    if (record != nullptr && record->case_kind != kind.name) {
      say(findings_, "unknown-reference", kind.where, "[case." + kind.name + "]: \"" + record->name + "\" belongs to another kind of case.",
          "Write case = \"" + kind.name + "\" in [record." + record->name + "].");
    }
    if (kind.without_criterion.empty()) continue;
    if (record == nullptr || kind.criteria.empty() || record->part(kind.without_criterion) == nullptr) {
      say(findings_, "unknown-reference", kind.where,
          "[case." + kind.name + "]: without_criterion names no part of the record that goes with the opening.",
          "Write criteria, notification, and a part of that record.");
    }
  }
}

// With the records bound: an involvement check asks about people of its own case, and its answer is one of a closed set.
void Binder::check_involvement() {
  for (const RecordKind& kind : charter_.record_kinds) {
    const std::string title = "[record." + kind.name + "]: ";
    if (!kind.is_check()) {
      if (!kind.answered_by.empty() || !kind.forgets_on.empty())
        say(findings_, "missing-key", kind.where, title + "it has an answer, but does not say about whom it asks.",
            "Add asks_about = [\"child\"], the kinds of record of the people it asks about.");
      continue;
    }
    if (kind.owner != Owner::supplier)
      say(findings_, "bad-value", kind.where, title + "an involvement check is the agency's that is asked.", "Write owner = \"supplier\".");
    check_messages(kind);
    for (const std::string& about : kind.asks_about) check_asked_person(kind, about);
    const Part* answer = kind.answer();
    if (answer == nullptr || answer == &kind.parts.front()) {
      say(findings_, "unknown-reference", kind.where, title + "answered_by names no choice that must be given, in a part after the first.",
          "Name such a field of the part that holds the answer.");
      continue;
    }
    const auto field = std::ranges::find(answer->fields, kind.answered_by, &Field::name);
    for (const std::string& choice : kind.forgets_on) {
      if (std::ranges::find(field->choices, choice) == field->choices.end())
        say(findings_, "unknown-reference", kind.where, title + "\"" + choice + "\" is no choice of \"" + kind.answered_by + "\".",
            suggestion(choice, field->choices));
    }
  }
}

// With the records bound: what a period counts from, and no step records, is recorded by a date of a record of that case.
void Binder::check_recorded_events() {
  for (const RecordKind& kind : charter_.record_kinds) {
    const CaseKind* of = charter_.case_kind(kind.case_kind);
    for (const Part& part : kind.parts) {
      const std::string& event = part.keep.from;
      if (of == nullptr || event.empty() || std::ranges::find(of->steps, event, &Step::event) != of->steps.end()) continue;
      if (std::ranges::none_of(fields_, [&](const auto& field) { return field.second.records == event; })) continue;  // check_event said so
      const bool is_recorded = std::ranges::any_of(charter_.record_kinds, [&](const RecordKind& other) {
        return other.case_kind == kind.case_kind && std::ranges::any_of(other.parts, [&](const Part& one) {
                 return std::ranges::find(one.fields, event, &Field::records) != one.fields.end();
               });
      });
      if (!is_recorded)
        say(findings_, "unknown-reference", part.keep.where,
            "[record." + kind.name + ".part." + part.name + "]: nothing of case \"" + of->name + "\" records the event \"" + event + "\".",
            "Name an event of its steps, or one that a date of its records tells.");
    }
  }
}

// With the recipients bound: whom the notice does not name for the purpose is told nothing.
void Binder::check_messages(const RecordKind& kind) {
  const std::string title = "[record." + kind.name + "]: ";
  for (const std::string& name : {kind.messages_to, kind.messages_from}) {
    const auto recipient = std::ranges::find(charter_.recipients, name, &Recipient::name);
    if (recipient != charter_.recipients.end() && std::ranges::find(recipient->purposes, kind.purpose) == recipient->purposes.end())
      say(findings_, "unknown-reference", kind.where, title + "\"" + name + "\" is told nothing for the purpose \"" + kind.purpose + "\".",
          "Add the purpose to [recipient." + name + "], if the notice says so.");
  }
  if (kind.is_received() && (!kind.asks_about.empty() || !kind.messages_to.empty()))
    say(findings_, "bad-value", kind.where, title + "what other partnerships ask us is no question of ours.",
        "Write messages_from in a record of its own.");
}

void Binder::check_asked_person(const RecordKind& check, const std::string& about) {
  const RecordKind* person = charter_.record_kind(about);
  if (person == nullptr || check.parts.empty()) return;
  const std::string title = "[record." + check.name + "]: ";
  if (person->case_kind != check.case_kind || person->is_check())
    say(findings_, "unknown-reference", check.where, title + "\"" + about + "\" belongs to another kind of case.",
        "Name records of people of case \"" + check.case_kind + "\".");
  const auto holds = [&](const Field& field) {
    return std::ranges::any_of(person->parts, [&](const Part& part) {
      return std::ranges::find(part.fields, field.name, &Field::name) != part.fields.end();
    });
  };
  if (std::ranges::none_of(check.parts.front().fields, holds))
    say(findings_, "unknown-reference", check.where, title + "of \"" + about + "\" an agency would be told nothing.",
        "Give the first part a field that \"" + about + "\" has as well.");
}

Step Binder::step(const Node& node, const CaseKind& of) {
  TableReader table(node, "[[case." + of.name + ".step]]", findings_);
  Step step;
  step.where = node.where;
  const auto state = [&](std::string_view key) {
    const Node& value = table.required(key);
    const std::string name = table.text_of(value);
    if (!name.empty() && std::find(of.states.begin(), of.states.end(), name) == of.states.end()) {
      say(findings_, "unknown-reference", value.where, table.title() + ": case \"" + of.name + "\" has no state \"" + name + "\".",
          suggestion(name, of.states));
    }
    return name;
  };
  step.from = state("from");
  step.to = state("to");
  step.event = event_or_none(table, "event");
  step.who = movers(table, step);
  step.guards = guards(table);
  for (const Word& word : table.words("effects", false)) {
    const std::size_t colon = word.text.find(':');
    const auto kind = table.member<EffectKind>(word.text.substr(0, colon), word.where);
    const std::string target = colon == std::string::npos ? "" : word.text.substr(colon + 1);
    if (target.empty()) {
      say(findings_, "bad-value", word.where, table.title() + ": the effect does not say on which record.",
          "Write it as \"propose-destruction:agency-item\".");
    } else if (kind && refers("record", {target, word.where})) {
      step.effects.push_back({*kind, target});
    }
  }
  table.finish();
  return step;
}

std::vector<Guard> Binder::guards(TableReader& table) {
  std::vector<Guard> found;
  for (const Word& word : table.words("guards", false)) {
    if (const auto guard = guard_from(word.text)) {
      // What tells of an event is looked up once the records are there (check_step of checks.cc).
      const bool is_named = word.text.find(':') != std::string::npos && (guard->names_record() || guard->kind == GuardKind::copies_sent);
      const std::string_view section = guard->kind == GuardKind::copies_sent ? "publication" : "record";
      if (!is_named || refers(section, {guard->target, word.where})) found.push_back(*guard);
    } else if (table.member<GuardKind>(word.text.substr(0, word.text.find(':')), word.where)) {
      say(findings_, "bad-value", word.where, table.title() + ": the guard names no record, or one too many.",
          "Write it as \"recorded:decision\".");
    }
  }
  return found;
}

std::vector<std::string> Binder::movers(TableReader& table, Step& step) {
  std::vector<std::string> names;
  for (const Word& word : table.words("who", true)) {
    const auto found = who(word);
    if (!found) continue;
    if (found->kind == WhoKind::role) {
      names.push_back(found->role);
    } else if (found->kind == WhoKind::subject) {
      step.by_subject = true;
    } else {
      say(findings_, "not-in-set", word.where, table.title() + ": only roles move a case, or the person whom it is about.",
          "Write \"role:name\" or \"subject\".");
    }
  }
  return names;
}

std::optional<Who> Binder::who(const Word& word) {
  constexpr std::string_view prefix = "role:";
  if (word.text.starts_with(prefix)) {
    Who found{WhoKind::role, word.text.substr(prefix.size())};
    if (!refers("role", {found.role, word.where})) return std::nullopt;
    return found;
  }
  const auto kind = from_name<WhoKind>(word.text);
  if (kind && *kind != WhoKind::role) return Who{*kind, ""};
  std::vector<std::string> candidates = {"agency:owner", "agency:supplier", "subject", "delegate", "public"};
  for (const std::string& role : names_in("role")) candidates.push_back("role:" + role);
  say(findings_, "not-in-set", word.where, "\"" + word.text + "\" is nobody who may be named here.", suggestion(word.text, candidates));
  return std::nullopt;
}

void Binder::bind_rules(TableReader& head) {
  for (const Node* node : head.tables("allow")) charter_.rules.push_back(rule(*node));
}

Rule Binder::rule(const Node& node) {
  TableReader table(node, "[[allow]]", findings_);
  Rule rule;
  rule.where = node.where;
  for (const Word& word : table.words("who", true)) {
    if (auto found = who(word)) rule.who.push_back(std::move(*found));
  }
  rule.may = table.choices<Act>("may", true);
  rule.on = references(table, "on", "record", true);
  rule.when = table.choices<Predicate>("when", false);
  for (const Word& word : table.words("parts", false)) {
    std::vector<std::string> offered;
    for (const std::string& name : rule.on) {
      const RecordKind* kind = charter_.record_kind(name);
      if (kind == nullptr) continue;
      for (const Part& part : kind->parts) offered.push_back(part.name);
    }
    if (std::find(offered.begin(), offered.end(), word.text) == offered.end()) {
      say(findings_, "unknown-reference", word.where, "[[allow]]: none of these records has a part \"" + word.text + "\".",
          suggestion(word.text, offered));
    }
    rule.parts.push_back(word.text);
  }
  table.finish();
  check_recall(rule);
  return rule;
}

// What belongs to nobody else cannot be asked back, and nobody asks back what is another's.
void Binder::check_recall(const Rule& rule) {
  if (std::find(rule.may.begin(), rule.may.end(), Act::recall) == rule.may.end()) return;
  const bool by_owner = std::all_of(rule.who.begin(), rule.who.end(), [](const Who& who) { return who.kind == WhoKind::owner_agency; });
  const bool supplied = std::all_of(rule.on.begin(), rule.on.end(), [&](const std::string& name) {
    const RecordKind* kind = charter_.record_kind(name);
    return kind == nullptr || (kind->owner == Owner::supplier && !kind->is_check());
  });
  if (by_owner && supplied && rule.parts.empty()) return;
  say(findings_, "not-an-owner", rule.where,
      "[[allow]]: only the agency that owns a record recalls it, the whole of it, and only what it supplied.",
      "Write \"recall\" in a rule of its own, with who = [\"agency:owner\"] and on = records whose owner is the supplier.");
}

}  // namespace concordat::charter
