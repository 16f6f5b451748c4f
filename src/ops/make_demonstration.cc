// Two years in the life of an invented partnership, lived through the same gates as everything else.

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "casework/access.h"
#include "ops/demonstration.h"
#include "ops/invented.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

constexpr int kDaysLived = 700;
constexpr int kDaysInForce = 300;  // of the charter as it is
constexpr int kDaysBetweenCourses = 46;
constexpr int kDaysOfReview = 190;  // from the opening to the conclusion

struct Cast {
  parties::Account account;
  std::string role_title;
  std::string password;
};

class Life {
 public:
  Life(Instance& instance, ManualClock& clock, Inventor& inventor, std::vector<Cast> cast, casework::Accounts& accounts,
       const charter::Charter& next)
      : instance_(instance), clock_(clock), inventor_(inventor), cast_(std::move(cast)), accounts_(accounts), next_(next),
        app_{instance.vault(), instance.disposal(), accounts, assets_, instance.link_key(), "", ""} {}

  Result<void> live(Instant until);

 private:
  using Wanted = std::function<bool(const policy::Actor&)>;

  Result<void> one_day(int day, int days_left);
  Result<void> renew_training();
  Result<void> add_course(int days_ahead);
  Result<void> bookings_for(CaseId course);
  Result<void> give_what_is_asked_later(RecordId booking);
  Result<void> hold_courses();
  Result<void> work_on_reviews(int days_left);
  Result<void> supply_items(CaseId review);
  Result<void> step_to(CaseId id, std::string_view kind, std::string_view to);
  Result<void> approve_all();
  Result<void> activate_next();
  std::optional<policy::Actor> someone_who(const Wanted& wanted);
  std::optional<policy::Actor> someone_with(charter::Capability capability);
  CivilDate today() const { return instance_.vault().today(); }

  Instance& instance_;
  ManualClock& clock_;
  Inventor& inventor_;
  std::vector<Cast> cast_;
  casework::Accounts& accounts_;
  const charter::Charter& next_;  // comes into force on the way
  html::Assets assets_;  // none: nobody looks at pages here
  casework::App app_;
  std::vector<std::pair<CaseId, CivilDate>> courses_;  // open ones, with their day
  std::vector<CaseId> reviews_;                        // in the order they were opened
};

std::optional<policy::Actor> Life::someone_who(const Wanted& wanted) {
  for (const Cast& one : cast_) {
    const auto account = accounts_.find(one.account.id);
    const policy::Actor actor = policy::person(*account, instance_.charter(), today());
    if (wanted(actor)) return actor;
  }
  return std::nullopt;
}

std::optional<policy::Actor> Life::someone_with(charter::Capability capability) {
  return someone_who([&](const policy::Actor& actor) { return instance_.vault().gate().authorise(actor, capability).ok(); });
}

Result<void> Life::renew_training() {
  for (const Cast& one : cast_) {
    auto account = accounts_.find(one.account.id);
    if (!account->trained || today() < account->trained->plus_months(parties::kTrainingMonths - 1)) continue;
    account->trained = today();
    TRY(accounts_.update(instance_.vault(), *account, "system"));
  }
  return {};
}

Result<void> Life::step_to(CaseId id, std::string_view kind, std::string_view to) {
  const auto row = casework::find_case(app_, id.text(), kind);
  const auto actor = someone_who([&](const policy::Actor& one) {
    return std::ranges::any_of(casework::open_steps(app_, one, *row), [&](const charter::Step* step) { return step->to == to; });
  });
  if (!actor)
    return Error{"Nobody in the demonstration may take a case to \"" + std::string(to) + "\".", "Give a role of the charter that step."};
  return casework::take_step(app_, *actor, *row, to, today());
}

// ---- courses

Result<void> Life::add_course(int days_ahead) {
  static const std::vector<const char*> titles = {"Working with families who move often",
                                                  "Hearing the voice of the child",
                                                  "Neglect: seeing it early",
                                                  "Safer recruitment",
                                                  "Learning from reviews",
                                                  "Online harm and how to talk about it"};
  const auto officer = someone_with(charter::Capability::open_case);
  if (!officer) return Error{"Nobody in the demonstration may add a course.", "Give a role of the charter the capability open-case."};
  const CaseId course = TRY(casework::open_case(app_, *officer, "course-run"));
  const CivilDate day = today().plus_days(days_ahead);
  const vault::Values details{
      {"course-title", titles[inventor_.below(titles.size())]}, {"course-date", day.iso()}, {"course-place", "Town Hall, room 2"}};
  TRY(casework::add_record(app_, *officer, course, {"course", "details", {}, "office", "planned"}, {details, ""}));
  TRY(step_to(course, "course-run", "open"));
  TRY(bookings_for(course));
  courses_.emplace_back(course, day);
  return {};
}

// What someone invented fills in, by the kind of field: a charter may ask what it likes.
std::string answer_to(const charter::Field& field, const InventedPerson& person) {
  if (field.name == "name") return person.name;
  if (field.name == "organisation") return person.organisation;
  switch (field.type) {
    case charter::FieldType::email: return person.email;
    case charter::FieldType::telephone: return person.telephone;
    case charter::FieldType::choice: return field.choices.front();
    case charter::FieldType::yes_no: return "yes";
    case charter::FieldType::long_text: return person.organisation + ", Example Road";
    case charter::FieldType::date: return "2026-01-05";
    case charter::FieldType::text: return "Practitioner";
  }
  return "";
}

// What is asked once a place is offered: what must be given, and dietary needs.
Result<void> Life::give_what_is_asked_later(RecordId booking) {
  const charter::RecordKind& kind = *instance_.charter().record_kind("booking");
  for (const charter::Part& part : kind.parts) {
    if (std::ranges::find(part.ask, charter::Moment::place_offered) == part.ask.end()) continue;
    vault::NewPart content;
    for (const charter::Field& field : part.fields) {
      if (field.name == "dietary")
        content.values[field.name] = inventor_.needs();
      else if (field.required)
        content.values[field.name] = answer_to(field, inventor_.person());
    }
    if (const charter::Consent* consent = instance_.charter().consent(part.consent)) content.consent_wording = consent->wording;
    const auto grant = instance_.vault().gate().decide(policy::subject_of(booking), charter::Act::add, kind.purpose,
                                                       *instance_.vault().subject_of(booking, part.name));
    if (!grant) return grant.error();
    TRY(instance_.vault().add_part(*grant, content));
  }
  return {};
}

Result<void> Life::bookings_for(CaseId course) {
  const auto officer = someone_with(charter::Capability::offer_place);
  const charter::Charter& charter = instance_.charter();
  const charter::Part* contact = charter.record_kind("booking")->part("contact");
  const std::size_t count = 4 + inventor_.below(5);
  for (std::size_t i = 0; i < count; ++i) {
    const InventedPerson person = inventor_.person();
    vault::NewPart content;
    if (const charter::Consent* consent = charter.consent(contact->consent)) content.consent_wording = consent->wording;
    for (const charter::Field& field : contact->fields) content.values[field.name] = answer_to(field, person);
    const RecordId booking =
        TRY(casework::add_record(app_, policy::the_public(), course, {"booking", "contact", {}, "online-form", "requested"}, content));
    if (!officer || i % 4 == 3) continue;  // the last one asked and still waits
    const auto mandate =
        instance_.vault().gate().authorise(*officer, charter::Capability::offer_place, *instance_.vault().subject_of(booking, "contact"));
    if (!mandate) return mandate.error();
    TRY(instance_.vault().set_record_state(*mandate, booking, "place-offered"));
    if (i % 2 == 0) TRY(give_what_is_asked_later(booking));
  }
  return {};
}

Result<void> Life::hold_courses() {
  for (const auto& [course, day] : courses_) {
    if (day != today()) continue;
    TRY(step_to(course, "course-run", "held"));
    const auto officer = someone_with(charter::Capability::record_attendance);
    for (const store::RecordRow& booking : casework::records_of(app_, course, "booking")) {
      if (!officer || booking.state != "place-offered") continue;
      const auto mandate = instance_.vault().gate().authorise(*officer, charter::Capability::record_attendance,
                                                              *instance_.vault().subject_of(booking.id, "contact"));
      if (!mandate) return mandate.error();
      TRY(instance_.vault().set_record_state(*mandate, booking.id, "attended"));
    }
  }
  std::erase_if(courses_, [&](const auto& course) { return course.second <= today(); });
  return {};
}

// ---- reviews

Result<void> Life::supply_items(CaseId review) {
  const charter::Charter& charter = instance_.charter();
  const auto categories = charter.record_kind("agency-item")->part("item")->fields;
  const auto category = std::ranges::find(categories, "category", &charter::Field::name);
  std::size_t number = 0;
  for (const charter::Agency& agency : charter.agencies) {
    const AgencyId id = parties::agency_id(agency.name);
    const auto subject = instance_.vault().subject_of_case(review);
    if (!subject->asked.contains(id)) continue;
    const auto contact = someone_who([&](const policy::Actor& actor) { return actor.agency == id; });
    if (!contact) continue;
    const vault::Values values{{"title", "Our contact with the family"},
                               {"category", category == categories.end() ? "" : category->choices[number++ % category->choices.size()]},
                               {"narrative", inventor_.narrative()}};
    TRY(casework::add_record(app_, *contact, review, {"agency-item", "item", id, "online-form", "supplied"}, {values, ""}));
  }
  return {};
}

Result<void> Life::approve_all() {
  std::vector<store::WarrantRow> proposed;
  instance_.vault().store().read([&](store::Reader& reader) { proposed = reader.warrants("proposed"); });
  for (const store::WarrantRow& row : proposed) {
    std::size_t approvals = 0;
    for (const Cast& one : cast_) {
      const policy::Actor actor = policy::person(*accounts_.find(one.account.id), instance_.charter(), today());
      const auto mandate = instance_.vault().gate().authorise(actor, charter::Capability::approve_destruction);
      if (mandate && approvals < 2 && instance_.disposal().approve(*mandate, row.id, row.content)) ++approvals;
    }
  }
  return {};
}

// Reviews begin 600, 200, 90 and 10 days before the end; the first was destroyed long ago, the second has just been proposed,
// in time for what the notice publishes as the longest.
Result<void> Life::work_on_reviews(int days_left) {
  const auto manager = someone_with(charter::Capability::open_case);
  if (!manager) return Error{"Nobody in the demonstration may open a review.", "Give a role of the charter the capability open-case."};
  if (days_left == 600 || days_left == 200 || days_left == 90 || days_left == 10) {
    const CaseId review = TRY(casework::open_case(app_, *manager, "review"));
    reviews_.push_back(review);
    const auto mandate =
        instance_.vault().gate().authorise(*manager, charter::Capability::open_case, *instance_.vault().subject_of_case(review));
    std::size_t asked = 0;
    for (const charter::Agency& agency : instance_.charter().agencies)
      if (asked++ < 4) TRY(instance_.vault().ask_agency(*mandate, agency.name));
  }
  for (const int began : {600, 200, 90}) {
    const std::size_t number = began == 600 ? 0 : began == 200 ? 1 : 2;
    if (number >= reviews_.size()) continue;
    if (days_left == began - 12) TRY(step_to(reviews_[number], "review", "rapid-review"));
    if (days_left == began - 15) TRY(supply_items(reviews_[number]));
    if (days_left == began - 20) TRY(step_to(reviews_[number], "review", "review"));
    if (began == 90 || days_left != began - kDaysOfReview) continue;
    const auto team = someone_who([&](const policy::Actor& actor) {
      const casework::NewRecord voice{"voice", "account", {}, "in-person", "recorded"};
      return casework::may(app_, actor, charter::Act::add, casework::subject_for(app_, reviews_[number], voice));
    });
    if (!team) return Error{"Nobody in the demonstration may record how the family was heard.", "Give a role of the charter that rule."};
    TRY(casework::add_record(app_, *team, reviews_[number], {"voice", "account", {}, "in-person", "recorded"},
                             {{{"heard", "child and family"}, {"voice-account", inventor_.narrative()}}, ""}));
    TRY(step_to(reviews_[number], "review", "concluded"));
  }
  if (days_left == 600 - kDaysOfReview - 1) TRY(approve_all());
  return {};
}

Result<void> Life::activate_next() {
  std::vector<AccountId> officers;
  for (const Cast& one : cast_) {
    const policy::Actor actor = policy::person(*accounts_.find(one.account.id), instance_.charter(), today());
    if (instance_.vault().gate().authorise(actor, charter::Capability::approve_destruction)) officers.push_back(one.account.id);
  }
  if (officers.size() < 2) return Error{"Two people in the demonstration must be able to approve a destruction.", "Give roles that."};
  return instance_.vault().activate(next_, officers[0], officers[1]);
}

// ---- day by day

Result<void> Life::one_day(int day, int days_left) {
  TRY(renew_training());
  if (days_left == kDaysInForce) TRY(activate_next());
  const charter::Charter& charter = instance_.charter();
  if (charter.case_kind("course-run") && charter.record_kind("booking")) {
    if (day % kDaysBetweenCourses == 0) TRY(add_course(kDaysBetweenCourses / 2));
    TRY(hold_courses());
  }
  if (charter.case_kind("review") && charter.record_kind("agency-item")) TRY(work_on_reviews(days_left));
  const vault::Run run = TRY(instance_.disposal().run());
  if (run.over_cap > 0) TRY(approve_all());
  return instance_.write_missing_certificates();
}

Result<void> Life::live(Instant until) {
  for (int day = 0; clock_.now() < until; ++day) {
    const auto days_left = static_cast<int>((until.microseconds - clock_.now().microseconds) / kMicrosecondsPerDay);
    TRY(one_day(day, days_left));
    clock_.advance(std::min(kMicrosecondsPerDay, until.microseconds - clock_.now().microseconds));
  }
  return {};
}

// ---- who there is

std::vector<Officer> first_two(const charter::Charter& charter, Inventor& inventor) {
  std::vector<Officer> officers;
  for (const charter::Role& role : charter.roles) {
    if (officers.size() == 2 || !role.holds(charter::Capability::approve_destruction)) continue;
    const InventedPerson person = inventor.person();
    officers.push_back({person.name, person.email, role.name});
  }
  return officers;
}

Cast join(const charter::Role& role, AgencyId agency, const std::string& title, CivilDate today, Instant now, Inventor& inventor) {
  const InventedPerson person = inventor.person();
  Cast cast{{}, title, "demo-" + to_hex(crypto::random_secret(4).expose())};
  cast.account = {crypto::new_id<AccountId>(),          agency,      person.name, parties::normal_email(person.email),
                  crypto::hash_password(cast.password), {role.name}, today,       now};
  return cast;
}

Result<std::vector<Cast>> invite(Instance& instance, const std::vector<Officer>& officers, const std::vector<std::string>& passwords,
                                 Inventor& inventor) {
  const charter::Charter& charter = instance.charter();
  const CivilDate today = instance.vault().today();
  const Instant now = instance.vault().clock().now();
  std::vector<Cast> cast;
  for (parties::Account& account :
       TRY(instance.vault().open_accounts(instance.vault().gate().grant_system(policy::SystemTask::index_accounts)))) {
    account.trained = today;
    account.confidentiality = now;
    TRY(instance.vault().update_account(account, "system"));
    for (std::size_t i = 0; i < officers.size(); ++i)
      if (account.email == parties::normal_email(officers[i].email))
        cast.push_back({account, charter.role(officers[i].role)->title, passwords[i]});
  }
  std::vector<Cast> fresh;
  for (const charter::Role& role : charter.roles) {
    if (role.of_agency) {
      for (const charter::Agency& agency : charter.agencies)
        fresh.push_back(join(role, parties::agency_id(agency.name), role.title + ", " + agency.title, today, now, inventor));
    } else if (std::ranges::none_of(officers, [&](const Officer& officer) { return officer.role == role.name; })) {
      fresh.push_back(join(role, AgencyId{}, role.title, today, now, inventor));
      if (!charter.staff_need_training) continue;
      fresh.push_back(join(role, AgencyId{}, role.title + ", new and not trained yet", today, now, inventor));
      fresh.back().account.trained.reset();
      fresh.back().account.confidentiality.reset();
    }
  }
  for (const Cast& one : fresh) TRY(instance.vault().add_account(one.account, "system"));
  cast.insert(cast.end(), fresh.begin(), fresh.end());
  return cast;
}

Result<void> write_sign_ins(const std::string& directory, const std::vector<Cast>& cast) {
  nlohmann::json sign_ins = nlohmann::json::array();
  for (const Cast& one : cast) sign_ins.push_back({{"role", one.role_title}, {"email", one.account.email}, {"password", one.password}});
  return write_file(directory + ".sign-ins.json", nlohmann::json{{"sign_ins", sign_ins}}.dump(2) + "\n");
}

}  // namespace

Result<void> make_demonstration(const std::string& directory, const std::string& charter_file, std::uint64_t seed,
                                const std::string& people_out, Instant until, std::ostream& progress) {
  ManualClock clock({until.microseconds - kDaysLived * kMicrosecondsPerDay});
  Inventor inventor(seed);
  const charter::Charter charter = TRY(compile_for_use(charter_file));
  const std::string key_file = directory + ".key";
  TRY(write_key_file(key_file));
  const std::vector<Officer> officers = first_two(charter, inventor);
  const std::vector<std::string> passwords =
      TRY(Instance::create(directory, year_before(charter), {key_file, std::nullopt}, officers, clock, true));
  const auto instance = TRY(Instance::open(directory, {key_file, std::nullopt}, clock));
  std::vector<Cast> cast = TRY(invite(*instance, officers, passwords, inventor));
  TRY(write_sign_ins(directory, cast));
  progress << "Who can sign in:\n";
  for (const Cast& one : cast) progress << "  " << one.account.email << "  " << one.password << "  " << one.role_title << "\n";
  progress << "Living through " << kDaysLived << " days of " << charter.partnership.name << " with invented people.\n";
  const auto accounts = TRY(casework::Accounts::load(instance->vault()));
  TRY(Life(*instance, clock, inventor, std::move(cast), *accounts, charter).live(until));
  TRY(nightly(*instance, clock));
  if (!people_out.empty()) TRY(write_file(people_out, nlohmann::json{{"identities", inventor.identities()}}.dump(2) + "\n"));
  return {};
}

}  // namespace concordat::ops
