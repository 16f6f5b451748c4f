// "owner:agency-item": what an agency supplied carries that agency; what is the partnership's carries none.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

bool names(const Charter& charter, AgencyId owner) {
  return std::ranges::any_of(charter.agencies, [&](const auto& agency) { return agency_id(agency.first) == owner; });
}

}  // namespace

AgencyId agency_id(std::string_view name) {
  const crypto::Digest digest = crypto::sha256(as_bytes("concordat agency\n"), as_bytes(name));
  return *AgencyId::from_bytes(ByteView(digest).first(AgencyId::kSize));
}

namespace {

std::string recalled_words(const Recalled& recalled) {
  std::vector<std::string> said;
  const auto say = [&](std::size_t count, const char* what) {
    if (count > 0) said.push_back(std::to_string(count) + what);
  };
  say(recalled.destroyed, " destroyed");
  say(recalled.refused, " refused with a reason");
  say(recalled.taken_back, " not wanted back any more");
  say(recalled.open, " in time");
  std::string words;
  for (const std::string& one : said) words += (words.empty() ? "; asked back by its owner: " : ", ") + one;
  return words;
}

}  // namespace

Verdict judge_owner(const Instance& instance, const std::string& target) {
  Faults faults = check_rows(instance, target, "");
  std::size_t count = 0;
  std::set<AgencyId> owners;
  for (const auto& [id, row] : instance.of_kind(target)) {
    const RecordRow& record = *row;
    ++count;
    owners.insert(record.owner);
    const Charter* charter = instance.charter(record.charter);
    const Kind* kind = charter ? charter->kind(target) : nullptr;
    if (!kind) faults.add("record", "is of a kind that its charter does not have", id);
    else if (kind->owner == "supplier" && !names(*charter, record.owner))
      faults.add("record", "carries no agency of the charter as its owner", id);
    else if (kind->owner == "partnership" && !record.owner.is_none())
      faults.add("record", "is the partnership's, but carries an agency", id);
  }
  const Recalled recalled = look_at_recalls(instance, target);
  faults.add(recalled.faults);
  if (!faults.empty()) return {Status::broken, faults.words()};
  const Kind* kind = instance.active->kind(target);
  if (!kind) return {Status::missing, "The charter in force has no record " + target + "."};
  if (count == 0) return {Status::not_exercised, "Nothing collected yet", kind->words()};
  if (recalled.on_hold > 0)
    return {Status::held, kind->words() + ": " + count_of(recalled.on_hold, "record") +
                              " asked back by its owner, kept because a hold stands against destruction."};
  const std::string title = kind->words() + " (" + count_of(count, "record");
  if (kind->owner == "partnership") return {Status::kept, "All the partnership's own", title + ")"};
  return {Status::kept, "Each carries the agency that supplied it as its owner",
          title + " of " + std::to_string(owners.size()) +
              (owners.size() == 1 ? " agency" : " agencies") + recalled_words(recalled) + ")"};
}

}  // namespace concordat::evidence
