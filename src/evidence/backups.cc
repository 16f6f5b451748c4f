// "backup:recent": a backup that is recent enough, that was tried, and keys that were removed from backups in time. The ledger
// says what was done; that the files still lie where they were put, it cannot say.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

constexpr std::int32_t kDaysOfADrill = 365;

std::string days_ago(std::int32_t days) {
  if (days == 0) return "today";
  return count_of(static_cast<std::size_t>(days), "day") + " ago";
}

std::optional<CivilDate> last_day_of(const Instance& instance, std::string_view event) {
  std::optional<CivilDate> last;
  for (const Leaf& leaf : instance.data.leaves)
    if (leaf.event == event && leaf.at <= instance.now) last = london_date(leaf.at);
  return last;
}

// Backups of keys that should be gone: the night after their last day removes them.
std::size_t keys_kept_too_long(const Instance& instance) {
  std::set<std::string> removed;
  for (const Leaf& leaf : instance.data.leaves)
    if (leaf.event == "backup.keys-removed") removed.insert(leaf.word("name"));
  return static_cast<std::size_t>(std::ranges::count_if(instance.data.leaves, [&](const Leaf& leaf) {
    return leaf.event == "backup.taken" && !removed.contains(leaf.word("name")) &&
           london_date(leaf.at).plus_days(instance.active->key_backup_days) < instance.today;
  }));
}

// Destructions whose intent lies in no deposit: a restore refuses without it, or brings back what was destroyed.
std::size_t intents_lost(const Instance& instance) {
  std::set<WarrantId> lost;
  for (const Leaf& leaf : instance.data.leaves) {
    const auto warrant = leaf.event == "destruction.done" ? WarrantId::parse(leaf.word("warrant")) : std::nullopt;
    if (warrant && !instance.data.intents.contains(warrant->text())) lost.insert(*warrant);
  }
  return lost.size();
}

// What the server's own try of a later time came to.
std::string failed_since(const Instance& instance, std::string_view taken) {
  const Leaf* failed = nullptr;
  for (const Leaf& leaf : instance.data.leaves) {
    if (leaf.event == taken) failed = nullptr;
    if (leaf.event == "backup.failed") failed = &leaf;
  }
  if (!failed) return "";
  return " The server's last try, " + days_ago(instance.today.days() - london_date(failed->at).days()) + ", failed: its log says why.";
}

}  // namespace

Verdict judge_backup(const Instance& instance, const std::string&) {
  const std::int32_t most = instance.active->backup_days;
  if (most == 0) return {Status::missing, "The charter does not say how old a backup may be."};
  const std::size_t kept = keys_kept_too_long(instance);
  if (kept > 0)
    return {Status::broken, count_of(kept, "backup") + " of keys not removed after " +
                                count_of(static_cast<std::size_t>(instance.active->key_backup_days), "day") + "."};
  const std::size_t lost = intents_lost(instance);
  if (lost > 0)
    return missing("The deposited intent of " + count_of(lost, "destruction") + " is lost, and no backup is restored without it.",
                   "Put deposits/ back from where it was handed to.");
  const auto taken = last_day_of(instance, "backup.taken");
  const std::string failed = failed_since(instance, "backup.taken");
  if (!taken) return missing("No backup was taken yet." + failed, "Run `concordat backup` each night, or serve with --backup-to.");
  const std::int32_t age = instance.today.days() - taken->days();
  const std::string newest = "The newest backup was taken " + days_ago(age) + "; ";
  if (age > most) return {Status::broken, newest + count_of(static_cast<std::size_t>(most), "day") + " may pass." + failed};
  const auto tried = last_day_of(instance, "backup.tried");
  if (!tried) return missing(newest + "but none was ever restored to try it." + failed, "Run `concordat restore --drill`.");
  const std::int32_t since = instance.today.days() - tried->days();
  const std::string last = newest + "one was restored and opened " + days_ago(since);
  if (since > kDaysOfADrill) return {Status::broken, last + ", more than a year." + failed};
  return {Status::kept, last + "." + failed};
}

}  // namespace concordat::evidence
