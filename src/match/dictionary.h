#pragma once
// Every distinct text once, numbered from 1, with what it is compared by beside it.

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "match/levels.h"

namespace concordat::match {

class Dictionary {
 public:
  std::uint32_t add(std::string_view folded);                                       // its number, new or old; 0 for the empty text
  std::uint32_t find(std::string_view folded) const;                                // 0 when it is not there
  std::uint32_t size() const { return static_cast<std::uint32_t>(infos_.size()); }  // numbers are 1 to size()

  std::string_view text(std::uint32_t number) const { return text_of(infos_[number - 1]); }
  NameView view(std::uint32_t number) const {
    const Info& info = infos_[number - 1];
    return {text_of(info), info.sound, info.letters};
  }
  bool has_gap(std::uint32_t number) const { return infos_[number - 1].has_gap; }
  void fetch(std::uint32_t number) const { __builtin_prefetch(infos_.data() + number - 1); }

  void shrink();  // gives back what was set aside to grow into
  std::size_t bytes() const;

 private:
  // All that most comparisons read is in one place, half a cache line.
  static constexpr std::size_t kInline = 22;
#ifdef __clang__
  static constexpr std::size_t kAlignment = alignof(std::uint32_t);  // a vector of clang 14 keeps to no more than 16
#else
  static constexpr std::size_t kAlignment = 32;
#endif
  struct alignas(kAlignment) Info {
    std::uint32_t sound, letters;
    std::uint8_t length;
    bool has_gap;
    std::array<char, kInline> text;  // of a longer text, where it begins in texts_
  };
  std::string_view text_of(const Info& info) const {
    if (info.length <= kInline) return {info.text.data(), info.length};
    std::uint32_t begin = 0;
    std::memcpy(&begin, info.text.data(), sizeof begin);
    return {texts_.data() + begin, info.length};
  }
  std::size_t slot_of(std::string_view folded) const;
  void grow();

  std::string texts_;  // those too long for their place
  std::vector<Info> infos_;
  std::vector<std::uint32_t> slots_;  // open addressing, a power of two, 0 is free
};

}  // namespace concordat::match
