#pragma once
// A step of the charter by which what a case holds is mailed (`mail-to:RECORD`), as news to those who confirmed that they want it
// (PECR, regulation 22). Each gets it once, although the server may fall over in the middle, and can end it by one press (RFC 8058).

#include "casework/app.h"

namespace concordat::casework {

const charter::Effect* mailing(const charter::Step& step);  // null: it mails nothing

// How many it goes to now. No name is needed, and none is opened.
std::size_t number_of_recipients(const App& app, const charter::Effect& effect);

// Lets what this case holds be mailed once it has taken the step. An Error where mail is off.
Result<void> begin_mailing(const App& app, CaseId id);

// What was begun and is not in the outbox yet. One thread does this and sends, so that nothing is queued while it is being sent.
Result<void> queue_mailings(vault::Vault& vault, const Secret& link_key, mail::Outbox& outbox);

}  // namespace concordat::casework
