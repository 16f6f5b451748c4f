#include "paper/paper.h"

#include "paper/typeset.h"

namespace concordat::paper {
namespace {

constexpr double kSize = 12;         // RNIB's Clear Print: not less than 12 points
constexpr double kChildrenSize = 18;  // and 16 to 18 for large print

std::string edition_of(const charter::Notice& notice, const charter::Charter& charter) {
  return "Version " + notice.version + (charter.updated ? ", updated " + notice.updated : "");
}

void add_section(const charter::NoticeSection& section, std::vector<Block>& blocks) {
  blocks.emplace_back(Heading{2, section.title});
  if (!section.opening.empty()) blocks.emplace_back(Paragraph{section.opening, true});
  for (const std::string& text : section.paragraphs) blocks.emplace_back(Paragraph{text});
  for (const charter::NoticeTable& table : section.tables) blocks.emplace_back(Table{table.caption, table.head, table.rows});
  List statements;
  for (const charter::NoticeStatement& statement : section.statements)
    statements.items.push_back(statement.text + " (" + statement.anchor + ")");
  if (!statements.items.empty()) blocks.emplace_back(std::move(statements));
}

}  // namespace

Document notice_document(const charter::Notice& notice, const charter::Charter& charter, Audience audience) {
  Document document;
  const bool is_named = notice.title.find(charter.partnership.name) != std::string::npos;
  document.title = notice.title + (is_named ? "" : " – " + charter.partnership.name);
  document.publisher = charter.partnership.name;
  document.edition = edition_of(notice, charter);
  document.colour = charter.partnership.colour;
  document.date = charter.updated;
  document.size = audience == Audience::children ? kChildrenSize : kSize;
  const std::string when = charter.updated ? "." : ". It does not say when it was last updated.";
  document.blocks = {Heading{1, notice.title}, Paragraph{document.edition + when}};
  for (const charter::NoticeSection& section : notice.sections) add_section(section, document.blocks);
  return document;
}

Result<std::string> pdf(const Document& document) {
  const Typeset set = TRY(typeset(document));
  return tag(set, document);
}

}  // namespace concordat::paper
