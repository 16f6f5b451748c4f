#pragma once
// The steps of signing in, between the files of this slice.

#include <memory>

#include "casework/app.h"
#include "casework/signin/pending.h"

namespace concordat::casework {

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
void add_kept_form_pages(http::Router& router, const App& app);
void add_own_sign_in_pages(http::Router& router, const App& app, const std::shared_ptr<Pending>& pending);

}  // namespace concordat::casework
