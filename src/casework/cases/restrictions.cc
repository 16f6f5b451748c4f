// The section Restrictions of a review: a restriction of processing (UK GDPR, Article 18) or an objection (Article 21) is put on record
// by whoever may, whether or not they may read the record itself.

#include "casework/cases/restrictions.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/named_values.h"
#include "casework/cases/records.h"
#include "casework/cases/sections.h"
#include "casework/fields.h"
#include "casework/people/people.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "policy/tasks.h"
#include "vault/involvement.h"
#include "vault/people.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kRights[] = {"restriction", "objection"};

std::string right_words(std::string_view right) { return right == "objection" ? "Objection (Article 21)" : "Restriction (Article 18)"; }

struct OnRecord {
  const store::RecordRow* record;
  store::RestrictionRow row;
};

std::vector<OnRecord> restrictions_of(const Visit& visit, const CaseFile& case_file) {
  std::vector<OnRecord> all;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::RecordRow& record : case_file.records)
      for (store::RestrictionRow& row : reader.restrictions(record.id))
        if (row.right != policy::kRecallRight) all.push_back({&record, std::move(row)});
  });
  return all;
}

std::string ground_words(const store::RestrictionRow& row) {
  for (const vault::Ground& ground : vault::grounds(row.right))
    if (ground.name == row.ground) return std::string(ground.words);
  return row.ground;
}

// UK GDPR, Article 19: whoever was given the data is told what stops its use. An agency's copy here is stopped with it (vault/limits.cc).
std::string told_of_words(const App& app, const store::RecordRow& record) {
  std::set<std::string> here, elsewhere;
  for (const ledger::Leaf& leaf : app.vault.changes(record.case_id)) {
    if (vault::asked_about(leaf) != record.id) continue;
    const std::string word = ledger::word_of(leaf, "agency");
    const charter::Agency* agency = app.charter().agency(word);
    (agency ? here : elsewhere).insert(agency ? agency->title : word);
  }
  std::string words;
  if (!here.empty()) words = charter::listed({here.begin(), here.end()}) + ": what they were told is stopped here too. ";
  if (!elsewhere.empty()) words += "Another partnership (" + charter::listed({elsewhere.begin(), elsewhere.end()}) + "). ";
  return words.empty() ? "" : words + "Tell them (Article 19).";
}

charter::Field told_field() {
  charter::Field field;
  field.name = "told";
  field.label = "Day on which the person was told that it will end";
  field.type = charter::FieldType::date;
  return field;
}

std::string path_of_restrictions(const CaseFile& case_file) { return path_of(case_file.row) + "/" + kRestrictionsSection; }

// What was sent to one of the section's forms and is not right.
struct Wrong {
  std::string record, ground;  // of the form that puts one on record
  RestrictionId told_of = {};
  Entered told = {};
};

// What each record is called here; with the name, where this person may read it.
using Titles = std::map<RecordId, std::string>;

Titles titles_of(const Visit& visit, const CaseFile& case_file) {
  Titles titles;
  for (const charter::RecordKind& kind : visit.app.charter().record_kinds) {
    std::vector<store::RecordRow> of_kind;
    std::ranges::copy_if(case_file.records, std::back_inserter(of_kind),
                         [&](const store::RecordRow& one) { return one.kind == kind.name; });
    if (of_kind.empty()) continue;
    const auto opened = read_parts(visit.app, visit.actor, of_kind, kind.parts.front().name);
    for (const store::RecordRow& record : of_kind) {
      std::string& title = titles[record.id] =
          numbered(visit.app, case_file, record) + ", recorded on " + record.collected.words();
      if (!opened || !opened->contains(record.id)) continue;
      const vault::Values& values = opened->at(record.id).values;
      const std::string name = value_in(values, "name");
      const std::string words = name.empty() ? value_in(values, "title") : name;
      if (!words.empty()) title += ": " + words;
    }
  }
  return titles;
}

Html one_html(const Visit& visit, const CaseFile& case_file, const OnRecord& one, const Titles& titles, const Wrong& wrong) {
  html::SummaryList list;
  list.card = html::SummaryCard{.title = titles.at(one.record->id)};
  const auto line = [&](const char* key, const std::string& value) {
    list.rows.push_back({.key = {.text = std::string(key)}, .value = {.text = value}});
  };
  line("What", right_words(one.row.right));
  line("On the ground", ground_words(one.row));
  line("Since", london_words(one.row.begins) + ", put on record by " + name_of_account(visit.app, one.row.put_on_by));
  if (const std::string passed_on = told_of_words(visit.app, *one.record); !passed_on.empty()) line("Passed on to", passed_on);
  if (one.row.told) line("Told that it will end", one.row.told->words());
  if (one.row.ended) line("Ended", london_words(*one.row.ended) + ", by " + name_of_account(visit.app, one.row.ended_by));
  const Html content = html::summary_list(list);
  if (one.row.ended) return content;
  const std::string path = path_of_restrictions(case_file) + "/" + one.row.id.text();
  if (one.row.told) return content + html::post_button(path + "/end", csrf(visit.request), "End it", "govuk-button--secondary");
  return content + html::form(path + "/told", csrf(visit.request),
                              fields_html({told_field()}, wrong.told_of == one.row.id ? wrong.told : Entered{}) +
                                  html::button({.text = "Record that they were told", .prevent_double_click = true,
                                                .classes = "govuk-button--secondary"}));
}

html::Radios ground_radios() {
  html::Radios radios;
  radios.name = radios.id_prefix = "ground";
  radios.fieldset = html::Fieldset{.legend = {.text = "What is put on record?", .classes = "govuk-fieldset__legend--s"}};
  for (const char* right : kRights) {
    const bool restricts = right == kRights[0];
    if (!restricts) radios.items.push_back({.divider = "or"});
    for (const vault::Ground& ground : vault::grounds(right))
      radios.items.push_back({.text = (restricts ? "Restriction: " : "Objection: ") + within_sentence(std::string(ground.words)),
                              .value = std::string(right) + ":" + std::string(ground.name)});
  }
  return radios;
}

Html begin_form(const Visit& visit, const CaseFile& case_file, const Titles& titles, const Wrong& wrong) {
  html::Select select;
  select.name = select.id = "record";
  select.label = {.text = "Which record?", .classes = "govuk-label--s"};
  select.hint = html::Hint{.text = "A name stands there where you may open the record. Whoever may open it sees the same number on its "
                                   "page, and can tell you which it is."};
  select.items = {{.text = "Choose a record", .value = ""}};  // it takes effect at once: none is meant by being the first
  for (const store::RecordRow& record : case_file.records)
    if (!case_file.destroyed(record.id) && titles.contains(record.id))
      select.items.push_back({.text = titles.at(record.id), .value = record.id.text()});
  if (select.items.size() == 1) return html::paragraph("This case holds nothing whose use could be stopped.");
  select.value = visit.request.form.get("record");
  if (!wrong.record.empty()) select.error_message = html::ErrorMessage{.text = wrong.record};
  html::Radios radios = ground_radios();
  radios.value = visit.request.form.get("ground");
  if (!wrong.ground.empty()) radios.error_message = html::ErrorMessage{.text = wrong.ground};
  return html::heading(2, "Put one on record", html::Size::m) +
         html::form(path_of_restrictions(case_file), csrf(visit.request),
                    html::select(select) + html::radios(radios) + html::button({.text = "Put it on record", .prevent_double_click = true}));
}

http::Response page_of_section(const Visit& visit, const CaseFile& case_file, const Wrong& wrong) {
  Html content = html::paragraph("A person can ask that what is held about them is not used for a time, and can object to its use. While "
                                 "that stands the record is kept, and nobody opens it but on a ground of the law and with a reason.");
  const std::vector<OnRecord> all = restrictions_of(visit, case_file);
  const Titles titles = titles_of(visit, case_file);
  for (const OnRecord& one : all) content += one_html(visit, case_file, one, titles, wrong);
  if (all.empty()) content += html::paragraph("None is on record in this case.");
  std::vector<html::ErrorSummaryItem> errors = wrong.told.summary();
  if (!wrong.record.empty()) errors.push_back({.text = wrong.record, .href = "#record"});
  if (!wrong.ground.empty()) errors.push_back({.text = wrong.ground, .href = "#ground"});
  return section_page(visit, case_file, kRestrictionsSection, content + begin_form(visit, case_file, titles, wrong), errors);
}

http::Response show_restrictions(const Visit& visit, const CaseFile& case_file) { return page_of_section(visit, case_file, {}); }

// The mandate for a record of this review; who may not restrict does not come to these pages.
Result<policy::Mandate> mandate_for(const Visit& visit) {
  return visit.app.vault.gate().authorise(visit.actor, charter::Capability::restrict_use);
}

http::Response begin_one(const Visit& visit, const CaseFile& case_file) {
  const std::string typed = visit.request.form.get("ground");
  const std::size_t colon = typed.find(':');
  const auto id = RecordId::parse(visit.request.form.get("record"));
  Wrong wrong;
  if (!id || !case_file.record(*id)) wrong.record = "Choose the record whose use is stopped";
  if (colon == std::string::npos) wrong.ground = "Choose what is put on record, and on which ground";
  if (!wrong.record.empty() || !wrong.ground.empty()) return page_of_section(visit, case_file, wrong);
  const auto mandate = mandate_for(visit);
  if (!mandate) return not_found();
  const auto begun = vault::People(visit.app.vault).restrict_use(*mandate, *id, typed.substr(0, colon), typed.substr(colon + 1));
  return begun ? http::Response::redirect(path_of_restrictions(case_file))
               : problem(visit.app, visit.request, begun.error(), path_of_restrictions(case_file));
}

std::optional<RestrictionId> restriction_of(const Visit& visit, const CaseFile& case_file) {
  const auto id = RestrictionId::parse(visit.request.parts.at("restriction"));
  const auto all = restrictions_of(visit, case_file);
  const bool there = id && std::ranges::any_of(all, [&](const OnRecord& one) { return one.row.id == *id; });
  return there ? id : std::nullopt;
}

http::Response take_told(const Visit& visit, const CaseFile& case_file) {
  const auto id = restriction_of(visit, case_file);
  const auto mandate = mandate_for(visit);
  if (!id || !mandate) return not_found();
  const Entered entered = read_fields({told_field()}, visit.request.form);
  if (!entered.ok()) return page_of_section(visit, case_file, {"", "", *id, entered});
  const auto told = vault::People(visit.app.vault).told_before_end(*mandate, *id, *CivilDate::parse(entered.values.at("told")));
  return told ? http::Response::redirect(path_of_restrictions(case_file))
              : problem(visit.app, visit.request, told.error(), path_of_restrictions(case_file));
}

http::Response take_end(const Visit& visit, const CaseFile& case_file) {
  const auto id = restriction_of(visit, case_file);
  const auto mandate = mandate_for(visit);
  if (!id || !mandate) return not_found();
  const auto ended = vault::People(visit.app.vault).end_restriction(*mandate, *id);
  return ended ? http::Response::redirect(path_of_restrictions(case_file))
               : problem(visit.app, visit.request, ended.error(), path_of_restrictions(case_file));
}

}  // namespace

bool has_restrictions_section(const Visit& visit, const CaseFile&) {
  return visit.business == Business::office && visit.app.vault.gate().authorise(visit.actor, charter::Capability::restrict_use).ok();
}

void add_restrictions_section(http::Router& router, const App& app) {
  using http::Method;
  add_section_page(router, app, Method::get, kRestrictionsSection, "", show_restrictions);
  add_section_page(router, app, Method::post, kRestrictionsSection, "", begin_one);
  add_section_page(router, app, Method::post, kRestrictionsSection, "/{restriction}/told", take_told);
  add_section_page(router, app, Method::post, kRestrictionsSection, "/{restriction}/end", take_end);
  add_limited_record_pages(router, app);
}

}  // namespace concordat::casework
