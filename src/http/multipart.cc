#include "http/multipart.h"

#include <algorithm>

#include "http/encoding.h"

namespace concordat::http {
namespace {

constexpr std::size_t kMostHeadBytes = 4u << 10;
constexpr std::size_t kMostParts = 256;
constexpr std::size_t kMostNameLength = 128;
constexpr std::size_t kMostFileNameLength = 255;
constexpr std::size_t kMostFieldBytes = 64u << 10;
constexpr std::size_t kMostFieldsAlone = 1u << 20;  // of a form whose files are dropped
constexpr std::size_t kPiece = 64u << 10;

// RFC 2046 section 5.1.1: one to seventy of these, the last no space.
bool is_boundary(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("'()+_,-./:=? ").find(c) != std::string_view::npos;
  };
  return !text.empty() && text.size() <= 70 && text.back() != ' ' && std::ranges::all_of(text, fits);
}

// One parameter at the front of `rest`, as `; name=value` or `; name="value"`. False where it is neither.
bool take_parameter(std::string_view& rest, std::string_view& name, std::string_view& value) {
  if (!rest.starts_with(';')) return false;
  rest = trim(rest.substr(1));
  const std::size_t equals = rest.find('=');
  if (equals == std::string_view::npos) return false;
  name = rest.substr(0, equals);
  rest.remove_prefix(equals + 1);
  const bool quoted = rest.starts_with('"');
  const std::size_t end = quoted ? rest.find('"', 1) : std::min(rest.find(';'), rest.size());
  if (end == std::string_view::npos || !is_token(name)) return false;
  value = quoted ? rest.substr(1, end - 1) : trim(rest.substr(0, end));
  rest = trim(rest.substr(quoted ? end + 1 : end));
  return true;
}

// What browsers write for the three characters that would end a name (WHATWG HTML, multipart/form-data encoding algorithm).
std::string decoded(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view three = text.substr(i, 3);
    const char meant = three == "%22" ? '"' : three == "%0D" ? '\r' : three == "%0A" ? '\n' : '\0';
    plain += meant != '\0' ? meant : text[i];
    if (meant != '\0') i += 2;
  }
  return plain;
}

bool is_plain_text(std::string_view text) {
  return is_utf8(text) && std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
}

// "C:\Files\notes.docx" and "../notes.docx" are notes.docx.
std::string without_folders(const std::string& name) {
  const std::size_t last = name.find_last_of("/\\");
  return last == std::string::npos ? name : name.substr(last + 1);
}

bool read_disposition(std::string_view value, PartHead& head) {
  const std::size_t end = std::min(value.find(';'), value.size());
  if (!equal_ignoring_case(trim(value.substr(0, end)), "form-data")) return false;
  bool is_named = false;
  for (std::string_view rest = value.substr(end), name, given; !rest.empty();) {
    if (!take_parameter(rest, name, given)) return false;
    const std::string text = decoded(given);
    if (!is_plain_text(text)) return false;
    if (equal_ignoring_case(name, "name")) {
      if (is_named || text.size() > kMostNameLength) return false;
      is_named = true;
      head.name = text;
    } else if (equal_ignoring_case(name, "filename")) {
      if (head.file_name || text.size() > kMostFileNameLength) return false;
      head.file_name = without_folders(text);
    } else if (!equal_ignoring_case(name, "filename*")) {  // which RFC 7578 section 4.2 rules out, and is not read
      return false;
    }
  }
  return is_named;
}

std::optional<PartHead> read_head(std::string_view text) {
  PartHead head;
  bool is_disposed = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 2));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) || line.find_first_of("\r\n") != std::string_view::npos)
      return std::nullopt;
    const std::string_view value = trim(line.substr(colon + 1));
    if (equal_ignoring_case(line.substr(0, colon), "content-disposition")) {
      if (is_disposed || !read_disposition(value, head)) return std::nullopt;
      is_disposed = true;
    }
    if (equal_ignoring_case(line.substr(0, colon), "content-type")) head.type = std::string(value);
  }
  if (!is_disposed || !is_plain_text(head.type)) return std::nullopt;
  return head;
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
  const std::size_t end = std::min(content_type.find(';'), content_type.size());
  if (!equal_ignoring_case(trim(content_type.substr(0, end)), "multipart/form-data")) return std::nullopt;
  std::optional<std::string> boundary;
  for (std::string_view rest = content_type.substr(end), name, value; !rest.empty();) {
    if (!take_parameter(rest, name, value)) return std::nullopt;
    if (!equal_ignoring_case(name, "boundary")) continue;
    if (boundary || !is_boundary(value)) return std::nullopt;
    boundary = std::string(value);
  }
  return boundary;
}

MultipartParser::MultipartParser(const std::string& boundary, Sink sink) : delimiter_("\r\n--" + boundary), sink_(std::move(sink)) {}

bool MultipartParser::push(std::string_view bytes) {
  buffer_.erase(0, begin_);
  begin_ = 0;
  buffer_ += bytes;
  while (step()) {
  }
  return state_ != State::failed;
}

bool MultipartParser::is_whole() const { return state_ == State::over && (unread().empty() || unread() == "\r\n"); }

bool MultipartParser::step() {
  switch (state_) {
    case State::first_boundary: return take_first_boundary();
    case State::after_boundary: return take_after_boundary();
    case State::head: return take_head();
    case State::data: return take_data();
    case State::over: return unread().size() > 2 && fail();
    case State::failed: return false;
  }
  return false;
}

bool MultipartParser::fail() {
  state_ = State::failed;
  return false;
}

bool MultipartParser::take_first_boundary() {
  const std::string_view wanted = std::string_view(delimiter_).substr(2);
  if (!wanted.starts_with(unread().substr(0, wanted.size()))) return fail();
  if (unread().size() < wanted.size()) return false;
  begin_ += wanted.size();
  state_ = State::after_boundary;
  return true;
}

bool MultipartParser::take_after_boundary() {
  if (unread().size() < 2) return false;
  const std::string_view next = unread().substr(0, 2);
  if (next != "\r\n" && next != "--") return fail();
  begin_ += 2;
  state_ = next == "--" ? State::over : State::head;
  return true;
}

bool MultipartParser::take_head() {
  const std::size_t end = unread().find("\r\n\r\n");
  if (end == std::string_view::npos) return unread().size() > kMostHeadBytes && fail();
  auto head = end > kMostHeadBytes ? std::nullopt : read_head(unread().substr(0, end));
  if (!head || !sink_.begin(std::move(*head))) return fail();
  begin_ += end + 4;
  state_ = State::data;
  return true;
}

bool MultipartParser::take_data() {
  const std::size_t end = unread().find(delimiter_);
  const bool ends = end != std::string_view::npos;
  // Without its end in sight, as many bytes stay as could begin one.
  const std::size_t length = ends ? end : unread().size() - std::min(unread().size(), delimiter_.size() - 1);
  if (length > 0 && !sink_.data(unread().substr(0, length))) return fail();
  begin_ += length;
  if (!ends) return false;
  if (!sink_.end()) return fail();
  begin_ += delimiter_.size();
  state_ = State::after_boundary;
  return true;
}

MultipartForm::MultipartForm(const std::string& boundary, Files files)
    : keeps_files_(files == Files::kept), parser_(boundary, sink()) {}

MultipartParser::Sink MultipartForm::sink() {
  MultipartParser::Sink sink;
  sink.begin = [this](PartHead next) {
    head_ = std::move(next);
    content_.clear();
    return ++parts_ <= kMostParts;
  };
  sink.data = [this](std::string_view data) {
    if (head_.file_name && !keeps_files_) return true;
    content_ += data;
    if (head_.file_name) return true;
    field_bytes_ += data.size();
    return content_.size() <= kMostFieldBytes && (keeps_files_ || field_bytes_ <= kMostFieldsAlone);
  };
  sink.end = [this] { return take_part(); };
  return sink;
}

bool MultipartForm::take_part() {
  if (!head_.file_name) {
    if (!is_utf8(content_) || content_.find('\0') != std::string::npos) return false;
    fields_.add(std::move(head_.name), std::move(content_));
  } else if (!head_.file_name->empty() || !content_.empty()) {  // a browser sends an empty one where none was chosen
    files_.push_back({std::move(head_.name), std::move(*head_.file_name), std::move(head_.type), std::move(content_)});
  }
  return true;
}

bool MultipartForm::push(std::string_view bytes) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kPiece)))
    if (!parser_.push(bytes.substr(0, kPiece))) return false;
  return true;
}

bool MultipartForm::finish(Fields& fields, std::vector<File>& files) {
  if (!parser_.is_whole()) return false;
  fields = std::move(fields_);
  files = std::move(files_);
  return true;
}

}  // namespace concordat::http
