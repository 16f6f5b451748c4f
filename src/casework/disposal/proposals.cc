// The office's page of disposal, and the acts on it.

#include <algorithm>
#include <map>

#include "casework/clearance.h"
#include "casework/deposits.h"
#include "casework/disposal/visit.h"
#include "casework/erasure_view.h"
#include "casework/fields.h"
#include "casework/recall_view.h"
#include "casework/second_factor.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::size_t kMostDone = 50;
constexpr int kDaysAhead = 30;

std::string path_of(const WarrantView& warrant) { return std::string(kDisposalPath) + "/" + warrant.row.id.text(); }

bool approved_by(const WarrantView& warrant, AccountId account) {
  return std::ranges::find(warrant.approvals, account, &store::ApprovalRow::account) != warrant.approvals.end();
}

Html cancel_form(const DisposalVisit& visit, const WarrantView& warrant) {
  if (!visit.powers.approve) return {};
  if (warrant.row.kind == "recall") return html::paragraph(html::link("Answer " + warrant.owner, kAskedBack + warrant.row.id.text()));
  if (warrant.erasure) return html::paragraph(html::link("Why, and cancelling it", kErasure + warrant.row.id.text()));
  const Html words = html::text("Cancel") + "<span class=\"govuk-visually-hidden\">: do not " +
                     html::text(within_sentence(act_words(warrant))) + "</span>";
  return html::post_button(path_of(warrant) + "/cancel", csrf(visit.request), words, "govuk-button--secondary");
}

Html proposal_html(const DisposalVisit& visit, const WarrantView& warrant) {
  const CivilDate proposed = london_date(warrant.row.proposed);
  const charter::Charter& charter = visit.app.charter();
  const CivilDate decide_by = proposed.plus_days(charter.approval_days);
  html::SummaryList facts;
  facts.rows = {{.key = {.text = "Proposed on"}, .value = {.text = proposed.words()}},
                {.key = {.text = "Decide by"}, .value = {.text = decide_by.words() + (decide_by < visit.app.today() ? ": overdue" : "")}},
                {.key = {.text = "Approved by"}, .value = {.text = approvers_words(visit.app, warrant)}},
                {.key = {.text = "After the second approval"}, .value = {.text = afterwards_words(charter, warrant)}}};
  Html content = html::heading(3, act_words(warrant), html::Size::s);
  const auto recall = warrant.row.kind == "recall" ? recall_of(visit.app, warrant.row.id) : std::nullopt;
  if (recall && !recall->recall.is_open()) return content + html::paragraph(state_words(visit.app, *recall) + ".");
  if (warrant.on_hold) content += html::paragraph("A hold stands against this: it is not destroyed while the hold lasts.");
  if (warrant.erasure)  // which record and why stands on a page of its own, and whoever decides has seen it
    return content + html::summary_list(facts) + html::paragraph(html::link("Look at it, and decide", kErasure + warrant.row.id.text()));
  return content + html::summary_list(facts) + approve_form(visit, warrant) + cancel_form(visit, warrant);
}

Html proposals_html(const DisposalVisit& visit) {
  Html content = html::heading(2, "To approve", html::Size::m, "to-approve");
  const auto proposed = warrants_in_state(visit.app, "proposed", kMostOpenWarrants);
  if (proposed.empty())
    return content + html::paragraph("Nothing waits for approval. "
                                     "What only two people can let go, as the charter says, is proposed here.");
  content += bulks_html(visit);
  for (const WarrantView& warrant : proposed) content += proposal_html(visit, warrant);
  return content;
}

Html quarantine_html(const DisposalVisit& visit) {
  html::Table table;
  table.caption = "In quarantine";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "What"}, {.text = "State"}, {.text = "Approved by"}, {.text = ""}};
  for (const WarrantView& warrant : warrants_in_state(visit.app, "approved", kMostOpenWarrants))
    table.rows.push_back({{.text = act_words(warrant)}, {.text = state_words(warrant)}, {.text = approvers_words(visit.app, warrant)},
                          {.text = cancel_form(visit, warrant)}});
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) + html::paragraph("Nothing is in quarantine.");
}

Html upcoming_html(const DisposalVisit& visit) {
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

// Nothing where the clock is trusted.
Html clock_html(const DisposalVisit& visit) {
  const auto now = visit.app.disposal.trusted_clock().now();
  if (now) return {};
  Html content = html::warning_text({.text = now.error().message + " " + now.error().remedy});
  content += html::paragraph("The machine says that it is " + london_words(visit.app.vault.clock().now()) +
                             ". If that is right, two different people confirm it here; the second confirmation counts.");
  if (!visit.powers.approve) return content;
  if (visit.app.disposal.first_confirmed() == visit.actor.account)
    return content + html::inset_text({.text = "You have confirmed this. The second confirmation is another person's."});
  return content + html::post_button(std::string(kDisposalPath) + "/clock", csrf(visit.request),
                                     "Confirm that this date and time are right", "govuk-button--warning");
}

// The folder of each agency is listed once for the whole page.
using DepositsByAgency = std::map<std::string, Deposits>;

Html certificate_link(const App& app, const WarrantView& warrant, DepositsByAgency& listed) {
  const charter::Agency* agency = parties::find_agency(app.charter(), warrant.row.owner);
  if (!agency || warrant.row.kind == "answer") return {};  // what an agency destroyed by its own answer needs no certificate of ours
  if (!listed.contains(agency->name)) listed.emplace(agency->name, deposits_of(app, agency->name));
  const std::string file = certificate_name(warrant.row.id);
  if (!std::ranges::binary_search(listed.at(agency->name).certificates, file))
    return html::text(no_certificate_words(warrant, app.today()));
  return html::link(html::text("Certificate") + "<span class=\"govuk-visually-hidden\"> for " + html::text(warrant.reference) + "</span>",
                    std::string(kDisposalPath) + "/files/" + agency->name + "/" + file);
}

Html done_html(const DisposalVisit& visit) {
  html::Table table;
  table.caption = "Done";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "When"}, {.text = "What"}, {.text = "By"}, {.text = "Certificate"}};
  DepositsByAgency listed;
  auto done = warrants_in_state(visit.app, "done", kMostDone);
  std::ranges::stable_sort(done, std::ranges::greater(), [](const WarrantView& warrant) { return warrant.done.value_or(Instant{}); });
  for (const WarrantView& warrant : done) {
    const std::string& kind = warrant.row.kind;
    const char* by = kind == "subject"   ? "Consent withdrawn"
                     : kind == "routine" ? "Daily run"
                     : kind == "answer"  ? "Agency answered “not known”"
                     : kind == "ended"   ? "Booking declined or cancelled"
                     : kind == "recall"  ? "Asked back, and two approvals"
                     : kind == "erasure" ? "Proposed before its last day, and two approvals"
                                         : "Two approvals";
    std::string words = act_words(warrant);
    words.replace(0, 7, "Destroyed");
    table.rows.push_back({{.text = warrant.done ? london_words(*warrant.done) : ""}, {.text = words}, {.text = by},
                          {.text = certificate_link(visit.app, warrant, listed)}});
  }
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) + html::paragraph("Nothing was destroyed yet.");
}

http::Response show(const DisposalVisit& visit) { return show_disposal(visit, holds_html(visit), {}); }

// ---- acts

http::Response approve(const DisposalVisit& visit) {
  if (!visit.powers.approve) return not_found();
  const auto mandate = visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction);
  if (!mandate) return problem(visit.app, visit.request, mandate.error(), kDisposalPath);
  const WarrantId id = WarrantId::parse(visit.request.parts.at("warrant")).value_or(WarrantId{});
  const Bytes content = from_hex(visit.request.form.get("content")).value_or(Bytes{});
  return after_act(visit, visit.app.disposal.approve(*mandate, id, content));
}

http::Response cancel(const DisposalVisit& visit) {
  if (!visit.powers.approve) return not_found();
  const auto mandate = visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction);
  if (!mandate) return problem(visit.app, visit.request, mandate.error(), kDisposalPath);
  return after_act(visit, visit.app.disposal.cancel(*mandate, WarrantId::parse(visit.request.parts.at("warrant")).value_or(WarrantId{})));
}

http::Response confirm_clock(const DisposalVisit& visit) {
  const auto mandate = visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction);
  if (!mandate) return not_found();
  const auto confirmed = visit.app.disposal.confirm_clock(*mandate);
  if (!confirmed) return after_act(visit, confirmed.error());
  return after_act(visit, Result<void>());
}

http::Response download(const DisposalVisit& visit) {
  return download_deposit(visit.app, visit.request.parts.at("agency"), visit.request.parts.at("file"));
}

// For those who may do something here; to others none of it exists.
http::Response for_visitor(const App& app, const http::Request& request, http::Response (*answer)(const DisposalVisit&)) {
  const policy::Actor actor = app.actor(request);
  const DisposalVisit visit{app, request, actor, disposal_powers(app.charter(), actor)};
  if (!visit.powers.any()) return not_found();
  if (const auto refused = refuse_uncleared(app, request)) return *refused;
  return answer(visit);
}

}  // namespace

http::Response show_disposal(const DisposalVisit& visit, const Html& holds, std::vector<html::ErrorSummaryItem> errors) {
  const Html content = html::heading(1, "Disposal", html::Size::xl) + clock_html(visit) + stuck_html(visit) + proposals_html(visit) +
                       unproposed_html(visit) + erase_html(visit) + quarantine_html(visit) + upcoming_html(visit) + holds +
                       done_html(visit);
  const int status = errors.empty() ? 200 : 422;
  return page(visit.app, visit.request, {"Disposal", content, {}, std::move(errors), status});
}

std::string approvers_words(const App& app, const WarrantView& warrant) {
  std::string names;
  for (const store::ApprovalRow& approval : warrant.approvals) {
    const auto account = app.accounts.find(approval.account);
    names += (names.empty() ? "" : ", ") + (account ? account->name : std::string("an account no longer here")) + " on " +
             london_date(approval.at).words();
  }
  return names.empty() ? "Nobody yet" : names;
}

std::string afterwards_words(const charter::Charter& charter, const WarrantView& warrant) {
  if (!vault::is_weighty(warrant.row)) return "Destroyed with the next daily run";
  const char* stopped = warrant.row.kind == "recall" ? "refused" : warrant.erasure ? "cancelled with a reason" : "cancelled";
  return counted(static_cast<std::size_t>(charter.quarantine_days), "day") + " of quarantine, in which it can be " + stopped +
         "; then it is destroyed for good";
}

Html approve_form(const DisposalVisit& visit, const WarrantView& warrant) {
  if (!visit.powers.approve) return html::paragraph("Two people whose role includes approving must approve this.");
  if (approved_by(warrant, visit.actor.account))
    return html::inset_text({.text = "You have approved this. The second approval is another person's."});
  if (warrant.erasure && warrant.erasure->proposed_by == visit.actor.account)
    return html::inset_text({.text = "You have proposed this. Two other people approve it."});
  const Html content = html::hidden_input("content", to_hex(warrant.row.content)) +
                       html::button({.text = act_words(warrant), .prevent_double_click = true, .classes = "govuk-button--warning"});
  return html::form(path_of(warrant) + "/approve", csrf(visit.request), content);
}

http::Response after_act(const DisposalVisit& visit, const Result<void>& done) {
  return done ? http::Response::redirect(kDisposalPath) : problem(visit.app, visit.request, done.error(), kDisposalPath);
}

void add_disposal_pages(http::Router& router, const App& app) {
  const auto add = [&](http::Method method, const std::string& pattern, http::Response (*answer)(const DisposalVisit&)) {
    router.add(method, pattern, http::Door::signed_in,
               [&app, answer](const http::Request& request) { return for_visitor(app, request, answer); });
  };
  const auto add_confirmed = [&](const std::string& pattern, http::Response (*answer)(const DisposalVisit&)) {
    router.add(http::Method::post, pattern, http::Door::signed_in,
               confirmed(app, [&app, answer](const http::Request& request) { return for_visitor(app, request, answer); }));
  };
  const std::string base = kDisposalPath;
  add(http::Method::get, base, show);
  add(http::Method::post, base + "/propose", propose_again);
  add(http::Method::post, base + "/hold", place_hold);
  add_confirmed(base + "/hold/release", release_hold);
  add(http::Method::post, base + "/hold/keep", keep_hold);
  add_confirmed(base + "/clock", confirm_clock);
  add_confirmed(base + "/{warrant}/approve", approve);
  add(http::Method::get, base + "/together/{rule}", show_bulk);
  add(http::Method::post, base + "/together/{rule}/open", open_bulk);
  add(http::Method::get, base + "/together/{rule}/{warrant}", show_sample);
  add_confirmed(base + "/together/{rule}/approve", approve_bulk);
  add(http::Method::post, base + "/{warrant}/cancel", cancel);
  add(http::Method::get, kAskedBack + std::string("{warrant}"), show_asked_back);
  add(http::Method::post, kAskedBack + std::string("{warrant}/refuse"), refuse_asked_back);
  add(http::Method::get, base + "/files/{agency}/{file}", download);
  add(http::Method::post, base + "/erase", find_to_erase);
  add(http::Method::get, kErase + std::string("{case}"), show_records_to_erase);
  add(http::Method::get, kErase + std::string("{case}/{record}"), show_to_erase);
  add(http::Method::post, kErase + std::string("{case}/{record}"), propose_erasure);
  add(http::Method::get, kErasure + std::string("{warrant}"), show_erasure);
  add(http::Method::get, std::string(kDisposalPath) + "/holds/{scope}/{target}", show_hold);
  add(http::Method::post, std::string(kDisposalPath) + "/holds/{scope}/{target}", review_hold);
  add(http::Method::post, kErasure + std::string("{warrant}/cancel"), cancel_erasure);
  add_agency_pages(router, app);
  add_asking_back_pages(router, app);
}

}  // namespace concordat::casework
