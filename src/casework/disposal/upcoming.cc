#include <map>
#include <tuple>

#include "casework/disposal/disposal_pages.h"
#include "charter/outputs.h"
#include "charter/sentences.h"
#include "vault/ending.h"

namespace concordat::casework {

DisposalPowers disposal_powers(const charter::Charter& charter, const policy::Actor& actor) {
  DisposalPowers powers;
  if (actor.kind != policy::ActorKind::person || !actor.agency.is_none()) return powers;
  for (const std::string& name : actor.roles) {
    const charter::Role* role = charter.role(name);
    if (!role) continue;
    for (const charter::Capability capability : role->may) {
      powers.propose |= capability == charter::Capability::propose_destruction;
      powers.approve |= capability == charter::Capability::approve_destruction;
      powers.hold |= capability == charter::Capability::hold;
    }
  }
  return powers;
}

std::vector<Upcoming> upcoming(const App& app, CivilDate until) {
  constexpr std::size_t kMostParts = 100'000;
  std::map<std::tuple<CivilDate, std::string, std::string, bool>, Upcoming> groups;
  app.vault.store().read([&](store::Reader& reader) {
    vault::Endings endings(app.vault, reader);
    for (const store::PartRow& row : reader.parts_due(until, kMostParts)) {
      const auto record = reader.find_record(row.record);
      const vault::Ending ending = record ? endings.of(*record, row.part) : vault::Ending();
      if (!ending.rule) continue;
      const std::string what = charter::short_title(*ending.kind, *ending.rule);
      const std::string kept = charter::words(ending.rule->keep);
      Upcoming& group = groups[{*row.due, what, kept, ending.weighty}];
      group = {*row.due, what, kept, ending.weighty, group.parts + 1};
    }
  });
  std::vector<Upcoming> list;
  for (auto& [key, group] : groups) list.push_back(std::move(group));
  return list;
}

}  // namespace concordat::casework
