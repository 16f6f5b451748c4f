#pragma once
// The server's side of TLS: 1.2 with forward-secret AEAD ciphers, or 1.3; HTTP/1.1 only.

#include <string>

#include "base/result.h"

struct ssl_ctx_st;

namespace concordat::http {

// The caller owns the context (SSL_CTX_free). Errors name the file that cannot be read or does not fit.
Result<ssl_ctx_st*> make_tls_context(const std::string& certificate_file, const std::string& key_file);

// Something that changes when either file does, for reloading without a restart.
std::string tls_files_state(const std::string& certificate_file, const std::string& key_file);

}  // namespace concordat::http
