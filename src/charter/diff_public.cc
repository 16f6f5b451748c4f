// What is made public, what is ruled out, and the pages and the schedule that the notice leads to.

#include "charter/diff_parts.h"
#include "charter/names.h"
#include "charter/sentences.h"

namespace concordat::charter {
namespace {

std::string months_words(int months) {
  if (months == 0) return "for a time that is not stated";
  return "for at least " + counted(months, "month");
}

void compare_publication(const Publication& old, const Publication& now, const Place& place, Changes& changes) {
  const std::string title = quoted(now.title);
  changes.reworded(place, now.name, "title", old.title, now.title);
  if (old.record != now.record)
    changes.add(Direction::widens, place, title + " is made from “" + now.record + "” now (before: from “" + old.record + "”).");
  if (old.gate != now.gate) {
    changes.add(
        now.gate.empty(), place,
        title + (now.gate.empty() ? " passes no gate any more before it is public." : " must pass the gate " + now.gate + " first."));
  }
  if (old.public_months != now.public_months) {
    changes.add(now.public_months > old.public_months, place,
                title + " is public " + months_words(now.public_months) + " (before: " + months_words(old.public_months) + ").");
  }
  if (old.then_on_request != now.then_on_request)
    changes.add(now.then_on_request, place,
                title + (now.then_on_request ? " is given on request after that." : " is not given on request any more."));
  for (const std::string& copy : without(now.copies, old.copies))
    changes.add(Direction::widens, place, title + " is sent to “" + copy + "” now.");
  for (const std::string& copy : without(old.copies, now.copies))
    changes.add(Direction::narrows, place, title + " is no longer sent to “" + copy + "”.");
  changes.reworded(place, now.title, "event of a copy sent", old.sent, now.sent);
}

std::string printed_words(const std::optional<Printed>& value) {
  if (!value) return "not stated";
  return value->printed == value->operates ? value->operates : value->operates + " (printed: " + value->printed + ")";
}

void compare_links(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.links, after.links, &Link::name)) {
    const Link& link = now == nullptr ? *old : *now;
    const Place place{"link", link.name};
    if (old == nullptr || now == nullptr) {
      changes.add(Direction::neither, place, "The notice leads to " + quoted(link.title) + (old == nullptr ? " now." : " no more."));
      continue;
    }
    changes.reworded(place, old->title, "title", old->title, now->title);
    changes.reworded(place, now->title, "address", printed_words(old->address), printed_words(now->address));
  }
}

std::string provider_words(const Charter& charter) {
  if (!charter.payment) return "nowhere";
  return charter.payment->recipient + " (" + std::string(name_of(charter.payment->provider)) + ")";
}

// To whom the payer is sent cannot be weighed, so another one counts as wider.
void compare_payment(const Charter& before, const Charter& after, Changes& changes) {
  const Place place{"payment", "payment"};
  if (provider_words(before) != provider_words(after))
    changes.add(after.payment ? Direction::widens : Direction::narrows, place,
                "Places are paid for at: " + provider_words(after) + "; before: " + provider_words(before) + ".");
  if (!before.payment || !after.payment) return;
  const Payment& old = *before.payment;
  const Payment& now = *after.payment;
  changes.reworded(place, "payment", "sentence on who pays", old.who_pays, now.who_pays);
  changes.reworded(place, "payment", "privacy notice", old.link, now.link);
  changes.reworded(place, "payment", "field of the fee", old.fee, now.fee);
  changes.reworded(place, "payment", "field of another way to pay", old.instead, now.instead);
}

void compare_refusals(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.refusals, after.refusals, &Refusal::name)) {
    const Refusal& refusal = now == nullptr ? *old : *now;
    const Place place{"refusal", refusal.name};
    if (old == nullptr || now == nullptr) {
      changes.add(now == nullptr, place, quoted(refusal.title) + (now == nullptr ? " is ruled out no more." : " is ruled out now."));
      continue;
    }
    changes.reworded(place, old->title, "title", old->title, now->title);
    changes.reworded(place, now->title, "text", old->says, now->says);
  }
}

}  // namespace

void compare_public(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.publications, after.publications, &Publication::name)) {
    const Publication& publication = now == nullptr ? *old : *now;
    const Place place{"publication", publication.name};
    if (old == nullptr || now == nullptr) {
      changes.add(old == nullptr, place,
                  quoted(publication.title) + (old == nullptr ? " is made public now." : " is made public no more."));
      continue;
    }
    compare_publication(*old, *now, place, changes);
  }
  compare_links(before, after, changes);
  compare_refusals(before, after, changes);
  compare_payment(before, after, changes);
  const Place place{"schedule", "schedule"};
  changes.reworded(place, "retention schedule", "title", before.schedule.title, after.schedule.title);
  changes.reworded(place, "retention schedule", "reference", printed_words(before.schedule.says), printed_words(after.schedule.says));
}

}  // namespace concordat::charter
