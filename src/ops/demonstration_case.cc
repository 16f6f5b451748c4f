#include "ops/demonstration_case.h"

#include <algorithm>
#include <utility>

#include "vault/guards.h"
#include "vault/people.h"

namespace concordat::ops {
namespace {

using charter::Act;
using charter::Capability;

constexpr std::size_t kMostAgenciesAsked = 4;
constexpr std::size_t kOneInSoManyIsUrgent = 9;

bool is_supplied(const charter::RecordKind& kind) { return kind.owner == charter::Owner::supplier; }

bool public_may_add(const charter::Charter& charter, std::string_view kind) {
  return std::ranges::any_of(charter.rules, [&](const charter::Rule& rule) {
    return std::ranges::find(rule.may, Act::add) != rule.may.end() && std::ranges::find(rule.on, kind) != rule.on.end() &&
           std::ranges::find(rule.who, charter::WhoKind::public_, &charter::Who::kind) != rule.who.end();
  });
}

// Of surveys and of courses many people write; of everything else that reaches the partnership, one in each case.
bool many_answer(const charter::Charter& charter, const charter::RecordKind& kind) {
  const charter::Purpose* purpose = charter.purpose(kind.purpose);
  const bool survey = purpose && std::ranges::find(purpose->served_by, "surveys") != purpose->served_by.end();
  const bool beside_bookings = std::ranges::any_of(charter.record_kinds, [&](const charter::RecordKind& other) {
    return other.case_kind == kind.case_kind && takes_bookings(charter, other.name);
  });
  return (survey || beside_bookings) && public_may_add(charter, kind.name);
}

bool holds_person(const charter::RecordKind& kind) {
  return tells_of_family(kind) && std::ranges::any_of(kind.parts, [](const charter::Part& part) {
           return std::ranges::find(part.fields, "name", &charter::Field::name) != part.fields.end();
         });
}

// To whom a copy of a publication went; null where the kind tells of none.
const charter::Field* copy_recipient(const charter::Charter& charter, const charter::RecordKind& kind) {
  const auto& fields = kind.parts.front().fields;
  const auto found = std::ranges::find_if(fields, [&](const charter::Field& field) {
    return !field.records.empty() && std::ranges::any_of(charter.publications, [&](const auto& one) { return one.sent == field.records; });
  });
  return found == fields.end() ? nullptr : &*found;
}

// What is written when the work is done: a report, and its copies.
bool comes_last(const charter::Charter& charter, const charter::RecordKind& kind) {
  return copy_recipient(charter, kind) || std::ranges::find(charter.publications, kind.name, &charter::Publication::record) !=
                                              charter.publications.end();
}

bool has_planned_day(const charter::Part& part) {
  return std::ranges::any_of(part.fields, [](const charter::Field& field) { return !field.expects.empty(); });
}

}  // namespace

CaseLife::CaseLife(PlannedCase plan, std::uint64_t seed, CivilDate first_day)
    : plan_(std::move(plan)), first_day_(first_day), inventor_(seed, plan_.stream, plan_.number + 1) {}

Result<void> CaseLife::live(Company& company, int day, const std::string& reference) {
  while (!is_over() && next_day() <= day) {
    const PlannedAct& act = plan_.acts[next_++];
    switch (act.kind) {
      case PlannedAct::Kind::open: TRY(open(company, reference)); break;
      case PlannedAct::Kind::step: TRY(take_step(company, act.step)); break;
      case PlannedAct::Kind::work: TRY(work(company, act.turns)); break;
    }
  }
  return {};
}

// Those who may open such a case, and put in what the charter asks for with it.
std::vector<policy::Actor> CaseLife::openers(Company& company, const charter::CaseKind& kind) const {
  std::vector<policy::Actor> openers = company.who_may(Capability::open_case);
  std::erase_if(openers, [&](const policy::Actor& actor) { return !casework::may_open(company.app(), actor, kind); });
  return openers;
}

// By each criterion in turn; where the charter lets it, now and then by none.
casework::Ground CaseLife::ground(Company& company, const charter::CaseKind& kind) {
  casework::Ground ground{crypto::new_id<CaseId>(), 0, {}};
  const bool none = !kind.without_criterion.empty() && plan_.number % 5 == 4;
  if (!kind.criteria.empty() && !none) ground.criterion = 1 + plan_.number % kind.criteria.size();
  if (kind.notification.empty()) return ground;
  const charter::RecordKind& record = *company.charter().record_kind(kind.notification);
  const InventedPerson about = whom(record, 0);
  const auto put = [&](const charter::Part& part) { ground.notification[part.name] = content(company, record, part, about); };
  put(record.parts.front());
  if (none) put(*record.part(kind.without_criterion));
  return ground;
}

Result<void> CaseLife::open(Company& company, const std::string& reference) {
  const charter::CaseKind& kind = *company.charter().case_kind(plan_.kind->name);
  const auto openers = this->openers(company, kind);
  const bool may_be_online = casework::may_open_online(company.app(), kind);
  if (openers.empty() && !may_be_online) {
    next_ = plan_.acts.size();
    return {};
  }
  const bool online = may_be_online && (openers.empty() || plan_.number % 2 == 0);
  const policy::Actor opener = online ? policy::the_public() : openers[plan_.number % openers.size()];
  id_ = TRY(online ? casework::open_case_online(company.app(), kind.name, ground(company, kind), reference)
                   : casework::open_case(company.app(), opener, kind.name, ground(company, kind), reference));
  company.was_opened(kind.name);
  TRY(note_opening(company, kind));
  is_urgent_ = plan_.number % kOneInSoManyIsUrgent == 1;
  if (!is_urgent_) TRY(give_tasks(company, kind.states.front()));
  const auto& kinds = company.charter().record_kinds;
  if (std::ranges::none_of(kinds, [&](const auto& one) { return one.case_kind == kind.name && is_supplied(one); })) return {};
  const auto of_case = company.vault().gate().authorise(opener, Capability::open_case, *company.vault().subject_of_case(id_));
  if (!of_case) return of_case.error();
  return ask_agencies(company, *of_case);
}

// What was put in with the opening, and what comes to it later.
Result<void> CaseLife::note_opening(Company& company, const charter::CaseKind& kind) {
  for (const store::RecordRow& record : casework::records_of(company.app(), id_, kind.notification)) {
    const charter::RecordKind& declared = *company.charter().record_kind(record.kind);
    std::vector<store::PartRow> parts;
    company.vault().store().read([&](store::Reader& reader) { parts = reader.parts(record.id); });
    for (const store::PartRow& part : parts) company.was_added(record.kind, part.part);
    ++added_[record.kind];
    give_later_parts(company, {record.id, &declared, &declared.parts.front(), plan_.number, whom(declared, 0)});
  }
  return {};
}

// Whoever the charter lets in by a task alone gets one, so that there is something of what they do: groups at once, others when it was
// decided what comes.
Result<void> CaseLife::give_tasks(Company& company, const std::string& state) {
  for (const char* how : {"by-name", "group", "involved"}) {
    if (std::string_view(how) != "group" && place(state) < after_decisions()) continue;
    if (!tasked_.insert(how).second) continue;
    for (const charter::Role* role : vault::task_roles(company.charter(), plan_.kind->name, how)) {
      TRY(company.give_task(id_, *role, how));
      yet_to_read_.insert(role->name);
    }
  }
  return {};
}

Result<void> CaseLife::ask_agencies(Company& company, const policy::Mandate& mandate) {
  const auto& agencies = company.charter().agencies;
  for (std::size_t i = 0; i < std::min(agencies.size(), kMostAgenciesAsked); ++i) {
    const charter::Agency& agency = agencies[(plan_.number + i) % agencies.size()];
    TRY(company.vault().ask_agency(mandate, agency.name));
    asked_.push_back(parties::agency_id(agency.name));
  }
  return {};
}

Result<void> CaseLife::take_step(Company& company, std::size_t index) {
  if (stopped_) return {};
  const charter::Step& step = company.charter().case_kind(plan_.kind->name)->steps[index];
  const policy::Subject subject = *company.vault().subject_of_case(id_);
  if (subject.case_state != step.from) {  // it ended by itself: nobody confirmed it
    stopped_ = true;
    return {};
  }
  const auto actor = company.who_steps(step, subject);
  if (!actor) {
    stopped_ = true;
    company.was_stopped(*plan_.kind, step, "nobody here may take that step.");
    return {};
  }
  TRY(meet_guards(company, step));
  const auto mandate = company.vault().gate().authorise_step(*actor, step, subject);
  if (!mandate) return mandate.error();
  if (const auto taken = company.vault().take_step(*mandate, step, company.vault().today()); !taken) {
    stopped_ = true;
    company.was_stopped(*plan_.kind, step, taken.error().message);
    return {};
  }
  return step.event.empty() ? Result<void>() : mark_attended(company);
}

// What the step asks to be on record before it, and is not yet.
Result<void> CaseLife::meet_guards(Company& company, const charter::Step& step) {
  for (const charter::Guard& guard : step.guards) {
    const charter::RecordKind* kind = company.charter().record_kind(guard.target);
    if (guard.kind == charter::GuardKind::recorded_here && kind) TRY(add(company, *kind, added_[kind->name]++));
    bool is_met = false;
    company.vault().store().read([&](store::Reader& reader) {
      is_met = vault::check_guard(reader, company.charter(), id_, guard, company.vault().today()).ok();
    });
    if (guard.kind == charter::GuardKind::happened && !is_met) TRY(let_happen(company, guard.target));
  }
  return {};
}

// By the date that tells of it, which may stand in a part that comes later, as an answer does.
Result<void> CaseLife::let_happen(Company& company, const std::string& event) {
  for (const charter::RecordKind& kind : company.charter().record_kinds) {
    const auto part = std::ranges::find_if(kind.parts, [&](const charter::Part& one) {
      return std::ranges::find(one.fields, event, &charter::Field::records) != one.fields.end();
    });
    if (kind.case_kind != plan_.kind->name || part == kind.parts.end()) continue;
    const bool once_more = part == kind.parts.begin();  // a rapid review that was opened again undoes what was sent of it
    if (once_more || added_[kind.name] == 0) TRY(add(company, kind, added_[kind.name]++));
    for (const store::RecordRow& record : casework::records_of(company.app(), id_, kind.name))
      give_later_part(company, {record.id, &kind, &kind.parts.front(), plan_.number, whom(kind, 0)}, *part);
  }
  return {};
}

// What was found, and what follows from it, comes of work that was done: where a decision is written down on the way, not before that.
bool CaseLife::may_have_findings(const std::string& state) const {
  return place(state) >= std::max<std::ptrdiff_t>(after_decisions(), plan_.kind->states.size() > 2 ? 1 : 0);
}

std::ptrdiff_t CaseLife::place(const std::string& state) const {
  return std::ranges::find(plan_.kind->states, state) - plan_.kind->states.begin();
}

// Where the last decision stands that a step on the way asks for; 0: none does.
std::ptrdiff_t CaseLife::after_decisions() const {
  std::ptrdiff_t last = 0;
  for (const charter::Step& step : plan_.kind->steps)
    if (place(step.from) < place(step.to) && std::ranges::any_of(step.guards, [](const charter::Guard& guard) {
          return guard.kind == charter::GuardKind::recorded_here;
        }))
      last = std::max(last, place(step.to));
  return last;
}

// Whether a step waits for what this part tells: then it comes with that step.
bool CaseLife::is_waited_for(const charter::Part& part) const {
  return std::ranges::any_of(plan_.kind->steps, [&](const charter::Step& step) {
    return std::ranges::any_of(step.guards, [&](const charter::Guard& guard) {
      return guard.kind == charter::GuardKind::happened &&
             std::ranges::find(part.fields, guard.target, &charter::Field::records) != part.fields.end();
    });
  });
}

// What a step of the plan follows from, where this choice decides it.
std::optional<std::string> CaseLife::decided_by_plan(const charter::RecordKind& kind, const charter::Field& field) const {
  for (const PlannedAct& act : plan_.acts) {
    if (act.kind != PlannedAct::Kind::step || field.records.empty()) continue;
    for (const charter::Guard& guard : plan_.kind->steps[act.step].guards) {
      if (guard.kind != charter::GuardKind::decided || guard.decision() != field.records + ":") continue;
      const auto enough = guard.decisions();
      for (const std::string& choice : field.choices)
        if (std::ranges::find(enough, guard.decision() + charter::event_word(choice)) != enough.end()) return choice;
    }
  }
  // Where no step follows from it, two in three decide for the first choice, from which most follows.
  const bool decides = field.type == charter::FieldType::choice && !field.records.empty() && kind.section == "decision";
  const bool is_followed = std::ranges::any_of(plan_.kind->steps, [&](const charter::Step& step) {
    return std::ranges::any_of(step.guards, [&](const charter::Guard& guard) {
      return guard.kind == charter::GuardKind::decided && guard.decision() == field.records + ":";
    });
  });
  return decides && !is_followed && plan_.number % 3 != 2 ? std::optional(field.choices.front()) : std::nullopt;
}

Result<void> CaseLife::mark_attended(Company& company) {
  for (const RecordId booking : offered_) {
    const policy::Subject subject = *company.vault().subject_of(booking, "");
    const auto officers = company.who_may(Capability::record_attendance, subject);
    if (officers.empty()) break;
    const auto mandate = company.vault().gate().authorise(officers.front(), Capability::record_attendance, subject);
    if (!mandate) return mandate.error();
    TRY(company.vault().set_record_state(*mandate, booking, "attended"));
  }
  offered_.clear();
  return {};
}

// ---- records

std::size_t CaseLife::wanted(Company& company, const charter::RecordKind& kind) {
  if (const auto known = wanted_.find(kind.name); known != wanted_.end()) return known->second;
  std::size_t count = 1;
  if (takes_bookings(company.charter(), kind.name)) count = 4 + inventor_.below(5);
  else if (is_supplied(kind)) count = asked_.size();
  else if (moves_a_clock(company.charter(), kind)) count = 0;
  else if (const charter::Field* recipient = copy_recipient(company.charter(), kind)) count = recipient->choices.size();
  else if (many_answer(company.charter(), kind)) count = 2 + inventor_.below(3);
  else if (holds_person(kind)) count = 1 + inventor_.below(3);
  return wanted_[kind.name] = count;
}

// What ends a clock is not put on record before the clock has begun, nor what comes of a decision before it.
bool CaseLife::is_too_early(Company& company, const charter::RecordKind& kind) const {
  std::string state;
  bool timely = false;
  company.vault().store().read([&](store::Reader& reader) {
    state = reader.find_case(id_)->state;
    timely = vault::check_time(reader, company.charter(), id_, kind, kind.parts.front()).ok();
  });
  if (state == plan_.kind->states.front() && comes_last(company.charter(), kind)) return true;
  if (kind.section == "findings" && !may_have_findings(state)) return true;
  return !timely;
}

Result<void> CaseLife::work(Company& company, std::size_t turns) {
  for (const Added& one : std::exchange(unfinished_, {}))
    if (company.vault().subject_of(one.id, one.part->name)) give_later_parts(company, one);
  const auto subject = company.vault().subject_of_case(id_);
  if (subject && !is_urgent_ && place(subject->case_state) + 1 < std::ssize(plan_.kind->states))
    TRY(give_tasks(company, subject->case_state));
  for (const charter::RecordKind& kind : company.charter().record_kinds) {
    if (kind.case_kind != plan_.kind->name) continue;
    const std::size_t all = wanted(company, kind);
    if (is_too_early(company, kind)) continue;
    std::size_t& done = added_[kind.name];
    for (std::size_t now = (all - std::min(all, done) + turns - 1) / turns; now > 0; --now) {
      if (!TRY(add(company, kind, done))) break;
      ++done;
    }
    if (done > 0 && plan_.number % 2 == 0) TRY(ask_neighbour(company, kind));
  }
  if (is_urgent_) {
    is_urgent_ = false;
    TRY(break_glass(company));
  }
  return read_by_task(company);
}

// Whoever has a task in the case reads one thing that it lets them see, as soon as it does.
Result<void> CaseLife::read_by_task(Company& company) {
  for (auto role = yet_to_read_.begin(); role != yet_to_read_.end();) {
    const auto holder = company.holder(*role);
    role = holder && TRY(read_one_as(company, *holder)) ? yet_to_read_.erase(role) : std::next(role);
  }
  return {};
}

// False where they may see nothing of the case now.
Result<bool> CaseLife::read_one_as(Company& company, const policy::Actor& actor) {
  for (const charter::RecordKind& kind : company.charter().record_kinds) {
    if (kind.case_kind != plan_.kind->name) continue;
    for (const store::RecordRow& record : casework::records_of(company.app(), id_, kind.name))
      for (const charter::Part& part : kind.parts) {
        const auto subject = company.vault().subject_of(record.id, part.name);
        const auto grant = subject ? company.grant_to(actor, Act::read, *subject) : std::nullopt;
        if (grant && !TRY(company.vault().read_list({*grant})).empty()) return true;
      }
  }
  return false;
}

const InventedFamily& CaseLife::family(CivilDate today) {
  if (!family_) family_ = inventor_.family(today);
  return *family_;
}

// The child, then the mother, then who else lives there; an agency tells of the child.
const InventedPerson& CaseLife::whom(const charter::RecordKind& kind, std::size_t number) {
  if (!tells_of_family(kind)) return somebody_.emplace(inventor_.person());
  const InventedFamily& all = family(first_day_.plus_days(plan_.acts.front().day));
  const bool child = kind.subject.find("child") != std::string::npos;
  const bool adult = kind.subject != "child";
  if (is_supplied(kind) || !holds_person(kind)) return all.child;
  std::vector<const InventedPerson*> members;
  if (child) members.push_back(&all.child);
  if (adult) members.insert(members.end(), {&all.mother, &all.father});
  for (const InventedPerson& sibling : all.siblings) members.push_back(&sibling);
  return *members[number % members.size()];
}

vault::NewPart CaseLife::content(Company& company, const charter::RecordKind& kind, const charter::Part& part,
                                 const InventedPerson& about) {
  const CivilDate today = company.vault().today();
  const Scene scene{kind, about, [&]() -> const InventedFamily& { return family(today); },
                    [&](std::string_view event) {
                      const auto day = plan_.days.find(std::string(event));
                      return day == plan_.days.end() ? today.plus_months(1) : first_day_.plus_days(day->second);
                    },
                    today, std::min(today, first_day_.plus_days(plan_.acts.front().day))};
  vault::NewPart content;
  for (const charter::Field& field : part.fields)
    if (auto value = invent_value(inventor_, field, scene)) content.values[field.name] = decided_by_plan(kind, field).value_or(*value);
  charter::KnownDays known;
  company.vault().store().read(
      [&](store::Reader& reader) { known = vault::known_days(reader, company.charter(), id_, today); });
  for (const charter::DateFault& fault : charter::date_faults(part.fields, content.values, known))
    content.values[fault.field] = today.iso();
  if (content.values.empty() && !part.fields.empty()) {  // nobody sends an empty form
    charter::Field first = part.fields.front();
    first.required = true;
    content.values[first.name] = *invent_value(inventor_, first, scene);
  }
  if (const charter::Consent* consent = company.charter().consent(part.consent)) content.consent_wording = consent->wording;
  return content;
}

// False where nobody may add one now.
Result<bool> CaseLife::add(Company& company, const charter::RecordKind& kind, std::size_t number) {
  if (is_supplied(kind) && asked_.empty()) return false;
  if (kind.is_check()) return ask_whether_known(company, kind, number);
  const AgencyId owner = is_supplied(kind) ? asked_[number % asked_.size()] : AgencyId{};
  const std::vector<Adder> adders = company.adders(kind, id_, owner);
  if (adders.empty()) return false;
  const Adder& adder = adders[(plan_.number + number) % adders.size()];
  const InventedPerson about = whom(kind, number);
  std::map<std::string, vault::NewPart> parts;
  for (const std::string& part : adder.parts) parts[part] = content(company, kind, *kind.part(part), about);
  if (const charter::Field* recipient = copy_recipient(company.charter(), kind))
    parts.begin()->second.values[recipient->name] = recipient->choices[number % recipient->choices.size()];  // each has one
  const bool online = adder.actor.kind == policy::ActorKind::public_ || (!owner.is_none() && adder.actor.agency == owner);
  const std::string state = takes_bookings(company.charter(), kind.name) ? "requested" : is_supplied(kind) ? "supplied" : "recorded";
  const std::string channel = online ? "online-form" : "office";
  const auto id = casework::add_record(company.app(), adder.actor, id_, {kind.name, "", owner, channel, state}, parts);
  for (const std::string& part : adder.parts) {
    if (id) company.was_added(kind.name, part);
    else company.was_refused(kind.name, part, id.error());
  }
  if (!id) return false;
  TRY(follow_up(company, {*id, &kind, kind.part(adder.parts.front()), number + plan_.number, about}));
  return true;
}

Result<void> CaseLife::follow_up(Company& company, const Added& added) {
  const bool booking = takes_bookings(company.charter(), added.kind->name);
  if (booking && added.number % 4 != 3) TRY(offer_place(company, added));  // every fourth asked and still waits
  const bool is_work = added.kind->section == "findings";  // an action is done some time after
  if (added.number % 2 == 0 && is_work) unfinished_.push_back(added);
  else if (added.number % 2 == 0) give_later_parts(company, added);
  if (added.number % 8 == 5) TRY(correct(company, added));
  if (added.number % 3 == 0) {
    const auto grant = company.grant(Act::read, *company.vault().subject_of(added.id, added.part->name), added.number);
    if (grant) TRY(company.vault().read_list({*grant}));
  }
  if (is_supplied(*added.kind) && added.number % kOneInSoManyIsAskedBack == 3) TRY(ask_back(company, added));
  return added.number % 10 == 8 ? withdraw(company, added) : Result<void>();
}

Result<void> CaseLife::offer_place(Company& company, const Added& added) {
  const policy::Subject subject = *company.vault().subject_of(added.id, "");
  const auto officers = company.who_may(Capability::offer_place, subject);
  if (officers.empty()) return {};
  const auto mandate = company.vault().gate().authorise(officers.front(), Capability::offer_place, subject);
  if (!mandate) return mandate.error();
  TRY(company.vault().set_record_state(*mandate, added.id, "place-offered"));
  offered_.push_back(added.id);
  return {};
}

// What is asked later, of the person themselves where the charter lets them give it.
void CaseLife::give_later_parts(Company& company, const Added& added) {
  for (const charter::Part& part : added.kind->parts)
    if (!is_waited_for(part) && !moves_a_clock(company.charter(), part)) give_later_part(company, added, part);
}

void CaseLife::give_later_part(Company& company, const Added& added, const charter::Part& part) {
  bool there = false;
  company.vault().store().read([&](store::Reader& reader) { there = reader.find_part(added.id, part.name).has_value(); });
  if (there) return;
  const policy::Subject subject = *company.vault().subject_of(added.id, part.name);
  const auto own = company.vault().gate().decide(policy::subject_of(added.id), Act::add, added.kind->purpose, subject);
  const auto grant = own ? std::optional(*own) : company.grant(Act::add, subject, added.number);
  if (!grant) return;
  const vault::NewPart later = content(company, *added.kind, part, added.about);
  if (company.is_refused(added.kind->name, part.name)) return;  // and always will be; but people are the same, whoever came first
  const auto given = company.vault().add_part(*grant, later);
  if (given) company.was_added(added.kind->name, part.name);
  else company.was_refused(added.kind->name, part.name, given.error());
}

Result<void> CaseLife::withdraw(Company& company, const Added& added) {
  std::vector<store::ConsentRow> given;
  company.vault().store().read([&](store::Reader& reader) { given = reader.consents(added.id); });
  if (given.empty()) return {};
  const std::string& consent = given.back().consent;
  const policy::Subject subject = *company.vault().subject_of(added.id, "");
  const auto mandate = company.vault().gate().authorise_withdrawal(policy::subject_of(added.id), consent, subject);
  if (!mandate) return mandate.error();
  TRY(company.disposal().withdraw(*mandate, consent));
  return {};
}

Result<void> CaseLife::correct(Company& company, const Added& added) {
  const charter::Part& part = *added.part;
  const policy::Subject subject = *company.vault().subject_of(added.id, part.name);
  const auto own = company.vault().gate().decide(policy::subject_of(added.id), Act::correct, added.kind->purpose, subject);
  const auto grant = own ? std::optional(*own) : company.grant(Act::correct, subject, added.number);
  if (!grant || has_planned_day(part)) return {};
  return company.vault().correct(*grant, content(company, *added.kind, part, added.about).values, 1);
}

}  // namespace concordat::ops
