#pragma once
// Serving an instance: the pages, the night's work, and an orderly end.

#include <iosfwd>
#include <string>

#include "casework/app.h"
#include "ops/backup.h"
#include "ops/instance.h"

namespace concordat::ops {

struct ServeOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8443;
  std::string certificate_file;  // both empty: a self-signed one is made in the data directory, for trying out only
  std::string key_file;
  bool plain = false;  // no TLS: behind a proxy on the same machine, and in tests
  BackupPlace backups = {};
  std::string charters = "charters";  // the folder of the libraries that a newer charter may extend
};

// Every page that this charter calls for.
http::Router all_pages(const casework::App& app);

// Until SIGINT or SIGTERM. Says on `out` where it listens.
Result<void> serve(const std::string& directory, const Unseal& unseal, const ServeOptions& options, std::ostream& out);

}  // namespace concordat::ops
