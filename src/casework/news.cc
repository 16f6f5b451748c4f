#include "casework/news.h"

#include <algorithm>

#include "base/named_values.h"
#include "casework/links.h"
#include "casework/mailed_once.h"

namespace concordat::casework {
namespace {

constexpr const char* kBegun = "begun";

std::string meta_of(CaseId id) { return "mailing:" + id.text(); }

// Those who confirmed by a mailed link and have not ended it.
std::vector<RecordId> recipients(store::Reader& reader, const charter::Charter& charter, const charter::Effect& effect) {
  std::vector<RecordId> all;
  const charter::RecordKind* to = charter.record_kind(effect.record_kind);
  const charter::CaseKind* kind = to ? charter.case_kind(to->case_kind) : nullptr;
  const charter::Step* confirms = kind ? kind->confirming() : nullptr;
  if (!confirms) return all;
  for (const store::CaseRow& row : reader.cases(kind->name)) {
    if (row.state != confirms->to) continue;
    for (const store::RecordRow& record : reader.records(row.id)) {
      const auto parts = reader.parts(record.id);
      if (record.kind == to->name && !std::ranges::all_of(parts, &store::PartRow::destroyed)) all.push_back(record.id);
    }
  }
  return all;
}

struct Begun {
  store::CaseRow row;
  const charter::Effect* effect = nullptr;
  RecordId record;  // what is mailed
};

std::vector<Begun> begun(vault::Vault& vault) {
  std::vector<Begun> all;
  vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind& kind : vault.active_charter()->case_kinds)
      for (const charter::Step& step : kind.steps) {
        if (!mailing(step)) continue;
        for (const store::CaseRow& row : reader.cases(kind.name)) {
          const auto mark = row.state == step.to ? reader.meta(meta_of(row.id)) : std::nullopt;
          if (!mark || as_text(*mark) != kBegun) continue;
          for (const store::RecordRow& record : reader.records(row.id))
            if (record.kind == kind.notification) all.push_back({row, mailing(step), record.id});
        }
      }
  });
  return all;
}

// The first line of text is the subject, the rest the text.
mail::Message message_of(const charter::Charter& charter, const charter::RecordKind& kind, const vault::Values& values) {
  mail::Message message;
  for (const charter::Field& field : kind.parts.front().fields) {
    const std::string value = value_in(values, field.name);
    if (message.subject.empty() && field.type == charter::FieldType::text) message.subject = value + ": " + charter.partnership.name;
    else if (!value.empty()) message.text += value + "\n\n";
  }
  std::ranges::replace(message.subject, '\n', ' ');
  std::ranges::replace(message.subject, '\r', ' ');
  return message;
}

Result<void> queue(vault::Vault& vault, const Secret& link_key, mail::Outbox& outbox, const Begun& one) {
  const charter::Charter& charter = *vault.active_charter();
  std::optional<store::RecordRow> row;
  std::vector<RecordId> to;
  vault.store().read([&](store::Reader& reader) {
    row = reader.find_record(one.record);
    to = recipients(reader, charter, *one.effect);
  });
  const charter::RecordKind* kind = row ? charter.record_kind(row->kind) : nullptr;
  if (!kind) return {};
  const policy::SystemGrant grant = TRY(vault.gate().grant_mailing(one.effect->record_kind));
  const mail::Message news = message_of(charter, *kind, TRY(vault.text_to_mail(grant, one.record)));
  MailedOnce once(vault.store(), outbox, vault.today());
  for (const RecordId subscriber : to) {
    const std::string what = "news:" + one.record.text() + ":" + subscriber.text();
    if (once.is_done(what)) continue;
    mail::Message message = news;
    message.to = TRY(vault.address_of(grant, subscriber));
    if (message.to.empty()) continue;
    message.unsubscribe = outbox.link(kStopPath + token_of(subscriber, link_key));
    message.text += "--\nYou get this since you asked " + charter.partnership.name +
                    " for it. To end that at once, and have your address destroyed:\n\n    " + message.unsubscribe + "\n";
    TRY(once.put(message, what));
  }
  return vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.set_meta(meta_of(one.row.id), as_bytes("queued"));
    return {};
  });
}

}  // namespace

const charter::Effect* mailing(const charter::Step& step) {
  const auto found = std::ranges::find(step.effects, charter::EffectKind::mail_to, &charter::Effect::kind);
  return found == step.effects.end() ? nullptr : &*found;
}

std::size_t number_of_recipients(const App& app, const charter::Effect& effect) {
  std::size_t number = 0;
  app.vault.store().read([&](store::Reader& reader) { number = recipients(reader, app.charter(), effect).size(); });
  return number;
}

Result<void> begin_mailing(const App& app, CaseId id) {
  if (!app.outbox) return Error{"Mail is off, so this would reach nobody.", "Ask the administrator to turn mail on, then send it."};
  return app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    if (!transaction.meta(meta_of(id))) transaction.set_meta(meta_of(id), as_bytes(kBegun));
    return {};
  });
}

Result<void> queue_mailings(vault::Vault& vault, const Secret& link_key, mail::Outbox& outbox) {
  for (const Begun& one : begun(vault)) TRY(queue(vault, link_key, outbox, one));
  return {};
}

}  // namespace concordat::casework
