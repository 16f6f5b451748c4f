// Records, their parts and fields, and until when they are kept.

#include "charter/diff_parts.h"
#include "charter/names.h"
#include "charter/outputs.h"
#include "charter/sentences.h"

namespace concordat::charter {
namespace {

// Four years hold every day of the calendar and every way in which a month or a
// financial year can end.
constexpr int kDaysCompared = 4 * 366;

enum class Length { same, longer, shorter, incomparable };

Length compare_lengths(const Retention& old, const Retention& now) {
  if (old.from != now.from) return Length::incomparable;
  bool is_longer = false;
  bool is_shorter = false;
  CivilDate day = CivilDate::parse("2024-01-01").value();
  for (int i = 0; i < kDaysCompared; ++i, day = day.plus_days(1)) {
    const auto before = last_day(old, day);
    const auto after = last_day(now, day);
    is_longer = is_longer || *after > *before;
    is_shorter = is_shorter || *after < *before;
  }
  if (is_longer && is_shorter) return Length::incomparable;
  return is_longer ? Length::longer : is_shorter ? Length::shorter : Length::same;
}

void compare_period(const Retention& old, const Retention& now, const Place& place, const std::string& title, Changes& changes) {
  if (words(old) == words(now)) return;
  const std::string says = title + " is kept " + words(now) + " (before: " + words(old) + ").";
  if (old.unstated || now.unstated) {
    changes.add(now.unstated, place, says);
    return;
  }
  switch (compare_lengths(old, now)) {
    case Length::longer: changes.add(Direction::widens, place, says); break;
    case Length::shorter: changes.add(Direction::narrows, place, says); break;
    case Length::incomparable: changes.add(Direction::widens, place, says + " For some that may be longer."); break;
    case Length::same: changes.add(Direction::neither, place, says);
  }
}

void compare_keeping(const Retention& old, const Retention& now, const Place& place, const std::string& title, Changes& changes) {
  compare_period(old, now, place, title, changes);
  if (old.unstated || now.unstated) return;
  if (old.then != now.then) {
    // To destroy leaves nothing, whatever was done before; every other ending
    // leaves something that was not left.
    changes.add(now.then != Ending::destroy, place,
                title + " is in the end " + ending_words(now.then) + " (before: " + ending_words(old.then) + ").");
  }
  if (old.certificate != now.certificate) {
    changes.add(
        old.certificate, place,
        "The owner of " + title + " is given " + (now.certificate ? "a certificate" : "no certificate any more") + " of its destruction.");
  }
  if (old.weighty != now.weighty) {
    changes.add(
        now.weighty, place,
        title + (now.weighty ? " waits in the end for two people and a quarantine." : " no longer waits for two people and a quarantine."));
  }
  if (old.source != now.source) {
    changes.add(
        Direction::neither, place,
        "How long " + title + " is kept is now " + (now.source == "local" ? "the partnership's own decision." : "what the notice says."));
  }
}

// How much a person can write into a field of this type.
int freedom(FieldType type) { return type == FieldType::long_text ? 2 : type == FieldType::text ? 1 : 0; }

std::string type_words(FieldType type) {
  std::string name(name_of<FieldType>(type));
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

// What is refused leaves less to be held.
void compare_bounds(const std::string& title, const Field& old, const Field& now, const Place& place, Changes& changes) {
  const auto compare = [&](const std::vector<std::string>& was, const std::vector<std::string>& is, const std::string& where) {
    for (const std::string& bound : without(is, was))
      changes.add(Direction::narrows, place, title + " is refused now " + where + bound + ".");
    for (const std::string& bound : without(was, is))
      changes.add(Direction::widens, place, title + " is no longer refused " + where + bound + ".");
  };
  compare(old.not_before, now.not_before, "before ");
  compare(old.not_after, now.not_after, "after ");
}

void compare_field(const Field& old, const Field& now, const Place& place, Changes& changes) {
  const std::string title = quoted(now.label);
  if (old.category != now.category) {
    changes.add(now.category != Category::personal, place,
                title + " is " + std::string(name_of<Category>(now.category)) + " data (before: " +
                    std::string(name_of<Category>(old.category)) + ").");
  }
  if (old.required != now.required)
    changes.add(now.required, place, title + (now.required ? " must be given now." : " may be left empty now."));
  for (const std::string& choice : without(now.choices, old.choices))
    changes.add(Direction::widens, place, title + " offers “" + choice + "” now.");
  for (const std::string& choice : without(old.choices, now.choices))
    changes.add(Direction::narrows, place, title + " no longer offers “" + choice + "”.");
  if (old.type != now.type) {
    const int freer = freedom(now.type) - freedom(old.type);
    changes.add(freer > 0   ? Direction::widens
                : freer < 0 ? Direction::narrows
                            : Direction::neither,
                place, title + " is asked as " + type_words(now.type) + " (before: as " + type_words(old.type) + ").");
  }
  if (old.expects != now.expects)
    changes.add(Direction::neither, place,
                title + (now.expects.empty() ? " no longer plans an event." : " plans the event " + now.expects + "."));
  if (old.online != now.online)
    changes.add(Direction::neither, place,
                title + (now.online.empty() ? " is asked on the public site too."
                                            : " is not asked on the public site: " + now.online + "."));
  if (old.consent_age != now.consent_age)
    changes.add(now.consent_age < old.consent_age, place,
                title + (now.consent_age == 0 ? " no longer asks whom a parent or guardian must permit it."
                                              : " asks who is under " + std::to_string(now.consent_age) +
                                                    " for a parent's or guardian's permission."));
  if (old.records != now.records)
    changes.add(Direction::neither, place,
                title + (now.records.empty() ? " no longer records an event." : " records the event " + now.records + "."));
  compare_bounds(title, old, now, place, changes);
  changes.reworded(place, old.label, "day of the event", old.on, now.on);
  changes.reworded(place, old.label, "label", old.label, now.label);
  changes.reworded(place, now.label, "hint", old.hint, now.hint);
  changes.reworded(place, now.label, "reason", old.why, now.why);
}

void compare_fields(const Part& old, const Part& now, const Place& place, const std::string& title, Changes& changes) {
  for (const auto& [was, is] : paired(old.fields, now.fields, &Field::name)) {
    const Place at{"field", place.about + "." + (is == nullptr ? was->name : is->name), place.whom};
    if (was == nullptr) changes.add(Direction::widens, at, title + " asks for " + quoted(is->label) + " as well: " + is->why);
    if (is == nullptr) changes.add(Direction::narrows, at, title + " no longer asks for " + quoted(was->label) + ".");
    if (was != nullptr && is != nullptr) compare_field(*was, *is, at, changes);
  }
}

void compare_part(const RecordKind& kind, const Part& old, const Part& now, Changes& changes) {
  const std::string about = kind.name + "." + now.name;
  const std::string title = part_words(kind, now);
  compare_fields(old, now, {"field", about, kind.subject}, title, changes);
  const Place asked{"ask", about, kind.subject};
  for (const Moment moment : without(now.ask, old.ask))
    changes.add(Direction::widens, asked, title + " is now also asked " + moment_words(moment) + ".");
  for (const Moment moment : without(old.ask, now.ask))
    changes.add(Direction::narrows, asked, title + " is no longer asked " + moment_words(moment) + ".");
  if (old.asked_by_mail != now.asked_by_mail)
    changes.add(!now.asked_by_mail.empty(), asked, title + " is asked " + listed(asked_words(now), "or") + " now.");
  if (old.consent != now.consent) {
    changes.add(!old.consent.empty(), {"consent", about, kind.subject},
                title + (now.consent.empty() ? " is asked without consent now" : " is asked under the consent “" + now.consent + "” now") +
                    (old.consent.empty() ? "." : "; before, under “" + old.consent + "”."));
  }
  compare_keeping(old.keep, now.keep, {"keeping", about, kind.subject}, title, changes);
  changes.reworded({"part", about, kind.subject}, old.title, "title", old.title, now.title);
}

std::string purpose_title(const Charter& charter, const RecordKind& kind) {
  const Purpose* purpose = charter.purpose(kind.purpose);
  return quoted(purpose == nullptr ? kind.purpose : purpose->title);
}

void compare_origin(const RecordKind& old, const RecordKind& now, const Place& place, Changes& changes) {
  const std::string title = quoted(now.title);
  if (old.owner != now.owner) {
    changes.add(now.owner == Owner::partnership, place,
                title + " belongs to " + (now.owner == Owner::partnership ? "the partnership" : "the agency that supplied it") + " now.");
  }
  for (const std::string& source : without(old.derived_from, now.derived_from))
    changes.add(Direction::widens, place, title + " no longer goes when “" + source + "” goes.");
  for (const std::string& source : without(now.derived_from, old.derived_from))
    changes.add(Direction::narrows, place, title + " goes when “" + source + "” goes.");
  if (old.survives_by != now.survives_by) {
    changes.add(!now.survives_by.empty(), place,
                title + (now.survives_by.empty() ? " no longer outlives what it was made from."
                                                 : " outlives what it was made from, by the gate " + now.survives_by + "."));
  }
  for (const std::string& about : without(now.asks_about, old.asks_about))
    changes.add(Direction::widens, place, "By " + title + " agencies are asked about “" + about + "” now.");
  for (const std::string& about : without(old.asks_about, now.asks_about))
    changes.add(Direction::narrows, place, "By " + title + " agencies are no longer asked about “" + about + "”.");
  for (const std::string& choice : without(old.forgets_on, now.forgets_on))
    changes.add(Direction::widens, place, "Whoever answers “" + choice + "” keeps what " + title + " told them.");
  for (const std::string& choice : without(now.forgets_on, old.forgets_on))
    changes.add(Direction::narrows, place, "Whoever answers “" + choice + "” loses at once what " + title + " told them.");
  for (const std::string& part : without(old.ended_destroys, now.ended_destroys))
    changes.add(Direction::widens, place, "What “" + part + "” of " + title + " holds is kept when it is declined or cancelled.");
  for (const std::string& part : without(now.ended_destroys, old.ended_destroys))
    changes.add(Direction::narrows, place, "What “" + part + "” of " + title + " holds goes at once when it is declined or cancelled.");
  const std::string asked = "By " + title + " other partnerships are asked by message";
  const std::string asking = title + " comes by message from other partnerships";
  for (const auto& [before, after, words] : {std::tuple(old.messages_to, now.messages_to, asked),
                                             std::tuple(old.messages_from, now.messages_from, asking)})
    if (before != after)
      changes.add(after.empty() ? Direction::narrows : Direction::widens, place,
                  words + (after.empty() ? " no longer." : ", as the recipient “" + after + "”."));
  if (old.answered_by != now.answered_by)
    changes.add(Direction::neither, place,
                title + " is answered by the field " + (now.answered_by.empty() ? "none" : now.answered_by) + ".");
  if (old.case_kind != now.case_kind)
    changes.add(Direction::widens, place, title + " is held in another kind of case: “" + now.case_kind + "”.");
  if (old.subject != now.subject)
    changes.add(Direction::neither, place, title + " is about: " + (now.subject.empty() ? "nobody" : now.subject) + ".");
  if (old.section != now.section)
    changes.add(Direction::neither, place,
                title + " stands on another page of a case now: " + (now.section.empty() ? "the overview" : now.section) + ".");
  changes.reworded(place, old.title, "title", old.title, now.title);
  changes.reworded(place, now.title, "list", listed(old.lists), listed(now.lists));
  changes.reworded(place, now.title, "day on which it is due", old.due_by, now.due_by);
  changes.reworded(place, now.title, "part that closes it", old.closed_by, now.closed_by);
}

std::string labels(const Part& part) {
  std::vector<std::string> list;
  for (const Field& field : part.fields) list.push_back(lower_first(field.label));
  return listed(list);
}

void compare_parts(const RecordKind& kind, const std::vector<Part>& had, const std::vector<Part>& has, Changes& changes) {
  for (const auto& [was, is] : paired(had, has, &Part::name)) {
    if (was != nullptr && is != nullptr) {
      compare_part(kind, *was, *is, changes);
      continue;
    }
    const Part& part = is == nullptr ? *was : *is;
    const Place place{"part", kind.name + "." + part.name, kind.subject};
    changes.add(was == nullptr, place,
                part_words(kind, part) + (was == nullptr ? " is asked now: " : " is asked no more: ") + labels(part) +
                    (was == nullptr ? ". It is kept " + words(part.keep) + "." : "."));
  }
}

}  // namespace

void compare_records(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.record_kinds, after.record_kinds, &RecordKind::name)) {
    const RecordKind& kind = now == nullptr ? *old : *now;
    const Place place{"record", kind.name, kind.subject};
    if (old == nullptr || now == nullptr) {
      changes.add(old == nullptr, place,
                  quoted(kind.title) + (old == nullptr ? " is held now, for " + purpose_title(after, kind) : " is held no more") + ".");
      if (now != nullptr) compare_parts(kind, {}, now->parts, changes);
      continue;
    }
    if (old->purpose != now->purpose) {
      changes.add(Direction::widens, place,
                  quoted(kind.title) + " is used for " + purpose_title(after, *now) + " (before: for " + purpose_title(before, *old) +
                      ").");
    }
    compare_origin(*old, *now, place, changes);
    compare_parts(kind, old->parts, now->parts, changes);
  }
}

}  // namespace concordat::charter
