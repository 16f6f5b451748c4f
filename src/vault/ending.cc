#include "vault/ending.h"

#include "charter/outputs.h"
#include "charter/sentences.h"
#include "vault/events.h"
#include "vault/vault.h"
#include "vault/vault_checks.h"

namespace concordat::vault {
namespace {

// The first day that it happened; while it has not, the day last planned for it.
std::optional<CivilDate> day_of_event(const std::vector<store::EventRow>& events, std::string_view event) {
  std::optional<CivilDate> first;
  std::optional<CivilDate> planned;
  for (const store::EventRow& row : events) {
    const std::string_view name = row.event;
    if (name == event && (!first || row.day < *first)) first = row.day;
    if (name.starts_with(kExpectedEvent) && name.substr(kExpectedEvent.size()) == event) planned = row.day;
  }
  return first ? first : planned;
}

std::optional<CivilDate> last_day_by(const charter::Retention& keep, const std::vector<store::EventRow>& events) {
  if (keep.unstated) return std::nullopt;
  const auto event = day_of_event(events, keep.from);
  return event ? charter::last_day(keep, *event) : std::nullopt;
}

}  // namespace

Endings::Endings(Vault& vault, store::Reader& reader) : vault_(vault), reader_(reader), in_force_(nullptr) {
  if (const auto active = reader.meta("active-charter")) in_force_ = vault.charter(as_text(*active));
}

Ending Endings::of(const store::RecordRow& record, std::string_view part) {
  Ending ending;
  if (record.kind == policy::kReasonKind) {
    ending.last_day = record.collected.plus_months(kReasonMonths);
    return ending;
  }
  const std::string& adopted = adopted_charter(record, part);
  for (const charter::Charter* charter : {vault_.charter(adopted), vault_.charter(record.charter), in_force_}) {
    const charter::RecordKind* kind = charter ? charter->record_kind(record.kind) : nullptr;
    const charter::Part* declared = kind ? kind->part(part) : nullptr;
    if (!declared) continue;
    ending.weighty |= declared->keep.weighty;
    ending.certificate |= declared->keep.certificate;
    if (charter->hash == record.charter && adopted != record.charter) continue;  // its period was replaced by the adopted one
    const auto day = last_day_by(declared->keep, events_of(record.case_id));
    const bool is_earlier = day && (!ending.last_day || *day < *ending.last_day);
    const bool is_stated_first = !ending.last_day && ending.rule && ending.rule->keep.unstated && !declared->keep.unstated;
    if (!ending.rule || is_earlier || is_stated_first) {
      ending.kind = kind;
      ending.rule = declared;
    }
    if (is_earlier) ending.last_day = day;
  }
  return ending;
}

const std::string& Endings::adopted_charter(const store::RecordRow& record, std::string_view part) {
  std::string& charter = adopted_[{record.kind, std::string(part), record.charter}];
  if (charter.empty()) charter = Vault::retention_charter(reader_, record, part);
  return charter;
}

const std::vector<store::EventRow>& Endings::events_of(CaseId id) {
  if (case_id_ != id) events_ = reader_.events(id);
  case_id_ = id;
  return events_;
}

std::vector<DueAtOnce> due_at_once(Vault& vault, const charter::Charter& next) {
  std::map<std::pair<std::string, bool>, std::size_t> counts;
  const CivilDate today = vault.today();
  vault.store().read([&](store::Reader& reader) {
    Endings endings(vault, reader, next);
    for (const charter::RecordKind& kind : next.record_kinds)
      for (const store::RecordRow& record : reader.records_of_kind(kind.name))
        for (const store::PartRow& part : reader.parts(record.id)) {
          if (part.destroyed || (part.due && *part.due < today)) continue;
          const Ending ending = endings.of(record, part.part);
          if (ending.last_day && *ending.last_day < today) ++counts[{charter::short_title(*ending.kind, *ending.rule), ending.weighty}];
        }
  });
  std::vector<DueAtOnce> all;
  for (const auto& [what, parts] : counts) all.push_back({what.first, what.second, parts});
  return all;
}

}  // namespace concordat::vault
