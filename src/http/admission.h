#pragma once
// From a parsed message to a response, without sockets: what is let in, who asks, which handler answers. A pure function
// of message, router and sessions, so that tests and the fuzzer drive it as the engine does.

#include <map>
#include <memory>

#include "http/answered_forms.h"
#include "http/head.h"
#include "http/http.h"
#include "http/kept_pages.h"
#include "http/multipart.h"

namespace concordat::http {

using Log = std::function<void(const std::string& line)>;

class ErrorPages {
 public:
  explicit ErrorPages(const ErrorPage& page);
  Response response(int status) const;  // 503 with Retry-After

 private:
  std::map<int, std::shared_ptr<const std::string>> pages_;
};

struct Site {
  Router router;
  Sessions& sessions;
  ErrorPages pages;
  bool secure = false;  // TLS: cookie and HSTS are those of https
  Log log;
  LateForm late_form = {};
  std::shared_ptr<AnsweredForms> answered = std::make_shared<AnsweredForms>();
  // Of those who are signed in; and of everybody else, so that nobody from outside crowds out a page of the first.
  std::shared_ptr<KeptPages> pages_of_sessions = std::make_shared<KeptPages>(32u << 20);
  std::shared_ptr<KeptPages> pages_of_others = std::make_shared<KeptPages>(16u << 20);
};

struct Admission {
  int refusal = 0;  // the status to answer with, 0 when admitted so far
  std::string allow;  // methods, with 405
  bool head_only = false;
  bool keep_alive = false;
  bool expects_continue = false;
  bool uploads = false;  // a form with files is on its way, from somebody who is signed in
  // Of one from nobody: what was typed beside the files, which are dropped as they come. Whose it was, its token says at the end.
  std::shared_ptr<MultipartForm> fields_alone = {};
  const Route* route = nullptr;
  Request request;
};

// Judges the head before a byte of the body is read.
Admission admit(const Site& site, const Head& head, bool expects_body);

// Session, door, CSRF and form; then the handler. An exception from it becomes 500 with a random reference, and the log
// gets the reference and the exception's type: its text may hold what a person wrote.
Response answer(const Site& site, const Head& head, Admission& admission, std::string_view body);

Response refuse(const Site& site, const Admission& admission);

}  // namespace concordat::http
