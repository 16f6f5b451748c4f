#include "match/index_plain.h"

#include <algorithm>

namespace concordat::match {
namespace {

constexpr std::uint64_t kMostEntries = 0xFFFFFFF0;
constexpr std::size_t kLongestText = 255;

void put_number(Bytes& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<std::uint8_t>(value));
}

void put_text(Bytes& out, std::string_view text) {
  put_number(out, text.size());
  out.insert(out.end(), text.begin(), text.end());
}

}  // namespace

void PlainIndex::Numbers::assign() {
  for (std::size_t old = 1; old < fresh.size(); ++old) {
    if (fresh[old] != 0) fresh[old] = ++count;
  }
  fresh[0] = 0;
}

bool PlainIndex::is_live(std::size_t entry) const { return entry / 64 >= removed_.size() || (removed_[entry / 64] >> entry % 64 & 1) == 0; }

PlainIndex::PlainIndex(const Core& core, const std::vector<std::uint64_t>& removed) : core_(core), removed_(removed) {
  names_.fresh.resize(core.names.size() + 1);
  postcodes_.fresh.resize(core.postcodes.size() + 1);
  people_.fresh.resize(core.ids.size() + 1);
  for (std::size_t at = 0; at < core.entries.size(); ++at) {
    if (!is_live(at)) continue;
    const Entry& entry = core.entries[at];
    ++live_;
    names_.use(entry.forename);
    names_.use(entry.surname);
    postcodes_.use(entry.postcode);
    people_.use(entry.person + 1);
  }
  for (Numbers* const numbers : {&names_, &postcodes_, &people_}) numbers->assign();
  Bytes one;
  for (std::size_t item = 0; item < items(); ++item) {
    one.clear();
    write(item, one);
    size_ += one.size();
  }
}

void PlainIndex::write(std::size_t item, Bytes& out) const {
  if (item-- == 0) {
    for (const std::uint64_t count : {std::uint64_t{names_.count}, std::uint64_t{postcodes_.count}, std::uint64_t{people_.count}, live_})
      put_number(out, count);
    return;
  }
  const auto number = [](std::size_t at) { return static_cast<std::uint32_t>(at + 1); };
  if (item < core_.names.size()) {
    if (names_.fresh[item + 1] != 0) put_text(out, core_.names.text(number(item)));
    return;
  }
  item -= core_.names.size();
  if (item < core_.postcodes.size()) {
    if (postcodes_.fresh[item + 1] != 0) put_text(out, core_.postcodes.text(number(item)));
    return;
  }
  item -= core_.postcodes.size();
  if (item < core_.ids.size()) {
    if (people_.fresh[item + 1] != 0) put_text(out, core_.ids.id(static_cast<std::uint32_t>(item)));
    return;
  }
  item -= core_.ids.size();
  if (!is_live(item)) return;
  const Entry& entry = core_.entries[item];
  for (const std::uint32_t value : {names_.fresh[entry.forename], names_.fresh[entry.surname], postcodes_.fresh[entry.postcode],
                                    entry.birth_and_years, entry.phone, entry.number, people_.fresh[entry.person + 1] - 1}) {
    put_number(out, value);
  }
}

Bytes PlainWriter::next(std::size_t most) {
  while (pending_.size() < most && item_ < plain_.items()) plain_.write(item_++, pending_);
  const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(std::min(most, pending_.size()));
  Bytes piece(pending_.begin(), end);
  pending_.erase(pending_.begin(), end);
  return piece;
}

bool PlainReader::number(ByteView& rest, std::uint64_t most, std::uint64_t& value) {
  value = 0;
  for (std::size_t at = 0; at < 6; ++at) {
    if (at == rest.size()) return false;
    value |= static_cast<std::uint64_t>(rest[at] & 0x7F) << 7 * at;
    if ((rest[at] & 0x80) != 0) continue;
    broken_ = broken_ || value > most;
    rest = rest.subspan(at + 1);
    return !broken_;
  }
  broken_ = true;
  return false;
}

bool PlainReader::text(ByteView& rest, std::string& value) {
  std::uint64_t length = 0;
  if (!number(rest, kLongestText, length) || length > rest.size()) return false;
  value = as_text(rest.first(length));
  rest = rest.subspan(length);
  return true;
}

bool PlainReader::read_one(ByteView& rest) {
  constexpr std::array<std::uint64_t, 4> limits = {kMostNames - 1, kMostPostcodes - 1, kMostPeople, kMostEntries};
  if (!has_header_) {
    for (std::size_t at = 0; at < 4; ++at) {
      if (!number(rest, limits[at], expected_[at])) return false;
    }
    return has_header_ = true;
  }
  for (std::size_t kind = 0; kind < 3; ++kind) {
    if (read_[kind] == expected_[kind]) continue;
    std::string value;
    if (!text(rest, value)) return false;
    ++read_[kind];
    // A text twice would shift every number after it.
    broken_ = kind == 2 ? core_.ids.add(value) + 1 != read_[2] : (kind == 0 ? core_.names : core_.postcodes).add(value) != read_[kind];
    return !broken_;
  }
  if (read_[3] == expected_[3]) {
    broken_ = true;
    return false;
  }
  Entry entry;
  struct Part {
    std::uint32_t* place;
    std::uint64_t most;
  };
  for (const Part& part : {Part{&entry.forename, expected_[0]}, Part{&entry.surname, expected_[0]}, Part{&entry.postcode, expected_[1]},
                           Part{&entry.birth_and_years, 0xFFFFFFFF}, Part{&entry.phone, 0xFFFFFFFF}, Part{&entry.number, 0xFFFFFFFF},
                           Part{&entry.person, expected_[2] == 0 ? 0 : expected_[2] - 1}}) {
    std::uint64_t value = 0;
    if (!number(rest, part.most, value)) return false;
    *part.place = static_cast<std::uint32_t>(value);
  }
  broken_ = expected_[2] == 0;
  core_.entries.push_back(entry);
  ++read_[3];
  return !broken_;
}

bool PlainReader::add(ByteView piece) {
  pending_.insert(pending_.end(), piece.begin(), piece.end());
  ByteView rest = pending_;
  while (!rest.empty()) {
    ByteView attempt = rest;
    if (!read_one(attempt)) break;
    rest = attempt;
  }
  pending_.erase(pending_.begin(), pending_.end() - static_cast<std::ptrdiff_t>(rest.size()));
  return !broken_ && pending_.size() <= 4096;
}

bool PlainReader::is_whole() const { return has_header_ && !broken_ && pending_.empty() && read_ == expected_; }

Core PlainReader::take() { return std::move(core_); }

}  // namespace concordat::match
