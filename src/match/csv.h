#pragma once
// Comma-separated values as they come out of real systems: quotes, BOM, Latin-1, ragged rows, a quote that is never closed. A row
// that cannot be read is refused with its line number and the next one is read.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace concordat::match {

inline constexpr std::size_t kLongestCell = 1 << 20;

class CsvReader {
 public:
  // The content must outlive the reader. The first row is the header; comma, semicolon, tab or bar, whichever it holds most of.
  static Result<CsvReader> over(std::string_view content);

  const std::vector<std::string>& header() const { return header_; }
  enum class Outcome { row, refused, end };
  Outcome next();
  const std::vector<std::string>& cells() const { return cells_; }  // of the row: as many as the header, UTF-8, trimmed
  std::uint64_t line() const { return row_line_; }                  // where the row, or what was refused, begins
  const std::string& why_refused() const { return why_refused_; }
  std::size_t bytes_read() const { return at_; }  // for progress

 private:
  explicit CsvReader(std::string_view content) : content_(content) {}
  bool read_row();
  bool read_quoted(std::string& cell);
  bool read_plain(std::string& cell);
  void skip_line();
  Outcome refuse(std::string why);

  std::string_view content_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t row_line_ = 1;
  char separator_ = ',';
  std::vector<std::string> header_;
  std::vector<std::string> cells_;
  std::string why_refused_;
};

// One cell, quoted where it must be (RFC 4180).
std::string csv_cell(std::string_view text);

// A whole file, mapped read-only for as long as this lives.
class MappedFile {
 public:
  static Result<MappedFile> open(const std::string& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();
  std::string_view content() const { return {data_, size_}; }

 private:
  MappedFile() = default;
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace concordat::match
