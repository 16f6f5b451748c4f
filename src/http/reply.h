#pragma once
// Responses as they go over the wire.

#include <string>
#include <string_view>

#include "http/http.h"

namespace concordat::http {

struct Delivery {
  bool secure = false;
  bool keep_alive = false;
  std::string_view date;  // RFC 9110 section 5.6.7
};

// Whether a handler's headers are its own to set and cannot split the response: tokens, no control characters, none of
// those that the engine writes.
bool is_sound(const Response& response);

// Status line and headers up to the empty line.
std::string response_head(const Response& response, const Delivery& delivery);
// What follows it: nothing for 204 and 304. The view lives as long as the response.
std::string_view response_body(const Response& response);

std::string http_date(Instant instant);  // "Sun, 22 Nov 2026 09:30:00 GMT"

}  // namespace concordat::http
