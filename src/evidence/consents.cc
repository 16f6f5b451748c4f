// "consent:needs": nothing is held without the consent it needs, to the wording of the charter; what is withdrawn is gone.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

struct Found {
  Faults faults;
  std::size_t given = 0;
  std::size_t withdrawn = 0;
};

bool was_given(const RecordRow& record, const std::string& name, const Consent& consent, Instant put) {
  return std::ranges::any_of(record.consents, [&](const ConsentRow& row) {
    return row.consent == name && row.wording == consent.wording && row.given <= put && (!row.withdrawn || *row.withdrawn >= put);
  });
}

// Each time that the part was put in, whether it is still held or not.
void look_at_part(const Instance& instance, RecordId id, const RecordRow& record, const Part& part, const Consent& consent, Found& found) {
  const PartStory* story = instance.story(id, part.name);
  if (!story) return;
  for (const Position put : story->puts)
    if (!was_given(record, part.consent, consent, instance.leaf(put).at))
      found.faults.add("part", "was taken without its consent", id);
}

// What a withdrawal destroys was destroyed by the warrant that the withdrawal made.
void look_at_withdrawal(const Instance& instance, RecordId id, const RecordRow& record, const Consent& consent, Position withdrawn,
                        Found& found) {
  ++found.withdrawn;
  for (const std::string& target : consent.withdrawal_destroys) {
    const std::size_t dot = target.find('.');
    if (target.substr(0, dot) != record.kind) continue;
    const std::string name = target.substr(dot + 1);
    const PartStory* story = instance.story(id, name);
    if (!story) continue;
    const auto before = [&](const std::vector<Position>& positions) {
      return std::ranges::count_if(positions, [&](Position position) { return position < withdrawn; });
    };
    if (before(story->puts) == before(story->destroyed)) continue;  // it was gone already
    const bool gone = std::ranges::any_of(story->destroyed, [&](Position position) {
      return instance.leaf(position).word("warrant") == instance.leaf(withdrawn).word("warrant");
    });
    if (!gone && !instance.is_being_destroyed(id, name))
      found.faults.add("part", "is held though its consent was withdrawn", id);
  }
}

std::vector<Position> withdrawals(const Instance& instance, RecordId id, const std::string& name) {
  const auto found = instance.withdrawals.find(id);
  std::vector<Position> positions;
  if (found == instance.withdrawals.end()) return positions;
  for (const Position one : found->second)
    if (instance.leaf(one).word("consent") == name) positions.push_back(one);
  return positions;
}

void look_at_record(const Instance& instance, RecordId id, const RecordRow& record, const std::string& name, Found& found) {
  const Charter* charter = instance.charter(record.charter);
  const Kind* kind = charter ? charter->kind(record.kind) : nullptr;
  if (!kind || !charter->consents.contains(name)) return;
  const Consent& consent = charter->consents.find(name)->second;
  for (const Part& part : kind->parts)
    if (part.consent == name) look_at_part(instance, id, record, part, consent, found);
  const auto told = withdrawals(instance, id, name);
  for (const Position withdrawn : told) look_at_withdrawal(instance, id, record, consent, withdrawn, found);
  std::size_t rows_withdrawn = 0;
  for (const ConsentRow& row : record.consents) {
    if (row.consent != name) continue;
    ++found.given;
    if (row.withdrawn) ++rows_withdrawn;
  }
  if (rows_withdrawn != told.size()) found.faults.add("record", "has another number of withdrawals than the ledger", id);
}

}  // namespace

Verdict judge_consent(const Instance& instance, const std::string& target) {
  Found found;
  for (const Kind& kind : instance.active->kinds)
    for (const Part& part : kind.parts)
      if (part.consent == target) found.faults.add(check_rows(instance, kind.name, part.name));
  for (const auto& [id, record] : instance.data.records) look_at_record(instance, id, record, target, found);
  if (!found.faults.empty()) return {Status::broken, found.faults.words()};
  if (found.given == 0) return {Status::not_exercised, "Nobody gave this consent yet", "“" + target + "”"};
  const std::string given = "The consent “" + target + "” was given " + count_of(found.given, "time") +
                            ", each with its wording and time, before anything was taken under it; ";
  if (found.withdrawn == 0) return {Status::kept, given + "none was withdrawn."};
  return {Status::kept, given + std::to_string(found.withdrawn) + " withdrawn, and what it covered was destroyed."};
}

}  // namespace concordat::evidence
