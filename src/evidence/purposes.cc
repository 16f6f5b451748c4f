// "purpose:training": what is held for it is of a kind that is for it, and was opened for nothing else (UK GDPR, Article
// 5(1)(b)). "refusal:marketing": no charter in force here ever had a purpose of that kind, and nothing was done for one.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

struct Use {
  Faults faults;
  std::size_t records = 0;
  std::size_t acts = 0;
};

void look_at_use(const Instance& instance, const std::string& purpose, const std::string& kind_name, Use& use) {
  for (const auto& [id, record] : instance.of_kind(kind_name)) {
    if (record->purpose != purpose) continue;
    ++use.records;
    const Charter* then = instance.charter(record->charter);
    const Kind* kind = then ? then->kind(kind_name) : nullptr;
    if (!kind || kind->purpose != purpose) use.faults.add("record", "was collected for a purpose that its kind is not for", id);
  }
  for (const Deed& deed : instance.deeds(kind_name)) {
    const std::string& stated = instance.leaf(deed.position).purpose;
    if (deed.record->purpose != purpose && stated != purpose) continue;
    ++use.acts;
    if (stated == deed.record->purpose) continue;
    use.faults.add("act", "was for another purpose than the data was collected for", deed.position);
  }
}

// Who runs it elsewhere, or that nothing is collected for it: a person must show it.
Verdict shown_by_a_person(const Instance& instance, const std::string& name, const Purpose& purpose) {
  const std::string title = "“" + purpose.title + "”";
  if (instance.active->evidence.contains(name)) {
    const OnRecord shown = on_record(instance, name);
    return {shown.status, shown.words, {}, {}, shown.todo};
  }
  const std::string todo = "Add [evidence." + name + "] to the charter, so that someone can put on record what shows it.";
  if (!purpose.run_by.empty())
    return missing(title + " is run by " + purpose.run_by + ", and nobody has put on record yet what shows it.", todo);
  return missing("Nothing is collected for these purposes, so nothing that is kept can show that they are served", todo, title);
}

}  // namespace

bool is_about_a_reason(const Instance& instance, const Leaf& leaf) {
  const RecordRow* row = instance.record(leaf.record);
  return leaf.purpose == "access" && row && is_a_reason(*row);
}

Verdict judge_purpose(const Instance& instance, const std::string& target) {
  const auto found = instance.active->purposes.find(target);
  if (found == instance.active->purposes.end()) return {Status::missing, "The charter in force has no purpose " + target + "."};
  Use use;
  bool is_collected_for = false;
  for (const Kind& kind : instance.active->kinds) {
    look_at_use(instance, target, kind.name, use);
    if (kind.purpose != target) continue;
    is_collected_for = true;
    use.faults.add(check_rows(instance, kind.name, ""));
  }
  if (!use.faults.empty()) return {Status::broken, use.faults.words()};
  if (!is_collected_for && use.records == 0) return shown_by_a_person(instance, target, found->second);
  const std::string title = "“" + found->second.title + "”";
  if (use.records == 0) return {Status::not_exercised, "Nothing collected for these purposes yet", title};
  return {Status::kept, "All that was collected is of a kind for its purpose, and was opened for no other",
          title + " (" + count_of(use.records, "record") + ", " + count_of(use.acts, "act") + ")"};
}

Verdict judge_refusal(const Instance& instance, const std::string& target) {
  const auto title = instance.active->refusals.find(target);
  if (title == instance.active->refusals.end()) return {Status::missing, "The charter in force does not rule out " + target + "."};
  Faults faults;
  std::size_t acts = 0;
  for (const auto& [position, hash] : instance.activations) {
    const Charter* charter = instance.charter(hash);
    if (!charter) continue;
    for (const auto& [name, purpose] : charter->purposes)
      if (purpose.kind == target) faults.add("charter", "had a purpose of the kind “" + title->second + "”", position);
  }
  for (Position position = 0; position < instance.data.leaves.size(); ++position) {
    const Leaf& leaf = instance.leaf(position);
    if (leaf.purpose.empty() || leaf.purpose == "sign-in" || is_about_a_reason(instance, leaf)) continue;
    if (leaf.event == "part.destroyed") continue;  // that ends the use, and names no charter
    ++acts;
    const Charter* charter = instance.charter(leaf.charter);
    if (!charter || !charter->purposes.contains(leaf.purpose)) faults.add("act", "was for a purpose that no charter has", position);
  }
  if (!faults.empty()) return {Status::broken, faults.words()};
  return {Status::kept,
          "None of the " + count_of(instance.activations.size(), "charter") + " that came into force here has a purpose of these kinds, " +
              "and " + count_of(acts, "act") + " on personal data were for purposes of theirs",
          "“" + title->second + "”", "What people do elsewhere with what they have read does not show here."};
}

}  // namespace concordat::evidence
