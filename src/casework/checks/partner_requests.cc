// What other partnerships ask us: a list for the office, and a page to answer each. And what ours asks them, in words.

#include "casework/checks/partner_requests.h"

#include <algorithm>

#include "casework/checks/answering.h"
#include "casework/checks/own_candidates.h"
#include "casework/checks/partner_messages.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/sealing.h"

namespace concordat::casework {
namespace {

using html::Html;

std::optional<Origin> origin_of(const App& app, CaseId id) {
  for (const ledger::Leaf& leaf : app.vault.changes(id))
    if (leaf.event == "message.received")
      if (const auto message = exchange::MessageId::parse(ledger::word_of(leaf, "message")))
        return Origin{ledger::word_of(leaf, "agency"), *message};
  return std::nullopt;
}

std::string name_of_partner(const App& app, std::string_view word) {
  std::optional<exchange::Partner> partner;
  app.vault.store().read([&](store::Reader& reader) { partner = exchange::find_partner(reader, word); });
  return partner ? partner->card.name : "A partnership that is not known here any more";
}

bool may_see_requests(const App& app, const policy::Actor& actor) {
  const charter::RecordKind* kind = app.charter().received_kind();
  if (!kind || !app.messages) return false;
  const charter::CaseKind* of = app.charter().case_kind(kind->case_kind);
  policy::Subject subject;
  subject.case_kind = of->name;
  subject.case_state = of->states.front();
  subject.record_kind = kind->name;
  subject.part = kind->parts.front().name;
  return actor.agency.is_none() && may(app, actor, charter::Act::read, subject);
}

std::vector<store::CaseRow> requests_in(const App& app) {
  std::vector<store::CaseRow> rows;
  app.vault.store().read([&](store::Reader& reader) { rows = reader.cases(app.charter().received_kind()->case_kind); });
  return rows;
}

// The part that says what the question is for, and until when it wants its answer: with the first person of it.
const charter::Part* request_part(const charter::RecordKind& kind) {
  for (const charter::Part& part : kind.parts)
    if (&part != &kind.parts.front() && &part != kind.answer()) return &part;
  return nullptr;
}

http::Response list_requests(const App& app, const http::Request& request) {
  if (!may_see_requests(app, app.actor(request))) return not_found();
  html::Table table;
  table.caption = "What other partnerships ask us";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Question"}, {.text = "From"}, {.text = "Came on"}, {.text = "Answer"}};
  for (const store::CaseRow& row : requests_in(app)) {
    const auto origin = origin_of(app, row.id);
    const bool answered = is_answered(app, row);
    table.rows.push_back({{.text = html::link(row.reference, std::string(kPartnerRequests) + "/" + row.id.text())},
                          {.text = origin ? name_of_partner(app, origin->word) : ""},
                          {.text = row.opened.words()},
                          {.text = answered ? html::tag({.text = "Answered", .classes = "govuk-tag--green"})
                                            : html::tag({.text = "Waits for you", .classes = "govuk-tag--yellow"})}});
  }
  Html content = html::heading(1, "Questions of other partnerships", html::Size::xl);
  content += html::lead(
      "Another safeguarding partnership asks whether you know a child or a family. Open a question, look in your records, and answer. "
      "Names that you do not know are destroyed here with your answer.");
  content += table.rows.empty() ? html::paragraph("No other partnership has asked anything yet.") : html::scrolling_table(table);
  return page(app, request, {"Questions of other partnerships", content, html::back_link({.href = "/workspace", .text = "Today"})});
}

http::Response answering_page(const Answering& one, const std::string& title, const Html& content, const AnswersEntered& entered = {}) {
  const bool ok = entered.ok();
  return page(one.app, one.request,
              {title, html::two_thirds(html::heading(1, title, html::Size::l) + content),
               html::back_link({.href = kPartnerRequests, .text = "Questions of other partnerships"}),
               ok ? std::vector<html::ErrorSummaryItem>{} : entered.summary(one.task), ok ? 200 : 422});
}

Html request_html(const Answering& one) {
  html::SummaryList list;
  list.rows.push_back({.key = {.text = "Asked by"}, .value = {.text = name_of_partner(one.app, one.origin.word)}});
  const charter::Part* part = request_part(one.task.kind);
  const auto opened = part ? read_parts(one.app, one.actor, records_of(one.app, one.row.id, one.task.kind.name), part->name)
                           : Result<std::map<RecordId, vault::OpenedPart>>(Error{});
  if (opened && !opened->empty())
    for (const charter::Field& field : part->fields)
      if (opened->begin()->second.values.contains(field.name))
        list.rows.push_back({.key = {.text = field.label}, .value = {.text = shown(field, opened->begin()->second.values)}});
  return html::summary_list(list);
}

// What became of our answer on its way.
Html sent_html(const Answering& one) {
  std::vector<exchange::Outgoing> all;
  one.app.vault.store().read([&](store::Reader& reader) { all = exchange::Post::of_case(reader, one.row.id); });
  if (all.empty()) return {};
  Html content = html::heading(2, "Your answer", html::Size::m) + html::paragraph(message_words(all.back()));
  if (all.back().given_up) content += html::post_button(one.path + "/send", csrf(one.request), "Send it again");
  return content;
}

http::Response show_questions(const Answering& one, const AnswersEntered& entered) {
  const std::string title = "Do you know these people? Question " + one.row.reference;
  Html content = request_html(one);
  if (is_answered(one.app, one.row)) {
    content += check_answers_html(one.task, answers_so_far(one.task)) + sent_html(one);
    const std::string whom = one.task.forgotten == 1 ? "one person" : std::to_string(one.task.forgotten) + " people";
    if (one.task.forgotten > 0)
      content += html::paragraph("You answered that you do not know " + whom + ". The names were destroyed here with that answer.");
    return answering_page(one, title, content);
  }
  const Html go_on = html::button({.text = "Continue", .name = "stage", .value = "answers", .prevent_double_click = true});
  const Html questions = questions_html(one.app, one.task, entered);
  content += own_candidates_html(one);
  return answering_page(one, title, content + html::form(one.path, csrf(one.request), questions + go_on), entered);
}

http::Response look_at_answers(const Answering& one, const AnswersEntered& entered) {
  const Html content =
      html::paragraph("It goes to " + name_of_partner(one.app, one.origin.word) +
                      ", signed and sealed, and stands in your ledger and theirs. It cannot be taken back.") +
      check_answers_html(one.task, entered) +
      html::form(one.path, csrf(one.request),
                 carried_fields(one.request.form, "stage") +
                     html::button({.text = "Send the answers", .name = "stage", .value = "send", .prevent_double_click = true}) +
                     html::button({.text = "Change them", .name = "stage", .value = "change", .classes = "govuk-button--secondary"}));
  return answering_page(one, "Check your answers", content);
}

// In the transaction of the answers: that they are passed on, and the message that waits to leave.
Result<void> queue_answer(const Answering& one, const std::vector<policy::Grant>& reads, const std::string& body,
                          store::Transaction& transaction) {
  const exchange::Message message{crypto::new_id<exchange::MessageId>(), exchange::Kind::answer, one.origin.question, body};
  std::vector<RecordId> records;
  for (const policy::Grant& read : reads) {
    TRY(vault::Involvement(one.app.vault, one.app.disposal).disclose_answer(transaction, read, one.origin.word, message.id.text()));
    records.push_back(read.subject().record);
  }
  return one.app.messages->queue(transaction, message, one.origin.word, one.row.id, records, one.actor);
}

Result<void> send_answers(const Answering& one, const AnswersEntered& entered) {
  const App& app = one.app;
  std::vector<policy::Grant> reads;
  vault::Values body;
  for (std::size_t i = 0; i < one.task.checks.size(); ++i) {
    const CheckToAnswer& check = one.task.checks[i];
    const auto subject = app.vault.subject_of(check.record.id, one.task.kind.answer()->name);
    if (!subject || !entered.of.contains(check.record.id)) return Error{"This question is not there any more.", "Look at it again."};
    reads.push_back(TRY(app.vault.gate().decide(one.actor, charter::Act::read, one.task.kind.purpose, *subject)));
    for (const auto& [name, value] : answer_values(check, entered))
      if (!value.empty()) body[person_field(i + 1, name)] = value;
  }
  TRY(give_answers(app, one.actor, one.task, entered, [&](store::Transaction& transaction) {
    return queue_answer(one, reads, vault::encode_values(body), transaction);
  }));
  app.messages->wake();
  for (const charter::Step* step : open_steps(app, one.actor, one.row)) return take_step(app, one.actor, one.row, step->to, app.today());
  return {};
}

http::Response take_answers(const Answering& one) {
  if (is_answered(one.app, one.row)) return http::Response::redirect(one.path);
  AnswersEntered entered = read_answers(one.app, one.task, one.request.form);
  check_against_judgements(one, entered);
  const std::string stage = one.request.form.get("stage");
  if (stage == "change" || !entered.ok() || entered.of.size() < one.task.checks.size()) return show_questions(one, entered);
  if (stage != "send") return look_at_answers(one, entered);
  const auto sent = send_answers(one, entered);
  return sent ? http::Response::redirect(one.path) : problem(one.app, one.request, sent.error(), one.path);
}

http::Response show_request(const Answering& one) { return show_questions(one, answers_so_far(one.task)); }

http::Response send_again(const Answering& one) {
  std::vector<exchange::Outgoing> all;
  one.app.vault.store().read([&](store::Reader& reader) { all = exchange::Post::of_case(reader, one.row.id); });
  if (!all.empty()) static_cast<void>(one.app.messages->try_again(all.back().id));
  return http::Response::redirect(one.path);
}

}  // namespace

bool is_answered(const App& app, const store::CaseRow& row) {
  const charter::RecordKind* kind = app.charter().received_kind();
  bool all = true;
  app.vault.store().read([&](store::Reader& reader) {
    for (const store::RecordRow& record : reader.records(row.id))
      if (record.kind == kind->name) {
        const auto names = reader.find_part(record.id, kind->parts.front().name);
        const auto answer = reader.find_part(record.id, kind->answer()->name);
        all = all && ((answer && !answer->destroyed) || !names || names->destroyed);
      }
  });
  return all;
}

http::Response for_request(const App& app, const http::Request& request, http::Response (*answer)(const Answering&)) {
  const policy::Actor actor = app.actor(request);
  if (!may_see_requests(app, actor)) return not_found();
  const auto row = find_case(app, request.parts.at("request"), app.charter().received_kind()->case_kind);
  const auto origin = row ? origin_of(app, row->id) : std::nullopt;
  auto task = origin ? answer_task(app, actor, row->id, parties::agency_id(origin->word)) : std::nullopt;
  if (!task) return not_found();
  return answer({app, request, actor, *row, *origin, std::move(*task), std::string(kPartnerRequests) + "/" + row->id.text()});
}

std::string person_field(std::size_t number, const std::string& field) { return std::to_string(number) + "-" + field; }

std::vector<exchange::Partner> partners_to_ask(const App& app, const charter::RecordKind& kind) {
  std::vector<exchange::Partner> known;
  if (kind.messages_to.empty() || !app.messages) return known;
  app.vault.store().read([&](store::Reader& reader) { known = exchange::partners(reader); });
  std::erase_if(known, [](const exchange::Partner& one) { return !one.is_known(); });
  return known;
}

std::optional<charter::Agency> partner_as_agency(const App& app, std::string_view word) {
  std::optional<exchange::Partner> partner;
  if (app.messages) app.vault.store().read([&](store::Reader& reader) { partner = exchange::find_partner(reader, word); });
  if (!partner) return std::nullopt;
  charter::Agency agency;
  agency.name = partner->word();
  agency.title = partner->card.name;
  return agency;
}

std::string question_body(const App& app, const charter::RecordKind& kind, const store::CaseRow& row,
                          const std::vector<vault::Involvement::Asked>& asked) {
  const charter::Purpose* purpose = app.charter().purpose(kind.purpose);
  vault::Values body{{"people", std::to_string(asked.size())},
                     {"answer-by", app.today().plus_days(kAnswerDays).iso()},
                     {"asked-reference", row.reference},
                     {"asked-ground", (purpose ? purpose->title : kind.purpose) + ". " + basis_words(app.charter(), kind)}};
  for (std::size_t i = 0; i < asked.size(); ++i)
    for (const auto& [name, value] : asked[i].told) body[person_field(i + 1, name)] = value;
  return vault::encode_values(body);
}

std::optional<exchange::Outgoing> last_question(const App& app, CaseId case_id, std::string_view word) {
  std::vector<exchange::Outgoing> all;
  app.vault.store().read([&](store::Reader& reader) { all = exchange::Post::of_case(reader, case_id); });
  std::erase_if(all, [&](const exchange::Outgoing& one) { return one.partner != word || one.kind != exchange::Kind::question; });
  return all.empty() ? std::nullopt : std::optional(std::move(all.back()));
}

std::string message_words(const exchange::Outgoing& mail) {
  if (mail.delivered) return "Delivered on " + london_words(*mail.delivered) + ": their server has signed for it.";
  if (mail.given_up)
    return "It could not be delivered. " + mail.failure + " It is not tried again by itself: telephone them, then send it again.";
  if (mail.attempts == 0) return "It is about to be sent.";
  return "Not delivered yet. " + mail.failure + " Tried " + counted(mail.attempts, "time") + "; the next time on " +
         london_words(mail.next) + ".";
}

std::size_t open_requests(const App& app, const policy::Actor& actor) {
  if (!may_see_requests(app, actor)) return 0;
  std::size_t open = 0;
  for (const store::CaseRow& row : requests_in(app)) open += is_answered(app, row) ? 0 : 1;
  return open;
}

void add_partner_requests(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const std::string one = std::string(kPartnerRequests) + "/{request}";
  router.add(Method::get, kPartnerRequests, Door::signed_in, [&app](const http::Request& request) { return list_requests(app, request); });
  router.add(Method::get, one, Door::signed_in,
             [&app](const http::Request& request) { return for_request(app, request, show_request); });
  router.add(Method::post, one, Door::signed_in,
             [&app](const http::Request& request) { return for_request(app, request, take_answers); });
  router.add(Method::post, one + "/send", Door::signed_in,
             [&app](const http::Request& request) { return for_request(app, request, send_again); });
  add_own_candidates(router, app);
  add_message_door(router, app);
}

}  // namespace concordat::casework
