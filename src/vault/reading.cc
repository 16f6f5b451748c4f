// Reading: what was granted is looked up beside the writer, written down, and opened only when that is durable.

#include <algorithm>

#include "policy/tasks.h"
#include "vault/attachments.h"
#include "vault/subjects.h"
#include "vault/vault.h"
#include "vault/vault_checks.h"

namespace concordat::vault {

// What one person reads at once of one part for one purpose; where an emergency or an exemption opened it, of one case.
struct Vault::List {
  std::vector<const Found*> parts;

  const policy::Grant& grant() const { return *parts.front()->grant; }
  const store::RecordRow& record() const { return parts.front()->listed.record; }
  bool takes(const Found& one) const;
  bool is_of_one_case() const;
};

namespace {

bool is_marked(const policy::Grant& grant) { return grant.emergency() || grant.exemption(); }

bool same_marks(const policy::Grant& one, const policy::Grant& other) {
  if (one.emergency() != other.emergency() || one.exemption().has_value() != other.exemption().has_value()) return false;
  return !one.exemption() || one.exemption()->kind == other.exemption()->kind;
}

}  // namespace

std::string records_detail(const std::vector<RecordId>& records) {
  std::string detail = "records=";
  for (const RecordId& id : records) detail += (detail.back() == '=' ? "" : ",") + id.text();
  return detail;
}

bool Vault::List::takes(const Found& one) const {
  const policy::Grant& mine = grant();
  const bool same_case = one.listed.record.case_id == record().case_id;
  return mine.subject().part == one.grant->subject().part && mine.purpose() == one.grant->purpose() && same_marks(mine, *one.grant) &&
         (same_case || !is_marked(mine));
}

bool Vault::List::is_of_one_case() const {
  return std::ranges::all_of(parts, [this](const Found* one) { return one->listed.record.case_id == record().case_id; });
}

Result<void> Vault::append_list(store::Transaction& transaction, const List& list, Reasons& kept, AccountId by) {
  std::string marks = TRY(marks_of(transaction, list.grant(), kept));
  if (!by.is_none()) marks += (marks.empty() ? "by=" : ";by=") + by.text();
  if (list.parts.size() == 1) {
    append(transaction, std::string(ledger::kRecordRead), list.grant(), list.record(), marks);
    return {};
  }
  ledger::Leaf leaf;
  leaf.event = ledger::kListRead;
  leaf.actor = list.grant().actor().ledger_name();
  leaf.part = list.grant().subject().part;
  leaf.purpose = list.grant().purpose();
  leaf.charter = list.grant().charter();
  if (list.is_of_one_case()) {
    std::vector<RecordId> records;
    for (const Found* one : list.parts) records.push_back(one->listed.record.id);
    leaf.case_id = list.record().case_id;
    leaf.detail = records_detail(records) + (marks.empty() ? "" : ";" + marks);
    ledger_.append(transaction, leaf);
  } else {
    std::vector<std::pair<std::uint64_t, RecordId>> records;
    for (const Found* one : list.parts) records.emplace_back(one->listed.number, one->listed.record.id);
    ledger_.append_list(transaction, leaf, std::move(records));
  }
  return {};
}

Result<OpenedPart> Vault::read(const policy::Grant& grant) {
  auto list = TRY(read_list({grant}));
  if (list.empty()) return destroyed();
  return std::move(list.front());
}

// What is about nobody and open to the public, as a course is, is read by whoever asks: there is no one to write down.
bool Vault::is_audited(const policy::Grant& grant) {
  if (grant.actor().kind != policy::ActorKind::public_) return true;
  const charter::Charter* charter = charters_.find(grant.charter());
  const charter::RecordKind* kind = charter ? charter->record_kind(grant.subject().record_kind) : nullptr;
  return !kind || !kind->subject.empty();
}

Vault::Found Vault::found_as(store::Reader& reader, const policy::Grant& grant, store::ListedPart listed) const {
  Found found{&grant, std::move(listed), {}};
  if (!found.listed.has_attachments) return found;
  for (store::AttachmentRow& row : reader.attachments(found.listed.record.id, found.listed.part.part))
    if (row.state == "held") found.attachments.push_back(std::move(row));
  return found;
}

// Nothing where the part was destroyed.
Result<std::optional<Vault::Found>> Vault::find_granted(store::Reader& reader, const policy::Grant& grant) const {
  TRY(check_act(grant, charter::Act::read));
  TRY(check_in_force(grant, clock_.now()));
  auto listed = reader.find_listed(grant.subject().record, grant.subject().part);
  if (!listed) {
    TRY(check_case_as_granted(reader, grant));
    if (!reader.find_record(grant.subject().record)) return no_such_record();
    return std::optional<Found>();
  }
  TRY(check_case_version(listed->case_version, grant));
  TRY(check_record_as_granted(listed->record, grant));
  if (listed->part.destroyed) return std::optional<Found>();
  return std::optional(found_as(reader, grant, std::move(*listed)));
}

// Its key goes first, then what it opened.
bool Vault::is_being_destroyed(const store::PartRow& part) {
  bool destroyed = false;
  store_.read([&](store::Reader& reader) {
    const auto row = reader.find_part(part.record, part.part);
    destroyed = !row || row->destroyed;
    for (const store::WarrantRow& warrant : reader.warrants("intended"))
      for (const store::WarrantItemRow& item : reader.warrant_items(warrant.id))
        destroyed = destroyed || (item.record == part.record && item.part == part.part);
  });
  return destroyed;
}

// The event is durable before anything is opened: what cannot be logged is not read. What was looked up when there were
// `leaves` of the ledger is looked up again where its case has changed since.
Result<void> Vault::write_down(std::vector<Found>& found, std::uint64_t leaves, AccountId by) {
  if (std::ranges::none_of(found, [this](const Found& one) { return is_audited(*one.grant); })) return {};
  return store_.write([&](store::Transaction& transaction) -> Result<void> {
    std::vector<Found> now;
    now.reserve(found.size());
    for (Found& one : found) {
      if (ledger_.is_unchanged_since(leaves, one.listed.record.case_id)) {
        now.push_back(std::move(one));
      } else if (auto again = TRY(find_granted(transaction, *one.grant))) {
        now.push_back(std::move(*again));
      }
    }
    found = std::move(now);
    std::vector<List> lists;
    for (const Found& one : found) {
      auto list = std::ranges::find_if(lists, [&](const List& other) { return other.takes(one); });
      if (list == lists.end()) list = lists.insert(lists.end(), List{});
      list->parts.push_back(&one);
    }
    Reasons kept;
    for (const List& list : lists) TRY(append_list(transaction, list, kept, by));
    return {};
  });
}

Result<std::vector<OpenedPart>> Vault::open_found(const std::vector<Found>& found) {
  std::vector<OpenedPart> opened;
  opened.reserve(found.size());
  for (const Found& one : found) {
    const store::RecordRow& record = one.listed.record;
    const store::PartRow& part = one.listed.part;
    auto values = unseal(record, part);
    if (!values && is_being_destroyed(part)) continue;  // since it was found
    if (!values) return values.error();
    opened.push_back({record.id, part.part, part.version, std::move(*values), {}});
    for (const store::AttachmentRow& row : one.attachments) {
      const auto stream = TRY(open_stream(record, part, row));
      opened.back().attachments.push_back(stream->about());
    }
  }
  return opened;
}

Result<std::vector<OpenedPart>> Vault::read_list(const std::vector<policy::Grant>& grants, AccountId by) {
  std::vector<Found> found;
  Result<void> looked;
  std::uint64_t leaves = 0;
  store_.read([&](store::Reader& reader) {
    leaves = reader.leaf_count();
    looked = [&]() -> Result<void> {
      for (const policy::Grant& grant : grants)
        if (auto one = TRY(find_granted(reader, grant))) found.push_back(std::move(*one));
      return {};
    }();
  });
  TRY(std::move(looked));
  TRY(write_down(found, leaves, by));
  return open_found(found);
}

// Like subject_of_part, from what a list brings with it.
policy::Subject Vault::subject_of_listed(store::Reader& reader, const store::ListedPart& listed) {
  policy::Subject subject;
  const CaseId id = subject.case_id = listed.record.case_id;
  subject.case_kind = listed.case_kind;
  subject.case_state = listed.case_state;
  subject.case_version = listed.case_version;
  if (listed.has_asked) add_asked(reader.events(id), subject);
  if (listed.has_appointments) policy::add_tasks(reader.appointments(id), clock_.now(), subject);
  if (listed.has_emergencies) policy::add_emergencies(reader.emergencies(id), clock_.now(), subject);
  add_record(listed.record, listed.part.part, subject);
  if (listed.has_restrictions) policy::add_restrictions(reader.restrictions(listed.record.id), subject);
  add_limits_of_source(reader, listed.record, listed.part.part, subject);
  return subject;
}

Result<std::vector<OpenedPart>> Vault::read_allowed(const policy::Actor& actor, const std::vector<RecordId>& records,
                                                    std::string_view part) {
  const policy::Gate now = gate();
  std::vector<policy::Grant> grants;
  grants.reserve(records.size());  // what is found points at its grant
  std::vector<Found> found;
  std::uint64_t leaves = 0;
  store_.read([&](store::Reader& reader) {
    leaves = reader.leaf_count();
    for (const RecordId& id : records) {
      auto listed = reader.find_listed(id, part);
      const charter::RecordKind* kind = listed ? now.active().record_kind(listed->record.kind) : nullptr;
      if (!kind || listed->part.destroyed) continue;
      auto grant = now.decide(actor, charter::Act::read, kind->purpose, subject_of_listed(reader, *listed));
      if (!grant || !check_record_as_granted(listed->record, *grant)) continue;
      grants.push_back(std::move(*grant));
      found.push_back(found_as(reader, grants.back(), std::move(*listed)));
    }
  });
  TRY(write_down(found, leaves));
  return open_found(found);
}

}  // namespace concordat::vault
