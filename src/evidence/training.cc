// "training:staff": nobody reaches personal data without current training and the confidentiality statement accepted. The day of the
// training is sealed with the account; but it counts for twelve months and is never later than its entry, so an act must follow an entry
// about that account within twelve months. In an emergency training is not asked for, confidentiality is.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

constexpr int kTrainingMonths = 12;

bool is_act_on_personal_data(const Leaf& leaf) {
  static const std::set<std::string_view> acts = {"record.put", "record.read",    "record.corrected", "list.read",
                                                  "search.read", "attachment.put", "attachment.read",  "attachment.taken-off"};
  return acts.contains(leaf.event);
}

bool may_be_trained(const Instance& instance, RecordId account, Position act) {
  const auto entries = instance.accounts.find(account);
  if (entries == instance.accounts.end()) return false;
  const CivilDate day = london_date(instance.leaf(act).at);
  return std::ranges::any_of(entries->second, [&](Position entry) {
    return entry < act && london_date(instance.leaf(entry).at).plus_months(kTrainingMonths) >= day;
  });
}

// By the last entry about the account before the act; those of earlier versions do not say.
bool may_have_accepted(const Instance& instance, RecordId account, Position act) {
  const auto entries = instance.accounts.find(account);
  if (entries == instance.accounts.end()) return false;
  const auto after = std::ranges::lower_bound(entries->second, act);
  return after != entries->second.begin() && instance.leaf(*std::prev(after)).word("confidentiality") != "waiting";
}

// That it was open then "access:" asks.
bool is_in_emergency(const Instance& instance, const Leaf& leaf) {
  const std::string id = leaf.word("emergency");
  const auto people = instance.people.find(leaf.case_id);
  return !id.empty() && people != instance.people.end() && std::ranges::any_of(people->second, [&](Position position) {
    const Leaf& opened = instance.leaf(position);
    return opened.event == "emergency.opened" && opened.word("emergency") == id && opened.actor == leaf.actor;
  });
}

}  // namespace

Verdict judge_training(const Instance& instance, const std::string&) {
  if (!instance.active->staff_need_training) return {Status::missing, "The charter does not ask staff for training."};
  Faults faults;
  std::size_t acts = 0;
  std::set<RecordId> people;
  for (Position position = 0; position < instance.data.leaves.size(); ++position) {
    const Leaf& leaf = instance.leaf(position);
    const auto account = RecordId::parse(leaf.actor);
    if (!account || !is_act_on_personal_data(leaf) || is_about_a_reason(instance, leaf)) continue;
    ++acts;
    people.insert(*account);
    const Charter* then = instance.charter(instance.active_at(position));
    const std::string place = "ledger entry " + std::to_string(position);
    if (!then || !then->staff_need_training) faults.add("act", "while the charter in force asked for no training", place);
    if (!is_in_emergency(instance, leaf) && !may_be_trained(instance, *account, position))
      faults.add("act", "by an account whose training cannot have been current", place);
    if (!may_have_accepted(instance, *account, position))
      faults.add("act", "by an account that had not accepted the confidentiality statement", place);
  }
  if (!faults.empty()) return {Status::broken, faults.words()};
  if (acts == 0) return {Status::not_exercised, "Nobody on the staff has reached personal data yet."};
  return {Status::kept, count_of(acts, "act") + " on personal data by " + std::to_string(people.size()) +
                            (people.size() == 1 ? " person" : " people") +
                            ", each while their account had been added or changed within twelve months, without which no "
                            "training is current, and none before they had accepted the confidentiality statement. The day of the "
                            "training itself is sealed; every decision asks for it."};
}

}  // namespace concordat::evidence
