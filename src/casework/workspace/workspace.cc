#include "casework/workspace/workspace.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "casework/access.h"
#include "casework/cases/next_act.h"
#include "casework/cases/visit.h"
#include "casework/charter/newer_charter.h"
#include "casework/checks/answer_checks.h"
#include "casework/checks/partner_requests.h"
#include "casework/due.h"
#include "casework/fields.h"
#include "casework/hold_view.h"
#include "casework/people/people.h"
#include "casework/recall_view.h"
#include "casework/steps_page.h"
#include "casework/warrant_view.h"
#include "casework/workspace/ledger_pages.h"
#include "casework/workspace/search.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/erasure.h"
#include "vault/events.h"
#include "vault/people.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

using html::Html;

// ---- today

struct Waiting {
  std::string what;
  std::string where;
};

std::vector<store::CaseRow> cases_of(const App& app, const CaseKinds& kinds) {
  std::vector<store::CaseRow> rows;
  app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind* kind : kinds) std::ranges::move(reader.cases(kind->name), std::back_inserter(rows));
  });
  return rows;
}

void add_course(const App& app, const policy::Actor& actor, const store::CaseRow& row, std::vector<Waiting>& waiting) {
  const std::string path = "/workspace/courses/" + row.id.text();
  if (row.state != "open") {
    for (const charter::Step* step : open_steps(app, actor, row))
      if (leads_on(*app.charter().case_kind(row.kind), *step))
        waiting.push_back({row.reference + " can move on to: " + within_sentence(title_of_state(step->to)), path});
    return;
  }
  const auto details = read_parts(app, actor, records_of(app, row.id, "course"), "details");
  if (details && !details->empty()) {
    const auto day = CivilDate::parse(details->begin()->second.values.at("course-date"));
    if (day && *day < app.today())
      waiting.push_back({row.reference + " was to be held on " + day->words() + ": record that it was", path});
  }
  std::size_t requests = 0;
  app.vault.store().read([&](store::Reader& reader) {
    const vault::Places places = vault::places_of(reader, row.id);
    requests = places.all_given() ? 0 : places.asking.size();  // where none is free they wait, and the officer with them
  });
  if (requests > 0) waiting.push_back({counted(requests, "request") + " for a place on " + row.reference, path});
}

void add_courses(const App& app, const policy::Actor& actor, std::vector<Waiting>& waiting) {
  const charter::CaseKind* kind = app.charter().case_kind("course-run");
  if (!kind || !app.vault.gate().authorise(actor, charter::Capability::offer_place)) return;
  for (const store::CaseRow& row : cases_of(app, {kind})) add_course(app, actor, row, waiting);
}

void add_proposals(const App& app, const policy::Actor& actor, std::vector<Waiting>& waiting) {
  if (!app.vault.gate().authorise(actor, charter::Capability::approve_destruction)) return;
  std::size_t open = 0;
  app.vault.store().read([&](store::Reader& reader) {
    for (const store::WarrantRow& row : reader.warrants("proposed")) {
      if (row.kind == "recall") continue;  // each is named by itself
      bool mine = false;
      if (const auto erasure = vault::erasure_of(reader, row.id)) mine = erasure->proposed_by == actor.account;  // others approve it
      for (const store::ApprovalRow& approval : reader.approvals(row.id)) mine = mine || approval.account == actor.account;
      open += mine ? 0 : 1;
    }
  });
  if (open > 0)
    waiting.push_back(
        {std::to_string(open) + (open == 1 ? " destruction waits" : " destructions wait") + " for your approval", "/workspace/disposal"});
}

// What an agency asked back, for who answers.
void add_recalls(const App& app, const policy::Actor& actor, std::vector<Waiting>& waiting) {
  if (!answers_recalls(app, actor)) return;
  for (const RecallView& one : open_recalls(app)) {
    if (!one.waits()) continue;
    const CivilDate due = vault::answer_due(app.charter(), one.recall);
    const auto& until = one.recall.taken_up ? one.recall.until : std::nullopt;
    waiting.push_back({one.owner + " asks for an item of " + one.reference + " back" +
                           (until ? ", which was needed until " + until->words() : "") + ": " +
                           (due < app.today() ? "your answer is overdue since " : "answer by ") + due.words(),
                       kAskedBack + one.recall.warrant.text()});
  }
}

// Of work that is no review, how much of each kind: there may be hundreds. What came in from outside and nobody has moved on yet is named,
// so that it is not lost among the rest.
void add_steps_of_other_work(const App& app, const policy::Actor& actor, std::vector<Waiting>& waiting) {
  constexpr std::size_t kMostNamed = 5;
  for (const charter::CaseKind* kind : kinds_of_other_work(app.charter())) {
    std::vector<store::CaseRow> rows = cases_of(app, {kind});
    std::erase_if(rows, [&](const store::CaseRow& row) {
      return std::ranges::none_of(open_steps(app, actor, row), [&](const charter::Step* step) { return leads_on(*kind, *step); });
    });
    const auto is_new = [&](const store::CaseRow& row) { return !kind->notification.empty() && row.state == kind->states.front(); };
    const auto fresh = static_cast<std::size_t>(std::ranges::count_if(rows, is_new));
    std::size_t named = 0;
    for (const store::CaseRow& row : rows)
      if (is_new(row) && fresh <= kMostNamed && ++named > 0)
        waiting.push_back({row.reference + ", new since " + row.opened.words() + ": " + within_sentence(kind->title),
                           std::string(kCases) + "/" + row.id.text()});
    if (rows.size() == named) continue;
    const std::string of_them = fresh > named ? ", " + std::to_string(fresh) + " of them new" : "";
    waiting.push_back({kind->title + ": " + std::to_string(rows.size() - named) + (named > 0 ? " more" : "") + " to move on" + of_them,
                       std::string(kCases) + "/of/" + kind->name});
  }
}

void add_reviews(const App& app, const http::Request& request, const policy::Actor& actor, std::vector<Waiting>& waiting) {
  if (!actor.agency.is_none()) return;  // what agencies are asked stands apart
  for (const charter::CaseKind* kind : kinds_of_reviews(app.charter())) {
    const Visit visit{app, request, actor, business_with(app.charter(), actor, {kind})};
    if (visit.business == Business::none) continue;
    for (const store::CaseRow& row : rows_for(visit, {kind})) {
      if (concluded(app.charter(), row)) continue;
      if (const NextAct next = next_act(visit, what_it_holds(app, row)); next.mine)
        waiting.push_back({row.reference + ". " + next.words, next.path});
    }
  }
}

// Those who must know of an emergency access: who reviews it, and the agencies whose records the case holds.
void add_emergencies(const App& app, const policy::Actor& actor, std::vector<Waiting>& waiting) {
  const auto reference = [&](const store::EmergencyRow& row) {
    const auto of = case_of(app, row.case_id);
    return of ? of->reference : std::string("a case");
  };
  for (const store::EmergencyRow& row : emergencies_to_review(app, actor)) {
    const CivilDate due = vault::review_due(app.charter(), row);
    waiting.push_back({name_of_account(app, row.account) + " opened " + reference(row) + " in an emergency: " +
                           (due < app.today() ? "your review is overdue since " : "review it by ") + due.words(),
                       std::string(kEmergency) + "/reviews"});
  }
  for (const store::EmergencyRow& row : emergencies_about(app, actor.agency))
    waiting.push_back(
        {reference(row) + ", which holds what your agency supplied, was opened in an emergency on " + london_words(row.opened),
         "/workspace/agency"});
}

// What this person's agency was asked, whether it knows somebody.
void add_checks(const App& app, const policy::Actor& actor, std::vector<Waiting>& waiting) {
  if (const std::size_t open = open_requests(app, actor); open > 0)
    waiting.push_back({counted(open, "question") + " of another partnership: do you know these people?", kPartnerRequests});
  for (const OpenChecks& one : open_checks(app, actor))
    waiting.push_back({one.row.reference + ": does your agency know " +
                           (one.waiting == 1 ? "a person?" : std::to_string(one.waiting) + " people?"),
                       kOwnChecks + one.row.id.text()});
}

// What the person's agency can supply to this case now.
bool may_supply(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  return std::ranges::any_of(app.charter().record_kinds, [&](const charter::RecordKind& kind) {
    return kind.case_kind == row.kind && kind.owner == charter::Owner::supplier && !kind.is_check() && !kind.is_question() &&
           may(app, actor, charter::Act::add, subject_for(app, row.id, {kind.name, kind.parts.front().name, actor.agency, "", ""}));
  });
}

struct Contribution {
  store::CaseRow row;
  CivilDate asked;
};
// Reviews in which this agency was asked to contribute, and has supplied nothing yet.
std::vector<Contribution> contributions_owed(const App& app, AgencyId id, const std::string& agency) {
  std::vector<Contribution> owed;
  app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind* kind : kinds_with_case_pages(app.charter()))
      for (const store::CaseRow& row : reader.cases(kind->name)) {
        std::optional<CivilDate> asked;
        for (const store::EventRow& event : reader.events(row.id))
          if (event.event == std::string(vault::kAskedEvent) + agency) asked = event.day;
        const bool supplied = asked && std::ranges::any_of(reader.records(row.id), [&](const store::RecordRow& record) {
          const charter::RecordKind* of = app.charter().record_kind(record.kind);
          return record.owner == id && of && !of->is_check() && !of->is_question();
        });
        if (asked && !supplied && !concluded(app.charter(), row)) owed.push_back({row, *asked});
      }
  });
  return owed;
}

void add_contributions(const App& app, const policy::Actor& actor, std::vector<Waiting>& waiting) {
  const charter::Agency* agency = parties::find_agency(app.charter(), actor.agency);
  if (!agency) return;
  for (const Contribution& one : contributions_owed(app, actor.agency, agency->name))
    if (may_supply(app, actor, one.row))
      waiting.push_back({one.row.reference + ": your agency was asked on " + one.asked.words() + " to supply what it knows",
                         "/workspace/cases/" + one.row.id.text()});
}

Html due_html(const App& app, const policy::Actor& actor) {
  constexpr std::size_t kMostShown = 20;
  const std::vector<DueItem> due = due_in_reviews(app, actor);
  std::vector<html::Content> items;
  for (const DueItem& one : std::span(due).first(std::min(due.size(), kMostShown))) {
    const std::string path = "/workspace/cases/" + one.case_id.text() + (one.section.empty() ? "" : "/" + one.section);
    const Html mark = one.late ? html::tag({.text = "Late", .classes = "govuk-tag--red"}) + html::text(" ") : Html();
    items.emplace_back(mark + html::link(one.what, path) + html::text(one.when.empty() ? "" : ". " + one.when));
  }
  if (items.empty()) return {};
  Html more;
  if (due.size() > items.size())
    more = html::paragraph(std::to_string(due.size() - items.size()) + " more are due after these: the lists of each kind show them.");
  return html::heading(2, "Due", html::Size::m) + html::bullets(items) + more;
}

void add_people(const App& app, const policy::Actor& actor, std::vector<Waiting>& waiting) {
  for (const OwnTask& task : own_tasks(app, actor))
    if (task.waits_for_agreement) waiting.push_back({"You are asked to contribute to " + task.of.reference,
                                                     std::string(kTasks) + "/" + task.row.id.text()});
  if (const std::size_t roles = roles_to_approve(app, actor); roles > 0)
    waiting.push_back({std::to_string(roles) + (roles == 1 ? " role waits" : " roles wait") + " for your approval", kAccounts});
  if (app.vault.gate().authorise(actor, charter::Capability::manage_accounts))
    if (const CivilDate due = access_review_due(app); due < app.today())
      waiting.push_back({"The access review is overdue since " + due.words() + ": look at who holds which role", kAccessReview});
  if (app.vault.gate().authorise(actor, charter::Capability::hold))
    for (const store::HoldRow& hold : holds_to_look_at(app))
      waiting.push_back({"A hold is to be looked at again: " + hold_words(app, hold), path_of_hold(hold)});
  if (charter_waits_for(app, actor)) waiting.push_back({"A newer charter waits for your decision", kNewerCharter});
}

http::Response today(const App& app, const http::Request& request) {
  const auto account = app.account(request);
  if (!account) return not_found();
  Html content = html::heading(1, "Today", html::Size::xl) + html::paragraph(app.today().words());
  const policy::Actor actor = app.actor(request);
  if (const auto cleared = parties::cleared(*account, app.charter(), app.today()); !cleared) {
    content += html::warning_text({.text = cleared.error().message + " " + cleared.error().remedy});
    if (!account->confidentiality) content += html::paragraph(html::link("Read the confidentiality statement", "/confidentiality"));
    content += html::paragraph(html::link("A child is in danger now: emergency access", kEmergency));
    return page(app, request, {"Today", html::two_thirds(content)});
  }
  std::vector<Waiting> waiting;
  add_emergencies(app, actor, waiting);
  add_people(app, actor, waiting);
  add_checks(app, actor, waiting);
  add_contributions(app, actor, waiting);
  add_courses(app, actor, waiting);
  add_proposals(app, actor, waiting);
  add_recalls(app, actor, waiting);
  add_reviews(app, request, actor, waiting);
  add_steps_of_other_work(app, actor, waiting);
  content += html::heading(2, "Waiting for you", html::Size::m);
  std::vector<html::Content> items;
  for (const Waiting& one : waiting) items.push_back(html::link(one.what, one.where));
  content += items.empty() ? html::paragraph("Nothing waits for you. What needs you will be listed here.") : html::bullets(items);
  if (account->roles.empty()) content += html::paragraph("You have no role yet. Once you are given one, what it lets you do stands above.");
  content += due_html(app, actor);
  if (!actor.agency.is_none())
    content += html::paragraph(html::link("What your agency was asked, what it supplied, and its certificates", "/workspace/agency"));
  if (!own_tasks(app, actor).empty()) content += html::paragraph(html::link("Your tasks in cases", kTasks));
  if (app.vault.gate().may_meet_an_emergency(actor)) content += html::paragraph(html::link("Emergency access", kEmergency));
  return page(app, request, {"Today", html::two_thirds(content)});
}

// ---- the demonstration's way through time

http::Response demonstration_form(const App& app, const http::Request& request) {
  if (!app.demonstration) return not_found();
  const std::string from = http::is_local_path(request.query.get("from")) ? request.query.get("from") : "/";
  Html content = html::heading(1, "Go on in time", html::Size::xl);
  content += html::lead("It is " + app.today().words() + " in this demonstration.");
  content += html::paragraph("Time goes on a day at a time, and each night the system destroys what is due, as it does in real life.");
  html::Radios radios;
  radios.name = "days";
  radios.value = "1";
  radios.fieldset = html::Fieldset{.legend = {.text = "How far?", .classes = "govuk-fieldset__legend--s"}};
  radios.items = {{.text = "One day", .value = "1"},
                  {.text = "A week", .value = "7"},
                  {.text = "31 days", .value = "31"},
                  {.text = "A year", .value = "365"}};
  Html fields = html::radios(radios) + html::hidden_input("from", from);
  content += html::form("/demonstration", csrf(request), fields + html::button({.text = "Go on", .prevent_double_click = true}));
  return page(app, request, {"Go on in time", html::two_thirds(content), html::back_link({.href = from})});
}

http::Response demonstration_go(const App& app, const http::Request& request) {
  if (!app.demonstration) return not_found();
  const std::string from = http::is_local_path(request.form.get("from")) ? request.form.get("from") : "/";
  const std::string typed = request.form.get("days");
  int days = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), days);
  if (error != std::errc() || end != typed.data() + typed.size() || days < 1 || days > 800)
    return problem(app, request, {"That is not a number of days.", "Choose between 1 and 800 days."}, "/demonstration");
  if (const auto gone = app.demonstration->advance(days); !gone) return problem(app, request, gone.error(), "/demonstration");
  return http::Response::redirect(from);
}

}  // namespace

void add_workspace_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const auto add = [&](Method method, const char* pattern, Door door, http::Response (*handler)(const App&, const http::Request&)) {
    router.add(method, pattern, door, [&app, handler](const http::Request& request) { return handler(app, request); });
  };
  add(Method::get, "/workspace", Door::signed_in, today);
  add_search_pages(router, app);
  const auto index = std::make_shared<LedgerIndex>(app.vault.store());
  add_ledger_pages(router, app, index);
  add_health_page(router, app, index);
  add(Method::get, "/demonstration", Door::public_, demonstration_form);
  add(Method::post, "/demonstration", Door::public_, demonstration_go);
}

}  // namespace concordat::casework
