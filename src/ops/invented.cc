#include "ops/invented.h"

#include <algorithm>

namespace concordat::ops {
namespace {

// Names are put together at random from parts that are common alone and, together, belong to nobody we know of.
const std::vector<const char*> kForenames = {"Aurelia",   "Bartholomew", "Cressida", "Dashiell", "Euphemia", "Fitzgerald",
                                             "Ginevra",   "Hezekiah",    "Isolde",   "Jocasta",  "Kester",   "Leocadia",
                                             "Merrick",   "Nerissa",     "Octavian", "Perdita",  "Quillon",  "Rosamund",
                                             "Sylvester", "Theodosia",   "Ulric",    "Verity",   "Winifred", "Zebedee"};
const std::vector<const char*> kSurnameHeads = {"Ash", "Bram", "Crow", "Dun",   "Elder",  "Fern", "Grim",   "Hazel",
                                                "Ivy", "Kest", "Lark", "Mossy", "Nettle", "Oak",  "Pebble", "Quill"};
const std::vector<const char*> kSurnameTails = {"brookley",  "cotesworth", "dalewell", "fieldsby", "garthen",
                                                "hurstwick", "leyburton",  "mereham",  "stowden",  "thwaiteley"};
const std::vector<const char*> kOrganisations = {"Riverside Primary School", "Northgate Health Centre", "Millbrook Nursery",
                                                 "Harbour Youth Club",       "Castle View Academy",     "Southdown Children's Home"};
const std::vector<const char*> kNeeds = {"Vegan, and no sesame",           "A step-free way in, and a seat near the door",
                                         "Large print, 18 point or more",  "A hearing loop",
                                         "No dairy because of an allergy", "Somewhere quiet for the break"};
const std::vector<const char*> kConcerns = {"was not brought to three appointments in a row", "came to school hungry on most Mondays",
                                            "told a teacher of being afraid to go home", "was seen alone in the park late at night",
                                            "had bruises that were explained in two ways"};

}  // namespace

std::size_t Inventor::below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }

std::string Inventor::pick(const std::vector<const char*>& words) { return words[below(words.size())]; }

InventedPerson Inventor::person() {
  const std::string forename = pick(kForenames);
  const std::string surname = pick(kSurnameHeads) + pick(kSurnameTails);
  InventedPerson person;
  person.name = forename + " " + surname;
  const std::string number = std::to_string(100 + below(900));
  person.email = forename + "." + surname + number + "@example.org";
  std::ranges::transform(person.email, person.email.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  person.telephone = "01632 960" + number;
  person.organisation = pick(kOrganisations);
  identities_.push_back(person.name);
  identities_.push_back(surname);
  identities_.push_back(person.email);
  identities_.push_back(person.telephone);
  return person;
}

std::string Inventor::needs() {
  const std::string needs = pick(kNeeds);
  identities_.push_back(needs);
  return needs;
}

std::string Inventor::narrative() {
  const InventedPerson child = person();
  const InventedPerson parent = person();
  return child.name + " " + pick(kConcerns) + ". " + parent.name + " was spoken to the same week and agreed to a further visit.";
}

}  // namespace concordat::ops
