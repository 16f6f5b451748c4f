#include "casework/steps_page.h"

#include <algorithm>

#include "casework/fields.h"
#include "casework/news.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kRecipients = "recipients";

// Each step's own, as several forms of one page may ask for a day.
charter::Field day_field(std::string_view to) {
  charter::Field field;
  field.name = "day-" + std::string(to);
  field.label = "On which day?";
  field.hint = "What is kept, and for how long, is counted from this day.";
  field.type = charter::FieldType::date;
  return field;
}

std::string words_of(const charter::CaseKind& kind, const charter::Step& step) {
  std::string words = (leads_on(kind, step) ? "Move on to: " : "Open again: ") + within_sentence(title_of_state(step.to));
  // Said once, of however many kinds of record.
  const bool proposes = std::ranges::any_of(
      step.effects, [](const charter::Effect& effect) { return effect.kind == charter::EffectKind::propose_destruction; });
  return proposes ? words + ", and propose destruction of what agencies supplied" : words;
}

std::string number_words(std::size_t number) { return std::to_string(number) + (number == 1 ? " person" : " people"); }

// How many get it is said before it goes, and confirmed with the step.
Html recipients_html(const App& app, const charter::Effect& mails) {
  const std::size_t number = number_of_recipients(app, mails);
  const std::string words = app.outbox ? "It is mailed at once to the " + number_words(number) +
                                             " who confirmed that they want it. It cannot be called back."
                                       : "Mail is off, so it would reach nobody.";
  return html::inset_text({.text = words}) + html::hidden_input(kRecipients, std::to_string(number));
}

Result<void> confirm_mailing(const App& app, const http::Request& request, const store::CaseRow& row, const charter::Effect& mails) {
  const std::size_t number = number_of_recipients(app, mails);
  if (request.form.get(kRecipients) != std::to_string(number))
    return Error{"It would go to " + number_words(number) + " now, another number than you were shown.", "Look at it again, then send it."};
  return begin_mailing(app, row.id);
}

Html form_with(const App& app, const http::Request& request, const charter::CaseKind& kind, const charter::Step& step,
               const std::string& action, const Entered& entered, const std::string& classes) {
  Html fields;
  if (const charter::Effect* mails = mailing(step)) fields += recipients_html(app, *mails);  // today, and on no other day
  else if (!step.event.empty()) fields += fields_html({day_field(step.to)}, entered);
  fields += html::button({.text = words_of(kind, step), .name = "to", .value = step.to, .prevent_double_click = true,
                          .classes = classes});
  return html::form(action, csrf(request), fields);
}

Html form_of(const App& app, const http::Request& request, const charter::CaseKind& kind, const charter::Step& step,
             const std::string& action, const std::string& classes = "") {
  Entered today;
  today.values[day_field(step.to).name] = app.today().iso();
  return form_with(app, request, kind, step, action, today, classes);
}

// The step alone, with what is wrong with its day and what was typed.
http::Response step_again(const App& app, const http::Request& request, const charter::CaseKind& kind, const charter::Step& step,
                          const Entered& entered, std::string_view back) {
  const std::string title = words_of(kind, step);
  const Html content = html::heading(1, title, html::Size::l) + form_with(app, request, kind, step, request.path, entered, "");
  return page(app, request,
              {title, html::two_thirds(content), html::back_link({.href = std::string(back)}), entered.summary(), 422});
}

}  // namespace

bool leads_on(const charter::CaseKind& kind, const charter::Step& step) {
  return std::ranges::find(kind.states, step.from) < std::ranges::find(kind.states, step.to);
}

Html steps_html(const App& app, const http::Request& request, const policy::Actor& actor, const store::CaseRow& row,
                const StepPaths& paths) {
  Html all;
  const charter::CaseKind* kind = app.charter().case_kind(row.kind);
  for (const charter::Step* step : open_steps(app, actor, row)) {
    const bool stands_out = paths.look == StepLook::next && all.empty() && leads_on(*kind, *step);
    const std::string classes = stands_out ? "" : "govuk-button--secondary";
    if (!paths.last_on.empty() && step->to == kind->states.back())
      all += html::button({.text = words_of(*kind, *step), .href = paths.last_on, .classes = classes});
    else
      all += form_of(app, request, *kind, *step, paths.action, classes);
  }
  return all;
}

Html last_step_html(const App& app, const http::Request& request, const policy::Actor& actor, const store::CaseRow& row,
                    const std::string& action) {
  const charter::CaseKind* kind = app.charter().case_kind(row.kind);
  for (const charter::Step* step : open_steps(app, actor, row))
    if (step->to == kind->states.back()) return form_of(app, request, *kind, *step, action);
  return {};
}

http::Response take_posted_step(const App& app, const http::Request& request, const store::CaseRow& row, std::string_view back) {
  const std::string to = request.form.get("to");
  const policy::Actor actor = app.actor(request);
  const std::vector<const charter::Step*> open = open_steps(app, actor, row);
  const auto step = std::ranges::find(open, to, &charter::Step::to);
  const charter::CaseKind& kind = *app.charter().case_kind(row.kind);
  CivilDate day = app.today();
  Entered entered;
  const charter::Field field = day_field(to);
  const bool asks_day = step != open.end() && request.form.has(field.name + "-day");
  if (asks_day) {
    entered = read_fields({field}, request.form);
    if (!entered.ok()) return step_again(app, request, kind, **step, entered, back);
    day = *CivilDate::parse(entered.values.at(field.name));
  }
  const charter::Effect* mails = step == open.end() ? nullptr : mailing(**step);
  if (mails)
    if (const auto sure = confirm_mailing(app, request, row, *mails); !sure) return problem(app, request, sure.error(), back);
  const auto taken = take_step(app, actor, row, to, day);
  if (taken && mails) app.outbox->ring();
  if (taken) return http::Response::redirect(std::string(back));
  if (!asks_day || (day <= app.today() && day >= row.opened)) return problem(app, request, taken.error(), back);
  entered.errors[field.name] = taken.error().message + " " + taken.error().remedy;
  return step_again(app, request, kind, **step, entered, back);
}

}  // namespace concordat::casework
