// Speed, size and quality of the index, over invented families. See bench/README.md, "Matching".
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <string_view>

#include "population.h"
#include "match/family.h"
#include "match/text.h"

namespace concordat::bench {
namespace {

using match::Candidate;
using match::Index;
using match::PersonRow;

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

// Whole families asked for at once, as an involvement check asks: who of them is held is found at P >= .5, and who is not stays unsure.
void quality_of_families(const Built& built, const Families& families, const Settings& settings) {
  for (const double wrong : {0.3, 0.5}) {
    for (const bool missing : {false, true}) {
      Damage damage;
      damage.postcode_wrong = missing ? 0 : wrong;
      damage.postcode_missing = missing ? wrong : 0;
      Random random(992);
      std::array<double, 2> held{}, top{};
      double absent = 0, sure = 0;
      for (std::size_t asked = 0; asked < settings.queries / 3; ++asked) {
        const std::uint64_t number = random() % built.families;
        const Family family = families.family(number);
        std::vector<PersonRow> query;
        for (const PersonRow& member : family.members) query.push_back(families.damaged(member, damage, random));
        const match::FamilyResult result = match::find_family(*built.index, query);
        for (std::size_t at = 0; at < query.size(); ++at) {
          const bool is_gone = is_absent(number) && at + 1 == query.size();
          const auto& list = result.people[at];
          const auto found = [&](double least, auto who) {
            return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.candidate.probability >= least && who(one); });
          };
          if (is_gone) {
            absent += 1;
            sure += found(0.95, [](const auto&) { return true; }) ? 1 : 0;
            continue;
          }
          held[family.concentrated_names] += 1;
          const bool is_found = found(0.5, [&](const auto& one) { return one.candidate.held.id == family.members[at].id; });
          top[family.concentrated_names] += is_found ? 1 : 0;
        }
      }
      std::cout << "families, postcode " << wrong * 100 << " % " << (missing ? "missing" : "wrong") << ": found at P >= .5: few names "
                << 100 * top[1] / held[1] << " %, others " << 100 * top[0] / held[0] << " %; absent child shown at P >= .95 "
                << 100 * sure / std::max(1.0, absent) << " %\n";
    }
  }
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
    quality_of_families(built, *families, settings);
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
