// RFC 5545, as far as courses use it.

#include "casework/training/icalendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::casework {
namespace {

using testing::HasSubstr;

CalendarEntry entry_of(std::string title) {
  return {"abc@concordat", *CivilDate::parse("2026-12-31"), std::move(title), "Town Hall, room 2", "https://example.org/courses/abc"};
}

Instant noon() { return {london_midnight(*CivilDate::parse("2026-11-23")).microseconds + kMicrosecondsPerDay / 2}; }

TEST(ICalendar, GivesADayItsEndAndEscapesText) {
  EXPECT_EQ(icalendar({entry_of("Neglect; and \\ what\nfollows")}, noon()),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Concordat//Courses//EN\r\nBEGIN:VEVENT\r\nUID:abc@concordat\r\n"
            "DTSTAMP:20261123T120000Z\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n"
            "SUMMARY:Neglect\\; and \\\\ what\\nfollows\r\nLOCATION:Town Hall\\, room 2\r\nURL:https://example.org/courses/abc\r\n"
            "END:VEVENT\r\nEND:VCALENDAR\r\n");
}

TEST(ICalendar, FoldsAt75OctetsAndNeverWithinACharacter) {
  const std::string title = std::string(66, 'x') + "éèê" + std::string(200, 'y');
  const std::string text = icalendar({entry_of(title)}, noon());
  std::string unfolded = text;
  for (std::size_t at = 0; (at = unfolded.find("\r\n ", at)) != std::string::npos;) unfolded.erase(at, 3);
  EXPECT_THAT(unfolded, HasSubstr("SUMMARY:" + title + "\r\n"));
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find("\r\n", begin);
    ASSERT_NE(end, std::string::npos) << "every line ends in CRLF";
    EXPECT_LE(end - begin, 75u);
    EXPECT_NE(static_cast<unsigned char>(text[begin + (text[begin] == ' ' ? 1 : 0)]) & 0xC0U, 0x80U);
    begin = end + 2;
  }
}

TEST(ICalendar, NothingPlannedIsStillACalendar) {
  EXPECT_EQ(icalendar({}, noon()), "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Concordat//Courses//EN\r\nEND:VCALENDAR\r\n");
}

}  // namespace
}  // namespace concordat::casework
