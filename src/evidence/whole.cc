// "retention:all", "ledger:whole": what is asked of everything at once.

#include <set>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

constexpr std::size_t kNamed = 3;
constexpr std::int64_t kHeadMayBeOld = 2 * kMicrosecondsPerDay;  // it is deposited each night

// Some parts by name, and how many more there are.
std::string some_of(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size() && i < kNamed; ++i) text += (i == 0 ? "" : "; ") + parts[i];
  return parts.size() > kNamed ? text + "; and " + std::to_string(parts.size() - kNamed) + " more" : text;
}

std::string entries(std::size_t count) { return std::to_string(count) + (count == 1 ? " entry" : " entries"); }

}  // namespace

Verdict judge_retention(const Instance& instance, const std::string&) {
  Verdict worst{Status::not_exercised, "Nothing was collected yet of what has a period."};
  std::vector<std::string> without;
  std::size_t parts = 0;
  for (const Kind& kind : instance.active->kinds) {
    for (const Part& part : kind.parts) {
      ++parts;
      if (part.keep.unstated) {
        without.push_back(kind.words(part));
        if (Verdict verdict = judge_schedule(instance, kind.name + "." + part.name); verdict.status == Status::broken) return verdict;
        continue;
      }
      const Verdict verdict = judge_schedule(instance, kind.name + "." + part.name);
      if (verdict.status > worst.status) worst = verdict;
    }
  }
  if (worst.status == Status::broken) return worst;
  const std::size_t stated = parts - without.size();
  const std::string rest = worst.status == Status::kept ? " Of the " + std::to_string(stated) + " with a period none is overdue." : "";
  if (!without.empty())
    return missing("Our notice gives no period for " + count_of(without.size(), "part") + " of " + std::to_string(parts) + ": " +
                       some_of(without) + ". " + std::string(kNoPeriod) + rest,
                   std::string(kSetAPeriod));
  if (worst.status == Status::kept) return {Status::kept, count_of(parts, "part") + ", each with a period; none is overdue."};
  return worst;
}

// What is wrong with it takes the ground from under every finding, and is said there.
Verdict judge_ledger(const Instance& instance, const std::string&) {
  constexpr const char* kDeposit = "Run `concordat dispose`, or the server by night, and hand the head to the agencies.";
  const std::size_t count = instance.data.leaves.size();
  if (instance.data.heads.empty())
    return missing("No head of the ledger was deposited yet, so nothing shows that it is the whole one.", kDeposit);
  const std::size_t covered = instance.data.heads.back().size;
  std::set<std::pair<std::uint64_t, Bytes>> heads;  // the same one lies in the folder of each agency
  for (const Head& head : instance.data.heads) heads.emplace(head.size, head.root);
  const std::string held = entries(covered) + " held against " + count_of(heads.size(), "deposited head");
  if (covered >= count) return {Status::kept, held + ": all that there are."};
  const std::string after = held + "; " + entries(count - covered) + " came after the newest head";
  if (instance.now.microseconds - instance.leaf(covered).at.microseconds > kHeadMayBeOld)
    return missing(after + ", the first on " + london_date(instance.leaf(covered).at).words() +
                       ": what was removed from the end since then would not show.",
                   kDeposit);
  return {Status::kept, after + " and will stand under the next, by which what is removed from the end until then does not show."};
}

}  // namespace concordat::evidence
