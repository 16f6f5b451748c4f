// Who held which role, as the ledger says it of each account.

#include <algorithm>

#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

// By the last entry of the account before; none where that is of an earlier version.
std::optional<std::set<std::string>> roles_at(const Instance& instance, RecordId account, Position position) {
  const auto entries = instance.accounts.find(account);
  if (entries == instance.accounts.end()) return std::nullopt;
  const Leaf* last = nullptr;
  for (const Position entry : entries->second)
    if (entry < position) last = &instance.leaf(entry);
  if (!last || last->detail.find("roles=") == std::string::npos) return std::nullopt;
  const std::vector<std::string> roles = last->words("roles");
  return std::set<std::string>(roles.begin(), roles.end());
}

// The roles in which this account stood in for another just then.
void add_deputised(const Instance& instance, const std::string& actor, Position position, std::set<std::string>& roles) {
  std::map<std::string, std::string> standing;  // by the grant
  const std::int64_t now = instance.leaf(position).at.microseconds;
  for (const Position entry : instance.deputies) {
    if (entry >= position) break;
    const Leaf& leaf = instance.leaf(entry);
    if (leaf.event == "deputy.ended") standing.erase(leaf.word("grant"));
    const bool is_meant = leaf.event == "deputy.declared" && leaf.word("account") == actor;
    if (is_meant && leaf.number("begins", now) <= now && now < leaf.number("ends", now + 1))
      standing[leaf.word("grant")] = leaf.word("role");
  }
  for (const auto& [grant, role] : standing) roles.insert(role);
}

}  // namespace

bool held_one_of(const Instance& instance, const Charter& charter, const std::vector<std::string>& roles, Position position) {
  const std::string& actor = instance.leaf(position).actor;
  const auto account = RecordId::parse(actor);
  const RecordRow* row = account ? instance.record(*account) : nullptr;
  if (!row || row->kind != "account") return false;
  auto held = roles_at(instance, *account, position);
  if (held) add_deputised(instance, actor, position, *held);
  return std::ranges::any_of(roles, [&](const std::string& name) {
    const auto role = charter.role_of_agency.find(name);
    const bool may_hold = role != charter.role_of_agency.end() && role->second == !row->owner.is_none();
    return may_hold && (!held || held->contains(name));
  });
}

}  // namespace concordat::evidence
