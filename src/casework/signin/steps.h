#pragma once
// The steps of signing in, between the files of this slice.

#include <memory>

#include "casework/app.h"
#include "casework/signin/pending.h"

namespace concordat::casework {

inline constexpr const char* kKeptForms = "/workspace/kept-form";
// In the address of the sign-in page: a form came from a session that was over. What became of it is one of these words.
inline constexpr const char* kEnded = "ended";
inline constexpr const char* kEndedKept = "kept";
inline constexpr const char* kEndedLost = "lost";
inline constexpr const char* kEndedIdle = "nothing-typed";

struct SignInVisit {
  const App& app;
  const http::Request& request;
  Pending& pending;
};

// The page of the first step.
http::Response ask_sign_in(const App& app, const http::Request& request, const std::string& next, const std::string& email,
                           const std::string& error = "", int status = 200);
// What follows a right password: the second factor, or setting one up.
http::Response after_password(const SignInVisit& visit, const parties::Account& account, const std::string& next);
// The account of a half-done sign-in, if it can still go on.
std::optional<parties::Account> account_of(const App& app, const std::optional<HalfDone>& half);
http::Response begin_again(const SignInVisit& visit);

http::Response ask_code(const SignInVisit& visit, const std::string& token, AccountId id, const std::string& error = "");
http::Response take_code(const SignInVisit& visit);
http::Response ask_authenticator(const SignInVisit& visit, const std::string& token, const HalfDone& half, const parties::Account& account,
                                 const std::string& error = "");
http::Response take_authenticator(const SignInVisit& visit);

// The link of an invitation: /sign-in/invitation/ACCOUNT/TOKEN
http::Response show_invitation(const SignInVisit& visit);
http::Response take_invitation(const SignInVisit& visit);

html::Html recovery_codes_html(const std::vector<std::string>& codes);
bool waits_to_be_sent(const App& app, const std::string& whose);
void add_kept_form_pages(http::Router& router, const App& app);
void add_own_sign_in_pages(http::Router& router, const App& app, const std::shared_ptr<Pending>& pending);

}  // namespace concordat::casework
