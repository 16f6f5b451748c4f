// Hostile CSV and maps: every row is read or refused by its line, reading always ends, and what was read can be linked. The input is
// a file, or a map and a file parted by a line "=== file".

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "match/link.h"
#include "match/map.h"

namespace {

namespace match = concordat::match;

constexpr std::string_view kMap =
    "id = \"n\"\n[columns]\na = \"forename\"\nb = \"surname\"\nc = \"full-name\"\nd = \"birth-date\"\ne = \"postcode\"\nf = "
    "\"identifier\"\ng = \"address\"\n";

void must(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view mark = "=== file\n";
  const std::size_t at = text.find(mark);
  const auto map = match::parse_column_map(at == std::string_view::npos ? kMap : text.substr(0, at), "map.toml");
  if (!map) return 0;
  match::TableBuilder builder(*map);
  const std::string_view file = at == std::string_view::npos ? text : text.substr(at + mark.size());
  if (!builder.add_file("fuzz.csv", file)) return 0;
  const match::Table table = builder.finish();
  std::uint64_t line = 0;
  for (const match::RefusedRow& row : table.refused) {
    must(row.line > line && !row.why.empty());
    line = row.line;
  }
  if (table.rows() > 60) return 0;  // linking is quadratic here, and reading is what is tried
  for (const match::ScoredPair& pair : match::link(table, 0, 1).pairs) must(pair.probability >= 0 && pair.probability <= 1);
  return 0;
}
