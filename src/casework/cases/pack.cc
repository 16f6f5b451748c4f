#include "casework/cases/pack.h"

#include <algorithm>
#include <map>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/cases/channels.h"
#include "casework/cases/sections.h"
#include "casework/checks/checks.h"
#include "casework/fields.h"
#include "casework/second_factor.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;
using Opened = std::map<std::pair<RecordId, std::string>, vault::OpenedPart>;

constexpr const char* kReader = "reader";

std::vector<policy::Grant> readable(const App& app, const policy::Actor& actor, const CaseFile& case_file) {
  std::vector<policy::Grant> grants;
  for (const store::RecordRow& record : case_file.records) {
    const charter::RecordKind* kind = app.charter().record_kind(record.kind);
    if (!kind) continue;
    for (const store::PartRow& part : case_file.parts) {
      if (part.record != record.id || part.destroyed) continue;
      auto subject = app.vault.subject_of(record.id, part.part);
      if (!subject || subject->recalled) continue;  // what its owner has asked back goes on no paper
      subject->emergencies.clear();  // an emergency opens a case to who broke the glass, for an hour, and not on paper
      auto grant = app.vault.gate().decide(actor, charter::Act::read, kind->purpose, *subject);
      if (grant) grants.push_back(std::move(*grant));
    }
  }
  return grants;
}

bool same_part(const policy::Grant& one, const policy::Grant& other) {
  return one.subject().record == other.subject().record && one.subject().part == other.subject().part;
}

// Those who can be given papers with something in them: for the office anybody, for others themselves.
std::vector<parties::Account> readers_for(const Visit& visit, const CaseFile& case_file) {
  std::vector<parties::Account> readers;
  for (const parties::Account& account : visit.app.accounts.all()) {
    if (visit.business != Business::office && account.id != visit.actor.account) continue;
    Visit theirs{visit.app, visit.request, visit.app.actor(account)};
    theirs.business = business_with(visit.app.charter(), theirs.actor, {visit.app.charter().case_kind(case_file.row.kind)});
    if (knows_of(theirs, case_file) && !parts_of_pack(visit, case_file, account).empty()) readers.push_back(account);
  }
  return readers;
}

// ---- the document

std::string file_words(const std::vector<vault::Attachment>& files) {
  std::string words;
  for (const vault::Attachment& file : files) words += (words.empty() ? "" : "; ") + file.label.name;
  return words + " (not in these papers: open it in the system)";
}

paper::Table part_table(const App& app, const store::RecordRow& record, const charter::Part& part, const vault::OpenedPart& opened,
                        std::size_t number) {
  const std::string title = value_in(opened.values, "title");
  paper::Table table{std::to_string(number) + ". " + (title.empty() ? part.title : title), {"What", "What it says"}, {}};
  for (const charter::Field& field : part.fields) table.rows.push_back({field.label, shown(field, opened.values)});
  if (!opened.attachments.empty()) table.rows.push_back({"Files", file_words(opened.attachments)});
  table.rows.push_back({"Belongs to", owner_title(app, record.owner)});
  // How a record came is how its first part did: an answer is the agency's own, though the question was written here.
  const charter::RecordKind* kind = app.charter().record_kind(record.kind);
  if (kind && &part == kind->answer()) table.rows.push_back({"Asked on", record.collected.words()});
  else table.rows.push_back({"Received", record.collected.words() + ", " + within_sentence(channel_words(record.channel, record.owner))});
  return table;
}

// Of an answer of an agency: whom it was asked about. What it was told goes where it knows nobody of that name.
std::string about_words(const CaseFile& case_file, const charter::RecordKind& kind, const store::RecordRow& record, const Opened& opened) {
  const charter::Part& told = kind.parts.front();
  const auto found = opened.find({record.id, told.name});
  const std::string name = found == opened.end() ? "" : value_in(found->second.values, told.fields.front().name);
  if (!name.empty()) return name;
  return nobody_named(std::ranges::any_of(case_file.parts, [&](const store::PartRow& part) {
    return part.record == record.id && part.part == told.name && part.destroyed;
  }));
}

void add_kind(const App& app, const CaseFile& case_file, const charter::RecordKind& kind, const Opened& opened, paper::Document& document) {
  std::vector<paper::Block> blocks;
  for (const store::RecordRow& record : case_file.records)
    for (const charter::Part& part : kind.parts)
      if (const auto found = opened.find({record.id, part.name}); record.kind == kind.name && found != opened.end()) {
        paper::Table table = part_table(app, record, part, found->second, blocks.size() + 1);
        if (&part == kind.answer()) table.rows.insert(table.rows.begin(), {"About", about_words(case_file, kind, record, opened)});
        blocks.emplace_back(std::move(table));
      }
  if (blocks.empty()) return;
  document.blocks.emplace_back(paper::Heading{2, kind.title});
  std::ranges::move(blocks, std::back_inserter(document.blocks));
}

paper::Document document_for(const Visit& maker, const CaseFile& case_file, const parties::Account& reader, const Opened& opened) {
  const App& app = maker.app;
  const Instant now = app.vault.clock().now();
  const std::string who = reader.name + ", " + parties::title_of(app.charter(), reader.agency);
  paper::Document document;
  document.title = "Papers of " + within_sentence(name_of(app.charter(), case_file.row));
  document.publisher = app.charter().partnership.name;
  document.edition = "For " + who + ", " + london_words(now) + ". For this person alone.";
  document.colour = app.charter().partnership.colour;
  document.date = app.today();
  document.blocks = {paper::Heading{1, document.title}, paper::Paragraph{"For " + who + ", made on " + london_words(now) + ".", true},
                     paper::Paragraph{"It holds what the partnership's charter lets both this person and whoever made it read of this "
                                      "case, as it stood then. "
                                      "That it was given to them is in the ledger. It is not to be passed on; destroy it when it has "
                                      "served."}};
  for (const charter::RecordKind& kind : app.charter().record_kinds)
    if (kind.case_kind == case_file.row.kind) add_kind(app, case_file, kind, opened, document);
  return document;
}

// ---- the page

Result<void> write_that_it_was_given(const Visit& maker, const CaseFile& case_file, const parties::Account& reader, std::size_t parts) {
  return maker.app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    ledger::Leaf leaf;
    leaf.event = "pack.given";
    leaf.actor = maker.actor.ledger_name();
    leaf.case_id = case_file.row.id;
    leaf.charter = maker.app.charter().hash;
    leaf.detail = "to=" + reader.id.text() + ";parts=" + std::to_string(parts);
    maker.app.vault.ledger().append(transaction, leaf);
    return {};
  });
}

http::Response pack_page(const Visit& visit, const CaseFile& case_file, const std::string& error) {
  const auto readers = readers_for(visit, case_file);
  Html content = html::heading(2, "Papers for one person, as a PDF", html::Size::m);
  content += html::paragraph("They hold what that person may read of it and you may read too. Their name and the time stand on "
                             "each page, and the ledger has what was given to whom.");
  std::vector<html::ErrorSummaryItem> errors;
  if (!error.empty()) errors.push_back({.text = error, .href = readers.empty() ? "#main-content" : std::string("#") + kReader});
  if (readers.empty()) {
    content += html::paragraph("Nobody can be given papers yet: there is nothing in it that you and somebody else may read.");
    return section_page(visit, case_file, "pack", html::two_thirds(content), errors);
  }
  html::Select select;
  select.name = select.id = kReader;
  if (!error.empty()) select.error_message = html::ErrorMessage{.text = error};
  select.label = {.text = "For whom?", .classes = "govuk-label--s"};
  // Nobody is meant by being the first of the alphabet.
  if (readers.size() > 1) select.items.push_back({.text = "Choose a person", .value = ""});
  for (const parties::Account& reader : readers)
    select.items.push_back({.text = reader.name + ", " + parties::title_of(visit.app.charter(), reader.agency), .value = reader.id.text()});
  content += html::form(path_of(case_file.row) + "/pack", csrf(visit.request),
                        html::select(select) + html::button({.text = "Make the papers"}));
  return section_page(visit, case_file, "pack", html::two_thirds(content), errors);
}

http::Response show_pack(const Visit& visit, const CaseFile& case_file) { return pack_page(visit, case_file, ""); }

std::optional<parties::Account> chosen_reader(const Visit& visit, const CaseFile& case_file) {
  const auto id = AccountId::parse(visit.request.form.get(kReader));
  for (parties::Account& reader : readers_for(visit, case_file))
    if (id && reader.id == *id) return std::move(reader);
  return std::nullopt;
}

// Whoever named nobody is told so before anything else is asked.
std::optional<http::Response> nobody_chosen(const App& app, const http::Request& request) {
  bool chosen = false;
  http::Response refused = for_case(app, request, [&](const Visit& visit, const CaseFile& case_file) {
    if (!may_make_pack(visit, case_file)) return not_found();
    chosen = chosen_reader(visit, case_file).has_value();
    return chosen ? http::Response() : pack_page(visit, case_file, "Choose a person who can be given papers");
  });
  return chosen ? std::nullopt : std::optional(std::move(refused));
}

http::Response give_pack(const Visit& visit, const CaseFile& case_file) {
  if (!may_make_pack(visit, case_file)) return not_found();
  const std::string back = path_of(case_file.row) + "/pack";
  const auto reader = chosen_reader(visit, case_file);
  if (!reader)
    return problem(visit.app, visit.request,
                   {"That person cannot be given papers of it.", "Choose somebody from the list."}, back);
  const auto document = make_pack(visit, case_file, *reader);
  if (!document) return problem(visit.app, visit.request, document.error(), back);
  auto pdf = paper::pdf(*document);
  if (!pdf)
    return problem(visit.app, visit.request, {"The papers could not be set: a font is missing, or lacks a letter that stands in them.",
                                              "Tell the administrator; meanwhile open the records one by one."}, back);
  http::Response response;
  response.content_type = "application/pdf";
  response.body = std::move(*pdf);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + case_file.row.reference + "-papers.pdf\"");
  return response;
}

}  // namespace

bool may_make_pack(const Visit& visit, const CaseFile&) {
  return visit.business == Business::office || visit.business == Business::task;
}

std::vector<policy::Grant> parts_of_pack(const Visit& maker, const CaseFile& case_file, const parties::Account& reader) {
  std::vector<policy::Grant> grants = readable(maker.app, maker.app.actor(reader), case_file);
  if (reader.id == maker.actor.account) return grants;
  const std::vector<policy::Grant> own = readable(maker.app, maker.actor, case_file);
  std::erase_if(grants, [&](const policy::Grant& grant) {
    return std::ranges::none_of(own, [&](const policy::Grant& mine) { return same_part(mine, grant); });
  });
  return grants;
}

Result<paper::Document> make_pack(const Visit& maker, const CaseFile& case_file, const parties::Account& reader) {
  const std::vector<policy::Grant> grants = parts_of_pack(maker, case_file, reader);
  if (reader.id != maker.actor.account) {  // who makes them sees them
    std::vector<policy::Grant> own = readable(maker.app, maker.actor, case_file);
    std::erase_if(own, [&](const policy::Grant& mine) {
      return std::ranges::none_of(grants, [&](const policy::Grant& grant) { return same_part(mine, grant); });
    });
    TRY(maker.app.vault.read_list(own));
  }
  Opened opened;
  const AccountId by = reader.id == maker.actor.account ? AccountId{} : maker.actor.account;
  for (vault::OpenedPart& one : TRY(maker.app.vault.read_list(grants, by))) {
    auto place = std::pair(one.record, one.part);
    opened.emplace(std::move(place), std::move(one));
  }
  TRY(write_that_it_was_given(maker, case_file, reader, opened.size()));
  return document_for(maker, case_file, reader, opened);
}

void add_pack_pages(http::Router& router, const App& app) {
  add_section_page(router, app, http::Method::get, "pack", "", show_pack);
  router.add(http::Method::post, std::string(kCases) + "/{case}/pack", http::Door::signed_in,
             confirmed(app, [&app](const http::Request& request) { return for_case(app, request, give_pack); },
                       [&app](const http::Request& request) { return nobody_chosen(app, request); }));
}

}  // namespace concordat::casework
