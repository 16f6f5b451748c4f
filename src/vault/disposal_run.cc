// The daily run of disposal.

#include <algorithm>
#include <charconv>
#include <map>

#include "vault/disposal.h"
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
  run_approved(now, run, cases_left);
  TRY(run_routine(now, run, cases_left));
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.set_meta(kTrustedInstant, as_bytes(std::to_string(now.microseconds)));
    transaction.set_meta(day_key(now), as_bytes(std::to_string(already + cases_at_start - cases_left)));
    ledger::Leaf leaf;
    leaf.event = "disposal.run";
    leaf.actor = "system";
    leaf.detail = "warrants=" + std::to_string(run.destroyed.size()) + ";held=" + std::to_string(run.held) +
                  ";over-cap=" + std::to_string(run.over_cap);
    vault_.ledger().append(transaction, leaf);
    return {};
  }));
  return run;
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
    carry_out_or_count(row.id, run);
  }
}

// One that cannot be carried out, as when a hold has just been placed, does not keep the others from their day.
void Disposal::carry_out_or_count(WarrantId id, Run& run) {
  auto done = carry_out(Warrant(id));
  if (done) run.destroyed.push_back(std::move(*done));
  else ++run.refused;
}

Result<void> Disposal::run_routine(Instant now, Run& run, std::uint64_t& cases_left) {
  constexpr std::size_t kMostPartsARun = 100'000;
  std::map<std::pair<CaseId, AgencyId>, PartNames> due;
  std::vector<store::WarrantRow> proposed;
  vault_.store().read([&](store::Reader& reader) {
    proposed = reader.warrants("proposed");
    for (const store::PartRow& part : reader.parts_due(london_date(now).plus_days(-1), kMostPartsARun)) {
      const auto record = reader.find_record(part.record);
      const charter::Part* declared = record ? declared_part(vault_, *record, part.part) : nullptr;
      if (!declared || declared->keep.weighty) continue;
      due[{record->case_id, record->owner}].emplace_back(part.record, part.part);
    }
  });
  for (const auto& [group, due_parts] : due) {
    const CaseId case_id = group.first;
    const AgencyId owner = group.second;
    const PartNames& parts = due_parts;
    const bool waits = std::ranges::any_of(proposed, [&](const store::WarrantRow& row) {
      return row.kind == "routine" && row.case_id == case_id && row.owner == owner;
    });
    if (waits) continue;
    store::WarrantRow row = new_warrant("routine", cases_left > 0 ? "approved" : "proposed", case_id, owner, now);
    bool held = false;
    TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
      std::vector<store::WarrantItemRow> items;
      for (const auto& [record, part] : parts) items.push_back({row.id, record, part});
      held = on_hold(transaction, row, items);
      if (!held) insert_warrant(transaction, row, parts);
      return {};
    }));
    if (held) {
      run.held += parts.size();
    } else if (cases_left == 0) {
      ++run.over_cap;
    } else {
      --cases_left;
      carry_out_or_count(row.id, run);
    }
  }
  return {};
}

}  // namespace concordat::vault
