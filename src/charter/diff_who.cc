// People, agencies, recipients and rights; purposes and consents.

#include "charter/diff_parts.h"
#include "charter/names.h"
#include "charter/outputs.h"
#include "charter/sentences.h"

namespace concordat::charter {
namespace {

std::string powers(const std::vector<Capability>& list) {
  std::vector<std::string> said;
  for (const Capability capability : list) said.push_back(capability_words(capability));
  return listed(said);
}

void compare_role(const Role* old, const Role* now, Changes& changes) {
  const Role& role = now == nullptr ? *old : *now;
  const Place place{"role", role.name};
  const std::string who = "The " + lower_first(role.title);
  const std::vector<Capability> none;
  const auto& had = old == nullptr ? none : old->may;
  const auto& has = now == nullptr ? none : now->may;
  if (old == nullptr || now == nullptr) {
    changes.add(Direction::neither, place, who + (old == nullptr ? " is a new role." : " is a role no more."));
  } else {
    changes.reworded(place, old->title, "title", old->title, now->title);
    if (old->of_agency != now->of_agency) {
      changes.add(now->of_agency, place, who + (now->of_agency ? " works for a partner agency now." : " works in the office now."));
    }
    if (old->task_only != now->task_only) {
      changes.add(old->task_only, place,
                  who + (now->task_only ? " opens a case only by a task in it now." : " no longer needs a task in a case to open it."));
    }
  }
  if (const auto more = without(has, had); !more.empty()) changes.add(Direction::widens, place, who + " may now " + powers(more) + ".");
  if (const auto fewer = without(had, has); !fewer.empty())
    changes.add(Direction::narrows, place, who + " may no longer " + powers(fewer) + ".");
}

std::string contact_words(const Contact& contact) {
  std::vector<std::string> lines = {contact.post};
  for (const Printed& line : contact.address) lines.push_back(line.operates);
  for (const auto& each : {contact.telephone, contact.email}) lines.push_back(each ? each->operates : "");
  lines.insert(lines.end(), {contact.website.value_or(""), hours_words(contact)});
  std::erase(lines, "");
  return joined(lines, ", ");
}

bool prints_the_same(const Contact& one, const Contact& other) {
  const auto printed = [](const Contact& contact) {
    std::vector<std::string> lines;
    for (const Printed& line : contact.address) lines.push_back(line.printed);
    for (const auto& each : {contact.telephone, contact.email}) lines.push_back(each ? each->printed : "");
    return lines;
  };
  return printed(one) == printed(other);
}

void compare_contacts(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.contacts, after.contacts, &Contact::name)) {
    const Contact& contact = now == nullptr ? *old : *now;
    const Place place{"contact", contact.name};
    if (old == nullptr || now == nullptr) {
      changes.add(now == nullptr, place, "The contact " + quoted(contact.title) + (now == nullptr ? " is gone." : " is new."));
      continue;
    }
    changes.reworded(place, old->title, "title", old->title, now->title);
    changes.reworded(place, now->title, "address", contact_words(*old), contact_words(*now));
    if (!prints_the_same(*old, *now) && contact_words(*old) == contact_words(*now))
      changes.add(Direction::neither, place, "The contact " + quoted(now->title) + " is printed differently.");
    if (old->in_writing != now->in_writing) {
      changes.add(
          now->in_writing, place,
          "A request to " + quoted(now->title) + (now->in_writing ? " must be in writing now." : " need not be in writing any more."));
    }
  }
}

void compare_recipients(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.recipients, after.recipients, &Recipient::name)) {
    const Recipient& recipient = now == nullptr ? *old : *now;
    const Charter& of = now == nullptr ? before : after;
    const std::vector<std::string> none;
    const auto& had = old == nullptr ? none : old->purposes;
    const auto& has = now == nullptr ? none : now->purposes;
    const auto say = [&](Direction direction, const std::string& purpose, const std::string& how) {
      const Purpose* found = of.purpose(purpose);
      changes.add(
          direction, {"recipient", recipient.name, subjects_of(of, purpose)},
          "Data held for " + quoted(found == nullptr ? purpose : found->title) + how + recipient.title + ", " + recipient.why + ".");
    };
    for (const std::string& purpose : without(has, had)) say(Direction::widens, purpose, " is now passed on to: ");
    for (const std::string& purpose : without(had, has)) say(Direction::narrows, purpose, " is no longer passed on to: ");
    if (old == nullptr || now == nullptr) continue;
    changes.reworded({"recipient", now->name}, now->title, "title", old->title, now->title);
    changes.reworded({"recipient", now->name}, now->title, "reason", old->why, now->why);
  }
}

// A further ground lets more be done. To lose one lets less be done, but for
// consent: then people are asked no more.
void compare_bases(const std::vector<Basis>& before, const std::vector<Basis>& after, const Place& place, const std::string& title,
                   Changes& changes) {
  for (const auto& [old, now] : paired(before, after, &Basis::code)) {
    if (old == nullptr) changes.add(Direction::widens, place, quoted(title) + " now rests on " + now->title + " as well.");
    if (now == nullptr) changes.add(old->is_consent(), place, quoted(title) + " no longer rests on " + old->title + ".");
    if (old != nullptr && now != nullptr) changes.reworded(place, old->title, "name", old->title, now->title);
  }
}

void compare_laws(const Purpose& old, const Purpose& now, const Place& place, Changes& changes) {
  const auto cited = [](const Purpose& purpose) {
    std::vector<std::string> list;
    for (const Law& law : purpose.laws) {
      list.push_back((law.printed.empty() ? law.title : law.printed + " for " + law.title) + " (" + law.code + ")" +
                     (law.superseded_by.empty() ? "" : ", since replaced by " + law.superseded_by) +
                     (law.doubtful.empty() ? "" : ", doubtful: " + law.doubtful));
    }
    return joined(list, "; ");
  };
  changes.reworded(place, now.title, "list of laws", cited(old), cited(now));
}

void compare_consents(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.consents, after.consents, &Consent::name)) {
    const Consent& consent = now == nullptr ? *old : *now;
    const Place place{"consent", consent.name};
    if (old == nullptr || now == nullptr) {
      changes.add(now == nullptr, place,
                  "The consent “" + consent.name + (now == nullptr ? "” is asked no more." : "” is asked now: ") +
                      (now == nullptr ? "" : consent.text));
      continue;
    }
    changes.reworded(place, now->name, "text", old->text, now->text);
    changes.reworded(place, now->name, "wording", old->wording, now->wording);
    compare_bases(old->bases, now->bases, place, now->name, changes);
    for (const std::string& part : without(old->withdrawal_destroys, now->withdrawal_destroys))
      changes.add(Direction::widens, place, "To take back the consent “" + now->name + "” no longer destroys “" + part + "”.");
    for (const std::string& part : without(now->withdrawal_destroys, old->withdrawal_destroys))
      changes.add(Direction::narrows, place, "To take back the consent “" + now->name + "” now destroys “" + part + "” as well.");
  }
}

std::string day_words(const std::optional<CivilDate>& day) { return day ? day->words() : std::string(); }

// For which lawful bases a right is there: fewer is less for the person.
void compare_reach(const Right& old, const Right& now, const Place& place, Changes& changes) {
  const std::string right = "The right " + quoted(now.title);
  const auto each = [&](const std::vector<std::string>& codes, Direction direction, const std::string& what) {
    for (const std::string& code : codes) changes.add(direction, place, right + what + code + ".");
  };
  if (old.only_for.empty() != now.only_for.empty()) {
    changes.add(old.only_for.empty(), place, right + (now.only_for.empty() ? " is for every basis now." : " is for some bases only now."));
  } else {
    each(without(old.only_for, now.only_for), Direction::widens, " is no longer for ");
    each(without(now.only_for, old.only_for), Direction::narrows, " is now also for ");
  }
  each(without(now.except_for, old.except_for), Direction::widens, " is no longer for ");
  each(without(old.except_for, now.except_for), Direction::narrows, " is now also for ");
  changes.reworded(place, now.title, "sentence where it does not apply", old.otherwise, now.otherwise);
  changes.reworded(place, now.title, "first day", day_words(old.since), day_words(now.since));
}

void compare_clocks(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.clocks, after.clocks, &StatutoryClock::name)) {
    const StatutoryClock& clock = now == nullptr ? *old : *now;
    const Place place{"clock", clock.name};
    if (old == nullptr || now == nullptr) {
      changes.add(now == nullptr, place,
                  quoted(clock.title) + (now == nullptr ? " has no time limit any more." : " is due in " + words(clock) + " now."));
      continue;
    }
    changes.reworded(place, now->title, "time limit", words(*old), words(*now));
    changes.reworded(place, old->title, "title", old->title, now->title);
    changes.reworded(place, now->title, "text", old->says, now->says);
    changes.reworded(place, now->title, "first day", day_words(old->since), day_words(now->since));
    changes.reworded(place, now->title, "law or guidance", old->set_by, now->set_by);
    changes.reworded(place, now->title, "doubt about it", old->doubtful, now->doubtful);
    changes.reworded(place, now->title, "event that it counts from", old->from, now->from);
    changes.reworded(place, now->title, "event that it asks for", old->until, now->until);
    changes.reworded(place, now->title, "event that stops it", old->paused_by, now->paused_by);
    changes.reworded(place, now->title, "event by which it goes on", old->resumed_by, now->resumed_by);
    changes.reworded(place, now->title, "event of its new last day", old->extended_to, now->extended_to);
    changes.reworded(place, now->title, "event that opens it again", old->reopened_by, now->reopened_by);
    changes.reworded(place, now->title, "choice of which it asks for nothing", old->unless, now->unless);
  }
}

}  // namespace

void compare_who(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.roles, after.roles, &Role::name)) compare_role(old, now, changes);
  for (const auto& [old, now] : paired(before.agencies, after.agencies, &Agency::name)) {
    const Agency& agency = now == nullptr ? *old : *now;
    const Place place{"agency", agency.name};
    if (old == nullptr || now == nullptr) {
      changes.add(old == nullptr, place, agency.title + (old == nullptr ? " works with us now." : " works with us no more."));
      continue;
    }
    changes.reworded(place, old->title, "title", old->title, now->title);
    changes.reworded(place, now->title, "kind", old->kind, now->kind);
  }
  compare_recipients(before, after, changes);
  compare_contacts(before, after, changes);
  compare_clocks(before, after, changes);
  for (const auto& [old, now] : paired(before.rights, after.rights, &Right::name)) {
    const Right& right = now == nullptr ? *old : *now;
    const Place place{"right", right.name};
    if (old == nullptr || now == nullptr) {
      changes.add(now == nullptr, place, "The right " + quoted(right.title) + (now == nullptr ? " is taken away." : " is given."));
      continue;
    }
    changes.reworded(place, old->title, "title", old->title, now->title);
    changes.reworded(place, now->title, "text", old->says, now->says);
    compare_reach(*old, *now, place, changes);
  }
}

void compare_why(const Charter& before, const Charter& after, Changes& changes) {
  for (const auto& [old, now] : paired(before.purposes, after.purposes, &Purpose::name)) {
    const Purpose& purpose = now == nullptr ? *old : *now;
    const Place place{"purpose", purpose.name, subjects_of(now == nullptr ? before : after, purpose.name)};
    if (old == nullptr || now == nullptr) {
      changes.add(old == nullptr, place,
                  "We hold data for " + quoted(purpose.title) + (old == nullptr ? " now: " + purpose.says : " no more."));
      continue;
    }
    compare_bases(old->bases, now->bases, place, now->title, changes);
    compare_laws(*old, *now, place, changes);
    changes.reworded(place, now->title, "list of pages and reports", listed(old->served_by), listed(now->served_by));
    if (old->run_by != now->run_by) {
      changes.add(!now->run_by.empty(), place,
                  quoted(now->title) + " is run by " + (now->run_by.empty() ? "the partnership itself" : now->run_by) +
                      " now (before: by " + (old->run_by.empty() ? "the partnership itself" : old->run_by) + ").");
    }
    changes.reworded(place, old->title, "title", old->title, now->title);
    changes.reworded(place, now->title, "text", old->says, now->says);
    changes.reworded(place, now->title, "kind", old->kind, now->kind);
  }
  compare_consents(before, after, changes);
}

}  // namespace concordat::charter
