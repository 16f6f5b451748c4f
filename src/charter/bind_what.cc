#include <algorithm>
#include <set>

#include "charter/bind.h"
#include "charter/checks.h"
#include "charter/dates.h"

namespace concordat::charter {

void Binder::bind_purposes() {
  for (const Entry& entry : entries("purpose")) {
    TableReader table(*entry.node, "[purpose." + entry.name + "]", findings_);
    Purpose purpose;
    purpose.name = entry.name;
    purpose.where = entry.node->where;
    purpose.title = table.text("title");
    purpose.says = table.text("says");
    purpose.bases = bases(table);
    purpose.laws = laws(table);
    for (const Word& word : table.words("served_by", false)) purpose.served_by.push_back(word.text);
    purpose.run_by = table.text_or("run_by");
    purpose.kind = purpose_kind(table);
    table.finish();
    charter_.purposes.push_back(std::move(purpose));
  }
}

void Binder::bind_consents() {
  for (const Entry& entry : entries("consent")) {
    TableReader table(*entry.node, "[consent." + entry.name + "]", findings_);
    Consent consent;
    consent.name = entry.name;
    consent.where = entry.node->where;
    consent.wording = table.text("wording");
    consent.text = table.text("text");
    consent.bases = bases(table);
    for (const Word& word : table.words("withdrawal_destroys", false)) consent.withdrawal_destroys.push_back(word.text);
    table.finish();
    charter_.consents.push_back(std::move(consent));
  }
}

// Consents are read before records, so what they destroy is looked up once both are there.
void Binder::check_destroyed_parts() {
  std::vector<std::string> parts;
  for (const RecordKind& kind : charter_.record_kinds) {
    for (const Part& part : kind.parts) parts.push_back(kind.name + "." + part.name);
  }
  for (const Consent& consent : charter_.consents) {
    for (const std::string& target : consent.withdrawal_destroys) {
      if (std::find(parts.begin(), parts.end(), target) != parts.end()) continue;
      say(findings_, "unknown-reference", consent.where,
          "Consent \"" + consent.name + "\" destroys \"" + target + "\", which is no part of a record.", suggestion(target, parts));
    }
  }
}

void Binder::bind_fields() {
  std::vector<std::pair<std::string, Word>> named;  // what dates are held against
  for (const Entry& entry : entries("field")) {
    TableReader table(*entry.node, "[field." + entry.name + "]", findings_);
    Field field;
    field.name = entry.name;
    field.where = entry.node->where;
    field.label = table.text("label");
    field.hint = table.text_or("hint");
    field.why = table.text("why");
    field.type = table.choice<FieldType>("type");
    field.category = table.choice_or("category", Category::personal);
    field.required = table.flag_or("required", true);
    const bool is_choice = field.type == FieldType::choice;
    for (const Word& choice : table.words("choices", is_choice)) field.choices.push_back(choice.text);
    if (!is_choice && !field.choices.empty()) {
      say(findings_, "bad-value", field.where, table.title() + " has choices, but its type is not \"choice\".",
          "Write type = \"choice\", or take the choices out.");
    }
    field.expects = table.text_or("expects");
    if (!field.expects.empty() && field.type != FieldType::date) {
      say(findings_, "bad-value", table.required("expects").where, table.title() + " expects an event, but its type is not \"date\".",
          "Write type = \"date\", or take expects out.");
    }
    field.online = table.text_or("online");
    const bool is_today = field.online == "today" && field.type == FieldType::date;
    if (!field.online.empty() && !is_today && std::ranges::find(field.choices, field.online) == field.choices.end())
      say(findings_, "bad-value", table.required("online").where, table.title() + " cannot be known by itself as \"" + field.online + "\".",
          "Of a date write online = \"today\"; of a choice, one of its choices.");
    field.consent_age = table.integer_or("consent_age", 0, 1, 18);
    if (field.consent_age > 0 && (field.choices.size() != 2 || !field.required))
      say(findings_, "bad-value", table.required("consent_age").where, table.title() + " asks for an age otherwise than by two choices.",
          "Require it, and write as choices who is of that age, and who is not and has a parent's permission.");
    field.records = event_or_none(table, "records");
    if (!field.records.empty() && field.type != FieldType::date && field.type != FieldType::number && !is_choice) {
      say(findings_, "bad-value", field.where, table.title() + " records an event, but it is no date, no choice and no number.",
          "Write type = \"date\", \"choice\" or \"number\", or take records out.");
    }
    field.on = table.text_or("on");
    for (const auto& [key, bounds] : {std::pair("not_before", &field.not_before), std::pair("not_after", &field.not_after)})
      for (const Word& word : table.words(key, false)) {
        bounds->push_back(word.text);
        named.push_back({entry.name, word});
      }
    table.finish();
    fields_[entry.name] = std::move(field);
  }
  for (const auto& [name, bound] : named) check_bound(fields_[name], bound);
}

// With the fields bound: a date is held against another, against an event that one of them tells, or against today.
void Binder::check_bound(const Field& of, const Word& bound) {
  const std::string title = "[field." + of.name + "]";
  const auto is_date = [](const Field& field) { return field.type == FieldType::date || field.type == FieldType::uncertain_date; };
  if (!is_date(of)) {
    say(findings_, "bad-value", bound.where, title + " is held against a day, but its type is no date.",
        "Write type = \"date\" or \"uncertain_date\", or take not_before and not_after out.");
    return;
  }
  const auto tells = [&](const auto& one) {
    return !one.second.records.empty() && (one.second.type == FieldType::choice ? bound.text.starts_with(one.second.records + ":")
                                                                               : one.second.records == bound.text);
  };
  const auto named = fields_.find(bound.text);
  if (bound.text == kBoundToday || years_ago(bound.text) || (is_event_name(bound.text) && std::ranges::any_of(fields_, tells))) return;
  if (named != fields_.end() && named->first != of.name && is_date(named->second)) return;
  std::vector<std::string> dates = {kBoundToday};
  for (const auto& [name, field] : fields_)
    if (is_date(field) && name != of.name) dates.push_back(name);
  const std::string near = suggestion(bound.text, dates);
  say(findings_, "unknown-reference", bound.where, title + ": \"" + bound.text + "\" is no other date, and no event that a field records.",
      "Name a date of the same part, an event of the case, \"today\", or as in \"10-years-ago\"." + (near.empty() ? "" : " " + near));
}

void Binder::bind_records() {
  for (const Entry& entry : entries("record")) charter_.record_kinds.push_back(record(entry));
}

// What no record holds has no purpose (Article 5(1)(c)). The library's fields are there to be chosen from.
void Binder::check_fields_are_used() {
  std::set<std::string> used;
  for (const RecordKind& kind : charter_.record_kinds) {
    for (const Part& part : kind.parts) {
      for (const Field& field : part.fields) used.insert(field.name);
    }
  }
  for (const auto& [name, field] : fields_) {
    if (field.where.file != root_.where.file || used.contains(name)) continue;
    warn(findings_, "field-without-purpose", field.where, "No record, and so no purpose, needs field \"" + name + "\".",
         "Name it in the part that asks it, or take it out.");
  }
}

RecordKind Binder::record(const Entry& entry) {
  TableReader table(*entry.node, "[record." + entry.name + "]", findings_);
  RecordKind kind;
  kind.name = entry.name;
  kind.where = entry.node->where;
  kind.title = table.text("title");
  kind.subject = table.text_or("subject");
  kind.owner = table.choice_or("owner", Owner::partnership);
  const auto one_reference = [&](std::string_view key, std::string_view section) {
    const Node& node = table.required(key);
    const std::string name = table.text_of(node);
    return refers(section, {name, node.where}) ? name : "";
  };
  kind.case_kind = one_reference("case", "case");
  kind.purpose = one_reference("purpose", "purpose");
  kind.derived_from = references(table, "derived_from", "record", false);
  kind.survives_by = table.text_or("survives_by");
  if (!kind.survives_by.empty() && kind.survives_by != "identifier-check") {
    say(findings_, "not-in-set", table.required("survives_by").where, table.title() + ": there is no gate \"" + kind.survives_by + "\".",
        suggestion(kind.survives_by, {"identifier-check"}));
  }
  kind.asks_about = references(table, "asks_about", "record", false);
  kind.answered_by = table.text_or("answered_by");
  for (const Word& word : table.words("forgets_on", false)) kind.forgets_on.push_back(word.text);
  for (const auto& [key, recipient] : {std::pair("messages_to", &kind.messages_to), std::pair("messages_from", &kind.messages_from)}) {
    const Node* node = table.find(key);
    if (node == nullptr) continue;
    *recipient = table.text_of(*node);
    if (!refers("recipient", {*recipient, node->where})) recipient->clear();
  }
  kind.section = table.text_or("section");
  if (!kind.section.empty() && std::ranges::find(kSections, kind.section) == kSections.end()) {
    say(findings_, "not-in-set", table.required("section").where, table.title() + ": a case has no section \"" + kind.section + "\".",
        suggestion(kind.section, std::vector<std::string>(kSections.begin(), kSections.end())));
  }
  for (const Word& word : table.words("lists", false)) kind.lists.push_back(word.text);
  kind.due_by = table.text_or("due_by");
  kind.closed_by = table.text_or("closed_by");
  for (const Word& word : table.words("ended_destroys", false)) kind.ended_destroys.push_back(word.text);
  const Node* default_keep = table.find("keep");
  if (const Node* parts = table.table("part")) {
    TableReader names(*parts, table.title() + ".part", findings_);
    for (const Node& child : parts->children) {
      if (!fits(child.key, Charset::name)) {
        say(findings_, "bad-name", child.where, "\"" + child.key + "\" cannot be the name of a part.",
            "Use small letters, digits and hyphens.");
      }
      if (names.table(child.key) != nullptr) kind.parts.push_back(part({child.key, &child}, kind, default_keep));
    }
  }
  if (kind.parts.empty()) {
    say(findings_, "missing-key", kind.where, table.title() + " has no part.", "Add [record." + kind.name + ".part.name] with its fields.");
  }
  table.finish();
  check_list(kind);
  return kind;
}

// The day of a choice that is an event stands beside it.
void Binder::check_days(const Part& part) {
  for (const Field& field : part.fields) {
    if (field.on.empty()) continue;
    const bool is_there = std::any_of(part.fields.begin(), part.fields.end(), [&](const Field& other) {
      return other.name == field.on && other.type == FieldType::date && other.required;
    });
    if (is_there && !field.records.empty() && field.type == FieldType::choice) continue;
    say(findings_, "unknown-reference", part.where, "Field \"" + field.name + "\": on = \"" + field.on + "\" names no day for it here.",
        "Name a required date of the same part, beside a choice that records an event.");
  }
}

// A list shows what stands in the first part, which every record of the kind has.
void Binder::check_list(const RecordKind& kind) {
  if (kind.parts.empty()) return;
  const std::vector<Field>& fields = kind.parts.front().fields;
  const auto field = [&](const std::string& name) { return std::ranges::find(fields, name, &Field::name); };
  for (const std::string& name : kind.lists) {
    if (field(name) != fields.end()) continue;
    say(findings_, "unknown-reference", kind.where, "[record." + kind.name + "]: lists names \"" + name + "\", no field of its first part.",
        "Name fields of the part \"" + kind.parts.front().name + "\".");
  }
  if (!kind.due_by.empty() && (field(kind.due_by) == fields.end() || field(kind.due_by)->type != FieldType::date)) {
    say(findings_, "unknown-reference", kind.where, "[record." + kind.name + "]: due_by names no date of its first part.",
        "Name a date field of the part \"" + kind.parts.front().name + "\".");
  }
  if (!kind.closed_by.empty() && (kind.part(kind.closed_by) == nullptr || kind.part(kind.closed_by) == &kind.parts.front())) {
    say(findings_, "unknown-reference", kind.where, "[record." + kind.name + "]: closed_by names no later part of it.",
        "Name the part that is written when it is done.");
  }
  for (const std::string& name : kind.ended_destroys) {
    if (kind.part(name) != nullptr) continue;
    say(findings_, "unknown-reference", kind.where, "[record." + kind.name + "]: ended_destroys names \"" + name + "\", no part of it.",
        "Name the parts that go at once when a booking is declined or cancelled.");
  }
}

// Delegates are asked by a mail, of whom a booking holds the address.
std::string Binder::asked_by_mail(TableReader& table, const RecordKind& of) {
  const Node* node = table.find("asked_by_mail");
  if (node == nullptr) return "";
  std::string word = table.text_of(*node);
  if (word != "before" && !months_after(word)) {
    say(findings_, "not-in-set", node->where, table.title() + ": asked_by_mail = \"" + word + "\" is no time before or after a course.",
        "Write \"before\", \"after\" or, as in \"6-months-after\", how long after it.");
  } else if (of.case_kind != "course-run") {
    say(findings_, "bad-value", node->where, table.title() + " is asked by a mail, but belongs to no course.",
        "Put the record into the case \"course-run\", or take asked_by_mail out.");
  }
  return word;
}

Part Binder::part(const Entry& entry, const RecordKind& of, const Node* default_keep) {
  TableReader table(*entry.node, "[record." + of.name + ".part." + entry.name + "]", findings_);
  Part part;
  part.name = entry.name;
  part.where = entry.node->where;
  part.title = table.text("title");
  part.ask = table.choices<Moment>("ask", true);
  for (const std::string& name : references(table, "fields", "field", true)) {
    const auto field = fields_.find(name);
    if (field == fields_.end()) continue;
    if (!field->second.expects.empty()) check_event(of, field->second.expects, part.where, table.title() + ", field \"" + name + "\"");
    part.fields.push_back(field->second);
  }
  check_days(part);
  if (const Node* consent = table.find("consent")) {
    const std::string name = table.text_of(*consent);
    if (refers("consent", {name, consent->where})) part.consent = name;
  }
  part.asked_by_mail = asked_by_mail(table, of);
  const Node* keep = table.find("keep");
  if (keep == nullptr) keep = default_keep;
  if (keep == nullptr) {
    say(findings_, "missing-key", part.where, table.title() + " does not say how long it is kept.",
        "Add keep = { from = \"…\", … }, or keep = \"unstated\" where the notice says nothing.");
    part.keep.unstated = true;
  } else {
    part.keep = retention(*keep, of, table.title());
  }
  table.finish();
  return part;
}

Retention Binder::retention(const Node& node, const RecordKind& of, const std::string& title) {
  Retention keep;
  keep.where = node.where;
  keep.source = "notice";
  if (node.kind == NodeKind::text && node.text == "unstated") {
    keep.unstated = true;
    return keep;
  }
  if (node.kind == NodeKind::text && node.text == "schedule") {
    keep.unstated = true;
    keep.source = "schedule";
    if (charter_.schedule.title.empty()) {
      say(findings_, "unknown-reference", node.where, title + ": there is no [schedule] to which this period is left.",
          "Add [schedule] with its title, or write keep = \"unstated\".");
    }
    return keep;
  }
  TableReader table(node, title + ", keep", findings_);
  if (node.kind != NodeKind::table) return keep;
  if (table.find("from") == nullptr) {
    say(findings_, "retention-without-event", node.where, title + " is kept for a period, but does not say from when.",
        "Add from = \"…\", an event that a step of its case records.");
  } else {
    keep.from = table.text("from");
  }
  keep.round = table.choice_or("round", Rounding::none);
  keep.years = table.integer_or("years", 0, 0, 150);
  keep.months = table.integer_or("months", 0, 0, 1800);
  keep.days = table.integer_or("days", 0, 0, 36600);
  keep.then = table.choice<Ending>("then");
  keep.certificate = table.flag_or("certificate", false);
  keep.weighty = table.flag_or("weighty", false);
  keep.source = table.text_or("source", "notice");
  if (keep.source != "notice" && keep.source != "local") {
    say(findings_, "not-in-set", table.required("source").where, title + ": \"source\" is \"notice\" or \"local\".",
        "Write \"local\" where the partnership decided what its notice leaves open.");
  }
  table.finish();
  if (!keep.from.empty()) check_event(of, keep.from, table.required("from").where, title);
  return keep;
}

void Binder::check_event(const RecordKind& of, const std::string& event, const Location& where, const std::string& title) {
  const CaseKind* kind = charter_.case_kind(of.case_kind);
  if (kind == nullptr) return;
  std::vector<std::string> events;
  for (const Step& step : kind->steps) {
    if (!step.event.empty()) events.push_back(step.event);
  }
  if (std::find(events.begin(), events.end(), event) != events.end()) return;
  const auto records = [&](const auto& field) { return field.second.records == event && field.second.type == FieldType::date; };
  if (std::any_of(fields_.begin(), fields_.end(), records)) return;  // check_recorded_events looks whether it is of this case
  say(findings_, "unknown-reference", where, title + ": no step of case \"" + kind->name + "\" records the event \"" + event + "\".",
      suggestion(event, events));
}

}  // namespace concordat::charter
