// For the contact of an agency, who has no account: the link of a mail, the code that was read out, and a few short pages. The code
// brings a pass, which the browser keeps for this link alone and for an hour; what was typed waits in memory under the pass, sealed, so
// that nothing is lost when time runs out. Each page is one that can be gone back to: what is posted answers with the next one's address.

#include "casework/checks/answer_checks.h"
#include "casework/checks/check_link.h"
#include "casework/checks/involvement_section.h"
#include "casework/one_time_link.h"
#include "crypto/crypto.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::int64_t kPassMinutes = 60;
constexpr const char* kConfidential = "confidential";
constexpr const char* kPage = "page";  // of the address: "questions", "check", "code"
constexpr const char* kWhy = "why";    // what was wrong with the code, as one of these words
constexpr const char* kEmpty = "empty";
constexpr const char* kNotAgreed = "not-agreed";
constexpr const char* kNothing = "nothing";  // neither
constexpr const char* kWait = "wait";
constexpr const char* kOver = "over";
constexpr const char* kWrong = "wrong";

struct ContactVisit {
  const App& app;
  const http::Request& request;
  store::CaseRow row;
  const charter::Agency& agency;
};

std::string pass_task(const ContactVisit& visit) { return "pass:" + check_task(visit.row.id, visit.agency.name); }

http::Response contact_page(const ContactVisit& visit, const std::string& title, Html content,
                            std::vector<html::ErrorSummaryItem> errors = {}, int status = 200) {
  return page(visit.app, visit.request,
              {title, html::two_thirds(html::heading(1, title, html::Size::l) + content), {}, std::move(errors), status, true});
}

// One answer for every link that opens nothing, whether there ever was such a question or not.
http::Response check_is_over(const App& app, const http::Request& request) {
  Html content = html::heading(1, "This link does not work any more", html::Size::l);
  content += html::paragraph("It was answered, its time is over, a newer one was sent, or a part of it is missing.");
  content += html::paragraph(
      "If you have answered, there is nothing left to do. If not, or if your answer was wrong, telephone or write to whoever "
      "asked you: they send you a new link.");
  return page(app, request, {"This link does not work any more", html::two_thirds(content), {}, {}, 404, true});
}

std::optional<ContactVisit> contact_visit(const App& app, const http::Request& request) {
  const auto row = find_case(app, request.parts.at("question"));
  const charter::Agency* agency = app.charter().agency(request.parts.at("agency"));
  if (!row || !agency || !check_kind(app.charter(), row->kind) || concluded(app.charter(), *row)) return std::nullopt;
  bool opens = false;
  app.vault.store().read([&](store::Reader& reader) {
    opens = link_opens(reader, check_task(row->id, agency->name), request.parts.at("token"), app.vault.clock().now());
  });
  return opens ? std::optional(ContactVisit{app, request, *row, *agency}) : std::nullopt;
}

// `at` the beginning of time: whether it ever opened.
bool has_pass(const ContactVisit& visit, Instant at) {
  bool opens = false;
  visit.app.vault.store().read([&](store::Reader& reader) { opens = link_opens(reader, pass_task(visit), visit.request.pass, at); });
  return opens;
}

bool has_pass(const ContactVisit& visit) { return has_pass(visit, visit.app.vault.clock().now()); }
bool had_pass(const ContactVisit& visit) { return has_pass(visit, Instant{0}); }

std::string writer_with(std::string_view pass) { return "contact:" + to_hex(crypto::sha256(as_bytes(pass))); }

std::optional<http::Fields> kept_answers(const ContactVisit& visit) {
  if (!had_pass(visit)) return std::nullopt;
  auto kept = visit.app.accounts.kept_answers().newest(writer_with(visit.request.pass), visit.app.vault.clock().uptime_microseconds());
  return kept ? std::optional(std::move(kept->fields)) : std::nullopt;
}

bool keep_answers(const ContactVisit& visit, std::string_view pass, const http::Fields& form) {
  http::Request typed;
  for (const auto& [name, value] : form.values())
    if (name.starts_with("a")) typed.form.add(name, value);
  return visit.app.accounts.kept_answers().keep(writer_with(pass), typed, visit.app.vault.clock().uptime_microseconds());
}

http::Response to_page(const ContactVisit& visit, const char* which, const char* why = nullptr) {
  return http::Response::redirect(visit.request.path + "?" + kPage + "=" + which + (why ? std::string("&") + kWhy + "=" + why : ""));
}

std::int64_t seconds_to_wait(const ContactVisit& visit) {
  return visit.app.accounts.throttle().seconds_to_wait(check_task(visit.row.id, visit.agency.name), visit.request.source,
                                                       visit.app.vault.clock().uptime_microseconds());
}

std::string words_of_code_error(const ContactVisit& visit, std::string_view why) {
  if (why == kEmpty || why == kNothing) return "Enter the code that we told you by telephone";
  if (why == kOver) return "No code is good now: telephone whoever asked you for a new one";
  if (why == kWrong) return "That is not the code. After " + std::to_string(kMostWrongCodes) + " wrong ones you need a new one";
  const std::int64_t wait = why == kWait ? seconds_to_wait(visit) : 0;
  return wait > 0 ? "Wait " + std::to_string(wait) + " seconds before you try again" : "";
}

// What is said where the browser came for a page that its pass does not open.
Html away_html(const ContactVisit& visit) {
  if (visit.request.query.get(kPage).empty() || visit.request.query.has(kWhy)) return {};
  if (had_pass(visit))
    return html::inset_text({.text = "You were away for more than an hour. Enter the code again: what you wrote is kept."});
  return html::inset_text({.text = "Enter the code again. If you have just entered it, let your browser keep the cookies of this site."});
}

http::Response ask_check_code(const ContactVisit& visit) {
  const std::string why = visit.request.query.get(kWhy), code_error = words_of_code_error(visit, why);
  const bool agrees = why != kNotAgreed && why != kNothing;
  const std::string confidential_error = agrees ? "" : "Tick the box if you agree: without that nothing is shown";
  const std::string& partnership = visit.app.charter().partnership.name;
  Html content = html::lead(partnership + " asks " + visit.agency.title + ".") + away_html(visit);
  html::Input code;
  code.name = code.id = "code";
  code.label = {.text = "The code that we told you by telephone", .classes = "govuk-label--s"};
  code.hint = html::Hint{.text = "Eight digits. It is not in the mail."};
  code.inputmode = "numeric";
  code.autocomplete = "off";
  code.classes = "govuk-input--width-10";
  if (!code_error.empty()) code.error_message = html::ErrorMessage{.text = code_error};
  html::Checkboxes accept;
  accept.name = accept.id_prefix = kConfidential;
  accept.fieldset = html::Fieldset{.legend = {.text = "It is confidential", .classes = "govuk-fieldset__legend--s"}};
  accept.hint = html::Hint{.text = "Use what you read to look in your records, and for nothing else. Each opening is on record."};
  if (!confidential_error.empty()) accept.error_message = html::ErrorMessage{.text = confidential_error};
  accept.items.push_back({.text = "I keep it confidential", .value = "accepted"});
  accept.items.back().checked = agrees && !why.empty();  // it was ticked beside the wrong code
  content += html::form(visit.request.path, csrf(visit.request),
                        html::input(code) + html::checkboxes(accept) +
                            html::button({.text = "Continue", .name = "stage", .value = "code", .prevent_double_click = true}));
  content += html::details({.summary = "I have no code",
                            .text = html::paragraph("Telephone whoever asked you. They give you one while you speak, and "
                                                    "it is good together with the link alone.")});
  std::vector<html::ErrorSummaryItem> errors;
  if (!code_error.empty()) errors.push_back({.text = code_error, .href = "#code"});
  if (!confidential_error.empty()) errors.push_back({.text = confidential_error, .href = std::string("#") + kConfidential});
  return contact_page(visit, "A question to your agency", content, errors, errors.empty() ? 200 : 403);
}

http::Response contact_questions(const ContactVisit& visit, const AnswerTask& task, const AnswersEntered& entered) {
  Html content;
  if (task.checks.empty())
    content = html::paragraph(nobody_to_answer_words(task));
  else
    content = html::form(visit.request.path, csrf(visit.request),
                         questions_html(visit.app, task, entered) +
                             html::button({.text = "Continue", .name = "stage", .value = "answers", .prevent_double_click = true}));
  const char* title = task.checks.size() == 1 ? "Do you know this person?" : "Do you know these people?";
  return contact_page(visit, title, content, entered.summary(task), entered.ok() ? 200 : 422);
}

http::Response contact_check(const ContactVisit& visit, const AnswerTask& task, const AnswersEntered& entered) {
  return contact_page(
      visit, "Check your answers",
      check_answers_html(task, entered) +
          html::form(
              visit.request.path, csrf(visit.request),
              Html("<div class=\"govuk-button-group\">") +
                  html::button({.text = "Send the answers", .name = "stage", .value = "send", .prevent_double_click = true}) +
                  html::button({.text = "Change them", .name = "stage", .value = "change", .classes = "govuk-button--secondary"}) +
                  Html("</div>")));
}

http::Response contact_send(const ContactVisit& visit, const policy::Actor& actor, const AnswerTask& task, const AnswersEntered& entered) {
  const auto given = give_answers(visit.app, actor, task, entered, [&](store::Transaction& transaction) -> Result<void> {
    TRY(use_link(transaction, check_task(visit.row.id, visit.agency.name), visit.request.parts.at("token"), visit.app.vault.clock().now()));
    drop_link(transaction, pass_task(visit));
    return close_check_task(transaction, visit.row.id, visit.agency.name);
  });
  if (!given) return problem(visit.app, visit.request, given.error(), visit.request.path);
  visit.app.accounts.kept_answers().forget(writer_with(visit.request.pass));
  Html content = html::panel({.title = "Thank you", .text = "Your answers were received"});
  content += html::paragraph("You can close this page. If an answer was wrong, telephone whoever asked you.");
  http::Response response = page(visit.app, visit.request, {"Answers received", html::two_thirds(content), {}, {}, 200, true});
  response.give_pass = "";
  return response;
}

// Wrong codes are counted with the code itself, which dies of the fifth, and slowed down beside.
http::Response contact_code(const ContactVisit& visit) {
  const App& app = visit.app;
  const std::string task = check_task(visit.row.id, visit.agency.name);
  Throttle& throttle = app.accounts.throttle();
  const bool has_code = !visit.request.form.get("code").empty(), agrees = visit.request.form.get(kConfidential) == "accepted";
  if (!has_code || !agrees) return to_page(visit, "code", has_code ? kNotAgreed : agrees ? kEmpty : kNothing);
  if (seconds_to_wait(visit) > 0) return to_page(visit, "code", kWait);
  const auto taken = take_check_code(app, visit.row.id, visit.agency.name, visit.request.form.get("code"));
  if (!taken) return problem(app, visit.request, taken.error(), visit.request.path);
  if (*taken == CodeTaken::over) return to_page(visit, "code", kOver);
  if (*taken == CodeTaken::wrong) {
    throttle.failed(task, visit.request.source, app.vault.clock().uptime_microseconds());
    return to_page(visit, "code", kWrong);
  }
  throttle.succeeded(task, visit.request.source);
  const auto before = kept_answers(visit);  // under the pass that the new one puts out of use
  std::string pass;
  const auto kept = app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    const Instant until{app.vault.clock().now().microseconds + kPassMinutes * 60 * kMicrosecondsPerSecond};
    pass = put_link(transaction, pass_task(visit), until);
    return {};
  });
  if (!kept) return problem(app, visit.request, kept.error(), visit.request.path);
  if (before) {
    keep_answers(visit, pass, *before);
    app.accounts.kept_answers().forget(writer_with(visit.request.pass));
  }
  http::Response response = to_page(visit, "questions");
  response.give_pass = pass;
  return response;
}

std::optional<AnswerTask> task_of(const ContactVisit& visit, const policy::Actor& actor) {
  return answer_task(visit.app, actor, visit.row.id, actor.agency);
}

policy::Actor contact_of_visit(const ContactVisit& visit) {
  return policy::contact_of(parties::agency_id(visit.agency.name), visit.row.id);
}

http::Response no_task(const ContactVisit& visit) {
  return problem(visit.app, visit.request, {"The question cannot be shown now.", "Telephone whoever asked you."}, visit.request.path);
}

http::Response show_contact(const App& app, const http::Request& request) {
  const auto visit = contact_visit(app, request);
  if (!visit) return check_is_over(app, request);
  if (!has_pass(*visit)) return ask_check_code(*visit);
  const std::string which = request.query.get(kPage);
  if (which != "questions" && which != "check") return to_page(*visit, "questions");
  const auto task = task_of(*visit, contact_of_visit(*visit));
  if (!task) return no_task(*visit);
  const auto typed = kept_answers(*visit);
  if (!typed || !has_answers(*task, *typed)) return contact_questions(*visit, *task, answers_so_far(*task));
  const AnswersEntered entered = read_answers(app, *task, *typed);
  return which == "check" && entered.ok() ? contact_check(*visit, *task, entered) : contact_questions(*visit, *task, entered);
}

http::Response take_contact(const App& app, const http::Request& request) {
  const auto visit = contact_visit(app, request);
  if (!visit) return check_is_over(app, request);
  const std::string stage = request.form.get("stage");
  if (stage == "code") return contact_code(*visit);
  if (!had_pass(*visit)) return to_page(*visit, "code");
  if (stage == "answers" && !keep_answers(*visit, request.pass, request.form))
    return problem(app, request, {"We are busy, and could not keep what you wrote.", "Go back, and continue in a minute."}, request.path);
  if (!has_pass(*visit)) return to_page(*visit, "code");
  if (stage != "send") return to_page(*visit, stage == "answers" ? "check" : "questions");
  const policy::Actor actor = contact_of_visit(*visit);
  const auto task = task_of(*visit, actor);
  if (!task) return no_task(*visit);
  const auto typed = kept_answers(*visit);
  const AnswersEntered entered = typed ? read_answers(app, *task, *typed) : AnswersEntered{};
  if (!typed || !has_answers(*task, *typed) || !entered.ok()) return to_page(*visit, "questions");
  return contact_send(*visit, actor, *task, entered);
}

}  // namespace

void add_contact_pages(http::Router& router, const App& app) {
  const std::string pattern = std::string(kCheckPath) + "{question}/{agency}/{token}";
  router.add(http::Method::get, pattern, http::Door::public_,
             [&app](const http::Request& request) { return show_contact(app, request); });
  router.add(http::Method::post, pattern, http::Door::public_,
             [&app](const http::Request& request) { return take_contact(app, request); });
}

}  // namespace concordat::casework
