// Cases: opening them, and the steps they take.

#include <algorithm>

#include "vault/disposal.h"
#include "vault/events.h"
#include "vault/vault.h"

namespace concordat::vault {
namespace {

Result<void> check_guard(store::Transaction& transaction, CaseId id, charter::Guard guard) {
  switch (guard) {
    case charter::Guard::voice_recorded: {  // STK-04: how they were involved, or why not
      const auto records = transaction.records(id);
      if (std::ranges::any_of(records, [](const store::RecordRow& record) { return record.kind == "voice"; })) return {};
      return Error{"How the child and family were heard is not recorded yet.", "Record it, or why they were not, then go on."};
    }
  }
  return Error{"A guard of this step is not known to this version.", "Install the version that the charter was written for."};
}

}  // namespace

Result<CaseId> Vault::open_case(const policy::Mandate& mandate, std::string_view kind, std::string_view reference) {
  const charter::Charter* charter = charters_.find(mandate.charter());
  const charter::CaseKind* declared = charter ? charter->case_kind(kind) : nullptr;
  if (mandate.what() != "capability:open-case" || !declared) return Error{"No such kind of case can be opened.", ""};
  const auto id = crypto::new_id<CaseId>();
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    transaction.insert_case({id, declared->name, std::string(reference), declared->states.front(), charter->hash, today(), 1});
    ledger::Leaf leaf;
    leaf.event = "case.opened";
    leaf.actor = mandate.actor().ledger_name();
    leaf.case_id = id;
    leaf.charter = charter->hash;
    leaf.detail = "kind=" + declared->name;
    ledger_.append(transaction, leaf);
    return {};
  }));
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

Result<void> Vault::take_step(const policy::Mandate& mandate, const charter::Step& step, CivilDate day) {
  const policy::Subject& subject = mandate.subject();
  if (mandate.what() != "step:" + subject.case_kind + ":" + step.to) return Error{"This mandate is for another step.", ""};
  if (today() < day) return Error{"The date is in the future.", "Give the day on which it happened."};
  return store_.write([&](store::Transaction& transaction) -> Result<void> {
    const auto row = transaction.find_case(subject.case_id);
    if (!row || row->version != subject.case_version || row->state != step.from)
      return Error{"The case has moved on since you looked at it.", "Look at it again, then repeat what you did."};
    if (day < row->opened) return Error{"The date is before the case was opened.", "Give the day on which it happened."};
    for (const charter::Guard guard : step.guards) TRY(check_guard(transaction, row->id, guard));
    transaction.set_case_state(row->id, step.to);
    if (!step.event.empty()) transaction.insert_event({row->id, step.event, day});
    ledger::Leaf leaf;
    leaf.event = "case.step";
    leaf.actor = mandate.actor().ledger_name();
    leaf.case_id = row->id;
    leaf.charter = mandate.charter();
    leaf.detail = "from=" + step.from + ";to=" + step.to + (step.event.empty() ? "" : ";event=" + step.event + ";day=" + day.iso());
    ledger_.append(transaction, leaf);
    set_due_days(transaction, row->id);
    for (const charter::Effect& effect : step.effects) {
      if (effect.kind == charter::EffectKind::propose_destruction)
        propose_destruction(transaction, *this, mandate, row->id, effect.record_kind);
    }
    return {};
  });
}

}  // namespace concordat::vault
