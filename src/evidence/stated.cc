// "notice:controller" and "evidence:hosting": what the charter says of itself, and what a person has to show.

#include "evidence/controls.h"

namespace concordat::evidence {

Verdict judge_notice(const Instance& instance, const std::string& target) {
  const auto found = instance.active->notice.find(target);
  if (found == instance.active->notice.end() || found->second.empty())
    return {Status::missing, "The charter in force leaves this open: " + target + "."};
  const std::string end = found->second.ends_with('.') ? "" : ".";
  return {Status::kept, "The charter in force, from which the notice is made, says: " + found->second + end};
}

Verdict judge_evidence(const Instance& instance, const std::string& target) {
  const auto found = instance.active->evidence.find(target);
  if (found == instance.active->evidence.end()) return {Status::missing, "The charter does not say what would show this."};
  const auto months = static_cast<std::size_t>(found->second.renew_months);
  return {Status::missing, "Not on record: " + found->second.title + ". It would count for " + count_of(months, "month") + "."};
}

}  // namespace concordat::evidence
