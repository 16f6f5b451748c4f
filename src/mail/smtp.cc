#include "mail/smtp.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace concordat::mail {
namespace {

constexpr long kConnectSeconds = 10;
constexpr long kWholeSeconds = 60;

struct Reading {
  const std::string& text;
  std::size_t at = 0;
};

std::size_t read_on(char* buffer, std::size_t size, std::size_t count, void* from) {
  Reading& reading = *static_cast<Reading*>(from);
  const std::size_t length = std::min(size * count, reading.text.size() - reading.at);
  std::memcpy(buffer, reading.text.data() + reading.at, length);
  reading.at += length;
  return length;
}

struct Ending {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, Ending>;
using List = std::unique_ptr<curl_slist, Ending>;

std::string url_of(const Settings& settings) {
  // The path is what we greet the server with: the sender's domain, rather than this machine's name.
  return std::string(settings.tls == Tls::at_once ? "smtps://" : "smtp://") + settings.server + ":" + std::to_string(settings.port) + "/" +
         settings.from.substr(settings.from.find('@') + 1);
}

void set_connection(CURL* curl, const Settings& settings) {
  const std::string url = url_of(settings);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");  // whatever the environment says
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kWholeSeconds);
  curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, kWholeSeconds);
  curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(settings.tls == Tls::offered ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings.trust.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings.trust.c_str());
  if (settings.user.empty()) return;
  const std::string password(as_text(settings.password.expose()));
  curl_easy_setopt(curl, CURLOPT_USERNAME, settings.user.c_str());
  curl_easy_setopt(curl, CURLOPT_PASSWORD, password.c_str());
}

Delivery outcome_of(CURLcode code, long reply) {
  switch (code) {
    case CURLE_OK: return {Outcome::accepted};
    case CURLE_COULDNT_RESOLVE_HOST: return {Outcome::later, "The mail server's name is not known."};
    case CURLE_COULDNT_CONNECT: return {Outcome::later, "The mail server cannot be reached."};
    case CURLE_OPERATION_TIMEDOUT: return {Outcome::later, "The mail server did not answer in time."};
    case CURLE_USE_SSL_FAILED: return {Outcome::later, "The mail server does not offer TLS, which the settings demand."};
    case CURLE_SSL_CONNECT_ERROR: return {Outcome::later, "No TLS connection to the mail server came about."};
    case CURLE_PEER_FAILED_VERIFICATION: return {Outcome::later, "The mail server's certificate is not one to trust."};
    case CURLE_SSL_CACERT_BADFILE: return {Outcome::later, "The file of certificates to trust cannot be read."};
    case CURLE_LOGIN_DENIED: return {Outcome::later, "The mail server does not accept our user and password."};
    default: break;
  }
  if (reply >= 500 && reply < 600 && reply != 530)  // 530: it wants us to sign in first (RFC 4954)
    return {Outcome::refused, "The mail server refused it, and will refuse it again (" + std::to_string(reply) + ")."};
  if (reply >= 400) return {Outcome::later, "The mail server put it off (" + std::to_string(reply) + ")."};
  return {Outcome::later, "The connection to the mail server broke off."};
}

}  // namespace

Delivery deliver(const Settings& settings, const std::string& to, const std::string& whole) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const Curl curl(ready == CURLE_OK ? curl_easy_init() : nullptr);
  const List recipients(curl_slist_append(nullptr, ("<" + to + ">").c_str()));
  if (!curl || !recipients) return {Outcome::later, "No memory is left to send mail."};
  set_connection(curl.get(), settings);
  const std::string from = "<" + settings.from + ">";
  Reading reading{whole};
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, read_on);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &reading);
  const CURLcode code = curl_easy_perform(curl.get());
  long reply = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &reply);
  return outcome_of(code, reply);
}

}  // namespace concordat::mail
