// A mail saved as a file (RFC 5322, MIME): who wrote it, when, about what, its plain text, and what else it brings along, by name.

#include <gmime/gmime.h>
#include <iconv.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <memory>

#include "intake/readers.h"

namespace concordat::intake {
namespace {

constexpr std::size_t kMostEnclosed = 100;

// A mail of our own, with something of everything that makes a library open a file.
constexpr std::string_view kSample =
    "From: =?iso-8859-15?Q?=A4?= <a@example.org>\r\nSubject: =?windows-1252?Q?=80?= =?iso-8859-1?Q?=E9?= =?utf-8?Q?=C3=A9?=\r\n"
    "Date: Fri, 20 Nov 2026 09:30:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
    "--B\r\nContent-Type: text/plain; charset=windows-1252\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=80\r\n"
    "--B\r\nContent-Type: text/plain; charset=iso-8859-1; name*=utf-8''%C3%A9.txt\r\nContent-Disposition: attachment\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--B--\r\n";

// glibc loads a module for each when it is first met, which the worker may not.
constexpr std::array<const char*, 6> kCharsets = {"us-ascii", "utf-8", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"};

struct Unref {
  void operator()(void* object) const { ::g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

std::string from_glib(char* text) {
  const std::unique_ptr<char, decltype(&::g_free)> owned(text, ::g_free);
  return text ? tidied(text) : "";
}

bool is_known(const char* charset) {
  return !charset || std::ranges::any_of(kCharsets, [&](const char* one) { return ::g_ascii_strcasecmp(one, charset) == 0; });
}

struct Found {
  std::string text;
  bool only_as_a_page = false;
  bool is_locked = false;
  std::vector<std::string> enclosed;
};

void take(GMimeObject* part, Found& found) {
  GMimeContentType* type = ::g_mime_object_get_content_type(part);
  if (::g_mime_content_type_is_type(type, "multipart", "encrypted") || ::g_mime_content_type_is_type(type, "application", "pkcs7-mime"))
    found.is_locked = true;
  if (GMIME_IS_MESSAGE_PART(part)) {
    GMimeMessage* inner = ::g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
    const char* subject = inner ? ::g_mime_message_get_subject(inner) : nullptr;
    found.enclosed.push_back("A mail: " + tidied(subject ? subject : "without a subject"));
    return;
  }
  if (!GMIME_IS_PART(part)) return;
  const char* name = ::g_mime_part_get_filename(GMIME_PART(part));
  if (name || ::g_mime_part_is_attachment(GMIME_PART(part))) {
    found.enclosed.push_back(name ? tidied(name) : "A file without a name");
    return;
  }
  if (!GMIME_IS_TEXT_PART(part)) return;
  if (!::g_mime_content_type_is_type(type, "text", "plain")) {
    found.only_as_a_page = found.text.empty();
    return;
  }
  if (!found.text.empty() || !is_known(::g_mime_content_type_get_parameter(type, "charset"))) return;
  found.text = from_glib(::g_mime_text_part_get_text(GMIME_TEXT_PART(part)));
  found.only_as_a_page = false;
}

Found parts_of(GMimeMessage* message) {
  Found found;
  const std::unique_ptr<GMimePartIter, decltype(&::g_mime_part_iter_free)> parts(::g_mime_part_iter_new(GMIME_OBJECT(message)),
                                                                                 ::g_mime_part_iter_free);
  std::size_t within = 0;  // a mail within the mail, whose parts are its own
  do {
    GMimeObject* part = ::g_mime_part_iter_get_current(parts.get());
    if (!part || found.enclosed.size() > kMostEnclosed) break;
    const std::unique_ptr<char, decltype(&::g_free)> path(::g_mime_part_iter_get_path(parts.get()), ::g_free);
    const std::size_t depth = path ? std::string_view(path.get()).size() : 0;
    if (within > 0 && depth > within) continue;
    within = GMIME_IS_MESSAGE_PART(part) ? depth : 0;
    take(part, found);
  } while (::g_mime_part_iter_next(parts.get()));
  return found;
}

std::string day_sent(GMimeMessage* message) {
  GDateTime* date = ::g_mime_message_get_date(message);
  return date ? from_glib(::g_date_time_format(date, "%Y-%m-%d")) : "";
}

}  // namespace

void prepare_readers() {
  ::tzset();  // the days of files in a package
  ::g_mime_init();
  static std::array<iconv_t, kCharsets.size()> open;  // and stay so: as long as one is, its module is loaded
  std::ranges::transform(kCharsets, open.begin(), [](const char* charset) { return ::iconv_open("UTF-8", charset); });
  static_cast<void>(read_mail(kSample));
}

Reading read_mail(std::string_view content) {
  const Owned<GMimeStream> stream(::g_mime_stream_mem_new_with_buffer(content.data(), content.size()));
  const Owned<GMimeParser> parser(::g_mime_parser_new_with_stream(stream.get()));
  const Owned<GMimeMessage> message(::g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return refused(Refusal::damaged);
  InternetAddressList* authors = ::g_mime_message_get_from(message.get());
  const std::string from = authors ? from_glib(::internet_address_list_to_string(authors, nullptr, FALSE)) : "";
  const char* subject = ::g_mime_message_get_subject(message.get());
  if (from.empty() && !subject) return refused(Refusal::damaged);
  const Found found = parts_of(message.get());
  if (found.is_locked) return refused(Refusal::locked);
  Reading reading;
  reading.columns = {std::string(kSubject), std::string(kFrom), std::string(kSent), std::string(kText)};
  reading.rows.push_back({1, {subject ? tidied(subject) : "", from, day_sent(message.get()), found.text}, ""});
  reading.enclosed = found.enclosed;
  if (found.only_as_a_page) reading.left_out.emplace_back("The text of the mail, which is written as a web page only: open the original");
  return reading;
}

}  // namespace concordat::intake
