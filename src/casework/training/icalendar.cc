#include "casework/training/icalendar.h"

#include <algorithm>

namespace concordat::casework {
namespace {

constexpr std::size_t kLongestLine = 75;  // octets without the line break (RFC 5545, section 3.1)

// Section 3.3.11. A lone carriage return, and what else no text may hold, is left out.
std::string escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n') escaped += "\\n";
    else if (c == '\\' || c == ';' || c == ',') escaped += std::string("\\") + c;
    else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) escaped += c;
  }
  return escaped;
}

// A longer line goes on after a line break and a space, which counts; never within a character of UTF-8.
std::string folded(std::string line) {
  std::string out;
  std::size_t room = kLongestLine;
  while (line.size() > room) {
    std::size_t end = room;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) --end;
    out += line.substr(0, end) + "\r\n ";
    line.erase(0, end);
    room = kLongestLine - 1;
  }
  return out + line + "\r\n";
}

std::string basic_day(CivilDate day) {
  std::string digits = day.iso();
  std::erase(digits, '-');
  return digits;
}

// In UTC: "20260501T083000Z".
std::string basic_instant(Instant now) {
  std::string digits = to_rfc3339(now).substr(0, 19);
  std::erase(digits, '-');
  std::erase(digits, ':');
  return digits + "Z";
}

}  // namespace

std::string icalendar(const std::vector<CalendarEntry>& entries, Instant now) {
  std::string text;
  const auto line = [&](const std::string& content) { text += folded(content); };
  line("BEGIN:VCALENDAR");
  line("VERSION:2.0");
  line("PRODID:-//Concordat//Courses//EN");
  for (const CalendarEntry& entry : entries) {
    line("BEGIN:VEVENT");
    line("UID:" + entry.uid);
    line("DTSTAMP:" + basic_instant(now));
    // A day has no time and no zone; the end is the first day after it (section 3.6.1).
    line("DTSTART;VALUE=DATE:" + basic_day(entry.day));
    line("DTEND;VALUE=DATE:" + basic_day(entry.day.plus_days(1)));
    line("SUMMARY:" + escaped(entry.title));
    if (!entry.place.empty()) line("LOCATION:" + escaped(entry.place));
    line("URL:" + entry.address);
    line("END:VEVENT");
  }
  line("END:VCALENDAR");
  return text;
}

}  // namespace concordat::casework
