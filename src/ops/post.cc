#include "ops/post.h"

#include <algorithm>
#include <filesystem>

#include "casework/deposits.h"
#include "casework/mailed_once.h"
#include "casework/news.h"
#include "casework/training/delegate_mail.h"
#include "casework/training/evaluation.h"
#include "ops/files.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kOutboxKey = "concordat outbox 1";  // docs/formats/mail.md: do not change
constexpr std::string_view kHead = "head;";  // begins what the outbox keeps about a head; the rest is the detail of its entry

struct Head {
  std::string note;
  std::uint64_t size = 0;
  std::string root;
};

// The newest that was deposited for this agency.
std::optional<Head> newest_for(Instance& instance, const std::string& agency) {
  std::optional<Head> newest;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(instance.directory() + "/deposits/" + agency, failed)) {
    if (entry.path().extension() != ".txt") continue;
    const auto note = read_file(entry.path().string());
    const auto head = note ? ledger::verify_checkpoint(*note, instance.ledger().public_key()) : Result<ledger::Checkpoint>(Error{});
    if (head && (!newest || newest->size < head->size)) newest = Head{*note, head->size, to_hex(head->root)};
  }
  return newest;
}

std::string about(const std::string& agency, const Head& head) {
  return std::string(kHead) + "agency=" + agency + ";entries=" + std::to_string(head.size) + ";root=" + head.root;
}

// Whether one was sent or queued for that agency since midnight, or this very head at any time.
bool is_done(Instance& instance, const mail::Outbox& outbox, const std::string& agency, const Head& head) {
  const CivilDate today = instance.vault().today();
  const auto last = casework::mailed_head(instance.vault().store(), agency);
  if (last && (last->entries >= head.size || london_date(last->at) == today)) return true;
  return std::ranges::any_of(outbox.all(), [&](const mail::Queued& mail) {
    return mail.about == about(agency, head) ||
           (mail.about.starts_with(std::string(kHead) + "agency=" + agency + ";") && london_date(mail.queued) == today);
  });
}

mail::Message message_of(Instance& instance, const mail::Outbox& outbox, const std::string& to, const Head& head) {
  const std::string& partnership = instance.charter().partnership.name;
  const std::string file = "checkpoint-" + std::to_string(head.size) + ".txt";
  return {to,
          "Keep this checkpoint of our ledger: " + partnership,
          "Attached is the signed state of the ledger of " + partnership + ", over " + std::to_string(head.size) +
              " entries.\n\nKeep the file as it is, where we cannot change it. With it you can verify later, without asking us,\n"
              "that nothing in the ledger was changed, and what a certificate of destruction says:\n\n"
              "    concordat verify-certificate CERTIFICATE --checkpoint " +
              file + " --public-key KEY\n\nYou need not answer. Your earlier checkpoints and certificates are at\n\n    " +
              outbox.link("/workspace/agency") + "\n",
          {{file, head.note}}};
}

Result<void> note_sent(Instance& instance, const mail::Queued& mail) {
  if (!mail.about.starts_with(kHead)) return casework::note_mailed(instance.vault().store(), mail, instance.vault().today());
  ledger::Leaf leaf;
  leaf.event = "head.mailed";
  leaf.actor = "system";
  leaf.detail = mail.about.substr(kHead.size());
  const Instant now = instance.vault().clock().now();
  const std::string kept = ledger::word_of(leaf, "entries") + " " + std::to_string(now.microseconds);
  return instance.vault().store().write([&](store::Transaction& transaction) -> Result<void> {
    instance.ledger().append(transaction, leaf);
    transaction.set_meta(casework::mailed_head_key(ledger::word_of(leaf, "agency")), as_bytes(kept));
    return {};
  });
}

}  // namespace

Result<std::unique_ptr<mail::Outbox>> open_outbox(Instance& instance, const Clock& clock) {
  const std::string file = instance.directory() + "/" + kMailFile;
  if (!fs::exists(file)) return std::unique_ptr<mail::Outbox>();
  mail::Settings settings = TRY(mail::parse_settings(TRY(read_file(file)), file));
  if (!settings.password_file.empty()) settings.password = Secret(to_bytes(TRY(read_secret_file(settings.password_file))));
  if (!settings.trust.empty()) TRY(read_file(settings.trust));
  for (const auto& [agency, address] : settings.deposits)
    if (!instance.charter().agency(agency))
      return Error{file + ": the charter in force has no agency `" + agency + "`.", "Name the agency as the charter does, or take it out."};
  const std::string folder = instance.directory() + "/outbox";
  TRY(make_folders(folder));
  const crypto::Digest key = crypto::commitment(instance.link_key().expose(), as_bytes(kOutboxKey));
  return std::make_unique<mail::Outbox>(folder, Secret(Bytes(key.begin(), key.end())), std::move(settings), clock);
}

Result<void> queue_heads(Instance& instance, mail::Outbox& outbox) {
  for (const auto& [agency, address] : outbox.settings().deposits) {
    const auto head = newest_for(instance, agency);
    if (!head || is_done(instance, outbox, agency, *head)) continue;
    const crypto::Digest id = crypto::sha256(as_bytes(about(agency, *head)));
    TRY(outbox.put(message_of(instance, outbox, address, *head), about(agency, *head), to_hex(ByteView(id).first(16))));
  }
  return {};
}

Result<void> queue_reminders(Instance& instance, mail::Outbox& outbox) {
  TRY(casework::remind_delegates(instance.vault(), instance.link_key(), outbox));
  TRY(casework::ask_for_evaluations(instance.vault(), outbox));
  return {};
}

Result<void> queue_news(Instance& instance, mail::Outbox& outbox) {
  return casework::queue_mailings(instance.vault(), instance.link_key(), outbox);
}

Result<mail::Round> send_mail(Instance& instance, mail::Outbox& outbox) {
  return outbox.send_due([&instance](const mail::Queued& mail) { return note_sent(instance, mail); });
}

std::string left_unsent(const mail::Round& round) {
  if (round.waiting + round.given_up == 0) return "";
  const std::size_t count = round.waiting + round.given_up;
  return std::to_string(count) + (count == 1 ? " mail was" : " mails were") + " not sent: " + round.failure +
         (round.given_up > 0 ? " Some will not be tried again: look under Accounts, Mail, in the workspace.\n"
                             : " It is tried again by itself.\n");
}

}  // namespace concordat::ops
