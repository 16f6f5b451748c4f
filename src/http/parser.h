#pragma once
// One connection's bytes made into requests, one after the other. Beast's parser reads the heads; what it is lenient about
// is refused before it sees it: folded lines, bare CR or LF, NUL (RFC 9112 sections 2.2 and 5.2).

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/head.h"

namespace concordat::http {

class RequestParser {
 public:
  enum class Progress {
    more,      // nothing to do until more bytes come
    head,      // told once: the head is there, the body not looked at yet
    complete,  // head and body are there; call next() when done with them
    refused,   // refusal() says why; the connection is beyond use
  };

  // A body of more than `most_body_bytes` is refused, unless allow_upload() is said after its head.
  RequestParser(std::size_t most_header_bytes, std::size_t most_body_bytes, std::size_t most_upload_bytes = 0);
  ~RequestParser();

  void append(std::string_view bytes);
  Progress advance();
  void next();
  void allow_upload();  // of this request
  // As large as an upload may be, and not held: each piece of this request's body is handed on, until one is answered with false.
  void hand_on_body(std::function<bool(std::string_view)> taker);

  const Head& head() const;
  const std::string& body() const;
  bool expects_body() const;  // after the head: a body, if an empty one, is still to come
  bool is_too_large() const;  // by what its head says, as things are allowed
  bool untouched() const;     // no byte of this request has come
  int refusal() const;        // 400, 413 or 431

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace concordat::http
