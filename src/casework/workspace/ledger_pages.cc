#include "casework/workspace/ledger_pages.h"

#include <algorithm>
#include <charconv>

#include "casework/acts.h"
#include "casework/deposits.h"
#include "casework/fields.h"
#include "casework/paging.h"
#include "casework/second_factor.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "ledger/export.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::size_t kEntriesAPage = 50;

// "Meeting"; empty where the act is on no record of the charter.
std::string kind_of(const App& app, RecordId record) {
  std::optional<store::RecordRow> row;
  if (!record.is_none()) app.vault.store().read([&](store::Reader& reader) { row = reader.find_record(record); });
  const charter::RecordKind* kind = row ? app.charter().record_kind(row->kind) : nullptr;
  return kind ? kind->title : "";
}

// Where earlier heads are, out of this server's reach.
Html deposited_html(const App& app) {
  html::Table table;
  table.caption = "Checkpoints that agencies hold";
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  table.head = {{.text = "Agency"}, {.text = "Newest, over so many entries", .format = "numeric"}, {.text = "Last sent by mail"}};
  for (const charter::Agency& agency : app.charter().agencies) {
    const auto head = newest_head(app, agency.name);
    const auto mailed = mailed_head(app.vault.store(), agency.name);
    table.rows.push_back({{.text = agency.title},
                          {.text = head ? std::to_string(head->entries) : "None yet", .format = "numeric"},
                          {.text = mailed ? london_words(mailed->at) : "Not by mail"}});
  }
  if (table.rows.empty()) return {};
  return html::scrolling_table(table) + html::paragraph("Each night one is deposited for each agency.");
}

// ---- entries by kind and day

struct EntryFilter {
  LedgerIndex::Wanted wanted;
  Entered day;
  std::string address;  // "act=record.read&day-day=23&…", as it was asked
};

charter::Field filter_day() {
  charter::Field field;
  field.name = "day";
  field.label = "On one day";
  field.type = charter::FieldType::date;
  field.required = false;
  return field;
}

// An act in words that name no case: what the entry of such an event is.
std::string event_words(const App& app, const std::string& event) {
  ledger::Leaf leaf;
  leaf.event = event;
  return event.empty() ? "Not in the form of an entry" : act_words(app.charter(), leaf);
}

EntryFilter filter_of(const http::Request& request) {
  EntryFilter filter;
  filter.wanted.event = request.query.get("act");
  filter.day = read_fields({filter_day()}, request.query);
  if (filter.day.ok()) filter.wanted.day = CivilDate::parse(filter.day.values["day"]);
  for (const char* name : {"act", "day-day", "day-month", "day-year"})
    if (const std::string value = request.query.get(name); !value.empty())
      filter.address += (filter.address.empty() ? "" : "&") + std::string(name) + "=" + http::percent_encode(value);
  return filter;
}

Html filter_html(const LedgerVisit& visit, const EntryFilter& filter) {
  html::Select acts;
  acts.name = acts.id = "act";
  acts.label = {.text = "Kind of act"};
  acts.value = filter.wanted.event;
  for (const std::string& event : visit.index.events())
    if (!event.empty()) acts.items.push_back({.text = event_words(visit.app, event), .value = event});
  std::ranges::sort(acts.items, {}, &html::SelectItem::text);
  acts.items.insert(acts.items.begin(), {.text = "Every kind", .value = ""});
  Html content = html::select(acts) + fields_html({filter_day()}, filter.day);
  content += html::button({.text = "Show these", .classes = "govuk-button--secondary"});
  return html::query_form(kLedger, content) + (filter.address.empty() ? Html() : html::paragraph(html::link("Show every entry", kLedger)));
}

std::vector<html::TableCell> entry_cells(const App& app, std::uint64_t position, const std::string& line) {
  const std::string number = std::to_string(position + 1);
  const auto leaf = ledger::decode(line);
  if (!leaf) return {{.text = number, .format = "numeric"}, {.text = ""}, {.text = event_words(app, "")}, {.text = ""}, {.text = ""}};
  return {{.text = number, .format = "numeric"},
          {.text = london_words(leaf->at)},
          {.text = act_words(app.charter(), *leaf)},
          {.text = who_words(app, *leaf)},
          {.text = kind_of(app, leaf->record)}};
}

Html entries_html(const LedgerVisit& visit, const EntryFilter& filter, const LedgerIndex::Found& found) {
  if (found.count == 0) return html::paragraph("No entry is of this kind and day.");
  const Paging shown = paging(visit.request, found.count, kEntriesAPage);
  html::Table table;
  table.caption = counted(found.count, "act") + ", the newest first";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Entry", .format = "numeric"}, {.text = "When"}, {.text = "Act"}, {.text = "By"}, {.text = "Record"}};
  std::vector<std::pair<std::uint64_t, std::string>> lines;
  const std::vector<std::uint64_t> positions = visit.index.find(filter.wanted, found, shown.first, shown.end);
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const std::uint64_t position : positions)
      for (const std::string& line : reader.leaves(position, 1)) lines.emplace_back(position, line);
  });
  for (const auto& [position, line] : lines) table.rows.push_back(entry_cells(visit.app, position, line));
  return html::scrolling_table(table) + paging_html(shown, kLedger, filter.address);
}

// ---- for a SIEM

Html export_html(const http::Request& request, const std::string& typed, const std::string& error) {
  html::Input since;
  since.name = since.id = "since";
  since.label = {.text = "From entry number"};
  since.hint = html::Hint{.text = "1 for all of it; later the number after the last that your SIEM has. At most " +
                                  std::to_string(kMostExported) + " entries are in one file."};
  since.value = typed;
  since.inputmode = "numeric";
  since.classes = "govuk-input--width-10";
  if (!error.empty()) since.error_message = html::ErrorMessage{.text = error};
  Html content = html::heading(2, "Export for the SIEM", html::Size::m, "export");
  content += html::paragraph("A file of JSON lines with opaque ids, without names or anything else about people. That it was given out is "
                             "an entry too.");
  return content + html::form(std::string(kLedger) + "/export", csrf(request),
                              html::input(since) + html::button({.text = "Export", .classes = "govuk-button--secondary"}));
}

http::Response ledger_page(const LedgerVisit& visit, const std::string& typed = "1", const std::string& error = "") {
  const App& app = visit.app;
  const std::string note = app.vault.ledger().checkpoint();
  const EntryFilter filter = filter_of(visit.request);
  const LedgerIndex::Found found = visit.index.count(filter.wanted);
  Html content = html::heading(1, "Ledger", html::Size::xl);
  content += html::lead("Every act is here, in order, and no entry can be changed or taken away without it showing.");
  content += html::paragraph(std::to_string(found.size) + " entries. The signed head stands below; the agencies hold earlier ones.");
  content += Html("<pre class=\"concordat-scroll\" role=\"region\" aria-label=\"Signed head\" tabindex=\"0\">");
  content += html::text(note) + Html("</pre>");
  content += deposited_html(app) + html::two_thirds(verify_html(visit));
  content += html::heading(2, "Entries", html::Size::m, "entries") + html::two_thirds(filter_html(visit, filter));
  if (filter.day.ok()) content += entries_html(visit, filter, found);
  content += html::two_thirds(export_html(visit.request, typed, error));
  PageContent whole{"Ledger", content, {}, filter.day.summary()};
  if (!error.empty()) whole.errors.push_back({.text = error, .href = "#since"});
  if (!whole.errors.empty()) whole.status = 422;
  return page(app, visit.request, std::move(whole));
}

http::Response verify_now(const LedgerVisit& visit, const policy::Mandate& mandate) {
  const auto begun = visit.check.begin(mandate);
  return begun ? http::Response::redirect(std::string(kLedger) + "#verify") : problem(visit.app, visit.request, begun.error(), kLedger);
}

std::optional<std::uint64_t> entry_typed(const std::string& typed) {
  std::uint64_t entry = 0;
  const auto [end, failed] = std::from_chars(typed.data(), typed.data() + typed.size(), entry);
  return typed.empty() || failed != std::errc() || end != typed.data() + typed.size() ? std::nullopt : std::optional(entry);
}

std::optional<http::Response> wrong_export(const LedgerVisit& visit) {
  const std::string typed = visit.request.form.get("since");
  return entry_typed(typed) ? std::nullopt : std::optional(ledger_page(visit, typed, "Enter the number of an entry, like 1."));
}

http::Response export_entries(const LedgerVisit& visit, const policy::Mandate& mandate) {
  if (auto wrong = wrong_export(visit)) return std::move(*wrong);
  const std::string typed = visit.request.form.get("since");
  const std::uint64_t since = *entry_typed(typed);
  vault::Vault& vault = visit.app.vault;
  ledger::Leaf leaf;
  leaf.actor = mandate.actor().ledger_name();
  leaf.charter = mandate.charter();
  const auto range = ledger::log_export(vault.store(), vault.ledger(), std::move(leaf), since, kMostExported);
  if (!range) return ledger_page(visit, typed, range.error().message + " " + range.error().remedy);
  http::Response response;
  response.content_type = "application/x-ndjson";
  const std::string name = "ledger-from-" + std::to_string(range->first) + "-" + std::to_string(range->count) + ".jsonl";
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  vault.store().read([&](store::Reader& reader) {
    ledger::export_lines(reader, *range, [&](const std::string& lines) { response.body += lines; });
  });
  return response;
}

}  // namespace

void add_ledger_pages(http::Router& router, const App& app, const std::shared_ptr<LedgerIndex>& index) {
  using http::Door;
  using http::Method;
  const auto check = std::make_shared<LedgerCheck>(app);  // its thread ends with the router
  const auto with = [&app, index, check](auto act) {
    return [&app, index, check, act](const http::Request& request) {
      const auto mandate = app.vault.gate().authorise(app.actor(request), charter::Capability::see_ledger);
      return mandate ? act(LedgerVisit{app, request, *index, *check}, *mandate) : not_found();
    };
  };
  const auto show = [](const LedgerVisit& visit, const policy::Mandate&) { return ledger_page(visit); };
  router.add(Method::get, kLedger, Door::signed_in, with(show));
  router.add(Method::post, std::string(kLedger) + "/verify", Door::signed_in, with(verify_now));
  const auto wrong = [&app, index, check](const http::Request& request) -> std::optional<http::Response> {
    if (!app.vault.gate().authorise(app.actor(request), charter::Capability::see_ledger)) return not_found();
    return wrong_export({app, request, *index, *check});
  };
  router.add(Method::post, std::string(kLedger) + "/export", Door::signed_in, confirmed(app, with(export_entries), wrong));
}

}  // namespace concordat::casework
