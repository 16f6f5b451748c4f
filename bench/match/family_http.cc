// A family of six asked for at an agency's agent, over HTTP on loopback: each person's page with candidates, reasons and waterfall.
// Everything is the agent's own but the partnership, which is played here, and which asks about another family each time.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include "agent/pages.h"
#include "crypto/crypto.h"
#include "exchange/waiting.h"
#include "http/cookies.h"
#include "population.h"

namespace concordat::bench {
namespace {

constexpr std::size_t kMembersAsked = 6;

charter::Field field(const char* name, const char* label, charter::FieldType type) {
  charter::Field made;
  made.name = name;
  made.label = label;
  made.type = type;
  return made;
}

// Answers each pull with one family of six.
class Partnership {
 public:
  Partnership(const Families& families, std::uint64_t count) : families_(families), count_(count) {}

  exchange::Card card() const { return {"Invented partnership", "https://partnership.invalid", self_.keys(), ""}; }
  exchange::Told answer(std::string_view bytes, const exchange::PublicKeys& agent) {
    auto opened = exchange::open_message(self_, as_bytes(bytes), clock_.now(), [&](const exchange::Name&) { return std::optional(agent); });
    const auto* pull = std::get_if<exchange::Received>(&opened);
    if (!pull) return {404, "", ""};
    const exchange::Message reply{crypto::new_id<exchange::MessageId>(), exchange::Kind::waiting, pull->message.id, next_family()};
    return {200, std::string(as_text(exchange::signed_at(self_, *exchange::draft(self_, agent, reply), clock_.now()))), ""};
  }

 private:
  std::string next_family() {
    Family family;
    while (family.members.size() != kMembersAsked) family = families_.family(random_() % count_);
    exchange::Waiting waiting;
    waiting.partnership = "Invented partnership";
    charter::Field known = field("known", "Do you know this person?", charter::FieldType::choice);
    known.choices = {"known", "not known"};
    waiting.forms = {{"Invented purpose.",
                      {field("name", "Name", charter::FieldType::text), field("born", "Date of birth", charter::FieldType::date),
                       field("address", "Address", charter::FieldType::text)},
                      {known},
                      "known",
                      {"not known"}}};
    for (const match::PersonRow& member : family.members) {
      const match::PersonRow told = families_.damaged(member, {}, random_);
      waiting.checks.push_back({crypto::new_id<RecordId>(), 0, "R-2026-001",
                                {{"name", told.forename + " " + told.surname}, {"born", told.birth.text()},
                                 {"address", "1 Invented Row " + told.postcode}}});
    }
    return exchange::encode_waiting(waiting);
  }

  const Families& families_;
  const std::uint64_t count_;
  const SystemClock clock_;
  Random random_{993};
  exchange::Identity self_ = exchange::identity_of(crypto::random_secret(32));
};

// One connection that stays open.
class Browser {
 public:
  Browser(std::uint16_t port, std::string cookie) : cookie_(std::move(cookie)), host_("127.0.0.1:" + std::to_string(port)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) std::abort();
  }
  ~Browser() { ::close(socket_); }

  std::string get(const std::string& path) {
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: " + host_ + "\r\nCookie: " + cookie_ + "\r\n\r\n";
    if (::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) std::abort();
    std::string answer;
    std::size_t whole = 0;
    while (whole == 0 || answer.size() < whole) {
      char bytes[65536];
      const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
      if (count <= 0) std::abort();
      answer.append(bytes, static_cast<std::size_t>(count));
      const std::size_t end = answer.find("\r\n\r\n");
      if (whole != 0 || end == std::string::npos) continue;
      const std::size_t length = answer.find("Content-Length: ");
      if (length == std::string::npos) std::abort();
      whole = end + 4 + std::strtoull(answer.c_str() + length + 16, nullptr, 10);
    }
    return answer;
  }

 private:
  const std::string cookie_, host_;
  int socket_ = -1;
};

int run(const Settings& settings, const std::string& assets_folder) {
  const auto families = Families::read(settings.data, 20261122);
  const auto assets = html::Assets::load(assets_folder, "#1d70b8");
  if (!families || !assets) {
    std::cerr << (families ? assets.error().message : families.error().message) << '\n';
    return 2;
  }
  const Built built = build(*families, settings);
  std::cout << built.index->rows() << " rows, " << built.index->bytes() / 1'000'000 << " MB\n";
  Partnership partnership(*families, built.families);
  const std::string folder = (std::filesystem::temp_directory_path() / ("match-family-http-" + std::to_string(::getpid()))).string();
  std::filesystem::create_directories(folder);
  const Secret key = crypto::random_secret(32);
  agent::Settings agency = agent::new_settings("Invented agency", Bytes(16, 1), false, key);
  agency.partnership = partnership.card();
  const exchange::Identity self = agent::open_identity(agency, key).value();
  const SystemClock clock;
  const agent::Audit audit(folder, clock);
  agent::Agent node({self, *agency.partnership, *built.index, audit, clock,
                     [&](const exchange::Card&, std::string_view bytes) { return partnership.answer(bytes, self.keys()); }});
  agent::Pages pages(node, agency, *assets, audit, clock);
  http::Sessions sessions(clock);
  http::ServerOptions options;
  options.port = 0;
  const auto server =
      std::move(http::Server::create(options, pages.router(), sessions, [&](int status) { return pages.error_page(status); })).value();
  std::jthread serving([&] { server->run(); });
  const std::string cookie = http::session_cookie(sessions.begin(crypto::new_id<AccountId>()), false);
  Browser browser(server->port(), cookie.substr(0, cookie.find(';')));
  std::vector<double> pages_ms, families_ms, processor_ms;  // the last of the whole process, who asks included
  std::size_t explained = 0;
  for (std::size_t asked = 0; asked < settings.queries; ++asked) {
    if (!node.fetch("bench")) std::abort();
    double all = 0;
    const Work before = Work::now(CLOCK_PROCESS_CPUTIME_ID);
    for (const agent::OpenCheck& open : node.checks()) {
      const std::string path = "/questions/" + open.check.record.text();
      const double start = now();
      const std::string page = browser.get(path);
      const double taken = (now() - start) * 1e3;
      if (!page.starts_with("HTTP/1.1 200")) std::abort();
      explained += page.find("Weight in bits") != std::string::npos ? 1 : 0;
      pages_ms.push_back(taken);
      all += taken;
    }
    families_ms.push_back(all);
    processor_ms.push_back((Work::now(CLOCK_PROCESS_CPUTIME_ID) - before).processor * 1e3);
  }
  server->stop();
  std::filesystem::remove_all(folder);
  std::cout << settings.queries << " families of six: all six pages one after another p50 " << percentile(families_ms, 0.5) << " ms, p99 "
            << percentile(families_ms, 0.99) << " ms (processor time p50 " << percentile(processor_ms, 0.5) << " ms, p99 "
            << percentile(processor_ms, 0.99) << " ms); one page p50 " << percentile(pages_ms, 0.5) << " ms, p99 "
            << percentile(pages_ms, 0.99) << " ms; with a candidate explained: " << explained << " of " << pages_ms.size() << " pages\n";
  return 0;
}

}  // namespace
}  // namespace concordat::bench

int main(int count, char** words) {
  concordat::bench::Settings settings;
  settings.queries = 1000;
  std::string assets;
  for (int at = 1; at + 1 < count; at += 2) {
    const std::string_view word = words[at];
    const std::string value = words[at + 1];
    if (word == "--data") settings.data = value;
    if (word == "--people") settings.people = std::strtoull(value.c_str(), nullptr, 10);
    if (word == "--queries") settings.queries = std::strtoull(value.c_str(), nullptr, 10);
    if (word == "--threads") settings.threads = static_cast<unsigned>(std::max(1, std::atoi(value.c_str())));
    if (word == "--assets") assets = value;
  }
  if (settings.data.empty() || assets.empty()) {
    std::cerr << "match_family_http --data FOLDER --assets BUILD/assets [--people N] [--queries N] [--threads N]\n";
    return 2;
  }
  return concordat::bench::run(settings, assets);
}
