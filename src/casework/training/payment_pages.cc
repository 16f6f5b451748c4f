// The payer's way: what a place costs and what goes where, off to the gateway, and back to a page that knows what happened – also where
// they never came back, came twice, or came too late. And where a gateway tells us itself.

#include <algorithm>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/links.h"
#include "casework/training/payments.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "payment/opayo_form.h"

namespace concordat::casework {
namespace {

using html::Html;
using payment::Standing;

constexpr const char* kAgain = "again";
constexpr const char* kTold = "told";

// Somebody at the page of one booking's payment.
struct Payer {
  const App& app;
  const http::Request& request;
  RecordId id;
  Payment payment;

  std::string path() const { return "/payments/" + payment_token_of(id, app.link_key); }
  std::string back() const { return app.payments->settings.address + path() + "/back"; }
  policy::Actor actor() const { return policy::subject_of(id); }
};

std::optional<Payer> find_payer(const App& app, const http::Request& request) {
  const auto id = booking_of_payment(request.parts.at("payment"), app.link_key);
  const auto payment = id ? payment_of(app, policy::subject_of(*id), *id) : std::nullopt;
  if (!payment) return std::nullopt;
  return Payer{app, request, *id, *payment};
}

std::string taker(const App& app) {
  const auto found = std::ranges::find(app.charter().recipients, app.charter().payment->recipient, &charter::Recipient::name);
  return found == app.charter().recipients.end() ? app.charter().payment->recipient : found->title;
}

// Short, for a button and a sentence: "Opayo" of "Opayo, a payment gateway that is a controller of its own".
std::string taker_name(const App& app) {
  const std::string title = taker(app);
  return title.substr(0, title.find(','));
}

std::string description_of(const Payment& payment) { return "Place on course " + payment.course.reference; }

std::string own_words(const App& app, const Payment& payment) {
  const std::string name = taker_name(app);
  if (payment.is_settled())
    return payment.ended() ? "Your payment has arrived, and you have no place any more: it will be paid back to you."
                           : "Your payment has arrived. There is nothing more to do.";
  if (payment::is_any(payment.attempts, Standing::said))
    return std::string("You came back with word that you have paid. We hold that against the report of ") + name +
           " before we call it settled" + (payment.ended() ? ", and pay it back then: you have no place any more." : ". Do not pay again.");
  if (payment::is_any(payment.attempts, Standing::refunded)) return "Your payment was paid back.";
  if (payment.ended()) return "You have no place any more. Nothing is to be paid.";
  if (payment::is_any(payment.attempts, Standing::sent)) {
    const bool asks = app.payments && app.payments->has_api();
    return "You went to " + name + " to pay, and we do not know yet whether you did. If you paid, do not pay again: " +
           (asks ? "we ask " + name : "we look it up in the report of " + name) + ", and this page will say so.";
  }
  if (!payment.attempts.empty()) return "You came back without having paid. No money was taken.";
  return "Not paid yet.";
}

Html facts_html(const Payer& payer) {
  const App& app = payer.app;
  html::SummaryList facts;
  const auto details = read_parts(app, policy::the_public(), records_of(app, payer.payment.course.id, kCourse), "details");
  if (details && !details->empty()) {
    const vault::Values& values = details->begin()->second.values;
    const auto day = CivilDate::parse(value_in(values, "course-date"));
    facts.rows = {{.key = {.text = "Course"}, .value = {.text = value_in(values, "course-title")}},
                  {.key = {.text = "Day"}, .value = {.text = day ? day->words() : ""}}};
  }
  facts.rows.push_back({.key = {.text = "Fee"}, .value = {.text = fee_words(payer.payment.pence)}});
  facts.rows.push_back({.key = {.text = "Who pays"}, .value = {.text = app.charter().payment->who_pays}});
  return html::summary_list(facts);
}

// What leaves us, and why; nothing about the delegate does.
Html what_goes_html(const Payer& payer) {
  const App& app = payer.app;
  const std::string name = taker_name(app);
  Html content = html::heading(2, "What goes to " + name, html::Size::m);
  content += html::bullets({html::text("the amount, because that is what you pay"),
                            html::text("“" + description_of(payer.payment) + "” and a reference, so that the payment can be found again"),
                            html::text("the address of this page, so that you come back to it")});
  if (!app.payments->has_api())
    content += html::paragraph("Its form also asks whom it bills. We say “Course Delegate” and our own office’s address there, so that "
                               "neither your name nor your address goes there from us.");
  content += html::paragraph("What you enter there, as the card, is between you and " + name +
                             ". Of what comes back with you we keep the reference and whether it is settled, and nothing of the card.");
  const auto notice = std::ranges::find(app.charter().links, app.charter().payment->link, &charter::Link::name);
  if (notice != app.charter().links.end() && notice->address)
    content += html::paragraph(html::link(notice->title, notice->address->operates));
  return content;
}

Html pay_html(const Payer& payer) {
  const App& app = payer.app;
  if (!payer.payment.may_be_paid()) return {};
  if (!app.payments) return html::paragraph("You cannot pay here at the moment. We will tell you how to pay.");
  Html content = what_goes_html(payer);
  const bool unknown = payment::is_any(payer.payment.attempts, Standing::sent);
  const std::string words = unknown ? "I have not paid: pay " : "Pay ";
  return content + html::form(payer.path() + "/start", "",
                              (unknown ? html::hidden_input(kAgain, "yes") : Html()) +
                                  html::button({.text = words + fee_words(payer.payment.pence) + " at " + taker_name(app),
                                                .prevent_double_click = true}));
}

Html told_html(const Payer& payer) {
  if (payer.request.query.get(kTold) != "unreadable") return {};
  return html::notification_banner(
      {.text = "What you came back with does not fit this payment, so nothing was changed. If you have paid, do not pay again: the office "
               "finds it in the report of " + taker_name(payer.app) + "."});
}

http::Response show_payment(const App& app, const http::Request& request) {
  const auto payer = find_payer(app, request);
  if (!payer || (payer->payment.pence == 0 && payer->payment.attempts.empty())) return not_found();
  Html content = told_html(*payer) + html::heading(1, "Pay for your place", html::Size::xl);
  content += html::lead(own_words(app, payer->payment)) + facts_html(*payer) + pay_html(*payer);
  content += html::paragraph("The page of your booking says the same. You have its address from when you asked for a place.");
  http::Response response = page(app, request, {"Pay for your place", html::two_thirds(content)});
  if (app.payments) response.sends_forms_to = app.payments->settings.origin();
  return response;
}

// The first attempt is the delegate's own to put on record, at the moment that the charter names; those that follow are noted beside it.
Result<void> put_attempt(const Payer& payer, const std::string& reference) {
  const App& app = payer.app;
  if (payer.payment.version > 0) return note_sent(app.vault, payer.id, reference);
  const charter::Part* part = payment_part(app.charter());
  const auto subject = app.vault.subject_of(payer.id, part->name);
  const auto grant = TRY(app.vault.gate().decide(payer.actor(), charter::Act::add, payer.payment.booking.purpose, *subject));
  return app.vault.add_part(grant, {values_of({{reference, Standing::sent}}), ""});
}

http::Response start_with_api(const Payer& payer) {
  const App& app = payer.app;
  const payment::Gateway& gateway = *app.payments;
  // Whoever went there and came back by another way goes on with the same payment, and so cannot pay twice.
  for (const payment::Attempt& attempt : payer.payment.attempts) {
    if (attempt.standing != Standing::sent) continue;
    const auto state = payment::find_payment(gateway.settings, gateway.api, attempt.reference);
    if (!state) return problem(app, payer.request, state.error(), payer.path());
    if (!state->finished && !state->next.empty()) return http::Response::redirect(state->next);
  }
  if (const auto asked = ask_gateway(app.vault, gateway, payer.id); !asked)
    return problem(app, payer.request, asked.error(), payer.path());
  const auto now = payment_of(app, payer.actor(), payer.id);
  if (!now || !now->may_be_paid() || payment::is_any(now->attempts, Standing::sent)) return http::Response::redirect(payer.path());
  const auto made = payment::make_payment(
      gateway.settings, gateway.api,
      {payer.payment.pence, payment_token_of(payer.id, app.link_key), description_of(payer.payment), payer.back()});
  if (!made) return problem(app, payer.request, made.error(), payer.path());
  const auto put = put_attempt(payer, made->id);
  if (!put) return problem(app, payer.request, put.error(), payer.path());
  return http::Response::redirect(made->next);
}

http::Response start_payment(const App& app, const http::Request& request) {
  const auto payer = find_payer(app, request);
  if (!payer) return not_found();
  if (!app.payments || !payer->payment.may_be_paid())
    return problem(app, request, {"This is not to be paid here now.", "Look at the payment again."}, payer->path());
  if (app.payments->has_api()) return start_with_api(*payer);
  // A second press goes on with the same reference, which Opayo takes once; another one is for who says that they have not paid.
  const bool sent = payment::is_any(payer->payment.attempts, Standing::sent);
  if (!sent || request.form.get(kAgain) == "yes")
    if (const auto put = put_attempt(*payer, payment::new_reference(payer->payment.course.reference)); !put)
      return problem(app, request, put.error(), payer->path());
  return http::Response::redirect(payer->path() + "/gateway");
}

// The last page of ours before Opayo's: its form leads there with nothing in it that can be read or changed on the way.
http::Response show_gateway(const App& app, const http::Request& request) {
  const auto payer = find_payer(app, request);
  if (!payer || !app.payments || app.payments->has_api()) return not_found();
  const payment::Attempts& attempts = payer->payment.attempts;
  if (attempts.empty() || attempts.back().standing != Standing::sent || !payer->payment.may_be_paid())
    return http::Response::redirect(payer->path());
  const payment::Settings& settings = app.payments->settings;
  const std::string crypt =
      payment::opayo_crypt(settings, {attempts.back().reference, payer->payment.pence, description_of(payer->payment), payer->back()});
  const std::string name = taker_name(app);
  Html content = html::heading(1, "You leave us now for " + name, html::Size::xl);
  content += html::paragraph("You pay " + fee_words(payer->payment.pence) + " there. Your reference is " + attempts.back().reference +
                             ". Afterwards " + name + " sends you back to us.");
  content += html::form(settings.gateway, "",
                        html::hidden_input("VPSProtocol", payment::kOpayoProtocol) + html::hidden_input("TxType", "PAYMENT") +
                            html::hidden_input("Vendor", settings.vendor) + html::hidden_input("Crypt", crypt) +
                            html::button({.text = "Go on to " + name, .prevent_double_click = true}));
  http::Response response = page(app, request, {"You leave us now for " + name, html::two_thirds(content),
                                                html::back_link({.href = payer->path(), .text = "Not now"})});
  response.sends_forms_to = settings.origin();
  return response;
}

// Whether what the payer brought back is of this payment: it opens, its reference is one of ours here, its amount what we asked. The word
// for all that is wrong is one, so that nobody learns from it what they have guessed.
bool take_opayo_return(const Payer& payer, const std::string& crypt) {
  const auto back = payment::read_opayo_return(payer.app.payments->settings.key, crypt);
  if (!back || back->pence != payer.payment.pence) return false;
  const auto& attempts = payer.payment.attempts;
  if (std::ranges::find(attempts, back->reference, &payment::Attempt::reference) == attempts.end()) return false;
  const auto told = back->says_paid() ? payment::Told::said_paid : payment::Told::said_failed;
  return note_told(payer.app.vault, payer.id, back->reference, told).ok();
}

http::Response come_back(const App& app, const http::Request& request) {
  const auto payer = find_payer(app, request);
  if (!payer || !app.payments) return not_found();
  if (app.payments->has_api()) {
    // Where it cannot be asked now, the page says that nothing is known yet, and the night asks again.
    static_cast<void>(ask_gateway(app.vault, *app.payments, payer->id));
    return http::Response::redirect(payer->path());
  }
  const bool taken = take_opayo_return(*payer, request.query.get("crypt"));
  return http::Response::redirect(payer->path() + (taken ? "" : std::string("?") + kTold + "=unreadable"));
}

// A bell: what stands in the message is not believed, but the gateway is asked. Where it cannot be, it is to ring again.
http::Response take_message(const App& app, const http::Request& request) {
  if (!app.payments || !app.payments->has_api()) return not_found();
  const auto reference = payment::read_pay_message(app.payments->settings.webhook, request.message, request.signature);
  const auto id = reference ? booking_of_payment(*reference, app.link_key) : std::nullopt;
  if (!reference) return not_found();
  http::Response response;
  response.status = 204;
  if (id && !ask_gateway(app.vault, *app.payments, *id)) response.status = 503;
  return response;
}

}  // namespace

Html own_payment_html(const App& app, const store::RecordRow& booking, const store::CaseRow& course) {
  if (!payment_part(app.charter()) || (fee_of(app, course) == 0)) return {};
  const auto payment = payment_of(app, policy::subject_of(booking.id), booking.id);
  if (!payment || (payment->attempts.empty() && !payment->may_be_paid())) return {};
  Html content = html::heading(2, "Paying for your place", html::Size::m) + html::paragraph(own_words(app, *payment));
  if (payment->may_be_paid())
    content += html::button({.text = "Pay " + fee_words(payment->pence) + " for your place",
                             .href = "/payments/" + payment_token_of(booking.id, app.link_key)});
  return content;
}

void add_payment_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const auto add = [&](Method method, const char* pattern, http::Response (*handler)(const App&, const http::Request&)) {
    router.add(method, pattern, Door::public_, [&app, handler](const http::Request& request) { return handler(app, request); });
  };
  add(Method::get, "/payments/{payment}", show_payment);
  add(Method::post, "/payments/{payment}/start", start_payment);
  add(Method::get, "/payments/{payment}/gateway", show_gateway);
  add(Method::get, "/payments/{payment}/back", come_back);
  router.add_message("/payments/told", [&app](const http::Request& request) { return take_message(app, request); }, "application/json",
                     payment::kPaySignature);
}

}  // namespace concordat::casework
