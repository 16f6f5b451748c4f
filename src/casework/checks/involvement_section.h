#pragma once
// The section Involvement of a review: agencies asked whether they know the people of it, and what they answered.

#include "casework/cases/visit.h"
#include "casework/checks/checks.h"

namespace concordat::casework {

bool has_involvement_section(const Visit& visit, const CaseFile& case_file);
std::string path_of_involvement(const CaseFile& case_file);
// Whether this person may ask that agency here: the grant to add its check.
Result<policy::Grant> grant_to_ask(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind, AgencyId agency);
// The people of that agency who can sign in.
std::vector<parties::Account> people_of(const App& app, AgencyId agency);

void add_involvement_section(http::Router& router, const App& app);
void add_asking_pages(http::Router& router, const App& app);   // ask_agencies.cc
void add_contact_pages(http::Router& router, const App& app);  // check_contact.cc

}  // namespace concordat::casework
