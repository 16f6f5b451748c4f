#include "casework/acts.h"

#include <algorithm>

#include "casework/access.h"
#include "casework/fields.h"
#include "casework/hold_view.h"
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
    {"attachment.taken-off", "Took a wrong file off"},
    {"list.exported", "Took a list out as a file"},
    {"pack.given", "Put papers together"},
    {"disclosed", "Passed on, to ask whether the person is known"},
    {"check.answered", "Answered that the person is not known; the names were destroyed"},
    {"check.sent", "Sent word to an agency that it is asked"},
    {"check.code-made", "Made a code for an agency's contact"},
    {"contact.let-in", "Came as an agency's contact, and accepted confidentiality"},
    {"candidates.looked-up", "Looked whether the person is on record here"},
    {"candidate.judged", "Judged whether somebody on record here is the person"},
    {"contact.refused", "Came with a link and a wrong code"},
    {"message.queued", "Put a message to another partnership in the outbox"},
    {"message.delivered", "Delivered a message to another partnership"},
    {"message.received", "Took in a message of another partnership or of an agency's agent"},
    {"partner.proposed", "Added another partnership or an agency's agent to exchange messages with"},
    {"partner.confirmed", "Confirmed another partnership or an agency's agent by its fingerprint"},
    {"partner.removed", "Removed another partnership or an agency's agent from those that messages are exchanged with"},
    {"appointment.made", "Gave a task in the case"},
    {"involvement.recorded", "Recorded that somebody was involved"},
    {"contribution.agreed", "Agreed to contribute, and accepted confidentiality"},
    {"contribution.declined", "Declined to contribute"},
    {"contribution.reason-read", "Read why somebody declined to contribute"},
    {"appointment.ended", "Ended a task in the case"},
    {"emergency.opened", "Opened the case in an emergency"},
    {"emergency.reason-read", "Read the reason of an emergency access"},
    {"emergency.reviewed", "Reviewed an emergency access"},
    {"restriction.begun", "Began a restriction of use"},
    {"restriction.told", "Told the person that a restriction will end"},
    {"restriction.ended", "Ended a restriction of use"},
    {"recall.asked", "Asked for an item of the agency's own back"},
    {"recall.refused", "Refused to give an item back, with a reason"},
    {"recall.due", "Took up again that an item was asked back: the day until which it was needed is over"},
    {"recall.withdrawn", "Let an item be kept after all that was asked back"},
    {"erasure.proposed", "Proposed to erase a record before its last day"},
    {"erasure.cancelled", "Cancelled the erasure of a record before its last day, with a reason"},
    {"erasure.reason-read", "Read why a record is erased before its last day, or kept"},
    {"booking.reason-read", "Read why a booking stands as it does"},
    {"recall.reason-read", "Read why an item was asked back"},
    {"recall.answer-read", "Read why an item was not given back"},
    {"warrant.proposed", "Proposed a destruction"},
    {"warrant.approved", "Approved a destruction"},
    {"warrant.cancelled", "Cancelled a destruction"},
    {"bulk.opened", "Opened several proposals together and drew a sample"},
    {"bulk.looked-at", "Looked at a proposal of the sample"},
    {"bulk.approved", "Approved several proposals together"},
    {"hold.placed", "Placed a hold"},
    {"hold.reviewed", "Looked at a hold again, and kept it"},
    {"hold.release-asked", "Asked for the release of a hold"},
    {"hold.kept", "Kept a hold whose release was asked for"},
    {"hold.released", "Released a hold"},
    {"hold.ended", "Ended a hold"},
    {"consent.withdrawn", "Withdrew a consent"},
    {"search.read", "Found by a search"},
    {"record.state", "Moved a record on"},
    {"destruction.intended", "Began a destruction"},
    {"destruction.replayed", "Finished a destruction that was cut off"},
    {"part.destroyed", "Destroyed"},
    {"destruction.done", "Carried a destruction out"},
    {"disposal.run", "Looked for what is due to be destroyed"},
    {"clock.confirmed", "Confirmed that the server's date is right"},
    {"system.opened", "Opened for a task of the system"},
    {"payment.noted", "Noted what the payment gateway told"},
    {"charter.proposed", "Proposed a newer charter"},
    {"charter.approved", "Approved a newer charter"},
    {"charter.declined", "Declined a newer charter"},
    {"charter.withdrawn", "Withdrew a newer charter"},
    {"charter.activated", "Put a charter into force"},
    {"retention.adopted", "Kept longer what was held already"},
    {"evidence.given", "Put on record what shows that a promise is kept"},
    {"evidence.withdrawn", "Took back what was put on record for a promise"},
    {"head.mailed", "Sent the signed head of the ledger"},
    {"sign-in.changed", "Signed in, or changed how to sign in"},
    {"sign-in.reset-proposed", "Proposed to reset a sign-in"},
    {"sign-in.reset-declined", "Declined to reset a sign-in"},
    {"sign-in.reset", "Reset a sign-in"},
    {"account.added", "Added an account"},
    {"account.changed", "Changed an account"},
    {"account.left", "Recorded that somebody has left"},
    {"role.proposed", "Proposed a role"},
    {"role.approved", "Approved a role"},
    {"role.declined", "Declined a role"},
    {"role.ended", "Took a role away"},
    {"deputy.declared", "Declared a deputy"},
    {"deputy.ended", "Ended a deputy's time"},
    {"training.recorded", "Recorded a training"},
    {"access.reviewed", "Reviewed who holds which role"},
    {"arrival.put", "Handed something in"},
    {"arrival.read", "Looked at what was handed in"},
    {"arrival.confirmed", "Made records of what was handed in"},
    {"arrival.dropped", "Dropped what was handed in"},
    {"backup.taken", "Took a backup"},
    {"backup.failed", "Could not take a backup"},
    {"backup.tried", "Tried a backup"},
    {"backup.keys-removed", "Removed the keys of an old backup"},
    {"instance.restored", "Restored from a backup"},
    {"ledger.check-begun", "Asked for the ledger to be verified"},
    {"ledger.checked", "Verified the ledger"},
    {"ledger.exported", "Exported entries of the ledger"},
};

// ": court proceedings or a legal claim; to be looked at again on 1 May 2027"
std::string hold_words_of(const ledger::Leaf& act, CivilDate review) {
  const auto ground = std::ranges::find(hold_grounds(), ledger::word_of(act, "ground"), &HoldGround::name);
  return (ground == hold_grounds().end() ? "" : ": " + within_sentence(std::string(ground->words))) + "; to be looked at again on " +
         review.words();
}

// "rapid-review.done" as "rapid review done", "report.sent:national-panel" as "report sent: national panel".
std::string plain(std::string words) {
  std::ranges::replace(words, '-', ' ');
  std::ranges::replace(words, '.', ' ');
  if (const std::size_t colon = words.find(':'); colon != std::string::npos) words.insert(colon + 1, " ");
  return words;
}

// "involvement check, whom at the agency we wrote to"
std::string kind_words(const charter::RecordKind& kind, const std::string& part) {
  const charter::Part* of = kind.parts.size() > 1 ? kind.part(part) : nullptr;
  return within_sentence(kind.title) + (of ? ", " + within_sentence(of->title) : "");
}

}  // namespace

std::string act_words(const charter::Charter& charter, const ledger::Leaf& act) {
  const auto known = std::ranges::find_if(kActs, [&](const ActWords& one) { return act.event == one.event; });
  std::string words = known == std::end(kActs) ? charter::upper_first(plain(act.event)) : std::string(known->words);
  if (!ledger::word_of(act, "by").empty()) words = "Put into papers";
  if (act.event == "case.step") words += " to " + within_sentence(title_of_state(ledger::word_of(act, "to")));
  if (const std::string event = ledger::word_of(act, "event"); !event.empty()) words += ": " + plain(event);
  if (const std::string day = ledger::word_of(act, "day"); CivilDate::parse(day)) words += ", " + CivilDate::parse(day)->words();
  if (const charter::RecordKind* kind = charter.record_kind(ledger::word_of(act, "kind"))) words += ": " + kind_words(*kind, act.part);
  if (const charter::Agency* agency = charter.agency(ledger::word_of(act, "agency"))) words += ": " + agency->title;
  if (const auto review = CivilDate::parse(ledger::word_of(act, "review")); review && act.event.starts_with("hold."))
    words += hold_words_of(act, *review);
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

std::string who_words(const App& app, const ledger::Leaf& act) {
  if (const std::string by = ledger::word_of(act, "by"); !by.empty()) return actor_words(app, by) + ", for " + actor_words(app, act.actor);
  const std::string to = act.event == "pack.given" ? ledger::word_of(act, "to") : "";
  const std::string who = actor_words(app, act.actor);
  if (to.empty()) return who;
  return who + ", for " + (to == act.actor ? "themselves" : actor_words(app, to));
}

}  // namespace concordat::casework
