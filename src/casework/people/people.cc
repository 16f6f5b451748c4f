#include "casework/people/people.h"

#include <algorithm>

#include "charter/outputs.h"
#include "policy/tasks.h"

namespace concordat::casework {

bool may_appoint(const App& app, const policy::Actor& actor) {
  return app.vault.gate().authorise(actor, charter::Capability::appoint).ok();
}

std::vector<OwnTask> own_tasks(const App& app, const policy::Actor& actor) {
  const Instant now = app.vault.clock().now();
  std::vector<OwnTask> tasks;
  app.vault.store().read([&](store::Reader& reader) {
    std::vector<store::AppointmentRow> rows = reader.appointments_of(actor.account);
    for (store::AppointmentRow& row : reader.appointments_of(AccountId{})) rows.push_back(std::move(row));
    for (store::AppointmentRow& row : rows) {
      if (row.ended || (row.ends && *row.ends <= now) || !actor.roles.contains(row.role)) continue;
      const auto of = reader.find_case(row.case_id);
      const bool waits = row.how == "involved" && !row.agreed;
      if (of && !is_over_for(app, *of, row.role)) tasks.push_back({std::move(row), *of, waits});
    }
  });
  return tasks;
}

std::size_t roles_to_approve(const App& app, const policy::Actor& actor) {
  if (!app.vault.gate().authorise(actor, charter::Capability::manage_accounts)) return 0;
  std::vector<store::RoleGrantRow> rows;
  app.vault.store().read([&](store::Reader& reader) { rows = reader.role_grants_proposed(); });
  return static_cast<std::size_t>(std::ranges::count_if(rows, [&](const store::RoleGrantRow& row) {
    return row.proposed_by != actor.account && row.account != actor.account;
  }));
}

std::string name_of_account(const App& app, AccountId id) {
  const auto account = app.accounts.find(id);
  return account ? account->name : "An account no longer here";
}

std::optional<store::CaseRow> case_of(const App& app, CaseId id) {
  std::optional<store::CaseRow> row;
  app.vault.store().read([&](store::Reader& reader) { row = reader.find_case(id); });
  return row;
}

std::optional<store::CaseRow> case_with_reference(const App& app, std::string_view reference) {
  std::optional<store::CaseRow> found;
  app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind& kind : app.charter().case_kinds)
      for (const store::CaseRow& row : reader.cases(kind.name))
        if (row.reference == reference) found = row;
  });
  return found;
}

bool is_over_for(const App& app, const store::CaseRow& of, std::string_view role) {
  const charter::CaseKind* kind = app.charter().case_kind(of.kind);
  return concluded(app.charter(), of) && (!kind || charter::task_ends_with_case(app.charter(), role, *kind));
}

bool is_in_force(const App& app, const store::CaseRow& of, const store::AppointmentRow& task, Instant now) {
  return policy::in_force(task, now) && !is_over_for(app, of, task.role);
}

std::string end_words(const std::optional<Instant>& end) {
  if (!end) return "the case ends";
  const CivilDate day = london_date(*end);
  return *end == london_midnight(day) ? day.plus_days(-1).words() : london_words(*end);
}

std::optional<std::string> page_of_case(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  if (row.kind == "course-run" && !actor.agency.is_none()) return std::nullopt;
  if (row.kind == "course-run") return "/workspace/courses/" + row.id.text();
  if (has_case_pages(app.charter(), row.kind)) return "/workspace/cases/" + row.id.text();
  return std::nullopt;
}

void add_people_pages(http::Router& router, const App& app) {
  add_case_people_pages(router, app);
  add_task_pages(router, app);
  add_emergency_pages(router, app);
  add_account_pages(router, app);
  add_mail_pages(router, app);
  add_partner_pages(router, app);
  add_officer_pages(router, app);
}

}  // namespace concordat::casework
