// "access:agency-item": who added, read and corrected was someone whom the charter lets. Which roles an account has is sealed;
// whether it is the office's or an agency's is not, and a role of the charter belongs to one or the other.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

struct Deed {
  Position position = 0;
  std::string act;  // "add", "read", "correct"
  RecordId record;
  std::string part;
};

bool has(const std::vector<std::string>& list, std::string_view wanted) { return std::ranges::find(list, wanted) != list.end(); }

std::vector<RecordId> ids_of(std::string_view list) {
  std::vector<RecordId> ids;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (const auto id = RecordId::parse(list.substr(0, end))) ids.push_back(*id);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return ids;
}

// "record.part,record.part"
std::vector<std::pair<RecordId, std::string>> parts_of(std::string_view list) {
  std::vector<std::pair<RecordId, std::string>> parts;
  while (!list.empty()) {
    const std::string_view one = list.substr(0, std::min(list.find(','), list.size()));
    const std::size_t dot = std::min(one.find('.'), one.size());
    if (const auto id = RecordId::parse(one.substr(0, dot))) parts.emplace_back(*id, one.substr(std::min(dot + 1, one.size())));
    list.remove_prefix(std::min(one.size() + 1, list.size()));
  }
  return parts;
}

// What a leaf says was done, one for each record; nothing for other events.
std::vector<Deed> deeds_of(const Instance& instance, Position position) {
  const Leaf& leaf = instance.leaf(position);
  if (leaf.event == "record.put") return {{position, "add", leaf.record, leaf.part}};
  if (leaf.event == "record.corrected") return {{position, "correct", leaf.record, leaf.part}};
  if (leaf.event == "record.read" || leaf.event == "attachment.read") return {{position, "read", leaf.record, leaf.part}};
  if (leaf.event == "attachment.put") return {{position, "add", leaf.record, leaf.part}};
  std::vector<Deed> deeds;
  if (leaf.event == "list.read")
    for (const RecordId id : ids_of(leaf.word("records"))) deeds.push_back({position, "read", id, leaf.part});
  if (leaf.event == "search.read")
    for (const auto& [id, part] : parts_of(leaf.word("found"))) deeds.push_back({position, "read", id, part});
  return deeds;
}

// An agency supplies to a case only once it was asked to.
bool was_asked(const Instance& instance, const RecordRow& record, Position position) {
  const auto story = instance.cases.find(record.case_id);
  return story != instance.cases.end() && std::ranges::any_of(story->second.asked, [&](const auto& asked) {
           return asked.first < position && agency_id(asked.second) == record.owner;
         });
}

// Whether this rule speaks of the actor: everything about them that is not sealed.
bool may_be_meant(const Instance& instance, const Charter& charter, const Who& who, const RecordRow& record, Position position) {
  const std::string& actor = instance.leaf(position).actor;
  if (who.kind == "public") return actor == "public";
  if (who.kind == "subject") return actor == "subject";
  const auto account = RecordId::parse(actor);
  const RecordRow* row = account ? instance.record(*account) : nullptr;
  if (!row || row->kind != "account") return false;
  const bool is_owner = !row->owner.is_none() && row->owner == record.owner;
  if (who.kind == "agency:owner") return is_owner;
  if (who.kind == "agency:supplier") return is_owner && was_asked(instance, record, position);
  const auto role = charter.role_of_agency.find(who.role);
  return who.kind == "role" && role != charter.role_of_agency.end() && role->second == !row->owner.is_none();
}

bool holds(const Instance& instance, const Charter& charter, const std::string& predicate, const RecordRow& record, Position position) {
  const std::string state = instance.case_state_at(record.case_id, position);
  if (predicate == "case.open-for-booking") return state == "open";
  if (predicate == "case.in-rapid-review") return state == "rapid-review";
  // Appointments and agreements have no entries in the ledger yet, so nobody is let in by one ("actor.…" is never so).
  const Kind* kind = charter.kind(record.kind);
  const auto states = kind ? charter.cases.find(kind->case_kind) : charter.cases.end();
  return predicate == "case.not-concluded" && states != charter.cases.end() && state != states->second.states.back();
}

bool allows(const Instance& instance, const Charter& charter, const Deed& deed, const RecordRow& record) {
  return std::ranges::any_of(charter.rules, [&](const Rule& rule) {
    return has(rule.may, deed.act) && has(rule.on, record.kind) && (rule.parts.empty() || has(rule.parts, deed.part)) &&
           std::ranges::any_of(rule.who, [&](const Who& who) { return may_be_meant(instance, charter, who, record, deed.position); }) &&
           std::ranges::all_of(rule.when, [&](const std::string& one) { return holds(instance, charter, one, record, deed.position); });
  });
}

void look_at(const Instance& instance, const Deed& deed, const RecordRow& record, Faults& faults) {
  const Charter* then = instance.charter(instance.active_at(deed.position));
  const Charter* collected_under = instance.charter(record.charter);
  const bool allowed =
      then && collected_under && allows(instance, *then, deed, record) && allows(instance, *collected_under, deed, record);
  const std::string noun = deed.act == "add" ? "supply" : deed.act == "read" ? "reading" : "correction";
  const std::string place = "ledger entry " + std::to_string(deed.position);
  if (!allowed) faults.add(noun, "by someone whom the charter does not let, or when it does not", place);
}

}  // namespace

Verdict judge_access(const Instance& instance, const std::string& target) {
  Faults faults = check_rows(instance, target, "");
  std::size_t read = 0, written = 0;
  std::set<std::string> actors;
  for (Position position = 0; position < instance.data.leaves.size(); ++position) {
    for (const Deed& deed : deeds_of(instance, position)) {
      const RecordRow* record = instance.record(deed.record);
      if (!record || record->kind != target) continue;
      look_at(instance, deed, *record, faults);
      ++(deed.act == "read" ? read : written);
      actors.insert(instance.leaf(position).actor);
    }
  }
  if (!faults.empty()) return {Status::broken, faults.words()};
  if (read + written == 0) return {Status::not_exercised, "Nobody has supplied or opened anything of this kind yet."};
  return {Status::kept, count_of(read, "reading") + " and " + count_of(written, "change") + " by " + count_of(actors.size(), "actor") +
                            ", each by someone of an office or agency that the charter lets. Roles are sealed: which of them acted cannot "
                            "be told from here. A reading outside the server leaves no trace, and finds sealed bytes alone."};
}

}  // namespace concordat::evidence
