#include "casework/checks/involvement_section.h"

#include <algorithm>

#include "casework/cases/sections.h"
#include "casework/checks/check_link.h"
#include "casework/checks/partner_requests.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/involvement.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kStage = "stage";
constexpr std::int64_t kMomentMicroseconds = 60 * kMicrosecondsPerSecond;  // a second press of the same button

std::string value_or(const vault::Values& values, const std::string& name, const std::string& otherwise) {
  const auto found = values.find(name);
  return found == values.end() ? otherwise : found->second;
}

struct Grid {
  const charter::RecordKind& kind;
  ChecksOfReview checks;
  std::vector<AskablePerson> people;
  std::map<RecordId, vault::OpenedPart> answers;
  bool is_over = false;  // the case is concluded: no answer is taken any more
};

Grid grid_of(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  Grid grid{kind, checks_of(visit.app, kind, case_file), people_to_ask(visit.app, visit.actor, kind, case_file), {},
            concluded(visit.app.charter(), case_file.row)};
  std::vector<store::RecordRow> records;
  for (const CheckView& one : grid.checks.checks)
    if (one.has_answer) records.push_back(one.record);
  if (auto answers = read_parts(visit.app, visit.actor, records, kind.answer()->name)) grid.answers = std::move(*answers);
  return grid;
}

Html dated(std::string_view words, const std::optional<Instant>& when) {
  return Html("<br>") + html::text(std::string(words) + (when ? " " + london_date(*when).words() : ""));
}

// What came of one question, in words; a colour says nothing that they do not.
Html cell_html(const Grid& grid, const CheckView* check) {
  if (!check) return html::text("Not asked");
  const Html asked = Html("<br>") + html::text("asked " + check->record.collected.words());
  if (check->stopped) return html::tag({.text = "Stopped by a right", .classes = "govuk-tag--grey"}) + asked;
  if (!check->has_answer && grid.is_over)
    return html::tag({.text = "Closed without an answer", .classes = "govuk-tag--grey"}) + asked;
  if (!check->has_answer) return html::tag({.text = "Waiting", .classes = "govuk-tag--yellow"}) + asked;
  const auto answer = grid.answers.find(check->record.id);
  if (answer == grid.answers.end()) return html::tag({.text = "Answered", .classes = "govuk-tag--blue"}) + dated("on", check->answered);
  const std::string known = value_or(answer->second.values, grid.kind.answered_by, "");
  const bool forgets = std::ranges::find(grid.kind.forgets_on, known) != grid.kind.forgets_on.end();
  Html words = html::tag({.text = charter::upper_first(known), .classes = forgets ? "govuk-tag--grey" : "govuk-tag--green"}) +
               dated("answered", check->answered);
  if (check->names_gone) words += dated("names destroyed", check->names_gone);
  return words;
}

// Agencies in the charter's order, then other partnerships.
std::vector<charter::Agency> asked_agencies(const Visit& visit, const Grid& grid) {
  std::vector<charter::Agency> agencies;
  for (const charter::Agency& agency : visit.app.charter().agencies)
    if (!grid.checks.of(parties::agency_id(agency.name)).empty()) agencies.push_back(agency);
  for (const auto& [word, basis] : grid.checks.basis)
    if (auto partner = visit.app.charter().agency(word) ? std::nullopt : partner_as_agency(visit.app, word))
      agencies.push_back(std::move(*partner));
  return agencies;
}

// Of another partnership: how far the message is. An agency of the charter is not asked by one.
Html message_state_html(const App& app, const CaseFile& case_file, const std::string& word) {
  const auto mail = last_question(app, case_file.row.id, word);
  if (!mail) return {};
  if (mail->delivered) return Html("<br>") + html::text("message delivered");
  return Html("<br>") + (mail->given_up ? html::tag({.text = "Not delivered", .classes = "govuk-tag--red"})
                                        : html::tag({.text = "Message on its way", .classes = "govuk-tag--blue"}));
}

const AskablePerson* person_of(const Grid& grid, const CheckView& check) {
  const auto found = std::ranges::find_if(grid.people, [&](const AskablePerson& one) { return one.row.id == check.about; });
  return found == grid.people.end() ? nullptr : &*found;
}

// What came of the questions about those whom this reader sees no name of, or of whom none is left.
Html unnamed_html(const Grid& grid, AgencyId agency) {
  Html cells;
  for (const CheckView* check : grid.checks.of(agency))
    if (!person_of(grid, *check)) cells += (cells.empty() ? Html() : Html("<br>")) + cell_html(grid, check);
  return cells.empty() ? html::text("Not asked") : cells;
}

Html grid_html(const Visit& visit, const CaseFile& case_file, const Grid& grid) {
  html::Table table;
  table.caption = "What agencies answered, by agency and person";
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  table.head = {{.text = "Agency"}};
  for (const AskablePerson& person : grid.people) table.head.push_back({.text = person.name});
  const bool unnamed = std::ranges::any_of(grid.checks.checks, [&](const CheckView& one) { return !person_of(grid, one); });
  if (unnamed) table.head.push_back({.text = "A person of this case, not named here"});
  for (const charter::Agency& agency : asked_agencies(visit, grid)) {
    std::vector<html::TableCell> cells = {{.text = html::link(agency.title, path_of_involvement(case_file) + "/agencies/" + agency.name) +
                                                   message_state_html(visit.app, case_file, agency.name)}};
    for (const AskablePerson& person : grid.people)
      cells.push_back({.text = cell_html(grid, grid.checks.of(parties::agency_id(agency.name), person.row.id))});
    if (unnamed) cells.push_back({.text = unnamed_html(grid, parties::agency_id(agency.name))});
    table.rows.push_back(std::move(cells));
  }
  if (table.rows.empty())
    return html::paragraph(
        "No agency was asked yet. When one is, its answer about each person stands here: known, not known or nil return.");
  return html::scrolling_table(table);
}

Html known_html(const Grid& grid, AgencyId agency) {
  Html content;
  for (const CheckView* check : grid.checks.of(agency)) {
    const auto answer = grid.answers.find(check->record.id);
    const AskablePerson* person = person_of(grid, *check);
    html::SummaryList list;
    list.card = html::SummaryCard{.title = person ? person->name : nobody_named(check->names_gone.has_value())};
    list.rows.push_back({.key = {.text = "Asked"}, .value = {.text = check->record.collected.words()}});
    if (answer == grid.answers.end())
      list.rows.push_back({.key = {.text = "Answer"}, .value = {.text = check->stopped ? "Stopped by a right of theirs" : "Not yet"}});
    else
      for (const charter::Field& field : grid.kind.answer()->fields)
        if (answer->second.values.contains(field.name))
          list.rows.push_back({.key = {.text = field.label}, .value = {.text = shown(field, answer->second.values)}});
    if (check->answered) list.rows.push_back({.key = {.text = "Answered"}, .value = {.text = london_words(*check->answered)}});
    if (check->names_gone)
      list.rows.push_back({.key = {.text = "Names destroyed"},
                           .value = {.text = london_words(*check->names_gone) + ": the agency no longer holds whom it was asked about"}});
    content += html::summary_list(list);
  }
  return content;
}

// Why nobody can be asked about: none is on record, or they are not this reader's to see.
Html nobody_html(const CaseFile& case_file, const charter::RecordKind& kind) {
  const bool held = std::ranges::any_of(case_file.records, [&](const store::RecordRow& one) {
    return std::ranges::find(kind.asks_about, one.kind) != kind.asks_about.end() && !case_file.destroyed(one.id);
  });
  if (held)
    return html::paragraph("The people on record here are not yours to open. Agencies are asked about them by whoever may open them.");
  return html::paragraph(html::text("Nobody is on record here about whom an agency could be asked. ") +
                         html::link("Enter the child under People", path_of(case_file.row) + "/people") +
                         html::text(" first, then ask agencies whether they know it."));
}

http::Response show_section(const Visit& visit, const CaseFile& case_file) {
  const charter::RecordKind& kind = *check_kind(visit.app.charter(), case_file.row.kind);
  const Grid grid = grid_of(visit, case_file, kind);
  Html content;
  const bool may_ask = !grid.is_over && !visit.app.charter().agencies.empty() &&
                       grant_to_ask(visit, case_file, kind, parties::agency_id(visit.app.charter().agencies.front().name)).ok();
  if (may_ask && !grid.people.empty())
    content += html::button({.text = "Ask agencies", .href = path_of_involvement(case_file) + "/ask"});
  if (grid.people.empty() && !grid.is_over)
    content += nobody_html(case_file, kind);
  content += grid_html(visit, case_file, grid);
  content += html::paragraph("Agencies are asked on the ground of: " + basis_words(visit.app.charter(), kind) + ".");
  return section_page(visit, case_file, "involvement", content);
}

// ---- one agency

struct OneAgency {
  const Visit& visit;
  const CaseFile& case_file;
  const charter::RecordKind& kind;
  const charter::Agency agency;
  Grid grid;
  std::string path;
};

// The address that was written to last; empty where nobody without an account was.
std::string address_of_contact(const OneAgency& one) {
  const charter::Part* part = contact_part(one.kind);
  if (!part) return "";
  std::vector<store::RecordRow> records;
  for (const CheckView* check : one.grid.checks.of(parties::agency_id(one.agency.name))) records.push_back(check->record);
  const auto opened = read_parts(one.visit.app, one.visit.actor, records, part->name);
  std::string address;
  for (const store::RecordRow& record : records)
    if (opened && opened->contains(record.id)) address = value_or(opened->at(record.id).values, part->fields.front().name, address);
  return address;
}

bool waits_for_answer(const OneAgency& one) {
  const auto checks = one.grid.checks.of(parties::agency_id(one.agency.name));
  return std::ranges::any_of(checks, &CheckView::waits);
}

// Another partnership: how far the message is, and what to do.
Html message_html(const OneAgency& one, const exchange::Outgoing& mail) {
  Html content = html::heading(2, "The message", html::Size::m) + html::paragraph(message_words(mail));
  if (mail.given_up) content += html::post_button(one.path + "/remind", csrf(one.visit.request), "Send it again");
  if (mail.delivered && waits_for_answer(one))
    content += html::paragraph("If no answer comes, telephone them: it waits in their system under this reference.");
  return content;
}

Html chase_html(const OneAgency& one) {
  if (const auto mail = last_question(one.visit.app, one.case_file.row.id, one.agency.name)) return message_html(one, *mail);
  const std::string address = address_of_contact(one);
  const auto sent = one.grid.checks.sent.find(one.agency.name);
  const bool waits = waits_for_answer(one);
  if (address.empty() && people_of(one.visit.app, parties::agency_id(one.agency.name)).empty())
    return html::paragraph(waits ? "It waits until the agency's agent fetches it. If no answer comes, telephone them." : "");
  Html content = html::heading(2, waits ? "Remind them" : "If an answer must be corrected", html::Size::m);
  const bool mails = one.visit.app.outbox != nullptr;
  if (sent == one.grid.checks.sent.end()) content += html::paragraph(mails ? "No mail was sent." : "No link was made.");
  else
    content += html::paragraph(counted(sent->second.count, mails ? "mail" : "link") + (mails ? " sent" : " made") + ", the last on " +
                               london_words(sent->second.last) + ".");
  content += html::paragraph("You see who is written to, and confirm it, before anything goes.");
  content += html::post_button(one.path + "/remind", csrf(one.visit.request), waits ? "Send a reminder" : "Send a new link");
  if (address.empty()) return content;
  content += html::heading(2, "The code", html::Size::m);
  content += html::paragraph(
      "The link opens nothing without a code, which you read out over the telephone, on a number that you know to be theirs. "
      "There is no service for text messages here. A new code puts an earlier one out of use.");
  return content + html::post_button(one.path + "/code", csrf(one.visit.request), "Show a new code", "govuk-button--secondary");
}

http::Response show_agency(const OneAgency& one) {
  Html content = html::heading(2, one.agency.title, html::Size::m);
  const auto basis = one.grid.checks.basis.find(one.agency.name);
  content += known_html(one.grid, parties::agency_id(one.agency.name));
  if (basis != one.grid.checks.basis.end())
    content += html::paragraph("Passed on under: " + basis_words(one.visit.app.charter(), one.kind) + ".");
  if (!concluded(one.visit.app.charter(), one.case_file.row)) content += chase_html(one);
  content += html::paragraph(html::link("All agencies", path_of_involvement(one.case_file)));
  return section_page(one.visit, one.case_file, "involvement", content);
}

// To the contact without an account, else to those of the agency who can sign in.
std::vector<CheckMail> reminders(const OneAgency& one) {
  const std::string address = address_of_contact(one);
  if (!address.empty()) return {{one.agency.name, address, true, true}};
  std::vector<CheckMail> mails;
  for (const parties::Account& account : people_of(one.visit.app, parties::agency_id(one.agency.name)))
    mails.push_back({one.agency.name, account.email, false, true});
  return mails;
}

// Who will be reminded, before anybody is.
http::Response look_at_reminding(const OneAgency& one, const std::vector<CheckMail>& mails) {
  const bool sends = one.visit.app.outbox != nullptr, waits = waits_for_answer(one);
  std::vector<html::Content> addresses;
  for (const CheckMail& mail : mails) addresses.emplace_back(mail.to);
  const std::string title = waits ? "Remind " + one.agency.title + "?" : "Send " + one.agency.title + " a new link?";
  Html content = html::heading(2, title, html::Size::m);
  content += html::paragraph(sends ? "A mail goes to these addresses. It holds a link, and nothing about anybody. Is each right?"
                                   : "Mail is off here: a new link is shown to you, to hand over to:") +
             html::bullets(addresses) +
             html::paragraph("An earlier link stops working at once, and whoever is answering by it begins again.");
  if (!waits && !address_of_contact(one).empty())
    content += html::paragraph("The code that they answered with is used up. Show a new one afterwards, and telephone it.");
  const char* const act = !sends ? "Show a new link" : waits ? "Send the reminder" : "Send the new link";
  content += html::form(one.path + "/remind", csrf(one.visit.request),
                        html::button({.text = act, .name = kStage, .value = "send", .prevent_double_click = true}));
  return section_page(one.visit, one.case_file, "involvement", content + html::paragraph(html::link("Send nothing", one.path)));
}

http::Response remind(const OneAgency& one) {
  const App& app = one.visit.app;
  const auto grant = grant_to_ask(one.visit, one.case_file, one.kind, parties::agency_id(one.agency.name));
  if (!grant) return problem(app, one.visit.request, grant.error(), one.path);
  if (const auto mail = last_question(app, one.case_file.row.id, one.agency.name)) {
    const auto again = app.messages->try_again(mail->id);
    return again ? http::Response::redirect(one.path) : problem(app, one.visit.request, again.error(), one.path);
  }
  const std::vector<CheckMail> mails = reminders(one);
  if (mails.empty()) return http::Response::redirect(one.path);
  if (one.visit.request.form.get(kStage) != "send") return look_at_reminding(one, mails);
  const auto sent = one.grid.checks.sent.find(one.agency.name);
  const std::int64_t now = app.vault.clock().now().microseconds;
  if (sent != one.grid.checks.sent.end() && now - sent->second.last.microseconds < kMomentMicroseconds)
    return http::Response::redirect(one.path);
  for (const CheckMail& mail : mails) {
    const auto outcome = send_check_mail(app, one.visit.request, *grant, mail);
    if (!outcome) return problem(app, one.visit.request, outcome.error(), one.path);
    if (!outcome->link.empty())
      return section_page(
          one.visit, one.case_file, "involvement",
          html::heading(2, "Hand this link over", html::Size::m) + html::paragraph("It could not be sent by mail: " + outcome->problem) +
              html::inset_text({.text = Html("<code class=\"concordat-secret\">") + html::text(outcome->link) + Html("</code>")}) +
              html::paragraph(html::link("Back to the agency", one.path)));
  }
  return http::Response::redirect(one.path);
}

http::Response show_code(const OneAgency& one) {
  const auto grant = grant_to_ask(one.visit, one.case_file, one.kind, parties::agency_id(one.agency.name));
  if (!grant) return problem(one.visit.app, one.visit.request, grant.error(), one.path);
  if (!one.visit.app.charter().agency(one.agency.name)) return not_found();  // another partnership's own people sign in there
  const auto code = new_check_code(one.visit.app, *grant, one.agency.name);
  if (!code) return problem(one.visit.app, one.visit.request, code.error(), one.path);
  Html content = html::panel({.title = *code, .text = "Read this to " + one.agency.title, .heading_level = 2});
  content += html::paragraph("It is shown once, now. It is good together with the link of the mail, until they have answered or " +
                             std::to_string(kMostWrongCodes) + " wrong codes were tried. Never send it by mail.");
  return section_page(one.visit, one.case_file, "involvement", content + html::paragraph(html::link("Back to the agency", one.path)));
}

template <http::Response (*answer)(const OneAgency&)>
http::Response for_agency(const Visit& visit, const CaseFile& case_file) {
  const std::string& name = visit.request.parts.at("agency");
  const charter::Agency* of_charter = visit.app.charter().agency(name);
  const charter::RecordKind& kind = *check_kind(visit.app.charter(), case_file.row.kind);
  const auto agency = of_charter ? std::optional(*of_charter) : partner_as_agency(visit.app, name);
  if (!agency) return not_found();
  OneAgency one{visit, case_file, kind, *agency, grid_of(visit, case_file, kind),
                path_of_involvement(case_file) + "/agencies/" + agency->name};
  return one.grid.checks.of(parties::agency_id(agency->name)).empty() ? not_found() : answer(one);
}

}  // namespace

std::string path_of_involvement(const CaseFile& case_file) { return path_of(case_file.row) + "/involvement"; }

std::vector<parties::Account> people_of(const App& app, AgencyId agency) {
  std::vector<parties::Account> people = app.accounts.all();
  std::erase_if(people, [&](const parties::Account& one) { return one.agency != agency || one.left.has_value(); });
  return people;
}

Result<policy::Grant> grant_to_ask(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind, AgencyId agency) {
  const policy::Subject subject = subject_for(visit.app, case_file.row.id, {kind.name, kind.parts.front().name, agency, "office", ""});
  return visit.app.vault.gate().decide(visit.actor, charter::Act::add, kind.purpose, subject);
}

// For the office: who may ask, or may see an answer.
bool has_involvement_section(const Visit& visit, const CaseFile& case_file) {
  const charter::RecordKind* kind = check_kind(visit.app.charter(), case_file.row.kind);
  if (!kind || visit.business != Business::office || visit.app.charter().agencies.empty()) return false;
  const AgencyId any = parties::agency_id(visit.app.charter().agencies.front().name);
  const policy::Subject answer = subject_for(visit.app, case_file.row.id, {kind->name, kind->answer()->name, any, "", ""});
  return grant_to_ask(visit, case_file, *kind, any).ok() || may(visit.app, visit.actor, charter::Act::read, answer);
}

void add_involvement_section(http::Router& router, const App& app) {
  using http::Method;
  add_section_page(router, app, Method::get, "involvement", "", show_section);
  add_section_page(router, app, Method::get, "involvement", "/agencies/{agency}", for_agency<show_agency>);
  add_section_page(router, app, Method::post, "involvement", "/agencies/{agency}/remind", for_agency<remind>);
  add_section_page(router, app, Method::post, "involvement", "/agencies/{agency}/code", for_agency<show_code>);
  add_asking_pages(router, app);
}

}  // namespace concordat::casework
