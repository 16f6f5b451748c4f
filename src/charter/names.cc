#include "charter/names.h"

#include <algorithm>
#include <charconv>

namespace concordat::charter {
namespace {

constexpr Named<Weekday> kWeekday[] = {
    {Weekday::monday, "monday"}, {Weekday::tuesday, "tuesday"},   {Weekday::wednesday, "wednesday"}, {Weekday::thursday, "thursday"},
    {Weekday::friday, "friday"}, {Weekday::saturday, "saturday"}, {Weekday::sunday, "sunday"},
};
constexpr Named<Capability> kCapability[] = {
    {Capability::open_case, "open-case"},
    {Capability::offer_place, "offer-place"},
    {Capability::record_attendance, "record-attendance"},
    {Capability::propose_destruction, "propose-destruction"},
    {Capability::approve_destruction, "approve-destruction"},
    {Capability::hold, "hold"},
    {Capability::manage_accounts, "manage-accounts"},
    {Capability::see_ledger, "see-ledger"},
    {Capability::appoint, "appoint"},
    {Capability::restrict_use, "restrict"},
    {Capability::review_emergency, "review-emergency"},
};
constexpr Named<FieldType> kFieldType[] = {
    {FieldType::text, "text"}, {FieldType::long_text, "long_text"}, {FieldType::email, "email"},   {FieldType::telephone, "telephone"},
    {FieldType::date, "date"}, {FieldType::uncertain_date, "uncertain_date"}, {FieldType::yes_no, "yes_no"}, {FieldType::number, "number"},
    {FieldType::choice, "choice"},
};
constexpr Named<Category> kCategory[] = {
    {Category::personal, "personal"},
    {Category::special, "special"},
    {Category::criminal, "criminal"},
};
constexpr Named<Moment> kMoment[] = {
    {Moment::at_request, "at-request"},       {Moment::face_to_face_request, "face-to-face-request"},
    {Moment::place_offered, "place-offered"}, {Moment::course_charged, "course-charged"},
    {Moment::at_supply, "at-supply"},         {Moment::on_writing, "on-writing"},
};
constexpr Named<PaymentProvider> kPaymentProvider[] = {
    {PaymentProvider::opayo_form, "opayo-form"},
    {PaymentProvider::govuk_pay, "govuk-pay"},
};
constexpr Named<Rounding> kRounding[] = {
    {Rounding::none, "none"},
    {Rounding::financial_year_end, "financial-year-end"},
};
constexpr Named<Ending> kEnding[] = {
    {Ending::destroy, "destroy"},
    {Ending::anonymise, "anonymise"},
    {Ending::keep_counts, "keep-counts"},
};
constexpr Named<Owner> kOwner[] = {
    {Owner::partnership, "partnership"},
    {Owner::supplier, "supplier"},
};
constexpr Named<GuardKind> kGuardKind[] = {
    {GuardKind::voice_recorded, "voice-recorded"},
    {GuardKind::recorded, "recorded"},
    {GuardKind::recorded_here, "recorded-here"},
    {GuardKind::copies_sent, "copies-sent"},
    {GuardKind::happened, "happened"},
    {GuardKind::decided, "decided"},
    {GuardKind::months_after, "months-after"},
};
constexpr Named<EffectKind> kEffectKind[] = {
    {EffectKind::propose_destruction, "propose-destruction"},
    {EffectKind::mail_to, "mail-to"},
};
constexpr Named<Act> kAct[] = {
    {Act::add, "add"},
    {Act::read, "read"},
    {Act::correct, "correct"},
    {Act::recall, "recall"},
};
constexpr Named<WhoKind> kWhoKind[] = {
    {WhoKind::role, "role"},
    {WhoKind::owner_agency, "agency:owner"},
    {WhoKind::supplier_agency, "agency:supplier"},
    {WhoKind::subject, "subject"},
    {WhoKind::delegate, "delegate"},
    {WhoKind::public_, "public"},
};
constexpr Named<Predicate> kPredicate[] = {
    {Predicate::case_not_concluded, "case.not-concluded"},
    {Predicate::case_open_for_booking, "case.open-for-booking"},
    {Predicate::case_in_rapid_review, "case.in-rapid-review"},
    {Predicate::actor_appointed, "actor.appointed"},
    {Predicate::actor_agreed, "actor.agreed-to-contribute"},
    {Predicate::actor_own_course, "actor.own-course"},
    {Predicate::group_has_task, "group.has-task"},
};
constexpr Named<PromiseClass> kPromiseClass[] = {
    {PromiseClass::enforced, "enforced"}, {PromiseClass::checked, "checked"},           {PromiseClass::attested, "attested"},
    {PromiseClass::stated, "stated"},     {PromiseClass::unverifiable, "unverifiable"},
};
constexpr Named<Severity> kSeverity[] = {
    {Severity::error, "error"},
    {Severity::warning, "warning"},
};

constexpr std::string_view kVoice = "voice";  // the record that STK-04 asks for

}  // namespace

// A guard that names its record, "recorded:decision", and the one whose record is known, "voice-recorded".
std::string text_of(const Guard& guard) {
  const std::string name(name_of(guard.kind));
  return guard.kind == GuardKind::voice_recorded ? name : name + ":" + guard.target;
}

std::optional<Guard> guard_from(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto kind = from_name<GuardKind>(text.substr(0, colon));
  if (!kind || (*kind == GuardKind::voice_recorded) != (colon == std::string_view::npos)) return std::nullopt;
  if (colon == std::string_view::npos) return Guard{*kind, std::string(kVoice)};
  return colon + 1 == text.size() ? std::nullopt : std::optional(Guard{*kind, std::string(text.substr(colon + 1))});
}

bool Guard::names_record() const {
  return kind == GuardKind::voice_recorded || kind == GuardKind::recorded || kind == GuardKind::recorded_here;
}

int Guard::months() const {
  int count = 0;
  const std::size_t colon = std::min(target.find(':'), target.size());
  const auto [rest, error] = std::from_chars(target.data(), target.data() + colon, count);
  return error == std::errc() && rest == target.data() + colon && count > 0 && count < 1200 ? count : 0;
}

std::string Guard::event() const { return target.substr(std::min(target.find(':'), target.size() - 1) + 1); }

std::string Guard::decision() const { return target.substr(0, std::min(target.find(':'), target.size() - 1) + 1); }

std::vector<std::string> Guard::decisions() const {
  std::vector<std::string> events;
  for (std::size_t at = decision().size(); at <= target.size();) {
    const std::size_t end = std::min(target.find('|', at), target.size());
    events.push_back(decision() + target.substr(at, end - at));
    at = end + 1;
  }
  return events;
}

template <>
std::span<const Named<Weekday>> all_of<Weekday>() {
  return kWeekday;
}
template <>
std::span<const Named<Capability>> all_of<Capability>() {
  return kCapability;
}
template <>
std::span<const Named<FieldType>> all_of<FieldType>() {
  return kFieldType;
}
template <>
std::span<const Named<Category>> all_of<Category>() {
  return kCategory;
}
template <>
std::span<const Named<Moment>> all_of<Moment>() {
  return kMoment;
}
template <>
std::span<const Named<PaymentProvider>> all_of<PaymentProvider>() {
  return kPaymentProvider;
}
template <>
std::span<const Named<Rounding>> all_of<Rounding>() {
  return kRounding;
}
template <>
std::span<const Named<Ending>> all_of<Ending>() {
  return kEnding;
}
template <>
std::span<const Named<Owner>> all_of<Owner>() {
  return kOwner;
}
template <>
std::span<const Named<GuardKind>> all_of<GuardKind>() {
  return kGuardKind;
}
template <>
std::span<const Named<EffectKind>> all_of<EffectKind>() {
  return kEffectKind;
}
template <>
std::span<const Named<Act>> all_of<Act>() {
  return kAct;
}
template <>
std::span<const Named<WhoKind>> all_of<WhoKind>() {
  return kWhoKind;
}
template <>
std::span<const Named<Predicate>> all_of<Predicate>() {
  return kPredicate;
}
template <>
std::span<const Named<PromiseClass>> all_of<PromiseClass>() {
  return kPromiseClass;
}
template <>
std::span<const Named<Severity>> all_of<Severity>() {
  return kSeverity;
}

}  // namespace concordat::charter
