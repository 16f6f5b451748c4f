#include "mail/message.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/bytes.h"
#include "base/civil_date.h"
#include "crypto/crypto.h"

namespace concordat::mail {
namespace {

constexpr std::size_t kLongestAddress = 254;  // RFC 5321, section 4.5.3.1.3, without its angle brackets
constexpr std::size_t kLongestSubject = 200;
constexpr std::size_t kLongestPlainHeader = 60;  // with its name within the 78 columns of RFC 5322, section 2.1.1
constexpr std::size_t kBytesInWord = 42;         // 56 letters in base64; an encoded word has 75 at most
constexpr std::size_t kColumns = 76;

bool is_printable(char c) { return c >= ' ' && c <= '~'; }
bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 && name.front() != '.' &&
         std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-' || c == '_'; });
}

// RFC 8058, section 3.1, asks for HTTPS; with another address no program is told that one press is enough.
bool is_one_click(std::string_view address) { return address.starts_with("https://"); }

bool is_header_text(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

// "Sun, 22 Nov 2026 09:30:00 +0000" (RFC 5322, section 3.3)
std::string date_text(Instant instant) {
  constexpr std::array kDays = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};  // 1970 began on a Thursday
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::string iso = to_rfc3339(instant);
  const auto date = CivilDate::parse(iso.substr(0, 10)).value_or(CivilDate());
  const int weekday = (date.days() % 7 + 7) % 7;
  return std::string(kDays[static_cast<std::size_t>(weekday)]) + ", " + std::to_string(date.day()) + " " + kMonths[date.month() - 1] + " " +
         std::to_string(date.year()) + " " + iso.substr(11, 8) + " +0000";
}

std::string base64_lines(std::string_view content) {
  const std::string encoded = to_base64(as_bytes(content));
  std::string lines;
  for (std::size_t at = 0; at < encoded.size(); at += kColumns) lines += encoded.substr(at, kColumns) + "\r\n";
  return lines;
}

std::string text_part(std::string_view text) {
  return "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64_lines(text);
}

std::string attached(const Attachment& attachment) {
  return "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"" +
         attachment.name + "\"\r\n\r\n" + base64_lines(attachment.content);
}

std::string domain_of(std::string_view address) { return std::string(address.substr(address.find('@') + 1)); }

}  // namespace

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.size() > kLongestAddress) return false;
  const std::string_view local = text.substr(0, at);
  const std::string_view domain = text.substr(at + 1);
  constexpr std::string_view kOthers = "!#$%&'*+-/=?^_`{|}~.";  // RFC 5322, atext, and the point between atoms
  const auto fits = [&](char c) { return is_letter_or_digit(c) || kOthers.find(c) != std::string_view::npos; };
  const auto in_domain = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.'; };
  const auto has_lone_points = [](std::string_view words) {
    return words.front() != '.' && words.back() != '.' && words.find("..") == std::string_view::npos;
  };
  return !domain.empty() && local.size() <= 64 && std::ranges::all_of(local, fits) && std::ranges::all_of(domain, in_domain) &&
         has_lone_points(local) && has_lone_points(domain) && domain.front() != '-' && local.front() != '-';
}

Result<void> check(const Message& message) {
  if (!is_address(message.to))
    return Error{"A message has no address that mail can be sent to.", "Correct the address, then send it again."};
  if (message.subject.empty() || message.subject.size() > kLongestSubject || !is_header_text(message.subject))
    return Error{"A message has no subject, or one that is too long or breaks its line.", "Nothing was sent. Please report this."};
  if (!std::ranges::all_of(message.unsubscribe, [](char c) { return is_printable(c) && c != ' ' && c != '<' && c != '>'; }))
    return Error{"A message has an address to unsubscribe at that is none.", "Nothing was sent. Please report this."};
  if (!std::ranges::all_of(message.attachments, [](const Attachment& one) { return is_file_name(one.name); }))
    return Error{"A file attached to a message has a name that cannot be sent.", "Nothing was sent. Please report this."};
  return {};
}

std::string header_text(std::string_view text) {
  if (text.size() <= kLongestPlainHeader && std::ranges::all_of(text, is_printable) && text.find("=?") == std::string_view::npos)
    return std::string(text);
  std::string words;
  while (!text.empty()) {
    std::size_t end = std::min(text.size(), kBytesInWord);
    while (end < text.size() && end > 1 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // between two characters
    words += (words.empty() ? "=?utf-8?B?" : "\r\n =?utf-8?B?") + to_base64(as_bytes(text.substr(0, end))) + "?=";
    text.remove_prefix(end);
  }
  return words;
}

Result<std::string> compose(const Message& message, const Postmark& postmark) {
  TRY(check(message));
  if (!is_address(postmark.from) || !is_file_name(postmark.id))
    return Error{"The address that mail is sent from is none.", "Correct `from` in mail.toml."};
  // Automatic, so that nobody's holiday answers it (RFC 3834).
  std::string whole = "From: <" + postmark.from + ">\r\nTo: <" + message.to + ">\r\nSubject: " + header_text(message.subject) +
                      "\r\nDate: " + date_text(postmark.date) + "\r\nMessage-ID: <" + postmark.id + "@" + domain_of(postmark.from) +
                      ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n";
  if (!message.unsubscribe.empty()) whole += "List-Unsubscribe: <" + message.unsubscribe + ">\r\n";  // RFC 2369, section 3.2
  if (is_one_click(message.unsubscribe)) whole += "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";  // RFC 8058, section 2
  if (message.attachments.empty()) return whole + text_part(message.text);
  const std::string boundary = "=_" + to_hex(crypto::random_secret(16).expose());  // no base64 line holds "=_"
  whole += "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n" + text_part(message.text);
  for (const Attachment& one : message.attachments) whole += "--" + boundary + "\r\n" + attached(one);
  return whole + "--" + boundary + "--\r\n";
}

}  // namespace concordat::mail
