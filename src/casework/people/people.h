#pragma once
// People: who is appointed to a case, a person's own tasks, emergency access and its review, accounts and their roles.

#include "casework/access.h"
#include "casework/emergency.h"
#include "http/http.h"

namespace concordat::casework {

inline constexpr const char* kPeople = "/workspace/people";
inline constexpr const char* kTasks = "/workspace/tasks";
inline constexpr const char* kAccounts = "/workspace/accounts";
inline constexpr const char* kAccessReview = "/workspace/accounts/access-review";
inline constexpr const char* kPartners = "/workspace/accounts/partnerships";
inline constexpr const char* kAgents = "/workspace/accounts/agents";
inline constexpr const char* kMail = "/workspace/accounts/mail";
inline constexpr const char* kHealth = "/workspace/accounts/health";

bool may_appoint(const App& app, const policy::Actor& actor);

// A task of this person: by name, by their group, or asked for their contribution.
struct OwnTask {
  store::AppointmentRow row;
  store::CaseRow of;
  bool waits_for_agreement = false;
};
std::vector<OwnTask> own_tasks(const App& app, const policy::Actor& actor);
std::size_t roles_to_approve(const App& app, const policy::Actor& actor);
// By when somebody looks again at who holds which role: three months after the last review, or after the first account.
CivilDate access_review_due(const App& app);

void add_people_pages(http::Router& router, const App& app);
// Called by the above.
void add_case_people_pages(http::Router& router, const App& app);
void add_task_pages(http::Router& router, const App& app);
void add_emergency_pages(http::Router& router, const App& app);
void add_account_pages(http::Router& router, const App& app);
void add_mail_pages(http::Router& router, const App& app);
void add_partner_pages(http::Router& router, const App& app);
void add_officer_pages(http::Router& router, const App& app);
// The accounts whose reset waits for a second person.
html::Html resets_html(const App& app);
// On an account's page: its invitation, or how its sign-in is reset.
html::Html sign_in_html(const App& app, const http::Request& request, const parties::Account& account, AccountId own);

// ---- words and ways that these pages share
std::string name_of_account(const App& app, AccountId id);
// Whether the case is over, and the charter lets nobody in by a task in this role any more.
bool is_over_for(const App& app, const store::CaseRow& of, std::string_view role);
bool is_in_force(const App& app, const store::CaseRow& of, const store::AppointmentRow& task, Instant now);
// When a task ends: of an end at midnight its last day, "28 February 2027".
std::string end_words(const std::optional<Instant>& end);
std::optional<store::CaseRow> case_of(const App& app, CaseId id);
std::optional<store::CaseRow> case_with_reference(const App& app, std::string_view reference);
// Those who were involved and are asked to contribute to the case, with what they answered; nothing where nobody is.
html::Html contributions_html(const App& app, const policy::Actor& actor, const store::CaseRow& of);
// A page about the case that this person may open, or none.
std::optional<std::string> page_of_case(const App& app, const policy::Actor& actor, const store::CaseRow& row);

}  // namespace concordat::casework
