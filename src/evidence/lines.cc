// "link:sharing-agreement": the link stands in the notice and a person has followed it. "line:concern-day": by the hours in the
// charter, from which the pages choose the line that stands first, one is answered at every time.

#include <algorithm>
#include <array>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

constexpr std::string_view kWhoFollowsLinks = "links";
constexpr std::string_view kForConcerns = "concern";
constexpr std::array<std::string_view, 7> kWeek = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
constexpr int kMinutesOfADay = 24 * 60;

bool is_open(const Line& line, std::string_view day, int minute) {
  return std::ranges::any_of(line.open, [&](const Opening& open) {
    return open.from <= minute && minute < open.to && std::ranges::find(open.days, day) != open.days.end();
  });
}

// Lines for people who are worried about a child; another contact stands for itself.
std::vector<const Line*> lines_beside(const Charter& charter, const std::string& name) {
  std::vector<const Line*> lines;
  for (const auto& [other, line] : charter.lines) {
    const bool is_beside = name.starts_with(kForConcerns) ? other.starts_with(kForConcerns) : other == name;
    if (is_beside && !line.telephone.empty()) lines.push_back(&line);
  }
  return lines;
}

std::string clock(int minute) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(minute / 60) + ":" + two(minute % 60);
}

// The first time of the week at which none answers; "" where one always does. A line without hours answers when no other does.
std::string first_silence(const std::vector<const Line*>& lines) {
  if (std::ranges::any_of(lines, [](const Line* line) { return line->open.empty(); })) return "";
  for (const std::string_view day : kWeek)
    for (int minute = 0; minute < kMinutesOfADay; ++minute)
      if (std::ranges::none_of(lines, [&](const Line* line) { return is_open(*line, day, minute); }))
        return std::string(day) + " at " + clock(minute);
  return "a bank holiday";  // on which every line with hours is closed
}

std::string hours_of(const Line& line) {
  if (line.open.empty()) return "whenever no other is";
  int minutes = 0;
  for (const Opening& open : line.open) minutes += (open.to - open.from) * static_cast<int>(open.days.size());
  return count_of(static_cast<std::size_t>(minutes / 60), "hour") + " a week";
}

}  // namespace

Verdict judge_link(const Instance& instance, const std::string& target) {
  const auto found = instance.active->links.find(target);
  if (found == instance.active->links.end()) return {Status::missing, "The charter in force has no link " + target + "."};
  const Link& link = found->second;
  const std::string title = "“" + link.title + "”";
  if (link.address.empty())
    return missing("Our notice names these pages without an address", "Write the address of " + title + " into the charter.", title);
  if (!link.address.starts_with("https://") && !link.address.starts_with("http://"))
    return {Status::broken, "The address of " + title + " is none of a page: " + link.address + "."};
  const std::string where = title + " (" + link.address + ")";
  const OnRecord followed = on_record(instance, std::string(kWhoFollowsLinks));
  if (followed.status == Status::kept)
    return {Status::kept, "Links of the charter in force, which a person has followed", where, followed.words};
  return {followed.status, "Links of the charter in force of which nothing shows that they lead anywhere now", where, followed.words};
}

Verdict judge_line(const Instance& instance, const std::string& target) {
  const auto found = instance.active->lines.find(target);
  if (found == instance.active->lines.end()) return {Status::missing, "The charter in force has no contact " + target + "."};
  const Line& line = found->second;
  const std::string title = "“" + line.title + "”";
  if (line.telephone.empty()) return {Status::missing, "The charter in force gives no telephone", title};
  if (line.open.empty() && line.hours.empty())
    return {Status::missing, "The charter in force does not say when these lines are answered", title};
  const std::string silence = first_silence(lines_beside(*instance.active, target));
  if (!silence.empty())
    return missing("By our notice no line is answered on " + silence + ".",
                   "Add hours to the charter, or a line without hours, which answers when no other does.");
  return {Status::kept, "By the hours in the charter in force, from which the pages choose, one line is answered at every time",
          title + " (" + line.telephone + ", " + hours_of(line) + ")", "Whether it is picked up does not show here."};
}

}  // namespace concordat::evidence
