// The form that a delegate is asked to fill in by a mail, and what the office sees of all answers together: counts with small numbers left
// out as in the learning report, and words only once so many have answered that nobody can be told by them.

#include <algorithm>
#include <map>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/fields.h"
#include "casework/mailed_once.h"
#include "casework/one_time_link.h"
#include "casework/training/evaluation.h"
#include "casework/training/learning_report.h"
#include "casework/training/office.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

// ---- the delegate's form

struct Asking {
  Evaluation evaluation;
  RecordId booking;
  CaseId course;
  std::string task;
  RecordId answer;  // that it becomes
  bool opens = false;
  bool is_answered = false;
};

std::optional<Evaluation> evaluation_named(const App& app, std::string_view kind, std::string_view part) {
  const auto all = evaluations(app.charter());
  const auto found = std::ranges::find_if(all, [&](const Evaluation& one) { return one.kind->name == kind && one.part->name == part; });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

// The token names the booking, so that no link can be tried against all of them, and is good for nothing without its secret.
std::optional<Asking> find_asking(const App& app, const http::Request& request) {
  constexpr std::size_t kIdLength = 2 * RecordId::kSize;
  const std::string& token = request.parts.at("token");
  const auto evaluation = evaluation_named(app, request.parts.at("kind"), request.parts.at("part"));
  const auto booking = token.size() > kIdLength ? RecordId::parse(token.substr(0, kIdLength)) : std::nullopt;
  if (!evaluation || !booking) return std::nullopt;
  const std::string secret = token.substr(kIdLength);
  Asking asking{*evaluation, *booking, {}, evaluation_task(*booking, *evaluation), answer_to(secret)};
  app.vault.store().read([&](store::Reader& reader) {
    const auto row = reader.find_record(*booking);
    const auto answer = reader.find_record(asking.answer);
    if (row) asking.course = row->case_id;
    asking.is_answered = answer && answer->kind == evaluation->kind->name;
    asking.opens = row && is_asked(*evaluation->part, row->state) &&
                   link_opens(reader, asking.task, secret, app.vault.clock().now()) && !asking.is_answered;
  });
  return asking.opens || asking.is_answered ? std::optional(asking) : std::nullopt;
}

http::Response show_thanks(const App& app, const http::Request& request, const Asking& asking) {
  Html content = html::panel({.title = "Thank you", .text = "We have your answers"});
  if (!asking.evaluation.asks_who())
    content += html::paragraph("They are kept without your name. Nothing ties them to your booking, so that we cannot find them for you "
                               "either, to show or to change them.");
  return page(app, request, {"Thank you", html::two_thirds(content), {}, {}, 200, true});
}

http::Response show_questions(const App& app, const http::Request& request, const Asking& asking, const Entered& entered) {
  const Evaluation& evaluation = asking.evaluation;
  Html content = html::heading(1, evaluation.part->title, html::Size::xl);
  const char* nameless = "Your answers are kept without your name, and nothing ties them to your booking. Please name nobody.";
  content += html::paragraph(evaluation.asks_who() ? "Your answers say who you are: one of the questions asks for it." : nameless);
  content += html::paragraph(html::text("You need not answer. How we use this, and for how long, is in our ") +
                             html::link("privacy notice", "/notice") + html::text("."));
  Html fields = fields_html(evaluation.part->fields, entered, About::the_typist);
  if (const charter::Consent* consent = app.charter().consent(evaluation.part->consent)) fields += consent_html(*consent, entered);
  fields += html::button({.text = "Send", .prevent_double_click = true});
  content += html::form(request.path, csrf(request), fields);
  const int status = entered.ok() ? 200 : 422;
  return page(app, request, {evaluation.part->title, html::two_thirds(content), {}, entered.summary(), status, true});
}

http::Response link_is_over(const App& app, const http::Request& request) {
  const Html content = html::heading(1, "This link does not work any more", html::Size::xl) +
                       html::paragraph("It was used, its time is over, a later mail holds another, or a part of it is missing.");
  return page(app, request, {"This link does not work any more", html::two_thirds(content), {}, {}, 404, true});
}

http::Response show_asking(const App& app, const http::Request& request) {
  const auto asking = find_asking(app, request);
  if (!asking) return link_is_over(app, request);
  return asking->is_answered ? show_thanks(app, request, *asking) : show_questions(app, request, *asking, {});
}

http::Response take_answer(const App& app, const http::Request& request) {
  const auto asking = find_asking(app, request);
  if (!asking) return link_is_over(app, request);
  if (asking->is_answered) return http::Response::redirect(request.path);
  const charter::Part& part = *asking->evaluation.part;
  Entered entered = read_fields(part.fields, request.form, known_days(app));
  const charter::Consent* consent = app.charter().consent(part.consent);
  if (consent) require_consent(entered, *consent, request.form);
  if (!entered.ok()) return show_questions(app, request, *asking, entered);
  const NewRecord record{asking->evaluation.kind->name, part.name, {}, "online-form", "recorded", asking->answer};
  const auto added = add_record(app, policy::the_public(), asking->course, record, {entered.values, consent ? consent->wording : ""});
  if (!added) return problem(app, request, added.error(), request.path);
  // Where the server falls over before this, the answer is found by the link, and the link opens no form.
  const auto dropped = app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    drop_link(transaction, asking->task);
    return {};
  });
  return dropped ? http::Response::redirect(request.path) : problem(app, request, dropped.error(), request.path);
}

// ---- the office's page

bool may_see_answers(const App& app, const policy::Actor& actor, const store::CaseRow& course, const Evaluation& evaluation) {
  return may(app, actor, charter::Act::read, subject_for(app, course.id, {evaluation.kind->name, evaluation.part->name, {}, "", ""}));
}

std::vector<Evaluation> seen_by(const App& app, const policy::Actor& actor, const store::CaseRow& course) {
  std::vector<Evaluation> seen;
  for (const Evaluation& one : evaluations(app.charter()))
    if (actor.kind == policy::ActorKind::person && may_see_answers(app, actor, course, one)) seen.push_back(one);
  return seen;
}

std::size_t number_asked(const App& app, const store::CaseRow& course, const Evaluation& evaluation) {
  std::size_t asked = 0;
  app.vault.store().read([&](store::Reader& reader) {
    for (const store::RecordRow& record : reader.records(course.id))
      if (record.kind == kBooking && mailed_on(reader, evaluation_task(record.id, evaluation))) ++asked;
  });
  return asked;
}

using Answers = std::map<RecordId, vault::OpenedPart>;

Html counts_html(const charter::Field& field, const Answers& answers) {
  std::vector<Counted> counted;
  std::map<std::string, unsigned> by_value;
  for (const auto& [id, answer] : answers) ++by_value[shown(field, answer.values)];
  std::vector<std::string> values;
  for (const std::string& choice : field.choices) values.push_back(shown(field, {{field.name, choice}}));
  for (const auto& [value, count] : by_value)
    if (std::ranges::find(values, value) == values.end()) values.push_back(value);
  for (const std::string& value : values) counted.push_back({value, by_value.contains(value) ? by_value.at(value) : 0});
  leave_out_small(counted);
  html::Table table;
  table.caption = field.label;
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Answer"}, {.text = "How many", .format = "numeric"}};
  for (const Counted& one : counted)
    table.rows.push_back({{.text = one.what}, {.text = one.shown ? std::to_string(one.count) : "left out", .format = "numeric"}});
  return html::scrolling_table(table);
}

// In the order of the alphabet, which tells nothing of who answered when.
Html words_html(const charter::Field& field, const Answers& answers) {
  std::vector<std::string> words;
  for (const auto& [id, answer] : answers)
    if (const std::string value = value_in(answer.values, field.name); !value.empty()) words.push_back(value);
  std::ranges::sort(words);
  Html content = html::heading(3, field.label, html::Size::s);
  return content + (words.empty() ? html::paragraph("Nobody wrote anything.") : html::bullets({words.begin(), words.end()}));
}

Html answers_html(const App& app, const policy::Actor& actor, const store::CaseRow& course, const Evaluation& evaluation) {
  const auto answers = read_parts(app, actor, records_of(app, course.id, evaluation.kind->name), evaluation.part->name);
  Html content = html::heading(2, evaluation.part->title, html::Size::l);
  if (!answers) return content + html::paragraph("The answers cannot be opened now. Try again; if it lasts, tell the administrator.");
  content += html::paragraph("They are asked " + charter::listed(charter::asked_words(*evaluation.part)) + ". Asked so far: " +
                             std::to_string(number_asked(app, course, evaluation)) + ".");
  if (answers->size() < kLeastShown)
    return content + html::inset_text({.text = "Fewer than " + std::to_string(kLeastShown) + " have answered. Nothing is shown before, so "
                                               "that nobody can be told by an answer."});
  content += html::paragraph("Answered: " + std::to_string(answers->size()) + ". Numbers from 1 to 4 are left out, and with them others "
                             "from which they would follow.");
  for (const charter::Field& field : evaluation.part->fields) {
    if (tells_who(field)) continue;
    const bool is_written = field.type == charter::FieldType::text || field.type == charter::FieldType::long_text;
    content += is_written ? words_html(field, *answers) : counts_html(field, *answers);
  }
  return content;
}

std::string path_of_evaluation(const store::CaseRow& course) { return course_path(course) + "/evaluation"; }

http::Response show_evaluation(const App& app, const http::Request& request) {
  const policy::Actor actor = app.actor(request);
  const auto row = find_case(app, request.parts.at("course"), "course-run");
  if (!row || !may_see_course(app, actor, *row)) return not_found();
  const auto seen = seen_by(app, actor, *row);
  if (seen.empty()) return not_found();
  Html content = html::heading(1, "Evaluation", html::Size::xl) + html::lead(course_title(app, actor, *row));
  if (!app.outbox) content += html::warning_text({.text = "Mail is off: nobody is asked."});
  for (const Evaluation& one : seen) content += answers_html(app, actor, *row, one);
  return page(app, request,
              {"Evaluation", html::two_thirds(content), html::back_link({.href = course_path(*row), .text = "The course"})});
}

}  // namespace

html::Html way_to_evaluation(const App& app, const policy::Actor& actor, const store::CaseRow& course) {
  if (seen_by(app, actor, course).empty()) return {};
  return html::paragraph(html::link("Evaluation: what delegates answered", path_of_evaluation(course)));
}

void add_evaluation_pages(http::Router& router, const App& app) {
  constexpr const char* form = "/evaluations/{kind}/{part}/{token}";
  router.add(http::Method::get, form, http::Door::public_, [&app](const http::Request& request) { return show_asking(app, request); });
  router.add(http::Method::post, form, http::Door::public_, [&app](const http::Request& request) { return take_answer(app, request); });
  router.add(http::Method::get, "/workspace/courses/{course}/evaluation", http::Door::signed_in,
             [&app](const http::Request& request) { return show_evaluation(app, request); });
}

}  // namespace concordat::casework
