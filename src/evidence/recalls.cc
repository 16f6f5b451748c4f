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
  std::optional<Position> answered;  // refused, or taken back
  std::optional<Position> approved;  // by the second of two people
  bool is_gone = false;              // destroyed, by its warrant or by another
};

bool is_gone(const RecordRow& record) {
  return std::ranges::all_of(record.parts, [&](const auto& part) { return part.second.destroyed; });
}

Asking asking_of(const Instance& instance, const Deed& deed) {
  Asking asking;
  asking.asked = deed.position;
  asking.record = deed.id;
  asking.is_gone = is_gone(*deed.record);
  const auto id = WarrantId::parse(instance.leaf(deed.position).word("warrant"));
  const auto row = id ? instance.data.warrants.find(*id) : instance.data.warrants.end();
  if (row == instance.data.warrants.end()) return asking;
  asking.warrant = &row->second;
  std::set<std::string> approvers;
  for (const Position position : instance.warrants.at(*id)) {
    const Leaf& leaf = instance.leaf(position);
    if (position < asking.asked) continue;
    if (leaf.event == "recall.refused" || leaf.event == "recall.withdrawn") asking.answered = position;
    if (leaf.event == "warrant.approved" && approvers.insert(leaf.actor).second && approvers.size() == 2) asking.approved = position;
  }
  return asking;
}

bool is_held(const Instance& instance, const Asking& asking, const RecordRow& record) {
  const std::set<HoldRow> holds = instance.holds_at(instance.data.leaves.size());
  return holds.contains({"everything", ""}) || holds.contains({"case", record.case_id.text()}) ||
         holds.contains({"agency", record.owner.text()}) || holds.contains({"record", asking.record.text()});
}

// The last day on which it is answered, or once two people approved it, destroyed: the run is daily.
CivilDate last_day(const Instance& instance, const Asking& asking) {
  if (asking.approved)
    return london_date(instance.leaf(*asking.approved).at).plus_days(instance.active->quarantine_days + 1);
  return london_date(instance.leaf(asking.asked).at).plus_days(instance.active->approval_days);
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

void look_at_answer(const Instance& instance, const Asking& asking, Recalled& found) {
  const Leaf& leaf = instance.leaf(*asking.answered);
  ++(leaf.event == "recall.refused" ? found.refused : found.taken_back);
  const auto reason = RecordId::parse(leaf.word("reason"));
  if (leaf.event == "recall.refused" && !(reason && instance.record(*reason)))
    found.faults.add("record", "was asked back by its owner, and refused without a reason", asking.record);
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
      return one.asked < deed.position && (!one.answered || deed.position < *one.answered);
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
