#include "casework/reviews/people_section.h"

#include <algorithm>

#include "casework/fields.h"
#include "casework/reviews/records.h"
#include "casework/reviews/sections.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::size_t kMostColumns = 5;

// What fits into a table: short, and neither special category nor criminal data, which is opened on the record's own page.
std::vector<const charter::Field*> columns_of(const charter::Part& part) {
  std::vector<const charter::Field*> columns;
  for (const charter::Field& field : part.fields)
    if (field.type != charter::FieldType::long_text && field.category == charter::Category::personal && columns.size() < kMostColumns)
      columns.push_back(&field);
  return columns;
}

Html kind_html(const Visit& visit, const Review& review, const charter::RecordKind& kind) {
  std::vector<store::RecordRow> records = review.records;
  std::erase_if(records, [&](const store::RecordRow& one) { return one.kind != kind.name || review.destroyed(one.id); });
  const auto opened = read_parts(visit.app, visit.actor, records, kind.parts.front().name);
  if (!opened) return html::paragraph("These records cannot be opened now. Try again; if it lasts, tell the administrator.");
  const auto columns = columns_of(kind.parts.front());
  html::Table table;
  table.caption = kind.title;
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  for (const charter::Field* field : columns) table.head.push_back({.text = field->label});
  for (const store::RecordRow& record : records) {
    const auto found = opened->find(record.id);
    if (found == opened->end()) continue;
    std::vector<html::TableCell> row;
    for (const charter::Field* field : columns) {
      const std::string words = shown(*field, found->second.values);
      row.push_back({.text = row.empty() ? html::link(words, path_of(record)) : html::text(words)});
    }
    table.rows.push_back(std::move(row));
  }
  Html content = table.rows.empty() ? html::heading(2, kind.title, html::Size::m) + html::paragraph("Nobody is recorded yet.")
                                    : html::scrolling_table(table);
  if (may_add(visit, review, kind.name))
    content += html::button({.text = "Add: " + within_sentence(kind.title), .href = path_of_add(review, kind.name),
                             .classes = "govuk-button--secondary"});
  return content;
}

http::Response show_people(const Visit& visit, const Review& review) {
  Html content;
  for (const charter::RecordKind* kind : own_kinds_on(visit, review, "people")) content += kind_html(visit, review, *kind);
  return section_page(visit, review, "people", content);
}

}  // namespace

bool has_people_section(const Visit& visit, const Review& review) { return !own_kinds_on(visit, review, "people").empty(); }

void add_people_section(http::Router& router, const App& app) {
  add_section_page(router, app, http::Method::get, "people", "", show_people);
}

}  // namespace concordat::casework
