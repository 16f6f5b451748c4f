// The daily run of disposal.

#include <algorithm>
#include <charconv>

#include "vault/disposal.h"
#include "vault/recall.h"
#include "vault/warrants.h"

namespace concordat::vault {
namespace {

std::string day_key(Instant now) { return "cases-disposed-" + london_date(now).iso(); }

std::uint64_t number(const std::optional<Bytes>& text) {
  std::uint64_t value = 0;
  if (text) {
    const std::string_view digits = as_text(*text);
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
  }
  return value;
}

}  // namespace

Result<Run> Disposal::run() {
  const std::lock_guard lock(run_mutex_);
  const Instant now = TRY(trusted_clock_.now());
  std::uint64_t cap = kLeastDailyCap;
  std::uint64_t already = 0;
  vault_.store().read([&](store::Reader& reader) {
    cap = std::max(cap, reader.count_cases() / 100);
    already = number(reader.meta(day_key(now)));
  });
  std::uint64_t cases_left = cap > already ? cap - already : 0;
  const std::uint64_t cases_at_start = cases_left;
  Run run;
  run_intended(run);
  TRY(take_up_recalls(vault_, london_date(now)));
  run_approved(now, run, cases_left);
  run_routine(now, run, cases_left);
  TRY(propose_due(now));
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.set_meta(kTrustedInstant, as_bytes(std::to_string(now.microseconds)));
    transaction.set_meta(day_key(now), as_bytes(std::to_string(already + cases_at_start - cases_left)));
    ledger::Leaf leaf;
    leaf.event = "disposal.run";
    leaf.actor = "system";
    leaf.detail = "warrants=" + std::to_string(run.destroyed.size()) + ";held=" + std::to_string(run.held) +
                  ";refused=" + std::to_string(run.refused) + ";over-cap=" + std::to_string(run.over_cap);
    vault_.ledger().append(transaction, leaf);
    return {};
  }));
  return run;
}

// One that cannot be carried out does not keep the others from their day; it is counted, and said.
void Run::count(Result<Destroyed> outcome) {
  if (outcome) destroyed.push_back(*outcome);
  else ++refused;
}

// What was begun and could not be finished, as when the keyring's disk was full.
void Disposal::run_intended(Run& run) {
  std::vector<store::WarrantRow> open;
  vault_.store().read([&](store::Reader& reader) { open = reader.warrants("intended"); });
  for (const store::WarrantRow& row : open) {
    Result<Destroyed> outcome = finish_intended(row.id);
    bool done = false;  // by the person's own withdrawal, which was under way
    vault_.store().read([&](store::Reader& reader) { done = reader.find_warrant(row.id)->state == "done"; });
    if (outcome || !done) run.count(std::move(outcome));
  }
}

// What two people approved and whose quarantine has passed. Approved routine batches are those that the cap had stopped:
// the two people are its confirmation.
void Disposal::run_approved(Instant now, Run& run, std::uint64_t& cases_left) {
  std::vector<store::WarrantRow> ready;
  vault_.store().read([&](store::Reader& reader) {
    run.waiting_approval = reader.warrants("proposed").size();
    for (const store::WarrantRow& row : reader.warrants("approved")) {
      const auto items = reader.warrant_items(row.id);
      if (row.quarantine_until && *row.quarantine_until > now) ++run.in_quarantine;
      else if (on_hold(reader, row, items)) run.held += items.size();
      else ready.push_back(row);
    }
  });
  for (const store::WarrantRow& row : ready) {
    if (row.kind == "weighty" && cases_left == 0) {
      ++run.over_cap;
      continue;
    }
    if (row.kind == "weighty") --cases_left;
    run.count(carry_out(row.id));
  }
}

void Disposal::run_routine(Instant now, Run& run, std::uint64_t& cases_left) {
  std::vector<DueParts> due;
  std::vector<store::WarrantRow> proposed;
  vault_.store().read([&](store::Reader& reader) {
    proposed = reader.warrants("proposed");
    due = due_by_rule(vault_, reader, london_date(now).plus_days(-1));
  });
  for (const DueParts& one : due) {
    const bool waits = std::ranges::any_of(proposed, [&](const store::WarrantRow& row) {
      return row.kind == "routine" && row.case_id == one.case_id && row.owner == one.owner;
    });
    if (!waits) run_batch(one, now, run, cases_left);
  }
}

// What is due for two people's approval and was never put before them, as where a newer charter gave it a period.
Result<void> Disposal::propose_due(Instant now) {
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    for (const DueParts& due : due_never_proposed(vault_, transaction, london_date(now).plus_days(-1))) {
      store::WarrantRow row = new_warrant("weighty", "proposed", due.case_id, due.owner, now);
      insert_warrant(transaction, row, due.parts);
      vault_.ledger().append(transaction, leaf_about(row, "warrant.proposed", "system"));
    }
    return {};
  });
}

// An obstacle undoes the batch: the next run tries again over all that is due by then.
void Disposal::run_batch(const DueParts& due, Instant now, Run& run, std::uint64_t& cases_left) {
  store::WarrantRow row = new_warrant("routine", cases_left > 0 ? "approved" : "proposed", due.case_id, due.owner, now);
  bool held = false;
  std::optional<Warrant> warrant;
  const auto begun = vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto items = insert_warrant(transaction, row, due.parts);
    held = on_hold(transaction, row, items);
    if (held) return Error{"A hold stands against this.", ""};
    if (cases_left > 0) warrant = TRY(intend(transaction, row.id));
    return {};
  });
  if (held) {
    run.held += due.parts.size();
  } else if (!begun) {
    ++run.refused;
  } else if (!warrant) {
    ++run.over_cap;
  } else {
    --cases_left;
    run.count(finish(*warrant));
  }
}

}  // namespace concordat::vault
