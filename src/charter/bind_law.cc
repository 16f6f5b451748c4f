// Lawful bases, and the dated table of statutes and guidance.

#include "charter/bind.h"

namespace concordat::charter {

void Binder::bind_vocabulary() {
  for (const Entry& entry : entries("basis", Charset::code)) {
    TableReader table(*entry.node, "[basis." + entry.name + "]", findings_);
    bases_[entry.name] = {entry.name, table.text("title"), table.text_or("needs_condition")};
    table.finish();
  }
  for (const Entry& entry : entries("law", Charset::code)) laws_[entry.name] = law(entry);
  for (const auto& [code, one] : laws_) charter_.reference.laws.push_back(one);
}

Law Binder::law(const Entry& entry) {
  TableReader table(*entry.node, "[law." + entry.name + "]", findings_);
  Law law;
  law.code = entry.name;
  law.title = table.text("title");
  law.superseded_by = table.text_or("superseded_by");
  law.doubtful = table.text_or("doubtful");
  law.where = entry.node->where;
  law.in_force = day_or_none(table, "in_force");
  law.until = day_or_none(table, "until");
  law.condition_for = references(table, "condition_for", "basis", false);
  if (law.in_force && law.until && *law.until < *law.in_force) {
    say(findings_, "bad-value", law.where, table.title() + ": \"until\" lies before \"in_force\".",
        "Write the first and the last day on which it is law.");
  }
  table.finish();
  return law;
}

std::vector<Basis> Binder::bases(TableReader& table) {
  std::vector<Basis> list;
  const Node* node = table.find("bases");
  if (node != nullptr && node->kind == NodeKind::text && node->text == "unstated") return list;
  for (const std::string& code : references(table, "bases", "basis", true)) list.push_back(bases_[code]);
  return list;
}

std::vector<Law> Binder::laws(TableReader& table) {
  std::vector<Law> list;
  const Node* node = table.find("laws");
  if (node == nullptr) return list;
  if (node->kind != NodeKind::array) {
    say(findings_, "wrong-type", node->where, table.title() + ": \"laws\" is not a list.", "Write laws = [\"…\"].");
    return list;
  }
  for (const Node& item : node->children) {
    const Printed cited = printed(item, table.title() + ", laws");
    Law law;
    if (cited.operates == "unstated" && cited.printed != cited.operates) {
      law.code = "unknown";
      law.title = cited.printed;
      law.is_known = false;
    } else if (!refers("law", {cited.operates, item.where}) || !laws_.contains(cited.operates)) {
      continue;
    } else {
      law = laws_[cited.operates];
    }
    if (cited.printed != cited.operates) law.printed = cited.printed;
    law.where = item.where;
    list.push_back(std::move(law));
  }
  return list;
}

void Binder::bind_clocks() {
  for (const Entry& entry : entries("clock")) {
    TableReader table(*entry.node, "[clock." + entry.name + "]", findings_);
    StatutoryClock clock;
    clock.name = entry.name;
    clock.where = entry.node->where;
    clock.title = table.text("title");
    clock.says = table.text("says");
    clock.set_by = table.text("set_by");
    clock.doubtful = table.text_or("doubtful");
    clock.months = table.integer_or("months", 0, 1, 120);
    clock.days = table.integer_or("days", 0, 1, 3660);
    clock.working_days = table.integer_or("working_days", 0, 1, 1000);
    clock.hours = table.integer_or("hours", 0, 1, 10000);
    clock.more_months = table.integer_or("more_months", 0, 1, 120);
    clock.since = day_or_none(table, "since");
    clock.from = event_or_none(table, "from");
    clock.until = event_or_none(table, "until");
    clock.working_days_before = table.integer_or("working_days_before", 0, 1, 1000);
    clock.paused_by = event_or_none(table, "paused_by");
    clock.resumed_by = event_or_none(table, "resumed_by");
    clock.extended_to = event_or_none(table, "extended_to");
    clock.reopened_by = event_or_none(table, "reopened_by");
    clock.unless = event_or_none(table, "unless");
    if ((clock.months > 0) + (clock.days > 0) + (clock.working_days > 0) + (clock.hours > 0) + (clock.working_days_before > 0) != 1) {
      say(findings_, "bad-value", clock.where, table.title() + " does not name one length of time.",
          "Write one of months, days, working_days, working_days_before and hours.");
    }
    if (clock.paused_by.empty() != clock.resumed_by.empty()) {
      say(findings_, "bad-value", clock.where, table.title() + " stops and never goes on, or goes on and never stops.",
          "Write paused_by and resumed_by together.");
    }
    table.finish();
    charter_.clocks.push_back(std::move(clock));
  }
}

}  // namespace concordat::charter
