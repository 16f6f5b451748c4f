#include "http/admission.h"

#include <cxxabi.h>
#include <stdlib.h>

#include <algorithm>
#include <typeinfo>

#include "crypto/crypto.h"
#include "http/cookies.h"
#include "http/encoding.h"
#include "http/multipart.h"
#include "http/reply.h"
#include "http/target.h"

namespace concordat::http {
namespace {

constexpr int kErrorStatuses[] = {400, 403, 404, 405, 413, 431, 500, 503};

// Two readings of where a message ends are how requests are smuggled (RFC 9112 section 11.2): one reading or none.
bool is_framing_sound(const Head& head) {
  const std::size_t lengths = head.count("content-length");
  const std::size_t encodings = head.count("transfer-encoding");
  if (lengths + encodings > 1) return false;
  if (lengths == 1) return std::ranges::all_of(head.field("content-length"), [](char c) { return c >= '0' && c <= '9'; });
  return encodings == 0 || (head.version == 11 && equal_ignoring_case(head.field("transfer-encoding"), "chunked"));
}

bool is_host_sound(const Head& head, const Target& target) {
  const std::size_t hosts = head.count("host");
  if (hosts == 0) return head.version == 10 && target.authority.empty();
  if (hosts > 1 || !is_host(head.field("host"))) return false;
  return target.authority.empty() || equal_ignoring_case(target.authority, head.field("host"));
}

bool wants_close(const Head& head) {
  for (const auto& [name, value] : head.fields) {
    if (name != "connection") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      if (equal_ignoring_case(trim(rest.substr(0, comma)), "close")) return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

// See "CSRF" in http.h.
bool comes_from_our_pages(const Site& site, const Head& head) {
  if (head.count("sec-fetch-site") > 1 || head.count("origin") > 1) return false;
  if (head.count("sec-fetch-site") == 1) return head.field("sec-fetch-site") == "same-origin" || head.field("sec-fetch-site") == "none";
  std::string_view origin = head.field("origin");
  if (origin.starts_with("https://")) {
    origin.remove_prefix(8);
  } else if (!site.secure && origin.starts_with("http://")) {
    origin.remove_prefix(7);
  } else {
    return false;
  }
  return !head.field("host").empty() && equal_ignoring_case(origin, head.field("host"));
}

bool is_form(const Head& head) {
  if (head.count("content-type") > 1 || head.count("content-encoding") > 0) return false;
  const std::string_view type = head.field("content-type");
  return equal_ignoring_case(trim(type.substr(0, type.find(';'))), "application/x-www-form-urlencoded");
}

std::optional<std::string> boundary_of(const Head& head) {
  if (head.count("content-type") != 1 || head.count("content-encoding") > 0) return std::nullopt;
  return multipart_boundary(head.field("content-type"));
}

bool is_message(const Head& head, const Route& route) {
  const std::string_view type = head.field("content-type");
  return head.count("content-type") == 1 && head.count("content-encoding") == 0 &&
         equal_ignoring_case(trim(type.substr(0, type.find(';'))), route.media_type) &&
         (route.signed_by.empty() || head.count(route.signed_by) == 1);
}

bool read_body(const Head& head, const Admission& admission, std::string_view body, Request& request) {
  if (admission.fields_alone)  // what is in `body` was not handed on yet
    return admission.fields_alone->push(body) && admission.fields_alone->finish(request.form, request.files);
  if (admission.uploads) {
    MultipartForm form(boundary_of(head).value_or(""), MultipartForm::Files::kept);
    return form.push(body) && form.finish(request.form, request.files);
  }
  auto form = parse_form(body);
  if (form) request.form = std::move(*form);
  return form.has_value();
}

std::string methods_of(const Router& router, std::string_view path) {
  std::map<std::string, std::string> parts;
  std::string methods;
  if (router.match(Method::get, path, parts) != nullptr) methods = "GET, HEAD";
  if (router.match(Method::post, path, parts) != nullptr) methods += methods.empty() ? "POST" : ", POST";
  return methods;
}

int judge_message(const Head& head, bool expects_body, Request& request) {
  const auto target = parse_target(head.target);
  if (!is_framing_sound(head) || !target || !is_host_sound(head, *target)) return 400;
  if (head.count("expect") > 0 && (head.count("expect") > 1 || !equal_ignoring_case(head.field("expect"), "100-continue"))) return 400;
  if (expects_body && head.method != "POST") return 400;
  auto query = parse_form(target->query);
  if (!query) return 400;
  request.path = target->path;
  request.query = std::move(*query);
  return 0;
}

std::string type_of_current_exception() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (type == nullptr) return "unknown";
  int status = 0;
  const std::unique_ptr<char, decltype(&::free)> name(abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), &::free);
  return name ? name.get() : type->name();
}

Response failed(const Site& site, const std::string& cause) {
  const std::string reference = to_hex(crypto::random_secret(6).expose());
  site.log("request failed, reference " + reference + ": " + cause);
  Response response = site.pages.response(500);
  response.headers.emplace_back("Error-Reference", reference);
  return response;
}

constexpr std::size_t kPageValueSize = 12;

Response to_sign_in(const Request& request) {
  const bool can_return = request.method == Method::get && request.path != "/";
  return Response::redirect(can_return ? "/sign-in?next=" + percent_encode(request.path) : "/sign-in");
}

// The session's token; in the forms of our pages with a full stop and a value of the page behind it.
std::string token_in(const Request& request) {
  const std::string given = request.form.get("csrf");
  return given.substr(0, given.find('.'));
}

bool has_token_of(const Request& request, const SessionView& session) {
  return crypto::equal_in_constant_time(as_bytes(token_in(request)), as_bytes(session.csrf));
}

// Without the page's value.
std::string token_of(const SessionView& session) { return session.csrf.substr(0, session.csrf.find('.')); }

bool names_its_page(const Request& request) { return request.form.get("csrf").find('.') != std::string::npos; }

// The engine alone makes and ends sessions, so that each sign-in has a new value (no fixation) and leaves no old one alive.
void apply_session(const Site& site, std::string_view cookie, std::string_view path, Response& response) {
  if (response.give_pass) response.headers.emplace_back("Set-Cookie", pass_cookie(*response.give_pass, path, site.secure));
  if (response.end_sessions_of) site.sessions.end_all_of(*response.end_sessions_of);
  if (response.confirm_session) {
    if (const auto value = site.sessions.confirm(cookie)) response.headers.emplace_back("Set-Cookie", session_cookie(*value, site.secure));
    return;
  }
  if (!response.begin_session && !response.end_session) return;
  if (!cookie.empty()) site.sessions.end(cookie);
  const std::string value = response.begin_session ? site.sessions.begin(*response.begin_session) : std::string();
  response.headers.emplace_back("Set-Cookie", session_cookie(value, site.secure));
}

Response run_handler(const Site& site, const std::function<Response()>& handler) {
  Response response;
  try {
    response = handler();
  } catch (...) {
    return failed(site, "the page's code threw " + type_of_current_exception());
  }
  if (!is_sound(response)) return failed(site, "the page's code set a header that it may not set");
  if (response.status >= 400 && response.body.empty() && !response.shared_body) {
    Response page = site.pages.response(response.status);
    response.content_type = page.content_type;
    response.shared_body = page.shared_body;
  }
  return response;
}

// To a page that is for those who are signed in. A form that its session did not outlive is not lost: its token says whose it was.
Response answer_to_nobody(const Site& site, const Request& request) {
  if (request.method != Method::post || !site.late_form) return to_sign_in(request);
  return run_handler(site, [&] { return site.late_form(site.sessions.writer_of(token_in(request)), request); });
}

// Of a form of a session, without that session's token: from a page of a session before, or from nobody's.
Response answer_to_other_token(const Site& site, const Request& request) {
  const auto writer = site.late_form ? site.sessions.writer_of(token_in(request)) : std::nullopt;
  if (!writer) return site.pages.response(403);
  return run_handler(site, [&] { return site.late_form(writer, request); });
}

// ---- the page that a form is answered with, under an address of its own

constexpr const char* kAnswer = "answer";  // of the address

KeptPages& kept_pages(const Site& site, const Request& request) {
  return request.session ? *site.pages_of_sessions : *site.pages_of_others;
}

std::string whose_page(const Request& request) { return request.session ? token_of(*request.session) : request.pass; }

std::string path_for_address(std::string_view path) {
  std::string address;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t slash = std::min(path.find('/', at), path.size());
    address += percent_encode(path.substr(at, slash - at)) + (slash < path.size() ? "/" : "");
    at = slash + 1;
  }
  return address;
}

// A browser that went here by a form goes on to the page's address; programs, scripts and old browsers are answered as they asked.
void give_an_address(const Site& site, const Head& head, const Request& request, Response& response) {
  const bool is_plain = response.headers.empty() && !response.shared_body && response.content_type == Response().content_type;
  const bool changes_session = response.begin_session || response.end_session || response.give_pass;
  if (request.method != Method::post || head.field("sec-fetch-mode") != "navigate") return;
  if (response.status == 303 || response.body.empty() || response.fleeting || !is_plain || changes_session) return;
  const auto value = kept_pages(site, request).keep(whose_page(request), request, response, site.sessions.clock().uptime_microseconds());
  if (!value) return;
  Response onward = Response::redirect(path_for_address(request.path) + "?" + kAnswer + "=" + *value);
  onward.confirm_session = response.confirm_session;
  onward.end_sessions_of = response.end_sessions_of;
  response = std::move(onward);
}

// A form whose path has no page of its own: what it was answered with may be there.
const Route* form_answered_at(const Site& site, Request& request) {
  const Route* route = request.query.has(kAnswer) ? site.router.match(Method::post, request.path, request.parts) : nullptr;
  return route && !route->messages ? route : nullptr;
}

std::optional<Response> page_at_address(const Site& site, const Request& request) {
  if (request.method != Method::get || !request.query.has(kAnswer)) return std::nullopt;
  return kept_pages(site, request).find(request.query.get(kAnswer), whose_page(request), request,
                                        site.sessions.clock().uptime_microseconds());
}

}  // namespace

ErrorPages::ErrorPages(const ErrorPage& page) {
  for (const int status : kErrorStatuses) pages_[status] = std::make_shared<const std::string>(page(status));
}

Response ErrorPages::response(int status) const {
  Response response;
  response.status = status;
  const auto found = pages_.find(status);
  response.shared_body = found != pages_.end() ? found->second : pages_.at(status < 500 ? 400 : 500);
  if (status == 503) response.headers.emplace_back("Retry-After", "5");
  return response;
}

Admission admit(const Site& site, const Head& head, bool expects_body) {
  Admission admission;
  admission.head_only = head.method == "HEAD";
  admission.refusal = judge_message(head, expects_body, admission.request);
  if (admission.refusal != 0) return admission;
  if (head.count("host") == 1) admission.request.origin = (site.secure ? "https://" : "http://") + std::string(head.field("host"));
  admission.keep_alive = head.version == 11 && !wants_close(head);
  admission.expects_continue = expects_body && head.version == 11 && head.count("expect") == 1;
  const std::string& path = admission.request.path;
  const bool is_post = head.method == "POST";
  admission.request.method = is_post ? Method::post : Method::get;
  if (is_post || head.method == "GET" || admission.head_only) {
    admission.route = site.router.match(admission.request.method, path, admission.request.parts);
  }
  if (admission.route == nullptr && !is_post) admission.route = form_answered_at(site, admission.request);
  if (admission.route == nullptr) {
    admission.allow = methods_of(site.router, path);
    admission.refusal = admission.allow.empty() ? 404 : 405;
  } else if (admission.route->messages) {
    if (!is_message(head, *admission.route)) admission.refusal = 404;  // as whatever else is refused there
  } else if (admission.route->one_click) {
    admission.refusal = 0;  // from wherever it comes, and whatever it holds
  } else if (is_post && !comes_from_our_pages(site, head)) {
    admission.refusal = 403;
  } else if (expects_body && admission.route->uploads && boundary_of(head)) {
    admission.uploads = site.sessions.find(session_value(head, site.secure)).has_value();
    if (!admission.uploads && !site.late_form) admission.refusal = 403;
    if (!admission.uploads && site.late_form)
      admission.fields_alone = std::make_shared<MultipartForm>(*boundary_of(head), MultipartForm::Files::named);
  } else if (expects_body && !is_form(head)) {
    admission.refusal = 400;
  }
  return admission;
}

Response answer(const Site& site, const Head& head, Admission& admission, std::string_view body) {
  Request& request = admission.request;
  if (admission.route->messages) {
    request.message = body;
    request.signature = trim(head.field(admission.route->signed_by));
    return run_handler(site, [&] { return admission.route->handler(request); });
  }
  if (admission.route->one_click) return run_handler(site, [&] { return admission.route->handler(request); });
  const std::string cookie = session_value(head, site.secure);
  request.session = site.sessions.find(cookie);
  request.pass = pass_value(head, site.secure);
  if (!read_body(head, admission, body, request)) return site.pages.response(400);
  const bool is_post = request.method == Method::post;
  if (is_post && request.session && !has_token_of(request, *request.session)) return answer_to_other_token(site, request);
  if (auto kept = page_at_address(site, request)) return std::move(*kept);
  if (admission.route->method != request.method) return site.pages.response(404);  // it was there for a while
  if (admission.route->door == Door::signed_in && !request.session) return answer_to_nobody(site, request);
  const bool may_come_again = is_post && request.session && names_its_page(request);
  if (request.session) request.session->csrf += "." + to_base64url(crypto::random_secret(kPageValueSize).expose());
  const auto handle = [&] { return run_handler(site, [&] { return admission.route->handler(request); }); };
  Response response = may_come_again ? site.answered->once(crypto::sha256(as_bytes(request.path), as_bytes("\n"), as_bytes(body)), handle)
                                     : handle();
  give_an_address(site, head, request, response);
  apply_session(site, cookie, request.path, response);
  return response;
}

Response refuse(const Site& site, const Admission& admission) {
  Response response = site.pages.response(admission.refusal);
  if (!admission.allow.empty()) response.headers.emplace_back("Allow", admission.allow);
  return response;
}

}  // namespace concordat::http
