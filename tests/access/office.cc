#include "access/office.h"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>

#include "casework/access.h"
#include "casework/links.h"
#include "casework/training/training.h"
#include "vault/events.h"
#include "vault/involvement.h"
#include "vault/people.h"

namespace concordat::access {
namespace {

constexpr std::size_t kAgencies = 3;      // one that is asked and supplies, another, and one that is not asked
constexpr std::size_t kSuppliers = 2;

// As nobody types it, so that it is found wherever it stands.
std::string mark_of(std::size_t number) {
  std::ostringstream mark;
  mark << "Zq" << std::setw(5) << std::setfill('0') << number << "qZ";
  return mark.str();
}

bool holds_part(store::Store& store, RecordId record, const std::string& part) {
  bool found = false;
  store.read([&](store::Reader& reader) { found = reader.find_part(record, part).has_value(); });
  return found;
}

}  // namespace

std::vector<std::string> Office::agencies() const {
  std::vector<std::string> names;
  for (const charter::Agency& agency : app_.charter().agencies)
    if (names.size() < kAgencies) names.push_back(agency.name);
  return names;
}

void Office::settle() {
  invite();
  const charter::RecordKind* received = app_.charter().received_kind();  // by a message alone
  for (const charter::CaseKind& kind : app_.charter().case_kinds)
    for (const std::string& state : kind.states)
      for (const bool tasked : {false, true})
        if (!received || received->case_kind != kind.name) open_cases(kind, state, tasked);
}

void Office::join(Person person) {
  parties::Account account;
  account.id = person.id = crypto::new_id<AccountId>();
  account.agency = person.agency.empty() ? AgencyId{} : parties::agency_id(person.agency);
  account.name = "Somebody Number" + std::to_string(people_.size());
  account.email = account.id.text() + "@example.org";
  account.password_hash = "none";
  account.roles = {person.role};
  if (person.clearance != "never") account.trained = app_.today();
  if (person.clearance != "unsigned") account.confidentiality = test_.now();
  EXPECT_TRUE(app_.accounts.add(app_.vault, account, "system"));
  people_.push_back(std::move(person));
}

void Office::invite() {
  for (const charter::Role& role : app_.charter().roles) {
    std::vector<std::string> from = {""};
    if (role.of_agency) from = agencies();
    for (std::size_t i = 0; i < from.size(); ++i) {
      const std::string name = role.name + (role.of_agency ? "-" + std::to_string(i) : "");
      for (const char* clearance : {"current", "never", "unsigned"})
        join({name + (clearance == std::string("current") ? "" : std::string(" ") + clearance), role.name, from[i], "", clearance, {}});
    }
    if (!role.task_only) continue;
    for (const char* task : {"appointed", "agreed"}) join({role.name + "+" + task, role.name, "", task, "current", {}});
  }
}

void Office::give_tasks(const Case& one) {
  const Instant now = test_.now();
  for (const char* how : {"by-name", "group", "involved"}) {
    for (const charter::Role* role : vault::task_roles(app_.charter(), one.kind->name, how)) {
      const std::string task = how == std::string("involved") ? "agreed" : "appointed";
      for (const Person& person : people_) {
        const bool group = how == std::string("group");
        if (person.role != role->name || (!group && person.task != task)) continue;
        store::AppointmentRow row{crypto::new_id<AppointmentId>(), one.id, group ? AccountId{} : person.id, role->name, how, now,
                                  std::nullopt, people_.front().id, std::nullopt, std::nullopt};
        if (how == std::string("involved")) row.agreed = now;
        EXPECT_TRUE(app_.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
          transaction.insert_appointment(row);
          return {};
        }));
        out_ << "task\t" << one.id.text() << '\t' << (group ? role->name : person.name) << '\t' << how << '\n';
        if (group) break;
      }
    }
  }
}

void Office::open_cases(const charter::CaseKind& kind, const std::string& state, bool tasked) {
  const Case one{crypto::new_id<CaseId>(), &kind};
  const std::string reference = mark_of(++marks_);
  const auto put = [&](const std::function<void(store::Transaction&)>& act) {
    EXPECT_TRUE(app_.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
      act(transaction);
      return {};
    }));
  };
  put([&](store::Transaction& transaction) {
    transaction.insert_case({one.id, kind.name, reference, kind.states.front(), app_.charter().hash, app_.today()});
  });
  const auto names = agencies();
  const auto ask = [&](std::size_t i) {
    put([&](store::Transaction& transaction) {
      transaction.insert_event({one.id, std::string(vault::kAskedEvent) + names[i], app_.today()});
    });
  };
  std::string asked;
  for (std::size_t i = 0; tasked && i < std::min(kSuppliers, names.size()); ++i) {
    ask(i);
    asked += (i > 0 ? "," : "") + names[i];
  }
  out_ << "case\t" << one.id.text() << '\t' << kind.name << '\t' << state << '\t' << asked << '\t' << reference << '\n';
  if (tasked) give_tasks(one);
  std::vector<charter::RecordKind> kinds = app_.charter().record_kinds;
  std::ranges::stable_partition(kinds, [](const charter::RecordKind& record) { return !record.is_check(); });  // these ask about others
  std::vector<const charter::RecordKind*> later;  // what has no place before the rapid review is done
  for (const charter::RecordKind& record : kinds) {
    if (record.case_kind != kind.name) continue;
    if (record.owner == charter::Owner::supplier)
      for (std::size_t i = 0; i < std::min(kSuppliers, names.size()); ++i) {
        if (!fill(one, record, names[i])) out_ << "unfilled\t" << one.id.text() << '\t' << record.name << '\n';
      }
    else if (!fill(one, record, "")) later.push_back(&record);
  }
  if (!later.empty()) end_rapid_review(one);
  for (const charter::RecordKind* record : later)
    if (!fill(one, *record, "")) out_ << "unfilled\t" << one.id.text() << '\t' << record->name << '\n';
  put([&](store::Transaction& transaction) { transaction.set_case_state(one.id, state); });
}

// Another last day is later than the one before.
bool Office::puts_off(const charter::Field& field) const {
  return !field.records.empty() && std::ranges::any_of(app_.charter().clocks, [&](const charter::StatutoryClock& clock) {
    return clock.extended_to == field.records;
  });
}

// Every text carries the mark, so that any of them that is shown gives it away.
vault::NewPart Office::content(const charter::Part& part, std::string& mark) {
  mark = mark_of(++marks_);
  vault::NewPart content;
  for (const charter::Field& field : part.fields) {
    using enum charter::FieldType;
    std::string& value = content.values[field.name];
    if (field.type == text || field.type == long_text) value = mark;
    else if (field.type == email) value = mark + "@example.org";
    else if (field.type == telephone) value = "01632 960 001 " + mark;
    else if (field.type == yes_no) value = "yes";
    else if (field.type == choice) value = field.choices.front();
    else if (field.type == number) value = "30";
    else value = (puts_off(field) ? app_.today().plus_years(1) : app_.today()).iso();
  }
  if (const charter::Consent* consent = app_.charter().consent(part.consent)) content.consent_wording = consent->wording;
  return content;
}

// Whoever may: somebody who holds every role and every task, the owner, the public, or the person it is about.
std::optional<policy::Grant> Office::grant_to_add(const policy::Subject& subject) const {
  policy::Actor all;
  all.kind = policy::ActorKind::person;
  all.account = people_.front().id;
  all.trained = all.confidential = true;
  for (const charter::Role& role : app_.charter().roles)
    if (!role.of_agency) all.roles.insert(role.name);
  policy::Actor owner = all;
  owner.agency = subject.owner;
  owner.roles.clear();
  policy::Subject with_tasks = subject;
  with_tasks.asked.insert(subject.owner);
  for (const std::string& role : all.roles)
    for (const auto how : {policy::Task::How::by_name, policy::Task::How::group, policy::Task::How::agreed})
      with_tasks.tasks.push_back({how, all.account, role, std::nullopt});
  const std::string purpose = app_.charter().record_kind(subject.record_kind)->purpose;
  for (const policy::Actor& actor : {all, owner, policy::the_public(), policy::subject_of(subject.record)}) {
    auto grant = app_.vault.gate().decide(actor, charter::Act::add, purpose, with_tasks);
    if (grant) return *grant;
  }
  return std::nullopt;
}

// A check is asked, with what an agency is told of a person; whatever else is added.
Result<RecordId> Office::put_in(const policy::Grant& grant, const charter::RecordKind& kind, const vault::NewPart& first) {
  if (!kind.is_check()) return app_.vault.add({grant}, {{kind.parts.front().name, first}}, "email", "received");
  const CaseId of = grant.subject().case_id;
  vault::OpenedPart person;
  for (const std::string& about : kind.asks_about)
    for (const store::RecordRow& record : casework::records_of(app_, of, about)) person.record = record.id;
  person.values = first.values;
  TRY(vault::Involvement(app_.vault, app_.disposal).ask({{grant, {person}, std::nullopt, {}}}));
  for (const store::RecordRow& record : casework::records_of(app_, of, kind.name))
    if (record.owner == grant.subject().owner) return record.id;
  return Error{"Nothing was asked.", ""};
}

// The rapid review is done, as far as what follows from it asks.
void Office::end_rapid_review(const Case& one) {
  EXPECT_TRUE(app_.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    transaction.insert_event({one.id, "rapid-review.done", app_.today()});
    return {};
  }));
}

// In the first state in which somebody may.
bool Office::fill(const Case& one, const charter::RecordKind& kind, const std::string& owner) {
  const AgencyId agency = owner.empty() ? AgencyId{} : parties::agency_id(owner);
  for (const std::string& state : one.kind->states) {
    EXPECT_TRUE(app_.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
      transaction.set_case_state(one.id, state);
      return {};
    }));
    const casework::NewRecord record{kind.name, kind.parts.front().name, agency, "email", "received"};
    const auto grant = grant_to_add(casework::subject_for(app_, one.id, record));
    if (!grant) continue;
    std::string mark;
    const auto added = put_in(*grant, kind, content(kind.parts.front(), mark));
    if (!added) continue;
    out_ << "record\t" << added->text() << '\t' << one.id.text() << '\t' << kind.name << '\t' << (owner.empty() ? "-" : owner) << '\n';
    out_ << "part\t" << added->text() << '\t' << kind.parts.front().name << '\t' << mark << '\n';
    if (kind.name == casework::kBooking)
      out_ << "link\t" << added->text() << '\t' << casework::link_to(*added, app_.link_key).substr(10) << '\t'
           << casework::payment_token_of(*added, app_.link_key) << '\n';
    add_later_parts(one, kind, *added);
    return true;
  }
  return false;
}

void Office::add_later_parts(const Case& one, const charter::RecordKind& kind, RecordId record) {
  const charter::CaseKind& of = *one.kind;
  for (const charter::Part& part : kind.parts) {
    if (holds_part(app_.vault.store(), record, part.name) || part.name == of.without_criterion) continue;
    const auto subject = app_.vault.subject_of(record, part.name);
    const auto grant = subject ? grant_to_add(*subject) : std::nullopt;
    if (!grant) continue;
    std::string mark;
    if (!app_.vault.add_part(*grant, content(part, mark))) continue;
    out_ << "part\t" << record.text() << '\t' << part.name << '\t' << mark << '\n';
  }
}

}  // namespace concordat::access
