#include "html/components/content.h"

#include <algorithm>

namespace concordat::html {
namespace {

Html heading_name(int level) { return text("h" + std::to_string(level)); }

Html action_link(const SummaryListAction& action, const Content* card_title) {
  Html html = "<a" + class_attribute({"govuk-link", action.classes}) + attribute("href", action.href) + attributes(action.attributes) +
              ">" + action.text.html();
  const bool has_title = card_title != nullptr && !card_title->empty();
  if (!action.visually_hidden_text.empty() || has_title) {
    html += "<span class=\"govuk-visually-hidden\">";
    if (!action.visually_hidden_text.empty()) html += " " + text(action.visually_hidden_text);
    if (has_title) html += " (" + card_title->html() + ")";
    html += "</span>";
  }
  return html + "</a>";
}

Html row_actions(const SummaryListActions& actions, const Content* card_title) {
  if (actions.items.empty()) return {};
  Html html = "<dd" + class_attribute({"govuk-summary-list__actions", actions.classes}) + ">";
  if (actions.items.size() == 1) return html + action_link(actions.items[0], card_title) + "</dd>";
  html += "<ul class=\"govuk-summary-list__actions-list\">";
  for (const SummaryListAction& action : actions.items) {
    html += "<li class=\"govuk-summary-list__actions-list-item\">" + action_link(action, card_title) + "</li>";
  }
  return html + "</ul></dd>";
}

Html card_actions(const SummaryListActions& actions, const Content& card_title) {
  if (actions.items.empty()) return {};
  const Html classes = class_attribute({"govuk-summary-card__actions", actions.classes});
  if (actions.items.size() == 1) return "<div" + classes + ">" + action_link(actions.items[0], &card_title) + "</div>";
  Html html = "<ul" + classes + ">";
  for (const SummaryListAction& action : actions.items) {
    html += "<li class=\"govuk-summary-card__action\">" + action_link(action, &card_title) + "</li>";
  }
  return html + "</ul>";
}

Html in_card(const SummaryCard& card, const Html& list) {
  Html html = "<div" + class_attribute({"govuk-summary-card", card.classes}) + attributes(card.attributes) +
              "><div class=\"govuk-summary-card__title-wrapper\">";
  if (!card.title.empty()) {
    const Html heading = heading_name(card.heading_level);
    html += "<" + heading + class_attribute({"govuk-summary-card__title", card.title_classes}) + ">" + card.title.html() + "</" + heading +
            ">";
  }
  return html + card_actions(card.actions, card.title) + "</div><div class=\"govuk-summary-card__content\">" + list + "</div></div>";
}

Html span_attributes(const TableCell& cell) {
  return attribute_if("colspan", cell.colspan > 0 ? std::to_string(cell.colspan) : "") +
         attribute_if("rowspan", cell.rowspan > 0 ? std::to_string(cell.rowspan) : "") + attributes(cell.attributes) + ">";
}

Html table_row(const Table& options, const std::vector<TableCell>& row) {
  Html html("<tr class=\"govuk-table__row\">");
  for (std::size_t column = 0; column < row.size(); ++column) {
    const TableCell& cell = row[column];
    if (column == 0 && options.first_cell_is_header) {
      html += "<th scope=\"row\"" + class_attribute({"govuk-table__header", cell.classes}) + span_attributes(cell) + cell.text.html() +
              "</th>";
      continue;
    }
    const std::string format = cell.format.empty() ? "" : "govuk-table__cell--" + cell.format;
    html += "<td" + class_attribute({"govuk-table__cell", format, cell.classes}) + span_attributes(cell) + cell.text.html() + "</td>";
  }
  return html + "</tr>";
}

Html task(const TaskListItem& item, const std::string& id) {
  const std::string hint_id = id + "-hint";
  const std::string status_id = id + "-status";
  const std::string with_link = item.href.empty() ? "" : "govuk-task-list__item--with-link";
  Html html = "<li" + class_attribute({"govuk-task-list__item", with_link, item.classes}) +
              "><div class=\"govuk-task-list__name-and-hint\">";
  if (item.href.empty()) {
    html += "<div" + attribute_if("class", item.title_classes) + ">" + item.title.html() + "</div>";
  } else {
    html += "<a" + class_attribute({"govuk-link govuk-task-list__link", item.title_classes}) + attribute("href", item.href) +
            attribute("aria-describedby", words_of({item.hint.empty() ? "" : hint_id, status_id})) + ">" + item.title.html() + "</a>";
  }
  if (!item.hint.empty()) html += "<div" + attribute("id", hint_id) + " class=\"govuk-task-list__hint\">" + item.hint.html() + "</div>";
  return html + "</div><div" + class_attribute({"govuk-task-list__status", item.status.classes}) + attribute("id", status_id) + ">" +
         (item.status.tag ? tag(*item.status.tag) : item.status.text.html()) + "</div></li>";
}

}  // namespace

Html warning_text(const WarningText& options) {
  return "<div" + class_attribute({"govuk-warning-text", options.classes}) + attributes(options.attributes) +
         "><span class=\"govuk-warning-text__icon\" aria-hidden=\"true\">!</span> <strong class=\"govuk-warning-text__text\">"
         "<span class=\"govuk-visually-hidden\">" +
         text(options.icon_fallback_text) + "</span> " + options.text.html() + "</strong></div>";
}

Html inset_text(const InsetText& options) {
  return "<div" + attribute_if("id", options.id) + class_attribute({"govuk-inset-text", options.classes}) + attributes(options.attributes) +
         ">" + options.text.html() + "</div>";
}

Html panel(const Panel& options) {
  const Html heading = heading_name(options.heading_level);
  Html html = "<div" + class_attribute({"govuk-panel govuk-panel--confirmation", options.classes}) + attributes(options.attributes) + "><" +
              heading + " class=\"govuk-panel__title\">" + options.title.html() + "</" + heading + ">";
  if (!options.text.empty()) html += "<div class=\"govuk-panel__body\">" + options.text.html() + "</div>";
  return html + "</div>";
}

Html tag(const Tag& options) {
  return "<strong" + class_attribute({"govuk-tag", options.classes}) + attributes(options.attributes) + ">" + options.text.html() +
         "</strong>";
}

Html details(const Details& options) {
  Html html = "<details" + attribute_if("id", options.id) + class_attribute({"govuk-details", options.classes}) +
              attributes(options.attributes);
  if (options.open) html += " open";
  return html + "><summary class=\"govuk-details__summary\"><span class=\"govuk-details__summary-text\">" + options.summary.html() +
         "</span></summary><div class=\"govuk-details__text\">" + options.text.html() + "</div></details>";
}

Html summary_list(const SummaryList& options) {
  const auto has_actions = [](const SummaryListRow& row) { return !row.actions.items.empty(); };
  const bool any_actions = std::ranges::any_of(options.rows, has_actions);
  const Content* card_title = options.card ? &options.card->title : nullptr;
  Html html = "<dl" + class_attribute({"govuk-summary-list", options.classes}) + attributes(options.attributes) + ">";
  for (const SummaryListRow& row : options.rows) {
    const bool no_actions = any_actions && !has_actions(row);
    html += "<div" +
            class_attribute({"govuk-summary-list__row", no_actions ? "govuk-summary-list__row--no-actions" : "", row.classes}) + "><dt" +
            class_attribute({"govuk-summary-list__key", row.key.classes}) + ">" + row.key.text.html() + "</dt><dd" +
            class_attribute({"govuk-summary-list__value", row.value.classes}) + ">" + row.value.text.html() + "</dd>" +
            row_actions(row.actions, card_title) + "</div>";
  }
  html += "</dl>";
  return options.card ? in_card(*options.card, html) : html;
}

Html table(const Table& options) {
  Html html = "<table" + class_attribute({"govuk-table", options.classes}) + attributes(options.attributes) + ">";
  if (!options.caption.empty()) {
    html += "<caption" + class_attribute({"govuk-table__caption", options.caption_classes}) + ">" + text(options.caption) + "</caption>";
  }
  if (!options.head.empty()) {
    html += "<thead class=\"govuk-table__head\"><tr class=\"govuk-table__row\">";
    for (const TableCell& cell : options.head) {
      const std::string format = cell.format.empty() ? "" : "govuk-table__header--" + cell.format;
      html += "<th scope=\"col\"" + class_attribute({"govuk-table__header", format, cell.classes}) + span_attributes(cell) +
              cell.text.html() + "</th>";
    }
    html += "</tr></thead>";
  }
  html += "<tbody class=\"govuk-table__body\">";
  for (const auto& row : options.rows) html += table_row(options, row);
  return html + "</tbody></table>";
}

Html task_list(const TaskList& options) {
  Html html = "<ul" + class_attribute({"govuk-task-list", options.classes}) + attributes(options.attributes) + ">";
  for (std::size_t index = 0; index < options.items.size(); ++index) {
    html += task(options.items[index], options.id_prefix + "-" + std::to_string(index + 1));
  }
  return html + "</ul>";
}

}  // namespace concordat::html
