#pragma once
// What is in force at a moment: appointments, roles that were lent, break-glass, restrictions. Policy judges by that alone.

#include "policy/policy.h"
#include "store/store.h"

namespace concordat::policy {

// The third right that stops the use of a record, beside "restriction" and "objection": of the agency that owns it.
inline constexpr std::string_view kRecallRight = "recall";

// From its beginning, or from the agreement where it is by involvement, until its end or the moment it was ended.
bool in_force(const store::AppointmentRow& row, Instant now);
bool in_force(const store::RoleGrantRow& row, Instant now);
bool in_force(const store::EmergencyRow& row, Instant now);
bool in_force(const store::RestrictionRow& row);

void add_tasks(const std::vector<store::AppointmentRow>& rows, Instant now, Subject& subject);
void add_emergencies(const std::vector<store::EmergencyRow>& rows, Instant now, Subject& subject);
void add_restrictions(const std::vector<store::RestrictionRow>& rows, Subject& subject);
std::vector<parties::Deputyship> deputyships(const std::vector<store::RoleGrantRow>& rows, Instant now);

}  // namespace concordat::policy
