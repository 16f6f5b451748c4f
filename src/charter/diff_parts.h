#pragma once
// What the files of the comparison share: each compares one portion of two
// charters and adds what it finds.

#include <algorithm>
#include <functional>

#include "charter/diff.h"

namespace concordat::charter {

inline constexpr std::string_view kEveryone = "everyone";

// Where a change stands and whom it touches.
struct Place {
  std::string kind;
  std::string about;
  std::string whom = std::string(kEveryone);
};

class Changes {
 public:
  void add(Direction direction, const Place& place, std::string says);
  // For what is either there or not: `is_wider` says which of the two
  // directions it is.
  void add(bool is_wider, const Place& place, std::string says) {
    add(is_wider ? Direction::widens : Direction::narrows, place, std::move(says));
  }
  // Words only: says so where the two texts differ.
  void reworded(const Place& place, const std::string& title, const std::string& what, const std::string& before, const std::string& after);
  std::vector<Change> all;
};

// One thing in both versions; a null pointer where one of them lacks it.
template <class Item>
struct Both {
  const Item* before;
  const Item* after;
};

// In the order of the later version, then what only the earlier one had. `name`
// is a member or a function.
template <class Item, class Name>
std::vector<Both<Item>> paired(const std::vector<Item>& before, const std::vector<Item>& after, Name name) {
  const auto find = [&](const std::vector<Item>& list, const Item& like) -> const Item* {
    const auto same = [&](const Item& item) { return std::invoke(name, item) == std::invoke(name, like); };
    const auto found = std::find_if(list.begin(), list.end(), same);
    return found == list.end() ? nullptr : &*found;
  };
  std::vector<Both<Item>> pairs;
  for (const Item& item : after) pairs.push_back({find(before, item), &item});
  for (const Item& item : before) {
    if (find(after, item) == nullptr) pairs.push_back({&item, nullptr});
  }
  return pairs;
}

// What `list` has and `other` lacks.
template <class Item>
std::vector<Item> without(const std::vector<Item>& list, const std::vector<Item>& other) {
  std::vector<Item> rest;
  for (const Item& item : list) {
    if (std::find(other.begin(), other.end(), item) == other.end()) rest.push_back(item);
  }
  return rest;
}

std::string quoted(const std::string& title);  // "“contact details”"
// "“booking: contact details”"
std::string part_words(const RecordKind& kind, const Part& part);
// Whose data a purpose needs: "delegate and child".
std::string subjects_of(const Charter& charter, const std::string& purpose);

void compare_head(const Charter& before, const Charter& after,
                  Changes& changes);  // diff.cc
void compare_promises(const Charter& before, const Charter& after,
                      Changes& changes);  // diff.cc
void compare_who(const Charter& before, const Charter& after,
                 Changes& changes);  // diff_who.cc
void compare_why(const Charter& before, const Charter& after,
                 Changes& changes);  // diff_who.cc
void compare_cases(const Charter& before, const Charter& after,
                   Changes& changes);  // diff_cases.cc
void compare_access(const Charter& before, const Charter& after,
                    Changes& changes);  // diff_cases.cc
void compare_records(const Charter& before, const Charter& after,
                     Changes& changes);  // diff_what.cc

void compare_public(const Charter& before, const Charter& after, Changes& changes);  // diff_public.cc

}  // namespace concordat::charter
