#include "crypto/certificate.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace concordat::crypto {
namespace {

// Ends so many seconds after 1970.
std::string certificate_until(std::int64_t seconds) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), 0);
  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds);
  X509_set_pubkey(certificate.get(), key.get());
  EXPECT_NE(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(BIO_new(BIO_s_mem()), &BIO_free);
  EXPECT_EQ(PEM_write_bio_X509(text.get(), certificate.get()), 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(text.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

TEST(ServerCertificate, SaysWhenItEndsBeforeAndAfterTheYearThatItsFormChanges) {
  for (const std::int64_t seconds : {1'800'000'000LL, 2'600'000'000LL})  // UTCTime until 2049, then GeneralizedTime
    EXPECT_EQ(end_of_certificate(certificate_until(seconds))->microseconds, seconds * kMicrosecondsPerSecond);
}

TEST(ServerCertificate, ThatCannotBeReadIsAnError) {
  for (const char* text : {"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    EXPECT_FALSE(end_of_certificate(text)) << text;
}

}  // namespace
}  // namespace concordat::crypto
