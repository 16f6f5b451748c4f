#pragma once
// Practitioners who were involved in what a case is about and are asked to contribute.

#include "casework/people/people.h"
#include "vault/people.h"

namespace concordat::casework {

// Who will be told and how, before they are.
html::Html about_telling_html(const App& app, const parties::Account& account);
// By a mail with a link, where mail is on.
Result<void> tell_practitioner(const App& app, const parties::Account& account, AppointmentId id);

}  // namespace concordat::casework
