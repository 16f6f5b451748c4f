// Which charter is in force, since when, and what forbids another one.

#include "vault/activation.h"

#include <algorithm>

#include "charter/diff.h"
#include "vault/vault.h"

namespace concordat::vault {
namespace {

using charter::Charter;

constexpr std::string_view kActivated = "charter.activated";

Error forbidden(std::string why) {
  return {"The charter cannot be activated over what is held here: " + why,
          "Change the charter, or wait until what is held under the present one is gone."};
}

// What is still held of one kind of record.
struct Held {
  std::vector<std::string> parts;
  std::vector<AgencyId> owners;
  std::vector<std::string> consents;  // given, and not taken back
  bool any() const { return !parts.empty(); }
};

template <class Value>
void note(std::vector<Value>& all, const Value& value) {
  if (std::ranges::find(all, value) == all.end()) all.push_back(value);
}

Held held_of(store::Reader& reader, const charter::RecordKind& kind) {
  Held held;
  for (const store::RecordRow& record : reader.records_of_kind(kind.name)) {
    bool is_held = false;
    for (const store::PartRow& part : reader.parts(record.id)) {
      if (part.destroyed) continue;
      is_held = true;
      note(held.parts, part.part);
    }
    if (is_held) note(held.owners, record.owner);
    for (const store::ConsentRow& consent : reader.consents(record.id))
      if (is_held && !consent.withdrawn) note(held.consents, consent.consent);
  }
  return held;
}

Result<void> check_record_kind(const charter::RecordKind& kind, const Held& held, const Charter& next) {
  const charter::RecordKind* same = next.record_kind(kind.name);
  if (same == nullptr) return forbidden("it knows no \"" + kind.title + "\" any more.");
  if (same->purpose != kind.purpose) return forbidden("\"" + kind.title + "\" was collected for another purpose.");
  for (const std::string& part : held.parts)
    if (same->part(part) == nullptr) return forbidden("\"" + kind.title + "\" has no part \"" + part + "\" any more.");
  for (const AgencyId owner : held.owners)
    if (!owner.is_none() && parties::find_agency(next, owner) == nullptr)
      return forbidden("an agency that owns \"" + kind.title + "\" is in it no more.");
  return {};
}

// UK GDPR, Article 7(3): a consent can be taken back at any time, and what it covered then goes.
Result<void> check_consents(const Held& held, const Charter& active, const Charter& next) {
  for (const std::string& name : held.consents) {
    const charter::Consent* given = active.consent(name);
    const charter::Consent* same = next.consent(name);
    const auto goes_still = [&](const std::string& part) {
      return std::ranges::find(same->withdrawal_destroys, part) != same->withdrawal_destroys.end();
    };
    if (same == nullptr || (given != nullptr && !std::ranges::all_of(given->withdrawal_destroys, goes_still)))
      return forbidden("the consent \"" + name + "\" was given, and taking it back would no longer destroy what it covers.");
  }
  return {};
}

Result<void> check_cases(store::Reader& reader, const charter::CaseKind& kind, const Charter& next) {
  const charter::CaseKind* same = next.case_kind(kind.name);
  for (const store::CaseRow& row : reader.cases(kind.name))
    if (same == nullptr || std::ranges::find(same->states, row.state) == same->states.end())
      return forbidden("it has no place for " + row.reference + ", which is in the state \"" + row.state + "\".");
  return {};
}

// Everything that the charter lets be held of one kind of record.
Held all_allowed(const Charter& charter, const charter::RecordKind& kind) {
  Held held;
  for (const charter::Part& part : kind.parts) held.parts.push_back(part.name);
  for (const charter::Agency& agency : charter.agencies) held.owners.push_back(parties::agency_id(agency.name));
  for (const charter::Consent& consent : charter.consents) held.consents.push_back(consent.name);
  return held;
}

Result<void> check_held(const charter::RecordKind& kind, const Held& held, const Charter& active, const Charter& next) {
  TRY(check_record_kind(kind, held, next));
  return check_consents(held, active, next);
}

bool any_held_for(store::Reader& reader, const Charter& active, std::string_view purpose) {
  return std::ranges::any_of(active.record_kinds,
                             [&](const charter::RecordKind& kind) { return kind.purpose == purpose && held_of(reader, kind).any(); });
}

// What is held is looked at only where `next` takes something away that the active charter allows: all of it came under the
// active charter, or passed this check when that one was activated.
Result<void> check_all(store::Reader& reader, const Charter& active, const Charter& next) {
  for (const charter::CaseKind& kind : active.case_kinds) {
    const charter::CaseKind* same = next.case_kind(kind.name);
    if (same == nullptr || same->states != kind.states) TRY(check_cases(reader, kind, next));
  }
  for (const charter::RecordKind& kind : active.record_kinds) {
    if (check_held(kind, all_allowed(active, kind), active, next)) continue;
    const Held held = held_of(reader, kind);
    if (held.any()) TRY(check_held(kind, held, active, next));
  }
  for (const charter::Change& change : charter::diff(active, next))
    if (change.kind == "purpose" && change.direction == charter::Direction::widens && any_held_for(reader, active, change.about))
      return forbidden("it widens a purpose. " + change.says);
  return {};
}

bool same_period(const charter::Retention& one, const charter::Retention& other) {
  return one.unstated == other.unstated && one.from == other.from && one.round == other.round && one.years == other.years &&
         one.months == other.months && one.days == other.days;
}

const charter::Retention* period_of(const Charter* charter, std::string_view record_kind, std::string_view part) {
  const charter::RecordKind* kind = charter ? charter->record_kind(record_kind) : nullptr;
  const charter::Part* declared = kind ? kind->part(part) : nullptr;
  return declared ? &declared->keep : nullptr;
}

}  // namespace

const charter::Finding* not_accepted(const charter::Compilation& compilation, const AcceptedErrors& accepted) {
  const auto stands = [&](const charter::Finding& finding) {
    return finding.severity == charter::Severity::error && !(compilation.charter && accepted.contains(finding.rule));
  };
  const auto found = std::ranges::find_if(compilation.findings, stands);
  return found == compilation.findings.end() ? nullptr : &*found;
}

Result<void> check_newer(Vault& vault, const Charter& next) {
  if (vault.active_charter() != nullptr && vault.active_charter()->hash == next.hash)
    return Error{"This charter is in force already.", "Nothing needs to be done."};
  for (const ledger::Leaf& activation : vault.activations()) {
    const Charter* earlier = vault.charter(activation.charter);
    if (earlier != nullptr && earlier->hash != next.hash && earlier->version == next.version)
      return Error{"Another charter of version " + next.version + " is or was in force here.", "Write a new version = in the charter."};
  }
  return {};
}

Result<void> check_approvers(const Charter& next, const std::vector<parties::Account>& accounts) {
  const auto may_approve = [&](const parties::Account& account) {
    return !account.left && std::ranges::any_of(account.roles, [&](const std::string& name) {
      const charter::Role* role = next.role(name);
      return role && role->holds(charter::Capability::approve_destruction);
    });
  };
  if (std::ranges::count_if(accounts, may_approve) >= 2) return {};
  return Error{"Under this charter fewer than two people here could approve a destruction.", "Give their roles approve-destruction."};
}

// Longer keeping and more readers need no check here: what is held is kept until the earlier day of the two charters, and
// opened only where both allow it.
Result<void> Vault::check_over_held(const Charter& next) {
  const Charter* active = active_charter();
  Result<void> answer;
  if (active != nullptr) store_.read([&](store::Reader& reader) { answer = check_all(reader, *active, next); });
  return answer;
}

// What is held is looked at before anything is done, and again in the transaction: a server that runs takes in more meanwhile.
Result<void> Vault::activate(const Charter& charter, AccountId first, AccountId second,
                             const std::map<std::string, std::string>& accepted, const Alongside& alongside) {
  if (first == second) return Error{"A charter is activated by two different people.", "Ask a second officer to confirm."};
  TRY(check_over_held(charter));
  const Charter* before = active_charter();
  const Charter* kept = charters_.keep(charter.hash, charter.canonical);
  if (kept == nullptr) return Error{"The charter cannot be read again from the form in which it is kept.", "Compile it again."};
  const Result<void> done = store_.write([&](store::Transaction& transaction) -> Result<void> {
    if (alongside) TRY(alongside(transaction));
    if (before != nullptr) TRY(check_all(transaction, *before, charter));
    transaction.insert_charter(charter.hash, charter.canonical);
    transaction.set_meta("active-charter", as_bytes(charter.hash));
    ledger::Leaf leaf;
    leaf.event = kActivated;
    leaf.actor = first.text();
    leaf.charter = charter.hash;
    leaf.detail = "second=" + second.text() + ";rules=" + charter.rules_hash + ";text=" + charter.text_hash;
    for (const auto& [rule, reason] : accepted) {
      leaf.detail += ";accepted=" + rule;
      transaction.set_meta("accepted:" + charter.hash + ":" + rule, as_bytes(reason));
    }
    ledger_.append(transaction, leaf);
    set_changed_due_days(transaction, before, charter);
    return {};
  });
  if (done) active_ = kept;  // who still goes by the one before writes nothing under it: check_charter_in_force
  return done;
}

// Of what has another period than under the charter before; the last days of all else stay.
void Vault::set_changed_due_days(store::Transaction& transaction, const Charter* before, const Charter& now) {
  for (const charter::RecordKind& kind : now.record_kinds) {
    const auto is_changed = [&](const charter::Part& part) {
      const charter::Retention* earlier = period_of(before, kind.name, part.name);
      return earlier == nullptr || !same_period(*earlier, part.keep);
    };
    if (std::ranges::none_of(kind.parts, is_changed)) continue;
    set_due_days(transaction, transaction.records_of_kind(kind.name));
  }
}

std::vector<ledger::Leaf> Vault::activations() {
  const std::lock_guard lock(activations_mutex_);
  store_.read([&](store::Reader& reader) {
    const std::uint64_t count = reader.leaf_count();
    while (leaves_seen_ < count) {
      const std::vector<std::string> lines = reader.leaves(leaves_seen_, ledger::kLeavesAtOnce);
      for (const std::string& line : lines) {
        if (line.find(kActivated) == std::string::npos) continue;
        auto leaf = ledger::decode(line);
        if (leaf && leaf->event == kActivated) activations_.push_back(std::move(*leaf));
      }
      leaves_seen_ += lines.size();
      if (lines.empty()) break;
    }
  });
  return activations_;
}

}  // namespace concordat::vault
