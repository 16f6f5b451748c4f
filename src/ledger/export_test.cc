// Entries as a SIEM takes them.

#include "ledger/export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "store/test_directory.h"

namespace concordat::ledger {
namespace {

Leaf leaf_to_export() {
  Leaf leaf;
  leaf.at = *from_rfc3339("2026-11-23T09:30:00Z");
  leaf.event = "record.put";
  leaf.actor = "system";
  leaf.record = *RecordId::parse(std::string(31, '0') + "7");
  leaf.part = "details";
  leaf.detail = "kind=child;note=\"quoted\\\"";
  return leaf;
}

TEST(LedgerExport, IsJsonOfOneLineWithTheHashThatAProofIsOver) {
  const std::string line = encode(leaf_to_export());
  const std::string text = export_line(41, line);
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json.at("entry"), 42);
  EXPECT_EQ(json.at("hash"), to_hex(leaf_hash(line)));
  EXPECT_EQ(json.at("at"), "2026-11-23T09:30:00Z");
  EXPECT_EQ(json.at("at_microseconds"), leaf_to_export().at.microseconds);
  EXPECT_EQ(json.at("record"), leaf_to_export().record.text());
  EXPECT_EQ(json.at("case"), "") << "none";
  EXPECT_EQ(json.at("detail"), leaf_to_export().detail);
}

TEST(LedgerExport, SaysOfWhatIsNoLeafOnlyWhichItIs) {
  const auto json = nlohmann::json::parse(export_line(0, "x\ty\x01\"z"));
  EXPECT_EQ(json.at("malformed"), true);
  EXPECT_EQ(json.at("hash"), to_hex(leaf_hash("x\ty\x01\"z")));
  EXPECT_FALSE(json.contains("detail"));
}

TEST(LedgerExport, GivesEachEntryOfTheRangeOnceAndNoOther) {
  store::TestDirectory directory;
  const auto store = std::move(store::open_sqlite(directory.path() + "/concordat.db")).value();
  const std::uint64_t many = kLeavesAtOnce + 10;
  ASSERT_TRUE(store->write([&](store::Transaction& transaction) -> Result<void> {
    for (std::uint64_t i = 0; i < many; ++i) transaction.append_leaf(encode(leaf_to_export()), CaseId{});
    return {};
  }));
  store->read([&](store::Reader& reader) {
    EXPECT_FALSE(export_range(reader, 0, 10));
    EXPECT_FALSE(export_range(reader, many + 2, 10)) << "of another ledger, or one that was cut back";
    EXPECT_EQ(export_range(reader, many + 1, 10)->count, 0u) << "whoever has all of it so far asks for the next";
    EXPECT_EQ(export_range(reader, 3, 10)->detail(), "first=3;entries=10");
    const auto range = export_range(reader, 2, 1'000'000);
    ASSERT_TRUE(range);
    std::string all;
    export_lines(reader, *range, [&](const std::string& lines) { all += lines; });
    EXPECT_TRUE(all.starts_with("{\"entry\":2,"));
    EXPECT_NE(all.find("\n{\"entry\":" + std::to_string(many) + ","), std::string::npos);
    EXPECT_EQ(static_cast<std::uint64_t>(std::ranges::count(all, '\n')), many - 1);
  });
}

}  // namespace
}  // namespace concordat::ledger
