#pragma once

#include "charter/charter.h"

namespace concordat::charter {

// What a check found: something that the notice leaves out or has wrong, or what no charter may say.
void warn(std::vector<Finding>& findings, std::string_view rule, const Location& where, std::string message, std::string remedy);
void fail(std::vector<Finding>& findings, std::string_view rule, const Location& where, std::string message, std::string remedy);

// What a contact prints may be mistyped: postcodes, telephone numbers, email addresses. (check_contacts.cc)
void check_links(const Charter& charter, std::vector<Finding>& findings);
void check_contacts(const Charter& charter, std::vector<Finding>& findings);

// Lawful bases and citations; what of them depends on the day. (check_law.cc)
void check_laws(const Charter& charter, std::vector<Finding>& findings);
void check_laws_on(const Charter& charter, CivilDate day, std::vector<Finding>& findings);

// What is never done, and no purpose is of that kind. (bind_refusals.cc)
void check_refusals(const Charter& charter, std::vector<Finding>& findings);

}  // namespace concordat::charter
