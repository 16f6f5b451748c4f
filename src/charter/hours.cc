#include <algorithm>

#include "charter/outputs.h"
#include "charter/sentences.h"

namespace concordat::charter {
namespace {

std::string time_words(int minute) {
  if (minute == 0 || minute == 24 * 60) return "midnight";
  const int hour = minute / 60;
  const int rest = minute % 60;
  const std::string minutes = rest == 0 ? "" : (rest < 10 ? ":0" : ":") + std::to_string(rest);
  return std::to_string(hour % 12 == 0 ? 12 : hour % 12) + minutes + (hour < 12 ? "am" : "pm");
}

std::string day_words(Weekday day) {
  static constexpr const char* kDays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return kDays[static_cast<int>(day)];
}

// Three days and more in a row are a span: "Monday to Thursday".
std::string days_words(std::vector<Weekday> days) {
  std::sort(days.begin(), days.end());
  std::vector<std::string> words;
  for (std::size_t first = 0; first < days.size();) {
    std::size_t last = first;
    while (last + 1 < days.size() && static_cast<int>(days[last + 1]) == static_cast<int>(days[last]) + 1) ++last;
    if (last - first >= 2) {
      words.push_back(day_words(days[first]) + " to " + day_words(days[last]));
    } else {
      for (std::size_t at = first; at <= last; ++at) words.push_back(day_words(days[at]));
    }
    first = last + 1;
  }
  return listed(words);
}

}  // namespace

std::string hours_words(const Contact& contact) {
  std::string words;
  for (const Opening& opening : contact.open) {
    words += (words.empty() ? "" : "; ") + days_words(opening.days) + ", " + time_words(opening.from) + " to " + time_words(opening.to);
  }
  return words.empty() ? contact.hours : words;
}

bool is_open(const Contact& contact, CivilDate day, int minute, const std::vector<CivilDate>& holidays) {
  if (std::binary_search(holidays.begin(), holidays.end(), day)) return false;
  return std::any_of(contact.open.begin(), contact.open.end(), [&](const Opening& opening) {
    return opening.from <= minute && minute < opening.to &&
           std::find(opening.days.begin(), opening.days.end(), static_cast<Weekday>(weekday(day))) != opening.days.end();
  });
}

ConcernLines concern_lines(const Charter& charter, CivilDate day, int minute, const std::vector<CivilDate>& holidays) {
  ConcernLines lines;
  const auto consider = [&](bool by_hours) {
    for (const Contact& contact : charter.contacts) {
      if (lines.now != nullptr || !contact.is_concern_line()) continue;
      if (by_hours ? is_open(contact, day, minute, holidays) : contact.open.empty()) lines.now = &contact;
    }
  };
  consider(true);
  consider(false);
  for (const Contact& contact : charter.contacts) {
    if (contact.is_concern_line() && &contact != lines.now) lines.others.push_back(&contact);
  }
  return lines;
}

}  // namespace concordat::charter
