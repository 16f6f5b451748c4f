#pragma once
// What must stand before a step of a case, and what its dates are held against: one function for the vault, which refuses, and for the
// page, which says so beforehand.

#include <string_view>
#include <vector>

#include "base/result.h"
#include "charter/dates.h"
#include "store/store.h"

namespace concordat::vault {

Result<void> check_guard(store::Reader& reader, const charter::Charter& charter, CaseId id, const charter::Guard& guard,
                         CivilDate today);

// The recipients of a publication whose copy is not on record as sent, in the charter's order.
std::vector<const charter::Recipient*> copies_owed(const charter::Charter& charter, std::string_view publication,
                                                   const std::vector<store::EventRow>& events);

// What dates of this case are held against. What is corrected is held against a last day without what was agreed before.
charter::KnownDays known_days(store::Reader& reader, const charter::Charter& charter, CaseId id, CivilDate today, bool corrects = false);

// Whether this part of such a record has its time in the case as it stands. What a step asks for is recorded in the state that it leads
// from; what ends, stops or puts off a clock, after that clock has begun.
Result<void> check_time(store::Reader& reader, const charter::Charter& charter, CaseId id, const charter::RecordKind& kind,
                        const charter::Part& part);

}  // namespace concordat::vault
