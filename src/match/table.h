#pragma once
// People as rows of one or two files, ready to be compared: every distinct value of a field is folded once and rows hold numbers.

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "match/csv.h"
#include "match/levels.h"
#include "match/map.h"

namespace concordat::match {

inline constexpr std::size_t kMostFields = 20;  // a pair's levels fit 64 bits

struct Field {
  std::string name;
  Kind kind = Kind::text;
};

struct RefusedRow {
  std::string file;
  std::uint64_t line = 0;
  std::string why;
};

struct Table {
  std::vector<Field> fields;
  std::vector<std::vector<Value>> values;         // by field; [0] is the missing value
  std::vector<std::vector<std::uint32_t>> cells;  // by field, then row
  std::vector<std::string> ids;                   // by row
  std::uint32_t first_rows = 0;                   // rows of the first file; all, when there is one file
  bool two_files = false;
  std::vector<RefusedRow> refused;
  std::vector<std::string> notes;  // what its reader should know, in sentences

  std::uint32_t rows() const { return static_cast<std::uint32_t>(ids.size()); }
  const Value& value(std::size_t field, std::uint32_t row) const { return values[field][cells[field][row]]; }
  bool may_pair(std::uint32_t left, std::uint32_t right) const {
    return left != right && (!two_files || (left < first_rows) != (right < first_rows));
  }
  double pairs() const;           // how many pairs of rows there are to decide
  int field_of(Kind kind) const;  // the first of that kind, or -1
};

class TableBuilder {
 public:
  explicit TableBuilder(const ColumnMap& map);
  // Reads a file to its end. Rows that cannot be read are listed in the table and left out.
  Result<void> add_file(const std::string& name, std::string_view content);
  Table finish();

 private:
  struct Source {
    MappedColumn column;
    std::size_t field = 0;
  };
  void add_row(const std::vector<std::string>& cells, const std::vector<int>& at, int id_at);
  void note_oddities(const std::string& file, const std::vector<int>& at, std::uint32_t first_row);
  void put(std::size_t field, const std::string& raw);
  void put_birth(std::size_t field, const BirthDate& date, const std::string& raw);

  ColumnMap map_;
  std::vector<Source> sources_;
  std::vector<std::unordered_map<std::string, std::uint32_t>> known_;
  Table table_;
  int files_ = 0;
  std::size_t unread_dates_ = 0;  // of the file
};

}  // namespace concordat::match
