#pragma once
// What the workloads over a whole data directory share: one partnership, its people, and what anybody finds in it afterwards.

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "fault/workload.h"
#include "ops/instance.h"

namespace fault {

inline constexpr const char* kCharterFile = "tests/fault/charter.toml";

// A key file of this process, for the key is on no disk whose power is cut.
concordat::ops::Unseal office_key();
concordat::CivilDate first_day();

template <class Value>
Value require(concordat::Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<Value>) return std::move(result).value();
}

void make_office(const std::string& directory, const concordat::Clock& clock);

concordat::policy::Actor officer(concordat::vault::Vault& vault, int number);
concordat::policy::Actor police(concordat::vault::Vault& vault);

// The one part of every kind of record here holds a name.
concordat::vault::Values values_of(const std::string& name);
// The police are asked to supply to a matter.
concordat::CaseId open_case(concordat::vault::Vault& vault, const char* kind, const std::string& reference);
concordat::RecordId add(concordat::vault::Vault& vault, const concordat::policy::Actor& actor, concordat::CaseId id, const char* kind,
                        const std::string& name);
concordat::Result<void> correct(concordat::vault::Vault& vault, concordat::RecordId id, const std::string& name, std::uint32_t version);
concordat::Result<std::string> read(concordat::vault::Vault& vault, concordat::RecordId id);  // the name
void end_case(concordat::vault::Vault& vault, concordat::CaseId id);
void withdraw(concordat::ops::Instance& instance, concordat::RecordId id);
concordat::store::WarrantRow open_proposal(concordat::vault::Vault& vault, concordat::CaseId id);
void approve(concordat::ops::Instance& instance, const concordat::store::WarrantRow& proposal, int number);

// What stands in the directory: by the reference of its case and its place there, as "reference/number", each record's name;
// where its part was destroyed, "destroyed".
using Found = std::map<std::string, std::string>;
// Reads everything as an officer. Adds to `problems` what holds of every sound directory and does not hold here: the ledger
// stands against every deposited head, no destruction is half done, no key is there but those of what is held, and the
// intent of each destruction was deposited.
Found look_around(concordat::ops::Instance& instance, std::vector<std::string>& problems);

}  // namespace fault
