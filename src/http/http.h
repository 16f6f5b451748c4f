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

// Percent-decoding, strict UTF-8; nothing when malformed (RFC 3986; WHATWG URL, application/x-www-form-urlencoded).
std::optional<Fields> parse_form(std::string_view encoded);

struct SessionView {
  AccountId account;
  std::string csrf;  // goes into every form as the field "csrf"; the engine refuses a POST without it
};

struct Request {
  Method method = Method::get;
  std::string path;                         // decoded, normal, without the query
  std::map<std::string, std::string> parts;  // from the route's pattern: "/courses/{course}"
  Fields query;
  Fields form;
  std::optional<SessionView> session;  // none: nobody is signed in
};

struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // beyond the security headers, which the engine always sets
  std::shared_ptr<const std::string> shared_body;            // in place of `body` for what never changes (assets)

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
};

class Router {
 public:
  void add(Method method, std::string pattern, Door door, Handler handler);
  const std::vector<Route>& routes() const { return routes_; }
  // The route and its parts, or none. A literal segment wins over a part in braces.
  const Route* match(Method method, std::string_view path, std::map<std::string, std::string>& parts) const;
  bool knows_path(std::string_view path) const;  // under any method

 private:
  std::vector<Route> routes_;
};

// Sessions live in memory: a restart signs everybody out, and nothing of them reaches the disk. The cookie holds 256
// random bits, memory holds their SHA-256. 20 minutes idle, 8 hours in all; a new one at each sign-in.
class Sessions {
 public:
  explicit Sessions(const Clock& clock);
  std::string begin(AccountId account);                              // the cookie's value
  std::optional<SessionView> find(std::string_view cookie_value);    // and marks it used
  void end(std::string_view cookie_value);
  void end_all_of(AccountId account);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8443;  // 0: any free one
  std::string certificate_file;  // PEM; both empty: plain HTTP, for tests and behind a proxy on the same machine only
  std::string key_file;
  int event_threads = 1;
  int worker_threads = 4;
  std::size_t most_connections = 4096;
  std::size_t most_body_bytes = 1u << 20;
  std::size_t most_header_bytes = 16u << 10;
  int header_seconds = 10;  // total deadlines, not idle ones: a drip-fed request is cut off
  int body_seconds = 30;
  int write_seconds = 60;
  int idle_seconds = 30;
};

// Pages that the engine itself must answer with: 400, 403, 404, 405, 413, 431, 500, 503.
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
