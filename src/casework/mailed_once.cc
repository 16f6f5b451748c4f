#include "casework/mailed_once.h"

#include "crypto/crypto.h"

namespace concordat::casework {
namespace {

constexpr std::string_view kOnce = "once;";  // begins what the outbox keeps about such a mail

std::string meta_of(const std::string& what) { return "mailed:" + what; }

Result<void> note(store::Store& store, const std::string& what, CivilDate day) {
  return store.write([&](store::Transaction& transaction) -> Result<void> {
    if (!transaction.meta(meta_of(what))) transaction.set_meta(meta_of(what), as_bytes(day.iso()));
    return {};
  });
}

}  // namespace

MailedOnce::MailedOnce(store::Store& store, mail::Outbox& outbox, CivilDate today) : store_(store), outbox_(outbox), today_(today) {
  for (const mail::Queued& mail : outbox.all())
    if (mail.about.starts_with(kOnce)) waiting_.insert(mail.about.substr(kOnce.size()));
}

bool MailedOnce::is_done(const std::string& what) {
  bool noted = false;
  store_.read([&](store::Reader& reader) { noted = mailed_on(reader, what).has_value(); });
  return noted || waiting_.contains(what);
}

Result<void> MailedOnce::put(const mail::Message& message, const std::string& what) {
  const crypto::Digest id = crypto::sha256(as_bytes(what));
  TRY(outbox_.put(message, std::string(kOnce) + what, to_hex(ByteView(id).first(16))));
  return note(store_, what, today_);
}

std::optional<CivilDate> mailed_on(store::Reader& reader, const std::string& what) {
  const auto kept = reader.meta(meta_of(what));
  return kept ? CivilDate::parse(as_text(*kept)) : std::nullopt;
}

Result<void> note_mailed(store::Store& store, const mail::Queued& mail, CivilDate today) {
  return mail.about.starts_with(kOnce) ? note(store, mail.about.substr(kOnce.size()), today) : Result<void>();
}

}  // namespace concordat::casework
