// One record of a review: what it holds, whose it is, why it may be held, who has read it; and correcting it. Nobody who
// may not read it learns that it is there.

#include <algorithm>

#include "base/named_values.h"
#include "casework/cases/channels.h"
#include "casework/cases/conclusion.h"
#include "casework/cases/files.h"
#include "casework/cases/readers.h"
#include "casework/cases/records.h"
#include "casework/cases/restrictions.h"
#include "casework/cases/sections.h"
#include "casework/correction.h"
#include "casework/deposits.h"
#include "casework/due.h"
#include "casework/erasure_view.h"
#include "casework/fields.h"
#include "casework/hold_view.h"
#include "casework/recall_view.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

struct Kept {
  const store::RecordRow& row;
  const charter::RecordKind& kind;
  const charter::Part& part;
};

bool may_on(const Visit& visit, const store::RecordRow& record, const charter::Part& part, charter::Act act) {
  const auto subject = visit.app.vault.subject_of(record.id, part.name);
  return subject && may(visit.app, visit.actor, act, *subject);
}

const store::PartRow* held(const CaseFile& case_file, const Kept& kept, const charter::Part& part) {
  const auto found = std::ranges::find_if(case_file.parts, [&](const store::PartRow& row) {
    return row.record == kept.row.id && row.part == part.name && !row.destroyed;
  });
  return found == case_file.parts.end() ? nullptr : &*found;
}

// A part that is written later than the record: an answer comes after what is answered. Why no criterion was met is said when a
// case is opened, and not afterwards.
bool comes_later(const Visit& visit, const CaseFile& case_file, const Kept& kept, const charter::Part& part) {
  const charter::CaseKind* of = visit.app.charter().case_kind(case_file.row.kind);
  const bool at_opening = of->notification == kept.kind.name && of->without_criterion == part.name;
  const bool on_writing = std::ranges::find(part.ask, charter::Moment::on_writing) != part.ask.end();
  return on_writing && !at_opening && may_on(visit, kept.row, part, charter::Act::add);
}

bool may_be_added(const Visit& visit, const CaseFile& case_file, const Kept& kept, const charter::Part& part) {
  return !held(case_file, kept, part) && comes_later(visit, case_file, kept, part);
}

std::string path_to(const Kept& kept, const charter::Part& part, const char* act) {
  const bool is_first = &part == &kept.kind.parts.front();
  return path_of(kept.row) + "/" + act + (is_first ? "" : "/" + part.name);
}

PartWithFiles files_of(const Kept& kept, const charter::Part& part) {
  return {kept.row.id, part, kept.kind.purpose, path_of(kept.row) + "/files/" + part.name, path_of(kept.row)};
}

std::string purpose_words(const charter::Charter& charter, const std::string& name) {
  const charter::Purpose* purpose = charter.purpose(name);
  if (!purpose) return name;
  std::string bases;
  for (const charter::Basis& basis : purpose->bases) bases += (bases.empty() ? "" : "; ") + basis.title;
  return purpose->title + (bases.empty() ? "" : " (" + bases + ")");
}

Html facts_html(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  html::SummaryList facts;
  if (visit.business == Business::office)  // by which Restrictions calls it, where no name stands
    facts.rows.push_back({.key = {.text = "In this case"}, .value = {.text = numbered(visit.app, case_file, kept.row)}});
  const std::vector<html::SummaryListRow> rest = {
      {.key = {.text = "Case"}, .value = {.text = html::link(case_file.row.reference, path_of(case_file.row))}},
      {.key = {.text = "Belongs to"}, .value = {.text = parties::title_of(visit.app.charter(), kept.row.owner)}},
      {.key = {.text = "Collected on"}, .value = {.text = kept.row.collected.words()}},
      {.key = {.text = "How it came"}, .value = {.text = channel_words(kept.row.channel, kept.row.owner)}},
      {.key = {.text = "Held for"}, .value = {.text = purpose_words(visit.app.charter(), kept.row.purpose)}},
      {.key = {.text = "Kept"}, .value = {.text = keeping_words(visit.app.charter(), kept.part)}}};
  std::ranges::copy(rest, std::back_inserter(facts.rows));
  return html::heading(2, "Where it comes from, and why it is held", html::Size::m) + html::summary_list(facts);
}

Html back_to(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  return html::back_link({.href = path_of_section(case_file, kept.kind), .text = name_of(visit, case_file)});
}

std::string title_of(const Kept& kept, const vault::Values& values) {
  const auto title = values.find("title");
  return title == values.end() ? kept.kind.title : title->second;
}

Html hidden_title(const Kept& kept, const charter::Part& part) {
  if (kept.kind.parts.size() == 1) return {};
  return Html("<span class=\"govuk-visually-hidden\">: ") + html::text(within_sentence(part.title)) + Html("</span>");
}

http::Response show_destroyed(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  Html content = html::heading(1, "This was destroyed", html::Size::l);
  content += html::paragraph(kept.kind.title + ", received on " + kept.row.collected.words() + " for " +
                             within_sentence(name_of(visit, case_file)) + ".");
  std::vector<store::WarrantItemRow> items;
  for (const WarrantView& warrant : warrants_of_case(visit.app, case_file.row.id)) {
    visit.app.vault.store().read([&](store::Reader& reader) { items = reader.warrant_items(warrant.row.id); });
    if (!warrant.done || std::ranges::find(items, kept.row.id, &store::WarrantItemRow::record) == items.end()) continue;
    content += html::paragraph("It was destroyed on " + london_words(*warrant.done) + why_early(warrant) + ". " +
                               unreadable_words(visit.app.charter()));
    if (visit.business == Business::agency && has_certificate(visit.app, visit.actor.agency, warrant.row.id))
      content += html::paragraph(
          html::link("Download the certificate of destruction", "/workspace/agency/files/" + certificate_name(warrant.row.id)));
  }
  return page(visit.app, visit.request, {"Destroyed", html::two_thirds(content + readers_html(visit.app, kept.row)),
                                         back_to(visit, case_file, kept)});
}

// What came of it where its owner asked for it back, and for the owner the way to ask.
Html own_recall_html(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  Html content;
  for (const RecallView& one : recalls_of_case(visit.app, case_file.row.id))
    if (one.recall.record == kept.row.id) content = html::inset_text({.text = state_words(visit.app, one)});
  if (may_on(visit, kept.row, kept.part, charter::Act::recall))
    content += html::paragraph(html::link("Ask for it back, and what came of that", kAgencyItems + kept.row.id.text()));
  return content;
}

// What is proposed of erasing it before its last day, and the way to propose that.
Html erasure_html(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  const Html content = erasures_html(visit.app, visit.actor, case_file.row.id, kept.row.id);
  if (!may_propose_erasure(visit.app, visit.actor, case_file.row.id)) return content;
  const std::string path = kErase + case_file.row.id.text() + "/" + kept.row.id.text();
  return content + html::paragraph(html::link("Erase this before its last day", path));
}

// With what is wrong with a file that was sent to that part.
http::Response show_record(const Visit& visit, const CaseFile& case_file, const Kept& kept, const std::string& part_sent_to,
                           const std::string& error) {
  if (case_file.destroyed(kept.row.id)) return show_destroyed(visit, case_file, kept);
  std::string title = kept.kind.title;
  Html parts;
  std::vector<html::ErrorSummaryItem> errors;
  for (const charter::Part& part : kept.kind.parts) {
    if (may_be_added(visit, case_file, kept, part))
      parts += html::button({.text = "Add: " + within_sentence(part.title), .href = path_to(kept, part, "add"),
                             .classes = "govuk-button--secondary"});
    if (!held(case_file, kept, part) || !may_on(visit, kept.row, part, charter::Act::read)) continue;
    const auto opened = read_part(visit.app, visit.actor, kept.row.id, part.name);
    if (!opened) return problem(visit.app, visit.request, opened.error(), path_of(case_file.row));
    if (&part == &kept.part) title = title_of(kept, opened->values);
    if (kept.kind.parts.size() > 1) parts += html::heading(2, part.title, html::Size::m);
    parts += values_html(part.fields, opened->values);
    if (may_on(visit, kept.row, part, charter::Act::correct))
      parts += html::button({.text = html::text("Correct this") + hidden_title(kept, part), .href = path_to(kept, part, "correct"),
                             .classes = "govuk-button--secondary"});
    PartWithFiles files = files_of(kept, part);
    if (part.name == part_sent_to) errors.push_back({.text = files.error = error, .href = "#" + files.field()});
    parts += files_html(visit.app, visit.request, files, opened->attachments);
  }
  const Html hold = visit.business == Business::office ? hold_notice(visit.app, case_file.row, &kept.row) : Html();
  const Html content = html::heading(1, title, html::Size::l) + hold + own_recall_html(visit, case_file, kept) + parts +
                       facts_html(visit, case_file, kept) + erasure_html(visit, case_file, kept) + readers_html(visit.app, kept.row);
  return page(visit.app, visit.request, {title, content, back_to(visit, case_file, kept), errors, errors.empty() ? 200 : 422});
}

http::Response show(const Visit& visit, const CaseFile& case_file, const Kept& kept) { return show_record(visit, case_file, kept, "", ""); }

// ---- its files

http::Response take_new_file(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  const charter::Part* part = kept.kind.part(visit.request.parts.at("part"));
  if (!part || !held(case_file, kept, *part)) return not_found();
  if (!may_add_file(visit.app, visit.request, files_of(kept, *part))) return not_found();
  const auto taken = take_file(visit.app, visit.request, files_of(kept, *part));
  if (taken) return http::Response::redirect(path_of(kept.row));
  return show_record(visit, case_file, kept, part->name, taken.error().message + (taken.error().remedy.empty() ? "" : " ") +
                                                          taken.error().remedy);
}

using OfFile = http::Response (*)(const App& app, const http::Request& request, const PartWithFiles& of, std::string_view id);

http::Response for_file(const Visit& visit, const CaseFile& case_file, const Kept& kept, OfFile answer) {
  const charter::Part* part = kept.kind.part(visit.request.parts.at("part"));
  if (!part || !held(case_file, kept, *part)) return not_found();
  return answer(visit.app, visit.request, files_of(kept, *part), visit.request.parts.at("file"));
}

http::Response give_one_file(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  return for_file(visit, case_file, kept, give_file);
}

http::Response show_one_picture(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  return for_file(visit, case_file, kept, show_picture);
}

http::Response taking_off(const Visit& visit, const CaseFile& case_file, const Kept& kept, OfFile answer) {
  const charter::Part* part = kept.kind.part(visit.request.parts.at("part"));
  if (!part || !held(case_file, kept, *part) || !may_on(visit, kept.row, *part, charter::Act::correct)) return not_found();
  return answer(visit.app, visit.request, files_of(kept, *part), visit.request.parts.at("file"));
}

http::Response ask_to_take_off(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  return taking_off(visit, case_file, kept, show_take_off);
}

http::Response do_take_off(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  return taking_off(visit, case_file, kept, take_off_file);
}

// ---- correcting, and adding what comes later

const charter::Part* part_named(const Visit& visit, const Kept& kept) {
  const auto part = visit.request.parts.find("part");
  return part == visit.request.parts.end() ? &kept.part : kept.kind.part(part->second);
}

Correcting correcting(const Kept& kept, const charter::Part& part) {
  return {kept.row.id, part, kept.kind.purpose, "Correct: " + within_sentence(kept.kind.title), path_of(kept.row),
          path_to(kept, part, "correct")};
}

http::Response show_correct(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  const charter::Part* part = part_named(visit, kept);
  if (!part || !held(case_file, kept, *part) || !may_on(visit, kept.row, *part, charter::Act::correct)) return not_found();
  return show_correction(visit.app, visit.request, correcting(kept, *part));
}

http::Response take_correct(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  const charter::Part* part = part_named(visit, kept);
  if (!part || !held(case_file, kept, *part) || !may_on(visit, kept.row, *part, charter::Act::correct)) return not_found();
  return take_correction(visit.app, visit.request, correcting(kept, *part));
}

http::Response adding_page(const Visit& visit, const Kept& kept, const charter::Part& part, const Entered& entered) {
  const std::string title = "Add: " + within_sentence(part.title);
  const Html content = html::heading(1, title, html::Size::l) +
                       html::form(path_to(kept, part, "add"), csrf(visit.request),
                                  fields_html(part.fields, entered) + html::button({.text = "Save", .prevent_double_click = true}));
  return page(visit.app, visit.request, {title, html::two_thirds(content), html::back_link({.href = path_of(kept.row)}), entered.summary(),
                                         entered.ok() ? 200 : 422});
}

// There is one of it in a record: who sends its form once more finds what is there.
bool was_added(const Visit& visit, const CaseFile& case_file, const Kept& kept, const charter::Part& part) {
  return &part != &kept.part && held(case_file, kept, part) && comes_later(visit, case_file, kept, part);
}

http::Response show_add(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  const charter::Part* part = part_named(visit, kept);
  if (part && was_added(visit, case_file, kept, *part))
    return saved_already(visit.app, visit.request, saved_part(visit, kept.row, *part), nullptr);
  return part && may_be_added(visit, case_file, kept, *part) ? adding_page(visit, kept, *part, {}) : not_found();
}

// Minutes tell what happened at a meeting: there are none before its day.
void hold_against_its_day(const Visit& visit, const Kept& kept, const charter::Part& part, Entered& entered) {
  if (!takes_place(kept.kind) || part.name != kept.kind.closed_by) return;
  const auto opened = read_part(visit.app, visit.actor, kept.row.id, kept.part.name);
  const auto day = opened ? CivilDate::parse(value_in(opened->values, kept.kind.due_by)) : std::nullopt;
  if (!day || *day <= visit.app.today()) return;
  refuse(entered, {"The " + within_sentence(kept.kind.title) + " is on " + day->words() + ": what came of it is entered from that day on.",
                   "If the day is wrong, correct it first."});
}

http::Response take_add(const Visit& visit, const CaseFile& case_file, const Kept& kept) {
  const charter::Part* part = part_named(visit, kept);
  if (!part || !comes_later(visit, case_file, kept, *part)) return not_found();
  Entered entered = read_fields(part->fields, visit.request.form, known_days(visit.app, kept.row.case_id));
  if (was_added(visit, case_file, kept, *part))
    return saved_already(visit.app, visit.request, saved_part(visit, kept.row, *part), &entered);
  if (held(case_file, kept, *part)) return not_found();
  if (entered.ok()) hold_against_its_day(visit, kept, *part, entered);
  if (!entered.ok()) return adding_page(visit, kept, *part, entered);
  const auto grant = visit.app.vault.gate().decide(visit.actor, charter::Act::add, kept.kind.purpose,
                                                   *visit.app.vault.subject_of(kept.row.id, part->name));
  const auto added = grant ? visit.app.vault.add_part(*grant, {entered.values, ""}) : Result<void>(grant.error());
  if (!added) {
    refuse(entered, added.error());
    return adding_page(visit, kept, *part, entered);
  }
  return http::Response::redirect(path_of(kept.row));
}

using Answer = http::Response (*)(const Visit&, const CaseFile&, const Kept&);

http::Response for_record(const App& app, const http::Request& request, Answer answer) {
  return for_case(app, request, [&](const Visit& visit, const CaseFile& case_file) {
    const auto id = RecordId::parse(request.parts.at("record"));
    const store::RecordRow* row = id ? case_file.record(*id) : nullptr;
    const charter::RecordKind* kind = row ? app.charter().record_kind(row->kind) : nullptr;
    if (!kind || kind->is_check()) return not_found();
    if (!may_read(visit, *row)) return is_kept_by_a_right(visit, *row) ? show_limited(visit, case_file, *row) : not_found();
    return answer(visit, case_file, Kept{*row, *kind, kind->parts.front()});
  });
}

}  // namespace

std::string destroyed_words(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  std::set<RecordId> gone;
  for (const store::RecordRow& record : case_file.records) {
    const bool of_another = visit.business == Business::agency && !record.owner.is_none() && record.owner != visit.actor.agency;
    if (record.kind == kind.name && !of_another && case_file.destroyed(record.id)) gone.insert(record.id);
  }
  if (gone.empty()) return "";
  std::set<CivilDate> days;
  for (const WarrantView& warrant : warrants_of_case(visit.app, case_file.row.id)) {
    std::vector<store::WarrantItemRow> items;
    visit.app.vault.store().read([&](store::Reader& reader) { items = reader.warrant_items(warrant.row.id); });
    if (warrant.done && std::ranges::any_of(items, [&](const store::WarrantItemRow& item) { return gone.contains(item.record); }))
      days.insert(london_date(*warrant.done));
  }
  std::string words = std::to_string(gone.size()) + (gone.size() == 1 ? " was" : " were") + " recorded, and destroyed";
  if (!days.empty()) words += " on " + days.begin()->words();
  if (days.size() > 1) words += " and later, the last on " + days.rbegin()->words();
  return words + ".";
}

bool may_read(const Visit& visit, const store::RecordRow& record) {
  const charter::RecordKind* kind = visit.app.charter().record_kind(record.kind);
  return kind && may_on(visit, record, kind->parts.front(), charter::Act::read);
}

SavedAlready saved_part(const Visit& visit, const store::RecordRow& record, const charter::Part& part) {
  const charter::RecordKind& kind = *visit.app.charter().record_kind(record.kind);
  const bool first = part.name == kind.parts.front().name;
  SavedAlready saved{first ? kind.title : part.title, part.fields, std::nullopt, "", "", "", path_of(record)};
  if (!may_on(visit, record, part, charter::Act::read)) return saved;
  if (auto now = read_part(visit.app, visit.actor, record.id, part.name)) saved.now = std::move(*now);
  saved.page = path_of(record);
  if (saved.now && may_on(visit, record, part, charter::Act::correct)) saved.correct = path_of(record) + "/correct/" + part.name;
  return saved;
}

std::string numbered(const App& app, const CaseFile& case_file, const store::RecordRow& record) {
  const charter::RecordKind* kind = app.charter().record_kind(record.kind);
  return (kind ? kind->title : record.kind) + " " + std::to_string(number_of_its_kind(case_file.records, record));
}

std::string path_of(const store::RecordRow& record) {
  return std::string(kCases) + "/" + record.case_id.text() + "/records/" + record.id.text();
}

void add_record_pages(http::Router& router, const App& app) {
  const std::string base = std::string(kCases) + "/{case}/records/{record}";
  const auto add = [&](http::Method method, const std::string& pattern, Answer answer) {
    router.add(method, pattern, http::Door::signed_in,
               [&app, answer](const http::Request& request) { return for_record(app, request, answer); });
  };
  add(http::Method::get, base, show);
  add(http::Method::get, base + "/correct", show_correct);
  add(http::Method::post, base + "/correct", take_correct);
  add(http::Method::get, base + "/correct/{part}", show_correct);
  add(http::Method::post, base + "/correct/{part}", take_correct);
  add(http::Method::get, base + "/add/{part}", show_add);
  add(http::Method::post, base + "/add/{part}", take_add);
  add(http::Method::get, base + "/files/{part}/{file}", give_one_file);
  add(http::Method::get, base + "/files/{part}/{file}/picture", show_one_picture);
  add(http::Method::get, base + "/files/{part}/{file}/take-off", ask_to_take_off);
  add(http::Method::post, base + "/files/{part}/{file}/take-off", do_take_off);
  router.add_upload(base + "/files/{part}", [&app](const http::Request& request) { return for_record(app, request, take_new_file); });
}

}  // namespace concordat::casework
