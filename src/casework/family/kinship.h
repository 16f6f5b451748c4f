#pragma once
// Where somebody stands in a family, read from the words of their relationship to the child: "grandmother on the mother's side".

#include <string_view>

namespace concordat::casework {

enum class Place {
  child,         // whom the review is about
  sibling,
  half_sibling,
  step_sibling,
  parent,
  step_parent,   // a parent's partner too
  grandparent,
  aunt_or_uncle,
  cousin,
  partner,       // of the child
  own_child,     // of the child
  other,         // carers, friends, and whoever these words do not place
};
enum class Sex { unknown, female, male };
enum class Side { unknown, mother, father };

struct Kinship {
  Place place = Place::other;
  Sex sex = Sex::unknown;
  Side side = Side::unknown;
  bool operator==(const Kinship&) const = default;
};

Kinship kinship_of(std::string_view relationship);

}  // namespace concordat::casework
