// "emergency:reviewed": each emergency access was looked at by somebody else, in time.

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

// It is due on the third working day: never more than this many days later, whatever the weekends and bank holidays.
constexpr std::int32_t kDaysAtMost = 7;

}  // namespace

Verdict judge_emergency(const Instance& instance, const std::string&) {
  Faults faults;
  std::map<std::string, Position> reviewed;  // by the emergency; the first time
  for (Position position = 0; position < instance.data.leaves.size(); ++position)
    if (instance.leaf(position).event == "emergency.reviewed") reviewed.try_emplace(instance.leaf(position).word("emergency"), position);
  std::size_t opened = 0;
  std::size_t waiting = 0;
  for (Position position = 0; position < instance.data.leaves.size(); ++position) {
    const Leaf& leaf = instance.leaf(position);
    if (leaf.event != "emergency.opened") continue;
    ++opened;
    const auto review = reviewed.find(leaf.word("emergency"));
    const CivilDate last = london_date(leaf.at).plus_days(kDaysAtMost);
    if (review == reviewed.end()) {
      ++waiting;
      if (last < instance.today) faults.add("emergency access", "was never looked at by anybody else", position);
      continue;
    }
    const Leaf& looked = instance.leaf(review->second);
    if (looked.actor == leaf.actor) faults.add("emergency access", "was looked at by nobody but who opened it", position);
    if (last < london_date(looked.at)) faults.add("emergency access", "was looked at too late", position);
  }
  if (!faults.empty()) return {Status::broken, faults.words()};
  if (opened == 0) return {Status::not_exercised, "Nobody has opened anything in an emergency yet."};
  return {Status::kept, count_of(opened, "emergency opening") + ", " + std::to_string(waiting) +
                            " of them not yet looked at and still in time, the others looked at by somebody else."};
}

}  // namespace concordat::evidence
