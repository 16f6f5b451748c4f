#include "casework/training/learning_report.h"

#include <algorithm>
#include <string_view>

namespace concordat::casework {
namespace {

bool is_small(unsigned count) { return count > 0 && count < kLeastShown; }

}  // namespace

bool leave_out_small(std::vector<Counted>& parts) {
  unsigned total = 0, hidden = 0;
  std::size_t left_out = 0;
  for (Counted& part : parts) {
    total += part.count;
    part.shown = part.shown && !is_small(part.count);
    if (part.shown) continue;
    hidden += part.count;
    ++left_out;
  }
  // What is left out follows from the total and the rest: so it is at least two, and together no small number.
  while (left_out > 0 && (left_out < 2 || hidden < kLeastShown)) {
    Counted* least = nullptr;
    for (Counted& part : parts)
      if (part.shown && part.count > 0 && (!least || part.count < least->count)) least = &part;
    if (!least) break;
    least->shown = false;
    hidden += least->count;
    ++left_out;
  }
  const bool too_few = left_out > 0 && (left_out < 2 || hidden < kLeastShown);
  return !is_small(total) && !too_few;
}

bool leave_out_small(std::vector<MonthCounted>& months) {
  std::vector<Counted> totals;
  for (MonthCounted& one : months) {
    one.month.count = 0;
    for (const Counted& course : one.courses) one.month.count += course.count;
    one.month.shown = leave_out_small(one.courses);
    totals.push_back(one.month);
  }
  const bool whole = leave_out_small(totals);
  for (std::size_t i = 0; i < months.size(); ++i) {
    months[i].month.shown = totals[i].shown;
    if (!totals[i].shown)
      for (Counted& course : months[i].courses) course.shown = course.count == 0;
  }
  return whole;
}

std::string csv_line(const std::vector<std::string>& cells) {
  constexpr std::string_view formula = "=+-@\t\r";
  std::string line;
  for (const std::string& cell : cells) {
    if (!line.empty()) line += ',';
    line += '"';
    if (!cell.empty() && formula.find(cell.front()) != std::string_view::npos) line += '\'';
    for (const char c : cell) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + "\r\n";
}

}  // namespace concordat::casework
