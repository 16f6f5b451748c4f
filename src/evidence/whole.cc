// "retention:all", "ledger:whole": what is asked of everything at once. And what this version cannot show.

#include "evidence/controls.h"

namespace concordat::evidence {

Verdict judge_retention(const Instance& instance, const std::string&) {
  Verdict worst{Status::not_exercised, "Nothing was collected yet."};
  std::size_t without = 0, parts = 0;
  std::string first;
  for (const Kind& kind : instance.active->kinds) {
    for (const Part& part : kind.parts) {
      ++parts;
      if (part.keep.unstated) {
        if (without++ == 0) first = kind.words(part);
        continue;
      }
      const Verdict verdict = judge_schedule(instance, kind.name + "." + part.name);
      if (verdict.status > worst.status) worst = verdict;
    }
  }
  if (worst.status == Status::broken) return worst;
  if (without > 0)
    return {Status::missing, "The charter gives no period for " + count_of(without, "part") + " of " + std::to_string(parts) +
                                 "; one is " + first + "."};
  if (worst.status == Status::kept) return {Status::kept, count_of(parts, "part") + ", each with a period; none is overdue."};
  return worst;
}

Verdict judge_ledger(const Instance& instance, const std::string&) {
  // What is wrong with it takes the ground from under every finding, and is said there.
  if (instance.data.heads.empty())
    return {Status::missing, "No head of the ledger was deposited yet, so nothing shows that it is the whole one."};
  const std::size_t count = instance.data.leaves.size();
  return {Status::kept, std::to_string(count) + (count == 1 ? " entry" : " entries") + ", held against " +
                            count_of(instance.data.heads.size(), "deposited head") + "."};
}

Verdict judge_later(const Instance&, const std::string&) { return {Status::missing, "This version does not show this yet."}; }

}  // namespace concordat::evidence
