#pragma once
// The pages of an agent, for the agency's contact, on the machine that it runs on: sign in, questions, one question with its candidates,
// the answer, what is sent.

#include <map>
#include <mutex>
#include <string>

#include "agent/agent.h"
#include "casework/throttle.h"
#include "html/assets.h"
#include "html/layout.h"
#include "http/http.h"

namespace concordat::agent {

class Pages {
 public:
  Pages(Agent& agent, const Settings& settings, const html::Assets& assets, const Audit& audit, const Clock& clock);

  http::Router router();
  std::string error_page(int status) const;

 private:
  using Act = http::Response (Pages::*)(const http::Request&);
  http::Handler one_at_a_time(Act act);

  // `field` is what `error` is about.
  http::Response sign_in_page(const http::Request& request, const std::string& field, const std::string& error, int status);
  http::Response show_sign_in(const http::Request& request);
  http::Response sign_in(const http::Request& request);
  http::Response sign_out(const http::Request& request);
  http::Response questions(const http::Request& request);
  http::Response fetch(const http::Request& request);
  http::Response question(const http::Request& request);
  http::Response judge(const http::Request& request);
  http::Response show_answer(const http::Request& request);
  http::Response take_answer(const http::Request& request);

  http::Response answer_page(const http::Request& request, const OpenCheck& open, const html::Html& content,
                             std::vector<html::ErrorSummaryItem> errors);
  http::Response candidates_page(const http::Request& request, const OpenCheck& open, const std::map<std::string, std::string>& errors);
  // A browser keeps titles: a heading may name who is asked about, a title does not.
  struct View {
    std::string title;
    html::Html content;
    std::string back = {};
    std::vector<html::ErrorSummaryItem> errors = {};
    int status = 200;
    std::string heading = {};  // empty: the title
  };
  http::Response page(const http::Request& request, const View& view) const;
  http::Response problem(const http::Request& request, const Error& error, const std::string& back) const;
  std::string who(const http::Request& request) const;
  html::Site site() const;

  Agent& agent_;
  const Settings& settings_;
  const html::Assets& assets_;
  const Audit& audit_;
  const Clock& clock_;
  const std::string nobodys_hash_;
  casework::Throttle throttle_;
  std::mutex mutex_;  // guards agent_ and people_: a request at a time
  std::map<AccountId, std::string> people_;
};

}  // namespace concordat::agent
