#include "ops/invented.h"

#include <algorithm>

namespace concordat::ops {
namespace {

using Words = std::vector<const char*>;

// Names are put together at random from parts that are common alone and, together, belong to nobody we know of.
const Words kWomen = {"Aurelia", "Cressida", "Euphemia", "Ginevra", "Isolde",  "Jocasta",  "Leocadia", "Nerissa", "Perdita",
                      "Rosamund", "Theodosia", "Verity",  "Winifred", "Briony", "Delphine", "Griselda", "Ignatia"};
const Words kMen = {"Bartholomew", "Dashiell", "Fitzgerald", "Hezekiah", "Kester", "Merrick", "Octavian", "Quillon",
                    "Sylvester",   "Ulric",    "Zebedee",    "Alaric",   "Cosmo",  "Evander", "Florian"};
const Words kSurnameHeads = {"Ash",    "Bram", "Crow",   "Dun",   "Elder", "Fern",   "Grim",  "Hazel", "Ivy",   "Kest",   "Lark",   "Mossy",
                             "Nettle", "Oak",  "Pebble", "Quill", "Rook",  "Sorrel", "Thorn", "Umber", "Vetch", "Willow", "Yarrow",
                             "Bracken"};
const Words kSurnameTails = {"brookley",  "cotesworth", "dalewell", "fieldsby",  "garthen",   "hurstwick", "leyburton",
                             "mereham",   "stowden",    "thwaiteley", "wickstead", "combesby", "holmerton", "shawford"};
const Words kRoads = {"Tanglewick", "Orchardby", "Millponder", "Foxhollow", "Lanternby", "Copperbeck", "Wrenfield", "Saddlers"};
const Words kRoadKinds = {"Road", "Lane", "Close", "Terrace", "Avenue", "Court"};
const Words kTowns = {"Exampleton", "Nether Example", "Example St Mary", "Examplebridge"};
const Words kOrganisations = {"Riverside Primary School", "Northgate Health Centre", "Millbrook Nursery",      "Harbour Youth Club",
                              "Castle View Academy",      "Southdown Children's Home", "Eastfield Housing Trust", "Beacon Family Centre"};
const Words kNeeds = {"Vegan, and no sesame",           "A step-free way in, and a seat near the door",
                      "Large print, 18 point or more",  "A hearing loop",
                      "No dairy because of an allergy", "Somewhere quiet for the break"};
const Words kConcerns = {"was not brought to three appointments in a row", "came to school hungry on most Mondays",
                         "told a teacher of being afraid to go home",      "was seen alone in the park late at night",
                         "had bruises that were explained in two ways",    "missed eleven days of school in one month"};
const Words kAnswers = {"was spoken to the same week and agreed to a further visit", "said that things had been hard since the move",
                        "asked for help with the evenings", "did not open the door twice and then rang back"};

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::mt19937_64 generator(std::uint64_t seed, std::uint64_t stream, std::uint64_t number) {
  std::seed_seq sequence{seed & 0xffffffff, seed >> 32, stream, number & 0xffffffff, number >> 32};
  return std::mt19937_64(sequence);
}

}  // namespace

Inventor::Inventor(std::uint64_t seed, std::uint64_t stream, std::uint64_t number) : random_(generator(seed, stream, number)) {}

std::size_t Inventor::below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

std::string Inventor::surname() {
  const std::string head = pick(kSurnameHeads);
  identities_.push_back(head + pick(kSurnameTails));
  return identities_.back();
}

std::string Inventor::address() {
  const std::string road = std::to_string(1 + below(180)) + " " + pick(kRoads);
  const std::string kind = pick(kRoadKinds);
  identities_.push_back(road + " " + kind + ", " + pick(kTowns));
  return identities_.back();
}

InventedPerson Inventor::named(const std::string& forename, const std::string& surname, const std::string& address) {
  const std::string number = std::to_string(100 + below(900));
  InventedPerson person{forename + " " + surname, lower_case(forename + "." + surname + number + "@example.org"), "01632 960" + number,
                        pick(kOrganisations), address, {}, ""};
  identities_.push_back(person.name);
  identities_.push_back(person.email);
  identities_.push_back(person.telephone);
  return person;
}

InventedPerson Inventor::person() {
  const std::string family_name = surname();
  const std::string home = address();
  InventedPerson person = named(pick(below(2) == 0 ? kWomen : kMen), family_name, home);
  person.birth = CivilDate::from_days(static_cast<std::int32_t>(below(12'000)) - 3'000);
  return person;
}

// Parents are grown up when the eldest of the children is born.
InventedFamily Inventor::family(CivilDate today) {
  constexpr std::size_t kGrownUp = 18;
  const std::string family_name = surname();
  const std::string home = address();
  const auto member = [&](const Words& forenames, const char* relation, std::size_t youngest, std::size_t oldest) {
    InventedPerson person = named(pick(forenames), family_name, home);
    person.birth = today.plus_days(-static_cast<std::int32_t>(365 * youngest + below(365 * (oldest - youngest))));
    person.relation = relation;
    return person;
  };
  InventedFamily family{member(below(2) == 0 ? kWomen : kMen, "", 1, 15), {}, {}, {}};
  for (std::size_t count = below(3); count > 0; --count) {
    const bool sister = below(2) == 0;
    family.siblings.push_back(member(sister ? kWomen : kMen, sister ? "sister" : "brother", 1, 17));
  }
  CivilDate eldest = family.child.birth;
  for (const InventedPerson& one : family.siblings) eldest = std::min(eldest, one.birth);
  const auto years = static_cast<std::size_t>((today.days() - eldest.days()) / 365 + 1);
  family.mother = member(kWomen, "mother", years + kGrownUp, years + kGrownUp + 20);
  family.father = member(kMen, "father", years + kGrownUp, years + kGrownUp + 25);
  return family;
}

std::string Inventor::needs() {
  identities_.push_back(pick(kNeeds));
  return identities_.back();
}

std::string Inventor::narrative(const InventedFamily& family) {
  std::string text = family.child.name + " " + pick(kConcerns) + ". " + family.mother.name + " " + pick(kAnswers) + ".";
  if (!family.siblings.empty()) text += " " + family.siblings.front().name + ", who lives there too, was seen as well.";
  if (below(2) == 0) text += " The home at " + family.child.address + " was visited.";
  return text;
}

}  // namespace concordat::ops
