// What the charter asks a person to show: how each stands today, putting one on record, taking a wrong one back.

#include <algorithm>

#include "casework/charter/charter_pages.h"
#include "casework/fields.h"
#include "casework/people/people.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/statements.h"

namespace concordat::casework {
namespace {

using html::Html;

const std::vector<charter::Field>& statement_fields() {
  static const std::vector<charter::Field> fields = [] {
    charter::Field seen, reference, day, until;
    seen.name = "seen";
    seen.label = "What did you see?";
    seen.hint = "In a sentence, without anything about a person. The public reads it.";
    reference.name = "reference";
    reference.label = "Where can it be found again?";
    reference.hint = "A file number or an address, without anything about a person";
    day.name = "day";
    day.label = "The day it was made, or that you looked";
    day.type = charter::FieldType::date;
    until.name = "until";
    until.label = "The last day on which it counts";
    until.hint = "Leave it empty for as long as the charter lets it count.";
    until.type = charter::FieldType::date;
    until.required = false;
    return std::vector{seen, reference, day, until};
  }();
  return fields;
}

const charter::Evidence* find_evidence(const App& app, std::string_view name) {
  const auto& asked = app.charter().evidence;
  const auto found = std::ranges::find(asked, name, &charter::Evidence::name);
  return found == asked.end() ? nullptr : &*found;
}

std::string promises_shown_by(const App& app, const std::string& evidence) {
  std::string ids;
  for (const charter::Promise& promise : app.charter().promises)
    for (const charter::Control& control : promise.controls)
      if (control.kind == "evidence" && control.target == evidence) ids += (ids.empty() ? "" : ", ") + promise.id;
  return ids;
}

// What counts of it today, the longest.
const vault::OnRecord* counting(const std::vector<vault::OnRecord>& all, const std::string& evidence, CivilDate today) {
  const vault::OnRecord* best = nullptr;
  for (const vault::OnRecord& one : all) {
    if (one.withdrawn || one.statement.evidence != evidence || one.statement.until < today) continue;
    if (best == nullptr || best->statement.until < one.statement.until) best = &one;
  }
  return best;
}

Html asked_table(const App& app, const std::vector<vault::OnRecord>& all) {
  html::Table table{.caption = "What the charter asks for", .caption_classes = "govuk-table__caption--m", .first_cell_is_header = true};
  table.head = {{.text = "Evidence"}, {.text = "Shows"}, {.text = "Today"}, {.text = "Next"}};
  for (const charter::Evidence& asked : app.charter().evidence) {
    const vault::OnRecord* now = counting(all, asked.name, app.today());
    const Html act = html::text(now ? "Renew" : "Put on record") + "<span class=\"govuk-visually-hidden\">: " + html::text(asked.title) +
                     "</span>";
    const Html today = now ? html::text("Counts until " + now->statement.until.words())
                           : html::tag({.text = "Missing", .classes = "govuk-tag--yellow"});
    table.rows.push_back({{.text = asked.title},
                          {.text = promises_shown_by(app, asked.name)},
                          {.text = today},
                          {.text = html::link(act, std::string(kEvidencePath) + "/" + asked.name)}});
  }
  if (table.rows.empty()) return html::paragraph("The charter in force asks a person for no evidence.");
  return html::scrolling_table(table);
}

Html entries_table(const App& app, const http::Request& request, const std::vector<vault::OnRecord>& all) {
  if (all.empty()) return {};
  html::Table table{.caption = "On record", .caption_classes = "govuk-table__caption--m", .first_cell_is_header = true};
  table.head = {{.text = "Evidence"}, {.text = "What was seen"}, {.text = "Counts"}, {.text = "By"}, {.text = "If it is wrong"}};
  for (const vault::OnRecord& one : all) {
    const charter::Evidence* asked = find_evidence(app, one.statement.evidence);
    const Html words = html::text("Withdraw") + "<span class=\"govuk-visually-hidden\">: " + html::text(one.statement.seen) + "</span>";
    const Html withdraw =
        html::post_button(std::string(kEvidencePath) + "/withdraw/" + one.id, csrf(request), words, "govuk-button--secondary");
    const std::string seen = one.statement.seen + " (" + one.statement.reference + ")";
    table.rows.push_back({{.text = asked ? asked->title : one.statement.evidence},
                          {.text = one.withdrawn ? "Withdrawn: its words are erased" : seen},
                          {.text = one.statement.day.words() + " to " + one.statement.until.words()},
                          {.text = name_of_account(app, one.by)},
                          {.text = one.withdrawn ? Html() : withdraw}});
  }
  return html::scrolling_table(table);
}

http::Response list(const App& app, const http::Request& request) {
  const std::vector<vault::OnRecord> all = vault::statements_on_record(app.vault);
  Html content = html::two_thirds(html::heading(1, "Evidence by people", html::Size::xl) +
                                  html::lead("Some promises no program can look at, as where the servers stand. Somebody sees it and "
                                             "puts it on record, for a time.") +
                                  html::paragraph("What you put on record counts from the next night's attestation on."));
  content += asked_table(app, all) + entries_table(app, request, all);
  return page(app, request, {"Evidence by people", content, html::back_link({.href = kCharterPath})});
}

http::Response form(const App& app, const http::Request& request, const charter::Evidence& asked, const Entered& entered,
                    std::string wrong = "") {
  PageContent content{"Put evidence on record", {}, html::back_link({.href = kEvidencePath}), entered.summary()};
  if (!wrong.empty()) content.errors.push_back({.text = std::move(wrong), .href = "#seen"});
  if (!content.errors.empty()) content.status = 422;
  Html body = html::heading(1, "Put evidence on record", html::Size::xl) + html::lead(asked.title);
  const std::string promises = promises_shown_by(app, asked.name);
  body += html::paragraph("It " + (promises.empty() ? "" : "shows " + promises + ", and ") + "counts for " +
                          std::to_string(asked.renew_months) + " months at most.");
  body += html::form(std::string(kEvidencePath) + "/" + asked.name, csrf(request),
                     fields_html(statement_fields(), entered) + html::button({.text = "Put it on record", .prevent_double_click = true}));
  content.content = html::two_thirds(body);
  return page(app, request, std::move(content));
}

http::Response ask(const App& app, const http::Request& request) {
  const charter::Evidence* asked = find_evidence(app, request.parts.at("evidence"));
  return asked ? form(app, request, *asked, {}) : not_found();
}

http::Response take(const App& app, const http::Request& request, const policy::Mandate& mandate) {
  const charter::Evidence* asked = find_evidence(app, request.parts.at("evidence"));
  if (!asked) return not_found();
  const Entered entered = read_fields(statement_fields(), request.form);
  if (!entered.ok()) return form(app, request, *asked, entered);
  const CivilDate day = *CivilDate::parse(entered.values.at("day"));
  const auto until = entered.values.contains("until") ? CivilDate::parse(entered.values.at("until")) : std::nullopt;
  const vault::Statement statement{asked->name, entered.values.at("seen"), entered.values.at("reference"), day,
                                   until.value_or(day.plus_months(asked->renew_months))};
  const auto put = vault::put_statement(app.vault, mandate, statement);
  if (!put) return form(app, request, *asked, entered, put.error().message + " " + put.error().remedy);
  return http::Response::redirect(kEvidencePath);
}

http::Response withdraw(const App& app, const http::Request& request, const policy::Mandate& mandate) {
  const auto done = vault::withdraw_statement(app.vault, mandate, request.parts.at("entry"));
  return done ? http::Response::redirect(kEvidencePath) : problem(app, request, done.error(), kEvidencePath);
}

}  // namespace

void add_evidence_pages(http::Router& router, const App& app) {
  using http::Method;
  const auto add = [&](Method method, const std::string& pattern, auto answer) {
    router.add(method, pattern, http::Door::signed_in, [&app, answer](const http::Request& request) {
      const auto mandate = app.vault.gate().authorise(app.actor(request), charter::Capability::see_ledger);
      return mandate ? answer(request, *mandate) : not_found();
    });
  };
  const std::string path = kEvidencePath;
  add(Method::get, path, [&app](const http::Request& request, const policy::Mandate&) { return list(app, request); });
  add(Method::get, path + "/{evidence}", [&app](const http::Request& request, const policy::Mandate&) { return ask(app, request); });
  add(Method::post, path + "/{evidence}",
      [&app](const http::Request& request, const policy::Mandate& mandate) { return take(app, request, mandate); });
  add(Method::post, path + "/withdraw/{entry}",
      [&app](const http::Request& request, const policy::Mandate& mandate) { return withdraw(app, request, mandate); });
}

}  // namespace concordat::casework
