#pragma once
// Every distinct text once, numbered from 1, with what it is compared by beside it.

#include <cstdint>
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

  std::string_view text(std::uint32_t number) const {
    const Info& info = infos_[number - 1];
    return {texts_.data() + info.offset, info.length};
  }
  NameView view(std::uint32_t number) const {
    const Info& info = infos_[number - 1];
    return {{texts_.data() + info.offset, info.length}, info.sound, info.letters};
  }
  bool has_gap(std::uint32_t number) const { return infos_[number - 1].has_gap; }
  char first_letter(std::uint32_t number) const { return infos_[number - 1].first; }
  void fetch(std::uint32_t number) const { __builtin_prefetch(infos_.data() + number - 1); }

  void shrink();  // gives back what was set aside to grow into
  std::size_t bytes() const;

 private:
  struct Info {
    std::uint32_t offset, sound, letters;
    std::uint8_t length;
    bool has_gap;
    char first;  // beside the rest, so that most names are told apart without touching their text
  };
  std::size_t slot_of(std::string_view folded) const;
  void grow();

  std::string texts_;
  std::vector<Info> infos_;
  std::vector<std::uint32_t> slots_;  // open addressing, a power of two, 0 is free
};

}  // namespace concordat::match
