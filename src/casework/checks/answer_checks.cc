#include "casework/checks/answer_checks.h"

#include <algorithm>
#include <charconv>

#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

std::string prefix_of(const CheckToAnswer& check) { return "a" + check.record.id.text() + "-"; }
std::string version_field(const CheckToAnswer& check) { return prefix_of(check) + "version"; }

// The charter's fields under names of their own, for there are several people on one page.
std::vector<charter::Field> fields_for(const AnswerTask& task, const CheckToAnswer& check) {
  std::vector<charter::Field> fields = task.kind.answer()->fields;
  for (charter::Field& field : fields) {
    field.name = prefix_of(check) + field.name;
    for (std::vector<std::string>* bounds : {&field.not_before, &field.not_after})
      for (std::string& bound : *bounds)
        if (bound != charter::kBoundToday && !charter::years_ago(bound) && !charter::is_event_name(bound)) bound = prefix_of(check) + bound;
  }
  return fields;
}

vault::Values without_prefix(const vault::Values& values, const std::string& prefix) {
  vault::Values plain;
  for (const auto& [name, value] : values) plain[name.substr(prefix.size())] = value;
  return plain;
}

// What the agency is told of one person, without the name, which stands above it, and what is not known.
Html told_html(const AnswerTask& task, const CheckToAnswer& check) {
  html::SummaryList list;
  const std::vector<charter::Field>& fields = task.kind.parts.front().fields;
  for (const charter::Field& field : fields)
    if (&field != &fields.front() && check.told.contains(field.name))
      list.rows.push_back({.key = {.text = field.label}, .value = {.text = shown(field, check.told)}});
  return list.rows.empty() ? Html() : html::summary_list(list);
}

Html question_html(const AnswerTask& task, const CheckToAnswer& check, const Entered& entered) {
  const std::vector<charter::Field> fields = fields_for(task, check);
  std::vector<charter::Field> choice, more;
  for (const charter::Field& field : fields) (field.name == answer_field(task, check) ? choice : more).push_back(field);
  for (std::vector<charter::Field>* some : {&choice, &more})
    for (charter::Field& field : *some) field.why.clear();  // said once, for all of them
  if (&check != &task.checks.front())
    for (charter::Field& field : choice) field.hint.clear();  // likewise
  const bool open = std::ranges::any_of(more, [&](const charter::Field& field) {
    return entered.values.contains(field.name) || entered.errors.contains(field.name);
  });
  Html content = html::heading(2, name_asked_about(task, check), html::Size::m) + told_html(task, check) + fields_html(choice, entered);
  if (!more.empty())
    content += html::details({.summary = html::text("Say what you know") + Html("<span class=\"govuk-visually-hidden\"> of ") +
                                         html::text(name_asked_about(task, check)) + Html("</span>"),
                              .text = html::paragraph("So that the right people are asked further.") +
                                      fields_html(more, entered),
                              .open = open});
  return content + html::hidden_input(version_field(check), std::to_string(check.version));
}

std::string stopped_words(const AnswerTask& task) {
  const std::string whom = task.stopped == 1 ? "one person" : std::to_string(task.stopped) + " people";
  return "What you were told about " + whom + " is not used now: a right of theirs has stopped it. You need not answer about them; it "
         "stands here again when that ends.";
}

}  // namespace

std::optional<store::PartRow> live_part(store::Reader& reader, RecordId record, std::string_view part) {
  auto row = reader.find_part(record, part);
  return row && !row->destroyed ? row : std::nullopt;
}

std::string name_asked_about(const AnswerTask& task, const CheckToAnswer& check) {
  const auto name = check.told.find(task.kind.parts.front().fields.front().name);
  return name == check.told.end() ? "Somebody whose name is not known" : name->second;
}

std::optional<AnswerTask> answer_task(const App& app, const policy::Actor& actor, CaseId case_id, AgencyId agency) {
  const auto row = find_case(app, case_id.text());
  const charter::RecordKind* kind = row ? check_kind(app.charter(), row->kind) : nullptr;
  if (!kind) return std::nullopt;
  AnswerTask task{*kind, *row, agency, {}, 0, 0};
  std::vector<store::RecordRow> records = records_of(app, case_id, kind->name);
  std::erase_if(records, [&](const store::RecordRow& record) { return record.owner != agency; });
  if (records.empty()) return std::nullopt;
  const auto told = read_parts(app, actor, records, kind->parts.front().name);
  const auto answers = read_parts(app, actor, records, kind->answer()->name);
  if (!told || !answers) return std::nullopt;
  for (const store::RecordRow& record : records) {
    const auto found = told->find(record.id);
    if (found == told->end()) {
      bool is_held = false;
      app.vault.store().read([&](store::Reader& reader) { is_held = live_part(reader, record.id, kind->parts.front().name).has_value(); });
      ++(is_held ? task.stopped : task.forgotten);
      continue;
    }
    const auto answer = answers->find(record.id);
    CheckToAnswer check{record, found->second.values, {}, 0};
    if (answer != answers->end()) {
      check.answer = answer->second.values;
      check.version = answer->second.version;
    }
    task.checks.push_back(std::move(check));
  }
  return task;
}

bool AnswersEntered::ok() const {
  return std::ranges::all_of(of, [](const auto& one) { return one.second.ok(); });
}

std::vector<html::ErrorSummaryItem> AnswersEntered::summary(const AnswerTask& task) const {
  std::vector<html::ErrorSummaryItem> items;
  for (const CheckToAnswer& check : task.checks)
    if (const auto found = of.find(check.record.id); found != of.end())
      for (html::ErrorSummaryItem item : found->second.summary()) {
        if (task.checks.size() > 1) item.text = html::text(name_asked_about(task, check) + ": ") + item.text.html();
        items.push_back(std::move(item));
      }
  return items;
}

AnswersEntered answers_so_far(const AnswerTask& task) {
  AnswersEntered entered;
  for (const CheckToAnswer& check : task.checks)
    for (const auto& [name, value] : check.answer) entered.of[check.record.id].values[prefix_of(check) + name] = value;
  return entered;
}

AnswersEntered read_answers(const App& app, const AnswerTask& task, const http::Fields& form) {
  AnswersEntered entered;
  const charter::KnownDays known = known_days(app, task.row.id);
  for (const CheckToAnswer& check : task.checks) {
    if (!form.has(version_field(check))) continue;  // asked since the page was made: at the next look
    entered.of[check.record.id] = read_fields(fields_for(task, check), form, known);
    const std::string version = form.get(version_field(check));
    std::from_chars(version.data(), version.data() + version.size(), entered.versions[check.record.id]);
  }
  return entered;
}

std::string answer_field(const AnswerTask& task, const CheckToAnswer& check) { return prefix_of(check) + task.kind.answered_by; }

vault::Values answer_values(const CheckToAnswer& check, const AnswersEntered& entered) {
  const auto found = entered.of.find(check.record.id);
  return found == entered.of.end() ? vault::Values{} : without_prefix(found->second.values, prefix_of(check));
}

bool has_answers(const AnswerTask& task, const http::Fields& form) {
  return std::ranges::any_of(task.checks, [&](const CheckToAnswer& check) { return form.has(version_field(check)); });
}

Html questions_html(const App& app, const AnswerTask& task, const AnswersEntered& entered) {
  const charter::Purpose* purpose = app.charter().purpose(task.kind.purpose);
  Html content = html::paragraph(task.checks.size() == 1 ? "Look in your records." : "Look in your records for each of them.");
  content += html::details({.summary = "Why you are asked, and by which law",
                            .text = html::paragraph("For " + within_sentence(purpose ? purpose->title : task.kind.purpose) +
                                                    ", on the ground of: " + basis_words(app.charter(), task.kind) + ".")});
  if (const std::string loss = loss_words(task); !loss.empty()) content += html::inset_text({.text = loss});
  for (const CheckToAnswer& check : task.checks) {
    const auto found = entered.of.find(check.record.id);
    content += question_html(task, check, found == entered.of.end() ? Entered{} : found->second);
  }
  if (task.forgotten > 0)
    content += html::paragraph("You answered before that you do not know " +
                               (task.forgotten == 1 ? "one person" : std::to_string(task.forgotten) + " people") +
                               ", and no longer hold whom that was about. If that was wrong, ask to be asked again.");
  if (task.stopped > 0) content += html::paragraph(stopped_words(task));
  return content;
}

std::string nobody_to_answer_words(const AnswerTask& task) {
  const std::string gone = "Your agency answered that it knows none of the people it was asked about. It no longer holds their names.";
  if (task.stopped == 0) return gone;
  return (task.forgotten == 0 ? "" : "The others your agency does not know, and no longer holds their names. ") + stopped_words(task);
}

std::string loss_words(const AnswerTask& task) {
  if (task.kind.forgets_on.empty()) return "";
  std::string choices;
  for (const std::string& choice : task.kind.forgets_on) choices += (choices.empty() ? "“" : " or “") + charter::upper_first(choice) + "”";
  return choices + " destroys at once what you were told about that person.";
}

Html check_answers_html(const AnswerTask& task, const AnswersEntered& entered) {
  Html content;
  std::vector<std::string> forgotten;
  for (const CheckToAnswer& check : task.checks) {
    const auto found = entered.of.find(check.record.id);
    if (found == entered.of.end()) continue;
    const vault::Values values = without_prefix(found->second.values, prefix_of(check));
    html::SummaryList list;
    list.card = html::SummaryCard{.title = name_asked_about(task, check)};
    for (const charter::Field& field : task.kind.answer()->fields)
      if (values.contains(field.name)) list.rows.push_back({.key = {.text = field.label}, .value = {.text = shown(field, values)}});
    content += html::summary_list(list);
    const bool forgets =
        std::ranges::find(task.kind.forgets_on, values.contains(task.kind.answered_by) ? values.at(task.kind.answered_by)
                                                                                       : std::string()) != task.kind.forgets_on.end();
    if (forgets) forgotten.push_back(name_asked_about(task, check));
  }
  if (!forgotten.empty())
    content += html::paragraph("When you send this, what your agency was told about " + charter::listed(forgotten) +
                               " is destroyed on your side.");
  return content;
}

Result<void> give_answers(const App& app, const policy::Actor& actor, const AnswerTask& task, const AnswersEntered& entered,
                          const vault::Involvement::Also& also) {
  std::vector<vault::CheckAnswer> answers;
  for (const CheckToAnswer& check : task.checks) {
    const auto found = entered.of.find(check.record.id);
    if (found == entered.of.end()) continue;
    const vault::Values values = without_prefix(found->second.values, prefix_of(check));
    if (values == check.answer) continue;
    if (const auto version = entered.versions.find(check.record.id); version != entered.versions.end() && version->second != check.version)
      return Error{"Somebody else answered this while you were writing.", "Look at what stands there now, then make your change again."};
    const auto subject = app.vault.subject_of(check.record.id, task.kind.answer()->name);
    if (!subject) return Error{"This question is not there any more.", "Ask the partnership."};
    const auto act = check.version == 0 ? charter::Act::add : charter::Act::correct;
    auto grant = app.vault.gate().decide(actor, act, task.kind.purpose, *subject);
    if (!grant) return grant.error();
    answers.push_back({std::move(*grant), values, check.version});
  }
  return vault::Involvement(app.vault, app.disposal).answer(answers, also);
}

// ---- in the workspace

std::vector<OpenChecks> open_checks(const App& app, const policy::Actor& actor) {
  const bool answers = actor.kind == policy::ActorKind::person && !actor.agency.is_none();
  return answers ? open_checks(app, actor.agency) : std::vector<OpenChecks>{};
}

namespace {

std::vector<OpenChecks> cases_asked_in(const App& app, AgencyId agency, bool answered) {
  std::vector<OpenChecks> open;
  app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind* of : kinds_with_case_pages(app.charter())) {
      const charter::RecordKind* kind = check_kind(app.charter(), of->name);
      if (!kind) continue;
      for (const store::CaseRow& row : reader.cases(of->name)) {
        std::size_t waiting = 0;
        for (const store::RecordRow& record : reader.records(row.id))
          if (record.kind == kind->name && record.owner == agency && live_part(reader, record.id, kind->parts.front().name) &&
              live_part(reader, record.id, kind->answer()->name).has_value() == answered)
            ++waiting;
        if (waiting > 0 && !concluded(app.charter(), row)) open.push_back({row, waiting});
      }
    }
  });
  return open;
}

}  // namespace

std::vector<OpenChecks> open_checks(const App& app, AgencyId agency) { return cases_asked_in(app, agency, false); }
std::vector<OpenChecks> answered_checks(const App& app, AgencyId agency) { return cases_asked_in(app, agency, true); }

namespace {

struct OwnChecks {
  const Visit& visit;
  const AnswerTask& task;
  std::string path;
};

http::Response own_page(const OwnChecks& own, const std::string& title, Html content, const AnswersEntered& entered = {}) {
  const bool ok = entered.ok();
  return page(own.visit.app, own.visit.request,
              {title, html::two_thirds(html::heading(1, title, html::Size::l) + content),
               html::back_link({.href = "/workspace", .text = "Today"}),
               ok ? std::vector<html::ErrorSummaryItem>{} : entered.summary(own.task), ok ? 200 : 422});
}

http::Response own_questions(const OwnChecks& own, const AnswersEntered& entered) {
  const std::string title = "Do you know these people? " + name_of(own.visit.app.charter(), own.task.row);
  if (own.task.checks.empty())
    return own_page(own, title, html::paragraph(nobody_to_answer_words(own.task)));
  return own_page(own, title,
                  html::form(own.path, csrf(own.visit.request),
                             questions_html(own.visit.app, own.task, entered) +
                                 html::button({.text = "Continue", .name = "stage", .value = "answers", .prevent_double_click = true})),
                  entered);
}

http::Response own_take(const OwnChecks& own) {
  const http::Fields& form = own.visit.request.form;
  const AnswersEntered entered = read_answers(own.visit.app, own.task, form);
  const std::string stage = form.get("stage");
  if (stage == "change" || !entered.ok()) return own_questions(own, entered);
  if (stage != "send") {
    return own_page(
        own, "Check your answers",
        check_answers_html(own.task, entered) +
            html::form(
                own.path, csrf(own.visit.request),
                carried_fields(form, "stage") + Html("<div class=\"govuk-button-group\">") +
                    html::button({.text = "Send the answers", .name = "stage", .value = "send", .prevent_double_click = true}) +
                    html::button({.text = "Change them", .name = "stage", .value = "change", .classes = "govuk-button--secondary"}) +
                    Html("</div>")));
  }
  const auto given = give_answers(own.visit.app, own.visit.actor, own.task, entered);
  if (!given) return problem(own.visit.app, own.visit.request, given.error(), own.path);
  return http::Response::redirect(own.path + "?done=yes");
}

http::Response for_own_checks(const App& app, const http::Request& request, http::Response (*answer)(const OwnChecks&)) {
  return for_visitor(app, request, kinds_with_case_pages(app.charter()), [&](const Visit& visit) {
    const auto row = find_case(app, request.parts.at("case"));
    const bool open = row && visit.business == Business::agency && !concluded(app.charter(), *row);
    const auto task = open ? answer_task(app, visit.actor, row->id, visit.actor.agency) : std::nullopt;
    return task ? answer({visit, *task, kOwnChecks + row->id.text()}) : not_found();
  });
}

http::Response own_show(const OwnChecks& own) {
  if (!own.visit.request.query.has("done")) return own_questions(own, answers_so_far(own.task));
  Html content = html::panel({.title = "Answers received", .text = name_of(own.visit.app.charter(), own.task.row)});
  content += html::paragraph("The partnership has your answers. While the case is open you can correct what you still hold.");
  if (!own.task.checks.empty()) content += html::paragraph(html::link("Look at your answers again", own.path));
  return page(own.visit.app, own.visit.request,
              {"Answers received", html::two_thirds(content + html::paragraph(html::link("Today", "/workspace")))});
}

}  // namespace

void add_own_checks(http::Router& router, const App& app) {
  const std::string pattern = std::string(kOwnChecks) + "{case}";
  router.add(http::Method::get, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return for_own_checks(app, request, own_show); });
  router.add(http::Method::post, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return for_own_checks(app, request, own_take); });
}

}  // namespace concordat::casework
