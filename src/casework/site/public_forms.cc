#include "casework/site/public_forms.h"

#include <algorithm>

#include "casework/clocks.h"
#include "casework/links.h"
#include "casework/site/form_pages.h"
#include "casework/site/own_steps.h"
#include "charter/outputs.h"
#include "html/components/content.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kTellUs = "Tell us or ask us something";

std::vector<const charter::CaseKind*> kinds_online(const App& app) {
  std::vector<const charter::CaseKind*> kinds;
  for (const charter::CaseKind& kind : app.charter().case_kinds)
    if (may_open_online(app, kind)) kinds.push_back(&kind);
  return kinds;
}

// ---- the list

Html links_to(const std::vector<const charter::CaseKind*>& kinds) {
  std::vector<html::Content> items;
  for (const charter::CaseKind* kind : kinds) items.push_back(html::link(kind->title, std::string(kForms) + "/" + kind->name));
  return items.empty() ? Html() : html::bullets(items);
}

http::Response list(const App& app, const http::Request& request) {
  const auto kinds = kinds_online(app);
  Html content = html::heading(1, kTellUs, html::Size::xl);
  content += kinds.empty() ? html::paragraph("No form is open here at the moment.")
                           : html::lead("Choose what it is about. You need no account.") + links_to(kinds);
  content += html::paragraph(html::text("You can also call or write: ") + html::link("contacts", "/contacts") + html::text("."));
  return page(app, request, {kTellUs, html::two_thirds(content)});
}

// ---- one form, and that it came

std::string path_of_receipt(const App& app, std::string_view case_id) {
  const auto row = find_case(app, case_id);
  const charter::CaseKind* kind = row ? app.charter().case_kind(row->kind) : nullptr;
  const auto records = kind ? records_of(app, row->id, kind->notification) : std::vector<store::RecordRow>{};
  return records.empty() ? "" : kSentPath + token_of(records.front().id, app.link_key);
}

// The address that the form asks for, where it does; empty where none was given.
std::string mail_address(const OpeningForm& form, const OpeningAnswers& answers) {
  for (const auto& [part, content] : answers.notification)
    for (const charter::Field& field : form.fields_of(part)) {
      const auto to = content.values.find(field.name);
      if (field.type == charter::FieldType::email && to != content.values.end()) return to->second;
    }
  return "";
}

// A link to the receipt, and nothing of what was written.
void acknowledge(const OpeningForm& form, const OpeningAnswers& answers, const std::string& receipt) {
  const std::string to = mail_address(form, answers), name = form.app.charter().partnership.name;
  if (!form.app.outbox || to.empty()) return;
  const std::string text = "We have what you sent to " + name + ".\n\nIts reference, and by when we answer:\n\n    " +
                           form.app.outbox->link(receipt) +
                           "\n\nIf you did not write to us, tell us: the contacts are on the same site.\n";
  (void)form.app.outbox->put({to, "We have your message: " + name, text}, "");  // the receipt stands on the page all the same
}

// The clocks of law that begin on the day that the record says it came.
std::vector<html::Content> what_happens(const OpeningForm& form) {
  std::vector<html::Content> happens = {
      "You answer one question after another, check your answers, and send them. Until then you can go back."};
  happens.emplace_back("You get a reference at once. You need no account.");
  if (form.opens && form.opens->confirming())
    happens.emplace_back("We send you a mail. Press its link within " + std::to_string(form.opens->confirm_days) +
                         " days: without that it does not begin, and what you sent is destroyed.");
  for (const charter::Part& part : form.record->parts)
    for (const charter::Field& field : part.fields)
      for (const charter::StatutoryClock& clock : form.app.charter().clocks)
        if (!field.records.empty() && clock.from == field.records)
          happens.emplace_back(clock.title + ": within " + charter::words(clock) + ".");
  return happens;
}

PublicForm form_for(const App& app, const http::Request& request, Throttle& limits, const charter::CaseKind& kind) {
  const std::string path = std::string(kForms) + "/" + kind.name;
  PublicForm form{app, request, limits, opening_form(app, kind, true), path, kind.title, {}, kForms, {}, {}};
  form.about = about_form(form.form, what_happens(form.form));
  form.receipt = [&app](const std::string& id) { return path_of_receipt(app, id); };
  form.send = [&app, &kind, asked = form.form](const OpeningAnswers& answers, const std::string& id) -> Result<std::string> {
    const CaseId to_be = CaseId::parse(id).value_or(crypto::new_id<CaseId>());
    const CaseId opened = TRY(open_case_online(app, kind.name, {to_be, answers.criterion, answers.notification}));
    const std::string receipt = path_of_receipt(app, opened.text());
    if (kind.confirming()) ask_to_confirm(app, opened, mail_address(asked, answers));
    else acknowledge(asked, answers, receipt);
    return receipt;
  };
  return form;
}

// Whoever has the link learns the reference and when an answer is due: not what was written.
http::Response receipt(const App& app, const http::Request& request) {
  const auto record = booking_of(request.parts.at("token"), app.link_key);
  std::optional<store::CaseRow> row;
  std::vector<store::EventRow> events;
  app.vault.store().read([&](store::Reader& reader) {
    const auto kept = record ? reader.find_record(*record) : std::nullopt;
    row = kept ? reader.find_case(kept->case_id) : std::nullopt;
    if (row) events = reader.events(row->id);
  });
  const charter::CaseKind* kind = row ? app.charter().case_kind(row->kind) : nullptr;
  if (!kind || !may_open_online(app, *kind)) return not_found();
  Html content = html::panel({.title = "We have it", .text = "Your reference is " + row->reference});
  content += html::paragraph(kind->title + ", received on " + row->opened.words() + ".");
  for (const RunningClock& clock : clocks_of(app.charter(), events, row->opened))
    content += html::paragraph(clock.clock->title + ": " + (clock.runs() ? "by " + clock.due.words() : "done") + ".");
  content += own_steps_html(app, *row, *record);
  content += html::paragraph("Keep the reference. If you write or call about it, it is all that you need to give.");
  content += html::paragraph(html::link("Contacts, and the regulator", "/contacts"));
  return page(app, request, {"We have it", html::two_thirds(content)});
}

}  // namespace

Html ways_to_forms(const App& app) {
  const Html links = links_to(kinds_online(app));
  return links.empty() ? Html() : html::heading(2, kTellUs, html::Size::m) + links;
}

void add_public_forms(http::Router& router, const App& app) {
  const auto limits = std::make_shared<Throttle>();
  const auto for_kind = [&app, limits](http::Response (*answer)(const PublicForm&)) {
    return [&app, limits, answer](const http::Request& request) {
      const charter::CaseKind* kind = app.charter().case_kind(request.parts.at("kind"));
      return kind && may_open_online(app, *kind) ? answer(form_for(app, request, *limits, *kind)) : not_found();
    };
  };
  router.add(http::Method::get, kForms, http::Door::public_, [&app](const http::Request& request) { return list(app, request); });
  router.add(http::Method::get, std::string(kForms) + "/{kind}", http::Door::public_, for_kind(show_form));
  router.add(http::Method::post, std::string(kForms) + "/{kind}", http::Door::public_, for_kind(take_form));
  router.add(http::Method::get, std::string(kSentPath) + "{token}", http::Door::public_,
             [&app](const http::Request& request) { return receipt(app, request); });
  add_own_step_pages(router, app);
}

}  // namespace concordat::casework
