#pragma once
// A table as a file for a spreadsheet program. Nothing in it is ever taken for a formula.

#include <string>
#include <vector>

#include "base/result.h"

namespace concordat::paper {

struct Sheet {
  std::string title;  // of the sheet
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};

// Comma-separated values (RFC 4180) in UTF-8 with its mark, by which Excel knows it. Before what a program would take for a formula stands
// an apostrophe (OWASP, CSV injection): = + - @, a tab, a line break, and the wide forms of the four.
std::string csv(const Sheet& sheet);
// Office Open XML (ECMA-376): each cell is text, and says so.
Result<std::string> xlsx(const Sheet& sheet);

}  // namespace concordat::paper
