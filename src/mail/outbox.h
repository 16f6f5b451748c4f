#pragma once
// What is to be sent, kept in a folder of sealed files until a server has taken it on (docs/formats/mail.md). A crash loses
// nothing, and nothing is sent again that is known to have been sent.

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/bell.h"
#include "mail/message.h"
#include "mail/settings.h"

namespace concordat::mail {

struct Queued {
  std::string id;       // 32 hexadecimal digits
  Message message;
  std::string about;    // for whoever queued it: what to note once it was sent; no personal data
  Instant queued;
  Instant next;         // not tried before
  unsigned attempts = 0;
  bool given_up = false;
  std::string failure = {};  // of the last attempt, in words
  bool handed_over = false;  // a server has it; only the noting is left to do
};

struct Round {
  std::size_t sent = 0;
  std::size_t waiting = 0;   // tried, to be tried again
  std::size_t given_up = 0;  // in this round
  std::string failure = {};  // of one that was not sent
};

class Outbox {
 public:
  // Noted durably before the message leaves the outbox; an Error keeps it there, to be sent again.
  using Sent = std::function<Result<void>(const Queued&)>;

  // The folder must be there. `key` seals.
  Outbox(std::string folder, Secret key, Settings settings, const Clock& clock)
      : folder_(std::move(folder)), key_(std::move(key)), settings_(std::move(settings)), clock_(clock) {}

  const Settings& settings() const { return settings_; }
  std::string link(std::string_view path) const { return settings_.address + std::string(path); }

  // Durable when this returns. Of the same `id` there is one at a time.
  Result<void> put(const Message& message, const std::string& about, const std::string& id);
  Result<void> put(const Message& message, const std::string& about);
  std::vector<Queued> all() const;            // oldest first; what cannot be opened is left out
  Result<void> try_again(const std::string& id);  // at once, and after having been given up
  Result<void> discard(const std::string& id);

  // Tries what is due.
  Result<Round> send_due(const Sent& sent);
  // Whoever waits looks again at once.
  void ring() { bell_.ring(); }
  // Until something is put or a little time has passed.
  void wait(const std::stop_token& stop) { bell_.wait(stop, std::chrono::seconds(20)); }

 private:
  std::string path_of(const std::string& id) const { return folder_ + "/" + id + ".mail"; }
  Result<void> write(const Queued& mail) const;
  std::optional<Queued> read(const std::string& id) const;
  Result<void> remove(const std::string& id) const;
  Result<void> finish(Queued& mail, const Sent& sent, Round& round);
  Result<void> try_to_send(Queued& mail, const Sent& sent, Round& round);

  const std::string folder_;
  const Secret key_;
  const Settings settings_;
  const Clock& clock_;
  std::mutex rounds_;                  // one round at a time
  std::set<std::string> handed_over_;  // ids; only used within a round: what could not be written down is known all the same
  std::mutex files_;                   // guards the folder; never held while a server is waited for
  Bell bell_;
};

}  // namespace concordat::mail
