#include "casework/site/public_forms.h"

#include <algorithm>

#include "casework/clocks.h"
#include "casework/links.h"
#include "casework/opening_form.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr int kTooMany = 429;

std::vector<const charter::CaseKind*> kinds_online(const App& app) {
  std::vector<const charter::CaseKind*> kinds;
  for (const charter::CaseKind& kind : app.charter().case_kinds)
    if (may_open_online(app, kind)) kinds.push_back(&kind);
  return kinds;
}

struct PublicForm {
  const App& app;
  const http::Request& request;
  const charter::CaseKind& kind;
  Throttle& sent;  // counts what is sent from one place, so that one sender cannot fill the office's list

  OpeningForm form() const { return {app, kind, true}; }
  std::string path() const { return std::string(kForms) + "/" + kind.name; }
};

// ---- the list

Html links_to(const std::vector<const charter::CaseKind*>& kinds) {
  std::vector<html::Content> items;
  for (const charter::CaseKind* kind : kinds) items.push_back(html::link(kind->title, std::string(kForms) + "/" + kind->name));
  return items.empty() ? Html() : html::bullets(items);
}

http::Response list(const App& app, const http::Request& request) {
  const auto kinds = kinds_online(app);
  Html content = html::heading(1, "Write to us", html::Size::xl);
  content += kinds.empty() ? html::paragraph("No form is open here at the moment.")
                           : html::lead("Choose what it is about. You need no account.") + links_to(kinds);
  content += html::paragraph(html::text("You can also call or write: ") + html::link("contacts", "/contacts") + html::text("."));
  return page(app, request, {"Write to us", html::two_thirds(content)});
}

// ---- one form: its questions, the answers to check, and that it came

http::Response questions(const PublicForm& form, const Entered& entered, const std::string& id) {
  Html fields = opening_fields_html(form.form(), entered) + html::hidden_input(kCaseToBe, id) + html::button({.text = "Continue"});
  Html content = html::heading(1, form.kind.title, html::Size::xl);
  content += html::paragraph(html::text("How we use this, who sees it and for how long we keep it is in our ") +
                             html::link("privacy notice", "/notice") + html::text("."));
  content += html::form(form.path(), csrf(form.request), fields);
  return page(form.app, form.request, {form.kind.title, html::two_thirds(content), html::back_link({.href = kForms, .text = "Write to us"}),
                                       entered.summary(), entered.ok() ? 200 : 422});
}

http::Response check(const PublicForm& form, const OpeningAnswers& answers) {
  const Html buttons = html::button({.text = "Send", .name = "do", .value = "send", .prevent_double_click = true}) + Html(" ") +
                       html::button({.text = "Change an answer", .name = "do", .value = "change", .classes = "govuk-button--secondary"});
  const Html content = html::heading(1, "Check your answers", html::Size::l) + html::summary_list(opening_summary(form.form(), answers)) +
                       html::form(form.path(), csrf(form.request), carried_fields(form.request.form, "do") + buttons);
  return page(form.app, form.request, {"Check your answers", html::two_thirds(content)});
}

std::string path_of_receipt(const App& app, CaseId id) {
  const auto row = find_case(app, id.text());
  const auto records = row ? records_of(app, id, app.charter().case_kind(row->kind)->notification) : std::vector<store::RecordRow>{};
  return records.empty() ? kForms : std::string(kForms) + "/sent/" + token_of(records.front().id, app.link_key);
}

// To an address that the form asks for: a link to the receipt, and nothing of what was written.
void acknowledge(const PublicForm& form, const OpeningAnswers& answers, const std::string& receipt) {
  if (!form.app.outbox) return;
  for (const auto& [part, content] : answers.notification)
    for (const charter::Field& field : form.form().fields_of(part)) {
      const auto to = content.values.find(field.name);
      if (field.type != charter::FieldType::email || to == content.values.end() || to->second.empty()) continue;
      const std::string text = "We have what you sent to " + form.app.charter().partnership.name +
                               ".\n\nIts reference, and by when we answer:\n\n    " + form.app.outbox->link(receipt) +
                               "\n\nIf you did not write to us, tell us: the contacts are on the same site.\n";
      if (!form.app.outbox->put({to->second, "We have your message: " + form.app.charter().partnership.name, text}, "")) return;
    }
}

http::Response too_many(const PublicForm& form, std::int64_t seconds) {
  const std::string wait = std::to_string((seconds + 59) / 60) + " minutes";
  Html content = html::heading(1, "Too much came from where you are", html::Size::l) +
                 html::paragraph("Nothing was lost: go back, wait " + wait + ", and send it again.") +
                 html::paragraph(html::text("If it cannot wait, ") + html::link("call or write", "/contacts") + html::text("."));
  return page(form.app, form.request, {"Too much came from where you are", html::two_thirds(content), {}, {}, kTooMany});
}

http::Response send(const PublicForm& form, const OpeningAnswers& answers, CaseId id) {
  if (find_case(form.app, id.text(), form.kind.name)) return http::Response::redirect(path_of_receipt(form.app, id));
  const std::int64_t uptime = form.app.vault.clock().uptime_microseconds();
  const std::int64_t wait = form.sent.seconds_to_wait(form.kind.name, form.request.source, uptime);
  if (wait > 0) return too_many(form, wait);
  const auto opened = open_case_online(form.app, form.kind.name, {id, answers.criterion, answers.notification});
  if (!opened) {
    Entered again = answers.all;
    refuse(again, opened.error());
    return questions(form, again, id.text());
  }
  form.sent.failed(form.kind.name, form.request.source, uptime);
  const std::string receipt = path_of_receipt(form.app, *opened);
  acknowledge(form, answers, receipt);
  return http::Response::redirect(receipt);
}

http::Response show(const PublicForm& form) { return questions(form, {}, crypto::new_id<CaseId>().text()); }

http::Response take(const PublicForm& form) {
  const http::Fields& sent = form.request.form;
  const auto id = CaseId::parse(sent.get(kCaseToBe)).value_or(crypto::new_id<CaseId>());
  const OpeningAnswers answers = read_opening(form.form(), sent);
  const std::string wish = sent.get("do");
  if (!answers.all.ok() || wish == "change") return questions(form, answers.all, id.text());
  return wish == "send" ? send(form, answers, id) : check(form, answers);
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
  content += html::paragraph("Keep the reference. If you write or call about it, it is all that you need to give.");
  content += html::paragraph(html::link("Contacts, and the regulator", "/contacts"));
  return page(app, request, {"We have it", html::two_thirds(content)});
}

}  // namespace

Html ways_to_forms(const App& app) {
  const Html links = links_to(kinds_online(app));
  return links.empty() ? Html() : html::heading(2, "Write to us here", html::Size::m) + links;
}

void add_public_forms(http::Router& router, const App& app) {
  const auto sent = std::make_shared<Throttle>();
  const auto for_kind = [&app, sent](http::Response (*answer)(const PublicForm&)) {
    return [&app, sent, answer](const http::Request& request) {
      const charter::CaseKind* kind = app.charter().case_kind(request.parts.at("kind"));
      return kind && may_open_online(app, *kind) ? answer({app, request, *kind, *sent}) : not_found();
    };
  };
  router.add(http::Method::get, kForms, http::Door::public_, [&app](const http::Request& request) { return list(app, request); });
  router.add(http::Method::get, std::string(kForms) + "/{kind}", http::Door::public_, for_kind(show));
  router.add(http::Method::post, std::string(kForms) + "/{kind}", http::Door::public_, for_kind(take));
  router.add(http::Method::get, std::string(kForms) + "/sent/{token}", http::Door::public_,
             [&app](const http::Request& request) { return receipt(app, request); });
}

}  // namespace concordat::casework
