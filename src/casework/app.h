#pragma once
// What every slice works with: the vault and its gate, who is signed in, the shell of a page, and what to answer when
// something cannot be done.

#include <functional>
#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <unordered_map>

#include "base/secret.h"
#include "casework/kept_forms.h"
#include "casework/throttle.h"
#include "exchange/post.h"
#include "html/assets.h"
#include "html/layout.h"
#include "http/http.h"
#include "mail/outbox.h"
#include "payment/gateway.h"
#include "vault/disposal.h"
#include "vault/vault.h"

namespace concordat::casework {

inline constexpr int kPublicMinutes = 60;  // without a further answer, for which a public form is kept

// Who may sign in: opened at unseal under a logged system grant and held in memory only.
class Accounts {
 public:
  static Result<std::unique_ptr<Accounts>> load(vault::Vault& vault);

  std::optional<parties::Account> find(AccountId id) const;
  std::vector<parties::Account> all() const;  // by name
  struct SignIn {
    std::optional<parties::Account> account;  // if the password is its own; takes as long for an address that nobody has
    bool busy = false;                        // too many sign in at this moment: nothing was looked at
  };
  SignIn sign_in(std::string_view email, std::string_view password) const;
  Result<void> add(vault::Vault& vault, const parties::Account& account, std::string_view by);
  Result<void> update(vault::Vault& vault, const parties::Account& account, std::string_view by);
  // How somebody signs in (vault.h); what is found here is as the vault has it afterwards.
  Result<parties::Account> change_sign_in(vault::Vault& vault, AccountId id, std::string_view what, std::string_view by,
                                          const vault::Vault::AccountChange& change);
  Throttle& throttle() const { return throttle_; }
  KeptForms& kept_forms() const { return kept_forms_; }
  KeptForms& kept_answers() const { return kept_answers_; }  // of agencies' contacts, who have no account
  KeptForms& public_answers() const { return public_answers_; }  // to forms of the public site: apart, so that it crowds nobody out
  void renew(const parties::Account& account);  // as the vault has it now

 private:
  Accounts();

  // A pass phrase takes 0.1 s, and the server has four workers: one of them stays free for everybody else.
  using Entrances = std::counting_semaphore<3>;
  mutable Entrances entrances_{3};
  mutable Throttle throttle_;
  mutable KeptForms kept_forms_;
  mutable KeptForms kept_answers_;
  mutable KeptForms public_answers_{kPublicMinutes};
  std::mutex changes_;  // so that the newest is what stays in memory
  mutable std::mutex mutex_;  // guards by_id_
  std::unordered_map<AccountId, parties::Account> by_id_;
  std::string nobodys_hash_;
};

// Only an instance with invented people has one.
class Demonstration {
 public:
  struct SignIn {
    std::string role;
    std::string email;
    std::string password;
  };
  virtual ~Demonstration() = default;
  // Lives through that many days: time goes on, and the daily run of disposal with it.
  virtual Result<void> advance(int days) = 0;
  virtual const std::vector<SignIn>& sign_ins() const = 0;
};

struct App {
  vault::Vault& vault;
  vault::Disposal& disposal;
  Accounts& accounts;
  const html::Assets& assets;
  const Secret& link_key;       // authenticates the links that delegates are given
  std::string deposits;         // the folder of deposited checkpoints and certificates
  std::string attestation_file;  // the last attestation, as `concordat attest --json` prints it
  Demonstration* demonstration = nullptr;
  mail::Outbox* outbox = nullptr;  // null: mail is off
  exchange::Post* messages = nullptr;  // to and from other partnerships' instances
  const payment::Gateway* payments = nullptr;  // null: nobody is sent to pay
  std::string charters = "charters";   // the folder of the libraries that a newer charter may extend
  std::string certificate_file = {};   // of this server; empty: it does not end TLS itself

  const charter::Charter& charter() const { return *vault.active_charter(); }
  CivilDate today() const { return vault.today(); }
  // The person who is signed in, or the public. Who has left is nobody from that moment.
  std::optional<parties::Account> account(const http::Request& request) const;
  policy::Actor actor(const http::Request& request) const;
  policy::Actor actor(const parties::Account& account) const;  // with what is lent to them now
};

struct PageContent {
  std::string title;
  html::Html content;
  html::Html before_content = {};
  std::vector<html::ErrorSummaryItem> errors = {};
  int status = 200;
  bool one_task = false;  // for whoever came by a link of a mail to do one thing: few ways elsewhere, and help in one line
};

// A page of the public site, or of the workspace where somebody is signed in. “Back” shows it again where a form was answered with it,
// unless something on it has the class concordat-secret.
http::Response page(const App& app, const http::Request& request, PageContent content);
http::Response not_found();
// Something could not be done: what happened and what to do, on a page of its own.
http::Response problem(const App& app, const http::Request& request, const Error& error, std::string_view back);
// The page that the engine shows by itself for a status.
std::string error_page(const App& app, int status);

// Whom a mail's reader can ask: the partnership's own telephone, where the charter names one; "telephone us on 01632 960 001".
std::string how_to_reach_us(const charter::Charter& charter);
std::string csrf(const http::Request& request);

}  // namespace concordat::casework
