// What its owner asked back (STK-08): destroyed or refused in time, and not used meanwhile by anybody else. docs/decisions/0077.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

// One asking, as the ledger has it.
struct Asking {
  Position asked = 0;
  RecordId record;
  const WarrantRow* warrant = nullptr;
  std::optional<Position> answered;  // refused, or taken back: the last word
  std::optional<Position> approved;  // by the second of two people
  std::optional<Position> taken_up;  // after the day until which it was refused
  std::vector<std::pair<Position, std::optional<Position>>> stops;  // from when until when nobody but its owner was to use it
  bool is_gone = false;              // destroyed, by its warrant or by another
};

bool is_gone(const RecordRow& record) {
  return std::ranges::all_of(record.parts, [&](const auto& part) { return part.second.destroyed; });
}

void note_answer(const Leaf& leaf, Position position, Asking& asking) {
  if (leaf.event == "recall.refused" || leaf.event == "recall.withdrawn") {
    asking.answered = position;
    if (!asking.stops.back().second) asking.stops.back().second = position;
  }
  if (leaf.event != "recall.due") return;
  asking.answered.reset();
  asking.taken_up = position;
  asking.stops.emplace_back(position, std::nullopt);
}

Asking asking_of(const Instance& instance, const Deed& deed) {
  Asking asking;
  asking.asked = deed.position;
  asking.record = deed.id;
  asking.stops.emplace_back(deed.position, std::nullopt);
  asking.is_gone = is_gone(*deed.record);
  const auto id = WarrantId::parse(instance.leaf(deed.position).word("warrant"));
  const auto row = id ? instance.data.warrants.find(*id) : instance.data.warrants.end();
  if (row == instance.data.warrants.end()) return asking;
  asking.warrant = &row->second;
  std::set<std::string> approvers;
  for (const Position position : instance.warrants.at(*id)) {
    const Leaf& leaf = instance.leaf(position);
    if (position < asking.asked) continue;
    note_answer(leaf, position, asking);
    if (leaf.event == "warrant.approved" && approvers.insert(leaf.actor).second && approvers.size() == 2) asking.approved = position;
  }
  return asking;
}

bool is_held(const Instance& instance, const Asking& asking, const RecordRow& record) {
  const std::set<HoldRow> holds = instance.holds_at(instance.data.leaves.size());
  return holds.contains({"everything", ""}) || holds.contains({"case", record.case_id.text()}) ||
         holds.contains({"agency", record.owner.text()}) || holds.contains({"record", asking.record.text()});
}

// The last day on which it is answered, or once two people approved it, destroyed: the run is daily. What was refused until a day is
// counted from when that day was over.
CivilDate last_day(const Instance& instance, const Asking& asking) {
  const Position since = asking.taken_up.value_or(asking.asked);
  if (!asking.approved) return london_date(instance.leaf(since).at).plus_days(instance.active->approval_days);
  return london_date(instance.leaf(std::max(since, *asking.approved)).at).plus_days(instance.active->quarantine_days + 1);
}

void look_at_open(const Instance& instance, const Asking& asking, const RecordRow& record, Recalled& found) {
  ++found.open;
  if (!asking.warrant || asking.warrant->state == "cancelled" || !asking.warrant->is_of_its_items)
    found.faults.add("record", "was asked back by its owner, and that was dropped without an answer", asking.record);
  if (!instance.data.recalled.contains(asking.record))
    found.faults.add("record", "was asked back by its owner, and its use was not stopped", asking.record);
  if (instance.today <= last_day(instance, asking)) return;
  if (is_held(instance, asking, record)) ++found.on_hold;
  else found.faults.add("record", "was asked back by its owner, and neither destroyed nor refused in time", asking.record);
}

bool was_released(const Instance& instance, RecordId id, Position since) {
  return std::ranges::any_of(instance.hold_entries, [&](Position entry) {
    return entry > since && instance.leaf(entry).event == "hold.released" && instance.leaf(entry).word("target") == id.text();
  });
}

// Refused until a day, by a version that keeps it so long: held until then, and asked back again from the day after.
void look_at_put_off(const Instance& instance, const Asking& asking, CivilDate until, Faults& faults) {
  if (!asking.warrant || asking.warrant->state == "cancelled") return;
  if (instance.today > until.plus_days(1))
    faults.add("record", "was needed until a day that is over, and its owner's asking was not taken up again", asking.record);
  else if (!instance.holds_at(instance.data.leaves.size()).contains({"record", asking.record.text()}) &&
           !was_released(instance, asking.record, *asking.answered))
    faults.add("record", "was refused to its owner until a day, and no hold keeps it so long", asking.record);
}

void look_at_answer(const Instance& instance, const Asking& asking, Recalled& found) {
  const Leaf& leaf = instance.leaf(*asking.answered);
  const bool refused = leaf.event == "recall.refused";
  ++(refused ? found.refused : found.taken_back);
  const auto reason = RecordId::parse(leaf.word("reason"));
  if (refused && !(reason && instance.record(*reason)))
    found.faults.add("record", "was asked back by its owner, and refused without a reason", asking.record);
  if (const auto until = CivilDate::parse(leaf.word("until")); refused && until && !asking.is_gone)
    look_at_put_off(instance, asking, *until, found.faults);
}

bool is_of(const Instance& instance, const std::string& actor, AgencyId owner) {
  const auto account = RecordId::parse(actor);
  const RecordRow* row = account ? instance.record(*account) : nullptr;
  return row && row->kind == "account" && row->owner == owner;
}

// Between the asking and its answer, others than the owner used it only on a ground of the law.
void look_at_use(const Instance& instance, const std::string& kind, const std::map<RecordId, std::vector<Asking>>& asked, Faults& faults) {
  if (asked.empty()) return;
  for (const Deed& deed : instance.deeds(kind)) {
    const auto found = asked.find(deed.id);
    if (found == asked.end()) continue;
    const Leaf& leaf = instance.leaf(deed.position);
    const bool meanwhile = std::ranges::any_of(found->second, [&](const Asking& one) {
      return std::ranges::any_of(one.stops, [&](const auto& stop) {
        return stop.first < deed.position && (!stop.second || deed.position < *stop.second);
      });
    });
    if (meanwhile && leaf.word("exemption").empty() && !is_of(instance, leaf.actor, deed.record->owner))
      faults.add("record", "was used though its owner had asked for it back", deed.id);
  }
}

}  // namespace

Recalled look_at_recalls(const Instance& instance, const std::string& kind) {
  Recalled found;
  std::map<RecordId, std::vector<Asking>> asked;
  for (const Deed& deed : instance.deeds(kind)) {
    if (deed.act != "recall") continue;
    const Asking asking = asking_of(instance, deed);
    asked[deed.id].push_back(asking);
    if (asking.answered) look_at_answer(instance, asking, found);
    else if (asking.is_gone) ++found.destroyed;
    else look_at_open(instance, asking, *deed.record, found);
  }
  look_at_use(instance, kind, asked, found.faults);
  return found;
}

}  // namespace concordat::evidence
