#include "agent/pages.h"

#include <algorithm>

#include "agent/views.h"
#include "casework/field_parts.h"
#include "casework/fields.h"
#include "charter/sentences.h"
#include "crypto/crypto.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "html/layout.h"

namespace concordat::agent {
namespace {

using html::Html;

constexpr const char* kSignIn = "/sign-in";
constexpr const char* kConfidential = "confidential";

http::Response nothing_there() {
  http::Response response;
  response.status = 404;
  return response;
}

std::string token_of(const http::Request& request) { return request.session ? request.session->csrf : ""; }

bool forgets(const OpenCheck& open, const vault::Values& values) {
  const auto answer = values.find(open.form.answered_by);
  return answer != values.end() && std::ranges::find(open.form.forgets_on, answer->second) != open.form.forgets_on.end();
}

// That nobody is known, although somebody was found, is a slip of the hand.
void check_against_judgements(const OpenCheck& open, casework::Entered& entered) {
  if (entered.ok() && forgets(open, entered.values) && open.has_same())
    entered.errors[open.form.answered_by] = "You judged a candidate to be the same person: change that, or this answer";
}

}  // namespace

Pages::Pages(Agent& agent, const Settings& settings, const html::Assets& assets, const Audit& audit, const Clock& clock)
    : agent_(agent), settings_(settings), assets_(assets), audit_(audit), clock_(clock),
      nobodys_hash_(crypto::hash_password(to_hex(crypto::random_secret(16).expose()))) {}

http::Handler Pages::one_at_a_time(Act act) {
  return [this, act](const http::Request& request) {
    const std::lock_guard lock(mutex_);
    return (this->*act)(request);
  };
}

http::Router Pages::router() {
  using http::Door;
  using http::Method;
  http::Router router;
  const std::string one = std::string(kQuestions) + "/{check}";
  router.add(Method::get, kSignIn, Door::public_, one_at_a_time(&Pages::show_sign_in));
  router.add(Method::post, kSignIn, Door::public_, one_at_a_time(&Pages::sign_in));
  router.add(Method::post, "/sign-out", Door::signed_in, one_at_a_time(&Pages::sign_out));
  router.add(Method::get, "/", Door::signed_in, [](const http::Request&) { return http::Response::redirect(kQuestions); });
  router.add(Method::get, kQuestions, Door::signed_in, one_at_a_time(&Pages::questions));
  router.add(Method::post, kQuestions, Door::signed_in, one_at_a_time(&Pages::fetch));
  router.add(Method::get, one, Door::signed_in, one_at_a_time(&Pages::question));
  router.add(Method::post, one, Door::signed_in, one_at_a_time(&Pages::judge));
  router.add(Method::get, one + "/answer", Door::signed_in, one_at_a_time(&Pages::show_answer));
  router.add(Method::post, one + "/answer", Door::signed_in, one_at_a_time(&Pages::take_answer));
  router.add_immediate("/assets/{version}/{file}", [this](const http::Request& request) {
    const html::Asset* found = assets_.find(request.parts.at("version"), request.parts.at("file"));
    if (!found) return nothing_there();
    http::Response response;
    response.content_type = found->content_type;
    response.shared_body = found->bytes;
    response.headers.emplace_back("Cache-Control", std::string(html::kAssetCacheControl));
    return response;
  });
  return router;
}

html::Site Pages::site() const {
  html::Site site;
  site.partnership = settings_.name;
  site.asset_path = assets_.path();
  return site;
}

std::string Pages::error_page(int status) const {
  html::Page whole;
  whole.title = status == 404 ? "Page not found" : "That could not be done";
  whole.content = html::two_thirds(html::heading(1, whole.title, html::Size::l) +
                                   html::paragraph("The question may have been answered, or the page was open for too long.") +
                                   html::paragraph(html::link("All questions", kQuestions)));
  return html::page(site(), whole);
}

http::Response Pages::page(const http::Request& request, const View& view) const {
  html::Page whole;
  whole.title = view.title;
  whole.content = html::two_thirds(html::heading(1, view.heading.empty() ? view.title : view.heading, html::Size::l) + view.content);
  if (!view.back.empty()) whole.before_content = html::back_link({.href = view.back});
  whole.errors = view.errors;
  if (request.session) {
    whole.navigation = {{.text = "Questions", .href = kQuestions}};
    whole.navigation_end = html::post_button("/sign-out", token_of(request), "Sign out " + who(request), "govuk-button--secondary");
  }
  http::Response response;
  response.status = view.status;
  response.body = html::page(site(), whole);
  return response;
}

http::Response Pages::problem(const http::Request& request, const Error& error, const std::string& back) const {
  return page(request, {"That could not be done", html::paragraph(error.message) + html::paragraph(error.remedy), back, {}, 409});
}

std::string Pages::who(const http::Request& request) const {
  const auto found = request.session ? people_.find(request.session->account) : people_.end();
  return found == people_.end() ? "" : found->second;
}

// ---- who is there

http::Response Pages::sign_in_page(const http::Request& request, const std::string& field, const std::string& error, int status) {
  const auto error_of = [&](std::string_view of) {
    return field == of ? std::optional(html::ErrorMessage{.text = error}) : std::nullopt;
  };
  html::Input name;
  name.name = name.id = "name";
  name.label = {.text = "Your name, as you were entered here"};
  name.value = request.form.get("name");
  name.autocomplete = "username";
  name.error_message = error_of("name");
  html::PasswordInput phrase;
  phrase.name = phrase.id = "passphrase";
  phrase.label = {.text = "Your pass phrase"};
  html::Checkboxes accept;
  accept.name = accept.id_prefix = kConfidential;
  accept.fieldset = html::Fieldset{.legend = {.text = "It is confidential", .classes = "govuk-fieldset__legend--s"}};
  accept.error_message = error_of(kConfidential);
  accept.hint = html::Hint{.text = "Use what you read only to look in your records, and tell only colleagues who help you look. Each "
                                   "opening is on record, here and at the partnership."};
  accept.items.push_back({.text = "I keep it confidential", .value = "accepted"});
  std::vector<html::ErrorSummaryItem> errors;
  if (!error.empty()) errors.push_back({.text = error, .href = "#" + field});
  return page(request, {"Sign in",
                        html::form(kSignIn, token_of(request),
                                   html::input(name) + html::password_input(phrase) + html::checkboxes(accept) +
                                       html::button({.text = "Sign in", .prevent_double_click = true})),
                        "", errors, status});
}

http::Response Pages::show_sign_in(const http::Request& request) { return sign_in_page(request, "", "", 200); }

http::Response Pages::sign_in(const http::Request& request) {
  const std::string name = request.form.get("name");
  const std::int64_t uptime = clock_.uptime_microseconds();
  if (const std::int64_t wait = throttle_.seconds_to_wait(name, request.source, uptime); wait > 0)
    return sign_in_page(request, "name", "Too many attempts failed. Wait " + std::to_string(wait) + " seconds, then try again", 429);
  const auto found = settings_.contacts.find(name);
  const bool known = found != settings_.contacts.end();
  if (!crypto::verify_password(request.form.get("passphrase"), known ? found->second : nobodys_hash_) || !known) {
    throttle_.failed(name, request.source, uptime);
    return sign_in_page(request, "name", "Enter your name and pass phrase as they were entered here", 403);
  }
  throttle_.succeeded(name, request.source);
  if (request.form.get(kConfidential) != "accepted")
    return sign_in_page(request, kConfidential, "Tick the box if you agree: without that nothing is shown", 403);
  if (const auto written = audit_.write(name, "sign-in", "confidentiality=accepted"); !written)
    return problem(request, written.error(), kSignIn);
  http::Response response = http::Response::redirect(kQuestions);
  response.begin_session = crypto::new_id<AccountId>();
  people_[*response.begin_session] = name;
  return response;
}

http::Response Pages::sign_out(const http::Request& request) {
  people_.erase(request.session->account);
  http::Response response = http::Response::redirect(kSignIn);
  response.end_session = true;
  return response;
}

// ---- the list

http::Response Pages::questions(const http::Request& request) {
  html::Table table;
  table.caption = "Questions fetched";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Do you know"}, {.text = "Case"}, {.text = "Where it stands"}};
  for (const OpenCheck& open : agent_.checks()) {
    const char* state = open.on_its_way          ? "Sent, not signed for: send it again"
                        : open.check.version > 0 ? "Answered: may be corrected"
                        : open.all_judged()      ? "To be answered"
                                                 : "To be judged";
    table.rows.push_back({{.text = html::link(name_asked(open), path_of(open))}, {.text = open.check.reference}, {.text = state}});
  }
  Html content = html::lead("Fetch what the partnership asks, look at whom your records hold, judge, answer. Nothing leaves by itself.");
  content += html::post_button(kQuestions, token_of(request), "Fetch the questions");
  if (!table.rows.empty()) content += html::scrolling_table(table);
  else if (agent_.fetched()) content += html::paragraph("Nothing is waiting for an answer.");
  if (agent_.fetched())
    content += html::details({.summary = html::text("Correct an answer"),
                              .text = html::paragraph("What you answered can be corrected while the review is open, unless the names were "
                                                      "destroyed with it. Whom those questions are about is disclosed to you once more.") +
                                      html::form(kQuestions, token_of(request),
                                                 html::hidden_input("answered", "yes") +
                                                     html::button({.text = "Fetch what was answered too",
                                                                   .prevent_double_click = true,
                                                                   .classes = "govuk-button--secondary"}))});
  if (agent_.more()) content += html::paragraph("More are waiting: fetch again when you have answered some of these.");
  return page(request, {"Questions of the partnership", content});
}

http::Response Pages::fetch(const http::Request& request) {
  const auto fetched = agent_.fetch(who(request), request.form.get("answered") == "yes");
  return fetched ? http::Response::redirect(kQuestions) : problem(request, fetched.error(), kQuestions);
}

// ---- one question

http::Response Pages::candidates_page(const http::Request& request, const OpenCheck& open,
                                      const std::map<std::string, std::string>& errors) {
  std::map<std::string, std::string> typed;
  for (const auto& [name, value] : request.form.values()) typed[name] = value;
  Html content = told_html(open);
  if (open.cut)
    content += html::inset_text({.text = "Very many people in your records share a name or a postcode with this person, and not all were "
                                         "compared. Look yourself as well."});
  if (open.candidates.empty())
    content += html::paragraph("Nobody in the extract is likely to be this person. Records on paper were not searched.");
  Html judging;
  for (std::size_t i = 0; i < open.candidates.size(); ++i)
    judging += candidate_html(open, i) + judging_html(open, i, typed, errors);
  if (open.left_out > 0)
    judging += html::paragraph(std::to_string(open.left_out) + " more were compared and are too unlikely to be shown.");
  content += html::form(path_of(open), token_of(request), judging + html::button({.text = "Continue", .prevent_double_click = true}));
  std::vector<html::ErrorSummaryItem> summary;
  for (std::size_t i = 0; i < open.candidates.size(); ++i)
    for (const char* field : {"verdict-", "reason-"})
      if (const auto error = errors.find(field + std::to_string(i + 1)); error != errors.end())
        summary.push_back({.text = error->second, .href = "#" + error->first});
  return page(request, {"Do you know this person? Case " + open.check.reference, content, kQuestions, summary, errors.empty() ? 200 : 422,
                        "Do you know " + name_asked(open) + "?"});
}

http::Response Pages::question(const http::Request& request) {
  const OpenCheck* open = agent_.find(request.parts.at("check"));
  if (!open) return nothing_there();
  const auto looked = agent_.look_up(request.parts.at("check"), who(request));
  return looked ? candidates_page(request, *open, {}) : problem(request, looked.error(), kQuestions);
}

http::Response Pages::judge(const http::Request& request) {
  const OpenCheck* open = agent_.find(request.parts.at("check"));
  if (!open || !open->looked_up) return nothing_there();
  std::map<std::string, std::string> errors;
  std::vector<Judgement> judgements;
  for (std::size_t i = 0; i < open->candidates.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    const auto verdict = casework::verdict_from(request.form.get("verdict-" + number));
    const std::string reason = casework::trimmed(request.form.get("reason-" + number));
    if (!verdict) errors["verdict-" + number] = "Say whether candidate " + number + " is the person";
    if (reason.empty()) errors["reason-" + number] = "Say what speaks for your judgement of candidate " + number;
    judgements.push_back({verdict.value_or(Verdict::cannot_tell), reason, who(request)});
  }
  if (!errors.empty()) return candidates_page(request, *open, errors);
  for (std::size_t i = 0; i < judgements.size(); ++i)
    if (const auto judged = agent_.judge(request.parts.at("check"), i, std::move(judgements[i])); !judged)
      return problem(request, judged.error(), path_of(*open));
  return http::Response::redirect(path_of(*open) + "/answer");
}

// ---- the answer

namespace {

Html answer_form(const http::Request& request, const OpenCheck& open, const casework::Entered& entered) {
  Html content = html::heading(2, "What was judged", html::Size::m) + judgements_html(open);
  if (!open.form.forgets_on.empty()) {
    std::string choices;
    for (const std::string& choice : open.form.forgets_on)
      choices += (choices.empty() ? "“" : " or “") + charter::upper_first(choice) + "”";
    content += html::inset_text({.text = choices + " destroys at once, here and for your agency at the partnership, whom it was about."});
  }
  return content + html::form(path_of(open) + "/answer", token_of(request),
                              casework::fields_html(open.form.answer, entered) +
                                  html::button({.text = "Continue", .name = "stage", .value = "look", .prevent_double_click = true}));
}

Html preview(const http::Request& request, const OpenCheck& open, const vault::Values& values) {
  html::SummaryList list;
  list.rows.push_back({.key = {.text = "The question, by its number"}, .value = {.text = open.check.record.text()}});
  for (const charter::Field& field : open.form.answer)
    if (values.contains(field.name))
      list.rows.push_back({.key = {.text = field.label}, .value = {.text = casework::shown(field, values)}});
  Html content = html::paragraph("This and nothing else leaves, signed and sealed to the partnership. It cannot be taken back.");
  if (open.check.version > 0) content += html::paragraph("It takes the place of your earlier answer.");
  content += html::summary_list(list);
  if (forgets(open, values)) content += html::paragraph("With it the names are destroyed, here and for your agency there.");
  return content +
         html::form(path_of(open) + "/answer", token_of(request),
                    casework::carried_fields(request.form, "stage") +
                        html::button({.text = "Send the answer", .name = "stage", .value = "send", .prevent_double_click = true}) +
                        html::button({.text = "Change it", .name = "stage", .value = "change", .classes = "govuk-button--secondary"}));
}

Html again_html(const http::Request& request, const OpenCheck& open) {
  return html::paragraph("Your answer left, and the partnership has not signed for it yet. The same is sent again.") +
         html::form(path_of(open) + "/answer", token_of(request),
                    html::button({.text = "Send it again", .name = "stage", .value = "send", .prevent_double_click = true}));
}

}  // namespace

http::Response Pages::answer_page(const http::Request& request, const OpenCheck& open, const Html& content,
                                  std::vector<html::ErrorSummaryItem> errors) {
  const int status = errors.empty() ? 200 : 422;
  return page(request, {"Your answer, case " + open.check.reference, content, path_of(open), std::move(errors), status,
                        "Your answer on " + name_asked(open)});
}

http::Response Pages::show_answer(const http::Request& request) {
  const OpenCheck* open = agent_.find(request.parts.at("check"));
  if (!open) return nothing_there();
  if (!open->all_judged()) return http::Response::redirect(path_of(*open));
  casework::Entered earlier;
  earlier.values = open->check.answer;
  return answer_page(request, *open, open->on_its_way ? again_html(request, *open) : answer_form(request, *open, earlier), {});
}

http::Response Pages::take_answer(const http::Request& request) {
  const OpenCheck* open = agent_.find(request.parts.at("check"));
  if (!open) return nothing_there();
  if (!open->all_judged()) return http::Response::redirect(path_of(*open));
  const std::string stage = request.form.get("stage");
  casework::Entered entered = casework::read_fields(open->form.answer, request.form, {london_date(clock_.now()), {}});
  check_against_judgements(*open, entered);
  if (!open->on_its_way && (!entered.ok() || stage == "change"))
    return answer_page(request, *open, answer_form(request, *open, entered), entered.summary());
  const std::string back = path_of(*open) + "/answer";
  if (stage != "send") return page(request, {"Check what is sent", preview(request, *open, entered.values), back});
  const auto sent = agent_.send(request.parts.at("check"), entered.values, who(request));
  if (!sent) return problem(request, sent.error(), back);
  return page(request, {"The answer was received",
                        html::panel({.title = "Received", .text = "The partnership has signed for your answer", .heading_level = 2}) +
                            html::paragraph("What was told about the person is forgotten here.") +
                            html::paragraph(html::link("All questions", kQuestions))});
}

}  // namespace concordat::agent
