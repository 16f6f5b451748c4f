#pragma once

#include "charter/charter.h"

namespace concordat::charter {

// What a contact prints may be mistyped: postcodes, telephone numbers, email addresses. (check_contacts.cc)
void check_links(const Charter& charter, std::vector<Finding>& findings);
void check_contacts(const Charter& charter, std::vector<Finding>& findings);

void check_refusals(const Charter& charter, std::vector<Finding>& findings);

}  // namespace concordat::charter
