#include "store/number_list.h"

#include <gmock/gmock.h>

namespace concordat::store {
namespace {

std::vector<std::uint64_t> decoded(ByteView bytes) {
  std::vector<std::uint64_t> numbers;
  each_number(bytes, [&](std::uint64_t number) {
    numbers.push_back(number);
    return true;
  });
  return numbers;
}

TEST(NumberList, IsReadAsItWasWritten) {
  const std::vector<std::vector<std::uint64_t>> lists = {{}, {1}, {1, 2, 130, 16'600}, {127, 128, 1ull << 40}, {~0ull}};
  for (const std::vector<std::uint64_t>& numbers : lists) EXPECT_EQ(decoded(encode_numbers(numbers)), numbers);
  EXPECT_EQ(encode_numbers({5, 6, 206}), (Bytes{5, 1, 0xc8, 0x01})) << "docs/formats/database.md";
}

TEST(NumberList, NumbersThatDoNotRiseAreAMistakeOfTheProgram) {
  EXPECT_THROW(encode_numbers({0}), std::logic_error);
  EXPECT_THROW(encode_numbers({4, 4}), std::logic_error);
}

TEST(NumberList, BytesThatAreNoListEnd) {
  EXPECT_TRUE(decoded(Bytes(64, 0xff)).empty());
  EXPECT_EQ(decoded(Bytes{3, 0x80}), std::vector<std::uint64_t>{3});
}

}  // namespace
}  // namespace concordat::store
