#include "charter/diff.h"

#include "charter/diff_parts.h"
#include "charter/names.h"
#include "charter/outputs.h"
#include "charter/sentences.h"

namespace concordat::charter {

void Changes::add(Direction direction, const Place& place, std::string says) {
  constexpr std::string_view kQuote = "“";
  if (says.starts_with(kQuote)) says = std::string(kQuote) + upper_first(says.substr(kQuote.size()));
  all.push_back({direction, place.kind, place.about, place.whom.empty() ? std::string(kEveryone) : place.whom, std::move(says)});
}

void Changes::reworded(const Place& place, const std::string& title, const std::string& what, const std::string& before,
                       const std::string& after) {
  if (before == after) return;
  add(Direction::neither, place, "The " + what + " of " + quoted(title) + " is worded differently: " + (after.empty() ? "nothing" : after));
}

std::string quoted(const std::string& title) { return "“" + lower_first(title) + "”"; }

std::string part_words(const RecordKind& kind, const Part& part) { return quoted(title_of(kind, part)); }

std::string subjects_of(const Charter& charter, const std::string& purpose) {
  std::vector<std::string> subjects;
  for (const RecordKind& kind : charter.record_kinds) {
    const bool is_new = std::find(subjects.begin(), subjects.end(), kind.subject) == subjects.end();
    if (kind.purpose == purpose && !kind.subject.empty() && is_new) subjects.push_back(kind.subject);
  }
  return listed(subjects);
}

namespace {

// What is printed of the storage cannot be weighed, so another answer counts as
// wider, and so does none any more.
void compare_storage(const std::string& question, const std::string& before, const std::string& after, Changes& changes) {
  if (before == after) return;
  const Place place{"storage", "storage"};
  if (after.empty()) {
    changes.add(Direction::widens, place, question + " is stated no more; it was: " + before);
  } else if (before.empty()) {
    changes.add(Direction::narrows, place, question + " is stated now: " + after);
  } else {
    changes.add(Direction::widens, place, question + " was “" + before + "” and is “" + after + "”.");
  }
}

void compare_days(const std::string& what, int before, int after, Changes& changes) {
  if (before == after) return;
  changes.add(after > before, {"security", "security"},
              what + " may last " + std::to_string(after) + " days (before: " + std::to_string(before) + ").");
}

void compare_classes(const Promise& before, const Promise& after, const Place& place, Changes& changes) {
  if (before.proof != after.proof) {
    changes.add(after.proof > before.proof, place,
                "Promise " + after.id + " is " + std::string(name_of<PromiseClass>(after.proof)) + " (before: " +
                    std::string(name_of<PromiseClass>(before.proof)) + ").");
  }
  const auto written = [](const Promise& promise) {
    std::vector<std::string> list;
    for (const Control& control : promise.controls) list.push_back(control.kind + ":" + control.target);
    return list;
  };
  for (const std::string& gone : without(written(before), written(after)))
    changes.add(Direction::widens, place, "Promise " + after.id + " is shown by " + gone + " no more.");
  for (const std::string& added : without(written(after), written(before)))
    changes.add(Direction::narrows, place, "Promise " + after.id + " is shown by " + added + " now.");
}

std::vector<std::string> bank_holidays(const Charter& charter) {
  std::vector<std::string> days;
  if (charter.calendar)
    for (const CivilDate day : charter.calendar->bank_holidays) days.push_back(day.words());
  return days;
}

std::string calendar_words(const Charter& charter) {
  if (!charter.calendar) return "no calendar";
  const Calendar& calendar = *charter.calendar;
  return calendar.title + " (" + calendar.name + "), known from " + calendar.known_from.words() + " until " + calendar.known_until.words();
}

void compare_calendar(const Charter& before, const Charter& after, Changes& changes) {
  const Place place{"calendar", "calendar"};
  if (calendar_words(before) != calendar_words(after))
    changes.add(Direction::neither, place,
                "Working days are counted by " + calendar_words(after) + "; before: " + calendar_words(before) + ".");
  for (const std::string& gone : without(bank_holidays(before), bank_holidays(after)))
    changes.add(Direction::neither, place, gone + " is a bank holiday no more.");
  for (const std::string& added : without(bank_holidays(after), bank_holidays(before)))
    changes.add(Direction::neither, place, added + " is a bank holiday now.");
}

}  // namespace

void compare_head(const Charter& before, const Charter& after, Changes& changes) {
  const Partnership& old = before.partnership;
  const Partnership& now = after.partnership;
  const Place place{"partnership", "partnership"};
  if (old.controller != now.controller) {
    const auto or_nobody = [](const std::string& name) { return name.empty() ? std::string("nobody") : name; };
    changes.add(
        !old.controller.empty(), place,
        "The controller, who answers for the data in law, is " + or_nobody(now.controller) + " (before: " + or_nobody(old.controller) +
            ").");
  }
  changes.reworded(place, "partnership", "name", old.name, now.name);
  changes.reworded(place, "partnership", "abbreviation", old.abbreviation, now.abbreviation);
  changes.reworded(place, "partnership", "area", old.area, now.area);
  changes.reworded(place, "partnership", "colour", old.colour, now.colour);
  changes.reworded(place, "partnership", "registration", old.registration, now.registration);
  changes.reworded(place, "partnership", "list of aims", listed(before.aims), listed(after.aims));
  compare_calendar(before, after, changes);
  compare_storage("Who runs the servers", before.storage.host, after.storage.host, changes);
  compare_storage("Where they stand", before.storage.place, after.storage.place, changes);
  compare_storage("What leaves the country", before.storage.transfers, after.storage.transfers, changes);
  changes.reworded({"collection", "collection"}, "collection", "list of sources", before.sources, after.sources);
  changes.reworded({"collection", "collection"}, "collection", "sentence on what must be given", before.must_give, after.must_give);
  changes.reworded({"collection", "collection"}, "collection", "sentence on sending", before.sending, after.sending);
  changes.reworded({"collection", "collection"}, "collection", "sentence on automated decisions", before.automated_decisions,
                   after.automated_decisions);
  compare_days("The decision on a proposed destruction", before.approval_days, after.approval_days, changes);
  compare_days("The quarantine before a destruction", before.quarantine_days, after.quarantine_days, changes);
  if (before.owner_approves != after.owner_approves)
    changes.add(after.owner_approves ? Direction::widens : Direction::narrows, {"security", "security"},
                after.owner_approves ? "Whoever asks for their agency's own back is one of the two people who approve its destruction."
                                     : "Whoever asks for their agency's own back is no more one of the two people who approve its "
                                       "destruction.");
  compare_days("A backup of keys", before.key_backup_days, after.key_backup_days, changes);
  if (before.backup_days != after.backup_days) {
    const auto days = [](int count) { return count == 0 ? std::string("not stated") : std::to_string(count) + " days"; };
    changes.add(Direction::neither, {"security", "security"},
                "How old the last backup may be: " + days(after.backup_days) + " (before: " + days(before.backup_days) + ").");
  }
  if (before.staff_need_training != after.staff_need_training) {
    changes.add(before.staff_need_training, {"security", "security"},
                after.staff_need_training ? "Personal data is open only to those with a current "
                                            "training date and accepted confidentiality."
                                          : "Personal data is open to staff without a current "
                                            "training date as well.");
  }
}

void compare_promises(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.promises, after.promises, &Promise::id)) {
    const Place place{"promise", now == nullptr ? old->id : now->id};
    if (now == nullptr || old == nullptr) {
      const Promise& promise = now == nullptr ? *old : *now;
      changes.add(now == nullptr, place, "Promise " + promise.id + (now == nullptr ? " is made no more: " : " is new: ") + promise.says);
      continue;
    }
    compare_classes(*old, *now, place, changes);
    changes.reworded(place, now->id, "text", old->says, now->says);
    changes.reworded(place, now->id, "area", old->area, now->area);
  }
  for (const auto& [old, now] : paired(before.evidence, after.evidence, &Evidence::name)) {
    const Place place{"evidence", now == nullptr ? old->name : now->name};
    if (now == nullptr || old == nullptr) {
      changes.add(now == nullptr, place,
                  "Evidence is asked for " + std::string(now == nullptr ? "no more: " + old->title : "now: " + now->title));
      continue;
    }
    if (old->renew_months != now->renew_months) {
      changes.add(now->renew_months > old->renew_months, place,
                  "The evidence " + quoted(now->title) + " counts for " + std::to_string(now->renew_months) + " months (before: " +
                      std::to_string(old->renew_months) + ").");
    }
    changes.reworded(place, now->name, "title", old->title, now->title);
  }
}

std::vector<Change> diff(const Charter& before, const Charter& after) {
  Changes changes;
  for (const auto compare :
       {compare_head, compare_why, compare_records, compare_access, compare_who, compare_cases, compare_public, compare_promises}) {
    compare(before, after, changes);
  }
  return std::move(changes.all);
}

std::string_view name_of(Direction direction) {
  switch (direction) {
    case Direction::widens: return "widens";
    case Direction::narrows: return "narrows";
    case Direction::neither: return "neither";
  }
  return "";
}

bool widens(const std::vector<Change>& changes) {
  return std::any_of(changes.begin(), changes.end(), [](const Change& change) { return change.direction == Direction::widens; });
}

std::string in_words(const std::vector<Change>& changes) {
  const auto count = [&](Direction direction) {
    return std::to_string(
        std::count_if(changes.begin(), changes.end(), [&](const Change& change) { return change.direction == direction; }));
  };
  std::string lines;
  for (const Change& change : changes) {
    const std::string direction(name_of(change.direction));
    lines += direction + std::string(9 - direction.size(), ' ') + change.about + " (" + change.whom + "): " + change.says + "\n";
  }
  return lines + count(Direction::widens) + " widen, " + count(Direction::narrows) + " narrow, " + count(Direction::neither) +
         " change words only\n";
}

}  // namespace concordat::charter
