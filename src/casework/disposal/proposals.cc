// The office's page of disposal, and the acts on it.

#include <algorithm>

#include "casework/clearance.h"
#include "casework/deposits.h"
#include "casework/disposal/disposal_pages.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kPath = "/workspace/disposal";
constexpr std::size_t kMostOpen = 500;
constexpr std::size_t kMostDone = 50;
constexpr int kDaysAhead = 30;

struct Visit {
  const App& app;
  const http::Request& request;
  policy::Actor actor;
  DisposalPowers powers;
};

std::string path_of(const WarrantView& warrant) { return std::string(kPath) + "/" + warrant.row.id.text(); }

bool approved_by(const WarrantView& warrant, AccountId account) {
  return std::ranges::find(warrant.approvals, account, &store::ApprovalRow::account) != warrant.approvals.end();
}

std::string approvers(const App& app, const WarrantView& warrant) {
  std::string names;
  for (const store::ApprovalRow& approval : warrant.approvals) {
    const auto account = app.accounts.find(approval.account);
    names += (names.empty() ? "" : ", ") + (account ? account->name : std::string("an account no longer here")) + " on " +
             london_date(approval.at).words();
  }
  return names.empty() ? "Nobody yet" : names;
}

Html cancel_form(const Visit& visit, const WarrantView& warrant) {
  if (!visit.powers.approve) return {};
  const Html words = html::text("Cancel") + "<span class=\"govuk-visually-hidden\">: do not " +
                     html::text(within_sentence(act_words(warrant))) + "</span>";
  return html::post_button(path_of(warrant) + "/cancel", csrf(visit.request), words, "govuk-button--secondary");
}

Html approve_form(const Visit& visit, const WarrantView& warrant) {
  if (!visit.powers.approve) return html::paragraph("Two people whose role includes approving must approve this.");
  if (approved_by(warrant, visit.actor.account))
    return html::inset_text({.text = "You have approved this. The second approval is another person's."});
  const Html content = "<input type=\"hidden\" name=\"content\"" + html::attribute("value", to_hex(warrant.row.content)) + ">" +
                       html::button({.text = act_words(warrant), .prevent_double_click = true, .classes = "govuk-button--warning"});
  return html::form(path_of(warrant) + "/approve", csrf(visit.request), content);
}

std::string afterwards(const charter::Charter& charter, const WarrantView& warrant) {
  if (warrant.row.kind != "weighty") return "Destroyed with the next daily run";
  return counted(static_cast<std::size_t>(charter.quarantine_days), "day") +
         " of quarantine, in which it can be cancelled; then it is destroyed for good";
}

Html proposal_html(const Visit& visit, const WarrantView& warrant) {
  const CivilDate proposed = london_date(warrant.row.proposed);
  const charter::Charter& charter = visit.app.charter();
  const CivilDate decide_by = proposed.plus_days(charter.approval_days);
  html::SummaryList facts;
  facts.rows = {{.key = {.text = "Proposed on"}, .value = {.text = proposed.words()}},
                {.key = {.text = "Decide by"}, .value = {.text = decide_by.words() + (decide_by < visit.app.today() ? ": overdue" : "")}},
                {.key = {.text = "Approved by"}, .value = {.text = approvers(visit.app, warrant)}},
                {.key = {.text = "After the second approval"}, .value = {.text = afterwards(charter, warrant)}}};
  Html content = html::heading(3, act_words(warrant), html::Size::s);
  if (warrant.on_hold) content += html::paragraph("A hold stands against this: it is not destroyed while the hold lasts.");
  return content + html::summary_list(facts) + approve_form(visit, warrant) + cancel_form(visit, warrant);
}

Html proposals_html(const Visit& visit) {
  Html content = html::heading(2, "To approve", html::Size::m, "to-approve");
  const auto proposed = warrants_in_state(visit.app, "proposed", kMostOpen);
  if (proposed.empty())
    return content + html::paragraph("Nothing waits for approval. "
                                     "When a review is concluded, what agencies supplied for it is proposed here.");
  for (const WarrantView& warrant : proposed) content += proposal_html(visit, warrant);
  return content;
}

Html quarantine_html(const Visit& visit) {
  html::Table table;
  table.caption = "In quarantine";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "What"}, {.text = "State"}, {.text = "Approved by"}, {.text = ""}};
  for (const WarrantView& warrant : warrants_in_state(visit.app, "approved", kMostOpen))
    table.rows.push_back({{.text = act_words(warrant)}, {.text = state_words(warrant)}, {.text = approvers(visit.app, warrant)},
                          {.text = cancel_form(visit, warrant)}});
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) + html::paragraph("Nothing is in quarantine.");
}

Html upcoming_html(const Visit& visit) {
  html::Table table;
  table.caption = "Due now or in the next " + std::to_string(kDaysAhead) + " days";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Last day"}, {.text = "What"}, {.text = "How many", .format = "numeric"}, {.text = "Kept"}, {.text = "Then"}};
  for (const Upcoming& one : upcoming(visit.app, visit.app.today().plus_days(kDaysAhead)))
    table.rows.push_back({{.text = one.day.words()}, {.text = one.what}, {.text = std::to_string(one.parts), .format = "numeric"},
                          {.text = one.why}, {.text = one.weighty ? "Two people approve" : "The daily run destroys it"}});
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) + html::paragraph("Nothing falls due.");
}

std::string hold_words(const App& app, const store::HoldRow& hold) {
  if (hold.scope == "everything") return "Everything";
  if (hold.scope == "agency") {
    const auto id = AgencyId::parse(hold.target);
    return "All of " + (id ? parties::title_of(app.charter(), *id) : "an agency");
  }
  if (hold.scope == "record") return "One record";
  std::optional<store::CaseRow> row;
  if (const auto id = CaseId::parse(hold.target)) app.vault.store().read([&](store::Reader& reader) { row = reader.find_case(*id); });
  return row ? "Case " + row->reference : "A case";
}

// Nothing where the clock is trusted.
Html clock_html(const Visit& visit) {
  const auto now = visit.app.disposal.trusted_clock().now();
  if (now) return {};
  Html content = html::warning_text({.text = now.error().message + " " + now.error().remedy});
  content += html::paragraph("The machine says that it is " + london_words(visit.app.vault.clock().now()) +
                             ". If that is right, two different people confirm it here; the second confirmation counts.");
  if (!visit.powers.approve) return content;
  return content + html::post_button(std::string(kPath) + "/clock", csrf(visit.request), "Confirm that this date and time are right",
                                     "govuk-button--warning");
}

Html hold_form(const Visit& visit) {
  html::Radios scope;
  scope.name = "scope";
  scope.fieldset = html::Fieldset{.legend = {.text = "What must not be destroyed for now?", .classes = "govuk-fieldset__legend--s"}};
  const Html reference = html::input({.name = "reference", .label = {.text = "Reference of the case"},
                                      .hint = html::Hint{.text = "Like R-2026-001"}, .spellcheck = false,
                                      .classes = "govuk-input--width-10"});
  scope.items = {{.text = "One case", .value = "case", .conditional = reference}, {.text = "Everything", .value = "everything"}};
  return html::details({.summary = "Place a hold",
                        .text = html::form(std::string(kPath) + "/hold", csrf(visit.request),
                                           html::radios(scope) + html::button({.text = "Place the hold", .prevent_double_click = true}))});
}

Html holds_html(const Visit& visit) {
  std::vector<store::HoldRow> holds;
  visit.app.vault.store().read([&](store::Reader& reader) { holds = reader.holds(); });
  Html content = html::heading(2, "Holds", html::Size::m);
  std::vector<html::Content> lines;
  for (const store::HoldRow& hold : holds) lines.emplace_back(hold_words(visit.app, hold) + ", since " + london_date(hold.since).words());
  content += lines.empty() ? html::paragraph("No hold stands: what is due and approved is destroyed.") : html::bullets(lines);
  content += html::paragraph("A hold stops what is due by rule and what two people approved. When somebody takes back their own consent, "
                             "what it covered is destroyed all the same.");
  if (!lines.empty()) content += html::paragraph("A hold is released by two people together. That cannot be done on this page yet.");
  return visit.powers.hold ? content + hold_form(visit) : content;
}

Html certificate_link(const App& app, const WarrantView& warrant) {
  const charter::Agency* agency = parties::find_agency(app.charter(), warrant.row.owner);
  if (!agency) return {};
  const std::string file = certificate_name(warrant.row.id);
  const auto certificates = deposits_of(app, agency->name).certificates;
  if (std::ranges::find(certificates, file) == certificates.end()) return html::text("Not written yet");
  return html::link(html::text("Certificate") + "<span class=\"govuk-visually-hidden\"> for " + html::text(warrant.reference) + "</span>",
                    std::string(kPath) + "/files/" + agency->name + "/" + file);
}

Html done_html(const Visit& visit) {
  html::Table table;
  table.caption = "Done";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "When"}, {.text = "What"}, {.text = "By"}, {.text = "Certificate"}};
  auto done = warrants_in_state(visit.app, "done", kMostDone);
  std::ranges::stable_sort(done, std::ranges::greater(), [](const WarrantView& warrant) { return warrant.done.value_or(Instant{}); });
  for (const WarrantView& warrant : done) {
    const std::string& kind = warrant.row.kind;
    const char* by = kind == "subject" ? "Consent withdrawn" : kind == "routine" ? "Daily run" : "Two approvals";
    std::string words = act_words(warrant);
    words.replace(0, 7, "Destroyed");
    table.rows.push_back({{.text = warrant.done ? london_words(*warrant.done) : ""}, {.text = words}, {.text = by},
                          {.text = certificate_link(visit.app, warrant)}});
  }
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) + html::paragraph("Nothing was destroyed yet.");
}

http::Response show(const Visit& visit) {
  const Html content = html::heading(1, "Disposal", html::Size::xl) + clock_html(visit) + proposals_html(visit) + quarantine_html(visit) +
                       upcoming_html(visit) + holds_html(visit) + done_html(visit);
  return page(visit.app, visit.request, {"Disposal", content});
}

// ---- acts

http::Response after(const Visit& visit, const Result<void>& done) {
  return done ? http::Response::redirect(kPath) : problem(visit.app, visit.request, done.error(), kPath);
}

http::Response approve(const Visit& visit) {
  if (!visit.powers.approve) return not_found();
  const auto mandate = visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction);
  if (!mandate) return problem(visit.app, visit.request, mandate.error(), kPath);
  const WarrantId id = WarrantId::parse(visit.request.parts.at("warrant")).value_or(WarrantId{});
  const Bytes content = from_hex(visit.request.form.get("content")).value_or(Bytes{});
  return after(visit, visit.app.disposal.approve(*mandate, id, content));
}

http::Response cancel(const Visit& visit) {
  if (!visit.powers.approve) return not_found();
  const auto mandate = visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction);
  if (!mandate) return problem(visit.app, visit.request, mandate.error(), kPath);
  return after(visit, visit.app.disposal.cancel(*mandate, WarrantId::parse(visit.request.parts.at("warrant")).value_or(WarrantId{})));
}

std::optional<CaseId> case_with(const App& app, std::string_view reference) {
  std::optional<CaseId> found;
  app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind& kind : app.charter().case_kinds)
      for (const store::CaseRow& row : reader.cases(kind.name))
        if (row.reference == reference) found = row.id;
  });
  return found;
}

http::Response hold(const Visit& visit) {
  if (!visit.powers.hold) return not_found();
  const auto mandate = visit.app.vault.gate().authorise(visit.actor, charter::Capability::hold);
  if (!mandate) return problem(visit.app, visit.request, mandate.error(), kPath);
  const std::string scope = visit.request.form.get("scope");
  if (scope == "everything") return after(visit, visit.app.disposal.hold(*mandate, scope, ""));
  if (scope != "case")
    return after(visit, Error{"It was not said what must not be destroyed.", "Go back and choose one case or everything."});
  const auto id = case_with(visit.app, visit.request.form.get("reference"));
  if (!id)
    return after(visit, Error{"There is no case with that reference.", "Go back and enter it as it stands on the case, like R-2026-001."});
  return after(visit, visit.app.disposal.hold(*mandate, scope, id->text()));
}

http::Response confirm_clock(const Visit& visit) {
  const auto mandate = visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction);
  if (!mandate) return not_found();
  const auto confirmed = visit.app.disposal.confirm_clock(*mandate);
  if (!confirmed) return after(visit, confirmed.error());
  return after(visit, Result<void>());
}

http::Response download(const Visit& visit) {
  return download_deposit(visit.app, visit.request.parts.at("agency"), visit.request.parts.at("file"));
}

// For those who may do something here; to others none of it exists.
http::Response for_visitor(const App& app, const http::Request& request, http::Response (*answer)(const Visit&)) {
  const policy::Actor actor = app.actor(request);
  const Visit visit{app, request, actor, disposal_powers(app.charter(), actor)};
  if (!visit.powers.any()) return not_found();
  if (const auto refused = refuse_uncleared(app, request)) return *refused;
  return answer(visit);
}

}  // namespace

void add_disposal_pages(http::Router& router, const App& app) {
  const auto add = [&](http::Method method, const std::string& pattern, http::Response (*answer)(const Visit&)) {
    router.add(method, pattern, http::Door::signed_in,
               [&app, answer](const http::Request& request) { return for_visitor(app, request, answer); });
  };
  const std::string base = kPath;
  add(http::Method::get, base, show);
  add(http::Method::post, base + "/hold", hold);
  add(http::Method::post, base + "/clock", confirm_clock);
  add(http::Method::post, base + "/{warrant}/approve", approve);
  add(http::Method::post, base + "/{warrant}/cancel", cancel);
  add(http::Method::get, base + "/files/{agency}/{file}", download);
  add_agency_pages(router, app);
}

}  // namespace concordat::casework
