#pragma once
// An invitation to sign in: a link that lets one person choose a password, once.

#include "casework/app.h"

namespace concordat::casework {

inline constexpr int kInvitationDays = 7;
inline constexpr const char* kInvitationPath = "/sign-in/invitation/";

std::string invitation_task(AccountId id);  // of its one-time link
// Makes a new link, and sends it where mail is on. An earlier one is worth nothing from now on.
struct Invited {
  std::string link;     // to be handed over by hand; empty where it was sent by mail
  std::string problem;  // why it could not be sent, in words
};
Result<Invited> invite(const App& app, const http::Request& request, const policy::Mandate& mandate, const parties::Account& account);

}  // namespace concordat::casework
