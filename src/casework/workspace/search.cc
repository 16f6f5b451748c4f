#include "casework/workspace/search.h"

#include <algorithm>

#include "casework/access.h"
#include "casework/cases/case_list.h"
#include "casework/cases/visit.h"
#include "casework/checks/partner_requests.h"
#include "casework/clearance.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kWords = "words";
constexpr std::size_t kMostWords = 200;  // bytes

bool lets(const charter::Rule& rule, const policy::Actor& actor) {
  if (std::ranges::find(rule.may, charter::Act::read) == rule.may.end()) return false;
  return std::ranges::any_of(rule.who, [&](const charter::Who& who) {
    using enum charter::WhoKind;
    const bool of_agency = who.kind == owner_agency || who.kind == supplier_agency;
    return who.kind == role ? actor.roles.contains(who.role) : of_agency && !actor.agency.is_none() && !actor.roles.empty();
  });
}

Html form_html(const http::Request& request, const std::string& words, const std::string& error) {
  html::Input input;
  input.name = kWords;
  input.id = kWords;
  input.label = {.text = "Name, address, number, or reference of a case", .classes = "govuk-label--m"};
  input.hint = html::Hint{.text = "The beginning of each word is enough, two letters or digits of one at least. Capitals, accents, "
                                  "apostrophes, hyphens and the order of the words do not matter."};
  input.value = words;
  input.spellcheck = false;
  input.autocomplete = "off";
  if (!error.empty()) input.error_message = html::ErrorMessage{.text = error};
  return html::form(kSearch, csrf(request), html::input(input) + html::button({.text = "Search", .prevent_double_click = true}));
}

Html scope_html() {
  return html::details({.summary = "What is looked at",
                        .text = "The reference of each case that you may know of; and the names, addresses, telephone numbers and other "
                                "short texts of records that you may open, in every "
                                "case. Narratives, files, days, and what is of a special category or about offences are not looked at. "
                                "Each search is written into the ledger with what it found, not with what you typed."});
}

// Where the record itself is opened, which is an act of its own.
std::string path_of_found(const App& app, const policy::Actor& actor, const policy::Subject& subject) {
  const charter::RecordKind* kind = app.charter().record_kind(subject.record_kind);
  if (kind && kind->is_received()) return kPartnerRequests + ("/" + subject.case_id.text());
  if (kind && kind->is_check() && !actor.agency.is_none()) return "/workspace/checks/" + subject.case_id.text();
  if (kind && kind->is_check()) return "/workspace/cases/" + subject.case_id.text() + "/involvement";
  if (has_case_pages(app.charter(), subject.case_kind))
    return "/workspace/cases/" + subject.case_id.text() + "/records/" + subject.record.text();
  return subject.case_kind == "course-run" ? "/workspace/courses/" + subject.case_id.text() : "";
}

std::string in_capitals(std::string_view words) {
  std::string text;
  for (const char c : words)
    if (c != ' ') text += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

// The case that has just this reference, where this person may know of it; to others nothing is there.
std::optional<store::CaseRow> case_called(const App& app, const http::Request& request, const std::string& words) {
  const std::string reference = in_capitals(words);
  for (const charter::CaseKind* kind : kinds_with_case_pages(app.charter())) {
    Visit visit{app, request, app.actor(request)};
    visit.business = business_with(app.charter(), visit.actor, {kind});
    for (store::CaseRow& row : rows_for(visit, {kind}))
      if (row.reference == reference) return std::move(row);
  }
  return std::nullopt;
}

Html case_html(const App& app, const store::CaseRow& row) {
  return html::heading(2, "The case with this reference", html::Size::m) +
         html::paragraph(html::link(name_of(app.charter(), row), path_of(row)) +
                         html::text(", " + within_sentence(title_of_state(row.state))));
}

Html results_html(const App& app, const policy::Actor& actor, const std::vector<policy::Grant>& found) {
  const bool clocks = actor.agency.is_none();  // an agency's pages tell of none
  html::Table table;
  table.caption = counted(found.size(), "record") + " found";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Where"}, {.text = "What"}, {.text = "Belongs to"}, {.text = "Received"}};
  if (clocks) table.head.push_back({.text = "Due in the case"});
  for (const policy::Grant& grant : found) {
    const policy::Subject& subject = grant.subject();
    std::optional<store::CaseRow> of;
    std::optional<store::RecordRow> record;
    std::optional<RunningClock> clock;
    app.vault.store().read([&](store::Reader& reader) {
      of = reader.find_case(subject.case_id);
      if (of && !concluded(app.charter(), *of)) clock = nearest_clock(app.charter(), reader.events(of->id), of->opened);
      record = reader.find_record(subject.record);
    });
    const charter::RecordKind* kind = app.charter().record_kind(subject.record_kind);
    const std::string what = kind ? kind->title : subject.record_kind, path = path_of_found(app, grant.actor(), subject);
    table.rows.push_back({{.text = of ? of->reference : "No case"},
                          {.text = path.empty() ? html::text(what) : html::link(what, path)},
                          {.text = owner_title(app, subject.owner)},
                          {.text = record ? record->collected.words() : ""}});
    if (clocks) table.rows.back().push_back({.text = clock_html(app, clock)});
  }
  if (table.rows.empty())
    return html::heading(2, "Nothing was found", html::Size::m) +
           html::paragraph("No record that you may open holds words that begin like these. There may be others that are not yours to "
                           "open.");
  return html::scrolling_table(table) + html::paragraph("What a record says is opened on its own page.");
}

http::Response search_page(const App& app, const http::Request& request, const std::string& words, const std::string& error,
                           const Html& results) {
  const Html content = html::two_thirds(html::heading(1, "Search", html::Size::xl) + form_html(request, words, error) + scope_html());
  PageContent whole{"Search", content + results, {}, {}, error.empty() ? 200 : 422};
  if (!error.empty()) whole.errors = {{.text = error, .href = std::string("#") + kWords}};
  return page(app, request, std::move(whole));
}

http::Response show_search(const App& app, const http::Request& request) {
  return search_page(app, request, "", "", html::paragraph("What is found will be listed here."));
}

// The words are posted: no name stands in an address, a history or a log.
http::Response search(const App& app, const http::Request& request) {
  const std::string words = request.form.get(kWords).substr(0, kMostWords);
  const policy::Actor actor = app.actor(request);
  const auto called = case_called(app, request, words);
  const auto found = app.vault.search(actor, words);
  if (called && (!found || found->empty())) return search_page(app, request, words, "", case_html(app, *called));
  if (!found) return search_page(app, request, words, found.error().message + " " + found.error().remedy, {});
  return search_page(app, request, words, "", (called ? case_html(app, *called) : Html()) + results_html(app, actor, *found));
}

}  // namespace

bool may_search(const App& app, const policy::Actor& actor) {
  if (actor.kind != policy::ActorKind::person) return false;
  return std::ranges::any_of(app.charter().rules, [&](const charter::Rule& rule) {
    const bool about_somebody = std::ranges::any_of(rule.on, [&](const std::string& name) {
      const charter::RecordKind* kind = app.charter().record_kind(name);
      return kind && !kind->subject.empty();
    });
    return about_somebody && lets(rule, actor);
  });
}

void add_search_pages(http::Router& router, const App& app) {
  const auto add = [&](http::Method method, http::Response (*handler)(const App&, const http::Request&)) {
    router.add(method, kSearch, http::Door::signed_in, [&app, handler](const http::Request& request) {
      if (!may_search(app, app.actor(request))) return not_found();
      if (const auto refused = refuse_uncleared(app, request)) return *refused;
      return handler(app, request);
    });
  };
  add(http::Method::get, show_search);
  add(http::Method::post, search);
}

}  // namespace concordat::casework
