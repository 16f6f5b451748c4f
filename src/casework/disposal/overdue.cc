// What is due and does not go by itself: what could not be carried out and why, and what nobody proposes any more.

#include <algorithm>

#include "casework/access.h"
#include "casework/disposal/visit.h"
#include "casework/fields.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

struct Stuck {
  WarrantView what;
  Error why;
};

// What is due, described as the warrant would be.
WarrantView view_of(const App& app, store::Reader& reader, const vault::DueParts& due) {
  WarrantView view;
  view.row.case_id = due.case_id;
  view.row.owner = due.owner;
  const auto row = reader.find_case(due.case_id);
  view.reference = row ? row->reference : "no case";
  view.owner = owner_title(app, reader, due.owner);
  for (const auto& [record, part] : due.parts) add_to(view.contents, app, reader, record);
  return view;
}

void add_approved(const App& app, store::Reader& reader, std::vector<Stuck>& stuck) {
  for (WarrantView& view : warrants_in_state(app, "approved", kMostOpenWarrants)) {
    if (view.on_hold) continue;  // its state says so, and a hold is no fault
    CivilDate day = app.today();  // of carrying it out
    if (view.row.quarantine_until) day = std::max(day, london_date(*view.row.quarantine_until));
    auto why = vault::obstacle(reader, view.row, reader.warrant_items(view.row.id), day);
    if (why) stuck.push_back({std::move(view), std::move(*why)});
  }
}

void add_begun(const App& app, std::vector<Stuck>& stuck) {
  for (WarrantView& view : warrants_in_state(app, "intended", kMostOpenWarrants))
    stuck.push_back({std::move(view),
                     {"It was begun, and its keys could not all be erased yet.",
                      "The next daily run tries again. If it still stands here tomorrow, look at the disk that holds the keyring."}});
}

void add_due_by_rule(const App& app, store::Reader& reader, std::vector<Stuck>& stuck) {
  for (const vault::DueParts& due : vault::due_by_rule(app.vault, reader, app.today().plus_days(-1))) {
    WarrantView view = view_of(app, reader, due);
    std::vector<store::WarrantItemRow> items;
    for (const auto& [record, part] : due.parts) items.push_back({WarrantId{}, record, part});
    view.row.content = vault::content_of(items);
    if (vault::on_hold(reader, view.row, items)) continue;
    auto why = vault::obstacle(reader, view.row, items, app.today());
    if (why) stuck.push_back({std::move(view), std::move(*why)});
  }
}

Html propose_html(const DisposalVisit& visit, const vault::DueParts& due, const WarrantView& what) {
  if (!visit.powers.propose) return html::paragraph("Somebody whose role includes proposing a destruction must propose it.");
  std::string words = "Propose to " + within_sentence(act_words(what));
  const Html content = html::hidden_input("case", due.case_id.text()) + html::hidden_input("owner", due.owner.text()) +
                       html::button({.text = words, .prevent_double_click = true, .classes = "govuk-button--secondary"});
  return html::form(std::string(kDisposalPath) + "/propose", csrf(visit.request), content);
}

Html due_html(const DisposalVisit& visit, const vault::DueParts& due, const WarrantView& what) {
  const charter::Charter& charter = visit.app.charter();
  const CivilDate published = due.first_due.plus_days(charter.approval_days + charter.quarantine_days);
  html::SummaryList facts;
  facts.rows = {{.key = {.text = "Last day"}, .value = {.text = due.first_due.words()}},
                {.key = {.text = "Published time for destruction"},
                 .value = {.text = "until " + published.words() + (published < visit.app.today() ? ": overdue" : "")}}};
  return html::heading(3, act_words(what), html::Size::s) + html::summary_list(facts) + propose_html(visit, due, what);
}

Result<void> propose(const DisposalVisit& visit) {
  const CaseId id = CaseId::parse(visit.request.form.get("case")).value_or(CaseId{});
  const auto subject = visit.app.vault.subject_of_case(id);
  if (!subject) return Error{"There is no such case.", "Look at the list again."};
  const policy::Mandate mandate =
      TRY(visit.app.vault.gate().authorise(visit.actor, charter::Capability::propose_destruction, *subject));
  return visit.app.disposal.propose_again(mandate, AgencyId::parse(visit.request.form.get("owner")).value_or(AgencyId{}));
}

}  // namespace

Html stuck_html(const DisposalVisit& visit) {
  std::vector<Stuck> stuck;
  visit.app.vault.store().read([&](store::Reader& reader) {
    add_approved(visit.app, reader, stuck);
    add_begun(visit.app, stuck);
    add_due_by_rule(visit.app, reader, stuck);
  });
  if (stuck.empty()) return {};
  html::Table table;
  table.caption = "Could not be carried out";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "What"}, {.text = "Why"}, {.text = "What to do"}};
  for (const Stuck& one : stuck)
    table.rows.push_back({{.text = act_words(one.what)}, {.text = one.why.message}, {.text = one.why.remedy}});
  return html::warning_text({.text = counted(stuck.size(), "destruction") + " cannot be carried out as the notice promises."}) +
         html::scrolling_table(table);
}

Html unproposed_html(const DisposalVisit& visit) {
  Html sections;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const vault::DueParts& due : vault::due_unproposed(visit.app.vault, reader, visit.app.today()))
      sections += due_html(visit, due, view_of(visit.app, reader, due));
  });
  if (sections.empty()) return {};
  return html::heading(2, "Due, and not proposed", html::Size::m) +
         html::paragraph("Its proposal was cancelled. Nothing of it is destroyed until it is proposed again and two people approve.") +
         sections;
}

http::Response propose_again(const DisposalVisit& visit) { return visit.powers.propose ? after_act(visit, propose(visit)) : not_found(); }

}  // namespace concordat::casework
