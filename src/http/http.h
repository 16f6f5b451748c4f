#pragma once
// The HTTP engine as the rest sees it: requests in, responses out, no Boost. Handlers are synchronous and run on worker
// threads; sockets, TLS, deadlines and limits are the engine's.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "base/secret.h"

namespace concordat::http {

enum class Method { get, post };  // HEAD is answered as GET without a body; anything else is refused with 405

// Fields of a form or query, in order of arrival. Names may repeat.
class Fields {
 public:
  void add(std::string name, std::string value) { values_.emplace_back(std::move(name), std::move(value)); }
  std::string get(std::string_view name) const;  // the first, or empty
  bool has(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& values() const { return values_; }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

// Percent-decoding, strict UTF-8; nothing when malformed (RFC 3986; WHATWG URL, application/x-www-form-urlencoded), when
// it holds a NUL, more than 256 fields, a name above 128 bytes or a value above 64 KiB.
std::optional<Fields> parse_form(std::string_view encoded);

// A path on this site, fit for a redirect: "/reviews", never "//elsewhere.example" or "https:…". For a form's field "next".
bool is_local_path(std::string_view location);

// For a value in a path or query that a page links to: all but unreserved characters become %XX (RFC 3986 section 2.3).
std::string percent_encode(std::string_view text);

struct File {  // that a form sent along
  std::string field;
  std::string name;  // without folders; whatever the sender called it
  std::string type;  // whatever the sender says it is
  std::string content;
};

// What a route for messages takes and answers. No form of a browser can have this type, and no cookie is looked at there: a foreign
// page has nothing to borrow.
inline constexpr const char* kMessageType = "application/vnd.concordat.message";

struct SessionView {
  AccountId account;
  // Goes into every form as the field "csrf"; the engine refuses a POST without it, and does none twice. It is sealed, and tells us alone
  // whose form it is and since when.
  std::string csrf;
  bool confirmed = false;  // the second factor was given again, in the last kConfirmedMinutes
};

inline constexpr int kSessionIdleMinutes = 20;
inline constexpr int kSessionHours = 8;
inline constexpr int kLateFormHours = 16;  // from the sign-in: so long a form tells whose it is, whatever became of its session
inline constexpr int kConfirmedMinutes = 15;

struct Request {
  Method method = Method::get;
  std::string path;                         // decoded, normal, without the query
  std::map<std::string, std::string> parts;  // from the route's pattern: "/courses/{course}"
  std::string origin;                       // "https://example.org", as the client names us, for the few texts that need whole addresses
  Fields query;
  Fields form;
  std::vector<File> files;  // on a route that takes uploads
  std::string message;      // on a route that takes messages: the body as it came
  std::string signature;    // beside it: the header that the route names
  std::optional<SessionView> session;  // none: nobody is signed in
  std::string pass;                    // what Response::give_pass gave this browser for this path; empty: nothing
  std::string source;                  // the client's address, or its network (IPv6); empty behind a proxy; never written down
};

// A response of 400 or more without a body is given the error page of its status: what a handler may not show is then
// the same, byte for byte, as what does not exist.
struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beyond the security headers, which the engine always sets
  std::shared_ptr<const std::string> shared_body;            // in place of `body` for what never changes (assets)
  std::optional<AccountId> begin_session;  // sign this account in: the engine ends the old session, sets a new cookie
  bool end_session = false;                // sign out: the engine ends the session, clears the cookie
  bool confirm_session = false;            // the second factor was given again: the same session under a new cookie
  // For whoever has no account and was let in to this one path: a random value that the browser brings back there as Request::pass
  // until it is closed, in a cookie that no script reads. Empty: it is taken away.
  std::optional<std::string> give_pass = {};
  // An origin beside our own to which a form of this page may lead, as to a payment gateway; empty: none.
  std::string sends_forms_to = {};
  bool fleeting = false;  // the page that a form is answered with shows a secret once: “Back” does not show it again
  std::optional<AccountId> end_sessions_of;  // every one of that account, as when its password was reset

  static Response redirect(std::string location);  // 303 See Other
};

// Who may come to a route at all. What they may see there is policy's to decide.
enum class Door { public_, signed_in };

using Handler = std::function<Response(const Request&)>;

struct Route {
  Method method = Method::get;
  std::string pattern;  // "/reviews/{review}"; a part in braces matches one segment
  Door door = Door::signed_in;
  Handler handler;
  bool uploads = false;    // takes files, up to most_upload_bytes in all; from those who are signed in alone
  bool one_click = false;  // takes a POST from anywhere, as a mail program's: what it may do stands in its address alone (RFC 8058)
  bool messages = false;   // takes what other programs send: it must show by itself who it is from
  std::string media_type = kMessageType;  // of these; none that a form of a browser can have
  std::string signed_by = {};             // the header, in lower case, that signs them; empty: they are signed within
  bool immediate = false;  // answered on the event thread: only for what never waits, such as bytes that lie ready
};

class Router {
 public:
  void add(Method method, std::string pattern, Door door, Handler handler);
  void add_upload(std::string pattern, Handler handler);  // POST, signed in
  void add_immediate(std::string pattern, Handler handler);  // GET, public
  // POST, public
  void add_message(std::string pattern, Handler handler, std::string media_type = kMessageType, std::string signed_by = "");
  void add_one_click(std::string pattern, Handler handler);  // POST, public: its handler is given neither form nor session nor pass
  const std::vector<Route>& routes() const { return routes_; }
  // The route and its parts, or none. A literal segment wins over a part in braces.
  const Route* match(Method method, std::string_view path, std::map<std::string, std::string>& parts) const;
  bool knows_path(std::string_view path) const;  // under any method

 private:
  const Route* find(std::optional<Method> method, const std::vector<std::string_view>& segments) const;
  void insert(Route route);

  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  // of each route, by segment
};

// CSRF. Every POST must come from our own pages: Sec-Fetch-Site is "same-origin" or "none", or, from browsers that do not
// send it, Origin names our Host (over TLS as https). Neither header, or Origin "null": 403; every browser of the last ten
// years sends one of them with a POST. A POST with a session must also carry the session's field "csrf". A POST without a
// session (sign-in, a public form) has no authority that a foreign page could borrow; the origin check still keeps others
// from signing a visitor in as somebody else, and needs no cookie for people who have not signed in.
//
// Sessions live in memory: a restart signs everybody out, and nothing of them reaches the disk. The cookie holds 256
// random bits, memory holds their SHA-256. A new one at each sign-in,
// another value at each confirmation. Time is the clock's uptime, so a
// wall clock set back revives nobody. The tokens of their forms are sealed under `form_key`: with the same key they tell whose they are
// after a restart too, and open nothing.
class Sessions {
 public:
  explicit Sessions(const Clock& clock);
  Sessions(const Clock& clock, Secret form_key);
  std::string begin(AccountId account);                              // the cookie's value
  std::optional<SessionView> find(std::string_view cookie_value);    // and marks it used
  // Whose form it is that has this token, of a session that lasts or not.
  std::optional<AccountId> writer_of(std::string_view csrf) const;
  // Another value for the same session, confirmed from now on; its hours go on. Nothing where there is no such session.
  std::optional<std::string> confirm(std::string_view cookie_value);
  void end(std::string_view cookie_value);
  void end_all_of(AccountId account);
  const Clock& clock() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// A form that its writer's session did not outlive, by whatever it ended; of nobody known, where its token does not tell or is too old.
// Nothing is done with it. Its files have names and no contents, unless somebody is signed in by now. Without this the form is lost on the
// way to the sign-in page.
using LateForm = std::function<Response(std::optional<AccountId> whose, const Request& request)>;

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8443;  // 0: any free one
  std::string certificate_file;  // PEM; both empty: plain HTTP, for tests and behind a proxy on the same machine only
  std::string key_file;
  int event_threads = 1;
  int worker_threads = 4;
  std::size_t most_waiting = 256;  // requests that wait for a worker, and as many pipelined ones; beyond: 503
  std::size_t most_connections = 4096;
  std::size_t most_body_bytes = 1u << 20;
  std::size_t most_upload_bytes = 65u << 20;  // of a form with files
  std::size_t most_uploads = 4;               // at a time: each is held in memory until it is answered; beyond: 503
  std::size_t most_header_bytes = 16u << 10;
  int header_seconds = 10;  // total deadlines, not idle ones: a drip-fed request is cut off
  int body_seconds = 30;
  int upload_seconds = 300;
  int write_seconds = 60;
  int idle_seconds = 30;
  LateForm late_form;
  std::function<void(const std::string& line)> log;  // faults, without personal data; none: standard error
};

// Pages that the engine itself must answer with: 400, 403, 404, 405, 413, 431, 500, 503. Asked once for each, at create.
using ErrorPage = std::function<std::string(int status)>;

class Server {
 public:
  // Binds at once; serves after run(). Errors: address in use, unreadable certificate or key, key that does not fit.
  static Result<std::unique_ptr<Server>> create(const ServerOptions& options, Router router, Sessions& sessions, ErrorPage error_page);
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
  virtual void run() = 0;   // until stop(); returns after requests in hand are answered
  virtual void stop() = 0;  // from any thread or a signal handler's thread
};

}  // namespace concordat::http
