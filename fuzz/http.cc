// Bytes through the whole path of a request but the sockets: parser, admission, router, session, form, reply. The same
// bytes are fed whole and in pieces; both must come to the same, and nothing that is let in may have two readings.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "http/admission.h"
#include "http/encoding.h"
#include "http/parser.h"
#include "http/reply.h"

namespace {

using namespace concordat;
using namespace concordat::http;

constexpr std::size_t kMostHeader = 2048;
constexpr std::size_t kMostBody = 1024;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const Request& request) {
  require(request.path.starts_with('/') && is_utf8(request.path));
  require((request.path + '/').find("/../") == std::string::npos && (request.path + '/').find("/./") == std::string::npos);
  require(request.path.find("//") == std::string::npos && request.path.find('\0') == std::string::npos);
  for (const auto& [name, value] : request.parts) require(!value.empty() && value.find('/') == std::string::npos);
  for (const Fields* fields : {&request.query, &request.form}) {
    require(fields->values().size() <= 256);
    for (const auto& [name, value] : fields->values()) require(is_utf8(name) && is_utf8(value));
  }
}

struct World {
  ManualClock clock{Instant{0}};
  Sessions sessions{clock};
  Site site{router(), sessions, ErrorPages([](int) { return "page"; }), false, [](const std::string&) {}};

  static Router router() {
    Router router;
    const Handler echo = [](const Request& request) {
      check(request);
      Response response = Response::redirect(request.form.get("next"));
      response.body = request.path + request.query.get("q");
      return response;
    };
    router.add(Method::get, "/", Door::public_, echo);
    router.add(Method::get, "/a/{part}", Door::public_, echo);
    router.add(Method::get, "/a/b", Door::signed_in, echo);
    router.add(Method::post, "/form", Door::public_, echo);
    return router;
  }
};

std::string reply_to(const Site& site, const RequestParser& parser, Admission& admission, bool complete) {
  const Response response = complete ? answer(site, parser.head(), admission, parser.body()) : refuse(site, admission);
  require(is_sound(response));
  const std::string head = response_head(response, {});
  require(head.find("\r\n\r\n") == head.size() - 4 && head.find('\0') == std::string::npos);
  return std::to_string(response.status) + std::string(response_body(response)) + parser.head().target + parser.body();
}

std::vector<std::string> run(const Site& site, std::string_view bytes, std::size_t piece) {
  RequestParser parser(kMostHeader, kMostBody);
  Admission admission;
  std::vector<std::string> replies;
  while (!bytes.empty()) {
    parser.append(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    for (auto progress = parser.advance(); progress != RequestParser::Progress::more; progress = parser.advance()) {
      if (progress == RequestParser::Progress::refused) {
        replies.push_back(std::to_string(parser.refusal()));
        return replies;
      }
      if (progress == RequestParser::Progress::head) admission = admit(site, parser.head(), parser.expects_body());
      const bool complete = progress == RequestParser::Progress::complete;
      if (admission.refusal == 0 && !complete) continue;
      require(parser.body().size() <= kMostBody);
      replies.push_back(reply_to(site, parser, admission, complete));
      if (!admission.keep_alive || !complete) return replies;
      parser.next();
    }
  }
  return replies;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  require(run(world.site, bytes, bytes.size()) == run(world.site, bytes, 1u + data[0] % 64u));
  return 0;
}
