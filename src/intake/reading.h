#pragma once
// What was read out of a file that came: rows under columns. A letter or mail is one row. It was read by a worker (src/worker), so that
// the worst that a file can do is not to be read.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "worker/worker.h"

namespace concordat::intake {

inline constexpr std::size_t kMostRows = 500;        // of one file: they become records in one act
inline constexpr std::size_t kMostColumns = 60;
inline constexpr std::size_t kLongestCell = 20'000;  // bytes: the longest answer that a form takes

enum class Refusal {
  none,
  needs_eyes,  // a picture or a scan: somebody must look
  locked,      // encrypted, or in a form of Word or Excel from before 2007
  damaged,
  too_large,   // once unpacked
  too_many,    // rows or columns
  unknown,     // no kind of file that is read
  nothing,     // there is nothing in it
};

struct Reading {
  Refusal refusal = Refusal::none;
  std::vector<std::string> columns;
  struct Row {
    std::uint64_t line = 0;  // in the file, as a person counts
    std::vector<std::string> cells;  // as many as columns
    std::string fault;               // why it could not be read; then there are no cells
  };
  std::vector<Row> rows;
  std::vector<std::string> enclosed;  // names of the files that a mail brings along
  std::vector<std::string> left_out;  // what else is in the file and was not read, in words
};

// What a column that holds a whole letter is called.
inline constexpr std::string_view kText = "Text";
inline constexpr std::string_view kSubject = "Subject";
inline constexpr std::string_view kFrom = "From";
inline constexpr std::string_view kSent = "Sent";

// Has a worker read it. An Error where no worker could, for want of time, memory or good behaviour.
Result<Reading> read(std::string_view file_name, std::string_view content, const worker::Limits& limits = {});

// ---- between the processes
std::string encode(const Reading& reading);
std::optional<Reading> decode(std::string_view bytes);

// The job by which a worker reads a file.
extern const worker::Job kReadFile;

}  // namespace concordat::intake
