#include "casework/cases/export.h"

#include <algorithm>
#include <map>

#include "base/named_values.h"
#include "casework/fields.h"
#include "casework/second_factor.h"
#include "charter/outputs.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "paper/sheet.h"

namespace concordat::casework {
namespace {

using html::Html;
using OpenedParts = std::map<std::pair<RecordId, std::string>, vault::OpenedPart>;

constexpr const char* kWhat = "what";
constexpr const char* kCasesAlone = "cases.";  // no record of a charter has a point in its name
constexpr const char* kFormat = "format";
constexpr const char* kXlsx = "xlsx";
constexpr std::size_t kMostParts = 20'000;  // of one export: what is more asks for a question that is narrower

struct Wanted {
  const charter::CaseKind& of;
  const charter::RecordKind* record = nullptr;  // null: the cases alone
};

std::vector<const charter::RecordKind*> kinds_in(const charter::Charter& charter, const charter::CaseKind& of) {
  std::vector<const charter::RecordKind*> kinds;
  for (const charter::RecordKind& kind : charter.record_kinds)
    if (kind.case_kind == of.name) kinds.push_back(&kind);
  return kinds;
}

// Whether some rule lets somebody of these roles, or of an agency, read of it; which of them, each record says.
bool reads_some(const Visit& visit, const charter::RecordKind& kind) {
  return std::ranges::any_of(kind.parts, [&](const charter::Part& part) {
    const auto rules = charter::rules_for(visit.app.charter(), charter::Act::read, kind.name, part.name);
    return std::ranges::any_of(rules, [&](const charter::Rule* rule) {
      return std::ranges::any_of(rule->who, [&](const charter::Who& who) {
        if (who.kind == charter::WhoKind::role) return visit.actor.roles.contains(who.role);
        return !visit.actor.agency.is_none() && who.kind != charter::WhoKind::subject &&
               who.kind != charter::WhoKind::delegate && who.kind != charter::WhoKind::public_;
      });
    });
  });
}

// An emergency opens a case to who broke the glass, for an hour, and not in a file; what its owner has asked back goes into none.
std::vector<policy::Grant> grants_for(const Visit& visit, const charter::RecordKind& kind, const std::vector<store::RecordRow>& records) {
  std::vector<policy::Grant> grants;
  for (const store::RecordRow& record : records)
    for (const charter::Part& part : kind.parts) {
      bool held = false;
      visit.app.vault.store().read([&](store::Reader& reader) {
        const auto row = reader.find_part(record.id, part.name);
        held = row && !row->destroyed;
      });
      auto subject = held ? visit.app.vault.subject_of(record.id, part.name) : std::nullopt;
      if (!subject || subject->recalled) continue;
      subject->emergencies.clear();
      auto grant = visit.app.vault.gate().decide(visit.actor, charter::Act::read, kind.purpose, *subject);
      if (grant) grants.push_back(std::move(*grant));
    }
  return grants;
}

void write_cases(const Visit& visit, const std::vector<store::CaseRow>& cases, paper::Sheet& sheet) {
  sheet.head = {"Reference", "State", "Opened"};
  for (const store::CaseRow& row : cases) sheet.rows.push_back({row.reference, title_of_state(row.state), row.opened.iso()});
  sheet.title = visit.app.charter().partnership.name;
}

// The parts of which anything may be read are columns; a record of which nothing may is not there.
Result<void> write_records(const Visit& visit, const charter::RecordKind& kind, const std::vector<store::CaseRow>& cases,
                           paper::Sheet& sheet) {
  std::vector<std::pair<const store::CaseRow*, store::RecordRow>> records;
  std::vector<store::RecordRow> all;
  for (const store::CaseRow& row : cases)
    for (store::RecordRow& record : records_of(visit.app, row.id, kind.name)) {
      all.push_back(record);
      records.emplace_back(&row, std::move(record));
    }
  const auto grants = grants_for(visit, kind, all);
  if (grants.size() > kMostParts) return Error{"That is too much for one file.", "Take out the cases alone, or another kind of record."};
  OpenedParts opened;
  if (!grants.empty())
    for (vault::OpenedPart& one : TRY(visit.app.vault.read_list(grants))) opened[{one.record, one.part}] = std::move(one);
  std::vector<const charter::Part*> parts;
  for (const charter::Part& part : kind.parts)
    if (std::ranges::any_of(opened, [&](const auto& one) { return one.first.second == part.name; })) parts.push_back(&part);
  sheet.title = kind.title;
  sheet.head = {"Reference", "State", "Received"};
  for (const charter::Part* part : parts)
    for (const charter::Field& field : part->fields) sheet.head.push_back(field.label);
  for (const auto& [row, record] : records) {
    std::vector<std::string> cells = {row->reference, title_of_state(row->state), record.collected.iso()};
    bool any = false;
    for (const charter::Part* part : parts) {
      const auto found = opened.find({record.id, part->name});
      any = any || found != opened.end();
      for (const charter::Field& field : part->fields)
        cells.push_back(found == opened.end() ? "" : value_in(found->second.values, field.name));
    }
    if (any) sheet.rows.push_back(std::move(cells));
  }
  return {};
}

Result<void> write_down(const Visit& visit, const Wanted& wanted, const std::string& format, std::size_t rows) {
  return visit.app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    ledger::Leaf leaf;
    leaf.event = "list.exported";
    leaf.actor = visit.actor.ledger_name();
    leaf.charter = visit.app.charter().hash;
    leaf.detail = "cases=" + wanted.of.name + (wanted.record ? ";kind=" + wanted.record->name : "") + ";format=" + format +
                  ";rows=" + std::to_string(rows);
    visit.app.vault.ledger().append(transaction, leaf);
    return {};
  });
}

html::ChoiceItem choice(const std::string& text, const std::string& value, const std::string& hint = "") {
  html::ChoiceItem item{.text = text, .value = value};
  if (!hint.empty()) item.hint = html::Hint{.text = hint};
  return item;
}

http::Response export_page(const Visit& visit, const charter::CaseKind& kind) {
  html::Radios what;
  what.name = kWhat;
  what.value = kCasesAlone;
  what.fieldset = html::Fieldset{.legend = {.text = "What is taken out?", .classes = "govuk-fieldset__legend--s"}};
  what.items = {choice("The cases alone", kCasesAlone, "Reference, state and the day on which each was opened.")};
  for (const charter::RecordKind* record : kinds_in(visit.app.charter(), kind))
    if (reads_some(visit, *record)) what.items.push_back(choice(record->title, record->name));
  html::Radios format;
  format.name = kFormat;
  format.value = kXlsx;
  format.fieldset = html::Fieldset{.legend = {.text = "As what?", .classes = "govuk-fieldset__legend--s"}};
  format.items = {choice("A spreadsheet (.xlsx)", kXlsx), choice("Comma-separated values (.csv)", "csv")};
  Html content = html::heading(1, "Take out: " + within_sentence(kind.title), html::Size::l);
  content += html::paragraph("The file holds what you may read, and nothing else. That you read it, and that you took it out, is in the "
                             "ledger. Once it is outside, nothing here destroys it: you do, when it has served.");
  content += html::form(path_of_export(kind), csrf(visit.request),
                        html::radios(what) + html::radios(format) + html::button({.text = "Take it out"}));
  return page(visit.app, visit.request,
              {"Take out: " + within_sentence(kind.title), html::two_thirds(content), list_of(visit.app.charter(), kind)});
}

http::Response take_out(const Visit& visit, const charter::CaseKind& kind) {
  const http::Fields& sent = visit.request.form;
  const auto kinds = kinds_in(visit.app.charter(), kind);
  const auto found = std::ranges::find(kinds, sent.get(kWhat), &charter::RecordKind::name);
  if (found == kinds.end() && sent.get(kWhat) != kCasesAlone)
    return problem(visit.app, visit.request, {"It was not said what is to be taken out.", "Choose it."}, path_of_export(kind));
  const Wanted wanted{kind, found == kinds.end() ? nullptr : *found};
  const bool as_xlsx = sent.get(kFormat) == kXlsx;
  const auto cases = rows_for(visit, {&kind});
  paper::Sheet sheet;
  Result<void> written;
  if (wanted.record) written = write_records(visit, *wanted.record, cases, sheet);
  else write_cases(visit, cases, sheet);
  if (!written) return problem(visit.app, visit.request, written.error(), path_of_export(kind));
  auto bytes = as_xlsx ? paper::xlsx(sheet) : Result<std::string>(paper::csv(sheet));
  if (!bytes) return problem(visit.app, visit.request, bytes.error(), path_of_export(kind));
  if (const auto noted = write_down(visit, wanted, as_xlsx ? kXlsx : "csv", sheet.rows.size()); !noted)
    return problem(visit.app, visit.request, noted.error(), path_of_export(kind));
  http::Response response;
  response.content_type = as_xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8";
  response.body = std::move(*bytes);
  const std::string name = (wanted.record ? wanted.record->name : kind.name) + "-" + visit.app.today().iso();
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + (as_xlsx ? ".xlsx" : ".csv") + "\"");
  return response;
}

http::Response for_export(const App& app, const http::Request& request,
                          http::Response (*answer)(const Visit&, const charter::CaseKind&)) {
  const auto kinds = kinds_with_case_pages(app.charter());
  const auto kind = std::ranges::find(kinds, request.parts.at("kind"), &charter::CaseKind::name);
  if (kind == kinds.end()) return not_found();
  return for_visitor(app, request, {*kind}, [&](const Visit& visit) { return answer(visit, **kind); });
}

}  // namespace

std::string path_of_export(const charter::CaseKind& kind) { return std::string(kCases) + "/of/" + kind.name + "/export"; }

void add_export_pages(http::Router& router, const App& app) {
  const std::string pattern = std::string(kCases) + "/of/{kind}/export";
  router.add(http::Method::get, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return for_export(app, request, export_page); });
  router.add(http::Method::post, pattern, http::Door::signed_in,
             confirmed(app, [&app](const http::Request& request) { return for_export(app, request, take_out); }));
}

}  // namespace concordat::casework
