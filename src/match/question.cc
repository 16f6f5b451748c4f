#include "match/question.h"

#include <bit>
#include <cmath>
#include <tuple>

#include "match/nicknames.h"
#include "match/similarity.h"
#include "match/text.h"

namespace concordat::match {
namespace {

constexpr float kSwapped = -2;      // natural logarithm of how often names are swapped, one of a few
constexpr float kNeverSeen = 0.5F;  // added to a name's count

// Whether a name of the dictionary may agree with one asked for at all, without reading its text.
bool may_agree(const NameView& asked, const Dictionary& names, std::uint32_t number) {
  const NameView held = names.view(number);
  if (asked.sound == held.sound || asked.text.size() == 1 || held.text.size() == 1 || names.has_gap(number)) return true;
  const bool both_long = asked.text.size() >= 5 && held.text.size() >= 5;
  if (may_be_within(asked.letters, held.letters, both_long ? 2 : 1)) return true;
  const bool same_first = asked.text[0] == held.text[0];
  return may_be_near(asked.text.size(), asked.letters, held.text.size(), held.letters, same_first);
}

// Whether two different codes are at most one slip apart, their neighbours' swap included: edit_distance of packed codes.
bool is_one_slip(std::uint64_t left, std::uint64_t right) {
  const int same = std::countl_zero(left ^ right) & ~7;
  left <<= same;
  right <<= same;
  if (left << 8 == right << 8 || left << 8 == right || left == right << 8) return true;
  return left << 16 == right << 16 && left >> 56 == (right >> 48 & 0xFF) && right >> 56 == (left >> 48 & 0xFF);
}

}  // namespace

Question::Question(const Core& core, const Model& model, std::uint64_t rows, const PersonRow& query) : core_(core) {
  forename_ = make_value(Kind::forename, query.forename);
  surname_ = make_value(Kind::surname, query.surname);
  forename_has_gap_ = forename_.text.find(' ') != std::string::npos;
  surname_has_gap_ = surname_.text.find(' ') != std::string::npos;
  packed_birth_ = pack_birth(query.birth);
  birth_ = unpack_birth(packed_birth_);
  phone_ = digest_of(make_value(Kind::phone, query.phone).text);
  number_ = digest_of(make_value(Kind::identifier, query.number).text);
  postcode_ = make_value(Kind::postcode, query.postcode).text;
  packed_postcode_ = pack_postcode(postcode_);
  postcode_number_ = core_.postcodes.find(postcode_);
  if (!postcode_.empty()) std::tie(area_begins_, area_size_) = numbers_nearby(core, postcode_);
  set_scores(model, static_cast<float>(rows));
  find_nicknames();
  set_bounds();
}

void Question::set_scores(const Model& model, float rows) {
  for (std::size_t field = 0; field < kIndexFields; ++field) {
    const FieldWeights& weights = model.weights[field];
    for (std::size_t level = 0; level < kLevels; ++level) {
      scores_[field].same[level] = static_cast<float>(std::log(weights.same[level] / weights.stranger[level]));
      scores_[field].household[level] = static_cast<float>(std::log(weights.household[level] / weights.stranger[level]));
    }
  }
  // ln P(a stranger has this value).
  const auto rarity_of = [&](const std::vector<std::uint32_t>& counts, std::uint32_t number) {
    const auto count = number < counts.size() && number != 0 ? static_cast<float>(counts[number]) : 0;
    return std::log((count + kNeverSeen) / (rows + 1));
  };
  const auto set_exact = [&](std::size_t field, const std::vector<std::uint32_t>& counts, std::uint32_t number) {
    const float rarity = rarity_of(counts, number);
    const FieldWeights& weights = model.weights[field];
    scores_[field].same[0] = static_cast<float>(std::log(weights.same[0])) - rarity;
    if (is_shared_by_household(model.fields[field].kind)) {
      scores_[field].household[0] = static_cast<float>(std::log(weights.household[0])) - rarity;
    }
    return rarity;
  };
  const std::uint32_t forename = core_.names.find(forename_.text);
  const std::uint32_t surname = core_.names.find(surname_.text);
  const float straight = set_exact(0, core_.forename_counts, forename) + set_exact(1, core_.surname_counts, surname);
  const float crossed = rarity_of(core_.forename_counts, surname) + rarity_of(core_.surname_counts, forename);
  set_exact(3, core_.postcode_counts, postcode_number_);
  // Whichever way round the names are the likelier, and that they are swapped in one pair of a few.
  const bool both = !forename_.text.empty() && !surname_.text.empty();
  scores_[0].same[static_cast<std::size_t>(Level::swapped)] = both ? -std::max(straight, crossed) + kSwapped : 0;
  prior_same_ = static_cast<float>(std::log(model.prior_same));
  prior_household_ = static_cast<float>(std::log(model.prior_household));
}

void Question::set_bounds() {
  const auto initials_of = [](std::string_view name) {
    std::uint32_t initials = 0;
    for (const std::string_view word : words(name)) initials |= 1u << initial_of(word[0]);
    return initials;
  };
  initials_ = {initials_of(forename_.text), initials_of(surname_.text)};
  for (const std::uint32_t nickname : nicknames_) initials_[0] |= initials_of(core_.names.text(nickname));
  for (std::size_t field = 0; field < 2; ++field) {
    float best = 0;
    for (std::size_t level = 0; level < kLevels; ++level) {
      if (level != static_cast<std::size_t>(Level::swapped)) best = std::max(best, scores_[field].same[level]);
    }
    for (std::uint32_t mark = 1; mark < kNameMarks && initials_[field] != 0; ++mark) {
      const Level otherwise = (mark & kInParts) != 0 ? Level::part : Level::different;
      most_of_name_[field][mark] = agrees(mark, field) ? best : score(field, otherwise);
    }
  }
  most_of_others_ = (phone_ != 0 ? scores_[4].best() : 0) + (number_ != 0 ? scores_[5].best() : 0);
  if (!postcode_.empty()) {
    code_nearby_ = *std::max_element(scores_[3].same.begin() + 1, scores_[3].same.end());
    code_elsewhere_ = score(3, Level::different);
  }
  if (postcode_number_ != 0) code_there_ = score(3, Level::exact);
  for (std::uint32_t marks = 0; marks < most_of_rest_.size(); ++marks) {
    const float names = most_of_name_[0][marks % kNameMarks] + most_of_name_[1][marks / kNameMarks];
    const bool swapped = may_be_swapped(marks) && score(0, Level::swapped) > names;
    most_of_rest_[marks] = prior_same_ + most_of_others_ + (swapped ? score(0, Level::swapped) : names);
  }
}

// Nicknames share no letters with what they stand for, so they are looked up, not compared.
void Question::find_nicknames() {
  for (const std::uint16_t group : nickname_groups(forename_.text)) {
    for (const std::string_view name : nickname_group(group)) {
      const std::uint32_t number = core_.names.find(name);
      if (number != 0 && name != forename_.text) nicknames_.push_back(number);
    }
  }
}

void Question::fetch(const Posting& posting) const {
  if (posting.forename() != 0) core_.names.fetch(posting.forename());
  if (posting.surname() != 0) core_.names.fetch(posting.surname());
  if (posting.postcode() - area_begins_ < area_size_) core_.postcodes.fetch(posting.postcode());
}

Level Question::near_birth_level(std::uint32_t packed) {
  return births_.level(packed, [&] { return compare_birth_dates(birth_, unpack_birth(packed)); });
}

Level Question::forename_level(std::uint32_t number) {
  if (number == 0 || forename_.text.empty()) return Level::missing;
  return forenames_.level(number, [&] {
    if (std::find(nicknames_.begin(), nicknames_.end(), number) != nicknames_.end()) return Level::akin;
    const bool may = forename_has_gap_ || may_agree(forename_, core_.names, number);
    return may ? compare_forenames(forename_, core_.names.view(number)) : Level::different;
  });
}

Level Question::surname_level(std::uint32_t number) {
  if (number == 0 || surname_.text.empty()) return Level::missing;
  return surnames_.level(number, [&] {
    const bool may = surname_has_gap_ || may_agree(surname_, core_.names, number);
    return may ? compare_surnames(surname_, core_.names.view(number)) : Level::different;
  });
}

// The rule of compare_names; surname_level also says how one's surname agrees with the other's forename.
void Question::cross_names(const Posting& posting, Level& forename, Level& surname) {
  const auto agrees = [](Level level) { return level != Level::different && level != Level::missing; };
  if (agrees(forename) || agrees(surname)) return;
  const auto is_slip = [](Level level) { return level == Level::exact || level == Level::close || level == Level::missing; };
  const Level second = surname_level(posting.forename());
  if (!is_slip(second)) return;
  const std::uint32_t other = posting.surname();
  const bool is_missing = other == 0 || forename_.text.empty();
  const Level first = is_missing ? Level::missing : compare_surnames(forename_, core_.names.view(other));
  if (!is_slip(first) || (first != Level::exact && second != Level::exact)) return;
  forename = Level::swapped;
  surname = Level::missing;
}

Level Question::postcode_level(std::uint32_t number) const {
  if (number == 0 || postcode_.empty()) return Level::missing;
  if (number == postcode_number_) return Level::exact;
  const std::uint64_t packed = pack_postcode(core_.postcodes.text(number));
  const bool is_seen_whole = ((packed | packed_postcode_) & 0xFF) == 0;
  if (is_seen_whole && !may_be_near(number) && !is_one_slip(packed, packed_postcode_)) return Level::different;
  return compare_postcodes(postcode_, core_.postcodes.text(number));
}

// The name that begins alike first: it mostly is another one, and then the other name need not be looked at.
bool Question::names_reach(float least, const Posting& posting, FieldLevels& levels) {
  const std::uint32_t marks = posting.marks();
  if (!may_be_swapped(marks)) {
    const bool surname_first = agrees(marks / kNameMarks, 1);
    const float first =
        surname_first ? score(1, surname_level(posting.surname())) : score(0, forename_level(posting.forename()));
    const float other = surname_first ? most_of_name_[0][marks % kNameMarks] : most_of_name_[1][marks / kNameMarks];
    if (first + other < least) return false;
  }
  levels[0] = forename_level(posting.forename());
  levels[1] = surname_level(posting.surname());
  cross_names(posting, levels[0], levels[1]);
  return score(0, levels[0]) + score(1, levels[1]) >= least;
}

bool Question::reaches(float limit, const Posting& posting, FieldLevels& levels, float& odds) {
  levels.fill(Level::missing);
  levels[2] = birth_level(posting.birth());
  odds = prior_same_ + score(2, levels[2]);
  if (!names_reach(limit - odds - most_of_others_ - most_of_code(posting.postcode()), posting, levels)) return false;
  levels[3] = postcode_level(posting.postcode());
  odds += score(0, levels[0]) + score(1, levels[1]) + score(3, levels[3]);
  if (odds + most_of_others_ < limit) return false;
  if (phone_ == 0 && number_ == 0) return true;
  const Entry& entry = core_.entries[posting.entry()];
  if (phone_ != 0 && entry.phone != 0) levels[4] = entry.phone == phone_ ? Level::exact : Level::different;
  if (number_ != 0 && entry.number != 0) levels[5] = entry.number == number_ ? Level::exact : Level::different;
  odds += score(4, levels[4]) + score(5, levels[5]);
  return odds >= limit;
}

}  // namespace concordat::match
