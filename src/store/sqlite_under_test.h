#pragma once
// SQLite as an engine under test.

#include <stdexcept>

#include "store/store_conformance.h"
#include "store/test_directory.h"

namespace concordat::store {

class SqliteDatabase final : public TestDatabase {
 public:
  std::unique_ptr<Store> open() override {
    auto opened = open_sqlite(directory_.path() + "/database");
    if (!opened) throw std::runtime_error(opened.error().message);
    return std::move(opened).value();
  }

 private:
  TestDirectory directory_;
};

inline EngineUnderTest sqlite_under_test() {
  return {"Sqlite", [] { return std::make_unique<SqliteDatabase>(); }};
}

}  // namespace concordat::store
