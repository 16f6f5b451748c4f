// "message:involvement-check": what went to another partnership's instance by a signed message was written down as disclosed before, to
// which recipient of the charter, for which purpose and on which ground; and nothing was written down so that no message bears out.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

struct MessageStory {
  Position queued = 0;
  bool delivered = false;
  std::vector<Position> disclosed;
};

using Stories = std::map<std::string, MessageStory>;

Stories stories_of(const Instance& instance, Faults& faults) {
  Stories stories;
  std::map<std::string, std::vector<Position>> disclosed;
  for (Position position = 0; position < instance.data.leaves.size(); ++position) {
    const Leaf& leaf = instance.leaf(position);
    const std::string id = leaf.word("message");
    if (leaf.event == "message.queued") stories[id].queued = position;
    if (leaf.event == "disclosed" && !id.empty()) disclosed[id].push_back(position);
    if (leaf.event == "disclosed" && id.empty() && !leaf.word("recipient").empty())
      faults.add("disclosure", "names a recipient, and no message by which it was told", position);
    if (leaf.event != "message.delivered") continue;
    if (const auto story = stories.find(id); story != stories.end()) story->second.delivered = true;
    else faults.add("message", "was delivered, and the ledger does not say before that it was to be sent", position);
  }
  for (auto& [id, positions] : disclosed) {
    if (const auto story = stories.find(id); story != stories.end()) story->second.disclosed = std::move(positions);
    else faults.add("disclosure", "names a message that the ledger does not have", positions.front());
  }
  return stories;
}

// By the charter that was in force: the record's kind is one by which other partnerships are asked, or answered.
bool names_its_ground(const Instance& instance, const Leaf& sent, Position position) {
  const Leaf& leaf = instance.leaf(position);
  const Charter* then = instance.charter(instance.active_at(position));
  const RecordRow* record = instance.record(leaf.record);
  const Kind* kind = then && record ? then->kind(record->kind) : nullptr;
  if (!kind || leaf.case_id != sent.case_id || leaf.word("agency") != sent.word("agency")) return false;
  const std::string& recipient = sent.word("kind") == "answer" ? kind->messages_from : kind->messages_to;
  return !recipient.empty() && leaf.word("recipient") == recipient && leaf.purpose == kind->purpose && !leaf.word("basis").empty() &&
         agency_id(leaf.word("agency")) == record->owner;
}

void look_at_message(const Instance& instance, const MessageStory& story, Faults& faults) {
  const Leaf& sent = instance.leaf(story.queued);
  if (story.disclosed.empty() || story.disclosed.front() > story.queued)
    faults.add("message", "was to be sent, and the ledger does not say before it what was disclosed", story.queued);
  for (const Position position : story.disclosed)
    if (!names_its_ground(instance, sent, position))
      faults.add("disclosure", "does not say to which recipient of the charter, for what and on which ground", position);
}

}  // namespace

Verdict judge_message(const Instance& instance, const std::string& target) {
  const Kind* kind = instance.active->kind(target);
  if (!kind || kind->messages_to.empty()) return {Status::missing, "By the charter in force no other partnership is asked."};
  Faults faults;
  const Stories stories = stories_of(instance, faults);
  std::size_t told = 0, delivered = 0;
  std::set<std::string> partners;
  for (const auto& [id, story] : stories) {
    look_at_message(instance, story, faults);
    told += story.disclosed.size();
    delivered += story.delivered ? 1 : 0;
    partners.insert(instance.leaf(story.queued).word("agency"));
  }
  if (!faults.empty()) return {Status::broken, faults.words()};
  if (stories.empty()) return {Status::not_exercised, "No message went to another partnership yet", kind->words()};
  return {Status::kept, "What went to other partnerships is in the ledger with recipient, purpose and basis, before it could leave",
          kind->words() + " (" + count_of(stories.size(), "message") + " to " + count_of(partners.size(), "partnership") + ", " +
              std::to_string(delivered) + " delivered, " + count_of(told, "disclosure") + ")",
          "What the other partnership does with it, its own ledger shows. What is asked outside the system does not show here."};
}

}  // namespace concordat::evidence
