#pragma once
// People who do not exist, and what might be written of them, for demonstrations and tests.

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.h"
#include "charter/charter.h"

namespace concordat::ops {

struct InventedPerson {
  std::string name;
  std::string email;      // at example.org, which belongs to nobody (RFC 2606)
  std::string telephone;  // from the range that Ofcom keeps free for drama
  std::string organisation;
  std::string address;
  CivilDate birth;
  std::string relation;  // to the child of the family; empty: to none
};

// One surname and one address.
struct InventedFamily {
  InventedPerson child;
  InventedPerson mother;
  InventedPerson father;
  std::vector<InventedPerson> siblings;
};

// The same seed and stream give the same people, whoever else is invented meanwhile.
class Inventor {
 public:
  explicit Inventor(std::uint64_t seed, std::uint64_t stream = 0, std::uint64_t number = 0);

  InventedPerson person();  // somebody who works with children, or asks for something
  InventedFamily family(CivilDate today);
  std::string needs();                                // a dietary or access need
  std::string narrative(const InventedFamily& family);  // what an agency might write of them, with their names in it
  std::string pick(const std::vector<const char*>& words) { return words[below(words.size())]; }
  std::size_t below(std::size_t limit);
  // Everything that was invented so far and must not be found in the clear.
  const std::vector<std::string>& identities() const { return identities_; }

 private:
  std::string surname();
  std::string address();
  InventedPerson named(const std::string& forename, const std::string& surname, const std::string& address);

  std::mt19937_64 random_;
  std::vector<std::string> identities_;
};

// What values are invented for.
struct Scene {
  const charter::RecordKind& kind;
  const InventedPerson& about;                            // whom the record is about
  std::function<const InventedFamily&()> family;          // of the case
  std::function<CivilDate(std::string_view event)> planned;  // when that event of the case is to happen
  CivilDate today;
  CivilDate opened;  // its case
};

// Whether such records tell of a child or its family, by the charter's word for whom they are about.
bool tells_of_family(const charter::RecordKind& kind);

// What somebody might enter, by the field's type and label, for a charter may ask what it likes; nothing where it may be left
// out and is.
std::optional<std::string> invent_value(Inventor& inventor, const charter::Field& field, const Scene& scene);

}  // namespace concordat::ops
