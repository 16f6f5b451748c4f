#include "vault/vault.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "charter/outputs.h"
#include "policy/tasks.h"
#include "vault/arrivals.h"
#include "vault/attachments.h"
#include "vault/ending.h"
#include "vault/entries.h"
#include "vault/events.h"
#include "vault/guards.h"
#include "vault/name_index.h"
#include "vault/places.h"
#include "vault/sealing.h"
#include "vault/subjects.h"
#include "vault/vault_checks.h"

namespace concordat::vault {
Vault::Vault(store::Store& store, ledger::Ledger& ledger, std::unique_ptr<Keyring> keyring, const Clock& clock)
    : store_(store), ledger_(ledger), keyring_(std::move(keyring)), clock_(clock), charters_(store), names_(std::make_unique<NameIndex>()),
      arrivals_(std::make_unique<Arrivals>(*this)) {
  store_.before_commit([this] { return keyring_->sync(); });  // a key is durable before its first record
}

Vault::~Vault() = default;

// ---- charters

const charter::Charter* Vault::active_charter() {
  if (active_) return active_;
  std::optional<Bytes> hash;
  store_.read([&](store::Reader& reader) { hash = reader.meta("active-charter"); });
  if (hash) active_ = charters_.find(as_text(*hash));
  return active_;
}

policy::Gate Vault::gate() {
  const charter::Charter* active = active_charter();
  if (!active) throw std::logic_error("a vault is used before a charter was activated");
  return policy::Gate(*active, [this](std::string_view hash) { return charters_.find(hash); });
}

// ---- records

void Vault::append(store::Transaction& transaction, std::string event, const policy::Grant& grant, const store::RecordRow& record,
                   std::string detail) {
  ledger::Leaf leaf;
  leaf.event = std::move(event);
  leaf.actor = grant.actor().ledger_name();
  leaf.case_id = record.case_id;
  leaf.record = record.id;
  leaf.part = grant.subject().part;
  leaf.purpose = grant.purpose();
  leaf.charter = grant.charter();
  leaf.detail = std::move(detail);
  ledger_.append(transaction, leaf);
}

// A planned day is an event of its own, so that what is due after it goes even when nobody records that it happened. A choice
// is noted in the charter's words, on the day it was made.
namespace {

// The new last day of a clock, and the day from which one counts back, lie ahead.
bool is_planned(const charter::Charter& charter, std::string_view event) {
  return std::ranges::any_of(charter.clocks, [&](const charter::StatutoryClock& clock) {
    return clock.extended_to == event || (clock.working_days_before > 0 && clock.from == event);
  });
}

}  // namespace

Result<void> Vault::note_events(store::Transaction& transaction, const policy::Grant& grant, const store::RecordRow& record,
                                const charter::Part& part, const Values& values) {
  const auto note = [&](const std::string& event, CivilDate day, const char* as, const std::string& stored) {
    transaction.insert_event({record.case_id, stored, day});
    append(transaction, as, grant, record, "event=" + event + ";day=" + day.iso());
    set_due_days(transaction, record.case_id);
  };
  // A number that was taken out counts no longer.
  const auto note_number = [&](const charter::Field& field, const std::string& number) {
    const auto is_of_it = [&](const store::EventRow& one) { return one.event.starts_with(field.records + ":"); };
    if (number.empty() && std::ranges::none_of(transaction.events(record.case_id), is_of_it)) return;
    const std::string event = field.records + ":" + (number.empty() ? "none" : number);
    note(event, today(), "event.recorded", event);
  };
  for (const charter::Field& field : part.fields) {
    const auto value = values.find(field.name);
    if (field.type == charter::FieldType::number && !field.records.empty()) note_number(field, value == values.end() ? "" : value->second);
    if (value == values.end()) continue;
    const auto day = CivilDate::parse(value->second);
    if (!field.expects.empty() && day) note(field.expects, *day, "event.expected", std::string(kExpectedEvent) + field.expects);
    if (field.records.empty() || field.type == charter::FieldType::number) continue;
    const bool is_choice = field.type == charter::FieldType::choice;
    const std::string event = field.records + (is_choice ? ":" + charter::event_word(value->second) : "");
    const auto beside = values.find(field.on);
    const auto happened = !is_choice ? day : beside == values.end() ? today() : CivilDate::parse(beside->second);
    if (!happened) continue;
    if (today() < *happened && !is_planned(*charters_.find(grant.charter()), event))
      return Error{"The date is in the future.", "Give the day on which it happened."};
    note(event, *happened, "event.recorded", event);
  }
  return {};
}

// As the events of the case and the charters in force have it now; a shorter period of a new charter counts at once.
void Vault::set_due_days(store::Transaction& transaction, CaseId id) { set_due_days(transaction, transaction.records(id)); }

void Vault::set_due_days(store::Transaction& transaction, const std::vector<store::RecordRow>& records) {
  Endings endings(*this, transaction);
  for (const store::RecordRow& record : records)
    for (const store::PartRow& part : transaction.parts(record.id)) {
      if (part.destroyed) continue;
      const auto due = endings.of(record, part.part).last_day;
      if (due != part.due) transaction.set_part_due(record.id, part.part, due);
    }
}

Result<void> Vault::seal_part(store::Transaction& transaction, const store::RecordRow& record, std::string_view part,
                              const NewPart& content, std::uint32_t version, KeyId key) {
  const Secret scope_key = TRY(keyring_->unwrap(key));
  const auto due = Endings(*this, transaction).of(record, part).last_day;
  store::PartRow row{record.id, std::string(part), version, key, due, false, {}};
  row.sealed = crypto::seal(scope_key, as_bytes(encode_values(content.values)), sealing_context(record, part, version));
  transaction.put_part(row);
  return {};
}

Result<void> Vault::add_new_part(store::Transaction& transaction, const policy::Grant& grant, const store::RecordRow& record,
                                 const NewPart& content, bool record_is_new, const std::string& more) {
  TRY(check_charter_in_force(transaction, grant.charter()));
  const std::string& name = grant.subject().part;
  const charter::Charter* charter = charters_.find(record.charter);
  const charter::RecordKind* kind = charter ? charter->record_kind(record.kind) : nullptr;
  const charter::Part* part = kind ? kind->part(name) : nullptr;
  if (!part) return Error{"The charter knows no such part of this record.", ""};
  if (kind->is_check()) return Error{"An agency is asked, and answers, by an involvement check.", "Go to the involvement of the case."};
  const charter::CaseKind* of = charter->case_kind(kind->case_kind);
  if (!record_is_new && of && of->notification == kind->name && of->without_criterion == name)
    return Error{"Why no criterion is met is said when a case is opened.", "Correct what was said then."};
  TRY(check_time(transaction, *charter, record.case_id, *kind, *part));
  TRY(check_fields(*part, content.values, known_days(transaction, *charter, record.case_id, today())));
  TRY(check_moment(*part, record_is_new ? "" : record.state, is_face_to_face(transaction.events(record.case_id))));
  TRY(check_consent(*charter, *part, content.consent_wording));
  const KeyId key = TRY(keyring_->add());  // of its own, so that it can be destroyed alone
  const auto earlier = transaction.find_part(record.id, name);  // destroyed, where a consent was taken back and given again
  TRY(seal_part(transaction, record, name, content, earlier ? earlier->version + 1 : 1, key));
  if (!part->consent.empty())
    transaction.insert_consent({record.id, part->consent, content.consent_wording, clock_.now(), std::nullopt});
  Reasons kept;
  const std::string marks = TRY(marks_of(transaction, grant, kept));
  append(transaction, "record.put", grant, record,
         "kind=" + record.kind + (record_is_new ? ";state=" + record.state : "") + more + (marks.empty() ? "" : ";" + marks));
  return note_events(transaction, grant, record, *part, content.values);
}

Result<std::vector<store::PartRow>> Vault::add_parts(store::Transaction& transaction, const store::RecordRow& record,
                                                     const std::vector<policy::Grant>& grants,
                                                     const std::map<std::string, NewPart>& parts, const std::string& more) {
  if (grants.empty() || grants.size() != parts.size()) return Error{"A record needs one grant for each of its parts.", ""};
  std::vector<store::PartRow> written;
  transaction.insert_record(record);
  for (const policy::Grant& grant : grants) {
    TRY(check_same_record(grant, grants.front(), charter::Act::add));
    TRY(check_in_force(grant, clock_.now()));
    TRY(check_case_as_granted(transaction, grant));
    const auto content = parts.find(grant.subject().part);
    if (content == parts.end()) return Error{"A record needs one grant for each of its parts.", ""};
    TRY(add_new_part(transaction, grant, record, content->second, true, more));
    written.push_back(*transaction.find_part(record.id, content->first));
  }
  return written;
}

namespace {

// Who asks of a full course waits, whichever way the request came.
std::string state_at_first(store::Reader& reader, const store::RecordRow& record) {
  if (record.state != kRequested) return record.state;
  return std::string(places_of(reader, record.case_id).are_too_few_for_one_more() ? kWaiting : kRequested);
}

}  // namespace

Result<RecordId> Vault::add(const std::vector<policy::Grant>& grants, const std::map<std::string, NewPart>& parts,
                            std::string_view channel, std::string_view state, RecordId id) {
  if (grants.empty()) return Error{"A record needs one grant for each of its parts.", ""};
  store::RecordRow record = new_record(grants.front(), channel, state);
  if (!id.is_none()) record.id = id;
  std::vector<store::PartRow> written;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    if (transaction.find_record(record.id)) return Error{"This was already saved.", "Look at what is on record before you send more."};
    record.state = state_at_first(transaction, record);
    written = TRY(add_parts(transaction, record, grants, parts));
    return {};
  }));
  for (const store::PartRow& part : written) index_part(record, part, parts.at(part.part).values);
  return record.id;
}

Result<std::vector<RecordId>> Vault::add_all(const Batch& batch) {
  if (batch.rows.empty()) return Error{"There is nothing to take in.", ""};
  if (today() < batch.received) return Error{"The day on which it came is in the future.", "Give the day on which it came."};
  const std::string more = ";came-as=" + batch.came_as + ";received=" + batch.received.iso();
  std::vector<RecordId> ids;
  std::vector<std::pair<store::RecordRow, std::vector<store::PartRow>>> written;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    for (const Batch::Row& row : batch.rows) {
      if (row.grants.empty()) return Error{"A record needs one grant for each of its parts.", ""};
      store::RecordRow record = new_record(row.grants.front(), batch.channel, batch.state);
      record.collected = batch.received;
      record.state = state_at_first(transaction, record);
      auto parts = TRY(add_parts(transaction, record, row.grants, row.parts, more));
      if (ids.empty() && batch.original) TRY(put_original(transaction, row.grants.front(), record, *batch.original));
      ids.push_back(record.id);
      written.emplace_back(std::move(record), std::move(parts));
    }
    return {};
  }));
  for (std::size_t i = 0; i < written.size(); ++i)
    for (const store::PartRow& part : written[i].second) index_part(written[i].first, part, batch.rows[i].parts.at(part.part).values);
  return ids;
}

store::RecordRow Vault::new_record(const policy::Grant& grant, std::string_view channel, std::string_view state) const {
  const policy::Subject& subject = grant.subject();
  return {crypto::new_id<RecordId>(), subject.case_id,      subject.record_kind, subject.owner, std::string(state),
          grant.purpose(),            std::string(channel), today(),             grant.charter()};
}

Result<void> Vault::add_part(const policy::Grant& grant, const NewPart& part) {
  std::optional<store::RecordRow> record;
  std::optional<store::PartRow> written;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    TRY(check_act(grant, charter::Act::add));
    TRY(check_in_force(grant, clock_.now()));
    TRY(check_case_as_granted(transaction, grant));
    record = transaction.find_record(grant.subject().record);
    if (!record) return no_such_record();
    TRY(check_record_as_granted(*record, grant));
    const auto there = transaction.find_part(record->id, grant.subject().part);
    if (there && !there->destroyed) return Error{"This has been given already.", "Change what is there instead."};
    TRY(add_new_part(transaction, grant, *record, part, false));
    written = transaction.find_part(record->id, grant.subject().part);
    return {};
  }));
  index_part(*record, *written, part.values);
  return {};
}

Result<void> Vault::correct(const policy::Grant& grant, const Values& values, std::uint32_t version) {
  std::optional<store::RecordRow> record;
  std::optional<store::PartRow> there;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    TRY(check_act(grant, charter::Act::correct));
    TRY(check_in_force(grant, clock_.now()));
    TRY(check_case_as_granted(transaction, grant));
    record = transaction.find_record(grant.subject().record);
    if (!record) return no_such_record();
    TRY(check_record_as_granted(*record, grant));
    there = transaction.find_part(record->id, grant.subject().part);
    if (!there || there->destroyed) return destroyed();
    if (there->version != version)
      return Error{"Somebody else changed this while you were writing.", "Look at what stands there now, then make your change again."};
    const charter::Charter* charter = charters_.find(record->charter);
    const charter::RecordKind* kind = charter ? charter->record_kind(record->kind) : nullptr;
    const charter::Part* part = kind ? kind->part(there->part) : nullptr;
    if (!part) return Error{"The charter knows no such part of this record.", ""};
    if (kind->is_check())
      return Error{"An agency corrects its answer to an involvement check there.", "Go to the involvement of the case."};
    TRY(check_fields(*part, values, known_days(transaction, *charter, record->case_id, today(), true)));
    TRY(seal_part(transaction, *record, there->part, {values, ""}, version + 1, there->key));
    Reasons kept;
    append(transaction, "record.corrected", grant, *record, TRY(marks_of(transaction, grant, kept)));
    return note_events(transaction, grant, *record, *part, values);
  }));
  there->version = version + 1;
  index_part(*record, *there, values);
  return {};
}

Result<Values> Vault::unseal(const store::RecordRow& record, const store::PartRow& part) const {
  const Secret key = TRY(keyring_->unwrap(part.key));
  const auto plain = crypto::open(key, part.sealed, sealing_context(record, part.part, part.version));
  if (!plain)
    return Error{"A sealed part was changed outside the vault and does not open.", "Run `concordat fsck`, then restore from a backup."};
  return decode_values(as_text(plain->expose()));
}

// ---- what policy needs to know

void add_asked(const std::vector<store::EventRow>& events, policy::Subject& subject) {
  for (const store::EventRow& event : events)
    if (event.event.starts_with(kAskedEvent)) subject.asked.insert(parties::agency_id(event.event.substr(kAskedEvent.size())));
}

void add_record(const store::RecordRow& record, std::string_view part, policy::Subject& subject) {
  subject.record = record.id;
  subject.record_kind = record.kind;
  subject.part = part;
  subject.owner = record.owner;
  subject.charter = record.charter;
}

void Vault::fill_case(store::Reader& reader, CaseId id, policy::Subject& subject) const {
  subject.case_id = id;
  const auto row = reader.find_case(id);
  if (!row) return;
  subject.case_kind = row->kind;
  subject.case_state = row->state;
  subject.case_version = row->version;
  add_asked(reader.events(id), subject);
  policy::add_tasks(reader.appointments(id), clock_.now(), subject);
  policy::add_emergencies(reader.emergencies(id), clock_.now(), subject);
}

std::optional<policy::Subject> Vault::subject_of(RecordId id, std::string_view part) {
  std::optional<policy::Subject> subject;
  store_.read([&](store::Reader& reader) {
    const auto record = reader.find_record(id);
    if (!record) return;
    subject = subject_of_part(reader, *record, part);
  });
  return subject;
}

policy::Subject Vault::subject_of_part(store::Reader& reader, const store::RecordRow& record, std::string_view part) {
  policy::Subject subject;
  fill_case(reader, record.case_id, subject);
  add_record(record, part, subject);
  policy::add_restrictions(reader.restrictions(record.id), subject);
  add_limits_of_source(reader, record, part, subject);
  return subject;
}

std::optional<policy::Subject> Vault::subject_of_case(CaseId id) {
  std::optional<policy::Subject> subject;
  store_.read([&](store::Reader& reader) {
    if (reader.find_case(id)) fill_case(reader, id, subject.emplace());
  });
  return subject;
}

std::vector<ledger::Leaf> Vault::history(CaseId id) {
  std::vector<ledger::Leaf> leaves;
  store_.read([&](store::Reader& reader) {
    for (EntryOfCase& one : entries_of_case(reader, id)) leaves.push_back(std::move(one.leaf));
  });
  return leaves;
}

std::vector<ledger::Leaf> Vault::changes(CaseId id) {
  std::vector<ledger::Leaf> leaves;
  store_.read([&](store::Reader& reader) { leaves = changes_of_case(reader, id); });
  return leaves;
}

}  // namespace concordat::vault
