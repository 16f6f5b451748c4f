// "access:agency-item": who added, read and corrected was someone whom the charter lets, by the roles that the ledger has of them then.
// "task:lead-reviewer": the same of every kind that the role may reach, and that it reaches none without a task.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

bool has(const std::vector<std::string>& list, std::string_view wanted) { return std::ranges::find(list, wanted) != list.end(); }

bool is_by_task(const std::string& predicate) { return predicate.starts_with("actor.") || predicate == "group.has-task"; }

// An agency supplies to a case only once it was asked to.
bool was_asked(const Instance& instance, const RecordRow& record, Position position) {
  const auto story = instance.cases.find(record.case_id);
  return story != instance.cases.end() && std::ranges::any_of(story->second.asked, [&](const auto& asked) {
           return asked.first < position && agency_id(asked.second) == record.owner;
         });
}

// Who came by the link of a booking is not named in the ledger; that some booking of the course was a place then, is.
bool somebody_had_a_place(const Instance& instance, CaseId course, Position position) {
  const auto records = instance.records_of_case.find(course);
  return records != instance.records_of_case.end() && std::ranges::any_of(records->second, [&](RecordId id) {
           const auto story = instance.records.find(id);
           return story != instance.records.end() && story->second.state_at(position) == "place-offered";
         });
}

// What the ledger says of tasks and emergencies in one case, and of contacts who were let in, oldest first.
const std::vector<Position>& people_entries(const Instance& instance, CaseId id) {
  static const std::vector<Position> none;
  const auto found = instance.people.find(id);
  return found == instance.people.end() ? none : found->second;
}

// A contact without an account comes to the checks of one case, after link and code, for the agency whose they are; another
// partnership after our question went to it by message, or with its own.
bool was_let_in(const Instance& instance, const Charter& charter, const RecordRow& record, Position position) {
  const Kind* kind = charter.kind(record.kind);
  return kind && kind->is_check() && std::ranges::any_of(people_entries(instance, record.case_id), [&](Position earlier) {
    const Leaf& leaf = instance.leaf(earlier);
    const bool let_in = leaf.event == "contact.let-in" && leaf.word("confidentiality") == "accepted";
    const std::string_view by_message = kind->messages_from.empty() ? "message.queued" : "message.received";
    const bool exchanged = leaf.event == by_message && leaf.word("kind") == "question";
    return earlier < position && (let_in || exchanged) && agency_id(leaf.word("agency")) == record.owner;
  });
}

// Whether this rule speaks of the actor.
bool may_be_meant(const Instance& instance, const Charter& charter, const Who& who, const RecordRow& record, Position position) {
  const std::string& actor = instance.leaf(position).actor;
  if (actor == "contact") return who.kind == "agency:owner" && was_let_in(instance, charter, record, position);
  if (who.kind == "public") return actor == "public";
  if (who.kind == "subject") return actor == "subject";
  if (who.kind == "delegate") return actor == "subject" && somebody_had_a_place(instance, record.case_id, position);
  const auto account = RecordId::parse(actor);
  const RecordRow* row = account ? instance.record(*account) : nullptr;
  const auto left = instance.left.find(actor);
  if (!row || row->kind != "account" || (left != instance.left.end() && left->second < position)) return false;
  const bool is_owner = !row->owner.is_none() && row->owner == record.owner;
  if (who.kind == "agency:owner") return is_owner;
  if (who.kind == "agency:supplier") return is_owner && was_asked(instance, record, position);
  return who.kind == "role" && held_one_of(instance, charter, {who.role}, position);
}

// Whether the ledger has a task of that sort, for one of these roles and for this actor in the record's case, in force at that entry.
// A group is given its task as a whole; who is in it follows from the role.
bool has_task(const Instance& instance, std::string_view how, const std::set<std::string>& roles, const RecordRow& record,
              Position position) {
  const Leaf& act = instance.leaf(position);
  std::set<std::string> open, agreed;
  for (const Position earlier : people_entries(instance, record.case_id)) {
    if (earlier >= position) break;
    const Leaf& leaf = instance.leaf(earlier);
    const std::string id = leaf.word("appointment");
    if (leaf.event == "contribution.agreed") agreed.insert(id);
    if (leaf.event == "appointment.ended" || leaf.event == "contribution.declined") open.erase(id);
    if (leaf.event != "appointment.made" && leaf.event != "involvement.recorded") continue;
    const bool is_theirs = how == "group" || leaf.word("account") == act.actor;
    const bool is_meant = is_theirs && leaf.word("how") == how && roles.contains(leaf.word("role"));
    const bool is_over = !leaf.word("ends").empty() && leaf.number("ends") <= act.at.microseconds;
    if (is_meant && !is_over && leaf.number("begins") <= act.at.microseconds) open.insert(id);
  }
  return std::ranges::any_of(open, [&](const std::string& id) { return how != "involved" || agreed.contains(id); });
}

// Whether the act says that an emergency access let it be done, and the ledger has that access, of this actor, to this case.
bool in_emergency(const Instance& instance, const RecordRow& record, Position position) {
  const Leaf& act = instance.leaf(position);
  const std::string id = act.word("emergency");
  if (id.empty()) return false;
  for (const Position earlier : people_entries(instance, record.case_id)) {
    if (earlier >= position) break;
    const Leaf& leaf = instance.leaf(earlier);
    if (leaf.event == "emergency.opened" && leaf.word("emergency") == id && leaf.actor == act.actor)
      return act.at.microseconds < leaf.number("closes");
  }
  return false;
}

// Of the roles that the rule names, those that the actor of this entry held.
std::set<std::string> roles_of(const Instance& instance, const Charter& charter, const Rule& rule, Position position) {
  std::set<std::string> roles;
  for (const Who& who : rule.who)
    if (who.kind == "role" && held_one_of(instance, charter, {who.role}, position)) roles.insert(who.role);
  return roles;
}

std::string_view sort_of_task(const std::string& predicate) {
  if (predicate == "group.has-task") return "group";
  return predicate == "actor.agreed-to-contribute" ? "involved" : "by-name";
}

bool holds(const Instance& instance, const Charter& charter, const std::string& predicate, const Rule& rule, const RecordRow& record,
           Position position) {
  const std::string state = instance.case_state_at(record.case_id, position);
  if (predicate == "case.open-for-booking") return state == "open";
  if (predicate == "case.in-rapid-review") return state == "rapid-review";
  if (is_by_task(predicate))
    return has_task(instance, sort_of_task(predicate), roles_of(instance, charter, rule, position), record, position) ||
           (predicate != "actor.agreed-to-contribute" && in_emergency(instance, record, position));
  const Kind* kind = charter.kind(record.kind);
  const auto states = kind ? charter.cases.find(kind->case_kind) : charter.cases.end();
  return predicate == "case.not-concluded" && states != charter.cases.end() && state != states->second.states.back();
}

// The first of the charter's rules that lets this be done; null where none does.
const Rule* allowing(const Instance& instance, const Charter& charter, const Deed& deed) {
  const std::string& part = instance.leaf(deed.position).part;
  const RecordRow& record = *deed.record;
  const auto rule = std::ranges::find_if(charter.rules, [&](const Rule& one) {
    return has(one.may, deed.act) && has(one.on, record.kind) && (one.parts.empty() || has(one.parts, part)) &&
           std::ranges::any_of(one.who, [&](const Who& who) { return may_be_meant(instance, charter, who, record, deed.position); }) &&
           std::ranges::all_of(
               one.when, [&](const std::string& when) { return holds(instance, charter, when, one, record, deed.position); });
  });
  return rule == charter.rules.end() ? nullptr : &*rule;
}

struct Access {
  Faults faults;
  std::size_t read = 0;
  std::size_t written = 0;
  std::size_t destroyed = 0;
  std::size_t by_task = 0;  // of the role that is asked for, where one is
  std::set<std::string> actors;
};

// Nothing of this kind was destroyed but by a warrant, and with the people and the time that it asks.
void look_at_destroyed(const Instance& instance, const std::string& kind, Access& access) {
  for (const auto& [id, record] : instance.of_kind(kind)) {
    const auto story = instance.records.find(id);
    if (story == instance.records.end()) continue;
    for (const auto& [name, part] : story->second.parts)
      for (const Position destroyed : part.destroyed) {
        ++access.destroyed;
        check_destruction(instance, id, *record, name, destroyed, access.faults);
      }
  }
}

// Whether it was done by a task of this role; `role` empty: of any.
bool was_by_task(const Instance& instance, const Charter& charter, const Rule& rule, const std::string& role, const Deed& deed) {
  const bool was_theirs = role.empty() || held_one_of(instance, charter, {role}, deed.position);
  return was_theirs && std::ranges::any_of(rule.when, [&](const std::string& when) {
    return is_by_task(when) && (role.empty() || has_task(instance, sort_of_task(when), {role}, *deed.record, deed.position));
  });
}

void look_at_deeds(const Instance& instance, const std::string& kind, const std::string& role, Access& access) {
  for (const Deed& deed : instance.deeds(kind)) {
    const Charter* then = instance.charter(instance.active_at(deed.position));
    const Charter* collected_under = instance.charter(deed.record->charter);
    const Rule* rule = then && collected_under ? allowing(instance, *then, deed) : nullptr;
    if (!rule || !allowing(instance, *collected_under, deed)) {
      const std::string noun = deed.act == "add"      ? "supply"
                               : deed.act == "read"   ? "reading"
                               : deed.act == "recall" ? "recall"
                                                      : "correction";
      access.faults.add(noun, "by someone whom the charter does not let, or when it does not", deed.position);
    } else if (was_by_task(instance, *then, *rule, role, deed)) {
      ++access.by_task;
    }
    const Leaf& leaf = instance.leaf(deed.position);
    if (leaf.purpose != deed.record->purpose)
      access.faults.add("act", "was for another purpose than the data was collected for", deed.position);
    ++(deed.act == "read" ? access.read : access.written);
    access.actors.insert(leaf.actor);
  }
}

// The kinds that a role may reach, each by a rule that asks for a task in the case; the others are faults.
std::set<std::string> kinds_by_task(const Charter& charter, const std::string& role, const std::string& place, Faults& faults) {
  std::set<std::string> kinds;
  for (const Rule& rule : charter.rules) {
    const bool is_named = std::ranges::any_of(rule.who, [&](const Who& who) { return who.kind == "role" && who.role == role; });
    if (!is_named) continue;
    kinds.insert(rule.on.begin(), rule.on.end());
    if (std::ranges::none_of(rule.when, is_by_task)) faults.add("rule", "lets this role in without a task in the case", place);
  }
  return kinds;
}

}  // namespace

Verdict judge_access(const Instance& instance, const std::string& target) {
  const Kind* kind = instance.active->kind(target);
  if (!kind) return {Status::missing, "The charter in force has no record " + target + "."};
  Access access;
  access.faults = check_rows(instance, target, "");
  look_at_deeds(instance, target, "", access);
  look_at_destroyed(instance, target, access);
  if (!access.faults.empty()) return {Status::broken, access.faults.words()};
  if (access.read + access.written == 0) return {Status::not_exercised, "Nothing supplied or opened yet", kind->words()};
  const std::string title = kind->words() + " (" + count_of(access.read, "reading") + ", " + count_of(access.written, "change") + ", by " +
                            count_of(access.actors.size(), "actor") + "; " + count_of(access.destroyed, "part") + " destroyed)";
  return {Status::kept,
          "Supplied, opened and changed only by someone whom the charter lets, for the purpose of its collection, and destroyed only "
          "as it says",
          title,
          "A reading outside the server leaves no trace, though it finds sealed bytes alone."};
}

Verdict judge_task(const Instance& instance, const std::string& target) {
  const auto title = instance.active->role_titles.find(target);
  if (title == instance.active->role_titles.end()) return {Status::missing, "The charter in force has no role " + target + "."};
  Access access;
  std::set<std::string> kinds;
  for (const auto& [position, hash] : instance.activations)
    if (const Charter* charter = instance.charter(hash)) kinds.merge(kinds_by_task(*charter, target, "charter " + hash, access.faults));
  if (kinds.empty()) return {Status::missing, "No rule of the charter names this role, so it reaches nothing", title->second};
  for (const std::string& kind : kinds) look_at_deeds(instance, kind, target, access);
  if (!access.faults.empty()) return {Status::broken, access.faults.words()};
  if (access.by_task == 0)
    return {Status::not_exercised, "Nobody has reached anything by a task in a case yet, and no rule lets in without one", title->second};
  return {Status::kept, "Reached only what the charter lets them, by a task in the case",
          title->second + " (" + count_of(access.by_task, "act") + ")"};
}

}  // namespace concordat::evidence
