#pragma once
// For unit tests: the pages of a slice over a real vault, asked as the engine asks them.

#include <fstream>

#include "casework/app.h"
#include "vault/test_instance.h"

namespace concordat::casework {

class TestApp {
 public:
  TestApp(const std::string& charter_file, const char* first_day) : instance_(charter_file, first_day) {
    std::filesystem::create_directories(instance_.folder + "/assets");
    std::filesystem::create_directories(instance_.folder + "/deposits");
    for (const char* file : {"govuk-frontend.min.css", "govuk-frontend.min.js", "concordat.css", "start.js", "icon.svg"})
      std::ofstream(instance_.folder + "/assets/" + file).flush();
    accounts_ = std::move(Accounts::load(*instance_.vault)).value();
    assets_ = std::move(html::Assets::load(instance_.folder + "/assets", "#003078")).value();
    app_.emplace(App{*instance_.vault, *instance_.disposal, *accounts_, assets_, link_key_, instance_.folder + "/deposits",
                     instance_.folder + "/attestation.json"});
  }

  const App& app() { return *app_; }
  vault::TestInstance& instance() { return instance_; }
  http::Router& router() { return router_; }

  // Messages to other partnerships wait in the database; what is refused is kept as the log has it.
  exchange::Post& exchange_messages() {
    messages_ = std::make_unique<exchange::Post>(*instance_.store, *instance_.ledger, link_key_, instance_.clock, "",
                                                 [this](const std::string& line) { log_ += line + "\n"; });
    app_->messages = messages_.get();
    return *messages_;
  }
  const std::string& log() const { return log_; }

  // What is mailed from now on waits in this outbox: no server is there.
  mail::Outbox& turn_mail_on() {
    std::filesystem::create_directories(instance_.folder + "/outbox");
    mail::Settings settings;
    settings.server = "127.0.0.1";
    settings.port = 1;
    settings.from = "office@example.org";
    settings.address = "https://example.org";
    outbox_ = std::make_unique<mail::Outbox>(instance_.folder + "/outbox", crypto::random_secret(crypto::kKeySize), std::move(settings),
                                             instance_.clock);
    app_->outbox = outbox_.get();
    return *outbox_;
  }

  // Payers are sent to this gateway from now on.
  void take_payments(const payment::Gateway& gateway) { app_->payments = &gateway; }

  // A person with these roles, new each time; of an agency where one is named.
  http::SessionView person(const char* name, std::set<std::string> roles, std::string_view agency = "", bool trained = true) {
    parties::Account account;
    account.id = crypto::new_id<AccountId>();
    account.agency = agency.empty() ? AgencyId{} : parties::agency_id(agency);
    account.name = name;
    account.email = account.id.text() + "@example.org";
    account.password_hash = "none";
    account.roles = std::move(roles);
    if (trained) account.trained = app_->today();
    account.confidentiality = instance_.clock.now();
    EXPECT_TRUE(accounts_->add(*instance_.vault, account, "system"));
    return {account.id, "token", true};  // signed in, and confirmed a moment ago
  }

  static http::Request as(const http::SessionView& who) {
    http::Request request;
    request.session = who;
    return request;
  }
  http::Response visit(std::string_view path) { return answer(http::Method::get, std::nullopt, path, {}); }  // nobody signed in
  http::Response deliver(const std::string& message) {
    http::Request request;
    request.message = message;
    const http::Route* route = router_.match(http::Method::post, exchange::kPath, request.parts);
    return route ? route->handler(request) : not_found();
  }
  http::Response post_as_nobody(std::string_view path, const std::vector<std::pair<std::string, std::string>>& form) {
    return answer(http::Method::post, std::nullopt, path, form);
  }
  // Answers a form of the public site a question at a time, and sends it.
  http::Response fill_in(std::string_view path, const std::vector<std::pair<std::string, std::string>>& answers) {
    for (const auto& [name, value] : answers) post_as_nobody(path, {{"question", name}, {name, value}});
    return post_as_nobody(path, {{"do", "send"}});
  }
  Instant now() const { return instance_.clock.now(); }
  http::Response get(const http::SessionView& who, std::string_view path) { return answer(http::Method::get, who, path, {}); }
  http::Response post(const http::SessionView& who, std::string_view path,
                      const std::vector<std::pair<std::string, std::string>>& form = {}) {
    return answer(http::Method::post, who, path, form);
  }
  http::Response send(const http::SessionView& who, std::string_view path, std::string name, std::string content,
                      const std::vector<std::pair<std::string, std::string>>& form = {}) {
    return answer(http::Method::post, who, path, form, {{"file", std::move(name), "application/octet-stream", std::move(content)}});
  }

 private:
  http::Response answer(http::Method method, const std::optional<http::SessionView>& who, std::string_view path,
                        const std::vector<std::pair<std::string, std::string>>& form, std::vector<http::File> files = {}) {
    http::Request request;
    request.files = std::move(files);
    request.method = method;
    request.path = path;
    request.origin = "https://example.org";
    request.session = who;
    request.pass = pass_;
    for (const auto& [name, value] : form) request.form.add(name, value);
    if (const std::size_t mark = path.find('?'); mark != std::string_view::npos) {
      request.query = http::parse_form(path.substr(mark + 1)).value();
      request.path = path = path.substr(0, mark);
    }
    const http::Route* route = router_.match(method, path, request.parts);
    http::Response response = route ? route->handler(request) : not_found();
    if (response.give_pass) pass_ = *response.give_pass;
    return response;
  }

  vault::TestInstance instance_;
  std::unique_ptr<Accounts> accounts_;
  html::Assets assets_;
  Secret link_key_ = crypto::random_secret(32);
  std::unique_ptr<mail::Outbox> outbox_;
  std::unique_ptr<exchange::Post> messages_;
  std::string log_;
  std::string pass_;  // of the one browser that there is
  std::optional<App> app_;
  http::Router router_;
};

inline std::string location(const http::Response& response) {
  for (const auto& [name, value] : response.headers)
    if (name == "Location") return value;
  return "";
}

}  // namespace concordat::casework
