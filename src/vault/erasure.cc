#include "vault/erasure.h"

#include <algorithm>

#include "vault/vault_checks.h"
#include "vault/warrants.h"

namespace concordat::vault {
namespace {

constexpr std::size_t kLongestErasureReason = 4'000;  // bytes
constexpr const char* kErasureProposed = "erasure.proposed";
constexpr const char* kErasureCancelled = "erasure.cancelled";

std::optional<ErasureGround> ground_named(std::string_view name) {
  const auto found = std::ranges::find(kErasureGrounds, name, [](ErasureGround ground) { return name_of(ground); });
  return found == kErasureGrounds.end() ? std::nullopt : std::optional(*found);
}

bool decides_on_destructions(const policy::Mandate& mandate) {
  return mandate.what() == "capability:propose-destruction" || mandate.what() == "capability:approve-destruction";
}

Result<void> check_why(std::string_view reason) {
  if (reason.find_first_not_of(" \r\n\t") == std::string_view::npos)
    return Error{"No reason was given.", "Write why, without naming anybody: it is sealed, and gone after a year."};
  if (reason.size() > kLongestErasureReason) return Error{"The reason is longer than can be kept.", "Shorten it to a page."};
  return {};
}

// Granted is what was answered: that the answer grants it, the two people look up.
Result<void> check_request(store::Reader& reader, const ErasureAsked& asked) {
  if (asked.ground != ErasureGround::request) return {};
  const auto events = asked.request.is_none() ? std::vector<store::EventRow>() : reader.events(asked.request);
  if (std::ranges::find(events, kRightsAnswered, &store::EventRow::event) != events.end()) return {};
  return Error{"There is no answered request under this reference.",
               "Enter the reference of the request as it stands on its case; put the decision on record there first."};
}

Result<PartNames> parts_to_erase(store::Reader& reader, const store::RecordRow& record, const std::string& part) {
  PartNames names;
  for (const store::PartRow& row : reader.parts(record.id))
    if (!row.destroyed && (part.empty() || row.part == part)) names.emplace_back(record.id, row.part);
  return names.empty() ? Result<PartNames>(destroyed()) : Result<PartNames>(std::move(names));
}

bool is_proposed_already(store::Reader& reader, CaseId case_id, const PartNames& parts) {
  return std::ranges::any_of(reader.warrants_of_case(case_id), [&](const store::WarrantRow& row) {
    if (row.kind != "erasure" || (row.state != "proposed" && row.state != "approved")) return false;
    return std::ranges::any_of(reader.warrant_items(row.id), [&](const store::WarrantItemRow& item) {
      return std::ranges::find(parts, std::pair(item.record, item.part)) != parts.end();
    });
  });
}

ledger::Leaf leaf_about_erasure(const store::WarrantRow& row, RecordId record, const char* event, const policy::Mandate& mandate) {
  ledger::Leaf leaf = leaf_about(row, event, mandate.actor().ledger_name());
  leaf.record = record;
  leaf.charter = mandate.charter();
  return leaf;
}

}  // namespace

std::string_view name_of(ErasureGround ground) {
  switch (ground) {
    case ErasureGround::request: return "request";
    case ErasureGround::mistake: return "mistake";
    case ErasureGround::unlawful: return "unlawful";
  }
  return "";
}

std::vector<Erasure> erasures_of(store::Reader& reader, CaseId case_id) {
  std::vector<Erasure> all;
  for (const auto& [leaf, id] : leaves_of_kind(reader, case_id, "erasure")) {
    const AccountId by = AccountId::parse(leaf.actor).value_or(AccountId{});
    const RecordId reason = RecordId::parse(ledger::word_of(leaf, "reason")).value_or(RecordId{});
    if (leaf.event == kErasureProposed) {
      all.push_back({id, leaf.record, leaf.part, by, leaf.at,
                     ground_named(ledger::word_of(leaf, "ground")).value_or(ErasureGround::request),
                     CaseId::parse(ledger::word_of(leaf, "request")).value_or(CaseId{}), reason, std::nullopt, {}, {}});
      continue;
    }
    const auto known = std::ranges::find(all, id, &Erasure::warrant);
    if (leaf.event != kErasureCancelled || known == all.end()) continue;
    known->cancelled = leaf.at;
    known->cancelled_by = by;
    known->why_cancelled = reason;
  }
  return all;
}

std::optional<Erasure> erasure_of(store::Reader& reader, WarrantId id) {
  const auto row = reader.find_warrant(id);
  if (!row || row->kind != "erasure") return std::nullopt;
  for (Erasure& one : erasures_of(reader, row->case_id))
    if (one.warrant == id) return std::move(one);
  return std::nullopt;
}

Result<WarrantId> Erasures::propose(const policy::Mandate& mandate, const ErasureAsked& asked) {
  if (mandate.what() != "capability:propose-destruction") return Error{"This mandate is for something else.", ""};
  TRY(check_why(asked.reason));
  WarrantId proposed;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto record = transaction.find_record(asked.record);
    // Reasons of acts go by themselves, and accounts are ended among the people.
    if (!record || record->case_id.is_none() || record->case_id != mandate.subject().case_id || record->kind == policy::kReasonKind)
      return no_such_record();
    TRY(check_request(transaction, asked));
    const PartNames parts = TRY(parts_to_erase(transaction, *record, asked.part));
    if (is_proposed_already(transaction, record->case_id, parts))
      return Error{"Its erasure is proposed already.", "Look at the case again."};
    store::WarrantRow row = new_warrant("erasure", "proposed", record->case_id, record->owner, vault_.clock().now());
    const auto items = insert_warrant(transaction, row, parts);
    if (key_is_shared(transaction, row, items))
      return Error{"An earlier version put this under one key with what else its owner supplied: it can only go together with that.",
                   "Correct what is wrong in it; all of it goes at the end of the case."};
    ledger::Leaf leaf = leaf_about_erasure(row, record->id, kErasureProposed, mandate);
    leaf.part = asked.part;
    leaf.purpose = record->purpose;
    leaf.detail += ";ground=" + std::string(name_of(asked.ground));
    if (asked.ground == ErasureGround::request) leaf.detail += ";request=" + asked.request.text();
    leaf.detail +=
        ";reason=" + TRY(vault_.keep_reason(transaction, row.case_id, mandate.actor(), mandate.charter(), asked.reason)).text();
    vault_.ledger().append(transaction, leaf);
    proposed = row.id;
    return {};
  }));
  return proposed;
}

Result<void> Erasures::cancel(const policy::Mandate& mandate, WarrantId id, std::string_view reason) {
  if (!decides_on_destructions(mandate)) return Error{"This mandate is for something else.", ""};
  TRY(check_why(reason));
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto row = transaction.find_warrant(id);
    const auto items = transaction.warrant_items(id);
    if (!row || items.empty() || row->kind != "erasure" || (row->state != "proposed" && row->state != "approved"))
      return Error{"This proposal is not open any more.", "Look at the page again."};
    row->state = "cancelled";
    transaction.update_warrant(*row);
    ledger::Leaf leaf = leaf_about_erasure(*row, items.front().record, kErasureCancelled, mandate);
    leaf.detail += ";reason=" + TRY(vault_.keep_reason(transaction, row->case_id, mandate.actor(), mandate.charter(), reason)).text();
    vault_.ledger().append(transaction, leaf);
    return {};
  });
}

Result<std::string> Erasures::reason_of(const policy::Mandate& mandate, const Erasure& erasure, RecordId reason) {
  if (!decides_on_destructions(mandate)) return Error{"This mandate is for something else.", ""};
  if (reason != erasure.reason && reason != erasure.why_cancelled) return no_such_record();
  ledger::Leaf leaf;
  leaf.event = "erasure.reason-read";
  leaf.actor = mandate.actor().ledger_name();
  vault_.store().read([&](store::Reader& reader) {
    if (const auto record = reader.find_record(erasure.record)) leaf.case_id = record->case_id;
  });
  leaf.record = erasure.record;
  leaf.charter = mandate.charter();
  leaf.detail = "warrant=" + erasure.warrant.text() + ";kind=erasure";
  return vault_.open_reason(leaf, reason);
}

}  // namespace concordat::vault
