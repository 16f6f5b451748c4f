#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "crypto/crypto.h"
#include "http/http.h"

namespace concordat::http {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Long enough for a machine that is busy with other things; nothing here waits for it when all is well.
constexpr int kPatience = 60'000;

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  Client(Client&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), connected_(other.connected_), received_(std::move(other.received_)) {}
  Client(const Client&) = delete;
  ~Client() {
    if (socket_ >= 0) ::close(socket_);
  }

  bool connected() const { return connected_; }
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  // One response with its Content-Length, or what came until the end.
  std::string receive(bool without_body = false) {
    for (;;) {
      const auto head = received_.find("\r\n\r\n");
      if (head != std::string::npos) {
        const auto field = received_.find("Content-Length: ");
        const bool has_length = field < head && !without_body;
        const std::size_t size = head + 4 + (has_length ? std::stoul(received_.substr(field + 16)) : 0);
        if (received_.size() >= size) return take(size);
      }
      if (!receive_some()) return take(received_.size());
    }
  }
  bool is_readable(int milliseconds) const {
    pollfd waiting{socket_, POLLIN, 0};
    return ::poll(&waiting, 1, milliseconds) == 1;
  }
  // Waits until the server has closed.
  bool is_closed() {
    while (receive_some()) {
    }
    return ended_;
  }

 private:
  std::string take(std::size_t size) {
    std::string result = received_.substr(0, size);
    received_.erase(0, size);
    return result;
  }
  bool receive_some() {
    if (!is_readable(kPatience)) return false;
    char bytes[65536];
    const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
    ended_ = count <= 0;
    if (!ended_) received_.append(bytes, static_cast<std::size_t>(count));
    return !ended_;
  }

  int socket_;
  bool connected_ = false;
  bool ended_ = false;
  std::string received_;
};

// Holds handlers until it is opened.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

struct EngineTest : testing::Test {
  SystemClock clock;
  Sessions sessions{clock};
  Gate gate;
  ServerOptions options;
  std::unique_ptr<Server> server;
  std::thread thread;
  const std::string large = std::string(32u << 20, 'L');
  std::mutex mutex;
  std::vector<std::string> noted;  // who was answered, in order

  EngineTest() { options.port = 0; }
  ~EngineTest() override {
    gate.open();
    stop();
  }
  void start() {
    Router router;
    router.add(Method::get, "/page", Door::public_, [](const Request&) { return page("a page"); });
    router.add_immediate("/ready", [](const Request&) { return page("ready"); });
    router.add_immediate("/ready-gate", [this](const Request&) {
      gate.pass();
      return page("passed");
    });
    const auto note = [this](const Request& request) {
      const std::lock_guard lock(mutex);
      noted.push_back(request.query.get("who"));
      return page(std::string(8 << 10, 'n'));
    };
    router.add(Method::get, "/note", Door::public_, note);
    router.add_immediate("/ready-note", note);
    router.add(Method::get, "/gate", Door::public_, [this](const Request&) {
      gate.pass();
      return page("passed");
    });
    router.add(Method::get, "/large", Door::public_, [this](const Request&) { return page(large); });
    router.add(Method::post, "/form", Door::public_, [](const Request& request) { return page("form " + request.form.get("q")); });
    router.add_upload("/upload", [this](const Request& request) {
      if (request.query.get("who") == "waits") gate.pass();
      std::string told = "upload " + request.form.get("q");
      for (const File& file : request.files) told += " " + file.name + " of " + std::to_string(file.content.size());
      return page(told);
    });
    auto made = Server::create(options, std::move(router), sessions, [](int status) { return "page of " + std::to_string(status); });
    ASSERT_TRUE(made.ok()) << made.error().message;
    server = std::move(*made);
    thread = std::thread([this] { server->run(); });
  }
  void stop() {
    if (!thread.joinable()) return;
    server->stop();
    thread.join();
  }
  Client client() { return Client(server->port()); }
  std::string get(const std::string& path) {
    Client once = client();
    once.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    return once.receive();
  }
  // How many of the crowd were answered before the last of the others.
  std::ptrdiff_t crowd_before(const std::string& other) {
    const std::lock_guard lock(mutex);
    const auto last = std::ranges::find(noted.rbegin(), noted.rend(), other);
    return std::count(last, noted.rend(), "crowd");
  }
  static std::string repeated(int times, const std::string& path) {
    std::string requests;
    for (int i = 0; i < times; ++i) requests += "GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n";
    return requests;
  }
  static Response page(std::string body) {
    Response response;
    response.body = std::move(body);
    return response;
  }
  static std::string form_head(const std::string& fields) {
    return "POST /form HTTP/1.1\r\nHost: h\r\nSec-Fetch-Site: none\r\n"
           "Content-Type: application/x-www-form-urlencoded\r\n" + fields + "\r\n";
  }
  // A form with one file, from somebody who is signed in.
  std::string upload(std::size_t size, const std::string& path = "/upload", bool signed_in = true) {
    const std::string cookie = sessions.begin(crypto::new_id<AccountId>());
    const std::string csrf = sessions.find(cookie)->csrf;
    const auto part = [](const std::string& disposition, const std::string& content) {
      return "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
    };
    const std::string body = part("name=\"csrf\"", csrf) + part("name=\"q\"", "7") +
                             part("name=\"file\"; filename=\"notes.docx\"", std::string(size, 'x')) + "--b--\r\n";
    return "POST " + path + " HTTP/1.1\r\nHost: h\r\nSec-Fetch-Site: none\r\nContent-Type: multipart/form-data; boundary=b\r\n" +
           (signed_in ? "Cookie: session=" + cookie + "\r\n" : "") + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
};

TEST_F(EngineTest, TakesFilesFromThoseWhoAreSignedInOnARouteThatWantsThem) {
  options.most_upload_bytes = 4u << 20;
  start();
  Client one = client();
  one.send(upload(3u << 20));
  EXPECT_THAT(one.receive(), HasSubstr("upload 7 notes.docx of 3145728"));
  one.send(form_head("Content-Length: 3\r\n") + "q=1");
  EXPECT_THAT(one.receive(), HasSubstr("form 1")) << "the connection is as before";
  Client stranger = client();
  stranger.send(upload(10, "/upload", false));
  EXPECT_THAT(stranger.receive(), StartsWith("HTTP/1.1 403"));
  Client too_large = client();
  too_large.send(upload(5u << 20));
  EXPECT_THAT(too_large.receive(), StartsWith("HTTP/1.1 413"));
  Client elsewhere = client();
  elsewhere.send(upload(10, "/form"));
  EXPECT_THAT(elsewhere.receive(), StartsWith("HTTP/1.1 400")) << "a form that takes no files";
  Client after = client();
  after.send(form_head("Content-Length: 2000000\r\n") + std::string(2'000'000, 'x'));
  EXPECT_THAT(after.receive(), StartsWith("HTTP/1.1 413"));
}

TEST_F(EngineTest, ReadsWhatWasTypedBesideFilesThatItDoesNotHold) {
  options.most_upload_bytes = 4u << 20;
  options.late_form = [](std::optional<AccountId> whose, const Request& request) {
    Response response;
    response.body = (whose ? "kept " : "lost ") + request.form.get("q") + " " + request.files.at(0).name;
    return response;
  };
  start();
  Client late = client();
  late.send(upload(3u << 20, "/upload", false));
  EXPECT_THAT(late.receive(), HasSubstr("kept 7 notes.docx"));
}

TEST_F(EngineTest, HoldsFewFormsWithFilesAtATime) {
  options.most_uploads = 1;
  start();
  Client first = client();
  first.send(upload(10, "/upload?who=waits"));
  gate.wait_for(1);
  Client second = client();
  second.send(upload(10));
  EXPECT_THAT(second.receive(), StartsWith("HTTP/1.1 503"));
  gate.open();
  EXPECT_THAT(first.receive(), HasSubstr("upload 7"));
  Client third = client();
  third.send(upload(10));
  EXPECT_THAT(third.receive(), HasSubstr("upload 7"));
}

TEST_F(EngineTest, AnswersAndKeepsTheConnection) {
  start();
  Client one = client();
  for (const char* path : {"/page", "/ready", "/page"}) {
    one.send(std::string("GET ") + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(one.receive(), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Content-Security-Policy"), HasSubstr("\r\nDate: ")));
  }
  one.send("GET /page HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(one.receive(), HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(one.is_closed());
}

TEST_F(EngineTest, AnswersPipelinedRequestsInOrder) {
  start();
  Client one = client();
  one.send("GET /page HTTP/1.1\r\nHost: h\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n" + form_head("Transfer-Encoding: chunked\r\n") +
           "3\r\nq=1\r\n0\r\n\r\nHEAD /page HTTP/1.1\r\nHost: h\r\n\r\nGET /ready HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(one.receive(), HasSubstr("\r\n\r\na page"));
  EXPECT_THAT(one.receive(), AllOf(StartsWith("HTTP/1.1 404 Not Found\r\n"), HasSubstr("page of 404")));
  EXPECT_THAT(one.receive(), HasSubstr("\r\n\r\nform 1"));
  EXPECT_THAT(one.receive(true), AllOf(HasSubstr("Content-Length: 6\r\n"), Not(HasSubstr("a page"))));
  EXPECT_THAT(one.receive(), HasSubstr("\r\n\r\nready"));
}

TEST_F(EngineTest, AsksForABodyThatWaitsToBeAskedFor) {
  start();
  Client one = client();
  one.send(form_head("Content-Length: 3\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(one.receive(), "HTTP/1.1 100 Continue\r\n\r\n");
  one.send("q=7");
  EXPECT_THAT(one.receive(), HasSubstr("form 7"));
  one.send("POST /nowhere HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_THAT(one.receive(), StartsWith("HTTP/1.1 404"));
  EXPECT_TRUE(one.is_closed());
}

TEST_F(EngineTest, RefusesWhatIsTooLargeAndIsStillReadByTheClient) {
  start();
  Client body = client();
  body.send(form_head("Content-Length: 2000000\r\n"));
  body.send(std::string(2'000'000, 'x'));
  EXPECT_THAT(body.receive(), AllOf(StartsWith("HTTP/1.1 413"), HasSubstr("page of 413")));
  Client head = client();
  head.send("GET /" + std::string(40'000, 'x'));
  EXPECT_THAT(head.receive(), AllOf(StartsWith("HTTP/1.1 431"), HasSubstr("page of 431")));
}

// security.md, named attack: request smuggling. Nothing after the refused message is read as a request.
TEST_F(EngineTest, ReadsNothingAfterAMessageWithTwoLengths) {
  start();
  Client one = client();
  one.send(form_head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\nGET /page HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(one.receive(), AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("Connection: close")));
  EXPECT_EQ(one.receive(), "");
  EXPECT_TRUE(one.is_closed());
}

// security.md, "slow clients": a total deadline, so that dripping bytes does not prolong it.
TEST_F(EngineTest, CutsOffSlowHeadsBodiesReadersAndTheIdle) {
  options.header_seconds = options.body_seconds = options.write_seconds = options.idle_seconds = 1;
  start();
  Client silent = client();
  Client head = client();
  head.send("GET /page HT");
  Client body = client();
  body.send(form_head("Content-Length: 100\r\n") + "q=");
  Client reader = client();
  reader.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  Client idle = client();
  idle.send("GET /page HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(idle.receive(), HasSubstr("a page"));
  Client dripping = client();
  dripping.send("GET /page HTTP/1.1\r\nX: ");
  while (!dripping.is_readable(20)) dripping.send("x");
  for (Client* slow : {&silent, &head, &body, &dripping, &idle}) EXPECT_TRUE(slow->is_closed());
  // The reader was given what fits the sockets' buffers, then cut off.
  EXPECT_LT(reader.receive().size(), large.size());
}

TEST_F(EngineTest, AnswersOthersWhileManyStall) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const std::size_t count = std::min<std::size_t>(900, limit.rlim_cur / 3);
  start();
  std::vector<Client> stalled;
  for (std::size_t i = 0; i < count; ++i) {
    stalled.push_back(client());
    ASSERT_TRUE(stalled.back().connected());
    if (i % 3 == 0) stalled.back().send("GET /pa");
    if (i % 3 == 1) stalled.back().send(form_head("Content-Length: 100\r\n") + "q=");
    if (i % 300 == 2) stalled.back().send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  for (int i = 0; i < 50; ++i) EXPECT_THAT(get("/page"), HasSubstr("a page"));
}

// security.md, "slow clients": the pages of a reader who does not read are not made.
TEST_F(EngineTest, MakesNoAnswersThatNobodyReads) {
  options.worker_threads = 1;
  start();
  Client reader = client();
  reader.send(repeated(500, "/note?who=crowd"));
  // Each round through the one worker leaves the reader room for another answer.
  for (int i = 0; i < 400; ++i) ASSERT_THAT(get("/note?who=other"), StartsWith("HTTP/1.1 200"));
  EXPECT_LT(crowd_before("other"), 50);
}

TEST_F(EngineTest, AnswersAnotherBeforeWhatIsPipelined) {
  options.worker_threads = 1;
  options.most_waiting = 30;
  start();
  Client holder = client();
  holder.send("GET /gate HTTP/1.1\r\nHost: h\r\n\r\n");
  gate.wait_for(1);
  std::vector<Client> crowd;
  for (int i = 0; i < 40; ++i) {
    crowd.push_back(client());
    crowd.back().send(repeated(1, "/ready") + repeated(2, "/note?who=crowd"));
    EXPECT_THAT(crowd.back().receive(), HasSubstr("\r\n\r\nready"));
  }
  Client other = client();
  other.send(repeated(1, "/note?who=other"));
  EXPECT_THAT(get("/ready"), StartsWith("HTTP/1.1 200"));  // so the loop has seen what came before
  gate.open();
  EXPECT_THAT(other.receive(), StartsWith("HTTP/1.1 200"));
  EXPECT_LE(crowd_before("other"), 1);
}

TEST_F(EngineTest, TakesACrowdOfNewcomersInOneTurn) {
  start();
  Client holder = client();
  holder.send(repeated(1, "/ready-gate") + repeated(200, "/ready-note?who=crowd"));
  gate.wait_for(1);
  std::vector<Client> newcomers;
  for (int i = 0; i < 60; ++i) {
    newcomers.push_back(client());
    newcomers.back().send(repeated(1, "/ready-note?who=newcomer"));
  }
  std::thread reader([&holder] {
    for (int i = 0; i < 201; ++i) holder.receive();
  });
  gate.open();
  for (auto& newcomer : newcomers) EXPECT_THAT(newcomer.receive(), StartsWith("HTTP/1.1 200"));
  reader.join();
  EXPECT_LT(crowd_before("newcomer"), 30);
}

TEST_F(EngineTest, SaysSoWhenTheWorkersAreBusyAndStillServesWhatLiesReady) {
  options.worker_threads = 2;
  options.most_waiting = 1;
  start();
  std::vector<Client> held;
  for (int i = 0; i < 2; ++i) {
    held.push_back(client());
    held.back().send("GET /gate HTTP/1.1\r\nHost: h\r\n\r\n");
    gate.wait_for(i + 1);
  }
  Client first = client();
  first.send("GET /page HTTP/1.1\r\nHost: h\r\n\r\n");
  Client second = client();
  second.send("GET /page HTTP/1.1\r\nHost: h\r\n\r\n");
  while (!first.is_readable(1) && !second.is_readable(1)) {
  }
  // One of the two waits, the other was told to come again.
  EXPECT_THAT(get("/page"), AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("Retry-After: "), HasSubstr("page of 503")));
  EXPECT_THAT(get("/ready"), HasSubstr("ready"));
  gate.open();
  for (auto& client : held) EXPECT_THAT(client.receive(), HasSubstr("passed"));
}

TEST_F(EngineTest, MakesRoomForANewcomerByClosingTheIdle) {
  options.most_connections = 3;
  start();
  Client idle = client();
  idle.send("GET /page HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(idle.receive(), HasSubstr("a page"));
  Client busy = client();
  busy.send("GET /gate HTTP/1.1\r\nHost: h\r\n\r\n");
  gate.wait_for(1);
  Client third = client();
  third.send("GET /page HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(third.receive(), HasSubstr("a page"));
  EXPECT_THAT(get("/page"), HasSubstr("a page"));
  EXPECT_TRUE(idle.is_closed());
  gate.open();
  EXPECT_THAT(busy.receive(), HasSubstr("passed"));
}

TEST_F(EngineTest, AnswersRequestsInHandBeforeItStops) {
  start();
  Client idle = client();
  idle.send("GET /page HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(idle.receive(), HasSubstr("a page"));
  Client one = client();
  one.send("GET /gate HTTP/1.1\r\nHost: h\r\n\r\n");
  gate.wait_for(1);
  server->stop();
  EXPECT_TRUE(idle.is_closed());
  gate.open();
  EXPECT_THAT(one.receive(), AllOf(HasSubstr("passed"), HasSubstr("Connection: close")));
  thread.join();
  EXPECT_FALSE(client().connected());
}

TEST_F(EngineTest, ServesOnSeveralEventThreads) {
  options.event_threads = 3;
  start();
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([this] {
      for (int request = 0; request < 20; ++request) EXPECT_THAT(get(request % 2 == 0 ? "/page" : "/ready"), StartsWith("HTTP/1.1 200"));
    });
  }
  for (auto& each : threads) each.join();
}

TEST_F(EngineTest, StopsBeforeItRuns) {
  auto made = Server::create(options, Router(), sessions, [](int) { return ""; });
  ASSERT_TRUE(made.ok());
  made->get()->stop();
  made->get()->run();
}

TEST_F(EngineTest, SaysWhatKeepsItFromListening) {
  start();
  ServerOptions again;
  again.port = server->port();
  EXPECT_THAT(Server::create(again, Router(), sessions, [](int) { return ""; }).error().message, HasSubstr(std::to_string(server->port())));
  again.address = "not an address";
  EXPECT_THAT(Server::create(again, Router(), sessions, [](int) { return ""; }).error().message, HasSubstr("not an address"));
}

}  // namespace
}  // namespace concordat::http
