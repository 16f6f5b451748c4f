// Serves one file of HTML as a page, through the engine alone: what the engine costs, beside nginx with the same bytes.
// usage: page_server FILE PORT immediate|workers [CERTIFICATE KEY]

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include "http/http.h"

int main(int argc, char** argv) {
  using namespace concordat;
  if (argc != 4 && argc != 6) {
    std::cerr << "usage: page_server FILE PORT immediate|workers [CERTIFICATE KEY]\n";
    return 2;
  }
  std::ostringstream text;
  text << std::ifstream(argv[1]).rdbuf();
  const auto page = std::make_shared<const std::string>(text.str());
  const http::Handler handler = [page](const http::Request&) {
    http::Response response;
    response.shared_body = page;
    return response;
  };
  http::Router router;
  if (std::string_view(argv[3]) == "immediate") {
    router.add_immediate("/", handler);
  } else {
    router.add(http::Method::get, "/", http::Door::public_, handler);
  }
  http::ServerOptions options;
  options.port = static_cast<std::uint16_t>(std::atoi(argv[2]));
  if (argc == 6) {
    options.certificate_file = argv[4];
    options.key_file = argv[5];
  }
  const SystemClock clock;
  http::Sessions sessions(clock);
  auto server = http::Server::create(options, std::move(router), sessions, [](int status) { return std::to_string(status); });
  if (!server) {
    std::cerr << server.error().message << '\n';
    return 1;
  }
  (*server)->run();
}
