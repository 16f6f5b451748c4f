// A .docx (ECMA-376, part 1, WordprocessingML): the rows of its first table, or else its text. What was struck out as a tracked change is
// not text any more.

#include "intake/office_xml.h"
#include "intake/package.h"
#include "intake/readers.h"

namespace concordat::intake {
namespace {

constexpr int kDeepest = 64;  // of what stands within what

void add_text(const pugi::xml_node& of, std::string& text, int depth) {
  if (depth > kDeepest) return;
  for (const pugi::xml_node& one : of.children()) {
    const std::string_view name = local_name(one);
    if (name == "t") text += one.text().get();
    else if (name == "tab") text += '\t';
    else if (name == "br" || name == "cr") text += '\n';
    else if (name == "del" || name == "moveFrom" || name == "instrText") continue;
    else add_text(one, text, depth + 1);
    if (name == "p") text += '\n';
  }
}

std::vector<RawRow> rows_of_table(const pugi::xml_node& table) {
  std::vector<RawRow> rows;
  for (const pugi::xml_node& one : table.children()) {
    if (local_name(one) != "tr" || rows.size() > kMostRows + 1) continue;
    RawRow row{rows.size() + 1, {}};
    for (const pugi::xml_node& cell : one.children()) {
      if (local_name(cell) != "tc") continue;
      std::string text;
      add_text(cell, text, 0);
      row.cells.push_back(tidied(text));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Reading read_letter(std::string_view content) {
  Package package(content);
  if (package.refusal() != Refusal::none) return refused(package.refusal());
  constexpr const char* kDocument = "word/document.xml";
  if (!package.has(kDocument)) return refused(Refusal::unknown);
  pugi::xml_document document;
  const bool sound = parse(document, package.entry(kDocument));
  if (package.refusal() != Refusal::none) return refused(package.refusal());
  if (!sound) return refused(Refusal::damaged);
  const pugi::xml_node body = child(document.document_element(), "body");
  std::string text;
  std::optional<Reading> table;
  bool more_tables = false;
  for (const pugi::xml_node& one : body.children()) {
    if (local_name(one) == "tbl" && !table) table = table_of(rows_of_table(one));
    else if (local_name(one) == "tbl") more_tables = true;
    else add_text(one, text, 0);
    if (local_name(one) == "p") text += '\n';
    if (table && table->refusal == Refusal::nothing) table.reset();  // a frame around something, no rows
  }
  if (!table) {
    std::string all;
    add_text(body, all, 0);
    return one_text(std::move(all));
  }
  if (more_tables) table->left_out.emplace_back("Every table after the first");
  if (!tidied(text).empty()) table->left_out.emplace_back("The text around the table");
  return std::move(*table);
}

}  // namespace concordat::intake
