// For the contact of an agency, who has no account: the link of a mail, the code that was read out, and one short page. What was
// typed goes along in the form, so that nothing is lost when time runs out; the way in is good for an hour.

#include "casework/one_time_link.h"
#include "casework/reviews/answer_checks.h"
#include "casework/reviews/check_link.h"
#include "casework/reviews/involvement_section.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::int64_t kPassMinutes = 60;
constexpr const char* kConfidential = "confidential";

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

bool has_pass(const ContactVisit& visit) {
  bool opens = false;
  visit.app.vault.store().read([&](store::Reader& reader) {
    opens = link_opens(reader, pass_task(visit), visit.request.form.get("pass"), visit.app.vault.clock().now());
  });
  return opens;
}

Html typed_fields(const http::Fields& form) {
  Html hidden;
  for (const auto& [name, value] : form.values())
    if (name.starts_with("a")) hidden += html::hidden_input(name, value);
  return hidden;
}

http::Response ask_check_code(const ContactVisit& visit, const std::string& code_error, const std::string& confidential_error) {
  const std::string& partnership = visit.app.charter().partnership.name;
  Html content = html::lead(partnership + " asks " + visit.agency.title + ".");
  if (visit.request.form.has("pass"))
    content += html::inset_text({.text = "You were away for more than an hour. Enter the code again: what you wrote is kept."});
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
  accept.hint = html::Hint{.text = "Use what you read only to look in your records, and tell only colleagues who help you look. Each "
                                   "opening is on record."};
  if (!confidential_error.empty()) accept.error_message = html::ErrorMessage{.text = confidential_error};
  accept.items.push_back({.text = "I keep it confidential", .value = "accepted"});
  content += html::form(visit.request.path, csrf(visit.request),
                        typed_fields(visit.request.form) + html::input(code) + html::checkboxes(accept) +
                            html::button({.text = "Continue", .name = "stage", .value = "code", .prevent_double_click = true}));
  content += html::details({.summary = "I have no code",
                            .text = html::paragraph("Telephone whoever asked you. They give you one while you speak, and "
                                                    "it is good together with the link alone.")});
  std::vector<html::ErrorSummaryItem> errors;
  if (!code_error.empty()) errors.push_back({.text = code_error, .href = "#code"});
  if (!confidential_error.empty()) errors.push_back({.text = confidential_error, .href = std::string("#") + kConfidential});
  return contact_page(visit, "A question to your agency", content, errors, errors.empty() ? 200 : 403);
}

http::Response contact_questions(const ContactVisit& visit, const AnswerTask& task, const std::string& pass,
                                 const AnswersEntered& entered) {
  Html content;
  if (task.checks.empty())
    content = html::paragraph("Your agency answered that it knows none of these people. There is nothing left to do.");
  else
    content = html::form(visit.request.path, csrf(visit.request),
                         html::hidden_input("pass", pass) + questions_html(visit.app, task, entered) +
                             html::button({.text = "Continue", .name = "stage", .value = "answers", .prevent_double_click = true}));
  const char* title = task.checks.size() == 1 ? "Do you know this person?" : "Do you know these people?";
  return contact_page(visit, title, content, entered.summary(task), entered.ok() ? 200 : 422);
}

http::Response contact_check(const ContactVisit& visit, const AnswerTask& task, const std::string& pass, const AnswersEntered& entered) {
  return contact_page(
      visit, "Check your answers",
      check_answers_html(task, entered) +
          html::form(
              visit.request.path, csrf(visit.request),
              html::hidden_input("pass", pass) + typed_fields(visit.request.form) +
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
  Html content = html::panel({.title = "Thank you", .text = "Your answers were received"});
  content += html::paragraph("You can close this page. If an answer was wrong, telephone whoever asked you.");
  return page(visit.app, visit.request, {"Answers received", html::two_thirds(content), {}, {}, 200, true});
}

// Wrong codes are counted with the code itself, which dies of the fifth, and slowed down beside.
http::Response contact_code(const ContactVisit& visit, std::string& pass) {
  const App& app = visit.app;
  const std::string task = check_task(visit.row.id, visit.agency.name);
  Throttle& throttle = app.accounts.throttle();
  const std::int64_t uptime = app.vault.clock().uptime_microseconds();
  if (visit.request.form.get("code").empty()) return ask_check_code(visit, "Enter the code that we told you by telephone", "");
  if (visit.request.form.get(kConfidential) != "accepted")
    return ask_check_code(visit, "", "Tick the box if you agree: without that nothing is shown");
  if (const std::int64_t wait = throttle.seconds_to_wait(task, visit.request.source, uptime); wait > 0)
    return ask_check_code(visit, "Wait " + std::to_string(wait) + " seconds before you try again", "");
  const auto taken = take_check_code(app, visit.row.id, visit.agency.name, visit.request.form.get("code"));
  if (!taken) return problem(app, visit.request, taken.error(), visit.request.path);
  if (*taken == CodeTaken::over)
    return ask_check_code(visit, "No code is good now: telephone whoever asked you for a new one", "");
  if (*taken == CodeTaken::wrong) {
    throttle.failed(task, visit.request.source, uptime);
    return ask_check_code(visit, "That is not the code. After " + std::to_string(kMostWrongCodes) + " wrong ones you need a new one", "");
  }
  throttle.succeeded(task, visit.request.source);
  const auto kept = app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    const Instant until{app.vault.clock().now().microseconds + kPassMinutes * 60 * kMicrosecondsPerSecond};
    pass = put_link(transaction, pass_task(visit), until);
    return {};
  });
  return kept ? http::Response{} : problem(app, visit.request, kept.error(), visit.request.path);
}

http::Response show_contact(const App& app, const http::Request& request) {
  const auto visit = contact_visit(app, request);
  return visit ? ask_check_code(*visit, "", "") : check_is_over(app, request);
}

http::Response take_contact(const App& app, const http::Request& request) {
  const auto visit = contact_visit(app, request);
  if (!visit) return check_is_over(app, request);
  const std::string stage = request.form.get("stage");
  std::string pass = request.form.get("pass");
  if (stage == "code") {
    pass.clear();
    http::Response refused = contact_code(*visit, pass);
    if (pass.empty()) return refused;
  } else if (!has_pass(*visit)) {
    return ask_check_code(*visit, "", "");
  }
  const policy::Actor actor = policy::contact_of(parties::agency_id(visit->agency.name), visit->row.id);
  const auto task = answer_task(app, actor, visit->row.id, actor.agency);
  if (!task) return problem(app, request, {"The question cannot be shown now.", "Telephone whoever asked you."}, request.path);
  const bool typed = has_answers(*task, request.form);
  if (stage == "code" && !typed) return contact_questions(*visit, *task, pass, answers_so_far(*task));
  const AnswersEntered entered = read_answers(app, *task, request.form);
  if (stage == "code" || stage == "change" || !entered.ok() || !typed) return contact_questions(*visit, *task, pass, entered);
  return stage == "send" ? contact_send(*visit, actor, *task, entered) : contact_check(*visit, *task, pass, entered);
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
