// "notice:controller" and "evidence:hosting": what the charter says of itself, and what a person has to show.

#include <algorithm>

#include "evidence/attest.h"
#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

// The last that was put on record of this name and not withdrawn.
const EvidenceEntry* newest(const Instance& instance, const std::string& name) {
  const EvidenceEntry* found = nullptr;
  for (const EvidenceEntry& entry : instance.evidence)
    if (entry.evidence == name && !entry.withdrawn && (!found || !found->until || (entry.until && *entry.until >= *found->until)))
      found = &entry;
  return found;
}

// What is written is bound by the ledger; docs/formats/ledger.md.
bool is_as_written(const Instance& instance, const EvidenceEntry& entry) {
  const auto found = instance.data.statements.find(entry.id);
  return found != instance.data.statements.end() &&
         to_hex(crypto::sha256(as_bytes(found->second))) == instance.leaf(entry.given).word("content");
}

// By the entry itself, and never longer than the charter in force lets it count.
std::optional<CivilDate> counts_until(const EvidenceEntry& entry, const Evidence& asked) {
  if (!entry.day || !entry.until) return std::nullopt;
  return std::min(*entry.until, entry.day->plus_months(asked.renew_months));
}

std::string line_of(const std::string& statement, std::string_view key) {
  std::string_view rest = statement;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    if (line.starts_with(key) && line.substr(key.size()).starts_with(' ')) return std::string(line.substr(key.size() + 1));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return "";
}

std::string left_open(const Charter& charter, const std::string& target) {
  if (target == "purposes") return "the lawful basis of " + charter.purposes_without_basis;
  if (target == "controller") return "who the controller is";
  if (target == "storage") return "where the data lies";
  if (target == "updated") return "the day of the notice";
  return target;
}

bool was_by_an_account(const Instance& instance, const EvidenceEntry& entry) {
  const auto account = RecordId::parse(instance.leaf(entry.given).actor);
  const RecordRow* row = account ? instance.record(*account) : nullptr;
  return row && row->kind == "account";
}

}  // namespace

Verdict judge_notice(const Instance& instance, const std::string& target) {
  const auto found = instance.active->notice.find(target);
  if (found == instance.active->notice.end() || found->second.empty())
    return missing("Our notice does not say", "Write it into the charter: " + left_open(*instance.active, target) + ".",
                   left_open(*instance.active, target));
  std::string says = found->second;
  if (says.ends_with('.')) says.pop_back();
  return {Status::kept, "The charter in force, from which the notice is made, says", says};
}

OnRecord on_record(const Instance& instance, const std::string& name) {
  const auto found = instance.active->evidence.find(name);
  if (found == instance.active->evidence.end())
    return {Status::missing, "Nothing is named that would show this.", "Add [evidence." + name + "] to the charter."};
  const Evidence& asked = found->second;
  const std::string what = "“" + asked.title + "”";
  const EvidenceEntry* entry = newest(instance, name);
  if (!entry)
    return {Status::missing, "Not on record: " + what + ".",
            "An officer must see it and put it on record, in the workspace under Charter (or by concordat evidence --record " + name +
                "); it then counts for " + count_of(static_cast<std::size_t>(asked.renew_months), "month") + "."};
  const std::string place = " (ledger entry " + std::to_string(entry->given) + ").";
  const auto until = counts_until(*entry, asked);
  if (!until || !is_as_written(instance, *entry)) return {Status::broken, what + " was changed since it was put on record" + place};
  if (!was_by_an_account(instance, *entry)) return {Status::broken, what + " was put on record by nobody who has an account here" + place};
  std::string seen = line_of(instance.data.statements.at(entry->id), "seen");
  if (!seen.ends_with('.')) seen += '.';
  if (*until < instance.today)
    return {Status::broken, what + " counted until " + until->words() + " and was not renewed. What was seen then: " + seen};
  if (*entry->day > instance.today) return {Status::broken, what + " bears a day that is still to come" + place};
  return {Status::kept, what + " was seen on " + entry->day->words() + " and counts until " + until->words() + ": " + seen};
}

Verdict judge_evidence(const Instance& instance, const std::string& target) {
  const OnRecord found = on_record(instance, target);
  return {found.status, found.words, {}, {}, found.todo};
}

Result<std::vector<Asked>> evidence_asked(const std::string& directory, Instant now) {
  const Instance instance = TRY(read_instance(directory, now));
  std::vector<Asked> all;
  for (const auto& [name, asked] : instance.active->evidence) {
    const OnRecord found = on_record(instance, name);
    Asked one{name, asked.title, asked.renew_months, std::string(name_of(found.status)), found.words, found.todo, {}, {}};
    for (const Promise& promise : instance.active->promises)
      if (std::ranges::find(promise.controls, std::pair<std::string, std::string>{"evidence", name}) != promise.controls.end())
        one.promises.push_back(promise.id);
    for (const EvidenceEntry& entry : instance.evidence) {
      const auto until = entry.evidence == name ? counts_until(entry, asked) : std::nullopt;
      const auto statement = instance.data.statements.find(entry.id);
      if (!until || statement == instance.data.statements.end()) continue;
      one.entries.push_back({entry.id, *entry.day, *until, line_of(statement->second, "seen"), line_of(statement->second, "reference"),
                             entry.withdrawn.has_value()});
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace concordat::evidence
