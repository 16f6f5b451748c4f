#include "casework/checks/agent_messages.h"

#include <algorithm>

#include "casework/checks/answer_checks.h"
#include "casework/checks/check_link.h"
#include "casework/checks/partner_messages.h"
#include "exchange/waiting.h"
#include "vault/sealing.h"

namespace concordat::casework {
namespace {

constexpr const char* kConfidentiality = "confidentiality";
constexpr const char* kAnswered = "answered";

void note_let_in(const App& app, store::Transaction& transaction, const store::CaseRow& row, const exchange::Partner& agent,
                 exchange::MessageId message) {
  ledger::Leaf leaf;
  leaf.event = std::string(vault::kContactLetIn);
  leaf.actor = "contact";
  leaf.case_id = row.id;
  leaf.charter = app.charter().hash;
  leaf.detail = "agency=" + agent.agency + ";confidentiality=accepted;message=" + message.text();
  app.vault.ledger().append(transaction, leaf);
}

exchange::WaitingForm form_of(const App& app, const charter::RecordKind& kind) {
  const charter::Purpose* purpose = app.charter().purpose(kind.purpose);
  return {(purpose ? purpose->title : kind.purpose) + ". " + basis_words(app.charter(), kind), kind.parts.front().fields,
          kind.answer()->fields, kind.answered_by, kind.forgets_on};
}

// Which of the forms is that of this kind; new where it is the first of it.
std::size_t form_for(const App& app, const charter::RecordKind& kind, std::vector<std::string>& kinds, exchange::Waiting& waiting) {
  const auto found = std::ranges::find(kinds, kind.name);
  const auto place = static_cast<std::size_t>(found - kinds.begin());
  if (found == kinds.end()) {
    kinds.push_back(kind.name);
    waiting.forms.push_back(form_of(app, kind));
  }
  return place;
}

void keep_what_fits(exchange::Waiting& waiting) {
  constexpr std::size_t kFits = exchange::kMostBody - 1024;
  const auto drop_last = [&] {
    waiting.checks.pop_back();
    waiting.more = true;
  };
  while (waiting.checks.size() > exchange::kMostChecks) drop_last();
  while (!waiting.checks.empty() && exchange::encode_waiting(waiting).size() > kFits) drop_last();
}

Result<vault::CheckAnswer> agents_answer(const App& app, const exchange::AnsweredCheck& answered, AgencyId agency, CaseId& case_id) {
  const Error unasked{"It answers what this agency was never asked, or what is no longer asked", ""};
  std::optional<store::RecordRow> record;
  app.vault.store().read([&](store::Reader& reader) { record = reader.find_record(answered.record); });
  if (!record || record->owner != agency || (!case_id.is_none() && record->case_id != case_id)) return unasked;
  const auto row = find_case(app, record->case_id.text());
  const charter::RecordKind* kind = row ? check_kind(app.charter(), row->kind) : nullptr;
  if (!kind || record->kind != kind->name || concluded(app.charter(), *row)) return unasked;
  bool has_answer = false;
  app.vault.store().read([&](store::Reader& reader) { has_answer = live_part(reader, record->id, kind->answer()->name).has_value(); });
  const auto subject = app.vault.subject_of(record->id, kind->answer()->name);
  const bool corrects = answered.version > 0;
  if (!subject || has_answer != corrects) return unasked;
  vault::Values values = received_values(*kind->answer(), answered.values, "", app.today());
  if (!values.contains(kind->answered_by)) return Error{"It does not say whether the person is known", ""};
  case_id = record->case_id;
  auto grant = TRY(app.vault.gate().decide(policy::contact_of(agency, case_id),
                                            corrects ? charter::Act::correct : charter::Act::add, kind->purpose, *subject));
  return vault::CheckAnswer{std::move(grant), std::move(values), answered.version};
}

// Cases with something to answer, and those with something to correct where the agent asks for that too.
std::vector<OpenChecks> cases_for(const App& app, AgencyId agency, bool answered) {
  std::vector<OpenChecks> cases = open_checks(app, agency);
  for (OpenChecks& more : answered ? answered_checks(app, agency) : std::vector<OpenChecks>{})
    if (std::ranges::none_of(cases, [&](const OpenChecks& one) { return one.row.id == more.row.id; })) cases.push_back(std::move(more));
  return cases;
}

}  // namespace

Result<std::string> waiting_for_agent(const App& app, const exchange::Received& received, const exchange::Partner& agent) {
  const auto body = TRY(vault::decode_values(received.message.body));
  const auto accepted = body.find(kConfidentiality);
  if (accepted == body.end() || accepted->second != "accepted") return Error{"Its contact has not accepted confidentiality", ""};
  const AgencyId agency = parties::agency_id(agent.agency);
  const auto asked = body.find(kAnswered);
  const bool answered_too = asked != body.end() && asked->second == "yes";
  const std::vector<OpenChecks> open = cases_for(app, agency, answered_too);
  bool is_new = false;
  TRY(app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    is_new = TRY(app.messages->remember(transaction, received, CaseId{}));
    for (const OpenChecks& one : is_new ? open : std::vector<OpenChecks>{})
      note_let_in(app, transaction, one.row, agent, received.message.id);
    return {};
  }));
  if (!is_new) return Error{"It fetched before", ""};
  exchange::Waiting waiting;
  waiting.partnership = app.charter().partnership.name;
  std::vector<std::string> kinds;
  for (const OpenChecks& one : open) {
    const store::CaseRow& row = one.row;
    const auto task = answer_task(app, policy::contact_of(agency, row.id), row.id, agency);
    for (const CheckToAnswer& check : task ? task->checks : std::vector<CheckToAnswer>{})
      if (check.version == 0 || answered_too)
        waiting.checks.push_back({check.record.id, form_for(app, task->kind, kinds, waiting), row.reference, check.told, check.answer,
                                  check.version});
  }
  keep_what_fits(waiting);
  return exchange::encode_waiting(waiting);
}

Result<void> take_agents_answers(const App& app, const exchange::Received& received, const exchange::Partner& agent) {
  const AgencyId agency = parties::agency_id(agent.agency);
  const auto answered = TRY(exchange::decode_answers(received.message.body));
  CaseId case_id;
  std::vector<vault::CheckAnswer> answers;
  for (const exchange::AnsweredCheck& one : answered) answers.push_back(TRY(agents_answer(app, one, agency, case_id)));
  if (answers.empty()) return Error{"It answers nothing", ""};
  TRY(vault::Involvement(app.vault, app.disposal).answer(answers, [&](store::Transaction& transaction) -> Result<void> {
    TRY(app.messages->remember(transaction, received, case_id));
    return {};
  }));
  const std::vector<OpenChecks> still = open_checks(app, agency);
  if (std::ranges::any_of(still, [&](const OpenChecks& one) { return one.row.id == case_id; })) return {};
  // Nothing is left to answer: the link of the mail, where one was sent, opens nothing any more.
  return app.vault.store().write(
      [&](store::Transaction& transaction) { return close_check_task(transaction, case_id, agent.agency); });
}

}  // namespace concordat::casework
