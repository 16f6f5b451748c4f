#include "casework/taking_in/taken_in.h"

#include <algorithm>

#include "base/named_values.h"
#include "casework/cases/channels.h"
#include "casework/cases/files.h"
#include "casework/cases/records.h"
#include "casework/fields.h"
#include "casework/columns.h"
#include "casework/taking_in/taking_in.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/arrivals.h"
#include "vault/attachments.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::size_t kRowsShown = 20;    // without a fault; those with one are all shown
constexpr std::size_t kLettersShown = 80;  // of one cell
constexpr const char* kLeaveOut = "leave-out";
constexpr const char* kBeside = "*beside";  // a column that no field holds: it stands in the narrative under its own heading

// One row as it would become a record.
struct ReadRow {
  std::uint64_t line = 0;
  Entered entered;
  std::string fault;  // why it was not read at all
  bool ok() const { return fault.empty() && entered.ok(); }
};

struct Preview {
  const charter::RecordKind& kind;
  vault::Arrival arrival;
  intake::Reading reading;
  std::string unread;  // why nothing was read, and what to do
  std::vector<charter::Field> fields;
  std::vector<std::string> columns;      // the field of each, or kBeside; empty: it is not taken in
  std::vector<charter::Field> the_same;  // in every row: what no column holds
  Entered entered;                       // of those
  std::vector<ReadRow> rows;

  // Where a column can stand that no field holds; null: nowhere.
  const charter::Field* narrative() const {
    const auto found = std::ranges::find(fields, charter::FieldType::long_text, &charter::Field::type);
    return found == fields.end() ? nullptr : &*found;
  }
  bool in_columns(const charter::Field& field) const {
    const bool beside = narrative() && field.name == narrative()->name && std::ranges::find(columns, kBeside) != columns.end();
    return beside || std::ranges::find(columns, field.name) != columns.end();
  }
  std::size_t faults() const { return static_cast<std::size_t>(std::ranges::count_if(rows, [](const ReadRow& row) { return !row.ok(); })); }
};

std::string why_unread(intake::Refusal refusal) {
  using intake::Refusal;
  switch (refusal) {
    case Refusal::none: return "";
    case Refusal::needs_eyes:
      return "This needs eyes: it is a picture or a PDF. Read it and enter what it says; it is kept with what you enter.";
    case Refusal::locked:
      return "It is locked with a password, or in a form of Word or Excel from before 2007. Save it anew without a password and hand it in "
             "again, or enter what it says.";
    case Refusal::damaged: return "It is damaged, or not what its name says. Ask for it again, or enter what it says.";
    case Refusal::too_large:
      return "Unpacked it is far larger than such a file is. Be careful with it; enter what it says, or ask for it again.";
    case Refusal::too_many:
      return "It has more than " + std::to_string(intake::kMostRows) + " rows or " + std::to_string(intake::kMostColumns) +
             " columns. Hand it in as several files.";
    case Refusal::unknown: return "Nothing in it is in a form that can be read. Enter what it says; it is kept with what you enter.";
    case Refusal::nothing:
      return "There are no rows in it under a row of headings. Mend it and hand it in again, or enter what it says.";
  }
  return "";
}

// ---- from the file to rows

std::vector<std::string> cells_of(const Preview& preview, std::size_t column) {
  std::vector<std::string> cells;
  for (const intake::Reading::Row& row : preview.reading.rows)
    if (column < row.cells.size()) cells.push_back(row.cells[column]);
  return cells;
}

void read_columns(Preview& preview, const http::Request& request) {
  preview.columns = fields_of_columns(preview.reading.columns, preview.fields);
  for (std::size_t i = 0; i < preview.columns.size(); ++i)  // when something was is never lost
    if (preview.columns[i].empty() && preview.narrative() && are_days(cells_of(preview, i))) preview.columns[i] = kBeside;
  for (std::size_t i = 0; i < preview.columns.size(); ++i) {
    const std::string name = "column-" + std::to_string(i);
    if (!request.form.has(name)) continue;
    const std::string chosen = request.form.get(name);
    const bool known = std::ranges::find(preview.fields, chosen, &charter::Field::name) != preview.fields.end();
    preview.columns[i] = known || (chosen == kBeside && preview.narrative()) ? chosen : "";
  }
  for (const charter::Field& field : preview.fields)
    if (!preview.in_columns(field)) preview.the_same.push_back(field);
}

// "Date: 3/5/2026", a line for each column that no field holds, above what else the narrative says.
std::string beside_narrative(const Preview& preview, const intake::Reading::Row& read) {
  std::string lines;
  for (std::size_t i = 0; i < read.cells.size(); ++i)
    if (preview.columns[i] == kBeside && !read.cells[i].empty())
      lines += preview.reading.columns[i] + ": " + read.cells[i] + "\n";
  return lines;
}

// A row is held against what is the same in all of them, too.
void read_rows(Preview& preview, const charter::KnownDays& known) {
  std::vector<charter::Field> in_columns;
  for (const charter::Field& field : preview.fields)
    if (preview.in_columns(field)) in_columns.push_back(field);
  for (const intake::Reading::Row& read : preview.reading.rows) {
    ReadRow row{read.line, {}, read.fault};
    vault::Values values;
    for (std::size_t i = 0; i < read.cells.size(); ++i) {
      const auto field = std::ranges::find(preview.fields, preview.columns[i], &charter::Field::name);
      if (field != preview.fields.end() && !values.contains(field->name))
        values[field->name] = as_the_field_takes_it(*field, read.cells[i]);
    }
    if (const std::string lines = beside_narrative(preview, read); !lines.empty())
      values[preview.narrative()->name] = lines + value_in(values, preview.narrative()->name);
    if (row.fault.empty()) row.entered = check_values(in_columns, values, known);
    values.insert(preview.entered.values.begin(), preview.entered.values.end());
    if (row.fault.empty()) hold_dates(row.entered, preview.fields, values, known);
    for (const auto& [field, error] : preview.entered.errors) row.entered.errors.erase(field);  // said once, beside the form
    preview.rows.push_back(std::move(row));
  }
  if (preview.rows.empty()) preview.rows.push_back({0, {}, ""});  // entered by hand
}

Result<Preview> look(const Visit& visit, const vault::Arrival& arrival) {
  const charter::RecordKind* kind = visit.app.charter().record_kind(arrival.kind);
  if (!kind) return Error{"The charter has changed, and this kind of record is no more.", "Hand it in again."};
  Preview preview{*kind, arrival, {}, "", fields_to_ask(*kind), {}, {}, {}, {}};
  const Secret content = TRY(visit.app.vault.arrivals().open(arrival.id, visit.actor.account));
  auto reading = intake::read(arrival.label.name, as_text(content.expose()));
  if (reading) preview.reading = std::move(*reading);
  preview.unread = reading ? why_unread(preview.reading.refusal) : reading.error().message + " " + reading.error().remedy;
  read_columns(preview, visit.request);
  const charter::KnownDays known = known_days(visit.app, arrival.case_id);
  preview.entered = read_fields(preview.the_same, visit.request.form, known);
  read_rows(preview, known);
  return preview;
}

// ---- the page

std::string cut(const std::string& text) {
  if (text.size() <= kLettersShown) return text;
  std::size_t end = kLettersShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + " \u2026";
}

Html arrival_facts_html(const Visit& visit, const Preview& preview) {
  html::SummaryList facts;
  facts.rows = {{.key = {.text = "File"}, .value = {.text = preview.arrival.label.name}},
                {.key = {.text = "Becomes"}, .value = {.text = preview.kind.title}},
                {.key = {.text = "Sent by"}, .value = {.text = parties::title_of(visit.app.charter(), preview.arrival.owner)}},
                {.key = {.text = "How it came"}, .value = {.text = channel_words(preview.arrival.channel)}},
                {.key = {.text = "Received on"}, .value = {.text = preview.arrival.received.words()}}};
  return html::summary_list(facts);
}

Html listed_html(const std::string& before, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  std::vector<html::Content> items(names.begin(), names.end());
  return html::paragraph(before) + html::bullets(items);
}

Html not_taken_html(const Preview& preview) {
  std::string names;
  for (std::size_t i = 0; i < preview.columns.size(); ++i)
    if (preview.columns[i].empty()) names += (names.empty() ? "“" : ", “") + cut(preview.reading.columns[i]) + "”";
  if (names.empty()) return html::paragraph("Each column is taken in.");
  return html::warning_text({.text = "Not taken in: " + names + ". Choose where each goes, or leave it out."});
}

Html columns_html(const Preview& preview) {
  Html content;
  for (std::size_t i = 0; i < preview.columns.size(); ++i) {
    html::Select select;
    select.name = "column-" + std::to_string(i);
    select.id = select.name;
    select.label = {.text = "\"" + cut(preview.reading.columns[i]) + "\" holds"};
    select.value = preview.columns[i];
    select.items.push_back({.text = "Nothing that is taken in", .value = ""});
    if (preview.narrative())
      select.items.push_back({.text = "A line of its own within “" + preview.narrative()->label + "”", .value = kBeside});
    for (const charter::Field& field : preview.fields) select.items.push_back({.text = field.label, .value = field.name});
    content += html::select(select);
  }
  return content.empty() ? content : html::heading(2, "The columns", html::Size::m) + not_taken_html(preview) + content;
}

// Where a field takes none but certain answers, they are named: nobody sees them in a spreadsheet.
std::string faults_of(const Preview& preview, const ReadRow& row) {
  std::string words = row.fault.empty() ? "" : "It cannot be read: " + row.fault + ".";
  for (const charter::Field& field : preview.fields) {
    const auto found = row.entered.errors.find(field.name);
    if (found == row.entered.errors.end()) continue;
    words += (words.empty() ? "" : " ") + found->second;
    for (const std::string& choice : field.choices) words += (&choice == &field.choices.front() ? " (" : ", ") + choice;
    words += field.choices.empty() ? "." : ").";
  }
  return words;
}

html::Table rows_table(const Preview& preview, const std::string& caption, bool with_faults, std::size_t most) {
  html::Table table;
  table.caption = caption;
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Row"}};
  if (with_faults) table.head.push_back({.text = "What is wrong, and what to do"});
  std::vector<const charter::Field*> shown_fields;
  for (const charter::Field& field : preview.fields)
    if (preview.in_columns(field)) shown_fields.push_back(&field);
  for (const charter::Field* field : shown_fields) table.head.push_back({.text = field->label});
  for (const ReadRow& row : preview.rows) {
    if (row.ok() == with_faults || table.rows.size() == most) continue;
    std::vector<html::TableCell> cells = {{.text = std::to_string(row.line)}};
    if (with_faults) cells.push_back({.text = faults_of(preview, row)});
    for (const charter::Field* field : shown_fields) cells.push_back({.text = cut(shown(*field, row.entered.values))});
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Html rows_html(const Preview& preview) {
  if (preview.columns.empty()) return {};
  const std::size_t faults = preview.faults(), sound = preview.rows.size() - faults;
  Html content;
  if (faults > 0)
    content += html::scrolling_table(rows_table(preview, counted(faults, "row") + " with a fault", true, preview.rows.size()));
  if (sound > 0) {
    content += html::scrolling_table(rows_table(preview, counted(sound, "row") + " that can be taken in", false, kRowsShown));
    if (sound > kRowsShown) content += html::paragraph("The first " + std::to_string(kRowsShown) + " of them are shown.");
  }
  return content;
}

Html the_same_html(const Preview& preview, bool show_errors) {
  if (preview.the_same.empty()) return {};
  Entered entered = preview.entered;
  if (!show_errors) entered.errors.clear();
  const bool by_hand = preview.columns.empty();
  const char* several = preview.rows.size() > 1 ? "The same in every row" : "What else is asked";
  return html::heading(2, by_hand ? "What it says" : several, html::Size::m) +
         html::paragraph(by_hand ? "One record is made of it." : "What no column holds. Leave empty what is not known.") +
         fields_html(preview.the_same, entered);
}

Html buttons_html(const Preview& preview) {
  const std::size_t faults = preview.faults(), sound = preview.rows.size() - faults;
  Html content;
  if (faults > 0 && sound > 0) {
    html::Checkboxes boxes;
    boxes.name = kLeaveOut;
    boxes.id_prefix = kLeaveOut;
    boxes.items.push_back({.text = "Leave out " + counted(faults, "row") + " with a fault", .value = "yes"});
    content += html::checkboxes(boxes);
  }
  const std::string confirm = sound == 1 && faults == 0 ? "Take in one record" : "Take in " + counted(sound, "record");
  if (sound > 0) content += html::button({.text = confirm, .name = "do", .value = "confirm", .prevent_double_click = true});
  if (!preview.columns.empty())
    content += html::text(" ") + html::button({.text = "Look again with these columns", .name = "do", .value = "look",
                                               .classes = "govuk-button--secondary"});
  return content + html::text(" ") + html::button({.text = "Delete it and begin anew", .name = "do", .value = "drop",
                                                   .classes = "govuk-button--warning"});
}

http::Response preview_page(const Visit& visit, const CaseFile& case_file, const Preview& preview,
                            std::vector<html::ErrorSummaryItem> errors) {
  const std::string title = preview.columns.empty() ? "Enter what came" : "What was read";
  Html content = html::heading(1, title, html::Size::l) + arrival_facts_html(visit, preview);
  if (!preview.unread.empty()) content += html::inset_text({.text = preview.unread});
  if (is_picture(preview.arrival.label.type))
    content += picture_html(path_of_arrival(case_file, preview.arrival.id) + "/picture",
                            "The picture that " + parties::title_of(visit.app.charter(), preview.arrival.owner) + " sent, " +
                                preview.arrival.label.name + ". Whoever sees it enters below what it says.");
  content += listed_html("It brings these files along. They are kept within the original; take in each by itself where it holds something:",
                         preview.reading.enclosed);
  content += listed_html("Not read, and kept in the original:", preview.reading.left_out);
  const bool keeps = vault::takes_files(preview.kind.parts.front());
  content += html::paragraph(keeps ? "The original is kept with the first record." : "The charter lets no file be kept with this kind of "
                                     "record: the original is deleted when you confirm.");
  const bool show_errors = !errors.empty();
  content += html::form(path_of_arrival(case_file, preview.arrival.id), csrf(visit.request),
                        rows_html(preview) + columns_html(preview) + the_same_html(preview, show_errors) + buttons_html(preview));
  const int status = show_errors ? 422 : 200;
  return page(visit.app, visit.request,
              {title, content, html::back_link({.href = path_of_taking_in(case_file), .text = "Take in what came"}),
                                         std::move(errors), status});
}

http::Response done_page(const Visit& visit, const CaseFile& case_file, const vault::Arrival& arrival) {
  const std::string title = counted(arrival.taken_in.size(), "record") + (arrival.taken_in.size() == 1 ? " was" : " were") + " taken in";
  Html content = html::heading(1, title, html::Size::l);
  content += html::paragraph(html::text("From \"" + arrival.label.name + "\", " + within_sentence(channel_words(arrival.channel)) +
                                        ", received on " + arrival.received.words() + "."));
  std::vector<html::Content> items;
  for (std::size_t i = 0; i < arrival.taken_in.size(); ++i)
    items.push_back(html::link("Record " + std::to_string(i + 1), path_of(case_file.row) + "/records/" + arrival.taken_in[i].text()) +
                    html::text(i == 0 ? ", with the original" : ""));
  content += html::bullets(items) + html::paragraph(html::link("Take in something else", path_of_taking_in(case_file)));
  return page(visit.app, visit.request, {title, html::two_thirds(content),
                                         html::back_link({.href = path_of(case_file.row), .text = name_of(visit, case_file)})});
}

// ---- the acts

// Two columns in one field: one of them would be lost.
std::vector<html::ErrorSummaryItem> chosen_twice(const Preview& preview) {
  std::vector<html::ErrorSummaryItem> errors;
  for (const charter::Field& field : preview.fields) {
    std::string names;
    std::size_t last = 0, times = 0;
    for (std::size_t i = 0; i < preview.columns.size(); ++i)
      if (preview.columns[i] == field.name) {
        names += (times++ == 0 ? "“" : " and “") + cut(preview.reading.columns[i]) + "”";
        last = i;
      }
    if (times > 1)
      errors.push_back({.text = names + " cannot " + (times == 2 ? "both" : "all") + " hold “" + field.label +
                                "”: choose another place for " + (times == 2 ? "one of them" : "all but one"),
                        .href = "#column-" + std::to_string(last)});
  }
  return errors;
}

std::vector<html::ErrorSummaryItem> what_stops(const Preview& preview, const http::Fields& form) {
  std::vector<html::ErrorSummaryItem> errors = chosen_twice(preview);
  const auto entered = preview.entered.summary();
  errors.insert(errors.end(), entered.begin(), entered.end());
  const std::size_t faults = preview.faults();
  if (faults == preview.rows.size())
    errors.push_back({.text = "No row can be taken in: mend them in the file and hand it in again, or choose other columns",
                      .href = "#column-0"});
  else if (faults > 0 && form.get(kLeaveOut) != "yes")
    errors.push_back({.text = counted(faults, "row") + (faults == 1 ? " has" : " have") +
                              " a fault: mend the file and hand it in again, or leave them out",
                      .href = std::string("#") + kLeaveOut});
  return errors;
}

http::Response confirm_arrival(const Visit& visit, const CaseFile& case_file, const Preview& preview) {
  if (auto errors = what_stops(preview, visit.request.form); !errors.empty())
    return preview_page(visit, case_file, preview, std::move(errors));
  const std::string& part = preview.kind.parts.front().name;
  const NewRecord record{preview.kind.name, part, preview.arrival.owner, preview.arrival.channel, "received"};
  const auto grant = visit.app.vault.gate().decide(visit.actor, charter::Act::add, preview.kind.purpose,
                                                   subject_for(visit.app, case_file.row.id, record));
  if (!grant) return problem(visit.app, visit.request, grant.error(), path_of_taking_in(case_file));
  std::vector<vault::Batch::Row> rows;
  for (const ReadRow& row : preview.rows) {
    if (!row.ok()) continue;
    vault::Values values = row.entered.values;
    values.insert(preview.entered.values.begin(), preview.entered.values.end());
    rows.push_back({{*grant}, {{part, {std::move(values), ""}}}});
  }
  const std::string keep_in = vault::takes_files(preview.kind.parts.front()) ? part : "";
  const auto taken = visit.app.vault.arrivals().take_in(preview.arrival.id, visit.actor.account, std::move(rows), keep_in);
  if (!taken) return problem(visit.app, visit.request, taken.error(), path_of_arrival(case_file, preview.arrival.id));
  return http::Response::redirect(path_of_arrival(case_file, preview.arrival.id));
}

http::Response gone_page(const Visit& visit, const CaseFile& case_file) {
  return problem(visit.app, visit.request,
                 {"What was handed in is no longer here: it is kept for a day until it is confirmed, and no longer than the system runs.",
                  "Hand it in again."},
                 path_of_taking_in(case_file));
}

http::Response answer_arrival(const Visit& visit, const CaseFile& case_file) {
  if (visit.business != Business::office) return not_found();
  const auto id = AttachmentId::parse(visit.request.parts.at("arrival"));
  if (!id) return not_found();
  const auto arrival = visit.app.vault.arrivals().find(*id, visit.actor.account);
  if (!arrival || arrival->case_id != case_file.row.id) return may_take_in(visit, case_file) ? gone_page(visit, case_file) : not_found();
  if (!arrival->taken_in.empty())
    return visit.request.method == http::Method::get ? done_page(visit, case_file, *arrival)
                                                     : http::Response::redirect(path_of_arrival(case_file, *id));
  if (!may_take_in(visit, case_file)) return not_found();
  const std::string act = visit.request.form.get("do");
  if (act == "drop") {
    const auto dropped = visit.app.vault.arrivals().drop(*id, visit.actor.account);
    return dropped ? http::Response::redirect(path_of_taking_in(case_file))
                   : problem(visit.app, visit.request, dropped.error(), path_of_taking_in(case_file));
  }
  const auto preview = look(visit, *arrival);
  if (!preview) return problem(visit.app, visit.request, preview.error(), path_of_taking_in(case_file));
  return act == "confirm" ? confirm_arrival(visit, case_file, *preview) : preview_page(visit, case_file, *preview, chosen_twice(*preview));
}

// To whoever handed it in, while it waits; that it was opened is in the ledger.
http::Response show_arrived_picture(const Visit& visit, const CaseFile& case_file) {
  const auto id = AttachmentId::parse(visit.request.parts.at("arrival"));
  const auto arrival = id && may_take_in(visit, case_file) ? visit.app.vault.arrivals().find(*id, visit.actor.account) : std::nullopt;
  if (!arrival || arrival->case_id != case_file.row.id || !is_picture(arrival->label.type)) return not_found();
  const auto content = visit.app.vault.arrivals().open(*id, visit.actor.account);
  auto picture = content ? picture_response(as_text(content->expose())) : std::nullopt;
  return picture ? std::move(*picture) : not_found();
}

}  // namespace

std::string path_of_arrival(const CaseFile& case_file, AttachmentId id) { return path_of_taking_in(case_file) + "/" + id.text(); }

void add_arrival_pages(http::Router& router, const App& app) {
  const std::string pattern = std::string(kCases) + "/{case}/taking-in/{arrival}";
  for (const http::Method method : {http::Method::get, http::Method::post})
    router.add(method, pattern, http::Door::signed_in,
               [&app](const http::Request& request) { return for_case(app, request, answer_arrival); });
  router.add(http::Method::get, pattern + "/picture", http::Door::signed_in,
             [&app](const http::Request& request) { return for_case(app, request, show_arrived_picture); });
}

}  // namespace concordat::casework
