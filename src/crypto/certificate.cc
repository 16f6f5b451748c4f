#include "crypto/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

namespace concordat::crypto {

Result<Instant> end_of_certificate(std::string_view pem) {
  const Error unreadable{"The certificate could not be read.", "Give a PEM file with the certificate and its chain."};
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  if (!text) return unreadable;
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr), &X509_free);
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) return unreadable;
  return Instant{static_cast<std::int64_t>(timegm(&end)) * kMicrosecondsPerSecond};
}

}  // namespace concordat::crypto
