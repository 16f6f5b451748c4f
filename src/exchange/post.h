#pragma once
// What goes out to other instances and comes in from them. A message waits in the database, sealed so that its recipient alone can open
// it, and is put there by the transaction of the act that it is about: nothing leaves that is not in the ledger, and nothing that is in
// the ledger is lost. What came in is remembered by its id for longer than it could come again.

#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/bell.h"
#include "exchange/partners.h"

namespace concordat::exchange {

inline constexpr const char* kPath = "/messages";
inline constexpr int kRememberedDays = 30;
inline constexpr int kGivenUpDays = 5;

struct Outgoing {
  MessageId id;
  Kind kind = Kind::question;
  std::string partner;             // its word
  CaseId case_id;
  std::vector<RecordId> records;   // what it is about, in the order of its body
  Instant queued;
  Instant next;                    // not tried before
  unsigned attempts = 0;
  std::string failure;             // of the last attempt, in words
  bool given_up = false;
  std::optional<Instant> delivered;
  Bytes draft;                     // empty once it was delivered
};

struct Told {  // what a server answered
  int status = 0;      // 0: none did
  std::string body;
  std::string failure;  // in words, where there is no status
};
// Sends the bytes to that address. Returns within a minute.
using Deliver = std::function<Told(const Card& to, std::string_view bytes)>;
Told deliver_by_https(const Card& to, std::string_view bytes);

// How those stand that were queued and not delivered.
struct Undelivered {
  std::size_t waiting = 0;   // to be tried, or tried again
  std::size_t given_up = 0;  // not tried again by itself
};

struct Sent {
  std::size_t delivered = 0;
  std::size_t failed = 0;
};

class Post {
 public:
  using Log = std::function<void(const std::string& line)>;

  // `certificate`: of our own server, where no authority has signed it; else empty.
  Post(store::Store& store, ledger::Ledger& ledger, const Secret& link_key, const Clock& clock, std::string certificate, Log log)
      : store_(store), ledger_(ledger), self_(identity_of(link_key)), clock_(clock), certificate_(std::move(certificate)),
        log_(std::move(log)) {}

  // Ours, to be given to others.
  Card card(const std::string& name, const std::string& address) const { return {name, address, self_.keys(), certificate_}; }

  // ---- out
  // Within the transaction of the act. An Error where the partner is none, or not any more.
  Result<void> queue(store::Transaction& transaction, const Message& message, std::string_view partner, CaseId case_id,
                     const std::vector<RecordId>& records, const policy::Actor& by);
  static std::optional<Outgoing> find(store::Reader& reader, MessageId id);
  static std::vector<Outgoing> of_case(store::Reader& reader, CaseId case_id);
  static Undelivered undelivered(store::Reader& reader);
  Result<void> try_again(MessageId id);
  // Tries what is due; call from one thread at a time.
  Result<Sent> send_due(const Deliver& deliver);
  // Until something is queued or a little time has passed.
  void wait(const std::stop_token& stop) { bell_.wait(stop, std::chrono::seconds(20)); }
  void wake() { bell_.ring(); }

  // ---- in
  // What came, if it is from a partner and for us; else nothing, and a line in the log.
  std::optional<Received> open(std::string_view bytes) const;
  // Remembers, within the transaction of what the message brings about, that it came. False: it came before, and is to be answered again
  // and otherwise passed over.
  Result<bool> remember(store::Transaction& transaction, const Received& received, CaseId case_id) const;
  bool has_come(MessageId id) const;
  // Signed and sealed to its sender: what the sender's server waits for.
  std::optional<std::string> receipt(const Received& received) const { return reply(received, Kind::receipt, ""); }
  // Nothing where it is more than a message can hold.
  std::optional<std::string> reply(const Received& received, Kind kind, std::string body) const;
  // Into the log, a hundred times an hour at most: whoever sends noise does not fill the disk.
  void refuse(std::string_view why) const;

 private:
  Result<void> try_to_send(const Outgoing& mail, const Deliver& deliver, Sent& sent);
  std::string failure_of(const Partner& to, const Outgoing& mail, const Told& told) const;
  Result<void> change(MessageId id, const std::function<void(store::Transaction&, Outgoing&)>& how);

  store::Store& store_;
  ledger::Ledger& ledger_;
  const Identity self_;
  const Clock& clock_;
  const std::string certificate_;
  const Log log_;
  mutable std::mutex log_mutex_;  // guards the two below
  mutable std::int64_t logged_hour_ = 0;
  mutable int logged_ = 0;
  Bell bell_;
};

}  // namespace concordat::exchange
