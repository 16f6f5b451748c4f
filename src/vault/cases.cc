// Cases: opening them, and the steps they take.

#include <algorithm>

#include "charter/sentences.h"
#include "vault/disposal.h"
#include "vault/entries.h"
#include "vault/events.h"
#include "vault/guards.h"
#include "vault/running_clocks.h"
#include "vault/vault.h"
#include "vault/vault_checks.h"

namespace concordat::vault {
namespace {

bool is_recorded(store::Reader& reader, CaseId id, const std::string& kind) {
  return std::ranges::any_of(reader.records(id), [&](const store::RecordRow& record) { return record.kind == kind; });
}

Error not_recorded(const charter::Charter& charter, const std::string& kind) {
  const charter::RecordKind* record = charter.record_kind(kind);
  return {"“" + (record ? record->title : kind) + "” is not recorded yet.", "Record it, then go on."};
}

// SOM-02, STK-24: by which criterion, or where the charter lets it why by none; and who told us, how and when.
Result<void> check_opening(const charter::Charter& charter, const charter::CaseKind& kind, const Opening& on) {
  if (on.criterion > kind.criteria.size()) return Error{"The charter has no such criterion.", "Choose one of those that it names."};
  const bool is_explained = !kind.without_criterion.empty() && on.parts.contains(kind.without_criterion);
  if (!kind.criteria.empty() && on.criterion == 0 && !is_explained)
    return Error{"This kind of case is opened only by one of the criteria of the charter.",
                 kind.without_criterion.empty() ? "Choose the one that is met." : "Choose the one that is met, or say why none is."};
  if (on.criterion > 0 && is_explained) return Error{"A criterion is met, and a reason says that none is.", "Give one or the other."};
  const charter::RecordKind* notification = kind.notification.empty() ? nullptr : charter.record_kind(kind.notification);
  if (!notification != on.grants.empty() || (notification && !on.parts.contains(notification->parts.front().name)))
    return Error{"What this case is opened on must be on record with it.", "Say who told us, how and when."};
  if (!on.grants.empty() && (on.grants.front().subject().record_kind != kind.notification || on.grants.front().subject().case_id != on.id))
    return Error{"This grant is for something else.", "Ask policy for the act that is to be done."};
  return {};
}

// After the last step of the case, or its opening: the ledger has them in order.
bool is_recorded_here(store::Reader& reader, CaseId id, const std::string& kind) {
  bool found = false;
  for (const ledger::Leaf& leaf : changes_of_case(reader, id)) {
    if (leaf.event == "case.step") found = false;
    const auto record = leaf.event == "record.put" ? reader.find_record(leaf.record) : std::nullopt;
    if (record && record->kind == kind) found = true;
  }
  return found;
}

// The last event of this name, or of those that begin so.
std::optional<store::EventRow> last_of(const std::vector<store::EventRow>& events, std::string_view name, std::string_view beginning) {
  const auto found = std::find_if(events.rbegin(), events.rend(), [&](const store::EventRow& one) {
    return beginning.empty() ? one.event == name : one.event.starts_with(beginning);
  });
  return found == events.rend() ? std::nullopt : std::optional(*found);
}

}  // namespace

Result<void> check_guard(store::Reader& reader, const charter::Charter& charter, CaseId id, const charter::Guard& guard, CivilDate today) {
  switch (guard.kind) {
    case charter::GuardKind::voice_recorded:  // STK-04: how they were involved, or why not
      if (is_recorded(reader, id, guard.target)) return {};
      return Error{"How the child and family were heard is not recorded yet.", "Record it, or why they were not, then go on."};
    case charter::GuardKind::recorded:
      return is_recorded(reader, id, guard.target) ? Result<void>() : not_recorded(charter, guard.target);
    case charter::GuardKind::recorded_here:
      return is_recorded_here(reader, id, guard.target) ? Result<void>() : not_recorded(charter, guard.target);
    case charter::GuardKind::copies_sent: {
      const auto owed = copies_owed(charter, guard.target, reader.events(id));
      if (owed.empty()) return {};
      std::string to;
      for (const charter::Recipient* one : owed) to += (to.empty() ? "" : ", ") + one->title;
      return Error{"Not every copy is on record as sent: " + to + ".", "Send it, put on record on which day and by whom, then go on."};
    }
    case charter::GuardKind::happened:
      if (last_of(standing_events(charter, reader.events(id)), guard.target, "")) return {};
      return Error{"It is not on record yet that " + charter::event_words(guard.target) + ".", "Put it on record, then go on."};
    case charter::GuardKind::months_after: {  // HAM-10: it stands in public for at least so long
      const auto since = last_of(reader.events(id), guard.event(), "");
      const std::string what = charter::event_words(guard.event());
      if (!since) return Error{"It is not on record yet that " + what + ".", "Put it on record, then go on."};
      const CivilDate first = since->day.plus_months(guard.months());
      if (first <= today) return {};
      return Error{std::to_string(guard.months()) + " months must have passed since “" + what + "”: they have on " + first.words() + ".",
                   "Take this step on that day or later."};
    }
    case charter::GuardKind::decided: {
      const auto last = last_of(reader.events(id), "", guard.decision());
      const auto enough = guard.decisions();
      if (last && std::ranges::find(enough, last->event) != enough.end()) return {};
      return Error{"It was decided otherwise, or not yet.", "Take the step that follows from what was decided."};
    }
  }
  return Error{"A guard of this step is not known to this version.", "Install the version that the charter was written for."};
}

charter::KnownDays known_days(store::Reader& reader, const charter::Charter& charter, CaseId id, CivilDate today, bool corrects) {
  charter::KnownDays known{today, {}};
  const auto events = reader.events(id);
  for (const store::EventRow& row : events) known.note(charter, row.event, row.day);
  const auto row = reader.find_case(id);
  if (!row) return known;
  for (const RunningClock& one : clocks_of(charter, events, row->opened))
    if (one.runs() && !one.clock->extended_to.empty()) known.last_days[one.clock->extended_to] = corrects ? one.set : one.due;
  return known;
}

std::vector<const charter::Recipient*> copies_owed(const charter::Charter& charter, std::string_view publication,
                                                   const std::vector<store::EventRow>& events) {
  std::vector<const charter::Recipient*> owed;
  const auto found = std::ranges::find(charter.publications, publication, &charter::Publication::name);
  if (found == charter.publications.end()) return owed;
  for (const charter::Recipient& recipient : charter.recipients) {
    if (std::ranges::find(found->copies, recipient.name) == found->copies.end()) continue;
    const std::string sent = found->sent + ":" + charter::event_word(recipient.title);
    if (std::ranges::find(events, sent, &store::EventRow::event) == events.end()) owed.push_back(&recipient);
  }
  return owed;
}

Result<CaseId> Vault::open_case(const policy::Mandate& mandate, std::string_view kind, std::string_view reference, const Opening& on) {
  const charter::Charter* charter = charters_.find(mandate.charter());
  const charter::CaseKind* declared = charter ? charter->case_kind(kind) : nullptr;
  if (mandate.what() != "capability:open-case" || !declared) return Error{"No such kind of case can be opened.", ""};
  return open({*charter, *declared, mandate.actor(), reference, "office"}, on);
}

Result<CaseId> Vault::open_case_by_form(std::string_view kind, std::string_view reference, const Opening& on, std::string_view channel) {
  if (on.grants.empty()) return Error{"Such a case is not opened by a form.", ""};
  const policy::Grant& grant = on.grants.front();
  const charter::Charter* charter = charters_.find(grant.charter());
  const charter::CaseKind* declared = charter ? charter->case_kind(kind) : nullptr;
  if (!declared || declared->notification.empty()) return Error{"Such a case is not opened by a form.", ""};
  return open({*charter, *declared, grant.actor(), reference, channel}, on);
}

Result<CaseId> Vault::open(const CaseToBe& to_be, const Opening& on) {
  TRY(check_opening(to_be.charter, to_be.kind, on));
  const auto id = on.id.is_none() ? crypto::new_id<CaseId>() : on.id;
  std::optional<store::RecordRow> notification;
  if (!on.grants.empty()) notification = new_record(on.grants.front(), to_be.channel, "recorded");
  std::vector<store::PartRow> written;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    TRY(check_charter_in_force(transaction, to_be.charter.hash));
    if (transaction.find_case(id)) return Error{"This case has been opened already.", "Look for it in the list."};
    const std::string& state = to_be.kind.states.front();
    transaction.insert_case({id, to_be.kind.name, std::string(to_be.reference), state, to_be.charter.hash, today(), 1});
    ledger::Leaf leaf;
    leaf.event = "case.opened";
    leaf.actor = to_be.by.ledger_name();
    leaf.case_id = id;
    leaf.charter = to_be.charter.hash;
    leaf.detail = "kind=" + to_be.kind.name;
    if (!to_be.kind.criteria.empty()) leaf.detail += ";criterion=" + (on.criterion == 0 ? "none" : std::to_string(on.criterion));
    ledger_.append(transaction, leaf);
    if (notification) written = TRY(add_parts(transaction, *notification, on.grants, on.parts));
    return {};
  }));
  for (const store::PartRow& part : written) index_part(*notification, part, on.parts.at(part.part).values);
  return id;
}

Result<void> Vault::ask_agency(const policy::Mandate& mandate, std::string_view agency) {
  const charter::Charter* charter = charters_.find(mandate.charter());
  if (mandate.what() != "capability:open-case" || !charter || !charter->agency(agency))
    return Error{"The charter names no such agency.", "Choose one of the agencies that the notice lists."};
  const std::string event = std::string(kAskedEvent) + std::string(agency);
  return store_.write([&](store::Transaction& transaction) -> Result<void> {
    const auto row = transaction.find_case(mandate.subject().case_id);
    if (!row) return Error{"There is no such case.", ""};
    const auto events = transaction.events(row->id);
    if (std::ranges::any_of(events, [&](const store::EventRow& one) { return one.event == event; })) return {};
    transaction.insert_event({row->id, event, today()});
    ledger::Leaf leaf;
    leaf.event = "agency.asked";
    leaf.actor = mandate.actor().ledger_name();
    leaf.case_id = row->id;
    leaf.charter = charter->hash;
    leaf.detail = "agency=" + std::string(agency);
    ledger_.append(transaction, leaf);
    return {};
  });
}

Result<void> Vault::check_step(store::Transaction& transaction, const policy::Mandate& mandate, const charter::Step& step, CivilDate day) {
  const policy::Subject& subject = mandate.subject();
  if (mandate.what() != "step:" + subject.case_kind + ":" + step.to) return Error{"This mandate is for another step.", ""};
  if (today() < day) return Error{"The date is in the future.", "Give the day on which it happened."};
  const auto row = transaction.find_case(subject.case_id);
  if (!row || row->version != subject.case_version || row->state != step.from)
    return Error{"The case has moved on since you looked at it.", "Look at it again, then repeat what you did."};
  if (day < row->opened) return Error{"The date is before the case was opened.", "Give the day on which it happened."};
  TRY(check_charter_in_force(transaction, mandate.charter()));
  const charter::Charter* charter = charters_.find(mandate.charter());
  for (const charter::Guard& guard : step.guards) TRY(check_guard(transaction, *charter, row->id, guard, today()));
  return {};
}

void Vault::note_step(store::Transaction& transaction, CaseId id, const charter::Step& step, CivilDate day) {
  transaction.set_case_state(id, step.to);
  if (!step.event.empty()) transaction.insert_event({id, step.event, day});
  set_due_days(transaction, id);
}

std::string step_detail(const charter::Step& step, CivilDate day) {
  return "from=" + step.from + ";to=" + step.to + (step.event.empty() ? "" : ";event=" + step.event + ";day=" + day.iso());
}

Result<void> Vault::take_step(const policy::Mandate& mandate, const charter::Step& step, CivilDate day) {
  return store_.write([&](store::Transaction& transaction) -> Result<void> {
    TRY(check_step(transaction, mandate, step, day));
    const CaseId id = mandate.subject().case_id;
    ledger::Leaf leaf;
    leaf.event = "case.step";
    leaf.actor = mandate.actor().ledger_name();
    leaf.case_id = id;
    leaf.record = mandate.actor().own_record;
    leaf.charter = mandate.charter();
    leaf.detail = step_detail(step, day);
    ledger_.append(transaction, leaf);
    note_step(transaction, id, step, day);
    for (const charter::Effect& effect : step.effects) {
      if (effect.kind == charter::EffectKind::propose_destruction)
        propose_destruction(transaction, *this, mandate, id, effect.record_kind);
    }
    return {};
  });
}

Result<std::size_t> Vault::end_unconfirmed() {
  std::size_t ended = 0;
  const charter::Charter* charter = active_charter();
  if (!charter) return ended;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    ended = 0;
    for (const charter::CaseKind& kind : charter->case_kinds) {
      const charter::Step* step = kind.confirming() ? kind.stopping(kind.states.front()) : nullptr;
      if (!step) continue;
      for (const store::CaseRow& row : transaction.cases(kind.name)) {
        if (row.state != step->from || today() <= row.opened.plus_days(kind.confirm_days)) continue;
        ledger::Leaf leaf;
        leaf.event = "case.step";
        leaf.actor = "system";
        leaf.case_id = row.id;
        leaf.charter = charter->hash;
        leaf.detail = step_detail(*step, today());
        ledger_.append(transaction, leaf);
        note_step(transaction, row.id, *step, today());
        ++ended;
      }
    }
    return {};
  }));
  return ended;
}

}  // namespace concordat::vault
