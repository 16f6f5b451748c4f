// Handing a message to another instance's server: HTTPS and nothing else.

#include <curl/curl.h>

#include <memory>

#include "exchange/post.h"

namespace concordat::exchange {
namespace {

constexpr long kConnectSeconds = 10;
constexpr long kWholeSeconds = 60;
constexpr std::size_t kMostAnswer = 128 * 1024;

struct Ending {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t take_answer(const char* bytes, std::size_t size, std::size_t count, void* to) {
  std::string& body = *static_cast<std::string*>(to);
  if (body.size() + size * count > kMostAnswer) return 0;  // ends the transfer
  body.append(bytes, size * count);
  return size * count;
}

std::string failure_words(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return "The name of their server is not known.";
    case CURLE_COULDNT_CONNECT: return "Their server cannot be reached.";
    case CURLE_OPERATION_TIMEDOUT: return "Their server did not answer in time.";
    case CURLE_SSL_CONNECT_ERROR: return "No TLS connection to their server came about.";
    case CURLE_PEER_FAILED_VERIFICATION: return "The certificate of their server is not one to trust.";
    case CURLE_SSL_CACERT_BADFILE: return "The certificate on their card cannot be read.";
    default: return "The connection to their server broke off.";
  }
}

// Whatever the environment says: no proxy, no redirect to elsewhere, no other protocol, no certificate unchecked.
void set_connection(CURL* curl, const Card& to, const std::string& url) {
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kWholeSeconds);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (to.certificate.empty()) return;
  curl_blob pinned{const_cast<char*>(to.certificate.data()), to.certificate.size(), CURL_BLOB_COPY};
  curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &pinned);
}

}  // namespace

Told deliver_by_https(const Card& to, std::string_view bytes) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, Ending> curl(ready == CURLE_OK ? curl_easy_init() : nullptr);
  const std::unique_ptr<curl_slist, Ending> type(curl_slist_append(nullptr, "Content-Type: application/vnd.concordat.message"));
  if (!curl || !type) return {0, "", "No memory is left to send messages."};
  const std::string url = to.address + kPath;
  set_connection(curl.get(), to, url);
  Told told;
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, type.get());
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, bytes.data());
  curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(bytes.size()));
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_answer);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &told.body);
  const CURLcode code = curl_easy_perform(curl.get());
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) return {0, "", failure_words(code)};
  told.status = static_cast<int>(status);
  return told;
}

}  // namespace concordat::exchange
