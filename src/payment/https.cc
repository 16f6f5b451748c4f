// Asking the API of GOV.UK Pay: HTTPS, but to this machine itself.

#include <curl/curl.h>

#include <memory>

#include "payment/govuk_pay.h"

namespace concordat::payment {
namespace {

constexpr long kConnectSeconds = 5;
constexpr long kWholeSeconds = 15;  // a payer waits for it
constexpr std::size_t kMostAnswer = 64 * 1024;

struct Closing {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::size_t take_bytes(const char* bytes, std::size_t size, std::size_t count, void* to) {
  std::string& body = *static_cast<std::string*>(to);
  if (body.size() + size * count > kMostAnswer) return 0;  // ends the transfer
  body.append(bytes, size * count);
  return size * count;
}

// Whatever the environment says: no proxy, no redirect to elsewhere, no other protocol.
void set_up(CURL* curl, const std::string& url) {
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, url.starts_with("http://127.0.0.1") ? "http" : "https");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kWholeSeconds);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
}

}  // namespace

ApiAnswer ask_by_https(const Settings& settings, const std::string& path, const std::string& body) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  const std::unique_ptr<CURL, Closing> curl(ready == CURLE_OK ? curl_easy_init() : nullptr);
  const std::string bearer = "Authorization: Bearer " + std::string(as_text(settings.key.expose()));
  std::unique_ptr<curl_slist, Closing> headers(curl_slist_append(nullptr, "Content-Type: application/json"));
  curl_slist* const longer = headers ? curl_slist_append(headers.get(), bearer.c_str()) : nullptr;
  if (!curl || !longer) return {0, "", "No memory is left to ask GOV.UK Pay."};
  set_up(curl.get(), settings.gateway + path);
  ApiAnswer answer;
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  if (!body.empty()) curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_bytes);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  const CURLcode code = curl_easy_perform(curl.get());
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK) return {0, "", "GOV.UK Pay cannot be reached."};
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace concordat::payment
