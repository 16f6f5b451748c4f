#include "vault/places.h"

#include <algorithm>
#include <array>

#include "charter/outputs.h"
#include "vault/disposal.h"
#include "vault/events.h"
#include "vault/vault_checks.h"
#include "vault/warrants.h"

namespace concordat::vault {
namespace {

struct Move {
  std::string_view to;
  std::vector<std::string_view> from;
  std::vector<std::string_view> by;  // mandates, one of which is needed
  bool with_reason = false;          // always
};

const std::vector<Move>& moves() {
  constexpr std::string_view offer = "capability:offer-place";
  constexpr std::string_view attendance = "capability:record-attendance";
  static const std::vector<Move> all = {
      {kPlaceOffered, {kRequested, kWaiting}, {offer}},
      {kDeclined, {kRequested, kWaiting}, {offer}, true},
      {kCancelled, {kRequested, kWaiting, kPlaceOffered}, {offer, policy::kOwnRecord}},
      {kAttended, {kPlaceOffered, kAbsent}, {attendance}},
      {kAbsent, {kPlaceOffered, kAttended}, {attendance}},
  };
  return all;
}

Error no_reason() { return {"This needs a reason.", "Say in a sentence why; it is kept for a year."}; }

// HAM-06: no program gives a place. Whose turn it is follows from the order of asking; who departs from it says why.
Result<void> check_place(store::Reader& reader, const store::RecordRow& booking, std::string_view reason) {
  const Places places = places_of(reader, booking.case_id);
  if (places.all_given())
    return Error{"The last place was given meanwhile.", "They wait in the order in which they asked, until a place falls free."};
  if (places.passes_over(booking.id) && reason.empty())
    return Error{"Somebody else asked before, and there are fewer places than people who ask.",
                 "Give the place to who is first, or say why they are passed over."};
  return {};
}

}  // namespace

Places places_of(store::Reader& reader, CaseId course) {
  Places places;
  for (const store::EventRow& event : reader.events(course))
    if (event.event.starts_with(kCoursePlaces)) places.number = charter::whole_number(event.event.substr(kCoursePlaces.size()));
  for (const store::RecordRow& record : reader.records(course)) {
    const bool asks = record.state == kRequested || record.state == kWaiting;
    if (!asks && !has_place(record.state)) continue;
    const auto parts = reader.parts(record.id);
    if (std::ranges::all_of(parts, &store::PartRow::destroyed)) continue;
    if (asks) places.asking.push_back(record.id);
    else ++places.given;
  }
  return places;
}

Result<ledger::Leaf> Vault::move_booking(store::Transaction& transaction, const policy::Mandate& mandate, const Becoming& what) {
  const auto move = std::ranges::find(moves(), what.state, &Move::to);
  const bool may = move != moves().end() && std::ranges::find(move->by, mandate.what()) != move->by.end();
  if (!may || mandate.subject().record != what.booking) return Error{"This mandate is for something else.", ""};
  const auto record = transaction.find_record(what.booking);
  if (!record || record->case_id != mandate.subject().case_id) return no_such_record();
  if (std::ranges::find(move->from, record->state) == move->from.end())
    return Error{"This booking has moved on since you looked at it.", "Look at it again."};
  const bool changes_register = record->state == kAttended || record->state == kAbsent;
  if ((move->with_reason || changes_register) && what.reason.empty()) return no_reason();
  if (what.state == kPlaceOffered && what.takes_over.is_none()) TRY(check_place(transaction, *record, what.reason));
  transaction.set_record_state(record->id, what.state);
  ledger::Leaf leaf;
  leaf.event = "record.state";
  leaf.actor = mandate.actor().ledger_name();
  leaf.case_id = record->case_id;
  leaf.record = record->id;
  leaf.purpose = record->purpose;
  leaf.charter = mandate.charter();
  leaf.detail = mandate.what() + ";state=" + std::string(what.state);
  if (!what.takes_over.is_none()) leaf.detail += ";takes-over=" + what.takes_over.text();
  if (!what.reason.empty())
    leaf.detail += ";reason=" + TRY(keep_reason(transaction, record->case_id, mandate.actor(), mandate.charter(), what.reason)).text();
  return leaf;
}

Result<void> Vault::set_record_state(const policy::Mandate& mandate, RecordId id, std::string_view state, std::string_view reason) {
  if (has_ended(state)) return Error{"What ends a booking is done by disposal.", ""};
  return store_.write([&](store::Transaction& transaction) -> Result<void> {
    ledger_.append(transaction, TRY(move_booking(transaction, mandate, {id, state, reason})));
    return {};
  });
}

Result<std::optional<Warrant>> Disposal::end_within(store::Transaction& transaction, const policy::Mandate& mandate,
                                                    const Vault::Becoming& what) {
  ledger::Leaf why = TRY(vault_.move_booking(transaction, mandate, what));
  const store::RecordRow record = *transaction.find_record(what.booking);
  const charter::Charter* charter = vault_.charter(record.charter);
  const charter::RecordKind* kind = charter ? charter->record_kind(record.kind) : nullptr;
  PartNames parts;
  std::vector<store::WarrantItemRow> items;
  store::WarrantRow row = new_warrant("ended", "intended", record.case_id, record.owner, vault_.clock().now());
  for (const store::PartRow& part : transaction.parts(record.id)) {
    if (part.destroyed || !kind || std::ranges::find(kind->ended_destroys, part.part) == kind->ended_destroys.end()) continue;
    parts.emplace_back(record.id, part.part);
    items.push_back({row.id, record.id, part.part});
  }
  // Under a hold it stays until its last day, as everything does.
  if (parts.empty() || on_hold(transaction, row, items)) {
    vault_.ledger().append(transaction, why);
    return std::optional<Warrant>();
  }
  why.detail.insert(0, ";");
  return std::optional<Warrant>(TRY(begin(transaction, std::move(row), parts, std::move(why))));
}

Result<void> Disposal::end_booking(const policy::Mandate& mandate, RecordId id, std::string_view state, std::string_view reason) {
  if (!has_ended(state)) return Error{"A booking ends when it is declined or cancelled.", ""};
  std::optional<Warrant> warrant;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    warrant = TRY(end_within(transaction, mandate, {id, state, reason}));
    return {};
  }));
  if (warrant) TRY(finish(*warrant));
  return {};
}

Result<void> Disposal::replace_booking(const policy::Mandate& to, const policy::Mandate& from, std::string_view reason) {
  const RecordId next = to.subject().record, before = from.subject().record;
  std::optional<Warrant> warrant;
  TRY(vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto row = transaction.find_record(before);
    const auto taker = transaction.find_record(next);
    if (!row || !taker || before == next) return no_such_record();
    const bool is_same_course = row->case_id == taker->case_id;
    if (is_same_course && row->state != kPlaceOffered)
      return Error{"There is no place to hand over any more.", "Look at both bookings again."};
    // What is handed over never fell free, so nobody who waits is passed over; a place on another course is given in turn.
    if (!is_same_course) vault_.ledger().append(transaction, TRY(vault_.move_booking(transaction, to, {next, kPlaceOffered, reason})));
    warrant = TRY(end_within(transaction, from, {before, kCancelled, ""}));
    if (is_same_course)
      vault_.ledger().append(transaction, TRY(vault_.move_booking(transaction, to, {next, kPlaceOffered, reason, before})));
    return {};
  }));
  if (warrant) TRY(finish(*warrant));
  return {};
}

Result<std::string> Vault::reason_of_state(const policy::Mandate& mandate) {
  static constexpr std::array<std::string_view, 3> readers = {"capability:offer-place", "capability:record-attendance", policy::kOwnRecord};
  if (std::ranges::find(readers, mandate.what()) == readers.end()) return Error{"This mandate is for something else.", ""};
  const policy::Subject& subject = mandate.subject();
  std::optional<RecordId> reason;
  for (const ledger::Leaf& leaf : changes(subject.case_id)) {
    if (leaf.event != "record.state" || leaf.record != subject.record) continue;
    // Why one of them was passed over is not the other's to know.
    const bool is_theirs = mandate.what() != policy::kOwnRecord || has_ended(ledger::word_of(leaf, "state"));
    reason = is_theirs ? RecordId::parse(ledger::word_of(leaf, "reason")) : std::nullopt;
  }
  if (!reason) return std::string();
  std::optional<store::RecordRow> record;
  std::optional<store::PartRow> part;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    record = transaction.find_record(*reason);
    if (record) part = transaction.find_part(*reason, kReasonPart);
    if (!part || part->destroyed) return {};
    ledger::Leaf leaf;
    leaf.event = "booking.reason-read";
    leaf.actor = mandate.actor().ledger_name();
    leaf.case_id = subject.case_id;
    leaf.record = subject.record;
    leaf.charter = mandate.charter();
    ledger_.append(transaction, leaf);
    return {};
  }));
  if (!part || part->destroyed) return std::string();
  const auto values = unseal(*record, *part);
  return values ? Result<std::string>(values->at("reason")) : values.error();
}

}  // namespace concordat::vault
