#include "match/csv.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "match/text.h"

namespace concordat::match {
namespace {

constexpr std::string_view kUtf8Bom = "\xEF\xBB\xBF";

bool is_blank(char character) { return character == ' ' || character == '\t'; }

// How other programs write that there is nothing.
constexpr std::string_view kNothing[] = {"NULL", "null", "NA", "N/A", "n/a", "NaN", "nan", "None", "\\N"};

void tidy(std::string& cell) {
  while (!cell.empty() && is_blank(cell.back())) cell.pop_back();
  if (std::find(std::begin(kNothing), std::end(kNothing), cell) != std::end(kNothing)) cell.clear();
  if (!is_utf8(cell)) cell = latin1_to_utf8(cell);
}

char likeliest_separator(std::string_view header) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const auto count = std::count(header.begin(), header.end(), candidate);
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

}  // namespace

Result<CsvReader> CsvReader::over(std::string_view content) {
  if (content.starts_with("\xFF\xFE") || content.starts_with("\xFE\xFF")) {
    return Error{"The file is written in UTF-16.", "Save it as UTF-8 or Latin-1 and try again."};
  }
  if (content.starts_with(kUtf8Bom)) content.remove_prefix(kUtf8Bom.size());
  CsvReader reader(content);
  reader.separator_ = likeliest_separator(content.substr(0, content.find_first_of("\r\n")));
  if (content.empty() || !reader.read_row()) {
    return Error{"The file has no readable header row.", "The first line must name the columns."};
  }
  reader.header_ = reader.cells_;
  return reader;
}

CsvReader::Outcome CsvReader::refuse(std::string why) {
  why_refused_ = std::move(why);
  return Outcome::refused;
}

CsvReader::Outcome CsvReader::next() {
  while (at_ < content_.size() && (content_[at_] == '\n' || content_[at_] == '\r')) skip_line();
  if (at_ >= content_.size()) return Outcome::end;
  const std::size_t begin = at_;
  row_line_ = line_;
  if (!read_row()) {
    at_ = begin;  // what went wrong inside the row says nothing about the lines after it
    line_ = row_line_;
    skip_line();
    return Outcome::refused;
  }
  while (cells_.size() > header_.size() && cells_.back().empty()) cells_.pop_back();
  if (cells_.size() == header_.size()) return Outcome::row;
  return refuse(std::to_string(cells_.size()) + " cells where the header has " + std::to_string(header_.size()));
}

void CsvReader::skip_line() {
  const std::size_t end = content_.find_first_of("\r\n", at_);
  at_ = end == std::string_view::npos ? content_.size() : end + 1;
  if (at_ < content_.size() && content_[at_ - 1] == '\r' && content_[at_] == '\n') ++at_;
  ++line_;
}

bool CsvReader::read_row() {
  cells_.clear();
  while (true) {
    while (at_ < content_.size() && content_[at_] == ' ' && separator_ != ' ') ++at_;
    std::string cell;
    const bool quoted = at_ < content_.size() && content_[at_] == '"';
    if (!(quoted ? read_quoted(cell) : read_plain(cell))) return false;
    tidy(cell);
    cells_.push_back(std::move(cell));
    if (at_ >= content_.size()) return true;
    if (content_[at_] != separator_) break;
    ++at_;
  }
  skip_line();
  return true;
}

bool CsvReader::read_quoted(std::string& cell) {
  ++at_;
  while (at_ < content_.size()) {
    if (cell.size() > kLongestCell) {
      why_refused_ = "a quoted cell of more than 1 MiB: its quotation mark may never be closed";
      return false;
    }
    const char character = content_[at_++];
    if (character != '"') {
      if (character == '\n') ++line_;
      cell += character;
      continue;
    }
    if (at_ < content_.size() && content_[at_] == '"') {
      cell += '"';
      ++at_;
      continue;
    }
    while (at_ < content_.size() && content_[at_] == ' ' && separator_ != ' ') ++at_;
    if (at_ >= content_.size() || content_[at_] == separator_ || content_[at_] == '\n' || content_[at_] == '\r') return true;
    why_refused_ = "text after a closing quotation mark";
    return false;
  }
  why_refused_ = "a quotation mark is never closed";
  return false;
}

bool CsvReader::read_plain(std::string& cell) {
  const char stops[] = {separator_, '\r', '\n'};
  const std::size_t end = std::min(content_.find_first_of(std::string_view(stops, 3), at_), content_.size());
  if (end - at_ > kLongestCell) {
    why_refused_ = "a cell of more than 1 MiB";
    return false;
  }
  cell.assign(content_.substr(at_, end - at_));
  at_ = end;
  return true;
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos && !text.starts_with(' ') && !text.ends_with(' ')) return std::string(text);
  std::string quoted = "\"";
  for (const char character : text) {
    if (character == '"') quoted += '"';
    quoted += character;
  }
  return quoted + '"';
}

Result<MappedFile> MappedFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Error{"Cannot open " + path + ".", "Check that the file is there and may be read."};
  MappedFile file;
  struct stat status {};
  const bool is_file = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  if (is_file && status.st_size > 0) {
    void* const data = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data != MAP_FAILED) {
      file.data_ = static_cast<const char*>(data);
      file.size_ = static_cast<std::size_t>(status.st_size);
    }
  }
  ::close(descriptor);
  if (!is_file || (status.st_size > 0 && file.data_ == nullptr)) return Error{"Cannot read " + path + ".", "It must be an ordinary file."};
  return file;
}

MappedFile::MappedFile(MappedFile&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

}  // namespace concordat::match
