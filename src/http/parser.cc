#include "http/parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <charconv>
#include <optional>

#include "http/encoding.h"

namespace concordat::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;

// Beast reads the head; bodies are read here. Fed in pieces, Beast 1.81 reads a chunk extension with a quoted line end
// past that line, and counts the chunk's size twice: the fuzzer found it.
class Message final : public beast::http::basic_parser<true> {
 public:
  Message(std::size_t most_header_bytes, std::size_t most_body_bytes) {
    header_limit(static_cast<std::uint32_t>(most_header_bytes));
    body_limit(most_body_bytes);
  }

  Head head;

 private:
  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version, error_code&) override {
    head.method.assign(method.data(), method.size());
    head.target.assign(target.data(), target.size());
    head.version = version;
  }
  void on_response_impl(int, beast::string_view, int, error_code&) override {}
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value, error_code&) override {
    head.fields.emplace_back(to_lower({name.data(), name.size()}), std::string(value.data(), value.size()));
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(beast::string_view, error_code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, error_code&) override { return 0; }
  void on_finish_impl(error_code&) override {}
};

int status_of(const error_code& error) {
  if (error == beast::http::error::body_limit) return 413;
  if (error == beast::http::error::header_limit) return 431;
  return 400;
}

// A chunk's size line without its line end: hexadecimal digits and nothing else. Extensions and trailers have no use to
// us, but have been read in two ways by others (RFC 9112 sections 7.1.1 and 7.1.2): refused.
std::optional<std::size_t> chunk_size(std::string_view line) {
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
  if (error != std::errc() || end != line.data() + line.size()) return std::nullopt;
  return size;
}

constexpr std::size_t kLongestSizeLine = 18;  // 16 digits and the line end

}  // namespace

struct RequestParser::State {
  enum class Part { size, data, data_end, last_line_end, whole };  // of a body; one of known length is data, then whole

  std::size_t most_header_bytes;
  std::size_t most_body_bytes;
  std::size_t most_upload_bytes;
  std::size_t limit = most_body_bytes;  // of this request's body
  std::string buffer{};
  std::size_t begin = 0;    // of what is not consumed
  std::size_t scanned = 0;  // of the head, counted from begin
  std::optional<Message> message{};
  std::string body{};
  std::function<bool(std::string_view)> taker{};  // of the body, where it is not held here
  std::size_t taken = 0;                          // of the body
  Part part = Part::whole;
  std::size_t remaining = 0;  // of the body, or of this chunk
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
    message.emplace(most_header_bytes, std::max(most_body_bytes, most_upload_bytes));
    error_code error;
    const std::size_t used = message->put(boost::asio::const_buffer(buffer.data() + begin, *length), error);
    if (error) return refuse(status_of(error));
    if (used != *length || !message->is_header_done()) return refuse(400);
    begin += used;
    remaining = message->chunked() ? 0 : static_cast<std::size_t>(message->content_length().value_or(0));
    part = message->chunked() ? Part::size : remaining > 0 ? Part::data : Part::whole;
    return Progress::head;
  }

  bool is_too_large() const { return remaining > limit; }

  Progress advance_body() {
    if (is_too_large()) return refuse(413);
    for (;;) {
      const auto result = part == Part::size ? take_size() : part == Part::data ? take_data() : take_line_end();
      if (part == Part::whole) return Progress::complete;
      if (result) return *result;
    }
  }

  // Each of these takes what is there; nothing means that the next part may be looked at.
  std::optional<Progress> take_size() {
    const auto end = unread().find("\r\n");
    if (end == std::string_view::npos) return unread().size() >= kLongestSizeLine ? refuse(400) : Progress::more;
    const auto size = chunk_size(unread().substr(0, end));
    if (!size || end + 2 > kLongestSizeLine) return refuse(400);
    if (*size > limit - taken) return refuse(413);
    begin += end + 2;
    remaining = *size;
    part = *size > 0 ? Part::data : Part::last_line_end;
    return std::nullopt;
  }

  std::optional<Progress> take_data() {
    const std::string_view bytes = unread().substr(0, remaining);
    if (taker && !taker(bytes)) return refuse(400);
    if (!taker) body += bytes;
    taken += bytes.size();
    begin += bytes.size();
    remaining -= bytes.size();
    if (remaining > 0) return Progress::more;
    part = message->chunked() ? Part::data_end : Part::whole;
    return std::nullopt;
  }

  std::optional<Progress> take_line_end() {
    if (part == Part::whole) return std::nullopt;
    if (!std::string_view("\r\n").starts_with(unread().substr(0, 2))) return refuse(400);
    if (unread().size() < 2) return Progress::more;
    begin += 2;
    part = part == Part::data_end ? Part::size : Part::whole;
    return std::nullopt;
  }
};

RequestParser::RequestParser(std::size_t most_header_bytes, std::size_t most_body_bytes, std::size_t most_upload_bytes)
    : state_(std::make_unique<State>(State{most_header_bytes, most_body_bytes, most_upload_bytes})) {}

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
  state_->body = {};  // and its memory
  state_->taker = {};
  state_->taken = 0;
  state_->limit = state_->most_body_bytes;
  state_->scanned = 0;
}

void RequestParser::allow_upload() { state_->limit = std::max(state_->most_body_bytes, state_->most_upload_bytes); }

void RequestParser::hand_on_body(std::function<bool(std::string_view)> taker) {
  allow_upload();
  state_->taker = std::move(taker);
}

const Head& RequestParser::head() const { return state_->message->head; }
const std::string& RequestParser::body() const { return state_->body; }
bool RequestParser::expects_body() const { return state_->part != State::Part::whole; }
bool RequestParser::is_too_large() const { return state_->is_too_large(); }
bool RequestParser::untouched() const { return !state_->message && state_->unread().empty(); }
int RequestParser::refusal() const { return state_->refusal; }

}  // namespace concordat::http
