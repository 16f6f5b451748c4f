#include "casework/site/form_pages.h"

#include <algorithm>
#include <array>

#include "casework/site/concern.h"
#include "charter/outputs.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr int kTooMany = 429;
constexpr std::size_t kPassSize = 32;  // bytes
// Of the address:
constexpr const char* kCheck = "check";    // the answers to check
constexpr const char* kWrong = "wrong";    // what is wrong with the page is said on it
constexpr const char* kGone = "gone";      // nothing is held
constexpr const char* kChange = "change";  // and of the form: it leads back to the answers that are checked
constexpr const char* kSent = "sent";      // held in place of the answers once they were sent

std::string path_with(const PublicForm& form, const char* mark) { return form.path + "?" + mark + "=yes"; }
std::string address(const PublicForm& form, const OpeningPage& page) {
  return form.path + "?" + kQuestion + "=" + http::percent_encode(page.name);
}

// ---- what is held

std::string writer(const PublicForm& form, std::string_view pass) {
  return "form:" + form.path + ":" + to_hex(crypto::sha256(as_bytes(pass)));
}

std::optional<http::Fields> held(const PublicForm& form) {
  if (form.request.pass.empty()) return std::nullopt;
  const auto kept =
      form.app.accounts.public_answers().newest(writer(form, form.request.pass), form.app.vault.clock().uptime_microseconds());
  return kept ? std::optional(kept->fields) : std::nullopt;
}

bool hold(const PublicForm& form, std::string_view pass, const http::Fields& answers) {
  http::Request typed;
  typed.form = answers;
  return form.app.accounts.public_answers().keep(writer(form, pass), typed, form.app.vault.clock().uptime_microseconds());
}

// The names under which a field's answer is sent: a date comes as several.
bool is_answer_to(const OpeningPage& page, const std::string& name) {
  constexpr std::array<std::string_view, 5> kEnds = {"", "-day", "-month", "-year", "-how"};
  return std::ranges::any_of(page.asked, [&](const std::string& asked) {
    return std::ranges::any_of(kEnds, [&](std::string_view end) { return name == asked + std::string(end); });
  });
}

http::Fields with_answers(const http::Fields& before, const OpeningPage& page, const http::Fields& sent) {
  http::Fields all;
  for (const auto& [name, value] : before.values())
    if (!is_answer_to(page, name)) all.add(name, value);
  for (const auto& [name, value] : sent.values())
    if (is_answer_to(page, name)) all.add(name, value);
  return all;
}

void keep_errors_of(const OpeningPage& page, Entered& entered) {
  std::erase_if(entered.errors,
                [&](const auto& error) { return std::ranges::find(page.asked, error.first) == page.asked.end(); });
}

const OpeningPage* page_with_error(const std::vector<OpeningPage>& pages, const Entered& entered) {
  for (const OpeningPage& page : pages)
    if (std::ranges::any_of(page.asked, [&](const std::string& asked) { return entered.errors.contains(asked); })) return &page;
  return nullptr;
}

// ---- the pages

http::Response start_page(const PublicForm& form) {
  const auto pages = pages_of(form.form);
  const std::string first = pages.empty() ? path_with(form, kCheck) : address(form, pages.front());
  const auto before = held(form);
  const bool has_begun = before && !before->has(kSent);
  Html content = html::heading(1, form.title, html::Size::xl);
  if (form.request.query.has(kGone))
    content += html::inset_text({.text = "What you typed is not held any more: more than an hour went by without an answer, or your "
                                         "browser keeps no cookies of this site. Nothing was sent. Please begin again."});
  if (has_begun)
    content += html::inset_text({.text = html::paragraph("You have begun this form in this browser.") +
                                         html::paragraph(html::link("Go on with it", path_with(form, kCheck))) +
                                         html::post_button(form.path, csrf(form.request), "Forget what was typed",
                                                           "govuk-button--secondary govuk-!-margin-bottom-0")});
  content += form.about;
  content += html::button({.text = "Start now", .href = first, .is_start_button = true});
  return page(form.app, form.request, {form.title, html::two_thirds(content), html::back_link({.href = form.back})});
}

struct Asking {
  const std::vector<OpeningPage>& pages;
  const OpeningPage& page;
  bool changes = false;  // one answer of those that were checked
  std::size_t number() const { return static_cast<std::size_t>(&page - pages.data()); }
};

std::string before(const PublicForm& form, const Asking& asking) {
  if (asking.changes) return path_with(form, kCheck);
  return asking.number() == 0 ? form.path : address(form, asking.pages[asking.number() - 1]);
}

http::Response question_page(const PublicForm& form, const Asking& asking, const Entered& entered) {
  const bool is_whole_form = asking.pages.size() == 1;
  Html content;
  if (is_whole_form && !asking.page.asks_one()) content += html::heading(1, form.title, html::Size::l);
  else
    content += Html("<span class=\"govuk-caption-l\">") +
               html::text(form.title + (is_whole_form ? "" : ": question " + std::to_string(asking.number() + 1) + " of " +
                                                                 std::to_string(asking.pages.size()))) +
               Html("</span>");
  content += opening_page_html(form.form, asking.page, entered) + html::hidden_input(kQuestion, asking.page.name);
  if (asking.changes) content += html::hidden_input(kChange, "yes");
  if (std::ranges::any_of(asking.page.fields, [](const charter::Field& field) { return field.consent_age > 0; }))
    content += html::inset_text({.text = html::text("You need nobody's permission to say that somebody is being hurt (") +
                                         html::link("whom to call", kConcern) + html::text("), to complain, or to use ") +
                                         html::link("your rights", "/rights") + html::text(".")});
  content += html::button({.text = "Continue", .prevent_double_click = true});
  const std::string title = asking.page.fields.size() == 1 ? asking.page.fields.front().label + " – " + form.title : form.title;
  return page(form.app, form.request,
              {title, html::two_thirds(html::form(form.path, csrf(form.request), content)),
               html::back_link({.href = before(form, asking)}), entered.summary(), entered.ok() ? 200 : 422});
}

http::Response check_page(const PublicForm& form, const std::vector<OpeningPage>& pages, const OpeningAnswers& answers,
                          const Error* refused = nullptr) {
  std::vector<html::ErrorSummaryItem> errors;
  if (refused) errors.push_back({.text = refused->message + " " + refused->remedy});
  const std::string change = path_with(form, kChange) + "&" + kQuestion + "=";
  const Html content =
      html::heading(1, "Check your answers before you send them", html::Size::l) +
      html::summary_list(opening_summary(form.form, answers, change)) +
      html::form(form.path, csrf(form.request),
                 html::button({.text = "Send", .name = "do", .value = "send", .prevent_double_click = true}));
  return page(form.app, form.request,
              {"Check your answers – " + form.title, html::two_thirds(content),
               html::back_link({.href = pages.empty() ? form.path : address(form, pages.back())}), errors, refused ? 422 : 200});
}

http::Response too_many(const PublicForm& form, std::int64_t seconds) {
  const std::string wait = seconds < 60 ? "a minute" : std::to_string((seconds + 59) / 60) + " minutes";
  Html content = html::heading(1, "Too much came from where you are", html::Size::l) +
                 html::paragraph("Nothing was lost: go back, wait " + wait + ", and send it again.") +
                 html::paragraph(html::text("If it cannot wait, ") + html::link("call or write", "/contacts") + html::text("."));
  return page(form.app, form.request, {"Too much came from where you are", html::two_thirds(content), {}, {}, kTooMany});
}

std::int64_t seconds_to_wait(const PublicForm& form, const std::string& what) {
  return form.limits.seconds_to_wait(what, form.request.source, form.app.vault.clock().uptime_microseconds());
}
void count(const PublicForm& form, const std::string& what) {
  form.limits.failed(what, form.request.source, form.app.vault.clock().uptime_microseconds());
}

http::Response gone(const PublicForm& form) { return http::Response::redirect(path_with(form, kGone)); }

// ---- what is posted

http::Response answered(const PublicForm& form, const Asking& asking) {
  auto kept = held(form);
  const bool begins = !kept || kept->has(kSent);
  if (begins && asking.number() > 0) return gone(form);
  http::Fields all = with_answers(begins ? http::Fields() : *kept, asking.page, form.request.form);
  Entered entered = read_opening(form.form, all).all;
  keep_errors_of(asking.page, entered);
  if (waits_for_permission(asking.page.fields, entered.values)) {
    form.app.accounts.public_answers().forget(writer(form, form.request.pass));
    return question_page(form, asking, entered);
  }
  if (!entered.ok()) return question_page(form, asking, entered);
  std::string pass = form.request.pass;
  if (begins) {
    pass = to_hex(crypto::random_secret(kPassSize).expose());
    if (const std::int64_t wait = seconds_to_wait(form, "form-begun:" + pass); wait > 0) return too_many(form, wait);
    count(form, "form-begun:" + pass);
    all.add(kCaseToBe, crypto::new_id<CaseId>().text());
  }
  if (!hold(form, pass, all))
    return problem(form.app, form.request, {"We are busy, and could not hold what you wrote.", "Go back, and continue in a minute."},
                   form.path);
  const bool is_last = asking.changes || asking.number() + 1 == asking.pages.size();
  http::Response response = http::Response::redirect(is_last ? path_with(form, kCheck) : address(form, asking.pages[asking.number() + 1]));
  if (begins) response.give_pass = pass;
  return response;
}

http::Response send(const PublicForm& form, const std::vector<OpeningPage>& pages) {
  const auto kept = held(form);
  if (!kept && !pages.empty()) return gone(form);
  const std::string id = kept ? kept->get(kCaseToBe) : crypto::new_id<CaseId>().text();
  if (const std::string receipt = form.receipt(id); !receipt.empty()) return http::Response::redirect(receipt);
  const OpeningAnswers answers = read_opening(form.form, kept.value_or(http::Fields()));
  if (const OpeningPage* wrong = page_with_error(pages, answers.all))
    return http::Response::redirect(address(form, *wrong) + "&" + kWrong + "=yes");
  const std::string what = "form-sent:" + form.path;
  if (const std::int64_t wait = seconds_to_wait(form, what); wait > 0) return too_many(form, wait);
  const auto receipt = form.send(answers, id);
  if (!receipt) return check_page(form, pages, answers, &receipt.error());
  count(form, what);
  http::Fields sent;  // pressed once more, it leads to the same receipt; what was typed is gone
  sent.add(kCaseToBe, id);
  sent.add(kSent, "yes");
  if (!form.request.pass.empty()) hold(form, form.request.pass, sent);
  return http::Response::redirect(*receipt);
}

http::Response forget(const PublicForm& form) {
  form.app.accounts.public_answers().forget(writer(form, form.request.pass));
  http::Response response = http::Response::redirect(form.path);
  response.give_pass = "";
  return response;
}

}  // namespace

http::Response show_form(const PublicForm& form) {
  const std::string which = form.request.query.get(kQuestion);
  const bool checks = form.request.query.has(kCheck);
  if (which.empty() && !checks) return start_page(form);
  const auto pages = pages_of(form.form);
  const auto found = std::ranges::find(pages, which, &OpeningPage::name);
  const auto kept = held(form);
  const bool has_answers = kept && !kept->has(kSent);
  if (found == pages.end() && !checks) return not_found();
  if (!has_answers && !pages.empty() && found != pages.begin()) return gone(form);
  OpeningAnswers answers = read_opening(form.form, has_answers ? *kept : http::Fields());
  if (found != pages.end()) {
    if (form.request.query.has(kWrong)) keep_errors_of(*found, answers.all);
    else answers.all.errors.clear();
    return question_page(form, {pages, *found, form.request.query.has(kChange)}, answers.all);
  }
  if (const OpeningPage* wrong = page_with_error(pages, answers.all)) return http::Response::redirect(address(form, *wrong));
  return check_page(form, pages, answers);
}

http::Response take_form(const PublicForm& form) {
  const auto pages = pages_of(form.form);
  const auto found = std::ranges::find(pages, form.request.form.get(kQuestion), &OpeningPage::name);
  if (found != pages.end()) return answered(form, {pages, *found, form.request.form.has(kChange)});
  return form.request.form.get("do") == "send" ? send(form, pages) : forget(form);
}

Html about_form(const OpeningForm& form, const std::vector<html::Content>& happens) {
  Html content;
  if (!form.record) return content;
  const charter::Charter& charter = form.app.charter();
  if (const charter::Purpose* purpose = charter.purpose(form.record->purpose)) content += html::lead(purpose->says);
  std::vector<html::Content> asked;
  std::string kept;
  for (const OpeningPage& page : pages_of(form)) {
    for (const charter::Field& field : page.fields)
      asked.emplace_back(field.label + (field.required ? "" : " (optional)") + ": " + field.why);
    if (page.consent) asked.emplace_back("Your consent, which you can take back at any time");
    if (const charter::Part* part = form.record->part(page.part)) kept = charter::words(part->keep);
  }
  if (!asked.empty()) content += html::heading(2, "What we ask, and why", html::Size::m) + html::bullets(asked);
  if (!happens.empty()) content += html::heading(2, "What happens", html::Size::m) + html::bullets(happens);
  if (!kept.empty())
    content += html::heading(2, "How long we keep it", html::Size::m) + html::paragraph(as_sentence("we keep it " + kept));
  return content + html::paragraph(html::text("Who sees it, and what else you should know, is in our ") +
                                   html::link("privacy notice", "/notice") + html::text("."));
}

}  // namespace concordat::casework
