#include "casework/acts.h"

#include <algorithm>

#include "casework/access.h"
#include "casework/fields.h"
#include "charter/sentences.h"

namespace concordat::casework {
namespace {

struct ActWords {
  const char* event;  // docs/formats/ledger.md
  const char* words;
};
constexpr ActWords kActs[] = {
    {"case.opened", "Opened the case"},
    {"case.step", "Moved the case on"},
    {"agency.asked", "Asked an agency to contribute"},
    {"event.expected", "Planned"},
    {"event.recorded", "Recorded"},
    {"record.put", "Put in"},
    {"record.read", "Read"},
    {"list.read", "Read in a list"},
    {"record.corrected", "Corrected"},
    {"attachment.put", "Put in a file"},
    {"attachment.read", "Opened a file"},
    {"pack.given", "Put papers together"},
    {"disclosed", "Passed on, to ask whether the person is known"},
    {"check.answered", "Answered that the person is not known; the names were destroyed"},
    {"check.sent", "Sent word to an agency that it is asked"},
    {"check.code-made", "Made a code for an agency's contact"},
    {"contact.let-in", "Came with link and code, and accepted confidentiality"},
    {"contact.refused", "Came with a link and a wrong code"},
    {"message.queued", "Put a message to another partnership in the outbox"},
    {"message.delivered", "Delivered a message to another partnership"},
    {"message.received", "Took in a message of another partnership"},
    {"partner.proposed", "Added another partnership to exchange messages with"},
    {"partner.confirmed", "Confirmed another partnership by its fingerprint"},
    {"partner.removed", "Removed another partnership from those that messages are exchanged with"},
    {"appointment.made", "Gave a task in the case"},
    {"involvement.recorded", "Recorded that somebody was involved"},
    {"contribution.agreed", "Agreed to contribute, and accepted confidentiality"},
    {"appointment.ended", "Ended a task in the case"},
    {"emergency.opened", "Opened the case in an emergency"},
    {"emergency.reason-read", "Read the reason of an emergency access"},
    {"emergency.reviewed", "Reviewed an emergency access"},
    {"restriction.begun", "Began a restriction of use"},
    {"restriction.told", "Told the person that a restriction will end"},
    {"restriction.ended", "Ended a restriction of use"},
    {"warrant.proposed", "Proposed a destruction"},
    {"warrant.approved", "Approved a destruction"},
    {"warrant.cancelled", "Cancelled a destruction"},
    {"hold.placed", "Placed a hold"},
    {"hold.released", "Released a hold"},
    {"consent.withdrawn", "Withdrew a consent"},
    {"search.read", "Found by a search"},
    {"record.state", "Moved a record on"},
    {"destruction.intended", "Began a destruction"},
    {"destruction.replayed", "Finished a destruction that was cut off"},
    {"part.destroyed", "Destroyed"},
    {"destruction.done", "Carried a destruction out"},
};

// "rapid-review.done" as "rapid review done".
std::string plain(std::string words) {
  std::ranges::replace(words, '-', ' ');
  std::ranges::replace(words, '.', ' ');
  return words;
}

}  // namespace

std::string act_words(const charter::Charter& charter, const ledger::Leaf& act) {
  const auto known = std::ranges::find_if(kActs, [&](const ActWords& one) { return act.event == one.event; });
  std::string words = known == std::end(kActs) ? charter::upper_first(plain(act.event)) : std::string(known->words);
  if (const std::string event = ledger::word_of(act, "event"); !event.empty()) words += ": " + plain(event);
  if (const std::string day = ledger::word_of(act, "day"); CivilDate::parse(day)) words += ", " + CivilDate::parse(day)->words();
  if (const charter::RecordKind* kind = charter.record_kind(ledger::word_of(act, "kind"))) words += ": " + within_sentence(kind->title);
  if (const charter::Agency* agency = charter.agency(ledger::word_of(act, "agency"))) words += ": " + agency->title;
  if (!ledger::word_of(act, "emergency").empty() && ledger::is_reading(act.event)) words += ", under an emergency access";
  return words;
}

std::string actor_words(const App& app, const std::string& actor) {
  if (actor == "system") return "The system";
  if (actor == "public") return "The public";
  if (actor == "subject") return "The person concerned";
  if (actor == "contact") return "A contact of the agency, by link and code, or another partnership by a signed message";
  const auto id = AccountId::parse(actor);
  const auto account = id ? app.accounts.find(*id) : std::nullopt;
  if (!account) return "Somebody whose account is no longer here";
  std::string roles;
  for (const std::string& name : account->roles)
    if (const charter::Role* role = app.charter().role(name)) roles += (roles.empty() ? "" : ", ") + role->title;
  return account->name + (roles.empty() ? "" : " (" + roles + ")");
}

}  // namespace concordat::casework
