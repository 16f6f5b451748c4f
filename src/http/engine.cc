// The sockets: Asio's event loops, one thread each. Every connection belongs to one loop and is touched by its thread
// alone; only finished responses cross over, by post. Total deadlines are kept by one sweep per loop, not by a timer for
// each connection.

#ifdef __SANITIZE_THREAD__  // it cannot follow fences; the loop's mutex orders what crosses threads all the same
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#endif

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <iostream>
#include <thread>
#include <typeinfo>
#include <unordered_set>

#include "http/admission.h"
#include "http/parser.h"
#include "http/reply.h"
#include "http/sockets.h"
#include "http/tls.h"
#include "http/workers.h"

namespace concordat::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using SteadyTime = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;
using std::chrono::seconds;

// What the kernel takes of an answer beyond what the peer's window lets through. Without a limit it takes a megabyte and
// more of each connection, so that a reader who asks for a hundred pages and reads none has fifty of them made.
constexpr int kMostUnsent = 16 << 10;
constexpr int kAcceptedAtOnce = 64;
constexpr milliseconds kSweep{100};
constexpr seconds kClosingTime{2};   // for the peer to read the last response before the socket goes
constexpr seconds kStoppingTime{5};  // at a stop, for requests and responses that are half over the wire

struct Engine {
  ServerOptions options;
  Site site;
  std::unique_ptr<Workers> workers;
  std::atomic<bool> stopping{false};
  std::atomic<std::size_t> uploads{0};  // in hand
};

class Loop;

// One of the few forms with files that are held in memory at a time.
class UploadPlace {
 public:
  explicit UploadPlace(std::atomic<std::size_t>& taken) : taken_(taken), number_(++taken) {}
  ~UploadPlace() { --taken_; }
  UploadPlace(const UploadPlace&) = delete;
  UploadPlace& operator=(const UploadPlace&) = delete;
  std::size_t number() const { return number_; }

 private:
  std::atomic<std::size_t>& taken_;
  const std::size_t number_;  // from 1
};

class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Loop& loop, tcp::socket socket, std::shared_ptr<asio::ssl::context> tls_context);
  void start();
  void stop();
  void abandon();  // closes at once

  bool is_overdue(SteadyTime now) const { return phase_ != Phase::handling && now >= deadline_; }
  // Who goes first when there is no room: those between requests, then those still sending, then slow readers; the
  // longest there first. 0 for those whose answer is being made.
  int dispensable() const;
  SteadyTime since() const { return since_; }

 private:
  enum class Phase { idle, head, body, handling, writing, closing };
  using Done = void (Connection::*)(const error_code&, std::size_t);

  void enter(Phase phase, seconds limit);
  template <class Buffer>
  void read_into(const Buffer& buffer, Done done);
  template <class Buffers>
  void write_from(const Buffers& buffers, Done done);
  void read() { read_into(asio::buffer(bytes_), &Connection::on_read); }
  void on_read(const error_code& error, std::size_t count);
  void on_continue_written(const error_code& error, std::size_t);
  void on_written(const error_code& error, std::size_t);
  void proceed();
  bool take_head();  // false: it was answered, or waits for "100 Continue" to be sent
  void take_request();
  void respond(Response response, bool keep_alive);
  void close_politely();
  void drain(const error_code& error, std::size_t);

  Loop& loop_;
  tcp::socket socket_;
  std::shared_ptr<asio::ssl::context> tls_context_;
  std::optional<asio::ssl::stream<tcp::socket&>> tls_;
  RequestParser parser_;
  Admission admission_;
  Response response_;
  std::string response_head_;
  Phase phase_ = Phase::head;
  SteadyTime since_;
  SteadyTime deadline_;
  bool keep_alive_ = false;
  std::optional<UploadPlace> upload_;  // while a form with files is read and answered
  bool pipelined_ = false;  // this request came before the answer to the one before it was sent
  std::array<char, 4096> bytes_;
};

class Loop {
 public:
  explicit Loop(Engine& engine) : engine_(engine), io_(1), timer_(io_) {}

  Engine& engine() { return engine_; }
  asio::io_context& io() { return io_; }
  const std::string& date() const { return date_; }

  void prepare() { sweep(); }
  void run() {
    for (;;) {
      try {
        io_.run();
        return;
      } catch (const std::exception& error) {  // out of memory, at worst: the others are still to be served
        engine_.site.log(std::string("the event loop went on after ") + typeid(error).name());
      }
    }
  }
  void post_stop() {
    asio::post(io_, [this] {
      const auto connections = connections_;
      for (const auto& connection : connections) connection->stop();
      if (connections_.empty()) timer_.cancel();
    });
  }
  void adopt(tcp::socket socket, std::shared_ptr<asio::ssl::context> tls_context) {
    if (engine_.stopping || !make_room()) return;
    const auto connection = std::make_shared<Connection>(*this, std::move(socket), std::move(tls_context));
    connections_.insert(connection);
    connection->start();
  }
  void forget(const std::shared_ptr<Connection>& connection) {
    connections_.erase(connection);
    if (engine_.stopping && connections_.empty()) timer_.cancel();
  }

 private:
  void sweep() {
    if (engine_.stopping && connections_.empty()) return;
    date_ = http_date(SystemClock().now());
    const SteadyTime now = std::chrono::steady_clock::now();
    std::vector<std::shared_ptr<Connection>> overdue;
    std::ranges::copy_if(connections_, std::back_inserter(overdue), [&](const auto& each) { return each->is_overdue(now); });
    for (const auto& connection : overdue) connection->abandon();
    timer_.expires_after(kSweep);
    timer_.async_wait([this](const error_code&) { sweep(); });
  }
  bool make_room() {
    const auto loops = static_cast<std::size_t>(std::max(1, engine_.options.event_threads));
    if (connections_.size() < std::max<std::size_t>(1, engine_.options.most_connections / loops)) return true;
    const auto less_needed = [](const auto& left, const auto& right) {
      return left->dispensable() != right->dispensable() ? left->dispensable() > right->dispensable() : left->since() < right->since();
    };
    const auto victim = *std::ranges::min_element(connections_, less_needed);
    if (victim->dispensable() == 0) return false;
    victim->abandon();
    return true;
  }

  Engine& engine_;
  asio::io_context io_;
  asio::steady_timer timer_;
  std::unordered_set<std::shared_ptr<Connection>> connections_;
  std::string date_;
};

Connection::Connection(Loop& loop, tcp::socket socket, std::shared_ptr<asio::ssl::context> tls_context)
    : loop_(loop),
      socket_(std::move(socket)),
      tls_context_(std::move(tls_context)),
      parser_(loop.engine().options.most_header_bytes, loop.engine().options.most_body_bytes, loop.engine().options.most_upload_bytes) {
  if (tls_context_) tls_.emplace(socket_, *tls_context_);
}

void Connection::enter(Phase phase, seconds limit) {
  const bool stopping = loop_.engine().stopping;
  phase_ = phase;
  since_ = std::chrono::steady_clock::now();
  deadline_ = since_ + (stopping ? std::min(limit, kStoppingTime) : limit);
}

template <class Buffer>
void Connection::read_into(const Buffer& buffer, Done done) {
  const auto handler = [self = shared_from_this(), done](const error_code& error, std::size_t count) { ((*self).*done)(error, count); };
  if (tls_) return tls_->async_read_some(buffer, handler);
  socket_.async_read_some(buffer, handler);
}

template <class Buffers>
void Connection::write_from(const Buffers& buffers, Done done) {
  const auto handler = [self = shared_from_this(), done](const error_code& error, std::size_t count) { ((*self).*done)(error, count); };
  if (tls_) {
    asio::async_write(*tls_, buffers, handler);
  } else {
    asio::async_write(socket_, buffers, handler);
  }
}

void Connection::start() {
  enter(Phase::head, seconds(loop_.engine().options.header_seconds));
  if (!tls_) return read();
  tls_->async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](const error_code& error) {
    if (error) return self->abandon();
    self->read();
  });
}

void Connection::stop() {
  if ((phase_ == Phase::idle || phase_ == Phase::head) && parser_.untouched()) return abandon();
  deadline_ = std::min(deadline_, std::chrono::steady_clock::now() + kStoppingTime);
}

void Connection::abandon() {
  error_code ignored;
  socket_.close(ignored);
  loop_.forget(shared_from_this());
}

int Connection::dispensable() const {
  switch (phase_) {
    case Phase::idle:
    case Phase::closing: return 3;
    case Phase::head:
    case Phase::body: return 2;
    case Phase::writing: return 1;
    case Phase::handling: return 0;
  }
  return 0;
}

void Connection::on_read(const error_code& error, std::size_t count) {
  if (error) return abandon();
  if (phase_ == Phase::idle) enter(Phase::head, seconds(loop_.engine().options.header_seconds));
  parser_.append({bytes_.data(), count});
  proceed();
}

void Connection::proceed() {
  for (;;) {
    switch (parser_.advance()) {
      case RequestParser::Progress::more: return read();
      case RequestParser::Progress::refused: return respond(loop_.engine().site.pages.response(parser_.refusal()), false);
      case RequestParser::Progress::complete: return take_request();
      case RequestParser::Progress::head:
        if (!take_head()) return;
    }
  }
}

bool Connection::take_head() {
  const Site& site = loop_.engine().site;
  const bool expects_body = parser_.expects_body();
  admission_ = admit(site, parser_.head(), expects_body);
  admission_.request.source = tls_ ? source_of(socket_.native_handle()) : "";
  if (admission_.refusal != 0) {
    // With a body on its way the connection cannot be used again: its end would have to be waited for.
    respond(refuse(site, admission_), admission_.keep_alive && !expects_body);
    return false;
  }
  if (!expects_body) return true;
  const ServerOptions& options = loop_.engine().options;
  if (admission_.fields_alone) parser_.hand_on_body([this](std::string_view bytes) { return admission_.fields_alone->push(bytes); });
  if (admission_.uploads) upload_.emplace(loop_.engine().uploads);
  if (admission_.uploads) parser_.allow_upload();
  const bool crowded = upload_ && upload_->number() > options.most_uploads;
  if (crowded || parser_.is_too_large()) {
    respond(site.pages.response(crowded ? 503 : 413), false);
    return false;
  }
  enter(Phase::body, seconds(upload_ || admission_.fields_alone ? options.upload_seconds : options.body_seconds));
  if (!admission_.expects_continue) return true;
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  write_from(asio::buffer(kContinue.data(), kContinue.size()), &Connection::on_continue_written);
  return false;
}

void Connection::on_continue_written(const error_code& error, std::size_t) {
  if (error) return abandon();
  proceed();
}

void Connection::take_request() {
  const Site& site = loop_.engine().site;
  if (admission_.route->immediate) return respond(answer(site, parser_.head(), admission_, parser_.body()), admission_.keep_alive);
  phase_ = Phase::handling;
  const auto make_answer = [self = shared_from_this(), &site] {
    auto response = std::make_shared<Response>(answer(site, self->parser_.head(), self->admission_, self->parser_.body()));
    asio::post(self->loop_.io(), [self, response] { self->respond(std::move(*response), self->admission_.keep_alive); });
  };
  const bool taken = loop_.engine().workers->submit(make_answer, pipelined_ ? Workers::Lane::pipelined : Workers::Lane::awaited);
  if (!taken) respond(site.pages.response(503), admission_.keep_alive);
}

void Connection::respond(Response response, bool keep_alive) {
  if (upload_) {  // its memory is given back before somebody takes their time to read
    parser_.next();
    upload_.reset();
  }
  keep_alive_ = keep_alive && !loop_.engine().stopping;
  response_ = std::move(response);
  response_head_ = response_head(response_, Delivery{loop_.engine().site.secure, keep_alive_, loop_.date()});
  const std::string_view body = admission_.head_only ? std::string_view() : response_body(response_);
  enter(Phase::writing, seconds(loop_.engine().options.write_seconds));
  const std::array buffers = {asio::buffer(std::as_const(response_head_)), asio::buffer(body.data(), body.size())};
  write_from(buffers, &Connection::on_written);
}

void Connection::on_written(const error_code& error, std::size_t) {
  if (error) return abandon();
  if (!keep_alive_) return close_politely();
  response_ = {};
  admission_ = {};
  parser_.next();
  pipelined_ = !parser_.untouched();
  if (!pipelined_) {
    if (loop_.engine().stopping) return close_politely();
    enter(Phase::idle, seconds(loop_.engine().options.idle_seconds));
    return read();
  }
  enter(Phase::head, seconds(loop_.engine().options.header_seconds));
  proceed();
}

// A socket closed with bytes unread resets the connection, and the peer may lose the response it has not read yet: say
// that we are done, then read what still comes, for a short while.
void Connection::close_politely() {
  enter(Phase::closing, kClosingTime);
  if (!tls_) return drain({}, 0);
  tls_->async_shutdown([self = shared_from_this()](const error_code&) { self->drain({}, 0); });
}

void Connection::drain(const error_code& error, std::size_t) {
  if (error || !socket_.is_open()) return abandon();
  error_code shut_before;
  socket_.shutdown(tcp::socket::shutdown_send, shut_before);
  socket_.async_read_some(asio::buffer(bytes_), [self = shared_from_this()](const error_code& failure, std::size_t count) {
    self->drain(failure, count);
  });
}

class AsioServer final : public Server {
 public:
  AsioServer(const ServerOptions& options, Site site)
      : engine_{options, std::move(site), nullptr, false} {
    for (int i = 0; i < std::max(1, options.event_threads); ++i) loops_.push_back(std::make_unique<Loop>(engine_));
    acceptor_.emplace(loops_[0]->io());
    retry_.emplace(loops_[0]->io());
  }

  Result<void> bind() {
    const ServerOptions& options = engine_.options;
    const std::string place = options.address + " port " + std::to_string(options.port);
    error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) return Error{"The address " + options.address + " is not an IP address.", "Give one such as 127.0.0.1 or ::."};
    const tcp::endpoint endpoint(address, options.port);
    acceptor_->open(endpoint.protocol(), error);
    if (!error) acceptor_->set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_->bind(endpoint, error);
    if (!error) acceptor_->non_blocking(true, error);
    if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return Error{"Could not listen on " + place + ": " + error.message() + ".", "Choose another address or port, or stop what uses it."};
    }
    port_ = acceptor_->local_endpoint().port();
    return {};
  }

  Result<void> load_tls() {
    const ServerOptions& options = engine_.options;
    const std::string state = tls_files_state(options.certificate_file, options.key_file);
    if (state == tls_state_) return {};
    tls_state_ = state;
    auto context = make_tls_context(options.certificate_file, options.key_file);
    if (!context) return context.error();
    tls_context_ = std::make_shared<asio::ssl::context>(*context);
    return {};
  }

  std::uint16_t port() const override { return port_; }

  void run() override {
    engine_.workers = std::make_unique<Workers>(std::max(1, engine_.options.worker_threads), engine_.options.most_waiting);
    for (const auto& loop : loops_) loop->prepare();
    accept();
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < loops_.size(); ++i) threads.emplace_back([this, i] { loops_[i]->run(); });
    loops_[0]->run();
    for (auto& thread : threads) thread.join();
    engine_.workers.reset();
  }

  void stop() override {
    asio::post(loops_[0]->io(), [this] {
      engine_.stopping = true;
      error_code ignored;
      acceptor_->close(ignored);
      retry_->cancel();
      for (const auto& loop : loops_) loop->post_stop();
    });
  }

 private:
  void accept() {
    if (!acceptor_->is_open()) return;
    Loop& loop = next_loop();
    acceptor_->async_accept(loop.io(), [this, &loop](const error_code& error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return accept_later();
      accept();  // first: whatever fails below costs that connection only
      take(loop, std::move(socket));
      take_who_waits();
    });
  }

  // A turn of a busy loop is long; were one newcomer taken in each, a crowd of them would wait for as many turns.
  void take_who_waits() {
    error_code error;
    for (int i = 1; i < kAcceptedAtOnce; ++i) {
      Loop& loop = next_loop();
      tcp::socket socket(loop.io());
      acceptor_->accept(socket, error);
      if (error) return;
      take(loop, std::move(socket));
    }
  }

  Loop& next_loop() { return *loops_[next_++ % loops_.size()]; }

  // Out of file descriptors, mostly: the sweeps will free some.
  void accept_later() {
    retry_->expires_after(kSweep);
    retry_->async_wait([this](const error_code&) { accept(); });
  }

  void take(Loop& loop, tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kMostUnsent, sizeof kMostUnsent);
    if (engine_.site.secure) {
      const auto reloaded = load_tls();
      if (!reloaded) engine_.site.log(reloaded.error().message + " The one before stays in use.");
    }
    asio::dispatch(loop.io(), [&loop, context = tls_context_, accepted = std::make_shared<tcp::socket>(std::move(socket))] {
      loop.adopt(std::move(*accepted), context);
    });
  }

  Engine engine_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::optional<tcp::acceptor> acceptor_;
  std::optional<asio::steady_timer> retry_;
  std::size_t next_ = 0;
  std::uint16_t port_ = 0;
  std::string tls_state_;
  std::shared_ptr<asio::ssl::context> tls_context_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::create(const ServerOptions& options, Router router, Sessions& sessions, ErrorPage page) {
  const bool secure = !options.certificate_file.empty() || !options.key_file.empty();
  const Log log = options.log ? options.log : [](const std::string& line) { std::cerr << line + '\n'; };
  raise_file_limit(options.most_connections);
  auto server = std::make_unique<AsioServer>(options, Site{std::move(router), sessions, ErrorPages(page), secure, log, options.late_form});
  if (secure) TRY(server->load_tls());
  TRY(server->bind());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace concordat::http
