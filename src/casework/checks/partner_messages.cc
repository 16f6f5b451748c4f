#include "casework/checks/partner_messages.h"

#include <algorithm>
#include <charconv>

#include "casework/checks/agent_messages.h"
#include "casework/checks/answer_checks.h"
#include "casework/checks/partner_requests.h"
#include "vault/sealing.h"

namespace concordat::casework {
namespace {

std::optional<exchange::Partner> sender_of(const App& app, const exchange::Received& received) {
  std::optional<exchange::Partner> sender;
  app.vault.store().read([&](store::Reader& reader) { sender = exchange::find_peer(reader, received.sender); });
  return sender;
}

std::size_t count_of_people(const vault::Values& body) {
  std::size_t count = 0;
  if (const auto found = body.find("people"); found != body.end())
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), count);
  return count;
}

struct Incoming {
  const App& app;
  const exchange::Received& received;
  const exchange::Partner& sender;
  vault::Values body;
};

// ---- another partnership asks

Result<vault::ReceivedCheck> received_check(const Incoming& in, const charter::RecordKind& kind, CaseId id, std::size_t number) {
  const policy::Actor actor = policy::contact_of(parties::agency_id(in.sender.word()), id);
  vault::ReceivedCheck check;
  // First what the last days of the rest hang on; it stands with the first person alone.
  for (auto part = kind.parts.rbegin(); part != kind.parts.rend(); ++part) {
    const bool is_names = part->name == kind.parts.front().name;
    if (&*part == kind.answer() || (!is_names && number != 1)) continue;
    check.parts[part->name] = received_values(*part, in.body, is_names ? person_field(number, "") : "", in.app.today());
    if (is_names && check.parts[part->name].empty()) return Error{"A person was asked about of whom nothing is told.", ""};
    policy::Subject subject = subject_to_be(*in.app.charter().case_kind(kind.case_kind), id, kind.name, part->name);
    subject.owner = parties::agency_id(in.sender.word());
    check.grants.push_back(TRY(in.app.vault.gate().decide(actor, charter::Act::add, kind.purpose, subject)));
  }
  return check;
}

Result<void> take_question(const Incoming& in) {
  const App& app = in.app;
  const charter::RecordKind* kind = app.charter().received_kind();
  const std::size_t people = count_of_people(in.body);
  if (!kind || !kind->answer()) return Error{"The charter lets no other partnership ask", ""};
  if (people == 0 || people > kMostAsked) return Error{"It asks about nobody, or about too many at a time", ""};
  vault::Request request{crypto::new_id<CaseId>(), kind->case_kind, next_reference(app, *app.charter().case_kind(kind->case_kind)),
                         in.sender.word(), {}};
  for (std::size_t number = 1; number <= people; ++number)
    request.checks.push_back(TRY(received_check(in, *kind, request.case_id, number)));
  const auto done = vault::Involvement(app.vault, app.disposal).take_in(request, [&](store::Transaction& transaction) {
    return app.messages->remember(transaction, in.received, request.case_id);
  });
  return done ? Result<void>() : Result<void>(done.error());
}

// ---- another partnership answers what we asked

Result<std::optional<vault::CheckAnswer>> received_answer(const Incoming& in, const exchange::Outgoing& question, std::size_t number) {
  const App& app = in.app;
  const RecordId record = question.records[number - 1];
  const auto row = find_case(app, question.case_id.text());
  const charter::RecordKind* kind = row ? check_kind(app.charter(), row->kind) : nullptr;
  if (!kind) return Error{"It answers what was never asked", ""};
  vault::Values values = received_values(*kind->answer(), in.body, person_field(number, ""), app.today());
  if (values.empty()) return std::optional<vault::CheckAnswer>();
  const auto subject = app.vault.subject_of(record, kind->answer()->name);
  if (!subject) return Error{"It answers what was never asked", ""};
  std::uint32_t version = 0;
  app.vault.store().read([&](store::Reader& reader) {
    if (const auto there = live_part(reader, record, kind->answer()->name)) version = there->version;
  });
  const policy::Actor actor = policy::contact_of(parties::agency_id(in.sender.word()), question.case_id);
  const auto act = version == 0 ? charter::Act::add : charter::Act::correct;
  return std::optional(vault::CheckAnswer{TRY(app.vault.gate().decide(actor, act, kind->purpose, *subject)), std::move(values), version});
}

Result<void> take_answer(const Incoming& in) {
  const App& app = in.app;
  std::optional<exchange::Outgoing> question;
  app.vault.store().read([&](store::Reader& reader) { question = exchange::Post::find(reader, in.received.message.reply_to); });
  if (!question || question->kind != exchange::Kind::question || question->partner != in.sender.word())
    return Error{"It answers what was never asked", ""};
  std::vector<vault::CheckAnswer> answers;
  for (std::size_t number = 1; number <= question->records.size(); ++number)
    if (auto answer = TRY(received_answer(in, *question, number))) answers.push_back(std::move(*answer));
  if (answers.empty()) return Error{"It answers nothing", ""};
  return vault::Involvement(app.vault, app.disposal).answer(answers, [&](store::Transaction& transaction) -> Result<void> {
    TRY(app.messages->remember(transaction, in.received, question->case_id));
    return {};
  });
}

// ---- the door

// From another partnership.
Result<void> take_from_partner(const App& app, const exchange::Received& received, const exchange::Partner& sender) {
  auto body = TRY(vault::decode_values(received.message.body));
  const Incoming in{app, received, sender, std::move(body)};
  if (received.message.kind == exchange::Kind::question) return take_question(in);
  return received.message.kind == exchange::Kind::answer ? take_answer(in) : Error{"It is of no kind that a partnership sends", ""};
}

struct Reply {
  exchange::Kind kind = exchange::Kind::receipt;
  std::string body = {};
};

Result<Reply> take_in(const App& app, const exchange::Received& received) {
  const auto sender = sender_of(app, received);
  if (!sender) return Error{"Its sender is no partner any more", ""};
  if (sender->is_agent() && received.message.kind == exchange::Kind::pull)
    return Reply{exchange::Kind::waiting, TRY(waiting_for_agent(app, received, *sender))};
  // The same message again brings about nothing, and is answered as the first time: its sender may not have heard that answer.
  if (app.messages->has_come(received.message.id)) return Reply{};
  if (!sender->is_agent()) TRY(take_from_partner(app, received, *sender));
  else if (received.message.kind == exchange::Kind::answer) TRY(take_agents_answers(app, received, *sender));
  else return Error{"It is of no kind that an agent sends", ""};
  return Reply{};
}

http::Response take_message(const App& app, const http::Request& request) {
  const auto received = app.messages ? app.messages->open(request.message) : std::nullopt;
  if (!received) return not_found();
  const auto taken = take_in(app, *received);
  if (!taken) app.messages->refuse("what it holds cannot be taken in. " + taken.error().message);
  const auto reply = taken ? app.messages->reply(*received, taken->kind, taken->body) : std::nullopt;
  if (!reply) return not_found();
  http::Response response;
  response.content_type = http::kMessageType;
  response.body = *reply;
  return response;
}

}  // namespace

vault::Values received_values(const charter::Part& part, const vault::Values& body, const std::string& prefix, CivilDate today) {
  vault::Values values;
  for (const charter::Field& field : part.fields) {
    if (field.type == charter::FieldType::date && !field.records.empty()) values[field.name] = today.iso();  // the day on which it came
    else if (const auto found = body.find(prefix + field.name); found != body.end() && !found->second.empty())
      values[field.name] = found->second;
  }
  return values;
}

void add_message_door(http::Router& router, const App& app) {
  router.add_message(exchange::kPath, [&app](const http::Request& request) { return take_message(app, request); });
}

}  // namespace concordat::casework
