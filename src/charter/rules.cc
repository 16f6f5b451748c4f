#include <algorithm>

#include "charter/outputs.h"

namespace concordat::charter {

std::vector<const Rule*> rules_for(const Charter& charter, Act act, std::string_view record_kind, std::string_view part) {
  const auto holds = [](const auto& list, const auto& item) { return std::find(list.begin(), list.end(), item) != list.end(); };
  std::vector<const Rule*> found;
  const RecordKind* kind = charter.record_kind(record_kind);
  if (kind == nullptr || kind->part(part) == nullptr) return found;
  for (const Rule& rule : charter.rules) {
    if (holds(rule.may, act) && holds(rule.on, record_kind) && (rule.parts.empty() || holds(rule.parts, part))) found.push_back(&rule);
  }
  return found;
}

}  // namespace concordat::charter
