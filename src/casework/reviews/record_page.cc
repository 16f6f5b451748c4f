// One record of a review: what it holds, whose it is, why it may be held, who has read it; and correcting it. Nobody who
// may not read it learns that it is there.

#include <algorithm>

#include "casework/correction.h"
#include "casework/deposits.h"
#include "casework/fields.h"
#include "casework/reviews/conclusion.h"
#include "casework/reviews/readers.h"
#include "casework/reviews/records.h"
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

bool may_on(const Visit& visit, const store::RecordRow& record, charter::Act act) {
  const charter::RecordKind* kind = visit.app.charter().record_kind(record.kind);
  const auto subject = kind ? visit.app.vault.subject_of(record.id, kind->parts.front().name) : std::nullopt;
  return subject && may(visit.app, visit.actor, act, *subject);
}

std::string channel_words(std::string_view channel) {
  if (channel == "online-form") return "Entered online by the agency";
  if (channel == "office") return "Written by the partnership";
  return channel == "paper" ? "On paper" : "By " + std::string(channel);
}

std::string purpose_words(const charter::Charter& charter, const std::string& name) {
  const charter::Purpose* purpose = charter.purpose(name);
  if (!purpose) return name;
  std::string bases;
  for (const charter::Basis& basis : purpose->bases) bases += (bases.empty() ? "" : "; ") + basis.title;
  return purpose->title + " (" + bases + ")";
}

Html facts_html(const Visit& visit, const Review& review, const Kept& kept) {
  html::SummaryList facts;
  facts.rows = {{.key = {.text = "Review"}, .value = {.text = html::link(review.row.reference, path_of(review.row))}},
                {.key = {.text = "Belongs to"}, .value = {.text = parties::title_of(visit.app.charter(), kept.row.owner)}},
                {.key = {.text = "Collected on"}, .value = {.text = kept.row.collected.words()}},
                {.key = {.text = "How it came"}, .value = {.text = channel_words(kept.row.channel)}},
                {.key = {.text = "Held for"}, .value = {.text = purpose_words(visit.app.charter(), kept.row.purpose)}},
                {.key = {.text = "Kept"}, .value = {.text = keeping_words(visit.app.charter(), kept.part)}}};
  return html::heading(2, "Where it comes from, and why it is held", html::Size::m) + html::summary_list(facts);
}

Html back_to(const Review& review) { return html::back_link({.href = path_of(review.row), .text = "Review " + review.row.reference}); }

std::string title_of(const Kept& kept, const vault::Values& values) {
  const auto title = values.find("title");
  return title == values.end() ? kept.kind.title : title->second;
}

http::Response show_destroyed(const Visit& visit, const Review& review, const Kept& kept) {
  Html content = html::heading(1, "This was destroyed", html::Size::l);
  content += html::paragraph(kept.kind.title + ", received on " + kept.row.collected.words() + " for review " + review.row.reference + ".");
  std::vector<store::WarrantItemRow> items;
  for (const WarrantView& warrant : warrants_of_case(visit.app, review.row.id)) {
    visit.app.vault.store().read([&](store::Reader& reader) { items = reader.warrant_items(warrant.row.id); });
    if (!warrant.done || std::ranges::find(items, kept.row.id, &store::WarrantItemRow::record) == items.end()) continue;
    content += html::paragraph("It was destroyed on " + london_words(*warrant.done) + ". Nobody can open it any more, nor can we.");
    if (visit.business == Business::agency)
      content += html::paragraph(
          html::link("Download the certificate of destruction", "/workspace/agency/files/" + certificate_name(warrant.row.id)));
  }
  return page(visit.app, visit.request, {"Destroyed", html::two_thirds(content + readers_html(visit.app, kept.row)),
                                         back_to(review)});
}

http::Response show(const Visit& visit, const Review& review, const Kept& kept) {
  if (review.destroyed(kept.row.id)) return show_destroyed(visit, review, kept);
  const auto opened = read_part(visit.app, visit.actor, kept.row.id, kept.part.name);
  if (!opened) return problem(visit.app, visit.request, opened.error(), path_of(review.row));
  const std::string title = title_of(kept, opened->values);
  Html content = html::heading(1, title, html::Size::l);
  if (may_on(visit, kept.row, charter::Act::correct))
    content += html::button({.text = "Correct this", .href = path_of(kept.row) + "/correct", .classes = "govuk-button--secondary"});
  content += values_html(kept.part.fields, opened->values) + facts_html(visit, review, kept) + readers_html(visit.app, kept.row);
  return page(visit.app, visit.request, {title, content, back_to(review)});
}

// ---- correcting

Correcting correcting(const Kept& kept) {
  return {kept.row.id, kept.part, kept.kind.purpose, "Correct: " + within_sentence(kept.kind.title), path_of(kept.row)};
}

http::Response show_correct(const Visit& visit, const Review& review, const Kept& kept) {
  if (!may_on(visit, kept.row, charter::Act::correct) || review.destroyed(kept.row.id)) return not_found();
  return show_correction(visit.app, visit.request, correcting(kept));
}

http::Response take_correct(const Visit& visit, const Review& review, const Kept& kept) {
  if (!may_on(visit, kept.row, charter::Act::correct) || review.destroyed(kept.row.id)) return not_found();
  return take_correction(visit.app, visit.request, correcting(kept));
}

using Answer = http::Response (*)(const Visit&, const Review&, const Kept&);

http::Response for_record(const App& app, const http::Request& request, Answer answer) {
  return for_review(app, request, [&](const Visit& visit, const Review& review) {
    const auto id = RecordId::parse(request.parts.at("record"));
    const store::RecordRow* row = id ? review.record(*id) : nullptr;
    const charter::RecordKind* kind = row ? app.charter().record_kind(row->kind) : nullptr;
    if (!kind || !may_read(visit, *row)) return not_found();
    return answer(visit, review, Kept{*row, *kind, kind->parts.front()});
  });
}

}  // namespace

bool may_read(const Visit& visit, const store::RecordRow& record) { return may_on(visit, record, charter::Act::read); }

std::string path_of(const store::RecordRow& record) {
  return std::string(kReviews) + "/" + record.case_id.text() + "/records/" + record.id.text();
}

void add_record_pages(http::Router& router, const App& app) {
  const std::string base = std::string(kReviews) + "/{review}/records/{record}";
  const auto add = [&](http::Method method, const std::string& pattern, Answer answer) {
    router.add(method, pattern, http::Door::signed_in,
               [&app, answer](const http::Request& request) { return for_record(app, request, answer); });
  };
  add(http::Method::get, base, show);
  add(http::Method::get, base + "/correct", show_correct);
  add(http::Method::post, base + "/correct", take_correct);
}

}  // namespace concordat::casework
