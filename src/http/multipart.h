#pragma once
// The body of a form that sends files: multipart/form-data (RFC 7578, RFC 2046 section 5.1), in pieces of any size.

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/http.h"

namespace concordat::http {

// "multipart/form-data; boundary=…" as a Content-Type gives it; nothing where it is another type or its boundary is not sound.
std::optional<std::string> multipart_boundary(std::string_view content_type);

struct PartHead {
  std::string name;                      // of the field
  std::optional<std::string> file_name;  // without folders; none: a field of text
  std::string type;                      // as the browser says it; nobody relies on it
};

class MultipartParser {
 public:
  // What comes in order: a head, its data in pieces, and its end. One that answers false ends the parsing.
  struct Sink {
    std::function<bool(PartHead head)> begin;
    std::function<bool(std::string_view data)> data;
    std::function<bool()> end;
  };

  MultipartParser(const std::string& boundary, Sink sink);
  bool push(std::string_view bytes);  // false once it is malformed, or the sink has had enough
  bool is_whole() const;              // the last boundary has come, and nothing after it

 private:
  enum class State { first_boundary, after_boundary, head, data, over, failed };

  std::string_view unread() const { return std::string_view(buffer_).substr(begin_); }
  bool step();  // whether something was taken
  bool fail();
  bool take_first_boundary();
  bool take_after_boundary();
  bool take_head();
  bool take_data();

  const std::string delimiter_;  // "\r\n--" and the boundary
  const Sink sink_;
  State state_ = State::first_boundary;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not taken yet
};

// Such a body read piece by piece. It is refused when it is malformed, holds more than 256 parts, a field's value above 64 KiB,
// or text that is not UTF-8.
class MultipartForm {
 public:
  enum class Files { kept, named };  // named: their contents are dropped as they come, and the fields may be a megabyte together

  MultipartForm(const std::string& boundary, Files files);
  bool push(std::string_view bytes);
  bool finish(Fields& fields, std::vector<File>& files);  // once the whole body has come

 private:
  MultipartParser::Sink sink();
  bool take_part();

  const bool keeps_files_;
  PartHead head_;
  std::string content_;
  std::size_t parts_ = 0;
  std::size_t field_bytes_ = 0;
  Fields fields_;
  std::vector<File> files_;
  MultipartParser parser_;
};

}  // namespace concordat::http
