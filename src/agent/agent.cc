#include "agent/agent.h"

#include <string.h>

#include <algorithm>
#include <utility>

#include "crypto/crypto.h"
#include "vault/sealing.h"

namespace concordat::agent {
namespace {

constexpr const char* kNobody = "There is no such question here any more.";
constexpr const char* kFetchAgain = "Fetch the questions again.";

void wipe(std::string& text) {
  text.resize(text.capacity());  // what a move left behind too
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

void wipe(match::PersonRow& row) {
  for (std::string* text : {&row.id, &row.forename, &row.surname, &row.postcode, &row.phone, &row.number}) wipe(*text);
  row.birth = {};
}

// As far as a program can: what the library or the kernel copied elsewhere is not reached.
void wipe(OpenCheck& open) {
  for (auto* values : {&open.check.told, &open.check.answer})
    for (auto& [name, value] : *values) wipe(value);
  wipe(open.asked);
  for (Shown& one : open.candidates) {
    wipe(one.found.candidate.held);
    if (one.judged) wipe(one.judged->reason);
  }
  open.candidates.clear();
}

}  // namespace

bool OpenCheck::all_judged() const {
  return looked_up && std::ranges::all_of(candidates, [](const Shown& one) { return one.judged.has_value(); });
}

bool OpenCheck::has_same() const {
  return std::ranges::any_of(candidates, [](const Shown& one) { return one.judged && one.judged->verdict == Verdict::same; });
}

Agent::~Agent() {
  for (OpenCheck& one : checks_) wipe(one);
}

const OpenCheck* Agent::find(std::string_view record) const {
  const auto found = std::ranges::find_if(checks_, [&](const OpenCheck& one) { return one.check.record.text() == record; });
  return found == checks_.end() ? nullptr : &*found;
}

OpenCheck* Agent::find_open(std::string_view record) { return const_cast<OpenCheck*>(std::as_const(*this).find(record)); }

exchange::Told Agent::tell(ByteView draft) const {
  const Bytes message = exchange::signed_at(parts_.self, draft, parts_.clock.now());
  return parts_.deliver(parts_.partnership, as_text(message));
}

// Whatever answers at that address: only what the partnership signed, for us and to this message, is believed.
Result<exchange::Received> Agent::reply_in(const exchange::Told& told, exchange::MessageId to, exchange::Kind wanted) const {
  if (told.status == 0) return Error{"The partnership's server was not reached. " + told.failure, "Try again in a few minutes."};
  if (told.status != 200)
    return Error{"The partnership's server did not take the message.",
                 "It may not know this agent, or what was answered was answered in another way already; a clock may be wrong. Fetch the "
                 "questions again; if that fails too, telephone the partnership."};
  auto opened = exchange::open_message(parts_.self, as_bytes(told.body), parts_.clock.now(), [&](const exchange::Name& name) {
    return name == parts_.partnership.keys.name() ? std::optional(parts_.partnership.keys) : std::nullopt;
  });
  auto* received = std::get_if<exchange::Received>(&opened);
  if (!received || received->message.kind != wanted || received->message.reply_to != to)
    return Error{"Something answered at the partnership's address, but not with its signature.", "Telephone the partnership."};
  return std::move(*received);
}

Result<void> Agent::fetch(const std::string& who, bool answered) {
  const exchange::Message pull{crypto::new_id<exchange::MessageId>(), exchange::Kind::pull, {},
                               vault::encode_values({{"confidentiality", "accepted"}, {"answered", answered ? "yes" : ""}})};
  const auto draft = exchange::draft(parts_.self, parts_.partnership.keys, pull);
  if (!draft) return Error{"The card of the partnership cannot be used.", "Ask it for its card again."};
  TRY(parts_.audit.write(who, "fetch", "message=" + pull.id.text() + (answered ? ";answered=yes" : "")));
  exchange::Received received = TRY(reply_in(tell(*draft), pull.id, exchange::Kind::waiting));
  exchange::Waiting waiting = TRY(exchange::decode_waiting(received.message.body));
  wipe(received.message.body);
  TRY(parts_.audit.write(who, "fetched", "message=" + pull.id.text() + ";checks=" + std::to_string(waiting.checks.size())));
  std::vector<OpenCheck> now;
  now.reserve(waiting.checks.size());
  for (exchange::WaitingCheck& check : waiting.checks) {
    OpenCheck* const there = find_open(check.record.text());
    if (there && there->check.told == check.told && there->check.version == check.version) now.push_back(std::move(*there));
    else now.push_back({check, waiting.forms.at(check.form), false, false, {}, {}, 0, false, std::nullopt, {}});
    for (auto* values : {&check.told, &check.answer})
      for (auto& [name, value] : *values) wipe(value);
  }
  for (OpenCheck& one : now) one.found = one.looked_up;  // the others of the case may have changed
  std::swap(checks_, now);
  for (OpenCheck& gone : now) wipe(gone);
  more_ = waiting.more;
  fetched_ = parts_.clock.now();
  return {};
}

Result<void> Agent::look_up(std::string_view record, const std::string& who) {
  OpenCheck* open = find_open(record);
  if (!open) return Error{kNobody, kFetchAgain};
  if (open->looked_up) return {};
  if (!open->found) find_people(open->check.reference);
  TRY(parts_.audit.write(who, "look-up", "check=" + std::string(record) + ";shown=" + std::to_string(open->candidates.size())));
  open->looked_up = true;
  return {};
}

// All who are asked about in one case are taken for a family: those who live together speak for one another.
void Agent::find_people(const std::string& reference) {
  std::vector<OpenCheck*> asked;
  std::vector<match::PersonRow> family;
  for (OpenCheck& one : checks_) {
    if (one.check.reference != reference) continue;
    asked.push_back(&one);
    family.push_back(casework::person_asked(one.form.told, one.check.told));
  }
  match::FamilyResult result = match::find_family(parts_.index, family);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    OpenCheck& one = *asked[i];
    if (one.looked_up) continue;  // what somebody has seen stays as they saw it
    casework::Likely likely = casework::likely_of(std::move(result.people.at(i)));
    one.asked = family[i];
    one.candidates.clear();
    for (match::FamilyCandidate& candidate : likely.shown) one.candidates.push_back({std::move(candidate), std::nullopt});
    one.left_out = likely.left_out;
    one.cut = !result.cut.at(i).empty();
    one.found = true;
  }
  for (match::PersonRow& one : family) wipe(one);
}

Result<void> Agent::judge(std::string_view record, std::size_t candidate, Judgement judgement) {
  OpenCheck* open = find_open(record);
  if (!open || candidate >= open->candidates.size()) return Error{kNobody, kFetchAgain};
  if (judgement.reason.empty()) return Error{"A judgement needs a reason.", "Say in a few words what speaks for it."};
  TRY(parts_.audit.write(judgement.by, "judge", "check=" + std::string(record) + ";candidate=" + std::to_string(candidate + 1) +
                                                    ";verdict=" + std::string(casework::verdict_word(judgement.verdict))));
  open->candidates[candidate].judged = std::move(judgement);
  return {};
}

Result<void> Agent::send(std::string_view record, const std::map<std::string, std::string>& values, const std::string& who) {
  OpenCheck* open = find_open(record);
  if (!open) return Error{kNobody, kFetchAgain};
  if (!open->all_judged()) return Error{"Not every candidate was judged.", "Judge each, with a reason, then answer."};
  exchange::Message message{crypto::new_id<exchange::MessageId>(), exchange::Kind::answer, {}, ""};
  // What was sent and not signed for may have arrived: the same goes again, so that it is one answer.
  if (!open->on_its_way) {
    message.body = exchange::encode_answers({{open->check.record, values, open->check.version}});
    open->on_its_way = exchange::draft(parts_.self, parts_.partnership.keys, message);
    wipe(message.body);
    if (!open->on_its_way) return Error{"This answer is longer than a message can be.", "Shorten it."};
    open->sent_as = message.id;
  }
  TRY(parts_.audit.write(who, "send", "check=" + std::string(record) + ";message=" + open->sent_as.text()));
  const exchange::Told told = tell(*open->on_its_way);
  if (told.status == 404) open->on_its_way.reset();  // the partnership's one refusal; what it has taken in it would sign for again
  TRY(reply_in(told, open->sent_as, exchange::Kind::receipt));
  const RecordId answered = open->check.record;
  forget(answered);
  return parts_.audit.write(who, "sent", "check=" + answered.text() + ";signed-for=yes;forgotten=yes");
}

void Agent::forget(RecordId record) {
  const auto found = std::ranges::find_if(checks_, [&](const OpenCheck& one) { return one.check.record == record; });
  if (found == checks_.end()) return;
  wipe(*found);
  checks_.erase(found);
}

}  // namespace concordat::agent
