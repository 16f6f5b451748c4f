#pragma once
// How a part of a record ends. The charter in force has a say in it, and so has the one that the record was collected under or that
// two people adopted for it: its last day is the earlier of the two, and where any of them asks for two people and a quarantine, it
// goes in no other way. A newer charter lets what is held go sooner, and never more lightly (docs/decisions/0078).

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "charter/charter.h"
#include "store/store.h"

namespace concordat::vault {

class Vault;

struct Ending {
  const charter::RecordKind* kind = nullptr;  // null for what no charter declares, as a kept reason
  const charter::Part* rule = nullptr;        // the part as that charter declares it whose period gives the last day
  std::optional<CivilDate> last_day;          // none while its event has not happened, or where no period is given
  bool weighty = false;                       // two people approve it, and a quarantine passes
  bool certificate = false;                   // its owner is given a certificate of its destruction
};

// Looks up what many endings hang on once. Valid as long as the reader.
class Endings {
 public:
  Endings(Vault& vault, store::Reader& reader);
  // As they would be with another charter in force.
  Endings(Vault& vault, store::Reader& reader, const charter::Charter& in_force) : vault_(vault), reader_(reader), in_force_(&in_force) {}

  Ending of(const store::RecordRow& record, std::string_view part);

 private:
  const std::string& adopted_charter(const store::RecordRow& record, std::string_view part);
  const std::vector<store::EventRow>& events_of(CaseId id);

  Vault& vault_;
  store::Reader& reader_;
  const charter::Charter* in_force_;
  std::map<std::tuple<std::string, std::string, std::string>, std::string> adopted_;
  std::optional<CaseId> case_id_;
  std::vector<store::EventRow> events_;  // of that case
};

// What would be due at once under another charter, and is not now.
struct DueAtOnce {
  std::string what;  // "Chronology"
  bool weighty = false;
  std::size_t parts = 0;
};
std::vector<DueAtOnce> due_at_once(Vault& vault, const charter::Charter& next);

}  // namespace concordat::vault
