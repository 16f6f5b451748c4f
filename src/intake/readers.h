#pragma once
// The readers, one a kind of file. They run in the worker: what they are given is hostile.

#include "intake/reading.h"

namespace concordat::intake {

// Reads it by what it is, whatever its name says; the name only tells one kind of text from another.
Reading read_content(std::string_view file_name, std::string_view content);

// Opens what a library would open later, when it may not any more.
void prepare_readers();

Reading read_table(std::string_view content);        // comma-separated values
Reading read_text(std::string_view content);
Reading read_spreadsheet(std::string_view content);  // .xlsx
Reading read_letter(std::string_view content);       // .docx: the rows of its first table, or its text
Reading read_mail(std::string_view content);         // .eml

// ---- what they share
Reading refused(Refusal why);
// One row, of a whole letter.
Reading one_text(std::string text);
// Rows as they stand, the first with anything in it naming the columns; empty ones are passed over.
struct RawRow {
  std::uint64_t line = 0;
  std::vector<std::string> cells;
};
Reading table_of(std::vector<RawRow> rows);
// White space at both ends removed; not longer than is taken, and cut between two letters.
std::string tidied(std::string_view text);

}  // namespace concordat::intake
