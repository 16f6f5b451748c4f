#include "ledger/export.h"

#include <algorithm>

namespace concordat::ledger {
namespace {

// A leaf is printable ASCII: nothing else needs escaping (RFC 8259, section 7).
std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string member(const char* name, std::string_view value) { return std::string(",\"") + name + "\":" + json_text(value); }

template <class Id>
std::string text_of_id(const Id& id) {
  return id.is_none() ? "" : id.text();
}

}  // namespace

std::string export_line(std::uint64_t position, const std::string& line) {
  std::string out = "{\"entry\":" + std::to_string(position + 1) + member("hash", to_hex(leaf_hash(line)));
  if (const auto leaf = decode(line)) {
    out += member("at", to_rfc3339(leaf->at)) + ",\"at_microseconds\":" + std::to_string(leaf->at.microseconds);
    out += member("event", leaf->event) + member("actor", leaf->actor) + member("case", text_of_id(leaf->case_id));
    out += member("record", text_of_id(leaf->record)) + member("part", leaf->part) + member("purpose", leaf->purpose);
    out += member("charter", leaf->charter) + member("detail", leaf->detail);
  } else {
    out += ",\"malformed\":true";
  }
  return out + "}\n";
}

std::string ExportRange::detail() const { return "first=" + std::to_string(first) + ";entries=" + std::to_string(count); }

Result<ExportRange> export_range(store::Reader& reader, std::uint64_t first, std::uint64_t most) {
  const std::uint64_t stored = reader.leaf_count();
  if (first == 0) return Error{"Entries are counted from 1.", "Give the number of the first entry that is wanted."};
  if (first > stored + 1)
    return Error{"The ledger has " + std::to_string(stored) + " entries.", "Give a number up to " + std::to_string(stored + 1) + "."};
  return ExportRange{first, std::min(most, stored - (first - 1))};
}

Result<ExportRange> log_export(store::Store& store, Ledger& ledger, Leaf leaf, std::uint64_t first, std::uint64_t most) {
  Result<ExportRange> range = ExportRange{};
  const auto logged = store.write([&](store::Transaction& transaction) -> Result<void> {
    range = export_range(transaction, first, most);
    if (!range) return range.error();
    leaf.event = "ledger.exported";
    leaf.detail = range->detail();
    ledger.append(transaction, leaf);
    return {};
  });
  if (!logged) return logged.error();
  return range;
}

void export_lines(store::Reader& reader, const ExportRange& range, const std::function<void(const std::string& lines)>& take) {
  const std::uint64_t end = range.first - 1 + range.count;
  for (std::uint64_t position = range.first - 1; position < end;) {
    std::string lines;
    const auto leaves = reader.leaves(position, static_cast<std::size_t>(std::min<std::uint64_t>(kLeavesAtOnce, end - position)));
    if (leaves.empty()) return;
    for (const std::string& line : leaves) lines += export_line(position++, line);
    take(lines);
  }
}

}  // namespace concordat::ledger
