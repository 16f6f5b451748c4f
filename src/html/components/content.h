#pragma once
// Components with which something is shown. https://design-system.service.gov.uk/components/

#include <optional>
#include <string>
#include <vector>

#include "html/components/common.h"

namespace concordat::html {

struct WarningText {
  Content text = {};
  std::string icon_fallback_text = "Warning";
  std::string classes = {};
  Attributes attributes = {};
};

struct InsetText {
  Content text = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct Panel {
  Content title = {};
  Content text = {};
  int heading_level = 1;
  std::string classes = {};
  Attributes attributes = {};
};

struct Tag {
  Content text = {};
  std::string classes = {};  // "govuk-tag--red"; never by colour alone
  Attributes attributes = {};
};

struct Details {
  Content summary = {};
  Content text = {};
  std::string id = {};
  bool open = false;
  std::string classes = {};
  Attributes attributes = {};
};

struct SummaryListAction {
  Content text = {};
  std::string href = {};
  std::string visually_hidden_text = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct SummaryListCell {
  Content text = {};
  std::string classes = {};
};

struct SummaryListActions {
  std::vector<SummaryListAction> items = {};
  std::string classes = {};
};

struct SummaryListRow {
  SummaryListCell key = {};
  SummaryListCell value = {};
  SummaryListActions actions = {};
  std::string classes = {};
};

struct SummaryCard {
  Content title = {};
  int heading_level = 2;
  std::string title_classes = {};
  SummaryListActions actions = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct SummaryList {
  std::vector<SummaryListRow> rows = {};
  std::optional<SummaryCard> card = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct TableCell {
  Content text = {};
  std::string format = {};  // "numeric"
  int colspan = 0;
  int rowspan = 0;
  std::string classes = {};
  Attributes attributes = {};
};

struct Table {
  std::string caption = {};
  std::string caption_classes = {};
  std::vector<TableCell> head = {};
  std::vector<std::vector<TableCell>> rows = {};
  bool first_cell_is_header = false;
  std::string classes = {};
  Attributes attributes = {};
};

struct TaskListStatus {
  Content text = {};
  std::optional<Tag> tag = {};
  std::string classes = {};
};

struct TaskListItem {
  Content title = {};
  std::string title_classes = {};
  std::string href = {};
  Content hint = {};
  TaskListStatus status = {};
  std::string classes = {};
};

struct TaskList {
  std::vector<TaskListItem> items = {};
  std::string id_prefix = "task-list";
  std::string classes = {};
  Attributes attributes = {};
};

Html warning_text(const WarningText& options);
Html inset_text(const InsetText& options);
Html panel(const Panel& options);
Html tag(const Tag& options);
Html details(const Details& options);
Html summary_list(const SummaryList& options);
Html table(const Table& options);
Html task_list(const TaskList& options);

}  // namespace concordat::html
