// Speed, size and quality of the index, over invented families. See bench/README.md, "Matching".
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <string_view>
#include <thread>

#include "families.h"
#include "match/index.h"
#include "match/text.h"

namespace concordat::bench {
namespace {

using match::Candidate;
using match::Index;
using match::IndexBatch;
using match::PersonRow;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Seconds by the clock, and of processor time: what the work itself took, whoever else the machine was working for.
struct Work {
  double wall = 0, processor = 0;
  static Work now(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return {bench::now(), static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9};
  }
  Work& operator+=(const Work& other) {
    wall += other.wall;
    processor += other.processor;
    return *this;
  }
  friend Work operator-(const Work& a, const Work& b) { return {a.wall - b.wall, a.processor - b.processor}; }
};

struct Settings {
  std::string data, out;
  std::uint64_t people = 100'000;
  std::size_t queries = 5'000;
  unsigned threads = 1;
};

// Families up to so many people; each thread makes and encodes its own.
struct Built {
  std::unique_ptr<Index> index;
  std::uint64_t families = 0;
  Work work;
};

constexpr double kMembers = 4.25;  // of an average family

bool is_absent(std::uint64_t family) { return family % 10 == 3; }  // its youngest child is not held

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

struct Asked {
  PersonRow query;
  std::string truth;
  bool concentrated = false;
};

std::vector<Asked> questions(const Families& families, std::uint64_t count_families, std::size_t count, const Damage& damage, bool absent) {
  Random random(absent ? 991 : 990);
  std::vector<Asked> asked;
  while (asked.size() < count) {
    const std::uint64_t number = random() % count_families;
    if (is_absent(number) != absent) continue;
    const Family family = families.family(number);
    const PersonRow& person = absent ? family.members.back() : family.members[random() % family.members.size()];
    asked.push_back({families.damaged(person, damage, random), person.id, family.concentrated_names});
  }
  return asked;
}

void speed(const Built& built, const std::vector<Asked>& asked) {
  std::vector<double> times, processor, compared;
  std::size_t found = 0;
  for (const Asked& one : asked) {
    const Work start = Work::now(CLOCK_THREAD_CPUTIME_ID);
    const auto result = built.index->find(one.query);
    const Work taken = Work::now(CLOCK_THREAD_CPUTIME_ID) - start;
    times.push_back(taken.wall * 1e6);
    processor.push_back(taken.processor * 1e6);
    compared.push_back(static_cast<double>(result.compared));
    for (const Candidate& candidate : result.candidates) found += candidate.held.id == one.truth ? 1 : 0;
  }
  std::cout << "lookups " << times.size() << ": p50 " << percentile(times, 0.5) << " us, p99 " << percentile(times, 0.99)
            << " us (processor time p50 " << percentile(processor, 0.5) << ", p99 " << percentile(processor, 0.99) << "), compared p50 "
            << percentile(compared, 0.5) << ", p99 " << percentile(compared, 0.99)
            << ", true person in the first 20: " << 100 * static_cast<double>(found) / static_cast<double>(asked.size()) << " %\n";
}

void freshness(Index& index, const Families& families, std::uint64_t from) {
  std::vector<double> times;
  for (std::uint64_t number = from; number < from + 500; ++number) {
    const Family family = families.family(number);
    const double start = now();
    index.put({family.members.back()});
    const auto result = index.find(family.members.back());
    times.push_back((now() - start) * 1e3);
    if (result.candidates.empty()) std::cout << "a changed person was not found\n";
  }
  std::cout << "change findable: p50 " << percentile(times, 0.5) << " ms, p99 " << percentile(times, 0.99) << " ms\n";
}

void quality(const Built& built, const Families& families, const Settings& settings) {
  struct Calibration {
    double expected = 0, right = 0, count = 0;
  };
  std::map<int, Calibration> bins;
  for (const double wrong : {0.3, 0.5}) {
    for (const bool missing : {false, true}) {
      Damage damage;
      damage.postcode_wrong = missing ? 0 : wrong;
      damage.postcode_missing = missing ? wrong : 0;
      std::array<double, 2> asked_of{}, first20{}, top{};
      for (const Asked& one : questions(families, built.families, settings.queries, damage, false)) {
        const auto result = built.index->find(one.query);
        asked_of[one.concentrated] += 1;
        for (std::size_t at = 0; at < result.candidates.size(); ++at) {
          const Candidate& candidate = result.candidates[at];
          const bool right = candidate.held.id == one.truth;
          first20[one.concentrated] += right ? 1 : 0;
          top[one.concentrated] += right && candidate.probability >= 0.5 ? 1 : 0;
          auto& bin = bins[static_cast<int>(candidate.probability * 10)];
          bin.expected += candidate.probability;
          bin.right += right ? 1 : 0;
          bin.count += 1;
        }
      }
      std::size_t sure = 0;
      const auto absent = questions(families, built.families, settings.queries, damage, true);
      for (const Asked& one : absent) {
        const auto result = built.index->find(one.query);
        const bool any =
            std::any_of(result.candidates.begin(), result.candidates.end(), [](const Candidate& each) { return each.probability >= 0.95; });
        sure += any ? 1 : 0;
        for (const Candidate& candidate : result.candidates) {
          auto& bin = bins[static_cast<int>(candidate.probability * 10)];
          bin.expected += candidate.probability;
          bin.count += 1;
        }
      }
      const auto share = [](double part, double whole) { return whole > 0 ? 100 * part / whole : 0; };
      std::cout << "postcode " << wrong * 100 << " % " << (missing ? "missing" : "wrong") << ": in the first 20 "
                << share(first20[0] + first20[1], asked_of[0] + asked_of[1]) << " % (few names " << share(first20[1], asked_of[1])
                << " %, others " << share(first20[0], asked_of[0]) << " %), found at P >= .5 "
                << share(top[0] + top[1], asked_of[0] + asked_of[1]) << " % (few names " << share(top[1], asked_of[1]) << " %, others "
                << share(top[0], asked_of[0]) << " %), absent child shown at P >= .95 "
                << share(static_cast<double>(sure), static_cast<double>(absent.size())) << " %\n";
    }
  }
  double error = 0;
  double all = 0;
  for (const auto& [bin, each] : bins) {
    std::cout << "  P " << bin / 10.0 << "-: said " << each.expected / each.count << ", true " << each.right / each.count << ", "
              << each.count << '\n';
    error += std::abs(each.expected - each.right);
    all += each.count;
  }
  std::cout << "expected calibration error " << error / all << '\n';
}

void dump(const Built& built, const Families& families, const std::vector<Asked>& asked, const std::string& folder) {
  const auto line = [](std::ostream& out, const PersonRow& row) {
    const std::string forename = match::fold(row.forename);
    const std::string surname = match::fold(row.surname);
    out << row.id << ',' << forename << ',' << surname << ',' << row.birth.text() << ','
        << match::make_value(match::Kind::postcode, row.postcode).text << ',' << match::sound_of(forename) << ','
        << match::sound_of(surname) << '\n';
  };
  std::ofstream people(folder + "/people.csv");
  for (std::uint64_t number = 0; number < built.families; ++number) {
    Family family = families.family(number);
    if (is_absent(number)) family.members.pop_back();
    for (const PersonRow& row : family.members) line(people, row);
  }
  std::ofstream queries(folder + "/queries.csv");
  for (const Asked& one : asked) line(queries, one.query);
}

int run(const Settings& settings, const std::string& what) {
  auto families = Families::read(settings.data, 20261122);
  if (!families) {
    std::cerr << families.error().message << ' ' << families.error().remedy << '\n';
    return 2;
  }
  const Built built = build(*families, settings);
  std::cout << built.index->rows() << " rows: built in " << built.work.wall << " s by " << settings.threads
            << " threads, " << built.work.processor << " s of processor time, "
            << static_cast<double>(built.index->bytes()) / static_cast<double>(built.index->rows()) << " bytes a row\n";
  const auto asked = questions(*families, built.families, settings.queries, Damage{}, false);
  if (what == "quality") {
    quality(built, *families, settings);
  } else {
    speed(built, asked);
    speed(built, asked);
    freshness(*built.index, *families, built.families + 10);
  }
  if (!settings.out.empty()) dump(built, *families, asked, settings.out);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::cout << "peak resident " << usage.ru_maxrss / 1024 << " MB\n";
  return 0;
}

}  // namespace
}  // namespace concordat::bench

int main(int count, char** words) {
  concordat::bench::Settings settings;
  std::string what;
  for (int at = 1; at < count; ++at) {
    const std::string_view word = words[at];
    const std::string value = at + 1 < count ? words[at + 1] : "";
    if (word == "--data") settings.data = value;
    if (word == "--people") settings.people = std::strtoull(value.c_str(), nullptr, 10);
    if (word == "--queries") settings.queries = std::strtoull(value.c_str(), nullptr, 10);
    if (word == "--threads") settings.threads = static_cast<unsigned>(std::max(1, std::atoi(value.c_str())));
    if (word == "--dump") settings.out = value;
    if (word == "speed" || word == "quality") what = word;
  }
  if (what.empty() || settings.data.empty()) {
    std::cerr << "match_bench speed|quality --data FOLDER [--people N] [--queries N] [--threads N] [--dump FOLDER]\n";
    return 2;
  }
  return concordat::bench::run(settings, what);
}
