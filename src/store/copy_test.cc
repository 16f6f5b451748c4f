// A copy of a database that is in use.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "store/store.h"
#include "store/test_directory.h"

namespace concordat::store {
namespace {

TEST(Copy, IsOfOneMomentWhileOthersWrite) {
  const TestDirectory directory;
  const std::string from = directory.path() + "/concordat.db";
  const auto store = open_sqlite(from);
  ASSERT_TRUE(store);
  // Each act writes a leaf and counts it: a copy of one moment has as many as its count says.
  const auto act = [&] {
    return (*store)->write([](Transaction& transaction) -> Result<void> {
      const auto position = transaction.append_leaf("leaf", CaseId{});
      transaction.set_meta("count", as_bytes(std::to_string(position + 1)));
      return {};
    });
  };
  ASSERT_TRUE(act());
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    while (!stop) ASSERT_TRUE(act());
  });
  for (int number = 0; number < 5; ++number) {
    const std::string to = directory.path() + "/copy-" + std::to_string(number);
    ASSERT_TRUE(copy_sqlite(from, to));
    EXPECT_FALSE(copy_sqlite(from, to)) << "what is there is not overwritten";
    const auto copy = open_sqlite(to);
    ASSERT_TRUE(copy);
    (*copy)->read([](Reader& reader) {
      EXPECT_EQ(std::to_string(reader.leaf_count()), as_text(*reader.meta("count")));
      EXPECT_GT(reader.leaf_count(), 0u);
    });
  }
  stop = true;
  writer.join();
}

}  // namespace
}  // namespace concordat::store
