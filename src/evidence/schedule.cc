// "schedule:booking.needs": nothing is held beyond its last day, and what went, went as it should.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

struct Found {
  Faults faults;
  std::size_t live = 0;
  std::size_t destroyed = 0;
  std::size_t withdrawn = 0;  // of the destroyed: by the person's own act
  std::size_t waiting = 0;    // past the last day, within the time for approvals and quarantine
  std::size_t unproposed = 0;  // past the last day, and in no open proposal though it may only go by one
  std::size_t on_hold = 0;    // past the time, and a hold stands against destruction
  std::optional<CivilDate> next;
  std::set<HoldRow> holds;
};

bool is_on_hold(const std::set<HoldRow>& holds, RecordId id, const RecordRow& record) {
  return holds.contains({"everything", ""}) || holds.contains({"case", record.case_id.text()}) ||
         holds.contains({"agency", record.owner.text()}) || holds.contains({"record", id.text()});
}

void look_at_live(const Instance& instance, RecordId id, const RecordRow& record, const Part& declared, const PartRow& part, Found& found) {
  ++found.live;
  const auto due = derive_due(instance, record, declared.name, instance.data.leaves.size());
  if (due != part.due) found.faults.add("part", "has another last day in the database than the charter gives it", id);
  if (!due) return;
  if (instance.today <= *due && (!found.next || *due < *found.next)) found.next = due;
  // The run is daily, so a part may go on the day after its last; what is weighty has its published time on top.
  const int more = declared.keep.weighty ? instance.active->approval_days + instance.active->quarantine_days : 0;
  const bool unproposed = instance.today > *due && declared.keep.weighty && !instance.proposed.contains({id, declared.name});
  if (unproposed) ++found.unproposed;
  // What its owner asked back and the office needed for longer has its time from the day after that.
  const auto taken_up = instance.taken_up.find(id);
  const CivilDate since = taken_up == instance.taken_up.end() ? *due : std::max(*due, taken_up->second);
  if (instance.today > since.plus_days(more + 1)) {
    if (is_on_hold(found.holds, id, record)) ++found.on_hold;
    else if (!instance.is_being_destroyed(id, declared.name)) found.faults.add("part", "is held beyond its last day", id);
  } else if (instance.today > *due) {
    ++found.waiting;
  }
}

// Each time that it was destroyed: what was given again afterwards may stand there now.
void look_at_destructions(const Instance& instance, RecordId id, const RecordRow& record, const Part& declared, Found& found) {
  const PartStory* story = instance.story(id, declared.name);
  if (!story) return;  // check_rows says so
  for (const Position position : story->destroyed) {
    ++found.destroyed;
    check_destruction(instance, id, record, declared.name, position, found.faults);
    if (instance.leaf(position).word("kind") == "subject") ++found.withdrawn;
  }
}

// What leaves a count leaves it for each record that went.
void check_counts(const Instance& instance, const Kind& kind, Found& found) {
  std::map<CaseId, std::uint64_t> gone;
  for (const auto& [id, record] : instance.of_kind(kind.name)) {
    for (const Part& part : kind.parts) {
      const PartStory* story = part.keep.keep_counts ? instance.story(id, part.name) : nullptr;
      if (story) gone[record->case_id] += story->destroyed.size();
    }
  }
  for (const auto& [id, count] : gone) {
    std::uint64_t counted = 0;
    if (const auto counts = instance.data.counts.find(id); counts != instance.data.counts.end())
      for (const auto& [name, number] : counts->second) counted += name.starts_with(kind.name + ":") ? number : 0;
    if (counted != count) found.faults.add("case", "has another anonymous count than what was destroyed", "case " + id.text());
  }
}

// Each agency whose items were destroyed has its certificate in its folder of deposits: of what two people approved, and of what the
// daily run took by the rule that gives one.
std::size_t certificates_missing(const Instance& instance, const Kind& kind, const Part& declared) {
  std::size_t missing = 0;
  for (const auto& [id, warrant] : instance.data.warrants) {
    const bool is_by_two = warrant.kind == "weighty" || warrant.kind == "recall" || warrant.kind == "erasure";
    const bool is_by_rule = warrant.kind == "routine" && !warrant.owner.is_none();
    const bool concerns = std::ranges::any_of(warrant.items, [&](const auto& item) {
      const RecordRow* record = instance.record(item.first);
      return record && record->kind == kind.name && (is_by_two || item.second == declared.name);
    });
    if ((!is_by_two && !is_by_rule) || warrant.state != "done" || !concerns) continue;
    if (!instance.data.certificates.contains(id.text())) ++missing;
  }
  return missing;
}

std::string in_words(const Found& found) {
  std::string text = count_of(found.live, "part") + " held, ";
  if (found.waiting == 0) text += "none beyond its last day";
  else text += std::to_string(found.waiting) + " of them past the last day and within the published time for destruction";
  if (found.next) text += "; the first goes after " + found.next->words();
  text += ".";
  if (found.destroyed > 0) text += " " + count_of(found.destroyed, "part") + " destroyed by warrant, with their keys";
  if (found.withdrawn > 0) text += ", " + std::to_string(found.withdrawn) + " of them by the person's own withdrawal";
  return text + (found.destroyed > 0 ? "." : "");
}

std::string unproposed_words(const Found& found) {
  if (found.unproposed == 0) return "";
  return " " + count_of(found.unproposed, "part") + " past the last day in no open proposal: somebody must propose the destruction again.";
}

}  // namespace

Verdict judge_schedule(const Instance& instance, const std::string& target) {
  const auto [kind, declared] = part_named(*instance.active, target);
  if (!declared) return {Status::missing, "The charter in force has no " + target + "."};
  const std::string title = kind->words(*declared);
  const auto say = [&](Status status, const std::string& words) { return Verdict{status, title + ": " + words}; };
  Found found;
  look_at_erasures(instance, kind->name, declared->name, found.faults);
  if (declared->keep.unstated) {
    for (const auto& [id, record] : instance.of_kind(kind->name)) look_at_destructions(instance, id, *record, *declared, found);
    if (!found.faults.empty()) return {Status::broken, found.faults.words()};
    return missing("Our notice gives no period for " + title + ". " + std::string(kNoPeriod), std::string(kSetAPeriod));
  }
  found.faults.add(check_rows(instance, kind->name, declared->name));
  found.holds = instance.holds_at(instance.data.leaves.size());
  if (found.holds != instance.data.holds) found.faults.add("hold", "does not stand as the ledger says", "table holds");
  for (const auto& [id, record] : instance.of_kind(kind->name)) {
    const auto part = record->parts.find(declared->name);
    if (part == record->parts.end()) continue;
    look_at_destructions(instance, id, *record, *declared, found);
    if (!part->second.destroyed) look_at_live(instance, id, *record, *declared, part->second, found);
  }
  if (declared->keep.keep_counts) check_counts(instance, *kind, found);
  if (!found.faults.empty()) return {Status::broken, found.faults.words() + unproposed_words(found)};
  if (const std::size_t missing = declared->keep.certificate ? certificates_missing(instance, *kind, *declared) : 0; missing > 0)
    return say(Status::missing, in_words(found) + " " + count_of(missing, "certificate") + " not in the agencies' folders of deposits.");
  if (found.on_hold > 0)
    return say(Status::held, count_of(found.on_hold, "part") + " past the last day, kept because a hold stands against destruction.");
  if (found.unproposed > 0) return say(Status::missing, in_words(found) + unproposed_words(found));
  if (found.live + found.destroyed == 0) return {Status::not_exercised, "Nothing collected yet", title};
  return say(Status::kept, in_words(found));
}

}  // namespace concordat::evidence
