#pragma once
// Numbers and texts in a row, for what goes between the processes. The reader takes nothing for granted.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace concordat::worker {

class MessageWriter {
 public:
  void number(std::uint64_t value);
  void text(std::string_view value);  // its length, then its bytes
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class MessageReader {
 public:
  explicit MessageReader(std::string_view bytes) : rest_(bytes) {}
  std::optional<std::uint64_t> number();
  std::optional<std::string_view> text();
  // How many of something follow, each of `least` bytes or more: no more than there is room for.
  std::optional<std::size_t> count(std::size_t least);
  bool is_over() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace concordat::worker
