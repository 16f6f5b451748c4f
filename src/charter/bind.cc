#include "charter/bind.h"

#include <algorithm>

namespace concordat::charter {

Charter Binder::bind(const std::string& file) {
  charter_.file = file;
  TableReader head(root_, "The charter", findings_);
  bind_head(head);
  bind_calendars();
  bind_partnership(head.table("partnership"));
  bind_security(head);
  bind_storage(head.table("storage"));
  bind_collection(head.table("collection"));
  bind_schedule(head.table("schedule"));
  for (const std::string_view section : {"contact", "agency", "role", "recipient", "right", "law", "basis", "purpose", "consent", "field",
                                         "record", "case", "evidence", "promise", "publication", "link", "calendar", "said",
                                         "refusal", "clock"}) {
    head.table(section);  // known here, read below
  }
  bind_contacts();
  bind_agencies();
  bind_roles();
  bind_refusals();
  bind_vocabulary();
  bind_rights();
  bind_clocks();
  bind_purposes();
  bind_recipients();
  bind_consents();
  bind_fields();
  bind_cases();
  bind_records();
  check_openings();
  check_involvement();
  check_recorded_events();
  check_destroyed_parts();
  check_fields_are_used();
  bind_rules(head);
  bind_publications();
  bind_links();
  bind_payment(head.table("payment"));
  bind_evidence();
  bind_promises();
  bind_said();
  head.finish();
  return std::move(charter_);
}

void Binder::bind_head(TableReader& head) {
  charter_.base = head.text_or("extends");
  charter_.version = head.text("version");
  bind_updated(head);
}

// A day, "unstated", or { printed = "[Date]", operates = "unstated" }, where the notice prints something that is no day.
void Binder::bind_updated(TableReader& head) {
  const Node* updated = &head.required("updated");
  if (updated->kind == NodeKind::table) {
    TableReader table(*updated, "updated", findings_);
    table.text("printed");
    updated = &table.required("operates");
    table.finish();
  }
  if (updated->kind == NodeKind::date) {
    charter_.updated = updated->date;
  } else if (updated->where.line != 0 && (updated->kind != NodeKind::text || updated->text != "unstated")) {
    say(findings_, "wrong-type", updated->where, "\"updated\" is neither a day nor \"unstated\".",
        "Write it as updated = 2026-11-22, without quotes.");
  }
}

std::optional<CivilDate> Binder::day_or_none(TableReader& table, std::string_view key) {
  if (table.find(key) == nullptr) return std::nullopt;
  return day(table, key);
}

std::vector<int> Binder::lines(TableReader& table) {
  std::vector<int> numbers;
  const Node* list = table.find("lines");
  if (list == nullptr) return numbers;
  const auto is_line = [](const Node& item) { return item.kind == NodeKind::integer && item.integer > 0 && item.integer < 100000; };
  if (list->kind != NodeKind::array || !std::all_of(list->children.begin(), list->children.end(), is_line)) {
    say(findings_, "wrong-type", list->where, table.title() + ": \"lines\" is not a list of line numbers.", "Write lines = [70].");
    return numbers;
  }
  for (const Node& item : list->children) numbers.push_back(static_cast<int>(item.integer));
  return numbers;
}

void Binder::bind_security(TableReader& head) {
  const Node* node = head.table("security");
  if (node == nullptr) return;
  TableReader table(*node, "[security]", findings_);
  charter_.staff_need_training = table.flag_or("staff_need_training", false);
  charter_.approval_days = table.integer_or("approval_days", charter_.approval_days, 1, 90);
  charter_.quarantine_days = table.integer_or("quarantine_days", charter_.quarantine_days, 1, 365);
  charter_.owner_approves = table.flag_or("owner_approves", false);
  charter_.key_backup_days = table.integer_or("key_backup_days", charter_.key_backup_days, 1, 35);
  charter_.backup_days = table.integer_or("backup_days", 0, 1, 35);
  table.finish();
}

std::vector<Binder::Entry> Binder::entries(std::string_view section, Charset charset) {
  std::vector<Entry> list;
  const Node* node = root_.child(section);
  if (node == nullptr || node->kind != NodeKind::table) return list;
  for (const Node& child : node->children) {
    if (child.kind != NodeKind::table) {
      say(findings_, "wrong-type", child.where,
          "[" + std::string(section) + "] holds \"" + child.key + "\", which is " + std::string(name_of(child.kind)) + ".",
          "Write it as a table of its own: [" + std::string(section) + ".name].");
      continue;
    }
    if (!fits(child.key, charset)) {
      say(findings_, "bad-name", child.where, "\"" + child.key + "\" cannot be the name of a " + std::string(section) + ".",
          charset == Charset::name ? "Use small letters, digits and hyphens, at most 64."
                                   : "Use letters, digits, hyphens, and for codes colons and dots, at most 64.");
    }
    if (!child.unresolved) list.push_back({child.key, &child});
  }
  return list;
}

std::vector<std::string> Binder::names_in(std::string_view section) const {
  std::vector<std::string> names;
  const Node* node = root_.child(section);
  if (node == nullptr) return names;
  for (const Node& child : node->children) names.push_back(child.key);
  return names;
}

bool Binder::refers(std::string_view section, const Word& word) {
  const Node* node = root_.child(section);
  if (node != nullptr && node->child(word.text) != nullptr) return true;
  if (!word.text.empty()) {
    say(findings_, "unknown-reference", word.where, "There is no [" + std::string(section) + "." + word.text + "].",
        suggestion(word.text, names_in(section)));
  }
  return false;
}

std::vector<std::string> Binder::references(TableReader& table, std::string_view key, std::string_view section, bool is_required) {
  std::vector<std::string> names;
  for (const Word& word : table.words(key, is_required)) {
    if (refers(section, word)) names.push_back(word.text);
  }
  return names;
}

Printed Binder::printed(const Node& node, const std::string& title) {
  static const Node nowhere;
  const bool is_pair = node.kind == NodeKind::table;
  TableReader table(is_pair ? node : nowhere, title, findings_);
  if (!is_pair) {
    const std::string value = table.text_of(node);
    return {value, value};
  }
  Printed both{table.text("printed"), table.text("operates")};
  table.finish();
  return both;
}

}  // namespace concordat::charter
