#pragma once
// The bytes inside a sealed index: numbers as LEB128, texts with their length before them. Written and read piece by piece, so that
// the whole never lies in memory twice.

#include <functional>

#include "base/bytes.h"
#include "match/index_data.h"

namespace concordat::match {

// Only what live entries use is written: a removed person leaves neither id nor name behind.
class PlainIndex {
 public:
  PlainIndex(const Core& core, const std::vector<std::uint64_t>& removed);
  std::uint64_t size() const { return size_; }  // bytes in all
  std::size_t items() const { return 1 + core_.names.size() + core_.postcodes.size() + core_.ids.size() + core_.entries.size(); }
  void write(std::size_t item, Bytes& out) const;  // what is not in use writes nothing

 private:
  struct Numbers {
    std::vector<std::uint32_t> fresh;  // by old number; 0: not in use
    std::uint32_t count = 0;
    void use(std::uint32_t old) { fresh[old] = 1; }
    void assign();
  };
  bool is_live(std::size_t entry) const;

  const Core& core_;
  const std::vector<std::uint64_t>& removed_;
  Numbers names_, postcodes_, people_;  // people by number + 1
  std::uint64_t live_ = 0;
  std::uint64_t size_ = 0;
};

class PlainWriter {
 public:
  explicit PlainWriter(const PlainIndex& plain) : plain_(plain) {}
  Bytes next(std::size_t most);  // so many bytes, or what is left

 private:
  const PlainIndex& plain_;
  std::size_t item_ = 0;
  Bytes pending_;
};

// Trusts nothing: every number is checked against what was read before.
class PlainReader {
 public:
  bool add(ByteView piece);  // false when the bytes are no index
  bool is_whole() const;
  Core take();

 private:
  bool read_one(ByteView& rest);  // one item; false when its bytes are not all there yet or are wrong (then `broken_`)
  bool number(ByteView& rest, std::uint64_t most, std::uint64_t& value);
  bool text(ByteView& rest, std::string& value);

  Core core_;
  Bytes pending_;
  std::array<std::uint64_t, 4> expected_{};  // names, postcodes, people, entries
  std::array<std::uint64_t, 4> read_{};
  bool has_header_ = false;
  bool broken_ = false;
};

}  // namespace concordat::match
