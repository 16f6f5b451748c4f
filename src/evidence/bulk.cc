// What was approved together with other proposals: whether who approved had been shown the sample that the draw asks for.

#include <algorithm>
#include <set>

#include "crypto/crypto.h"
#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

constexpr std::size_t kLeast = 3;     // docs/formats/ledger.md
constexpr std::size_t kPercent = 5;

struct Together {
  const Leaf* opened = nullptr;
  const Leaf* closed = nullptr;
  std::set<std::string> looked_at;  // before the first approval
  std::vector<std::pair<std::string, std::string>> approved;  // warrant, content
};

Together together(const Instance& instance, const std::string& bulk, const std::string& actor) {
  Together all;
  const auto found = instance.bulks.find(bulk);
  if (found == instance.bulks.end()) return all;
  for (const Position position : found->second) {
    const Leaf& leaf = instance.leaf(position);
    if (leaf.actor != actor) continue;
    if (leaf.event == "bulk.opened") all.opened = &leaf;
    if (leaf.event == "bulk.approved") all.closed = &leaf;
    if (leaf.event == "bulk.looked-at" && all.approved.empty()) all.looked_at.insert(leaf.word("warrant"));
    if (leaf.event == "warrant.approved") all.approved.emplace_back(leaf.word("warrant"), leaf.word("content"));
  }
  return all;
}

// The lines of what was taken together: what was approved and what left.
std::vector<std::string> lines_of_members(const Instance& instance, const Together& all) {
  std::vector<std::string> lines;
  for (const auto& [warrant, content] : all.approved) lines.push_back(warrant + " " + content + "\n");
  for (const std::string& left : all.closed->words("left")) {
    const auto id = WarrantId::parse(left);
    const auto row = id ? instance.data.warrants.find(*id) : instance.data.warrants.end();
    if (row != instance.data.warrants.end()) lines.push_back(id->text() + " " + to_hex(row->second.content) + "\n");
  }
  std::ranges::sort(lines);
  return lines;
}

std::vector<std::string> sample_of(const Together& all) {
  const Bytes seed = from_hex(all.opened->word("seed")).value_or(Bytes{});
  std::vector<std::pair<crypto::Digest, std::string>> order;
  for (const auto& [warrant, content] : all.approved)
    order.emplace_back(crypto::sha256(seed, from_hex(warrant).value_or(Bytes{})), warrant);
  std::ranges::sort(order);
  const std::size_t share = (order.size() * kPercent + 99) / 100;
  order.resize(std::min(order.size(), std::max(kLeast, share)));
  std::vector<std::string> sample;
  for (auto& [digest, warrant] : order) sample.push_back(std::move(warrant));
  return sample;
}

bool check_sample(const Instance& instance, const std::string& bulk, const std::string& actor) {
  const Together all = together(instance, bulk, actor);
  if (!all.opened || !all.closed || all.closed->word("approved") != std::to_string(all.approved.size())) return false;
  std::string text;
  for (const std::string& line : lines_of_members(instance, all)) text += line;
  if (to_hex(crypto::sha256(as_bytes(text))) != all.opened->word("members")) return false;
  return std::ranges::all_of(sample_of(all), [&](const std::string& warrant) { return all.looked_at.contains(warrant); });
}

}  // namespace

bool sample_was_looked_at(const Instance& instance, const std::string& bulk, const std::string& actor) {
  const auto [known, is_new] = instance.samples_checked.try_emplace({bulk, actor}, false);
  if (is_new) known->second = check_sample(instance, bulk, actor);
  return known->second;
}

}  // namespace concordat::evidence
