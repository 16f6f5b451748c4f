#pragma once
// Entries for a SIEM: JSON, a line each. docs/formats/ledger.md gives the shape. No personal data: an entry holds none.

#include <string>

#include "ledger/ledger.h"

namespace concordat::ledger {

// The leaf at that position, from 0, as a line with its end; one that is not in the form of a leaf says only which it is.
std::string export_line(std::uint64_t position, const std::string& line);

// A range of entries. `first` is the number of an entry as people count them, from 1.
struct ExportRange {
  std::uint64_t first = 1;
  std::uint64_t count = 0;
  std::string detail() const;  // of the leaf that tells of it
};
// From entry `first` on, at most so many; one behind the newest is an empty range, and what is beyond that is an Error.
Result<ExportRange> export_range(store::Reader& reader, std::uint64_t first, std::uint64_t most);

// The same, with the entry that tells of it, which `leaf` says who and under which charter. Written first: what could not be logged is not
// given out.
Result<ExportRange> log_export(store::Store& store, Ledger& ledger, Leaf leaf, std::uint64_t first, std::uint64_t most);

// Each of the range, a piece at a time.
void export_lines(store::Reader& reader, const ExportRange& range, const std::function<void(const std::string& lines)>& take);

}  // namespace concordat::ledger
