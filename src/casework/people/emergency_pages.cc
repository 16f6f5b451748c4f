// Emergency access: asking for it, and reviewing what somebody else asked for.

#include <algorithm>

#include "casework/fields.h"
#include "casework/people/people.h"
#include "casework/second_factor.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/people.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kReviewList = "/workspace/emergency/reviews";

const std::vector<charter::Field>& emergency_fields() {
  static const std::vector<charter::Field> fields = [] {
    charter::Field reference;
    reference.name = "reference";
    reference.label = "Reference of the case";
    reference.hint = "Like R-2026-001.";
    charter::Field reason;
    reason.name = "reason";
    reason.label = "Why you need it now";
    reason.hint = "Do not name the child or the family. Whoever reviews your access reads this.";
    reason.type = charter::FieldType::long_text;
    return std::vector<charter::Field>{reference, reason};
  }();
  return fields;
}

std::string reference_of(const App& app, CaseId id) {
  const auto row = case_of(app, id);
  return row ? row->reference : "a case";
}

Html open_html(const App& app, const policy::Actor& actor) {
  std::vector<html::Content> lines;
  for (const store::EmergencyRow& row : open_emergencies(app, actor.account)) {
    const auto of = case_of(app, row.case_id);
    if (!of) continue;
    const auto way = page_of_case(app, actor, *of);
    lines.emplace_back((way ? html::link(of->reference, *way) : html::text(of->reference)) +
                       html::text(" is open to you until " + london_words(row.closes)));
  }
  return lines.empty() ? Html() : html::heading(2, "Open now", html::Size::m) + html::bullets(lines);
}

http::Response ask_emergency(const App& app, const http::Request& request, const Entered& entered) {
  const policy::Actor actor = app.actor(request);
  if (!app.vault.gate().may_meet_an_emergency(actor)) return not_found();
  Html content = html::heading(1, "Emergency access", html::Size::xl) + open_html(app, actor);
  content += html::lead("If a child is in danger now, and you cannot wait for an appointment or a training.");
  content += html::bullets({"It opens one case to you, for " + std::to_string(vault::kEmergencyMinutes) + " minutes, for reading alone.",
                            "It opens what your role could open if you were trained and appointed, and no more.",
                            "Those who review such accesses, and the agencies whose records are in the case, are told at once.",
                            "Somebody else reviews it within " + std::to_string(vault::kReviewWorkingDays) + " working days."});
  content += html::form(kEmergency, csrf(request),
                        fields_html(emergency_fields(), entered) +
                            html::button({.text = "Open the case", .prevent_double_click = true, .classes = "govuk-button--warning"}));
  return page(app, request,
              {"Emergency access", html::two_thirds(content), html::back_link({.href = "/workspace"}), entered.summary(),
               entered.ok() ? 200 : 422});
}

// Which case there is, it says only after the second factor.
std::optional<http::Response> wrong_emergency(const App& app, const http::Request& request) {
  const Entered entered = read_fields(emergency_fields(), request.form);
  return entered.ok() ? std::nullopt : std::optional(ask_emergency(app, request, entered));
}

http::Response take_emergency(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  if (!app.vault.gate().may_meet_an_emergency(actor)) return not_found();
  Entered entered = read_fields(emergency_fields(), request.form);
  if (!entered.ok()) return ask_emergency(app, request, entered);
  const auto row = case_with_reference(app, entered.values["reference"]);
  const auto subject = row ? app.vault.subject_of_case(row->id) : std::nullopt;
  const auto mandate = app.vault.gate().authorise_emergency(actor, subject.value_or(policy::Subject{}));
  if (!mandate && !actor.confidential && app.charter().staff_need_training)
    return problem(app, request, mandate.error(), "/confidentiality");
  if (!mandate) {  // the same words whether there is such a case or not
    entered.errors["reference"] = "There is no case with this reference that an emergency access would open to you";
    return ask_emergency(app, request, entered);
  }
  Error last{"Nobody else is there who reviews emergency accesses.", "Call somebody who may open the case."};
  for (const AccountId second : reviewers(app, actor.account)) {
    const auto opened = vault::People(app.vault).break_glass(*mandate, entered.values["reason"], second);
    if (opened) return http::Response::redirect(kEmergency);
    last = opened.error();
  }
  return problem(app, request, last, kEmergency);
}

// ---- review

Html review_html(const App& app, const http::Request& request, const policy::Actor& actor, const store::EmergencyRow& row) {
  const CivilDate due = vault::review_due(app.charter(), row);
  const std::string reference = reference_of(app, row.case_id);
  html::SummaryList list;
  list.card = html::SummaryCard{.title = name_of_account(app, row.account) + " opened " + reference};
  const auto line = [&](const char* key, const std::string& value) {
    list.rows.push_back({.key = {.text = std::string(key)}, .value = {.text = value}});
  };
  line("When", london_words(row.opened) + " to " + london_words(row.closes));
  line("Review", (due < app.today() ? "Overdue since " : "Due by ") + due.words());
  if (const auto mandate = app.vault.gate().authorise(actor, charter::Capability::review_emergency)) {
    const auto reason = vault::People(app.vault).reason_of(*mandate, row.id);
    line("Reason", reason ? *reason : "It is not kept any more.");
  }
  std::size_t readings = 0;
  for (const ledger::Leaf& leaf : app.vault.history(row.case_id))
    readings += leaf.event.ends_with(".read") && leaf.detail.contains("emergency=" + row.id.text()) ? 1 : 0;
  line("Looked at", std::to_string(readings) + (readings == 1 ? " time" : " times"));
  const Html hidden = "<span class=\"govuk-visually-hidden\"> " + html::text(reference) + "</span>";
  const Html buttons =
      Html("<div class=\"govuk-button-group\">") +
      html::button(
          {.text = html::text("It was justified") + hidden, .name = "outcome", .value = "justified", .prevent_double_click = true}) +
      html::button({.text = html::text("It was not") + hidden, .name = "outcome", .value = "not-justified", .prevent_double_click = true,
                    .classes = "govuk-button--warning"}) +
      Html("</div>");
  return html::summary_list(list) + html::form(std::string(kReviewList) + "/" + row.id.text(), csrf(request), buttons);
}

http::Response reviews(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  if (!app.vault.gate().authorise(actor, charter::Capability::review_emergency)) return not_found();
  Html content = html::heading(1, "Emergency accesses to review", html::Size::xl);
  const auto rows = emergencies_to_review(app, actor);
  if (rows.empty()) content += html::paragraph("None waits for your review.");
  for (const store::EmergencyRow& row : rows) content += review_html(app, request, actor, row);
  return page(app, request, {"Emergency accesses to review", html::two_thirds(content), html::back_link({.href = "/workspace"})});
}

http::Response take_review(const App& app, const http::Request& request) {
  const auto id = EmergencyId::parse(request.parts.at("emergency"));
  const auto mandate = app.vault.gate().authorise(app.actor(request), charter::Capability::review_emergency);
  const std::string outcome = request.form.get("outcome");
  if (!id || !mandate) return not_found();
  if (outcome != "justified" && outcome != "not-justified")
    return problem(app, request, {"It was not said what came of the review.", "Go back and use one of the two buttons."}, kReviewList);
  const auto done = vault::People(app.vault).review(*mandate, *id, outcome == "justified");
  return done ? http::Response::redirect(kReviewList) : problem(app, request, done.error(), kReviewList);
}

}  // namespace

void add_emergency_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const auto add = [&](Method method, const std::string& pattern, http::Response (*answer)(const App&, const http::Request&)) {
    router.add(method, pattern, Door::signed_in, [&app, answer](const http::Request& request) { return answer(app, request); });
  };
  add(Method::get, kEmergency, [](const App& a, const http::Request& request) { return ask_emergency(a, request, {}); });
  router.add(Method::post, kEmergency, Door::signed_in,
             confirmed(app, [&app](const http::Request& request) { return take_emergency(app, request); },
                       [&app](const http::Request& request) { return wrong_emergency(app, request); }));
  add(Method::get, kReviewList, reviews);
  add(Method::post, std::string(kReviewList) + "/{emergency}", take_review);
}

}  // namespace concordat::casework
