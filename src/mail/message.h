#pragma once
// A message and its text on the way (RFC 5322). What comes from outside can add no header and no recipient.

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace concordat::mail {

struct Attachment {
  std::string name;  // of a file: letters, digits, points and hyphens
  std::string content;
};

struct Message {
  std::string to;  // one address
  std::string subject;
  std::string text;
  std::vector<Attachment> attachments = {};
  std::string unsubscribe = {};  // of a mail that its reader may stop: the address to which one POST does it; empty: of another
};

// "anna.example@example.org": one, without a display name, in ASCII.
bool is_address(std::string_view text);

// Why it cannot be sent: an address that is none, a line break in a header.
Result<void> check(const Message& message);

struct Postmark {
  std::string from;
  std::string id;  // the same for every attempt, so that a second copy can be told (RFC 5322, section 3.6.4)
  Instant date;
};
Result<std::string> compose(const Message& message, const Postmark& postmark);

// A header's text: as it is where that is plain ASCII, else encoded words (RFC 2047).
std::string header_text(std::string_view text);

}  // namespace concordat::mail
