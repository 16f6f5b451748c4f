#include "charter/notice_formats.h"

namespace concordat::charter {
namespace {

// A backslash before ASCII punctuation makes it plain text (CommonMark 0.31, 2.4); what means nothing inside a line is left.
std::string escaped(const std::string& text) {
  constexpr std::string_view kMarks = "\\`*_[]<>&#|~!";
  constexpr std::string_view kLineMarks = "+-=";
  std::string out;
  bool is_start = true;  // only digits so far: "1." and "1)" would begin a list
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    const bool begins = out.empty() && kLineMarks.find(c) != std::string_view::npos;
    const bool numbers = is_start && !out.empty() && (c == '.' || c == ')');
    if (kMarks.find(c) != std::string_view::npos || begins || numbers) out += '\\';
    out += c == '\n' ? ' ' : c;
    is_start = is_start && is_digit;
  }
  return out;
}

// CommonMark has no tables, so each row is an item with its cells below it.
std::string table_of(const NoticeTable& table) {
  std::string out = "### " + escaped(table.caption) + "\n\n";
  for (const std::vector<std::string>& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      out += i == 0 ? "- **" + escaped(row[i]) + "**\n" : "  - " + escaped(table.head[i]) + ": " + escaped(row[i]) + "\n";
  }
  return out + "\n";
}

std::string section_text(const NoticeSection& section) {
  std::string out = "## " + escaped(section.title) + "\n\n";
  if (!section.opening.empty()) out += escaped(section.opening) + "\n\n";
  for (const std::string& paragraph : section.paragraphs) out += escaped(paragraph) + "\n\n";
  for (const NoticeTable& table : section.tables) out += table_of(table);
  for (const NoticeStatement& statement : section.statements)
    out += "- " + escaped(statement.text) + " (" + escaped(statement.anchor) + ")\n";
  return out + (section.statements.empty() ? "" : "\n");
}

}  // namespace

std::string notice_markdown(const Notice& notice) {
  std::string out =
      "# " + escaped(notice.title) + "\n\nVersion " + escaped(notice.version) + ", updated: " + escaped(notice.updated) + ".\n\n";
  for (const NoticeSection& section : notice.sections) out += section_text(section);
  out.pop_back();
  return out;
}

}  // namespace concordat::charter
