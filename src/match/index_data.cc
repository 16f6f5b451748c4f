#include "match/index_data.h"

#include <endian.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <functional>
#include <numeric>

#include "match/text.h"

namespace concordat::match {
namespace {

constexpr int kFirstYear = 1870;
constexpr std::size_t kLongestId = 255;

std::uint64_t mix(std::uint64_t value) {  // SplitMix64's finaliser (Steele, Lea, Flood 2014)
  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
  value = (value ^ value >> 27) * 0x94D049BB133111EBu;
  return value ^ value >> 31;
}

}  // namespace

std::string_view key_family_words(KeyFamily family) {
  constexpr std::string_view words[kKeyFamilies] = {
      "birth date",     "postcode", "surname's sound and birth year", "sound of both names", "forename's sound, birth year and month",
      "number or phone"};
  return words[static_cast<std::size_t>(family)];
}

std::uint32_t pack_birth(const BirthDate& date) {
  if (!date.is_known()) return 0;
  const int year = date.year == 0 ? 0 : std::clamp(date.year - kFirstYear, 1, 255);
  return static_cast<std::uint32_t>(year) << 9 | static_cast<std::uint32_t>(std::clamp<int>(date.month, 0, 15)) << 5 |
         static_cast<std::uint32_t>(std::clamp<int>(date.day, 0, 31));
}

BirthDate unpack_birth(std::uint32_t packed) {
  BirthDate date;
  const auto year = static_cast<int>(packed >> 9 & 0xFF);
  date.year = static_cast<std::int16_t>(year == 0 ? 0 : year + kFirstYear);
  date.month = static_cast<std::int8_t>(packed >> 5 & 0xF);
  date.day = static_cast<std::int8_t>(packed & 0x1F);
  return date;
}

std::uint32_t initial_of(char first_letter) {
  if (first_letter < 'a' || first_letter > 'z') return kInitial;
  //                                    abcdefghijklmnopqrstuvwxyz
  constexpr std::string_view classes = "abcdaefgafchijaecklmannlal";
  return static_cast<std::uint32_t>(classes[static_cast<std::size_t>(first_letter - 'a')] - 'a') + 1;
}

std::uint32_t mark_of(const Dictionary& names, std::uint32_t number) {
  if (number == 0) return 0;
  const bool is_in_parts = names.has_gap(number) || names.text(number).size() == 1;
  return initial_of(names.text(number)[0]) | (is_in_parts ? kInParts : 0);
}

Posting posting_of(const Core& core, std::uint32_t number) {
  const Entry& entry = core.entries[number];
  const std::uint64_t marks = mark_of(core.names, entry.surname) << 5 | mark_of(core.names, entry.forename);
  return {marks << 54 | std::uint64_t{entry.postcode} << 32 | number,
          std::uint64_t{entry.surname} << 40 | std::uint64_t{entry.forename} << 17 | entry.birth()};
}

// The bits of its hash that a slot holds, so that most other ids are told apart unread.
std::uint32_t PersonIds::mark_of(std::size_t hash) { return static_cast<std::uint32_t>(hash >> 32) & ~kPerson; }

std::size_t PersonIds::slot_of(std::string_view id, std::size_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  const std::uint32_t mark = mark_of(hash);
  const auto is_other = [&](std::uint32_t held) { return (held & ~kPerson) != mark || this->id((held & kPerson) - 1) != id; };
  while (slots_[slot] != 0 && is_other(slots_[slot])) slot = (slot + 1) & mask;
  return slot;
}

std::uint32_t PersonIds::find(std::string_view id) const {
  id = id.substr(0, kLongestId);
  const std::uint32_t held = slots_.empty() ? 0 : slots_[slot_of(id, std::hash<std::string_view>{}(id))];
  return held == 0 ? kNone : (held & kPerson) - 1;
}

std::string_view PersonIds::id(std::uint32_t person) const {
  const std::size_t at = offsets_[person];
  return {texts_.data() + at + 1, static_cast<unsigned char>(texts_[at])};
}

std::uint32_t PersonIds::add(std::string_view id) {
  id = id.substr(0, kLongestId);
  reserve(offsets_.size() + 1);
  const std::size_t hash = std::hash<std::string_view>{}(id);
  std::uint32_t& slot = slots_[slot_of(id, hash)];
  if (slot != 0) return (slot & kPerson) - 1;
  offsets_.push_back(static_cast<std::uint32_t>(texts_.size()));
  texts_ += static_cast<char>(id.size());
  texts_ += id;
  slot = size() | mark_of(hash);
  return size() - 1;
}

void PersonIds::reserve(std::size_t people) {
  if (4 * people <= 3 * slots_.size()) return;
  slots_.assign(std::max<std::size_t>(64, std::bit_ceil(people * 4 / 3 + 1)), 0);
  for (std::uint32_t person = 0; person < size(); ++person) {
    const std::size_t hash = std::hash<std::string_view>{}(id(person));
    std::size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = (person + 1) | mark_of(hash);
  }
}

std::span<const Posting> Family::bucket(std::uint64_t key) const {
  if (begins.size() < 2) return {};
  const std::uint32_t at = bucket_of(key);
  return std::span(postings).subspan(begins[at], begins[at + 1] - begins[at]);
}

std::uint64_t key_of(KeyFamily family, std::uint64_t first, std::uint64_t second) {
  return mix(mix(first * 0x9E3779B97F4A7C15u + static_cast<std::uint64_t>(family) + 1) ^ second);
}

std::uint32_t digest_of(std::string_view folded) {
  if (folded.empty()) return 0;
  const auto digest = static_cast<std::uint32_t>(mix(std::hash<std::string_view>{}(folded)) >> 32);
  return digest == 0 ? 1 : digest;
}

Sounds sounds_of(std::string_view folded_name) {
  Sounds result;
  while (!folded_name.empty() && result.count < result.sounds.size()) {
    const std::size_t end = std::min(folded_name.find(' '), folded_name.size());
    const std::uint32_t sound = end >= 2 || result.count == 0 ? sound_of(folded_name.substr(0, end)) : 0;
    if (sound != 0) result.sounds[result.count++] = sound;
    folded_name.remove_prefix(std::min(end + 1, folded_name.size()));
  }
  return result;
}

Sounds sounds_of(const Dictionary& names, std::uint32_t number) {
  if (number == 0) return {};
  if (names.has_gap(number)) return sounds_of(names.text(number));
  Sounds one;
  one.sounds[0] = names.view(number).sound;
  one.count = one.sounds[0] != 0 ? 1 : 0;
  return one;
}

std::uint64_t surname_and_year_key(std::uint32_t sound, const BirthDate& birth) {
  return key_of(KeyFamily::surname_and_year, sound, static_cast<std::uint64_t>(birth.year));
}

std::uint64_t forename_and_month_key(std::uint32_t sound, const BirthDate& birth) {
  return key_of(KeyFamily::forename_and_month, sound,
                static_cast<std::uint64_t>(birth.year) * 16 + static_cast<std::uint64_t>(birth.month));
}

std::uint64_t both_names_key(std::uint32_t one, std::uint32_t other) {
  return key_of(KeyFamily::both_names, std::min(one, other), std::max(one, other));
}

std::uint64_t pack_postcode(std::string_view folded) {
  std::uint64_t packed = 0;
  std::memcpy(&packed, folded.data(), std::min(folded.size(), sizeof packed));
  return be64toh(packed);
}

void order_postcodes(Core& core) {
  std::vector<std::uint32_t> order(core.postcodes.size());
  std::iota(order.begin(), order.end(), 1u);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return core.postcodes.text(a) < core.postcodes.text(b); });
  std::vector<std::uint32_t> number(order.size() + 1, 0);
  Dictionary ordered;
  for (const std::uint32_t old : order) number[old] = ordered.add(core.postcodes.text(old));
  ordered.shrink();
  for (Entry& entry : core.entries) entry.postcode = number[entry.postcode];
  core.postcodes = std::move(ordered);
  core.ordered_postcodes = core.postcodes.size();
  core.code_begins.assign((1 << 16) + 1, core.ordered_postcodes + 1);
  for (std::uint32_t code = core.ordered_postcodes; code > 0; --code) {
    core.code_begins[pack_postcode(core.postcodes.text(code)) >> 48] = code;
  }
  for (std::size_t at = 1 << 16; at-- > 0;) core.code_begins[at] = std::min(core.code_begins[at], core.code_begins[at + 1]);
}

std::pair<std::uint32_t, std::uint32_t> numbers_nearby(const Core& core, std::string_view folded) {
  const std::size_t area = postcode_parts(folded).area.size();
  const std::string_view begin = folded.substr(0, area > 0 ? area : 2);
  const auto low = static_cast<std::uint32_t>(pack_postcode(begin) >> 48);
  const std::uint32_t first = core.code_begins[low];
  return {first, core.code_begins[low + (begin.size() == 1 ? 256 : 1)] - first};
}

void count_entry(Core& core, const Entry& entry, bool added) {
  core.forename_counts.resize(core.names.size() + 1);
  core.surname_counts.resize(core.names.size() + 1);
  core.postcode_counts.resize(core.postcodes.size() + 1);
  const auto change = [&](std::uint32_t& count) { count = added ? count + 1 : count - (count > 0 ? 1 : 0); };
  change(core.forename_counts[entry.forename]);
  change(core.surname_counts[entry.surname]);
  change(core.postcode_counts[entry.postcode]);
}

}  // namespace concordat::match
