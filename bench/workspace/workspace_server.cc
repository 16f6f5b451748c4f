// Serves a demonstration as `concordat serve --plain` does, without its nightly work, and with sessions that are open from the
// start, for signing in as hundreds would take an hour: workspace_server DATA SESSIONS. Says a line for each: "session", the
// account's roles and agency, its cookie. Ends with its standard input.

#include <filesystem>
#include <iostream>
#include <thread>

#include "ops/demonstration.h"
#include "ops/serve.h"

namespace {

using namespace concordat;

std::string words_of(const parties::Account& account, const charter::Charter& charter) {
  std::string words;
  for (const std::string& role : account.roles) words += (words.empty() ? "" : ",") + role;
  const charter::Agency* agency = parties::find_agency(charter, account.agency);
  return words + '\t' + (agency ? agency->name : "-");
}

void open_sessions(const casework::App& app, http::Sessions& sessions, std::size_t count) {
  std::vector<parties::Account> accounts = app.accounts.all();
  std::erase_if(accounts, [&](const parties::Account& one) {
    return one.left || one.roles.empty() || !parties::cleared(one, app.charter(), app.today());
  });
  for (std::size_t i = 0; i < std::max(count, accounts.size()); ++i) {
    const parties::Account& account = accounts[i % accounts.size()];
    std::cout << "session\t" << words_of(account, app.charter()) << '\t' << sessions.begin(account.id) << '\n';
  }
}

Result<void> serve(const std::string& directory, std::size_t count) {
  ops::DemonstrationClock clock(directory);
  const auto instance = TRY(ops::Instance::open(directory, {directory + ".key", std::nullopt}, clock));
  const auto accounts = TRY(casework::Accounts::load(instance->vault()));
  TRY(instance->vault().index_names(instance->vault().gate().grant_system(policy::SystemTask::index_names)));
  const auto build = std::filesystem::path(html::assets_beside_program()).parent_path().parent_path().parent_path();
  const html::Assets assets = TRY(html::Assets::load((build / "assets").string(), instance->charter().partnership.colour));
  const casework::App app{instance->vault(), instance->disposal(), *accounts, assets, instance->link_key(), directory + "/deposits",
                          directory + "/attestation.json"};
  const SystemClock machine;
  http::Sessions sessions(machine);
  open_sessions(app, sessions, count);
  http::ServerOptions options;
  options.port = 0;
  const auto server = TRY(http::Server::create(options, ops::all_pages(app), sessions,
                                               [&app](int status) { return casework::error_page(app, status); }));
  std::cout << "port\t" << server->port() << std::endl;
  std::jthread until_told([&] {
    while (std::cin.get() != std::char_traits<char>::eof()) {
    }
    server->stop();
  });
  server->run();
  return {};
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::cerr << "Usage: workspace_server DATA SESSIONS\n";
    return 2;
  }
  const auto served = serve(words[1], static_cast<std::size_t>(std::strtoul(words[2], nullptr, 10)));
  if (!served) std::cerr << served.error().message << ' ' << served.error().remedy << '\n';
  return served ? 0 : 1;
}
