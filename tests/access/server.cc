// Serves the pages of one charter over that office, on a free port of the loopback: access_server CHARTER. It says first what is
// there, and which routes; it ends with its standard input.

#include <iostream>
#include <thread>

#include "access/office.h"
#include "ops/serve.h"

namespace {

using namespace concordat;

void say_routes(const http::Router& router) {
  for (const http::Route& route : router.routes())
    std::cout << "route\t" << (route.method == http::Method::get ? "GET" : "POST") << '\t' << route.pattern << '\t'
              << (route.door == http::Door::public_ ? "public" : "signed-in") << '\t'
              << (route.uploads ? "uploads" : route.messages || route.one_click ? "messages" : "-") << '\n';
}

// Three sessions each: as after signing in, as after giving the second factor again, and one to be ended.
void say_people(const access::Office& office, http::Sessions& sessions) {
  for (const access::Person& person : office.people()) {
    std::cout << "person\t" << person.name << '\t' << person.role << '\t' << (person.agency.empty() ? "-" : person.agency) << '\t'
              << person.clearance;
    for (const std::string& cookie :
         {sessions.begin(person.id), *sessions.confirm(sessions.begin(person.id)), sessions.begin(person.id)})
      std::cout << '\t' << cookie << '\t' << sessions.find(cookie)->csrf;
    std::cout << '\n';
  }
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "Usage: access_server CHARTER\n";
    return 2;
  }
  casework::TestApp test(words[1], "2026-11-02");
  test.turn_mail_on();
  test.exchange_messages();
  access::Office office(test, std::cout);
  office.settle();
  http::Router router = ops::all_pages(test.app());
  say_routes(router);
  http::Sessions sessions(test.app().vault.clock());
  say_people(office, sessions);
  std::cout << "other\t" << test.person("Somebody Else", {}).account.text() << '\n';
  http::ServerOptions options;
  options.port = 0;
  options.event_threads = 1;
  const auto server = http::Server::create(options, std::move(router), sessions,
                                           [&](int status) { return casework::error_page(test.app(), status); });
  if (!server) {
    std::cerr << server.error().message << '\n';
    return 1;
  }
  std::cout << "port\t" << (*server)->port() << std::endl;
  std::jthread until_told([&] {
    while (std::cin.get() != std::char_traits<char>::eof()) {
    }
    (*server)->stop();
  });
  (*server)->run();
  return testing::Test::HasFailure() ? 1 : 0;
}
