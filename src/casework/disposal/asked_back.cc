// What an agency asked back, for who answers it: approving its destruction, or refusing it with a reason that the agency is shown.

#include "casework/disposal/visit.h"
#include "casework/fields.h"
#include "casework/people/people.h"
#include "casework/recall_view.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

std::vector<charter::Field> refusal_fields() {
  charter::Field reason;
  reason.name = "reason";
  reason.label = "Why it must be kept";
  reason.hint = "A duty of law, for example, and which. The agency is shown this. Do not name anybody.";
  reason.type = charter::FieldType::long_text;
  charter::Field until;
  until.name = "until";
  until.label = "Until when, if you know";
  until.hint = "A hold keeps it until then, also where the case ends before; on the day after this waits for an answer again. Without a "
               "day it goes with its case.";
  until.type = charter::FieldType::date;
  until.required = false;
  until.not_before = {"today"};
  return {reason, until};
}

Html recall_facts_html(const DisposalVisit& visit, const RecallView& view, const std::string& reason) {
  html::SummaryList facts;
  const auto line = [&](const char* key, const std::string& value) {
    facts.rows.push_back({.key = {.text = std::string(key)}, .value = {.text = value}});
  };
  line("What", item_words(view) + ", for " + view.reference);
  line("Belongs to", view.owner);
  line("Asked by", name_of_account(visit.app, view.recall.asked_by) + " on " + london_words(view.recall.asked));
  line("Why", reason.empty() ? "No reason was given; none is needed" : reason);
  line("Now", state_words(visit.app, view));
  return html::summary_list(facts);
}

Html answer_html(const DisposalVisit& visit, const RecallView& view, const Entered& entered) {
  Html content;
  if (view.on_hold)
    content += html::warning_text({.text = "A hold stands against this: nothing of it is destroyed while the hold lasts."});
  if (const auto warrants = warrants_by_id(visit.app, {view.recall.warrant}); view.waits() && !warrants.empty())
    content += html::heading(2, "Let it go", html::Size::m) +
               html::paragraph(afterwards_words(visit.app.charter(), warrants.front()) + ". Approved by: " +
                               approvers_words(visit.app, warrants.front()) + ".") +
               approve_form(visit, warrants.front());
  content += html::heading(2, "Refuse it", html::Size::m);
  return content + html::form(kAskedBack + view.recall.warrant.text() + "/refuse", csrf(visit.request),
                              fields_html(refusal_fields(), entered) +
                                  html::button({.text = "Refuse, and tell " + view.owner, .prevent_double_click = true,
                                                .classes = "govuk-button--secondary"}));
}

http::Response asked_back_page(const DisposalVisit& visit, const RecallView& view, const Entered& entered) {
  const auto mandate = visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction);
  if (!mandate) return not_found();
  const auto reason = vault::Recalls(visit.app.vault).reason_of(*mandate, view.recall);
  Html content = html::heading(1, "Asked back by " + view.owner, html::Size::l);
  content += recall_facts_html(visit, view, reason ? *reason : "It is not kept any more");
  if (view.recall.is_open()) content += html::paragraph("What an agency supplied is its own. Until this is answered nobody else uses it.");
  if (view.recall.is_open()) content += answer_html(visit, view, entered);
  return page(visit.app, visit.request,
              {"Asked back", html::two_thirds(content), html::back_link({.href = kDisposalPath, .text = "Disposal"}), entered.summary(),
               entered.ok() ? 200 : 422});
}

std::optional<RecallView> asked(const DisposalVisit& visit) {
  const auto id = WarrantId::parse(visit.request.parts.at("warrant"));
  return id && visit.powers.approve ? recall_of(visit.app, *id) : std::nullopt;
}

}  // namespace

http::Response show_asked_back(const DisposalVisit& visit) {
  const auto view = asked(visit);
  return view ? asked_back_page(visit, *view, {}) : not_found();
}

http::Response refuse_asked_back(const DisposalVisit& visit) {
  const auto view = asked(visit);
  const auto mandate = visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction);
  if (!view || !mandate) return not_found();
  Entered entered = read_fields(refusal_fields(), visit.request.form, known_days(visit.app));
  if (!entered.ok()) return asked_back_page(visit, *view, entered);
  std::optional<vault::Needed> needed;
  if (const auto until = CivilDate::parse(entered.values["until"])) {
    const auto hold = visit.app.vault.gate().authorise(visit.actor, charter::Capability::hold);
    if (!hold) return problem(visit.app, visit.request, hold.error(), kAskedBack + view->recall.warrant.text());
    needed = vault::Needed{*until, *hold};
  }
  const auto refused = vault::Recalls(visit.app.vault).refuse(*mandate, view->recall.warrant, entered.values["reason"], needed);
  if (refused) return http::Response::redirect(kAskedBack + view->recall.warrant.text());
  refuse(entered, refused.error());
  return asked_back_page(visit, *view, entered);
}

}  // namespace concordat::casework
