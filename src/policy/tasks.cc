#include "policy/tasks.h"

namespace concordat::policy {
namespace {

bool is_between(Instant begins, const std::optional<Instant>& ends, const std::optional<Instant>& ended, Instant now) {
  return begins <= now && (!ends || now < *ends) && (!ended || now < *ended);
}

Task::How how_of(const store::AppointmentRow& row) {
  if (row.how == "group") return Task::How::group;
  return row.how == "involved" ? Task::How::agreed : Task::How::by_name;
}

}  // namespace

bool in_force(const store::AppointmentRow& row, Instant now) {
  if (row.how == "involved" && !(row.agreed && *row.agreed <= now)) return false;
  return is_between(row.begins, row.ends, row.ended, now);
}

bool in_force(const store::RoleGrantRow& row, Instant now) {
  return row.approved && *row.approved <= now && is_between(row.begins, row.ends, row.ended, now);
}

bool in_force(const store::EmergencyRow& row, Instant now) { return is_between(row.opened, row.closes, std::nullopt, now); }

bool in_force(const store::RestrictionRow& row) { return !row.ended; }

void add_tasks(const std::vector<store::AppointmentRow>& rows, Instant now, Subject& subject) {
  for (const store::AppointmentRow& row : rows)
    if (in_force(row, now)) subject.tasks.push_back({how_of(row), row.account, row.role, row.ends});
}

void add_emergencies(const std::vector<store::EmergencyRow>& rows, Instant now, Subject& subject) {
  for (const store::EmergencyRow& row : rows)
    if (in_force(row, now)) subject.emergencies.push_back({row.id, row.account, row.closes});
}

void add_restrictions(const std::vector<store::RestrictionRow>& rows, Subject& subject) {
  for (const store::RestrictionRow& row : rows) {
    if (!in_force(row)) continue;
    (row.right == "objection" ? subject.objected : row.right == kRecallRight ? subject.recalled : subject.restricted) = true;
  }
}

std::vector<parties::Deputyship> deputyships(const std::vector<store::RoleGrantRow>& rows, Instant now) {
  std::vector<parties::Deputyship> lent;
  for (const store::RoleGrantRow& row : rows)
    if (!row.principal.is_none() && row.ends && in_force(row, now)) lent.push_back({row.role, row.principal, *row.ends});
  return lent;
}

}  // namespace concordat::policy
