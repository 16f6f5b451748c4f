#include "mail/outbox.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>

#include "base/named_values.h"
#include "base/whole_file.h"
#include "crypto/crypto.h"
#include "mail/smtp.h"
#include "vault/sealing.h"

namespace concordat::mail {
namespace {

namespace fs = std::filesystem;

// docs/formats/mail.md: do not change.
constexpr std::string_view kContext = "concordat mail 1\n";
constexpr std::int64_t kMinute = 60 * kMicrosecondsPerSecond;
constexpr std::int64_t kLongestWait = 4 * 60 * kMinute;
constexpr std::int64_t kGiveUpAfter = 5 * kMicrosecondsPerDay;  // RFC 5321, section 4.5.4.1
constexpr std::size_t kIdSize = 16;

Bytes context_of(const std::string& id) { return to_bytes(std::string(kContext) + id); }

bool is_id(std::string_view text) { return text.size() == 2 * kIdSize && from_hex(text).has_value(); }

std::int64_t number_of(const std::map<std::string, std::string>& values, const std::string& name) {
  const auto found = values.find(name);
  std::int64_t number = 0;
  if (found != values.end()) std::from_chars(found->second.data(), found->second.data() + found->second.size(), number);
  return number;
}

std::string attachment_key(std::size_t number, const char* what) { return "attachment-" + std::to_string(number) + "-" + what; }

// One minute, two, four, … up to four hours.
std::int64_t wait_after(unsigned attempts) { return std::min(kLongestWait, kMinute << std::min(attempts - 1, 10u)); }

}  // namespace

Result<void> Outbox::write(const Queued& mail) const {
  std::map<std::string, std::string> values{{"to", mail.message.to},
                                            {"subject", mail.message.subject},
                                            {"text", mail.message.text},
                                            {"unsubscribe", mail.message.unsubscribe},
                                            {"about", mail.about},
                                            {"queued", std::to_string(mail.queued.microseconds)},
                                            {"next", std::to_string(mail.next.microseconds)},
                                            {"attempts", std::to_string(mail.attempts)},
                                            {"given-up", mail.given_up ? "yes" : ""},
                                            {"failure", mail.failure},
                                            {"handed-over", mail.handed_over ? "yes" : ""}};
  for (std::size_t i = 0; i < mail.message.attachments.size(); ++i) {
    values[attachment_key(i, "name")] = mail.message.attachments[i].name;
    values[attachment_key(i, "content")] = mail.message.attachments[i].content;
  }
  const std::string plain = vault::encode_values(values);
  return write_whole_file(path_of(mail.id), as_text(crypto::seal(key_, as_bytes(plain), context_of(mail.id))));
}

std::optional<Queued> Outbox::read(const std::string& id) const {
  const auto sealed = is_id(id) ? read_whole_file(path_of(id)) : Result<std::string>(Error{});
  const auto plain = sealed ? crypto::open(key_, as_bytes(*sealed), context_of(id)) : std::nullopt;
  const auto values = plain ? vault::decode_values(as_text(plain->expose())) : Result<std::map<std::string, std::string>>(Error{});
  if (!values) return std::nullopt;
  Queued mail{id,
              {value_in(*values, "to"), value_in(*values, "subject"), value_in(*values, "text"), {}, value_in(*values, "unsubscribe")},
              value_in(*values, "about"),
              {number_of(*values, "queued")},
              {number_of(*values, "next")},
              static_cast<unsigned>(number_of(*values, "attempts")),
              value_in(*values, "given-up") == "yes",
              value_in(*values, "failure"),
              value_in(*values, "handed-over") == "yes"};
  for (std::size_t i = 0; values->contains(attachment_key(i, "name")); ++i)
    mail.message.attachments.push_back({value_in(*values, attachment_key(i, "name")), value_in(*values, attachment_key(i, "content"))});
  return mail;
}

Result<void> Outbox::remove(const std::string& id) const {
  std::error_code failed;
  fs::remove(path_of(id), failed);
  if (failed)
    return Error{"A message that was sent could not be removed from " + folder_ + ".", "Check that the folder belongs to this user."};
  return {};
}

Result<void> Outbox::put(const Message& message, const std::string& about, const std::string& id) {
  TRY(check(message));
  if (!is_id(id)) return Error{"A message was named in a form that the outbox does not know.", "Please report this."};
  const std::lock_guard lock(files_);
  if (!fs::exists(path_of(id))) TRY(write({id, message, about, clock_.now(), clock_.now()}));
  bell_.ring();
  return {};
}

Result<void> Outbox::put(const Message& message, const std::string& about) {
  return put(message, about, to_hex(crypto::random_secret(kIdSize).expose()));
}

std::vector<Queued> Outbox::all() const {
  std::vector<Queued> mails;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder_, failed))
    if (entry.path().extension() == ".mail")
      if (auto mail = read(entry.path().stem().string())) mails.push_back(std::move(*mail));
  std::ranges::sort(mails, {}, [](const Queued& mail) { return std::pair(mail.queued, mail.id); });
  return mails;
}

Result<void> Outbox::try_again(const std::string& id) {
  const std::lock_guard lock(files_);
  auto mail = read(id);
  if (!mail) return Error{"This message is no longer there.", "It was sent meanwhile, or discarded."};
  mail->next = mail->queued = clock_.now();
  mail->given_up = false;
  TRY(write(*mail));
  bell_.ring();
  return {};
}

Result<void> Outbox::discard(const std::string& id) {
  const std::lock_guard lock(files_);
  if (!is_id(id)) return Error{"This message is no longer there.", "It was sent meanwhile, or discarded."};
  return remove(id);
}

// Written down first: whatever fails from here on, it is not sent again.
Result<void> Outbox::finish(Queued& mail, const Sent& sent, Round& round) {
  if (!mail.handed_over) {
    handed_over_.insert(mail.id);
    mail.handed_over = true;
    const std::lock_guard lock(files_);
    TRY(write(mail));
  }
  TRY(sent(mail));
  ++round.sent;
  const std::lock_guard lock(files_);
  TRY(remove(mail.id));
  handed_over_.erase(mail.id);
  return {};
}

Result<void> Outbox::try_to_send(Queued& mail, const Sent& sent, Round& round) {
  if (mail.handed_over || handed_over_.contains(mail.id)) return finish(mail, sent, round);
  const std::string whole = TRY(compose(mail.message, {settings_.from, mail.id, mail.queued}));
  const Delivery delivery = deliver(settings_, mail.message.to, whole);
  if (delivery.outcome == Outcome::accepted) return finish(mail, sent, round);
  ++mail.attempts;
  mail.failure = round.failure = delivery.words;
  const Instant now = clock_.now();
  mail.given_up = delivery.outcome == Outcome::refused || now.microseconds - mail.queued.microseconds > kGiveUpAfter;
  mail.next = {now.microseconds + wait_after(mail.attempts)};
  ++(mail.given_up ? round.given_up : round.waiting);
  const std::lock_guard lock(files_);
  return fs::exists(path_of(mail.id)) ? write(mail) : Result<void>();  // discarded meanwhile
}

Result<Round> Outbox::send_due(const Sent& sent) {
  const std::lock_guard lock(rounds_);
  Round round;
  for (Queued& mail : all()) {
    const std::int64_t until = mail.next.microseconds - clock_.now().microseconds;
    // One that would wait for longer than it ever may was written by a clock that was wrong.
    if (mail.given_up || (until > 0 && until <= kLongestWait)) continue;
    TRY(try_to_send(mail, sent, round));
  }
  return round;
}

}  // namespace concordat::mail
