#include "http/parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <optional>

#include "http/encoding.h"

namespace concordat::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;

// Bytes of a chunk's size line, or of the trailer, that may lie unread.
constexpr std::size_t kMostUnread = 8u << 10;

class Message final : public beast::http::basic_parser<true> {
 public:
  Message(std::size_t most_header_bytes, std::size_t most_body_bytes) {
    header_limit(static_cast<std::uint32_t>(most_header_bytes));
    body_limit(most_body_bytes);
  }

  Head head;
  std::string body;

 private:
  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version, error_code&) override {
    head.method.assign(method.data(), method.size());
    head.target.assign(target.data(), target.size());
    head.version = version;
  }
  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value, error_code&) override {
    // What follows a chunked body is a trailer; merging it into the head would let it say what was already judged.
    if (!head_done_) head.fields.emplace_back(to_lower({name.data(), name.size()}), std::string(value.data(), value.size()));
  }
  void on_header_impl(error_code&) override { head_done_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(beast::string_view bytes, error_code&) override {
    body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes, error_code&) override {
    body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_finish_impl(error_code&) override {}

  bool head_done_ = false;
};

int status_of(const error_code& error) {
  if (error == beast::http::error::body_limit) return 413;
  if (error == beast::http::error::header_limit) return 431;
  return 400;
}

}  // namespace

struct RequestParser::State {
  std::size_t most_header_bytes;
  std::size_t most_body_bytes;
  std::string buffer;
  std::size_t begin = 0;    // of what is not consumed
  std::size_t scanned = 0;  // of the head, counted from begin
  std::optional<Message> message;
  int refusal = 0;

  std::string_view unread() const { return std::string_view(buffer).substr(begin); }

  Progress refuse(int status) {
    refusal = status;
    return Progress::refused;
  }

  // The head's length once its end is there, 0 before; nothing when a line is not as RFC 9112 has it.
  std::optional<std::size_t> scan_head() {
    const std::string_view bytes = unread();
    for (; scanned < bytes.size(); ++scanned) {
      const char c = bytes[scanned];
      const char before = scanned > 0 ? bytes[scanned - 1] : '\0';
      if (c == '\0' || (before == '\r') != (c == '\n')) return std::nullopt;
      if (before == '\n' && (c == ' ' || c == '\t')) return std::nullopt;
      if (c == '\n' && scanned >= 3 && bytes[scanned - 2] == '\n') return ++scanned;
    }
    return 0;
  }

  Progress advance_head() {
    const auto length = scan_head();
    if (!length) return refuse(400);
    if (*length > most_header_bytes || (*length == 0 && scanned >= most_header_bytes)) return refuse(431);
    if (*length == 0) return Progress::more;
    message.emplace(most_header_bytes, most_body_bytes);
    error_code error;
    const std::size_t used = message->put(boost::asio::const_buffer(buffer.data() + begin, *length), error);
    if (error) return refuse(status_of(error));
    if (used != *length || !message->is_header_done()) return refuse(400);
    begin += used;
    return Progress::head;
  }

  Progress advance_body() {
    while (!message->is_done()) {
      if (unread().empty()) return Progress::more;
      error_code error;
      const std::size_t used = message->put(boost::asio::const_buffer(buffer.data() + begin, buffer.size() - begin), error);
      begin += used;
      if (error == beast::http::error::need_more) return unread().size() > kMostUnread ? refuse(400) : Progress::more;
      if (error) return refuse(status_of(error));
    }
    return Progress::complete;
  }
};

RequestParser::RequestParser(std::size_t most_header_bytes, std::size_t most_body_bytes)
    : state_(std::make_unique<State>(State{most_header_bytes, most_body_bytes, {}, 0, 0, {}, 0})) {}

RequestParser::~RequestParser() = default;

void RequestParser::append(std::string_view bytes) {
  state_->buffer.erase(0, std::exchange(state_->begin, 0));
  state_->buffer += bytes;
}

RequestParser::Progress RequestParser::advance() {
  if (state_->refusal != 0) return Progress::refused;
  return state_->message ? state_->advance_body() : state_->advance_head();
}

void RequestParser::next() {
  state_->message.reset();
  state_->scanned = 0;
}

const Head& RequestParser::head() const { return state_->message->head; }
const std::string& RequestParser::body() const { return state_->message->body; }
bool RequestParser::expects_body() const { return !state_->message->is_done(); }
bool RequestParser::untouched() const { return !state_->message && state_->unread().empty(); }
int RequestParser::refusal() const { return state_->refusal; }

}  // namespace concordat::http
