#include "casework/access.h"

#include <algorithm>
#include <cstdio>

#include "vault/guards.h"

namespace concordat::casework {
namespace {

std::string purpose_of(const App& app, std::string_view record_kind) {
  const charter::RecordKind* kind = app.charter().record_kind(record_kind);
  return kind ? kind->purpose : "";
}

}  // namespace

bool may(const App& app, const policy::Actor& actor, charter::Act act, const policy::Subject& subject) {
  return app.vault.gate().decide(actor, act, purpose_of(app, subject.record_kind), subject).ok();
}

Result<vault::OpenedPart> read_part(const App& app, const policy::Actor& actor, RecordId record, std::string_view part) {
  const auto subject = app.vault.subject_of(record, part);
  if (!subject) return Error{"There is no such record.", ""};
  const auto grant = app.vault.gate().decide(actor, charter::Act::read, purpose_of(app, subject->record_kind), *subject);
  if (!grant) return grant.error();
  return app.vault.read(*grant);
}

Result<std::map<RecordId, vault::OpenedPart>> read_parts(const App& app, const policy::Actor& actor,
                                                         const std::vector<store::RecordRow>& records, std::string_view part) {
  std::vector<RecordId> ids;
  for (const store::RecordRow& record : records) ids.push_back(record.id);
  std::map<RecordId, vault::OpenedPart> opened;
  for (vault::OpenedPart& one : TRY(app.vault.read_allowed(actor, ids, part))) opened[one.record] = std::move(one);
  return opened;
}

policy::Subject subject_for(const App& app, CaseId case_id, const NewRecord& record) {
  policy::Subject subject = app.vault.subject_of_case(case_id).value_or(policy::Subject{});
  subject.record_kind = record.kind;
  subject.part = record.part;
  subject.owner = record.owner;
  return subject;
}

Result<RecordId> add_record(const App& app, const policy::Actor& actor, CaseId case_id, const NewRecord& record, vault::NewPart content) {
  return add_record(app, actor, case_id, record, std::map<std::string, vault::NewPart>{{record.part, std::move(content)}});
}

Result<RecordId> add_record(const App& app, const policy::Actor& actor, CaseId case_id, NewRecord record,
                            const std::map<std::string, vault::NewPart>& parts) {
  std::vector<policy::Grant> grants;
  for (const auto& [part, content] : parts) {
    record.part = part;
    auto grant = app.vault.gate().decide(actor, charter::Act::add, purpose_of(app, record.kind), subject_for(app, case_id, record));
    if (!grant) return grant.error();
    grants.push_back(std::move(*grant));
  }
  return app.vault.add(grants, parts, record.channel, record.state, record.id);
}

std::vector<store::RecordRow> records_of(const App& app, CaseId case_id, std::string_view kind) {
  std::vector<store::RecordRow> records;
  app.vault.store().read([&](store::Reader& reader) { records = reader.records(case_id); });
  std::erase_if(records, [&](const store::RecordRow& record) { return record.kind != kind; });
  return records;
}

std::size_t number_of_its_kind(const std::vector<store::RecordRow>& of_case, const store::RecordRow& record) {
  std::size_t number = 0;
  for (const store::RecordRow& one : of_case) {
    number += one.kind == record.kind ? 1 : 0;
    if (one.id == record.id) break;
  }
  return number;
}

// ---- cases

std::vector<const charter::CaseKind*> cases_on(const charter::Charter& charter, std::string_view page) {
  std::vector<const charter::CaseKind*> kinds;
  for (const charter::CaseKind& kind : charter.case_kinds) {
    const bool serves = std::ranges::any_of(charter.record_kinds, [&](const charter::RecordKind& record) {
      // What another partnership asks us has pages of its own, whatever it is for.
      const bool is_of_case = record.case_kind == kind.name && !record.is_received();
      const charter::Purpose* purpose = is_of_case ? charter.purpose(record.purpose) : nullptr;
      return purpose && std::ranges::find(purpose->served_by, page) != purpose->served_by.end();
    });
    if (serves) kinds.push_back(&kind);
  }
  return kinds;
}

bool has_case_pages(const charter::Charter& charter, std::string_view case_kind) {
  if (case_kind == "course-run") return false;
  return std::ranges::any_of(charter.record_kinds, [&](const charter::RecordKind& record) {
    return record.case_kind == case_kind && !record.is_received();
  });
}

std::vector<const charter::CaseKind*> kinds_with_case_pages(const charter::Charter& charter) {
  std::vector<const charter::CaseKind*> kinds;
  for (const charter::CaseKind& kind : charter.case_kinds)
    if (has_case_pages(charter, kind.name)) kinds.push_back(&kind);
  return kinds;
}

bool exchanges_messages(const charter::Charter& charter) {
  return std::ranges::any_of(charter.record_kinds,
                             [](const charter::RecordKind& kind) { return kind.is_received() || !kind.messages_to.empty(); });
}

bool asks_agencies(const charter::Charter& charter) {
  return !charter.agencies.empty() && std::ranges::any_of(charter.record_kinds, [](const charter::RecordKind& kind) {
    return kind.is_check() && !kind.is_received();
  });
}

bool has_agent(const App& app, std::string_view agency) {
  std::vector<exchange::Partner> all;
  app.vault.store().read([&](store::Reader& reader) { all = exchange::peers(reader); });
  return std::ranges::any_of(all, [&](const exchange::Partner& one) { return one.is_known() && one.agency == agency; });
}

std::string owner_title(const App& app, store::Reader& reader, AgencyId owner) {
  if (owner.is_none() || parties::find_agency(app.charter(), owner)) return parties::title_of(app.charter(), owner);
  for (const exchange::Partner& one : exchange::partners(reader))
    if (parties::agency_id(one.word()) == owner) return one.card.name;
  return parties::title_of(app.charter(), owner);
}

std::string owner_title(const App& app, AgencyId owner) {
  std::string title;
  app.vault.store().read([&](store::Reader& reader) { title = owner_title(app, reader, owner); });
  return title;
}

std::string reference_of(const charter::CaseKind& kind, int year, std::size_t number) {
  char digits[24];
  std::snprintf(digits, sizeof digits, "%03zu", number);
  return kind.reference_prefix + "-" + std::to_string(year) + "-" + digits;
}

std::string next_reference(const App& app, const charter::CaseKind& kind) {
  std::size_t this_year = 0;
  app.vault.store().read([&](store::Reader& reader) {
    for (const store::CaseRow& row : reader.cases(kind.name)) this_year += row.opened.year() == app.today().year() ? 1 : 0;
  });
  return reference_of(kind, app.today().year(), this_year + 1);
}

policy::Subject subject_to_be(const charter::CaseKind& kind, CaseId id, std::string_view record_kind, std::string_view part) {
  policy::Subject subject;
  subject.case_id = id;
  subject.case_kind = kind.name;
  subject.case_state = kind.states.front();
  subject.case_version = 1;
  subject.record_kind = record_kind;
  subject.part = part;
  return subject;
}

namespace {

Result<vault::Opening> opening_of(const App& app, const policy::Actor& actor, const charter::CaseKind& kind, const Ground& ground) {
  vault::Opening opening{ground.id.is_none() ? crypto::new_id<CaseId>() : ground.id, ground.criterion, {}, ground.notification};
  for (const auto& [part, content] : ground.notification) {
    auto grant = app.vault.gate().decide(actor, charter::Act::add, purpose_of(app, kind.notification),
                                         subject_to_be(kind, opening.id, kind.notification, part));
    if (!grant) return grant.error();
    opening.grants.push_back(std::move(*grant));
  }
  return opening;
}

bool may_put_ground(const App& app, const policy::Actor& actor, const charter::CaseKind& kind) {
  const charter::RecordKind& notification = *app.charter().record_kind(kind.notification);
  const policy::Subject subject = subject_to_be(kind, crypto::new_id<CaseId>(), kind.notification, notification.parts.front().name);
  return may(app, actor, charter::Act::add, subject);
}

// What anybody may send can be entered, when it comes on paper, by whoever may put it on record.
bool takes_in_forms(const App& app, const policy::Actor& actor, const charter::CaseKind& kind) {
  return actor.kind == policy::ActorKind::person && actor.agency.is_none() && may_open_online(app, kind);
}

}  // namespace

Result<CaseId> open_case(const App& app, const policy::Actor& actor, std::string_view kind, const Ground& ground, std::string reference) {
  const charter::CaseKind* declared = app.charter().case_kind(kind);
  if (!declared) return Error{"The charter has no such kind of case.", ""};
  const auto mandate = app.vault.gate().authorise(actor, charter::Capability::open_case);
  if (!mandate && !takes_in_forms(app, actor, *declared)) return mandate.error();
  const vault::Opening opening = TRY(opening_of(app, actor, *declared, ground));
  if (reference.empty()) reference = next_reference(app, *declared);
  return mandate ? app.vault.open_case(*mandate, kind, reference, opening)
                 : app.vault.open_case_by_form(kind, reference, opening, "office");
}

Result<CaseId> open_case_online(const App& app, std::string_view kind, const Ground& ground, std::string reference) {
  const charter::CaseKind* declared = app.charter().case_kind(kind);
  if (!declared) return Error{"The charter has no such kind of case.", ""};
  const vault::Opening opening = TRY(opening_of(app, policy::the_public(), *declared, ground));
  if (reference.empty()) reference = next_reference(app, *declared);
  return app.vault.open_case_by_form(kind, reference, opening, "online-form");
}

bool may_open_online(const App& app, const charter::CaseKind& kind) {
  return !kind.notification.empty() && may_put_ground(app, policy::the_public(), kind);
}

bool may_open(const App& app, const policy::Actor& actor, const charter::CaseKind& kind) {
  if (!app.vault.gate().authorise(actor, charter::Capability::open_case) && !takes_in_forms(app, actor, kind)) return false;
  return kind.notification.empty() || may_put_ground(app, actor, kind);
}

std::optional<store::CaseRow> find_case(const App& app, std::string_view id_in_hex) {
  const auto id = CaseId::parse(id_in_hex);
  std::optional<store::CaseRow> row;
  if (id) app.vault.store().read([&](store::Reader& reader) { row = reader.find_case(*id); });
  return row;
}

std::optional<store::CaseRow> find_case(const App& app, std::string_view id_in_hex, std::string_view kind) {
  auto row = find_case(app, id_in_hex);
  if (row && row->kind != kind) row.reset();
  return row;
}

std::vector<const charter::Step*> open_steps(const App& app, const policy::Actor& actor, const store::CaseRow& row) {
  std::vector<const charter::Step*> steps;
  const charter::CaseKind* kind = app.charter().case_kind(row.kind);
  // Of what is over, or nobody's here to move on, nothing is read.
  const bool is_theirs = kind && std::ranges::any_of(kind->steps, [&](const charter::Step& step) {
    return step.from == row.state &&
           std::ranges::any_of(step.who, [&](const std::string& role) { return actor.roles.contains(role); });
  });
  const auto subject = is_theirs ? app.vault.subject_of_case(row.id) : std::nullopt;
  if (!subject) return steps;
  for (const charter::Step& step : kind->steps)
    if (step.from == row.state && app.vault.gate().authorise_step(actor, step, *subject) && !is_decided_otherwise(app, row, step))
      steps.push_back(&step);
  return steps;
}

charter::KnownDays known_days(const App& app, CaseId id, bool corrects) {
  charter::KnownDays known;
  app.vault.store().read([&](store::Reader& reader) { known = vault::known_days(reader, app.charter(), id, app.today(), corrects); });
  return known;
}

bool is_decided_otherwise(const App& app, const store::CaseRow& row, const charter::Step& step) {
  bool otherwise = false;
  for (const charter::Guard& guard : step.guards)
    if (guard.kind == charter::GuardKind::decided)
      app.vault.store().read(
          [&](store::Reader& reader) { otherwise = otherwise || !vault::check_guard(reader, app.charter(), row.id, guard, app.today()); });
  return otherwise;
}

Result<void> take_step(const App& app, const policy::Actor& actor, const store::CaseRow& row, std::string_view to, CivilDate day) {
  for (const charter::Step* step : open_steps(app, actor, row)) {
    if (step->to != to) continue;
    const auto mandate = app.vault.gate().authorise_step(actor, *step, *app.vault.subject_of_case(row.id));
    if (!mandate) return mandate.error();
    return app.vault.take_step(*mandate, *step, day);
  }
  return Error{"The case cannot take this step now, or not by you.", "Look at the case again: it may have moved on."};
}

bool concluded(const charter::Charter& charter, const store::CaseRow& row) {
  const charter::CaseKind* kind = charter.case_kind(row.kind);
  return !kind || row.state == kind->states.back();
}

std::string title_of_state(std::string_view state) {
  std::string title(state);
  std::ranges::replace(title, '-', ' ');
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

}  // namespace concordat::casework
