#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

// The leaves of one destruction, in order.
struct Course {
  std::vector<std::pair<std::string, Instant>> approvals;  // by different people: who, and when
  std::vector<std::pair<std::string, std::string>> together;  // approvals with others': by whom, and the id of the bulk
  std::optional<Position> withdrawn;  // or ended by their own step
  std::optional<Position> answered;  // of an involvement check
  std::optional<Position> recalled;  // asked back by its owner
  std::optional<Position> ended;     // a booking that was declined or cancelled
  std::optional<Position> erasure;   // proposed before its last day
  std::optional<Position> intended;
  bool replayed = false;  // after a restore
};

Course course_of(const Instance& instance, const WarrantRow& warrant, const std::vector<Position>& leaves, Position until) {
  Course course;
  const std::string content = to_hex(warrant.content);
  for (const Position position : leaves) {
    const Leaf& leaf = instance.leaf(position);
    if (position >= until || leaf.event == "part.destroyed" || leaf.word("content") != content) continue;
    if (leaf.event == "consent.withdrawn" || leaf.event == "case.step") course.withdrawn = position;
    if (leaf.event == "check.answered") course.answered = position;
    if (leaf.event == "recall.asked") course.recalled = position;
    if (leaf.event == "record.state") course.ended = position;
    if (leaf.event == "erasure.proposed") course.erasure = position;
    if (leaf.event == "destruction.intended") course.intended = position;
    if (leaf.event == "destruction.replayed") course.replayed = true;
    const bool again = std::ranges::any_of(course.approvals, [&](const auto& one) { return one.first == leaf.actor; });
    if (leaf.event != "warrant.approved" || again || course.intended) continue;
    course.approvals.emplace_back(leaf.actor, leaf.at);
    if (std::string bulk = leaf.word("bulk"); !bulk.empty()) course.together.emplace_back(leaf.actor, std::move(bulk));
  }
  return course;
}

bool two_rows_agree(const WarrantRow& warrant, const Course& course) {
  return std::ranges::all_of(course.approvals, [&](const auto& approval) {
    return std::ranges::any_of(warrant.approvals,
                               [&](const auto& row) { return row.first.text() == approval.first && row.second == warrant.content; });
  });
}

// Whether a hold that the ledger knows stood against it when it was begun.
bool stood_on_hold(const Instance& instance, const WarrantRow& warrant, RecordId record, Position until) {
  const std::set<HoldRow> holds = instance.holds_at(until);
  return std::ranges::any_of(holds, [&](const HoldRow& hold) {
    return hold.scope == "everything" || (hold.scope == "case" && hold.target == warrant.case_id.text()) ||
           (hold.scope == "agency" && hold.target == warrant.owner.text()) || (hold.scope == "record" && hold.target == record.text());
  });
}

void check_two_people(const Instance& instance, RecordId id, const WarrantRow& warrant, const Course& course, Faults& faults) {
  if (course.approvals.size() < 2 || !two_rows_agree(warrant, course)) {
    faults.add("part", "was destroyed without the approval of two different people", id);
    return;
  }
  for (const auto& [actor, bulk] : course.together)
    if (!sample_was_looked_at(instance, bulk, actor))
      faults.add("part", "was approved together with others, whose sample had not been looked at", id);
  const Charter* charter = instance.charter(instance.active_at(*course.intended));
  const std::int64_t quarantine = (charter ? charter->quarantine_days : 0) * kMicrosecondsPerDay;
  if (instance.leaf(*course.intended).at.microseconds < course.approvals[1].second.microseconds + quarantine)
    faults.add("part", "was destroyed before its quarantine had passed", id);
}

// Before its last day, since its owner asked: who asked is one of the two people only where the charter then in force says so.
void check_recalled(const Instance& instance, RecordId id, const WarrantRow& warrant, const Course& course, Faults& faults) {
  const Leaf* asked = course.recalled ? &instance.leaf(*course.recalled) : nullptr;
  if (!asked || asked->record != id) {
    faults.add("part", "was destroyed as if its owner had asked for it back, and had not", id);
    return;
  }
  const Charter* charter = instance.charter(instance.active_at(*course.recalled));
  const bool counts = std::ranges::any_of(course.approvals, [&](const auto& one) { return one.first == asked->actor; });
  if (counts && !(charter && charter->owner_approves))
    faults.add("part", "was destroyed with the approval of who asked for it back, which the charter does not count", id);
  if (stood_on_hold(instance, warrant, id, *course.intended)) faults.add("part", "was destroyed while a hold stood against it", id);
  check_two_people(instance, id, warrant, course, faults);
}

// Before its last day, on a ground that the law knows: just that record, and by two people who are not who proposed it.
void check_erased(const Instance& instance, RecordId id, const std::string& part, const WarrantRow& warrant, const Course& course,
                  Faults& faults) {
  const Leaf* proposed = course.erasure ? &instance.leaf(*course.erasure) : nullptr;
  const bool is_alone = std::ranges::all_of(warrant.items, [&](const auto& item) { return item.first == id; });
  if (!proposed || proposed->record != id || !is_alone || (!proposed->part.empty() && proposed->part != part)) {
    faults.add("part", "was destroyed as if its erasure had been proposed, and it had not", id);
    return;
  }
  if (!has_ground(instance, *course.erasure))
    faults.add("part", "was destroyed before its last day on no ground that the law knows, or without a reason", id);
  if (std::ranges::any_of(course.approvals, [&](const auto& one) { return one.first == proposed->actor; }))
    faults.add("part", "was destroyed with the approval of who proposed its erasure", id);
  if (stood_on_hold(instance, warrant, id, *course.intended)) faults.add("part", "was destroyed while a hold stood against it", id);
  if (instance.was_restricted(id, *course.intended))
    faults.add("part", "was destroyed while a person's right kept it from that", id);
  check_two_people(instance, id, warrant, course, faults);
}

// Before its last day, since the booking came to nothing, and the charter says of the part that it goes then.
void check_ended(const Instance& instance, RecordId id, const RecordRow& record, const std::string& part, const WarrantRow& warrant,
                 const Course& course, Faults& faults) {
  const Leaf* ended = course.ended ? &instance.leaf(*course.ended) : nullptr;
  const Charter* charter = instance.charter(record.charter);
  const Kind* kind = charter ? charter->kind(record.kind) : nullptr;
  const bool goes = kind && std::ranges::find(kind->ended_destroys, part) != kind->ended_destroys.end();
  const std::string state = ended ? ended->word("state") : "";
  if (!goes || !ended || ended->record != id || (state != "declined" && state != "cancelled"))
    faults.add("part", "was destroyed as if its booking had been declined or cancelled, and it had not", id);
  if (stood_on_hold(instance, warrant, id, *course.intended)) faults.add("part", "was destroyed while a hold stood against it", id);
}

}  // namespace

void check_destruction(const Instance& instance, RecordId id, const RecordRow& record, const std::string& part, Position destroyed,
                       Faults& faults) {
  const auto warrant_id = WarrantId::parse(instance.leaf(destroyed).word("warrant"));
  const auto found = warrant_id ? instance.data.warrants.find(*warrant_id) : instance.data.warrants.end();
  if (found == instance.data.warrants.end() || !found->second.items.contains({id, part}) ||
      !found->second.is_of_its_items) {
    faults.add("part", "was destroyed without a warrant for it", id);
    return;
  }
  const WarrantRow& warrant = found->second;
  const Course course = course_of(instance, warrant, instance.warrants.at(*warrant_id), destroyed);
  if (!course.intended) {
    faults.add("part", "was destroyed though the ledger names no intent before it", id);
    return;
  }
  if (course.replayed) {
    // Its approvals stood in entries that were lost with the database; that it had begun is what was deposited.
    const auto intent = instance.data.intents.find(warrant_id->text());
    if (intent == instance.data.intents.end() || intent->second != to_hex(warrant.content))
      faults.add("part", "was destroyed after a restore, though no deposited intent asks for it", id);
    return;
  }
  if (warrant.kind == "subject") {
    const Leaf* withdrawn = course.withdrawn ? &instance.leaf(*course.withdrawn) : nullptr;
    const bool own = withdrawn && withdrawn->record == id && withdrawn->actor == "subject";
    if (!own) faults.add("part", "was destroyed as if its person had withdrawn, and had not", id);
    return;
  }
  if (warrant.kind == "answer") {
    const Leaf* answered = course.answered ? &instance.leaf(*course.answered) : nullptr;
    const Charter* charter = instance.charter(record.charter);
    const Kind* kind = charter ? charter->kind(record.kind) : nullptr;
    const bool is_names = kind && kind->is_check() && kind->parts.front().name == part;
    if (!is_names || !answered || answered->record != id)
      faults.add("part", "was destroyed as if the agency had answered that it does not know the person, and it had not", id);
    return;
  }
  if (warrant.kind == "ended") {
    check_ended(instance, id, record, part, warrant, course, faults);
    return;
  }
  if (warrant.kind == "recall") {
    check_recalled(instance, id, warrant, course, faults);
    return;
  }
  if (warrant.kind == "erasure") {
    check_erased(instance, id, part, warrant, course, faults);
    return;
  }
  const auto due = derive_due(instance, record, part, destroyed);
  if (!due || london_date(instance.leaf(destroyed).at) <= *due) faults.add("part", "was destroyed before its last day", id);
  if (stood_on_hold(instance, warrant, id, *course.intended)) faults.add("part", "was destroyed while a hold stood against it", id);
  if (warrant.kind == "weighty" || asks_for_two_people(instance, record, part, *course.intended))
    check_two_people(instance, id, warrant, course, faults);
}

}  // namespace concordat::evidence
