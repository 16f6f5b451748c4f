#include "population.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <iterator>
#include <thread>

namespace concordat::bench {

using match::Index;
using match::IndexBatch;
using match::PersonRow;

Built build(const Families& families, const Settings& settings) {
  Built built;
  built.families = static_cast<std::uint64_t>(static_cast<double>(settings.people) / kMembers);
  std::vector<IndexBatch> batches(settings.threads);
  // People are made up some at a time; only taking them in is counted.
  std::vector<Work> taking_in(settings.threads);
  const auto take_in = [&](unsigned thread) {
    std::vector<PersonRow> rows;
    const std::uint64_t end = built.families * (thread + 1) / settings.threads;
    for (std::uint64_t number = built.families * thread / settings.threads; number < end; ++number) {
      Family family = families.family(number);
      if (is_absent(number)) family.members.pop_back();
      std::move(family.members.begin(), family.members.end(), std::back_inserter(rows));
      if (rows.size() < 10'000 && number + 1 < end) continue;
      const Work start = Work::now(CLOCK_THREAD_CPUTIME_ID);
      for (const PersonRow& row : rows) batches[thread].add(row);
      taking_in[thread] += Work::now(CLOCK_THREAD_CPUTIME_ID) - start;
      rows.clear();
    }
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned thread = 0; thread < settings.threads; ++thread) workers.emplace_back(take_in, thread);
  }
  const Work start = Work::now(CLOCK_PROCESS_CPUTIME_ID);
  match::BuildProgress progress;
  progress.tell = [&](double share, std::string_view what) {
    const Work since = Work::now(CLOCK_PROCESS_CPUTIME_ID) - start;
    std::cerr << "  " << std::lround(share * 100) << " % " << what << " (" << since.wall << " s, processor " << since.processor << ")\n";
  };
  built.index = std::move(Index::build(std::move(batches), settings.threads, progress)).value();
  built.work = Work::now(CLOCK_PROCESS_CPUTIME_ID) - start;
  for (const Work& one : taking_in) built.work.processor += one.processor;
  built.work.wall += std::max_element(taking_in.begin(), taking_in.end(), [](auto& a, auto& b) { return a.wall < b.wall; })->wall;
  return built;
}

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace concordat::bench
