#pragma once
// What every engine behind store.h must do, whatever it is made of. An engine's test instantiates StoreConformance with a
// factory: StoreFactory opens the same database each time it is called.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "store/store.h"

namespace concordat::store {

class TestDatabase {
 public:
  virtual ~TestDatabase() = default;
  virtual std::unique_ptr<Store> open() = 0;  // the same database each time
};

struct EngineUnderTest {
  std::string name;
  std::function<std::unique_ptr<TestDatabase>()> make;
};

class StoreConformance : public testing::TestWithParam<EngineUnderTest> {
 protected:
  void SetUp() override { reopen(); }
  void reopen() {
    if (!database_) database_ = GetParam().make();
    store_.reset();
    store_ = database_->open();
  }
  // The act must succeed.
  void write(const std::function<void(Transaction&)>& act) {
    const auto done = store_->write([&](Transaction& transaction) -> Result<void> {
      act(transaction);
      return {};
    });
    ASSERT_TRUE(done.ok()) << done.error().message;
  }
  std::unique_ptr<TestDatabase> database_;
  std::unique_ptr<Store> store_;
};

}  // namespace concordat::store
