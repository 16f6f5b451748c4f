// One review: what comes next, whom it was asked of, what was supplied, how the child and family were heard, the report,
// and its conclusion.

#include "casework/cases/case_page.h"

#include <algorithm>

#include "base/named_values.h"
#include "casework/cases/concluding.h"
#include "casework/cases/conclusion.h"
#include "casework/cases/next_act.h"
#include "casework/cases/next_step.h"
#include "casework/cases/records.h"
#include "casework/cases/sections.h"
#include "casework/cases/work_sections.h"
#include "casework/checks/involvement_section.h"
#include "casework/clocks.h"
#include "casework/erasure_view.h"
#include "casework/fields.h"
#include "casework/hold_view.h"
#include "casework/recall_view.h"
#include "casework/steps_page.h"
#include "casework/warrant_view.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

std::vector<std::string> allowed_to(const charter::Charter& charter, charter::Act act, const charter::RecordKind& kind) {
  std::vector<std::string> all;
  for (const charter::Rule* rule : charter::rules_for(charter, act, kind.name, kind.parts.front().name)) {
    for (const charter::Who& who : rule->who) {
      std::string line = charter::words(who, charter);
      for (const charter::Predicate when : rule->when) line += ", while " + charter::words(when);
      all.push_back(std::move(line));
    }
  }
  return all;
}

Html acts_html(const Visit& visit, const CaseFile& case_file) {
  const NextAct next = next_act(visit, case_file);
  Html content = steps_html(visit.app, visit.request, visit.actor, case_file.row,
                            {path_of(case_file.row) + "/step", path_of_concluding(case_file),
                             next.is_step ? StepLook::next : StepLook::other});
  const auto kinds = supplied_kinds(visit.app.charter(), case_file.row.kind);
  for (const charter::RecordKind* kind : kinds) {
    if (!may_add(visit, case_file, kind->name)) continue;
    const bool agency = visit.business == Business::agency;
    const std::string which = kinds.size() == 1 ? "" : ": " + within_sentence(kind->title);
    content += html::button({.text = (agency ? "Supply an item" : "Add an item for an agency") + which,
                             .href = path_of_add(case_file, kind->name), .classes = "govuk-button--secondary"});
  }
  return content;
}

Html ask_form(const Visit& visit, const CaseFile& case_file, const std::string& wrong) {
  const App& app = visit.app;
  const bool may_ask = app.vault.gate().authorise(visit.actor, charter::Capability::open_case).ok();
  if (!may_ask || concluded(app.charter(), case_file.row)) return {};
  html::Select select;
  select.name = select.id = "agency";
  select.label = {.text = "Ask an agency to contribute", .classes = "govuk-label--s"};
  select.items = {{.text = "Choose an agency", .value = ""}};
  select.hint = html::Hint{.text = "From then on its people know of it, and can supply what they know."};
  for (const charter::Agency& agency : app.charter().agencies)
    if (!case_file.asked(parties::agency_id(agency.name))) select.items.push_back({.text = agency.title, .value = agency.name});
  if (!wrong.empty()) select.error_message = html::ErrorMessage{.text = wrong};
  if (select.items.size() == 1) return html::paragraph("Every agency of the charter was asked.");
  return html::form(path_of(case_file.row) + "/agencies", csrf(visit.request),
                    html::select(select) + html::button({.text = "Ask this agency", .classes = "govuk-button--secondary"}));
}

Html agencies_html(const Visit& visit, const CaseFile& case_file, const std::string& wrong) {
  html::Table table;
  table.caption = "Agencies asked to contribute";
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  table.head = {{.text = "Agency"}, {.text = "Asked on"}, {.text = "Items received", .format = "numeric"}};
  for (const charter::Agency& agency : visit.app.charter().agencies) {
    const AgencyId id = parties::agency_id(agency.name);
    if (const auto day = case_file.day_asked(id))
      table.rows.push_back({{.text = agency.title}, {.text = day->words()},
                            {.text = std::to_string(case_file.supplied(visit.app.charter(), id)), .format = "numeric"}});
  }
  Html content;
  if (table.rows.empty())
    content = html::heading(2, table.caption, html::Size::m) + html::paragraph("No agency was asked yet to contribute.");
  else content = html::scrolling_table(table);
  return content + ask_form(visit, case_file, wrong);
}

Html items_table(const Visit& visit, const std::vector<store::RecordRow>& items, const std::map<RecordId, vault::OpenedPart>& opened) {
  html::Table table;
  table.caption = visit.business == Business::agency ? "What your agency supplied" : "Items supplied by agencies";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Item"}, {.text = "Kind of information"}, {.text = "Supplied by"}, {.text = "Received"}};
  for (const store::RecordRow& item : items) {
    const auto found = opened.find(item.id);
    if (found == opened.end()) continue;
    const vault::Values& values = found->second.values;
    const std::string title = value_in(values, "title");
    const charter::RecordKind* kind = visit.app.charter().record_kind(item.kind);
    table.rows.push_back({{.text = html::link(title.empty() ? kind->title : title, path_of(item))},
                          {.text = values.contains("category") ? title_of_state(value_in(values, "category")) : kind->title},
                          {.text = parties::title_of(visit.app.charter(), item.owner)},
                          {.text = item.collected.words()}});
  }
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

// For those who may know how much came, and no more.
Html counts_html(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  Html content = html::heading(2, "Items supplied by agencies", html::Size::m);
  std::vector<html::Content> lines;
  for (const charter::Agency& agency : visit.app.charter().agencies)
    if (const std::size_t count = case_file.count(kind.name, parties::agency_id(agency.name)); count > 0)
      lines.emplace_back(agency.title + " supplied " + counted(count, "item") + ".");
  content += lines.empty() ? html::paragraph("Nothing was supplied yet.") : html::bullets(lines);
  content += html::paragraph("What is in them is not for you to open. These may:");
  std::vector<html::Content> readers;
  for (const std::string& who : readers_of(visit.app.charter(), kind)) readers.emplace_back(who);
  return content + html::bullets(readers);
}

Html items_html(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  std::vector<store::RecordRow> items = case_file.records;
  std::erase_if(items, [&](const store::RecordRow& one) {
    return one.kind != kind.name || (visit.business == Business::agency && one.owner != visit.actor.agency);
  });
  const bool agency = visit.business == Business::agency;
  const bool none_for_me = std::ranges::none_of(items, [&](const store::RecordRow& item) { return may_read(visit, item); });
  if (!agency && !items.empty() && none_for_me) return counts_html(visit, case_file, kind);
  const auto opened = read_parts(visit.app, visit.actor, items, kind.parts.front().name);
  if (!opened) return html::paragraph("The items cannot be opened now. Try again; if it lasts, tell the administrator.");
  const auto gone = std::ranges::count_if(items, [&](const store::RecordRow& item) { return case_file.destroyed(item.id); });
  Html content = items_table(visit, items, *opened);
  if (content.empty() && gone == 0) {
    std::string words = agency ? "Your agency has supplied nothing yet." : "Nothing was supplied yet.";
    if (!items.empty()) words = "Your agency supplied " + counted(items.size(), "item") + ". You cannot open here what was sent.";
    content = html::heading(2, agency ? "What your agency supplied" : "Items supplied by agencies", html::Size::m) + html::paragraph(words);
  }
  if (gone > 0)
    content += html::paragraph(counted(static_cast<std::size_t>(gone), "item") + (gone == 1 ? " was" : " were") + " destroyed.");
  if (agency)
    for (const store::RecordRow& item : items)
      if (case_file.destroyed(item.id))
        content += html::paragraph(html::link("Item received on " + item.collected.words(), path_of(item)));
  return content;
}

// Records of the partnership's own: how the child and family were heard, the report.
Html own_records_html(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  if (!kind.lists.empty()) return list_html(visit, case_file, kind);
  Html content = html::heading(2, kind.title, html::Size::m);
  std::vector<store::RecordRow> records = case_file.records;
  std::erase_if(records, [&](const store::RecordRow& one) { return one.kind != kind.name; });
  if (records.empty()) content += html::paragraph("Not recorded yet.");
  std::vector<html::Content> lines;
  for (const store::RecordRow& record : records) {
    const std::string words = "Recorded on " + record.collected.words();
    lines.emplace_back(may_read(visit, record) ? html::link(words, path_of(record)) : html::text(words));
  }
  if (!lines.empty()) content += html::bullets(lines);
  if (may_add(visit, case_file, kind.name))
    content += html::button({.text = "Add: " + within_sentence(kind.title), .href = path_of_add(case_file, kind.name),
                             .classes = "govuk-button--secondary"});
  return content;
}

// By which criterion it was opened, as the ledger has it.
Html grounds_html(const Visit& visit, const CaseFile& case_file) {
  const charter::Charter* then = visit.app.vault.charter(case_file.row.charter);
  const charter::CaseKind* kind = then ? then->case_kind(case_file.row.kind) : nullptr;
  if (!kind || kind->criteria.empty()) return {};
  for (const ledger::Leaf& leaf : visit.app.vault.changes(case_file.row.id)) {
    if (leaf.event != "case.opened") continue;
    for (std::size_t i = 0; i < kind->criteria.size(); ++i)
      if (leaf.detail.ends_with(";criterion=" + std::to_string(i + 1)))
        return html::paragraph("Opened because " + kind->criteria[i] + ".");
    if (leaf.detail.ends_with(";criterion=none"))
      return html::paragraph("Opened though no criterion of the charter is met; the notification says why.");
  }
  return html::paragraph("It is not on record by which criterion this was opened.");
}

// Why its last day was put off, as it was put on record last.
Html agreed_html(const Visit& visit, const CaseFile& case_file, const RunningClock& clock) {
  if (!clock.extended) return {};
  for (auto record = case_file.records.rbegin(); record != case_file.records.rend(); ++record) {
    const charter::RecordKind* kind = visit.app.charter().record_kind(record->kind);
    const charter::Part* part = kind ? &kind->parts.front() : nullptr;
    if (!part || !tells_of(*part, clock.clock->extended_to) || case_file.destroyed(record->id) || !may_read(visit, *record)) continue;
    const auto opened = read_part(visit.app, visit.actor, record->id, part->name);
    if (!opened) return {};
    Html lines;
    for (const charter::Field& field : part->fields)
      if (field.records.empty() && opened->values.contains(field.name))
        lines += Html("<br>") + html::text(field.label + ": " + shown(field, opened->values));
    return lines;
  }
  return {};
}

Html clocks_html(const Visit& visit, const CaseFile& case_file) {
  html::SummaryList list;
  for (const RunningClock& clock : clocks_of(visit.app.charter(), case_file.events, case_file.row.opened)) {
    const bool late = is_late(clock, visit.app.today());
    const Html mark = late ? html::tag({.text = "Late", .classes = "govuk-tag--red"}) + html::text(" ") : Html();
    const Html way = !clock.runs() ? Html() : record_event_html(visit, case_file, clock.clock->until);
    list.rows.push_back({.key = {.text = clock.clock->title},
                         .value = {.text = mark + html::text(words(clock, visit.app.charter(), visit.app.today())) +
                                           agreed_html(visit, case_file, clock) +
                                           (way.empty() ? Html() : Html("<br>") + way)}});
  }
  return list.rows.empty() ? Html() : html::summary_list(list);
}

// What an agency has asked back and was not answered for good: the office sees all of it, an agency its own.
Html asked_back_html(const Visit& visit, const CaseFile& case_file) {
  if (visit.business == Business::task) return {};
  const bool answers = answers_recalls(visit.app, visit.actor);
  std::vector<html::Content> lines;
  for (const RecallView& one : recalls_of_case(visit.app, case_file.row.id)) {
    if (!one.recall.stands() || (visit.business == Business::agency && one.record.owner != visit.actor.agency)) continue;
    const std::string words = item_words(one) + ", of " + one.owner + ". " + state_words(visit.app, one);
    lines.emplace_back(answers ? html::link(words, kAskedBack + one.recall.warrant.text()) : html::text(words));
  }
  return lines.empty() ? Html() : html::heading(2, "Asked back by its owner", html::Size::m) + html::bullets(lines);
}

// SOM-09: what an agency is asked, about whom, why and by when. Of what is asked of another it sees nothing.
Html questions_html(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  const bool agency = visit.business == Business::agency;
  std::vector<store::RecordRow> asked = case_file.records;
  std::erase_if(asked, [&](const store::RecordRow& one) {
    return one.kind != kind.name || case_file.destroyed(one.id) || (agency && one.owner != visit.actor.agency);
  });
  const std::string gone = destroyed_words(visit, case_file, kind);
  Html content = html::heading(2, agency ? "What your agency is asked" : kind.title, html::Size::m);
  if (agency) {
    const auto opened = read_parts(visit.app, visit.actor, asked, kind.parts.front().name);
    if (!opened) return content + html::paragraph("It cannot be opened now. Try again; if it lasts, tell the office.");
    for (const auto& [id, part] : *opened) content += values_html(kind.parts.front().fields, part.values);
    if (!gone.empty()) content += html::paragraph(gone);
    else if (opened->empty() && !concluded(visit.app.charter(), case_file.row))
      content += html::paragraph("What is asked is not on record yet. Supply nothing before it stands here.");
    return content;
  }
  std::vector<html::Content> lines;
  for (const store::RecordRow& one : asked) {
    const std::string words = parties::title_of(visit.app.charter(), one.owner) + ", recorded on " + one.collected.words();
    lines.emplace_back(may_read(visit, one) ? html::link(words, path_of(one)) : html::text(words));
  }
  if (!lines.empty()) content += html::bullets(lines);
  if (!gone.empty()) content += html::paragraph(gone);
  else if (lines.empty() && concluded(visit.app.charter(), case_file.row))
    content += html::paragraph("It was not put on record what any agency was asked.");
  else if (lines.empty()) content += html::paragraph("It is not on record yet what any agency is asked.");
  if (may_add(visit, case_file, kind.name))
    content += html::button({.text = "Add: " + within_sentence(kind.title), .href = path_of_add(case_file, kind.name),
                             .classes = "govuk-button--secondary"});
  return content;
}

// `wrong`: with what was asked of an agency.
http::Response show_with(const Visit& visit, const CaseFile& case_file, const std::string& wrong) {
  const bool office = visit.business == Business::office;
  const bool agency_only = visit.business == Business::agency;
  Html content;
  if (const auto day = case_file.day_asked(visit.actor.agency); day && !office)
    content += html::paragraph("Your agency was asked to contribute on " + day->words() + ".");
  if (office) content += hold_notice(visit.app, case_file.row);
  if (!agency_only) content += grounds_html(visit, case_file) + clocks_html(visit, case_file);
  content += overview_next_html(visit, case_file) + guards_html(visit, case_file) + acts_html(visit, case_file);
  content += asked_back_html(visit, case_file);
  if (visit.business == Business::office) content += erasures_html(visit.app, visit.actor, case_file.row.id, std::nullopt);
  for (const charter::RecordKind* kind : question_kinds(visit.app.charter(), case_file.row.kind))
    if (visit.business != Business::task && stands_on(*kind, case_file, "")) content += questions_html(visit, case_file, *kind);
  if (office && !supplied_kinds(visit.app.charter(), case_file.row.kind).empty()) content += agencies_html(visit, case_file, wrong);
  for (const charter::RecordKind* kind : supplied_kinds(visit.app.charter(), case_file.row.kind))
    if (stands_on(*kind, case_file, "")) content += items_html(visit, case_file, *kind);
  for (const charter::RecordKind* kind : own_kinds_on(visit, case_file, "")) content += own_records_html(visit, case_file, *kind);
  if (visit.business != Business::task) content += conclusion_html(visit, case_file);
  std::vector<html::ErrorSummaryItem> errors;
  if (!wrong.empty()) errors.push_back({.text = wrong, .href = "#agency"});
  return section_page(visit, case_file, "", content, errors);
}

http::Response show(const Visit& visit, const CaseFile& case_file) { return show_with(visit, case_file, ""); }

http::Response step(const Visit& visit, const CaseFile& case_file) {
  return take_posted_step(visit.app, visit.request, case_file.row, path_of(case_file.row));
}

// No name, no case and nothing about anybody: the mail may go astray.
mail::Message asking_mail(const Visit& visit, const CaseFile& case_file, const std::string& to) {
  const std::string& partnership = visit.app.charter().partnership.name;
  return {to, partnership + " asks your agency to contribute",
          partnership + " asks your agency to contribute what it knows.\n\nSign in, and you see what is asked:\n\n    " +
              visit.app.outbox->link(path_of(case_file.row)) + "\n\nIf you did not expect this, " +
              how_to_reach_us(visit.app.charter()) + ".\n"};
}

// Whoever of that agency can come here and supply something.
std::vector<parties::Account> people_to_tell(const App& app, const CaseFile& case_file, AgencyId agency) {
  auto people = people_of(app, agency);
  std::erase_if(people, [&](const parties::Account& one) {
    return business_with(app.charter(), app.actor(one), {app.charter().case_kind(case_file.row.kind)}) != Business::agency;
  });
  return people;
}

// Who will be told, before anybody is.
http::Response look_at_asking(const Visit& visit, const CaseFile& case_file, const charter::Agency& agency) {
  const auto people = people_to_tell(visit.app, case_file, parties::agency_id(agency.name));
  std::vector<html::Content> told;
  for (const parties::Account& one : people) told.emplace_back(one.name + " (" + one.email + ")");
  const std::string title = "Ask " + agency.title + " to contribute?";
  Html content = html::heading(1, title, html::Size::l);
  content += html::paragraph("From then on its people know of " + within_sentence(name_of(visit, case_file)) +
                             " and can supply what they know.");
  if (people.empty())
    content += html::paragraph("Nobody of this agency can sign in, so nobody is told by mail. Tell it yourself; what it sends you can "
                               "enter for it.");
  else if (!visit.app.outbox)
    content += html::paragraph("Mail is off here. Tell these people yourself; they find it when they sign in:") +
               html::bullets(told);
  else
    content += html::paragraph("A mail goes to these people. It holds a link to sign in by, and nothing about anybody. Is each address "
                               "right?") +
               html::bullets(told);
  for (const charter::RecordKind* kind : question_kinds(visit.app.charter(), case_file.row.kind))
    if (case_file.count(kind->name, parties::agency_id(agency.name)) == 0)
      content += html::inset_text({.text = "It is not on record yet what this agency is asked, about whom, why and by when. Until it is, "
                                           "the agency sees no more than that it was asked. It is put on record by: " +
                                           charter::joined(writers_of(visit.app.charter(), *kind), "; ") + "."});
  const bool mails = !people.empty() && visit.app.outbox;
  content += html::form(path_of(case_file.row) + "/agencies", csrf(visit.request),
                        html::hidden_input("agency", agency.name) +
                            html::button({.text = mails ? "Ask it and send the mail" : "Ask it", .name = "stage", .value = "send",
                                          .prevent_double_click = true}));
  return page(visit.app, visit.request, {title, html::two_thirds(content),
                                         html::back_link({.href = path_of(case_file.row), .text = name_of(visit, case_file)})});
}

http::Response ask(const Visit& visit, const CaseFile& case_file) {
  const App& app = visit.app;
  const std::string back = path_of(case_file.row);
  if (concluded(app.charter(), case_file.row))
    return problem(app, visit.request, {"It is concluded.", "Nobody is asked any more."}, back);
  const policy::Subject subject = *app.vault.subject_of_case(case_file.row.id);
  const auto mandate = app.vault.gate().authorise(visit.actor, charter::Capability::open_case, subject);
  if (!mandate) return problem(app, visit.request, mandate.error(), back);
  const charter::Agency* agency = app.charter().agency(visit.request.form.get("agency"));
  if (!agency) return show_with(visit, case_file, "Choose the agency that is asked");
  if (case_file.asked(parties::agency_id(agency->name))) return http::Response::redirect(back);  // sent once more: told once
  if (visit.request.form.get("stage") != "send") return look_at_asking(visit, case_file, *agency);
  const auto asked = app.vault.ask_agency(*mandate, visit.request.form.get("agency"));
  if (!asked) return problem(app, visit.request, asked.error(), back);
  const auto told = tell_to_contribute(visit, case_file, parties::agency_id(agency->name));
  if (told) return http::Response::redirect(back);
  const Html content = html::heading(1, "Asked, but not told by mail", html::Size::l) +
                       html::paragraph("The agency is asked. The mail could not be sent: " + told.error().message) +
                       html::paragraph("Tell its people yourself.") +
                       html::paragraph(html::link("Back to " + within_sentence(name_of(visit, case_file)), back));
  return page(app, visit.request, {"Asked, but not told by mail", html::two_thirds(content)});
}

}  // namespace

Result<void> tell_to_contribute(const Visit& visit, const CaseFile& case_file, AgencyId agency) {
  if (!visit.app.outbox) return {};
  for (const parties::Account& one : people_to_tell(visit.app, case_file, agency))
    TRY(visit.app.outbox->put(asking_mail(visit, case_file, one.email), ""));
  return {};
}

std::vector<std::string> readers_of(const charter::Charter& charter, const charter::RecordKind& kind) {
  return allowed_to(charter, charter::Act::read, kind);
}

std::vector<std::string> writers_of(const charter::Charter& charter, const charter::RecordKind& kind) {
  return allowed_to(charter, charter::Act::add, kind);
}

void add_case_page(http::Router& router, const App& app) {
  const std::string base = std::string(kCases) + "/{case}";
  const auto add = [&](http::Method method, const std::string& pattern, http::Response (*handler)(const Visit&, const CaseFile&)) {
    router.add(method, pattern, http::Door::signed_in,
               [&app, handler](const http::Request& request) { return for_case(app, request, handler); });
  };
  add(http::Method::get, base, show);
  add(http::Method::post, base + "/step", step);
  add(http::Method::post, base + "/agencies", ask);
}

}  // namespace concordat::casework
