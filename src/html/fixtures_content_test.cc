#include "html/components/content.h"
#include "html/fixtures.h"

namespace concordat::html::fixtures {
namespace {

Html render_warning_text(const Json& options) {
  WarningText into{.text = content(options)};
  read(options, "iconFallbackText", into.icon_fallback_text);
  read_common(options, into);
  return warning_text(into);
}

Html render_inset_text(const Json& options) {
  InsetText into{.text = content(options)};
  read(options, "id", into.id);
  read_common(options, into);
  return inset_text(into);
}

Html render_panel(const Json& options) {
  Panel into{.title = content(options, "titleText", "titleHtml"), .text = content(options)};
  read(options, "headingLevel", into.heading_level);
  read_common(options, into);
  return panel(into);
}

Tag read_tag(const Json& options) {
  Tag into{.text = content(options)};
  read_common(options, into);
  return into;
}

Html render_details(const Json& options) {
  Details into{.summary = content(options, "summaryText", "summaryHtml"), .text = content(options)};
  read(options, "id", into.id);
  read(options, "open", into.open);
  read_common(options, into);
  return details(into);
}

SummaryListActions read_actions(const Json& options) {
  SummaryListActions into;
  read(options, "classes", into.classes);
  for (const Json& item : at(options, "items").each()) {
    SummaryListAction action{.text = content(item)};
    read(item, "href", action.href);
    read(item, "visuallyHiddenText", action.visually_hidden_text);
    read_common(item, action);
    into.items.push_back(action);
  }
  return into;
}

SummaryListCell read_cell(const Json& options) {
  SummaryListCell into{.text = content(options)};
  read(options, "classes", into.classes);
  return into;
}

Html render_summary_list(const Json& options) {
  SummaryList into;
  read_common(options, into);
  for (const Json& row : at(options, "rows").each()) {
    if (!truthy(row)) continue;
    SummaryListRow read_row{.key = read_cell(at(row, "key")), .value = read_cell(at(row, "value"))};
    read_row.actions = read_actions(at(row, "actions"));
    read(row, "classes", read_row.classes);
    into.rows.push_back(read_row);
  }
  if (const Json card = at(options, "card"); truthy(card)) {
    const Json title = at(card, "title");
    into.card = SummaryCard{.title = content(title), .actions = read_actions(at(card, "actions"))};
    read(title, "headingLevel", into.card->heading_level);
    read(title, "classes", into.card->title_classes);
    read_common(card, *into.card);
  }
  return summary_list(into);
}

TableCell read_table_cell(const Json& options) {
  TableCell into{.text = content(options)};
  read(options, "format", into.format);
  read(options, "colspan", into.colspan);
  read(options, "rowspan", into.rowspan);
  read_common(options, into);
  return into;
}

Html render_table(const Json& options) {
  Table into;
  read(options, "caption", into.caption);
  read(options, "captionClasses", into.caption_classes);
  read(options, "firstCellIsHeader", into.first_cell_is_header);
  read_common(options, into);
  for (const Json& cell : at(options, "head").each()) into.head.push_back(read_table_cell(cell));
  for (const Json& row : at(options, "rows").each()) {
    if (!truthy(row)) continue;
    auto& cells = into.rows.emplace_back();
    for (const Json& cell : row.each()) cells.push_back(read_table_cell(cell));
  }
  return table(into);
}

Html render_task_list(const Json& options) {
  TaskList into;
  read(options, "idPrefix", into.id_prefix);
  read_common(options, into);
  for (const Json& item : at(options, "items").each()) {
    if (!truthy(item)) continue;
    TaskListItem task{.title = content(at(item, "title")), .hint = content(at(item, "hint"))};
    read(at(item, "title"), "classes", task.title_classes);
    read(item, "href", task.href);
    read(item, "classes", task.classes);
    const Json status = at(item, "status");
    task.status.text = content(status);
    read(status, "classes", task.status.classes);
    if (const Json with_tag = at(status, "tag"); truthy(with_tag)) task.status.tag = read_tag(with_tag);
    into.items.push_back(task);
  }
  return task_list(into);
}

}  // namespace

std::vector<Component> content_components() {
  const std::string interruption = "no page interrupts";
  return {
      {"warning-text", render_warning_text},
      {"inset-text", render_inset_text},
      {"panel",
       render_panel,
       {{"interruption", interruption},
        {"interruption-with-content-with-long-line-length", interruption},
        {"interruption-with-headings-content-and-lists", interruption},
        {"interruption with custom classes", interruption},
        {"interruption, with actions classes and attributes", interruption},
        {"interruption, submit action", interruption},
        {"interruption, button link", interruption},
        {"interruption, no actions", interruption},
        {"interruption, no actions items", interruption}}},
      {"tag", [](const Json& options) { return tag(read_tag(options)); }},
      {"details", render_details},
      {"summary-list", render_summary_list},
      {"table", render_table},
      {"task-list", render_task_list, {{"with empty values", "an item that is not there leaves no gap in the numbers"}}},
  };
}

}  // namespace concordat::html::fixtures
