// Of a demonstration: what seldom happens in a case, and what promises stand on. Somebody opens it in an emergency; an agency asks for
// what it supplied back; another partnership is asked whether it knows somebody.

#include <algorithm>

#include "casework/access.h"
#include "casework/checks/partner_requests.h"
#include "ops/demonstration_case.h"
#include "ops/demonstration_neighbour.h"
#include "vault/involvement.h"
#include "vault/people.h"
#include "vault/recall.h"

namespace concordat::ops {

using charter::Act;
using charter::Capability;

namespace {

constexpr const char* kUrgent = "A child may be in danger tonight, and nobody who has the task can be reached.";
constexpr const char* kAskedBack = "Supplied by mistake: it belongs to another family.";
constexpr const char* kNeeded = "The review rests on it, and is not over.";

}  // namespace

// Who could not open it otherwise, having no task in it yet or no current training, opens one thing of it; somebody else looks at that
// on the same day.
Result<void> CaseLife::break_glass(Company& company) {
  const auto mandate = company.emergency(*company.vault().subject_of_case(id_), plan_.number);
  const auto reviewers = company.who_may(Capability::review_emergency);
  const auto reviewer =
      std::ranges::find_if(reviewers, [&](const policy::Actor& one) { return mandate && one.account != mandate->actor().account; });
  if (!mandate || reviewer == reviewers.end()) return {};
  vault::People people(company.vault());
  const EmergencyId id = TRY(people.break_glass(*mandate, kUrgent, reviewer->account));
  TRY(read_one_as(company, mandate->actor()));
  const auto review = company.vault().gate().authorise(*reviewer, Capability::review_emergency);
  if (!review) return review.error();
  TRY(people.reason_of(*review, id));
  return people.review(*review, id, true);
}

// Refused, taken back again, or left for two people to approve.
Result<void> CaseLife::ask_back(Company& company, const Added& added) {
  const policy::Subject subject = *company.vault().subject_of(added.id, added.part->name);
  const auto grant = company.grant(Act::recall, subject, added.number);
  if (!grant) return {};
  vault::Recalls recalls(company.vault());
  const WarrantId warrant = TRY(recalls.ask(*grant, kAskedBack));
  const std::size_t outcome = added.number / kOneInSoManyIsAskedBack % 3;
  const auto officers = company.who_may(Capability::approve_destruction);
  if (outcome == 0 && !officers.empty()) {
    const auto mandate = company.vault().gate().authorise(officers.front(), Capability::approve_destruction);
    if (!mandate) return mandate.error();
    return recalls.refuse(*mandate, warrant, kNeeded, std::nullopt);
  }
  if (outcome != 1) return {};
  const auto again = company.grant(Act::recall, *company.vault().subject_of(added.id, added.part->name), added.number);
  return again ? recalls.withdraw(*again, warrant) : Result<void>();
}

// Once in a case, about one person, by a message that its server will sign for.
Result<void> CaseLife::ask_neighbour(Company& company, const charter::RecordKind& kind) {
  Neighbour* neighbour = company.neighbour();
  if (!neighbour || kind.messages_to.empty() || asked_neighbour_) return {};
  std::vector<store::RecordRow> people;
  for (const std::string& about : kind.asks_about)
    for (store::RecordRow& one : casework::records_of(company.app(), id_, about)) people.push_back(std::move(one));
  if (people.empty()) return {};
  const std::string& part = company.charter().record_kind(people.front().kind)->parts.front().name;
  const AgencyId owner = parties::agency_id(neighbour->word());
  const auto read = company.grant(Act::read, *company.vault().subject_of(people.front().id, part), plan_.number);
  const auto told = company.grant(
      Act::add, casework::subject_for(company.app(), id_, {kind.name, kind.parts.front().name, owner, "office", ""}), plan_.number);
  if (!read || !told) return {};
  const auto opened = TRY(company.vault().read_list({*read}));
  exchange::Message message{crypto::new_id<exchange::MessageId>(), exchange::Kind::question, {}, ""};
  std::optional<store::CaseRow> row;
  company.vault().store().read([&](store::Reader& reader) { row = reader.find_case(id_); });
  const auto queue = [&](store::Transaction& transaction, const std::vector<vault::Involvement::Asked>& asked) -> Result<void> {
    std::vector<RecordId> records;
    for (const vault::Involvement::Asked& one : asked) records.push_back(one.record);
    message.body = casework::question_body(company.app(), kind, *row, asked);
    return neighbour->post().queue(transaction, message, neighbour->word(), id_, records, told->actor());
  };
  vault::Involvement involvement(company.vault(), company.disposal());
  const vault::NewCheck check{*told, opened, std::nullopt, {}, neighbour->word(), message.id.text()};
  TRY(involvement.ask({check}, queue));
  asked_neighbour_ = true;
  return {};
}

}  // namespace concordat::ops
