#pragma once
// The person asked for, as the index compares people: folded, numbered, with what each agreement is worth.

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "match/index_data.h"
#include "match/model.h"

namespace concordat::match {

// The fields that the index compares, in the order of Candidate::levels.
enum class IndexField : std::uint8_t { forename, surname, birth_date, postcode, phone, number };
inline constexpr std::size_t kIndexFields = 6;
using FieldLevels = std::array<Level, kIndexFields>;

// Natural logarithms of likelihood ratios against strangers; `missing` is 0.
struct FieldScores {
  std::array<float, kLevels + 1> same{}, household{};
  float best() const { return *std::max_element(same.begin(), same.end()); }
};

// The levels of names or birth dates that were compared already. Where two share a place, the later one has it.
class Compared {
 public:
  template <class Compare>
  Level level(std::uint32_t number, Compare compare) {
    std::uint32_t& place = places_[number % places_.size()];
    if (place >> 3 != number) place = number << 3 | static_cast<std::uint32_t>(compare());
    return static_cast<Level>(place & 7);
  }

 private:
  std::array<std::uint32_t, 2048> places_{};  // number, and level in the low three bits; number 0 is never asked for
};

class Question {
 public:
  Question(const Core& core, const Model& model, std::uint64_t rows, const PersonRow& query);
  Question(const Question&) = delete;
  Question& operator=(const Question&) = delete;

  // The most that a posting can be worth, judged from its bits alone. A name that begins with another sound, or a postcode of
  // another area, is taken to be different: one whose first letter is wrong is still found where the rest of the person agrees.
  float most_of(const Posting& posting) {
    return score(2, birth_level(posting.birth())) + most_of_code(posting.postcode()) + most_of_rest_[posting.marks()];
  }
  void fetch(const Posting& posting) const;  // what comparing it will read

  // Natural logarithm of the odds, same person against stranger, prior included. False, and not all compared, below the limit.
  bool reaches(float limit, const Posting& posting, FieldLevels& levels, float& odds);

  const std::string& forename() const { return forename_.text; }
  const std::string& surname() const { return surname_.text; }
  const BirthDate& birth() const { return birth_; }
  std::uint32_t phone() const { return phone_; }
  std::uint32_t number() const { return number_; }
  std::uint32_t postcode() const { return postcode_number_; }
  const FieldScores& scores(std::size_t field) const { return scores_[field]; }
  float prior_same() const { return prior_same_; }
  float prior_household() const { return prior_household_; }

 private:
  void set_scores(const Model& model, float rows);
  void set_bounds();
  void find_nicknames();
  float score(std::size_t field, Level level) const { return scores_[field].same[static_cast<std::size_t>(level)]; }
  // Of the area, added since the postcodes were ordered, or not known.
  bool may_be_near(std::uint32_t code) const { return code - area_begins_ < area_size_ || code - 1 >= core_.ordered_postcodes; }
  float most_of_code(std::uint32_t code) const {
    return code == postcode_number_ ? code_there_ : may_be_near(code) ? code_nearby_ : code_elsewhere_;
  }
  bool agrees(std::uint32_t mark, std::size_t field) const { return (initials_[field] >> (mark & kInitial) & 1) != 0; }
  bool may_be_swapped(std::uint32_t marks) const { return agrees(marks % kNameMarks, 1) && agrees(marks / kNameMarks, 0); }
  // Three years apart, and the day or the month another.
  bool is_far(std::uint32_t packed) const {
    const bool is_whole = packed >> 9 != 0 && (packed & 0x1E0) != 0 && (packed & 0x1F) != 0;
    return is_whole && birth_.is_whole() && (packed >> 9) + 2 - (packed_birth_ >> 9) > 4 && ((packed ^ packed_birth_) & 0x1FF) != 0;
  }
  Level birth_level(std::uint32_t packed) {
    if (packed == packed_birth_) return packed == 0 ? Level::missing : Level::exact;
    if (packed == 0) return Level::missing;
    return is_far(packed) ? Level::different : near_birth_level(packed);
  }
  Level near_birth_level(std::uint32_t packed);
  Level forename_level(std::uint32_t number);
  Level surname_level(std::uint32_t number);
  Level postcode_level(std::uint32_t number) const;
  bool names_reach(float least, const Posting& posting, FieldLevels& levels);
  void cross_names(const Posting& posting, Level& forename, Level& surname);

  const Core& core_;
  Value forename_, surname_;
  std::string postcode_;
  BirthDate birth_;
  bool forename_has_gap_ = false, surname_has_gap_ = false;
  std::uint64_t packed_postcode_ = 0;
  std::uint32_t packed_birth_ = 0, phone_ = 0, number_ = 0, postcode_number_ = 0;
  std::uint32_t area_begins_ = 0, area_size_ = 0;  // numbers of the postcodes that begin as this one
  std::array<FieldScores, kIndexFields> scores_{};
  float prior_same_ = 0, prior_household_ = 0;
  std::vector<std::uint32_t> nicknames_;     // numbers of names
  std::array<std::uint32_t, 2> initials_{};  // of the forename's words and nicknames, of the surname's words; one bit each
  // What can be reached at most: by the mark of one name, by those of both with all else but birth and postcode, by where the
  // postcode is.
  std::array<std::array<float, kNameMarks>, 2> most_of_name_{};
  std::array<float, kNameMarks * kNameMarks> most_of_rest_{};
  float code_there_ = 0, code_nearby_ = 0, code_elsewhere_ = 0, most_of_others_ = 0;
  Compared forenames_, surnames_, births_;
};

}  // namespace concordat::match
