#include <algorithm>
#include <set>

#include "charter/bind.h"

namespace concordat::charter {

void Binder::bind_calendars() {
  for (const Entry& entry : entries("calendar")) calendars_[entry.name] = calendar(entry);
}

Calendar Binder::calendar(const Entry& entry) {
  TableReader table(*entry.node, "[calendar." + entry.name + "]", findings_);
  Calendar calendar{entry.name, table.text("title"), day(table, "known_from"), day(table, "known_until"), {}, entry.node->where};
  if (const Node* until = table.find("known_until")) calendar.where = until->where;
  if (calendar.known_until < calendar.known_from) {
    say(findings_, "bad-value", calendar.where, table.title() + ": \"known_until\" lies before \"known_from\".",
        "Write the first and the last day for which the list is complete.");
  }
  bind_bank_holidays(table, calendar);
  table.finish();
  return calendar;
}

CivilDate Binder::day(TableReader& table, std::string_view key) {
  const Node& node = table.required(key);
  if (node.where.line != 0 && node.kind != NodeKind::date) {
    say(findings_, "wrong-type", node.where, table.title() + ": \"" + std::string(key) + "\" is not a day.",
        "Write it as 2028-12-31, without quotes.");
  }
  return node.date;
}

void Binder::bind_bank_holidays(TableReader& table, Calendar& calendar) {
  const Node& list = table.required("bank_holidays");
  if (list.where.line == 0) return;
  const bool is_list = list.kind == NodeKind::array;
  if (!is_list || std::any_of(list.children.begin(), list.children.end(), [](const Node& item) { return item.kind != NodeKind::date; })) {
    say(findings_, "wrong-type", list.where, table.title() + ": \"bank_holidays\" is not a list of days.",
        "Write it as [2028-12-25, 2028-12-26], without quotes.");
    return;
  }
  std::set<CivilDate> days;
  for (const Node& item : list.children) {
    const std::string what = table.title() + ": " + item.date.words();
    if (is_weekend(item.date)) {
      say(findings_, "bad-value", item.where, what + " is no weekday.", "Write the substitute day, on which the holiday is kept.");
    } else if (item.date < calendar.known_from || calendar.known_until < item.date) {
      say(findings_, "bad-value", item.where, what + " lies outside the days for which the list is known.",
          "Set \"known_until\" to the last day for which every bank holiday is in the list.");
    } else if (days.contains(item.date)) {
      say(findings_, "duplicate", item.where, what + " stands twice in the list.", "Keep one of them.");
    }
    days.insert(item.date);
  }
  calendar.bank_holidays.assign(days.begin(), days.end());
  check_years(list, calendar);
}

// To move `known_until` and forget the days is the slip that nobody would notice: every deadline would come early.
void Binder::check_years(const Node& node, const Calendar& calendar) {
  for (int year = calendar.known_from.year(); year <= calendar.known_until.year(); ++year) {
    const auto first = std::lower_bound(calendar.bank_holidays.begin(), calendar.bank_holidays.end(), *CivilDate::from(year, 1, 1));
    if (first != calendar.bank_holidays.end() && first->year() == year) continue;
    say(findings_, "bad-value", node.where,
        "[calendar." + calendar.name + "] is said to know " + std::to_string(year) + ", but names no day of it.",
        "Add its bank holidays, or narrow \"known_from\" and \"known_until\".");
    return;
  }
}

}  // namespace concordat::charter
