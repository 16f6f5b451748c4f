#include "http/tls.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "crypto/crypto.h"
#include "http/http.h"

namespace concordat::http {
namespace {

using testing::AllOf;
using testing::HasSubstr;

template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

// Writes a self-signed certificate under that name, and its key.
void write_certificate(const std::filesystem::path& certificate_file, const std::filesystem::path& key_file, const std::string& name) {
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Owned<X509> certificate(X509_new(), X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const Owned<BIO> certificate_out(BIO_new_file(certificate_file.c_str(), "w"), BIO_free_all);
  PEM_write_bio_X509(certificate_out.get(), certificate.get());
  const Owned<BIO> key_out(BIO_new_file(key_file.c_str(), "w"), BIO_free_all);
  PEM_write_bio_PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

class TlsClient {
 public:
  using Prepare = std::function<void(SSL_CTX*)>;

  explicit TlsClient(std::uint16_t port, const Prepare& prepare = [](SSL_CTX*) {}) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return;
    prepare(context_.get());
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_);
    connected_ = SSL_connect(ssl_.get()) == 1;
  }
  TlsClient(const TlsClient&) = delete;
  ~TlsClient() { ::close(socket_); }

  bool connected() const { return connected_; }
  std::string ask(const std::string& request) {
    SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size()));
    std::string received;
    char bytes[16384];
    for (int count = SSL_read(ssl_.get(), bytes, sizeof bytes); count > 0; count = SSL_read(ssl_.get(), bytes, sizeof bytes)) {
      received.append(bytes, static_cast<std::size_t>(count));
    }
    ended_cleanly_ = SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN;
    return received;
  }
  bool ended_cleanly() const { return ended_cleanly_; }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl_.get(), &name, &size);
    return std::string(reinterpret_cast<const char*>(name), size);
  }
  std::string server_name() const {
    const Owned<X509> certificate(SSL_get1_peer_certificate(ssl_.get()), X509_free);
    char name[64] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
    return name;
  }

 private:
  int socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
  Owned<SSL_CTX> context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  Owned<SSL> ssl_{nullptr, SSL_free};
  bool connected_ = false;
  bool ended_cleanly_ = false;
};

struct TlsTest : testing::Test {
  SystemClock clock;
  Sessions sessions{clock};
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("http_test-" + to_hex(crypto::random_secret(8).expose()));
  ServerOptions options;
  std::vector<std::string> logged;  // by the event thread, of which there is one
  std::unique_ptr<Server> server;
  std::thread thread;

  TlsTest() {
    std::filesystem::create_directory(folder);
    options.port = 0;
    options.log = [this](const std::string& line) { logged.push_back(line); };
    options.certificate_file = folder / "certificate.pem";
    options.key_file = folder / "key.pem";
    write_certificate(options.certificate_file, options.key_file, "first");
  }
  ~TlsTest() override {
    if (thread.joinable()) {
      server->stop();
      thread.join();
    }
    std::filesystem::remove_all(folder);
  }
  Result<std::unique_ptr<Server>> create() {
    Router router;
    router.add(Method::get, "/page", Door::public_, [](const Request&) {
      Response response;
      response.body = std::string(100'000, 'p');
      return response;
    });
    router.add(Method::post, "/sign-in", Door::public_, [](const Request&) {
      Response response = Response::redirect("/");
      response.begin_session = crypto::new_id<AccountId>();
      return response;
    });
    return Server::create(options, std::move(router), sessions, [](int) { return "page"; });
  }
  void start() {
    auto made = create();
    ASSERT_TRUE(made.ok()) << made.error().message;
    server = std::move(*made);
    thread = std::thread([this] { server->run(); });
  }
};

TEST_F(TlsTest, ServesAndEndsTheStreamCleanly) {
  start();
  TlsClient client(server->port());
  ASSERT_TRUE(client.connected());
  const std::string answer = client.ask("GET /page HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, AllOf(HasSubstr("HTTP/1.1 200 OK"), HasSubstr("\r\nStrict-Transport-Security: max-age="),
                            HasSubstr("\r\n\r\n" + std::string(100'000, 'p'))));
  EXPECT_TRUE(client.ended_cleanly());
}

TEST_F(TlsTest, BindsTheSessionToThisHost) {
  start();
  TlsClient client(server->port());
  const std::string answer = client.ask(
      "POST /sign-in HTTP/1.1\r\nHost: h\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, AllOf(HasSubstr("\r\nSet-Cookie: __Host-session="), HasSubstr("; Path=/; HttpOnly; SameSite=Strict; Secure\r\n")));
}

TEST_F(TlsTest, SpeaksNothingBelowTls12) {
  start();
  TlsClient old(server->port(), [](SSL_CTX* context) {
    SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
    SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
  });
  EXPECT_FALSE(old.connected());
  TlsClient weak(server->port(), [](SSL_CTX* context) {
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES128-SHA");
  });
  EXPECT_FALSE(weak.connected());
  TlsClient good(server->port(), [](SSL_CTX* context) { SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION); });
  EXPECT_TRUE(good.connected());
}

TEST_F(TlsTest, SpeaksHttp11Only) {
  const auto offer = [](std::string protocols) {
    return [protocols](SSL_CTX* context) {
      SSL_CTX_set_alpn_protos(context, reinterpret_cast<const unsigned char*>(protocols.data()), static_cast<unsigned>(protocols.size()));
    };
  };
  start();
  TlsClient both(server->port(), offer("\x02h2\x08http/1.1"));
  ASSERT_TRUE(both.connected());
  EXPECT_EQ(both.protocol(), "http/1.1");
  EXPECT_FALSE(TlsClient(server->port(), offer("\x02h2")).connected());
}

TEST_F(TlsTest, TakesARenewedCertificateWithoutARestart) {
  start();
  EXPECT_EQ(TlsClient(server->port()).server_name(), "first");
  const auto renewed_certificate = folder / "renewed-certificate.pem";
  const auto renewed_key = folder / "renewed-key.pem";
  write_certificate(renewed_certificate, renewed_key, "second");
  std::filesystem::rename(renewed_key, options.key_file);
  EXPECT_EQ(TlsClient(server->port()).server_name(), "first");  // half renewed: the one before stays
  std::filesystem::rename(renewed_certificate, options.certificate_file);
  EXPECT_EQ(TlsClient(server->port()).server_name(), "second");
  server->stop();
  thread.join();
  ASSERT_EQ(logged.size(), 1u);
  EXPECT_THAT(logged[0], HasSubstr("The one before stays in use."));
}

TEST_F(TlsTest, SaysWhichFileIsWrong) {
  write_certificate(folder / "other-certificate.pem", folder / "other-key.pem", "other");
  options.key_file = folder / "other-key.pem";
  EXPECT_THAT(create().error().message, HasSubstr("other-key.pem"));
  options.key_file = folder / "nowhere.pem";
  EXPECT_THAT(create().error().message, HasSubstr("nowhere.pem"));
  std::ofstream(folder / "text.pem") << "not a certificate";
  options.certificate_file = folder / "text.pem";
  EXPECT_THAT(create().error().message, HasSubstr("text.pem"));
  options.certificate_file.clear();
  EXPECT_FALSE(create().ok());
}

}  // namespace
}  // namespace concordat::http
