// For the people of an agency: what it was asked, what it supplied, what was destroyed of it, and what it can keep to show
// that (STK-08, STK-16).

#include <algorithm>
#include <span>

#include "casework/access.h"
#include "casework/clearance.h"
#include "casework/deposits.h"
#include "casework/disposal/disposal_pages.h"
#include "casework/paging.h"
#include "casework/recall_view.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "vault/events.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kPath = "/workspace/agency";
constexpr std::size_t kReviewsAPage = 20;
constexpr const char* kFiles = "/workspace/agency/files/";

struct AgencyVisit {
  const App& app;
  const http::Request& request;
  const charter::Agency& agency;
  AgencyId id;
};

struct Part {  // in a case
  store::CaseRow row;
  std::optional<CivilDate> asked;
  std::vector<store::RecordRow> items;
  std::set<RecordId> held;
  std::set<RecordId> names_gone;  // of checks: with the answer that the person is not known
};

// Whether this is what an agency was told of whom it was asked about.
bool is_told(const App& app, const std::vector<store::RecordRow>& items, const store::PartRow& part) {
  const auto item = std::ranges::find(items, part.record, &store::RecordRow::id);
  const charter::RecordKind* kind = item == items.end() ? nullptr : app.charter().record_kind(item->kind);
  return kind && kind->is_check() && kind->parts.front().name == part.part;
}

bool is_check(const App& app, const store::RecordRow& item) {
  const charter::RecordKind* kind = app.charter().record_kind(item.kind);
  return kind && kind->is_check();
}

// The newest first within a kind of case, as the store gives them.
std::vector<Part> parts_in_cases(const AgencyVisit& visit) {
  std::vector<Part> parts;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind& kind : visit.app.charter().case_kinds) {
      for (const store::CaseRow& row : reader.cases(kind.name)) {
        Part part{row, std::nullopt, {}, {}, {}};
        for (const store::EventRow& event : reader.events(row.id))
          if (event.event == std::string(vault::kAskedEvent) + visit.agency.name) part.asked = event.day;
        for (const store::RecordRow& record : reader.records(row.id))
          if (record.owner == visit.id) part.items.push_back(record);
        for (const store::RecordRow& item : part.items)  // asked whether it knows somebody, it was asked too
          if (is_check(visit.app, item) && (!part.asked || item.collected < *part.asked)) part.asked = item.collected;
        if (!part.asked && part.items.empty()) continue;
        for (const store::PartRow& held : reader.parts_of_case(row.id)) {
          if (!held.destroyed) part.held.insert(held.record);
          else if (is_told(visit.app, part.items, held)) part.names_gone.insert(held.record);
        }
        parts.push_back(std::move(part));
      }
    }
  });
  return parts;
}

std::string path_of(const Part& part) { return "/workspace/cases/" + part.row.id.text(); }

// Reviews have pages for agencies; of what an agency gave to other cases this page tells all.
Html case_html(const App& app, const Part& part) {
  return has_case_pages(app.charter(), part.row.kind) ? html::link(part.row.reference, path_of(part)) : html::text(part.row.reference);
}

// What was supplied; not what was answered to a question whether somebody is known.
bool is_supplied(const App& app, const store::RecordRow& record) {
  const charter::RecordKind* kind = app.charter().record_kind(record.kind);
  return kind && !kind->is_check() && !kind->is_question();
}

Html asked_html(const App& app, std::span<const Part> parts) {
  html::Table table;
  table.caption = "What your agency was asked";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Case"}, {.text = "State"}, {.text = "Asked on"}, {.text = "Items supplied", .format = "numeric"}};
  for (const Part& part : parts) {
    const auto items = std::ranges::count_if(part.items, [&](const store::RecordRow& item) { return is_supplied(app, item); });
    table.rows.push_back({{.text = case_html(app, part)},
                          {.text = title_of_state(part.row.state)},
                          {.text = part.asked ? part.asked->words() : "not asked"},
                          {.text = std::to_string(items), .format = "numeric"}});
  }
  if (!table.rows.empty()) return html::scrolling_table(table);
  return html::heading(2, table.caption, html::Size::m) +
         html::paragraph("Your agency has not been asked for anything yet. When it is, it appears here.");
}

// Of what is destroyed the page says so; what a charter lets only others read is not there for its owner.
bool may_read_item(const AgencyVisit& visit, const charter::RecordKind& kind, const store::RecordRow& item) {
  const auto subject = visit.app.vault.subject_of(item.id, kind.parts.front().name);
  return subject && may(visit.app, visit.app.actor(visit.request), charter::Act::read, *subject);
}

// An item of a review has a page; an answer has one while it can be corrected.
Html item_html(const AgencyVisit& visit, const Part& part, const store::RecordRow& item) {
  const charter::RecordKind* kind = visit.app.charter().record_kind(item.kind);
  const std::string title = kind ? kind->title : item.kind;
  if (!kind || !has_case_pages(visit.app.charter(), part.row.kind)) return html::text(title);
  if (!kind->is_check() && !may_read_item(visit, *kind, item)) return html::text(title);
  if (!kind->is_check()) return html::link(title, path_of(part) + "/records/" + item.id.text());
  const bool open = !concluded(visit.app.charter(), part.row) && part.held.contains(item.id);
  return open ? html::link(title, "/workspace/checks/" + part.row.id.text()) : html::text(title);
}

bool may_ask_back(const AgencyVisit& visit, const store::RecordRow& item) {
  const charter::RecordKind* kind = visit.app.charter().record_kind(item.kind);
  const auto subject = kind ? visit.app.vault.subject_of(item.id, kind->parts.front().name) : std::nullopt;
  return subject && may(visit.app, visit.app.actor(visit.request), charter::Act::recall, *subject);
}

// Whether it is held, what came of it where it was asked back, and the way to ask.
Html now_html(const AgencyVisit& visit, const Part& part, const store::RecordRow& item, const std::vector<RecallView>& recalls) {
  if (!part.held.contains(item.id)) return html::text("Destroyed");
  const auto last = std::find_if(recalls.rbegin(), recalls.rend(), [&](const RecallView& one) { return one.recall.record == item.id; });
  const char* held = part.names_gone.contains(item.id) ? "Your answer is held; the names are destroyed" : "Held";
  const std::string words = last == recalls.rend() ? held : state_words(visit.app, *last);
  if (!may_ask_back(visit, item)) return html::text(words);
  const bool stands = last != recalls.rend() && last->recall.stands();
  const Html which = Html("<span class=\"govuk-visually-hidden\">: ") +
                     html::text("item of " + part.row.reference + " received on " + item.collected.words()) + Html("</span>");
  return html::text(words) + Html("<br>") +
         html::link(html::text(stands ? "What happens now" : "Ask for it back") + which, kAgencyItems + item.id.text());
}

Html items_html(const AgencyVisit& visit, std::span<const Part> parts) {
  html::Table table;
  table.caption = "What it supplied and answered";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Item"}, {.text = "Case"}, {.text = "Received"}, {.text = "Now"}};
  for (const Part& part : parts) {
    const auto recalls = part.items.empty() ? std::vector<RecallView>() : recalls_of_case(visit.app, part.row.id);
    for (const store::RecordRow& item : part.items)
      table.rows.push_back({{.text = item_html(visit, part, item)}, {.text = part.row.reference}, {.text = item.collected.words()},
                            {.text = now_html(visit, part, item, recalls)}});
  }
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

Html certificate_html(const AgencyVisit& visit, const Deposits& deposits, const WarrantView& view) {
  const WarrantId warrant = view.row.id;
  const std::string file = certificate_name(warrant);
  if (std::ranges::find(deposits.certificates, file) == deposits.certificates.end())
    return html::text(no_certificate_words(view, visit.app.today()));
  Html links;
  if (std::ranges::find(deposits.papers, paper_name(warrant)) != deposits.papers.end())
    links += html::link("Download the certificate to read (PDF)", kFiles + paper_name(warrant)) + Html("<br>");
  links += html::link("Download the certificate to verify", kFiles + file);
  const std::string checkpoint = checkpoint_beside(visit.app, visit.agency.name, deposits, file);
  if (!checkpoint.empty()) links += Html("<br>") + html::link("Download the checkpoint deposited with it", kFiles + checkpoint);
  return links;
}

Html destructions_html(const AgencyVisit& visit, std::span<const Part> parts, const Deposits& deposits) {
  html::Table table;
  table.caption = "What is or was destroyed";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "What"}, {.text = "State"}, {.text = "Certificate"}};
  for (const Part& part : parts) {
    for (const WarrantView& warrant : warrants_of_case(visit.app, part.row.id)) {
      if (warrant.row.owner != visit.id) continue;
      table.rows.push_back({{.text = act_words(warrant)}, {.text = state_words(warrant)},
                            {.text = certificate_html(visit, deposits, warrant)}});
    }
  }
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

Html checkpoints_html(const AgencyVisit& visit, const Deposits& deposits) {
  Html content = html::heading(2, "Checkpoints to keep", html::Size::m);
  if (deposits.checkpoints.empty()) return content + html::paragraph("None was deposited for your agency yet.");
  content += html::paragraph("A checkpoint is the signed state of our ledger on one day. Keep it where we cannot change it.");
  if (const auto mailed = mailed_head(visit.app.vault.store(), visit.agency.name))
    content += html::paragraph("The checkpoint over " + std::to_string(mailed->entries) +
                               " entries was sent to your agency's address by mail on " + london_words(mailed->at) + ".");
  content += html::paragraph(html::text("Newest: ") + html::link(deposits.checkpoints.front(), kFiles + deposits.checkpoints.front()));
  std::vector<html::Content> older;
  for (std::size_t i = 1; i < deposits.checkpoints.size(); ++i)
    older.emplace_back(html::link(deposits.checkpoints[i], kFiles + deposits.checkpoints[i]));
  if (!older.empty()) content += html::details({.summary = "Earlier checkpoints", .text = html::bullets(older)});
  content += html::heading(3, "To verify a certificate without asking us", html::Size::s);
  content += html::paragraph(
      "You need the certificate, the checkpoint deposited with it or the last one that you were given before it, and our public key, "
      "which you were handed when the partnership began to use this system.");
  return content + html::paragraph(Html("<code>concordat verify-certificate CERTIFICATE --checkpoint FILE --public-key KEY</code>"));
}

http::Response show_agency(const AgencyVisit& visit) {
  auto all = parts_in_cases(visit);
  std::ranges::stable_partition(all, [&](const Part& part) { return !concluded(visit.app.charter(), part.row); });
  const Paging shown = paging(visit.request, all.size(), kReviewsAPage);
  const std::span parts = std::span(all).subspan(shown.first, shown.end - shown.first);
  const Deposits deposits = deposits_of(visit.app, visit.agency.name);
  Html content = html::heading(1, visit.agency.title, html::Size::xl);
  content += html::lead("What your agency supplies stays its own. Here is what you were asked, what you supplied, and what became of it.");
  content += asked_html(visit.app, parts) + items_html(visit, parts) + destructions_html(visit, parts, deposits);
  content += paging_html(shown, kPath) + checkpoints_html(visit, deposits);
  return page(visit.app, visit.request, {"Your agency", content});
}

http::Response download_file(const AgencyVisit& visit) {
  return download_deposit(visit.app, visit.agency.name, visit.request.parts.at("file"));
}

http::Response for_agency(const App& app, const http::Request& request, http::Response (*answer)(const AgencyVisit&)) {
  const policy::Actor actor = app.actor(request);
  const charter::Agency* agency = actor.agency.is_none() ? nullptr : parties::find_agency(app.charter(), actor.agency);
  if (!agency) return not_found();
  if (const auto refused = refuse_uncleared(app, request)) return *refused;
  return answer({app, request, *agency, actor.agency});
}

}  // namespace

void add_agency_pages(http::Router& router, const App& app) {
  router.add(http::Method::get, kPath, http::Door::signed_in,
             [&app](const http::Request& request) { return for_agency(app, request, show_agency); });
  router.add(http::Method::get, std::string(kFiles) + "{file}", http::Door::signed_in,
             [&app](const http::Request& request) { return for_agency(app, request, download_file); });
}

}  // namespace concordat::casework
