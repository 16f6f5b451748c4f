// Looking at a hold again: whether it must stand still, why, and when somebody looks next. Who finds that it need not asks for its release.

#include <algorithm>

#include "casework/disposal/visit.h"
#include "casework/hold_view.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

// Nothing where none such stands, or where it ends by itself.
std::optional<store::HoldRow> hold_named(const DisposalVisit& visit) {
  const std::string& target = visit.request.parts.at("target");
  std::optional<store::HoldRow> found;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::HoldRow& hold : reader.holds())
      if (hold.scope == visit.request.parts.at("scope") && hold.target == (target == "all" ? "" : target) &&
          (hold.scope != "record" || vault::hold_reason(reader, hold.scope, hold.target)))
        found = hold;
  });
  return visit.powers.hold ? found : std::nullopt;
}

http::Response hold_page(const DisposalVisit& visit, const store::HoldRow& hold, const Entered& entered) {
  const std::string title = "Look at a hold again";
  const std::string why = why_words(visit.app, hold);
  html::SummaryList facts;
  facts.rows = {{.key = {.text = "What is held"}, .value = {.text = hold_words(visit.app, hold)}},
                {.key = {.text = "Since"}, .value = {.text = london_date(hold.since).words()}},
                {.key = {.text = "Why"}, .value = {.text = why.empty() ? "No reason is on record" : why}}};
  Html content = html::heading(1, title, html::Size::l) + html::summary_list(facts);
  content += html::paragraph("While it stands, nothing of this is destroyed, also past the last day that our notice gives. If it need not "
                             "stand any more, ask for its release under Disposal: a second person confirms that.");
  content += html::heading(2, "It must stand", html::Size::m) +
             html::form(path_of_hold(hold), csrf(visit.request),
                        fields_html(why_fields(), entered) +
                            html::button({.text = "Keep the hold, and look again on that day", .prevent_double_click = true}));
  return page(visit.app, visit.request,
              {title, html::two_thirds(content), html::back_link({.href = kDisposalPath, .text = "Disposal"}), entered.summary(),
               entered.ok() ? 200 : 422});
}

}  // namespace

http::Response show_hold(const DisposalVisit& visit) {
  const auto hold = hold_named(visit);
  return hold ? hold_page(visit, *hold, {}) : not_found();
}

http::Response review_hold(const DisposalVisit& visit) {
  const auto hold = hold_named(visit);
  const auto mandate = visit.app.vault.gate().authorise(visit.actor, charter::Capability::hold);
  if (!hold || !mandate) return not_found();
  const Entered entered = read_why(visit);
  if (!entered.ok()) return hold_page(visit, *hold, entered);
  return after_act(visit, visit.app.disposal.review_hold(*mandate, hold->scope, hold->target, asked_of(entered)));
}

}  // namespace concordat::casework
