#include "exchange/post.h"

#include <algorithm>
#include <charconv>

#include "base/lists.h"
#include "base/named_values.h"
#include "vault/sealing.h"

namespace concordat::exchange {
namespace {

using Values = std::map<std::string, std::string>;

constexpr const char* kWaiting = "messages";       // in meta: the ids of all that were queued, a line each
constexpr const char* kRemembered = "messages-in";  // in meta: 24 bytes for each that came, its id and when
constexpr std::size_t kMostAnHour = 600;            // that are taken in
constexpr int kMostLines = 100;                     // of the log, an hour
constexpr std::int64_t kMinute = 60 * kMicrosecondsPerSecond;
constexpr std::int64_t kLongestWait = 4 * 60 * kMinute;

std::string key_of(MessageId id) { return "message:" + id.text(); }

std::int64_t micros_of(const Values& values, const std::string& name) {
  const std::string text = value_in(values, name);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string encode_outgoing(const Outgoing& mail) {
  std::string records;
  for (const RecordId& one : mail.records) records += one.text() + "\n";
  return vault::encode_values({{"kind", mail.kind == Kind::question ? "question" : "answer"},
                               {"partner", mail.partner},
                               {"case", mail.case_id.text()},
                               {"records", records},
                               {"queued", std::to_string(mail.queued.microseconds)},
                               {"next", std::to_string(mail.next.microseconds)},
                               {"attempts", std::to_string(mail.attempts)},
                               {"failure", mail.failure},
                               {"given-up", mail.given_up ? "yes" : ""},
                               {"delivered", mail.delivered ? std::to_string(mail.delivered->microseconds) : ""},
                               {"draft", to_base64(mail.draft)}});
}

std::optional<Outgoing> decode_outgoing(MessageId id, std::string_view text) {
  const auto values = vault::decode_values(text);
  if (!values) return std::nullopt;
  Outgoing mail;
  mail.id = id;
  mail.kind = value_in(*values, "kind") == "answer" ? Kind::answer : Kind::question;
  mail.partner = value_in(*values, "partner");
  mail.case_id = CaseId::parse(value_in(*values, "case")).value_or(CaseId{});
  for (const std::string& line : split(value_in(*values, "records"), '\n'))
    if (const auto record = RecordId::parse(line)) mail.records.push_back(*record);
  mail.queued.microseconds = micros_of(*values, "queued");
  mail.next.microseconds = micros_of(*values, "next");
  mail.attempts = static_cast<unsigned>(micros_of(*values, "attempts"));
  mail.failure = value_in(*values, "failure");
  mail.given_up = value_in(*values, "given-up") == "yes";
  if (!value_in(*values, "delivered").empty()) mail.delivered = Instant{micros_of(*values, "delivered")};
  mail.draft = from_base64(value_in(*values, "draft")).value_or(Bytes{});
  return mail;
}

std::vector<Outgoing> all_outgoing(store::Reader& reader) {
  std::vector<Outgoing> all;
  const auto ids = reader.meta(kWaiting);
  for (const std::string& line : ids ? split(as_text(*ids), '\n') : std::vector<std::string>{}) {
    const auto id = MessageId::parse(line);
    if (auto mail = id ? Post::find(reader, *id) : std::nullopt) all.push_back(std::move(*mail));
  }
  return all;
}

// One minute, two, four, … up to four hours.
std::int64_t pause_after(unsigned attempts) { return std::min(kLongestWait, kMinute << std::min(attempts - 1, 10u)); }

ledger::Leaf leaf_about(const char* event, const std::string& actor, CaseId case_id, MessageId id, const std::string& partner, Kind kind,
                        MessageId reply_to = {}) {
  ledger::Leaf leaf;
  leaf.event = event;
  leaf.actor = actor;
  leaf.case_id = case_id;
  leaf.detail = "message=" + id.text() + ";agency=" + partner + ";kind=" + word_of(kind) +
                (reply_to.is_none() ? "" : ";reply-to=" + reply_to.text());
  return leaf;
}

struct Memory {
  struct Entry {
    MessageId id;
    Instant at;
  };
  std::vector<Entry> entries;

  explicit Memory(const std::optional<Bytes>& kept) {
    constexpr std::size_t kSize = MessageId::kSize + 8;
    for (std::size_t at = 0; kept && at + kSize <= kept->size(); at += kSize) {
      const ByteView one = ByteView(*kept).subspan(at, kSize);
      const auto micros = static_cast<std::int64_t>(big_endian(one.subspan(MessageId::kSize)));
      entries.push_back({*MessageId::from_bytes(one.first(MessageId::kSize)), {micros}});
    }
  }
  bool holds(MessageId id) const { return std::ranges::find(entries, id, &Entry::id) != entries.end(); }
  Bytes bytes() const {
    Bytes all;
    for (const Entry& one : entries) {
      all.insert(all.end(), one.id.bytes().begin(), one.id.bytes().end());
      append_big_endian(all, static_cast<std::uint64_t>(one.at.microseconds), 8);
    }
    return all;
  }
};

}  // namespace

// ---- out

Result<void> Post::queue(store::Transaction& transaction, const Message& message, std::string_view partner, CaseId case_id,
                         const std::vector<RecordId>& records, const policy::Actor& by) {
  const auto to = find_partner(transaction, partner);
  if (!to || !to->is_known())
    return Error{"This partnership is not, or no longer, one that messages are exchanged with.", "Choose another, or have it added."};
  auto sealed = draft(self_, to->card.keys, message);
  if (!sealed) return Error{"This is more than one message can hold.", "Ask about fewer people at a time."};
  const Instant now = clock_.now();
  const Outgoing mail{message.id, message.kind, to->word(), case_id, records, now, now, 0, "", false, std::nullopt, std::move(*sealed)};
  const auto ids = transaction.meta(kWaiting);
  transaction.set_meta(kWaiting, as_bytes((ids ? std::string(as_text(*ids)) : "") + message.id.text() + "\n"));
  transaction.set_meta(key_of(message.id), as_bytes(encode_outgoing(mail)));
  ledger_.append(transaction,
                 leaf_about("message.queued", by.ledger_name(), case_id, message.id, to->word(), message.kind, message.reply_to));
  return {};
}

std::optional<Outgoing> Post::find(store::Reader& reader, MessageId id) {
  const auto kept = reader.meta(key_of(id));
  return kept ? decode_outgoing(id, as_text(*kept)) : std::nullopt;
}

std::vector<Outgoing> Post::of_case(store::Reader& reader, CaseId case_id) {
  std::vector<Outgoing> all = all_outgoing(reader);
  std::erase_if(all, [&](const Outgoing& one) { return one.case_id != case_id; });
  return all;
}

Undelivered Post::undelivered(store::Reader& reader) {
  Undelivered count;
  for (const Outgoing& one : all_outgoing(reader))
    if (!one.delivered) ++(one.given_up ? count.given_up : count.waiting);
  return count;
}

Result<void> Post::change(MessageId id, const std::function<void(store::Transaction&, Outgoing&)>& how) {
  return store_.write([&](store::Transaction& transaction) -> Result<void> {
    auto mail = find(transaction, id);
    if (!mail || mail->delivered) return {};
    how(transaction, *mail);
    transaction.set_meta(key_of(id), as_bytes(encode_outgoing(*mail)));
    return {};
  });
}

Result<void> Post::try_again(MessageId id) {
  TRY(change(id, [&](store::Transaction&, Outgoing& mail) {
    mail.next = clock_.now();
    mail.given_up = false;
  }));
  bell_.ring();
  return {};
}

// Only a receipt that the recipient signed says that it is there: whoever else answers at that address is not believed.
std::string Post::failure_of(const Partner& to, const Outgoing& mail, const Told& told) const {
  if (told.status == 0) return told.failure;
  if (told.status == 503 || told.status == 429) return "Their server has too much to do just now.";
  if (told.status >= 500) return "Their server could not take it (" + std::to_string(told.status) + ").";
  if (told.status != 200)
    return "Their server does not take it: it may not know us as a partner, its clock or ours may be wrong, or the address is not theirs.";
  const auto opened = open_message(self_, as_bytes(told.body), clock_.now(), [&](const Name& name) {
    return name == to.card.keys.name() ? std::optional(to.card.keys) : std::nullopt;
  });
  const Received* receipt = std::get_if<Received>(&opened);
  const bool is_ours = receipt && receipt->message.kind == Kind::receipt && receipt->message.reply_to == mail.id;
  return is_ours ? "" : "Something answered at their address, but not with their signature.";
}

Result<void> Post::try_to_send(const Outgoing& mail, const Deliver& deliver, Sent& sent) {
  std::optional<Partner> to;
  store_.read([&](store::Reader& reader) { to = find_partner(reader, mail.partner); });
  const bool is_known = to && to->is_known();
  const std::string failure = !is_known ? std::string("The partnership was removed from those that messages are exchanged with.")
                                        : failure_of(*to, mail, deliver(to->card, as_text(signed_at(self_, mail.draft, clock_.now()))));
  ++(failure.empty() ? sent.delivered : sent.failed);
  return change(mail.id, [&](store::Transaction& transaction, Outgoing& now) {
    const Instant at = clock_.now();
    ++now.attempts;
    now.failure = failure;
    if (failure.empty()) {
      now.delivered = at;
      now.draft.clear();
      ledger_.append(transaction, leaf_about("message.delivered", "system", now.case_id, now.id, now.partner, now.kind));
      return;
    }
    now.next = {at.microseconds + pause_after(now.attempts)};
    now.given_up = !is_known || at.microseconds - now.queued.microseconds > kGivenUpDays * kMicrosecondsPerDay;
  });
}

Result<Sent> Post::send_due(const Deliver& deliver) {
  Sent sent;
  std::vector<Outgoing> all;
  store_.read([&](store::Reader& reader) { all = all_outgoing(reader); });
  for (const Outgoing& mail : all) {
    const std::int64_t until = mail.next.microseconds - clock_.now().microseconds;
    // One that would wait for longer than it ever may was written by a clock that was wrong.
    if (mail.delivered || mail.given_up || (until > 0 && until <= kLongestWait)) continue;
    TRY(try_to_send(mail, deliver, sent));
  }
  return sent;
}

// ---- in

std::optional<Received> Post::open(std::string_view bytes) const {
  const auto opened = open_message(self_, as_bytes(bytes), clock_.now(), [this](const Name& name) -> std::optional<PublicKeys> {
    std::optional<Partner> sender;
    store_.read([&](store::Reader& reader) { sender = find_peer(reader, name); });
    return sender && sender->is_known() ? std::optional(sender->card.keys) : std::nullopt;
  });
  if (const Refusal* refusal = std::get_if<Refusal>(&opened)) refuse(words(*refusal));
  const Received* received = std::get_if<Received>(&opened);
  return received ? std::optional(*received) : std::nullopt;
}

void Post::refuse(std::string_view why) const {
  const std::lock_guard lock(log_mutex_);
  const std::int64_t hour = clock_.now().microseconds / (60 * kMinute);
  if (hour != logged_hour_) logged_ = 0;
  logged_hour_ = hour;
  ++logged_;
  if (logged_ <= kMostLines) log_("A message was refused: " + std::string(why) + ".");
  if (logged_ == kMostLines) log_("More that are refused within this hour are not written down.");
}

bool Post::has_come(MessageId id) const {
  std::optional<Bytes> kept;
  store_.read([&](store::Reader& reader) { kept = reader.meta(kRemembered); });
  return Memory(kept).holds(id);
}

Result<bool> Post::remember(store::Transaction& transaction, const Received& received, CaseId case_id) const {
  const Instant now = clock_.now();
  Memory memory(transaction.meta(kRemembered));
  if (memory.holds(received.message.id)) return false;
  std::erase_if(memory.entries, [&](const Memory::Entry& one) {
    return now.microseconds - one.at.microseconds > kRememberedDays * kMicrosecondsPerDay;
  });
  const auto lately = std::ranges::count_if(memory.entries, [&](const Memory::Entry& one) {
    return now.microseconds - one.at.microseconds < 60 * kMinute;
  });
  if (static_cast<std::size_t>(lately) >= kMostAnHour) return Error{"Too many messages came within an hour.", "They are sent again."};
  memory.entries.push_back({received.message.id, now});
  transaction.set_meta(kRemembered, memory.bytes());
  const Message& message = received.message;
  const auto sender = find_peer(transaction, received.sender);
  if (!sender || !sender->is_known()) return Error{"The sender is no partner any more.", "Have it added again."};
  ledger_.append(transaction,
                 leaf_about("message.received", "system", case_id, message.id, sender->word(), message.kind, message.reply_to));
  return true;
}

std::optional<std::string> Post::reply(const Received& received, Kind kind, std::string body) const {
  std::optional<Partner> sender;
  store_.read([&](store::Reader& reader) { sender = find_peer(reader, received.sender); });
  if (!sender) return std::nullopt;
  const Message message{crypto::new_id<MessageId>(), kind, received.message.id, std::move(body)};
  const auto sealed = draft(self_, sender->card.keys, message);
  return sealed ? std::optional(std::string(as_text(signed_at(self_, *sealed, clock_.now())))) : std::nullopt;
}

}  // namespace concordat::exchange
