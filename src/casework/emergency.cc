#include "casework/emergency.h"

#include <algorithm>

#include "policy/tasks.h"

namespace concordat::casework {
namespace {

constexpr int kDaysToldToAgencies = 28;

std::vector<store::EmergencyRow> since(const App& app, Instant opened) {
  std::vector<store::EmergencyRow> rows;
  app.vault.store().read([&](store::Reader& reader) { rows = reader.emergencies_since(opened); });
  return rows;
}

}  // namespace

std::vector<store::EmergencyRow> open_emergencies(const App& app, AccountId account) {
  const Instant now = app.vault.clock().now();
  auto rows = since(app, now);
  std::erase_if(rows, [&](const store::EmergencyRow& row) { return row.account != account || !policy::in_force(row, now); });
  return rows;
}

std::vector<store::EmergencyRow> emergencies_to_review(const App& app, const policy::Actor& actor) {
  if (!app.vault.gate().authorise(actor, charter::Capability::review_emergency)) return {};
  auto rows = since(app, app.vault.clock().now());
  std::erase_if(rows, [&](const store::EmergencyRow& row) { return row.reviewed || row.account == actor.account; });
  return rows;
}

std::vector<store::EmergencyRow> emergencies_about(const App& app, AgencyId agency) {
  if (agency.is_none()) return {};
  const Instant first{app.vault.clock().now().microseconds - kDaysToldToAgencies * kMicrosecondsPerDay};
  auto rows = since(app, first);
  app.vault.store().read([&](store::Reader& reader) {
    std::erase_if(rows, [&](const store::EmergencyRow& row) {
      const auto records = reader.records(row.case_id);
      return std::ranges::find(records, agency, &store::RecordRow::owner) == records.end();
    });
  });
  return rows;
}

std::vector<AccountId> reviewers(const App& app, AccountId but_for) {
  std::vector<AccountId> found;
  for (const parties::Account& account : app.accounts.all()) {
    const bool reviews = std::ranges::any_of(account.roles, [&](const std::string& name) {
      const charter::Role* role = app.charter().role(name);
      return role && role->holds(charter::Capability::review_emergency);
    });
    if (reviews && !account.left && account.id != but_for) found.push_back(account.id);
  }
  return found;
}

}  // namespace concordat::casework
