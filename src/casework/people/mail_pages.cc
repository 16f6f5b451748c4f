// What waits in the outbox, and what could not be delivered: for those who look after accounts.

#include "casework/people/people.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

bool may_see_mail(const App& app, const http::Request& request) {
  return app.vault.gate().authorise(app.actor(request), charter::Capability::manage_accounts).ok();
}

std::string state_of(const mail::Queued& mail, Instant now) {
  if (mail.handed_over) return "The mail server has it; it is being noted.";
  if (mail.given_up) return mail.failure + " It will not be tried again by itself.";
  if (mail.attempts == 0) return "It is about to be sent.";
  if (mail.next <= now) return "It is being tried once more: load this page again in a moment.";
  return mail.failure + " Tried " + std::to_string(mail.attempts) + (mail.attempts == 1 ? " time" : " times") + "; the next time on " +
         london_words(mail.next) + ".";
}

Html acts_of(const http::Request& request, const mail::Queued& mail) {
  if (mail.handed_over) return {};
  const Html of = Html("<span class=\"govuk-visually-hidden\">: ") + html::text(mail.message.to) + Html("</span>");
  return html::form(std::string(kMail) + "/" + mail.id, csrf(request),
                    html::button({.text = html::text("Try now") + of, .name = "act", .value = "try"}) +
                        html::button({.text = html::text("Discard") + of,
                                      .name = "act",
                                      .value = "discard",
                                      .classes = "govuk-button--secondary"}));
}

http::Response show_mail(const App& app, const http::Request& request) {
  if (!may_see_mail(app, request)) return not_found();
  Html content = html::heading(1, "Mail", html::Size::xl);
  if (!app.outbox) {
    content += html::inset_text({.text = "Mail is off. Nothing is sent; what would be mailed is shown to you, to be handed over."});
    content += html::paragraph(
        "Whoever runs the server turns it on by a file mail.toml in its data directory, which the administrator's guide describes.");
  } else {
    html::Table table;
    table.caption = "Waits to be sent";
    table.caption_classes = "govuk-table__caption--m";
    table.head = {{.text = "To"}, {.text = "Subject"}, {.text = "Since"}, {.text = "What happened"}, {.text = "Decide"}};
    for (const mail::Queued& mail : app.outbox->all())
      table.rows.push_back({{.text = mail.message.to}, {.text = mail.message.subject}, {.text = london_words(mail.queued)},
                            {.text = state_of(mail, app.vault.clock().now())}, {.text = acts_of(request, mail)}});
    content += html::lead("A mail holds a link and no personal data. It stays here until the mail server has taken it on.");
    content += table.rows.empty() ? html::paragraph("Nothing waits: all mail was sent.") : html::scrolling_table(table);
  }
  return page(app, request, {"Mail", content, html::back_link({.href = kAccounts, .text = "All accounts"})});
}

http::Response decide_mail(const App& app, const http::Request& request) {
  if (!may_see_mail(app, request) || !app.outbox) return not_found();
  const std::string& id = request.parts.at("mail");
  const auto done = request.form.get("act") == "discard" ? app.outbox->discard(id) : app.outbox->try_again(id);
  return done ? http::Response::redirect(kMail) : problem(app, request, done.error(), kMail);
}

}  // namespace

void add_mail_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  router.add(Method::get, kMail, Door::signed_in, [&app](const http::Request& request) { return show_mail(app, request); });
  router.add(Method::post, std::string(kMail) + "/{mail}", Door::signed_in,
             [&app](const http::Request& request) { return decide_mail(app, request); });
}

}  // namespace concordat::casework
