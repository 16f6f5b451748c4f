#include "families.h"

#include <algorithm>
#include <cstdlib>

#include "match/csv.h"
#include "match/levels.h"
#include "match/text.h"

namespace concordat::bench {
namespace {

using match::BirthDate;
using match::PersonRow;

constexpr double kConcentrated = 0.12;  // of families
constexpr double kTwins = 0.03;         // of children after the first
constexpr double kRareSurname = 0.15;   // the published frequencies stop at 1 in 30,000; here is the tail

// The commonest names of some communities cover far more of them than Smith does of England.
constexpr const char* kFewSurnames[] = {"Khan",  "Hussain", "Ahmed",  "Begum", "Ali",     "Patel",
                                        "Singh", "Kaur",    "Akhtar", "Shah",  "Mahmood", "Miah"};
constexpr const char* kFewBoys[] = {"Mohammed", "Muhammad", "Ali",   "Ahmed", "Hamza", "Yusuf",  "Ibrahim", "Omar",  "Adam",  "Hassan",
                                    "Bilal",    "Zain",     "Arjun", "Imran", "Abdul", "Haroon", "Usman",   "Tariq", "Rohan", "Karan"};
constexpr const char* kFewGirls[] = {"Fatima", "Aisha",  "Maryam", "Zainab", "Khadija", "Amina",  "Sana", "Hafsa", "Priya", "Simran",
                                     "Noor",   "Safiya", "Iqra",   "Zahra",  "Halima",  "Anjali", "Ruby", "Saima", "Nadia", "Hira"};

double uniform(Random& random) { return std::uniform_real_distribution<double>(0, 1)(random); }
std::size_t below(Random& random, std::size_t limit) { return random() % limit; }

template <std::size_t size>
std::string skewed(const char* const (&names)[size], Random& random) {
  const double place = uniform(random);
  return names[static_cast<std::size_t>(place * place * static_cast<double>(size))];
}

BirthDate born(Random& random, int first_year, int years) {
  BirthDate date;
  date.year = static_cast<std::int16_t>(first_year + static_cast<int>(below(random, static_cast<std::size_t>(years))));
  date.month = static_cast<std::int8_t>(1 + below(random, 12));
  date.day = static_cast<std::int8_t>(1 + below(random, 28));
  return date;
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace

void Families::Weighted::add(std::string text, double weight) {
  sums.push_back((sums.empty() ? 0 : sums.back()) + weight);
  texts.push_back(std::move(text));
}

const std::string& Families::Weighted::pick(Random& random) const {
  const auto at = std::upper_bound(sums.begin(), sums.end(), uniform(random) * sums.back());
  return texts[std::min(texts.size() - 1, static_cast<std::size_t>(at - sums.begin()))];
}

Result<Families> Families::read(const std::string& folder, std::uint64_t seed) {
  Families families;
  families.seed_ = seed;
  const auto each_row = [&](const char* name, auto each) -> Result<void> {
    const auto file = TRY(match::MappedFile::open(folder + "/sdglinkage_" + name + ".csv"));
    auto reader = TRY(match::CsvReader::over(file.content()));
    for (auto outcome = reader.next(); outcome != match::CsvReader::Outcome::end; outcome = reader.next()) {
      if (outcome == match::CsvReader::Outcome::row) each(reader.cells());
    }
    return {};
  };
  TRY(each_row("firstname_uk", [&](const auto& cells) {
    (cells[2] == "male" ? families.boys_ : families.girls_).add(capital(cells[0]), std::strtod(cells[1].c_str(), nullptr));
  }));
  TRY(each_row("lastname_uk",
               [&](const auto& cells) { families.surnames_.add(capital(cells[0]), std::strtod(cells[1].c_str(), nullptr)); }));
  TRY(each_row("postcode_sample_uk", [&](const auto& cells) {
    if (cells[1] == "England" && cells[0].find(' ') != std::string::npos) families.outward_.add(cells[0].substr(0, cells[0].find(' ')), 1);
  }));
  TRY(each_row("firstname_uk_variant", [&](const auto& cells) { families.variants_.emplace_back(cells[0], cells[1]); }));
  std::sort(families.variants_.begin(), families.variants_.end());
  return families;
}

std::string Families::surname(Random& random, bool concentrated) const {
  if (concentrated && uniform(random) < 0.8) return skewed(kFewSurnames, random);
  std::string name = surnames_.pick(random);
  if (uniform(random) >= kRareSurname) return name;
  const std::string& other = surnames_.texts[below(random, surnames_.texts.size())];
  if (uniform(random) < 0.2) return name + "-" + other;
  return name.substr(0, 2 + below(random, 3)) + match::fold(other).substr(other.size() > 3 ? 1 + below(random, 2) : 0);
}

std::string Families::forename(Random& random, bool female, bool concentrated) const {
  if (concentrated && uniform(random) < 0.8) return female ? skewed(kFewGirls, random) : skewed(kFewBoys, random);
  return (female ? girls_ : boys_).pick(random);
}

std::string Families::postcode(Random& random) const {
  constexpr std::string_view kUnits = "ABDEFGHJLNPQ";
  std::string code = outward_.pick(random) + ' ' + static_cast<char>('0' + below(random, 10));
  code += kUnits[below(random, kUnits.size())];
  return code + kUnits[below(random, 4)];
}

Family Families::family(std::uint64_t number) const {
  Random random(seed_ * 0x9E3779B97F4A7C15u + number * 2654435761u + 17);
  random.discard(4);
  Family made;
  made.concentrated_names = uniform(random) < kConcentrated;
  const bool few = made.concentrated_names;
  const std::string name = surname(random, few);
  const std::string other_name = uniform(random) < 0.35 ? surname(random, few) : name;  // unmarried, or a step-parent
  const std::string home = postcode(random);
  made.parents = uniform(random) < 0.75 ? 2 : 1;
  const int parents_from = 1955 + static_cast<int>(below(random, 40));
  const auto add = [&](std::string first, std::string last, BirthDate birth) {
    PersonRow row;
    row.id = std::to_string(number) + "-" + std::to_string(made.members.size());
    row.forename = std::move(first);
    row.surname = std::move(last);
    row.birth = birth;
    row.postcode = home;
    made.members.push_back(std::move(row));
  };
  for (std::size_t parent = 0; parent < made.parents; ++parent) {
    add(forename(random, parent == 0, few), parent == 0 ? name : other_name, born(random, parents_from, 6));
  }
  const std::size_t children = 1 + below(random, 4);
  for (std::size_t child = 0; child < children; ++child) {
    std::string first = forename(random, uniform(random) < 0.5, few);
    const auto is_taken = [&](const PersonRow& member) { return member.forename == first; };
    while (std::any_of(made.members.begin() + static_cast<std::ptrdiff_t>(made.parents), made.members.end(), is_taken)) {
      first = forename(random, uniform(random) < 0.5, few);
    }
    const bool twin = child > 0 && uniform(random) < kTwins;
    const BirthDate birth = twin ? made.members.back().birth : born(random, parents_from + 22, 16);
    add(std::move(first), uniform(random) < 0.9 ? name : other_name, birth);
  }
  return made;
}

std::string Families::misspelt(std::string name, Random& random) const {
  if (name.size() < 3) return name;
  const std::size_t at = 1 + below(random, name.size() - 1);
  const char letter = static_cast<char>('a' + below(random, 26));
  switch (below(random, 5)) {
    case 0:
      name.erase(at, 1);
      break;
    case 1:
      name.insert(at, 1, name[at - 1] < 'a' ? letter : name[at - 1]);
      break;
    case 2:
      name[at] = letter;
      break;
    case 3:
      if (at + 1 < name.size()) std::swap(name[at], name[at + 1]);
      break;
    default: {  // as it is heard
      constexpr std::pair<const char*, const char*> heard[] = {{"ph", "f"}, {"ie", "y"}, {"ai", "ay"}, {"c", "k"},
                                                               {"ee", "i"}, {"oo", "u"}, {"s", "z"},   {"th", "t"},
                                                               {"ck", "k"}, {"y", "ie"}, {"a", "e"},   {"ou", "u"}};
      const auto& [from, to] = heard[below(random, std::size(heard))];
      if (const auto found = name.find(from, 1); found != std::string::npos) name.replace(found, std::char_traits<char>::length(from), to);
      break;
    }
  }
  return name;
}

PersonRow Families::damaged(const PersonRow& person, const Damage& damage, Random& random) const {
  PersonRow row = person;
  if (uniform(random) < damage.forename) {
    const std::string folded = match::fold(row.forename);
    const auto [from, to] = std::equal_range(variants_.begin(), variants_.end(), std::pair(folded, std::string()),
                                             [](const auto& a, const auto& b) { return a.first < b.first; });
    if (from != to && uniform(random) < 0.4) {
      row.forename = (from + static_cast<std::ptrdiff_t>(below(random, static_cast<std::size_t>(to - from))))->second;
    } else {
      row.forename = misspelt(row.forename, random);
    }
  }
  if (uniform(random) < damage.surname) row.surname = misspelt(row.surname, random);
  if (uniform(random) < damage.surname_changed) row.surname = surname(random, false);
  if (uniform(random) < 0.01) std::swap(row.forename, row.surname);
  if (uniform(random) < damage.birth) {
    switch (below(random, 4)) {
      case 0:
        row.birth.day = static_cast<std::int8_t>(1 + below(random, 28));
        break;
      case 1:
        row.birth.month = static_cast<std::int8_t>(1 + below(random, 12));
        break;
      case 2:
        row.birth.year = static_cast<std::int16_t>(row.birth.year + (uniform(random) < 0.5 ? 1 : -1));
        break;
      default:
        if (row.birth.day <= 12) std::swap(row.birth.day, row.birth.month);
        break;
    }
  }
  const double fate = uniform(random);
  if (fate < damage.postcode_missing) {
    row.postcode.clear();
  } else if (fate < damage.postcode_missing + damage.postcode_wrong) {
    row.postcode = uniform(random) < 0.7 ? postcode(random) : misspelt(row.postcode, random);
  }
  return row;
}

}  // namespace concordat::bench
