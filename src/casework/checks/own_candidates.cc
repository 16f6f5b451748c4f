#include "casework/checks/own_candidates.h"

#include <algorithm>

#include "base/lists.h"
#include "casework/checks/partner_requests.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

// docs/formats/ledger.md: do not change.
constexpr const char* kLookedUp = "candidates.looked-up";
constexpr const char* kJudged = "candidate.judged";

// What a judgement rests on: words for the ledger, which holds nothing about anybody.
struct RestsOn {
  const char* word;
  const char* title;
};
constexpr RestsOn kGrounds[] = {{"name", "The name"},
                               {"birth-date", "The date of birth"},
                               {"address", "The address"},
                               {"family", "Others of the family"},
                               {"papers", "What the papers of the case say"},
                               {"asked", "What somebody told me whom I asked"},
                               {"little", "Too little is known"}};

struct OwnPerson {
  store::RecordRow record;
  match::PersonRow row;
};

struct Lookup {
  match::PersonRow asked;
  std::vector<OwnPerson> people;  // of ours, all that this person may read
  Likely likely;
  bool cut = false;

  const OwnPerson* held(const match::FamilyCandidate& found) const {
    const auto at = std::ranges::find(people, found.candidate.held.id, [](const OwnPerson& one) { return one.row.id; });
    return at == people.end() ? nullptr : &*at;
  }
};

// All about whom agencies may be asked, in every case, as far as this person may read them; reading them is in the ledger.
std::vector<OwnPerson> own_people(const Answering& one) {
  const App& app = one.app;
  std::vector<OwnPerson> people;
  for (const charter::CaseKind* of : kinds_with_case_pages(app.charter())) {
    const charter::RecordKind* kind = check_kind(app.charter(), of->name);
    if (!kind) continue;
    std::vector<store::RecordRow> records;
    app.vault.store().read([&](store::Reader& reader) {
      for (const std::string& about : kind->asks_about)
        for (store::RecordRow& record : reader.records_of_kind(about)) records.push_back(std::move(record));
    });
    for (const AskablePerson& person : people_among(app, one.actor, *kind, records)) {
      people.push_back({person.row, person_asked(kind->parts.front().fields, told_of(*kind, person))});
      people.back().row.id = person.row.id.text();
    }
  }
  return people;
}

Result<Lookup> look_up(const Answering& one, RecordId check) {
  Lookup lookup;
  lookup.people = own_people(one);
  std::vector<match::PersonRow> family;
  std::size_t place = 0;
  for (const CheckToAnswer& each : one.task.checks) {
    if (each.record.id == check) place = family.size();
    family.push_back(person_asked(one.task.kind.parts.front().fields, each.told));
  }
  if (!lookup.people.empty()) {
    std::vector<match::IndexBatch> batches(1);
    for (const OwnPerson& person : lookup.people) batches.front().add(person.row);
    const auto index = TRY(match::Index::build(std::move(batches), 1, {}));
    match::FamilyResult found = match::find_family(*index, family);
    lookup.likely = likely_of(std::move(found.people.at(place)));
    lookup.cut = !found.cut.at(place).empty();
  }
  lookup.asked = std::move(family.at(place));
  TRY(one.app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    ledger::Leaf leaf;
    leaf.event = kLookedUp;
    leaf.actor = one.actor.ledger_name();
    leaf.case_id = one.row.id;
    leaf.record = check;
    leaf.charter = one.app.charter().hash;
    leaf.detail = "compared=" + std::to_string(lookup.people.size()) + ";shown=" + std::to_string(lookup.likely.shown.size());
    one.app.vault.ledger().append(transaction, leaf);
    return {};
  }));
  return lookup;
}

const CheckToAnswer* check_of(const Answering& one) {
  const auto found = std::ranges::find(one.task.checks, one.request.parts.at("person"),
                                       [](const CheckToAnswer& check) { return check.record.id.text(); });
  return found == one.task.checks.end() ? nullptr : &*found;
}

// "R-2026-014, child"
std::string place_words(const App& app, const store::RecordRow& record) {
  const auto of = find_case(app, record.case_id.text());
  const charter::RecordKind* kind = app.charter().record_kind(record.kind);
  return (of ? of->reference : "No case") + ", " + within_sentence(kind ? kind->title : record.kind);
}

// ---- the page of one person

struct JudgementForm {
  std::vector<OwnJudgement> judgements;  // of those that are shown
  std::map<std::string, std::string> errors;
};

std::string verdict_field(const OwnJudgement& one) { return "verdict-" + one.candidate.text(); }
std::string ground_field(const OwnJudgement& one) { return "rests-on-" + one.candidate.text(); }

Html judge_html(const OwnJudgement& judgement, const JudgementForm& form, const std::string& title, bool is_judged) {
  const auto error = [&](const std::string& field) {
    const auto found = form.errors.find(field);
    return found == form.errors.end() ? std::string() : found->second;
  };
  html::Checkboxes grounds;
  grounds.name = grounds.id_prefix = ground_field(judgement);
  grounds.fieldset = html::Fieldset{.legend = {.text = "What does that rest on?", .classes = "govuk-fieldset__legend--s"}};
  grounds.classes = "govuk-checkboxes--small";
  for (const RestsOn& ground : kGrounds) grounds.items.push_back({.text = ground.title, .value = ground.word});
  grounds.values = judgement.rests_on;
  if (const std::string words = error(grounds.name); !words.empty()) grounds.error_message = html::ErrorMessage{.text = words};
  return verdict_radios(verdict_field(judgement), is_judged ? std::string(verdict_word(judgement.verdict)) : "",
                        "Is " + title + " the person asked about?", error(verdict_field(judgement))) +
         html::checkboxes(grounds);
}

http::Response lookup_page(const Answering& one, const CheckToAnswer& check, const Lookup& lookup, const JudgementForm& form) {
  const App& app = one.app;
  Html content = html::heading(1, "Is " + name_asked_about(one.task, check) + " on record here?", html::Size::l);
  content += html::paragraph("Compared with " + counted(lookup.people.size(), "record") +
                             " of people that you may open. The numbers order this list and decide nothing: you do.");
  if (lookup.cut) content += html::inset_text({.text = "Very many share a name or a postcode, and not all were compared. Search as well."});
  Html candidates;
  std::vector<html::ErrorSummaryItem> errors;
  for (std::size_t i = 0; i < lookup.likely.shown.size(); ++i) {
    const match::FamilyCandidate& found = lookup.likely.shown[i];
    const OwnPerson* held = lookup.held(found);
    if (!held) continue;
    const std::string number = "candidate " + std::to_string(i + 1);
    const std::string title = charter::upper_first(number) + ": " + place_words(app, held->record);
    const auto judged = std::ranges::find(form.judgements, held->record.id, &OwnJudgement::candidate);
    const bool is_judged = judged != form.judgements.end();
    const OwnJudgement blank{check.record.id, held->record.id, Verdict::cannot_tell, {}, ""};
    candidates += html::heading(2, title, html::Size::m) + candidate_html({title, lookup.asked, held->row, found}) +
                  judge_html(is_judged ? *judged : blank, form, number, is_judged);
    for (const std::string& field : {verdict_field(blank), ground_field(blank)})
      if (const auto words = form.errors.find(field); words != form.errors.end())
        errors.push_back({.text = words->second, .href = "#" + field});
  }
  if (lookup.likely.shown.empty())
    content += html::paragraph("Nobody on record here is likely to be this person. What is on paper, or not yours to open, was not "
                               "looked at.");
  else
    content += html::form(one.path + "/people/" + check.record.id.text(), csrf(one.request),
                          candidates + html::button({.text = "Keep these judgements", .prevent_double_click = true}));
  return page(app, one.request,
              {"Is this person on record here? Question " + one.row.reference, html::two_thirds(content),
               html::back_link({.href = one.path, .text = "The question"}), errors, errors.empty() ? 200 : 422});
}

http::Response show_candidates(const Answering& one) {
  const CheckToAnswer* check = check_of(one);
  if (!check || is_answered(one.app, one.row)) return not_found();
  const auto lookup = look_up(one, check->record.id);
  if (!lookup) return problem(one.app, one.request, lookup.error(), one.path);
  JudgementForm form{own_judgements(one.app, one.row.id), {}};
  std::erase_if(form.judgements, [&](const OwnJudgement& judgement) { return judgement.check != check->record.id; });
  return lookup_page(one, *check, *lookup, form);
}

// Of each candidate that is shown.
JudgementForm read_judgements(const http::Fields& fields, const CheckToAnswer& check, const Lookup& lookup) {
  JudgementForm form;
  for (std::size_t i = 0; i < lookup.likely.shown.size(); ++i) {
    const OwnPerson* held = lookup.held(lookup.likely.shown[i]);
    if (!held) continue;
    OwnJudgement judgement{check.record.id, held->record.id, Verdict::cannot_tell, {}, ""};
    const auto verdict = verdict_from(fields.get(verdict_field(judgement)));
    const std::vector<std::string> ticked = fields.all(ground_field(judgement));
    for (const RestsOn& ground : kGrounds)
      if (std::ranges::find(ticked, ground.word) != ticked.end()) judgement.rests_on.emplace_back(ground.word);
    const std::string number = std::to_string(i + 1);
    if (!verdict) form.errors[verdict_field(judgement)] = "Say whether candidate " + number + " is the person";
    if (judgement.rests_on.empty()) form.errors[ground_field(judgement)] = "Say what your judgement of candidate " + number + " rests on";
    if (!verdict) continue;
    judgement.verdict = *verdict;
    form.judgements.push_back(std::move(judgement));
  }
  return form;
}

http::Response take_judgements(const Answering& one) {
  const CheckToAnswer* check = check_of(one);
  if (!check || is_answered(one.app, one.row)) return not_found();
  const auto lookup = look_up(one, check->record.id);
  if (!lookup) return problem(one.app, one.request, lookup.error(), one.path);
  const JudgementForm form = read_judgements(one.request.form, *check, *lookup);
  if (!form.errors.empty()) return lookup_page(one, *check, *lookup, form);
  const auto kept = one.app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    for (const OwnJudgement& judgement : form.judgements) {
      ledger::Leaf leaf;
      leaf.event = kJudged;
      leaf.actor = one.actor.ledger_name();
      leaf.case_id = one.row.id;
      leaf.record = judgement.check;
      leaf.charter = one.app.charter().hash;
      leaf.detail = "candidate=" + judgement.candidate.text() + ";verdict=" + std::string(verdict_word(judgement.verdict)) +
                    ";rests-on=" + charter::joined(judgement.rests_on, ",");
      one.app.vault.ledger().append(transaction, leaf);
    }
    return {};
  });
  return kept ? http::Response::redirect(one.path) : problem(one.app, one.request, kept.error(), one.path);
}

std::string grounds_words(const std::vector<std::string>& words) {
  std::string text;
  for (const RestsOn& ground : kGrounds)
    if (std::ranges::find(words, ground.word) != words.end()) text += (text.empty() ? "" : ", ") + within_sentence(ground.title);
  return text;
}

}  // namespace

std::vector<OwnJudgement> own_judgements(const App& app, CaseId case_id) {
  std::vector<OwnJudgement> all;
  for (const ledger::Leaf& leaf : app.vault.changes(case_id)) {
    const auto candidate = leaf.event == kJudged ? RecordId::parse(ledger::word_of(leaf, "candidate")) : std::nullopt;
    const auto verdict = verdict_from(ledger::word_of(leaf, "verdict"));
    if (!candidate || !verdict) continue;
    const auto account = AccountId::parse(leaf.actor);
    const auto who = account ? app.accounts.find(*account) : std::nullopt;
    std::erase_if(all, [&](const OwnJudgement& one) { return one.check == leaf.record && one.candidate == *candidate; });
    all.push_back({leaf.record, *candidate, *verdict, split(ledger::word_of(leaf, "rests-on"), ','),
                   who ? who->name : "somebody who is not here any more"});
  }
  return all;
}

Html own_candidates_html(const Answering& one) {
  const std::vector<OwnJudgement> judgements = own_judgements(one.app, one.row.id);
  html::SummaryList list;
  for (const CheckToAnswer& check : one.task.checks) {
    Html said;
    for (const OwnJudgement& judgement : judgements) {
      if (judgement.check != check.record.id) continue;
      std::optional<store::RecordRow> record;
      one.app.vault.store().read([&](store::Reader& reader) { record = reader.find_record(judgement.candidate); });
      said += html::paragraph((record ? place_words(one.app, *record) : "A record") + ": " +
                              within_sentence(verdict_words(judgement.verdict)) + ", says " + judgement.by + ", by " +
                              grounds_words(judgement.rests_on) + ".");
    }
    const std::string name = name_asked_about(one.task, check);
    said += html::paragraph(html::link(html::text("Look in your records") + Html("<span class=\"govuk-visually-hidden\"> for ") +
                                           html::text(name) + Html("</span>"),
                                       one.path + "/people/" + check.record.id.text()));
    list.rows.push_back({.key = {.text = name}, .value = {.text = said}});
  }
  return list.rows.empty() ? Html() : html::heading(2, "Are they on record here?", html::Size::m) + html::summary_list(list);
}

void check_against_judgements(const Answering& one, AnswersEntered& entered) {
  const std::vector<OwnJudgement> judgements = own_judgements(one.app, one.row.id);
  for (const CheckToAnswer& check : one.task.checks) {
    const vault::Values values = answer_values(check, entered);
    const auto answer = values.find(one.task.kind.answered_by);
    const std::vector<std::string>& forgetting = one.task.kind.forgets_on;
    const bool forgets = answer != values.end() && std::ranges::find(forgetting, answer->second) != forgetting.end();
    const bool is_here = std::ranges::any_of(judgements, [&](const OwnJudgement& judgement) {
      return judgement.check == check.record.id && judgement.verdict == Verdict::same;
    });
    if (forgets && is_here)
      entered.of[check.record.id].errors[answer_field(one.task, check)] =
          "Somebody on record here was judged to be this person: change that, or this answer";
  }
}

void add_own_candidates(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const std::string path = std::string(kPartnerRequests) + "/{request}/people/{person}";
  router.add(Method::get, path, Door::signed_in,
             [&app](const http::Request& request) { return for_request(app, request, show_candidates); });
  router.add(Method::post, path, Door::signed_in,
             [&app](const http::Request& request) { return for_request(app, request, take_judgements); });
}

}  // namespace concordat::casework
