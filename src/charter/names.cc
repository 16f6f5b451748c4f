#include "charter/names.h"

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
    {FieldType::date, "date"}, {FieldType::uncertain_date, "uncertain_date"}, {FieldType::yes_no, "yes_no"},
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
constexpr Named<Guard> kGuard[] = {
    {Guard::voice_recorded, "voice-recorded"},
};
constexpr Named<EffectKind> kEffectKind[] = {
    {EffectKind::propose_destruction, "propose-destruction"},
};
constexpr Named<Act> kAct[] = {
    {Act::add, "add"},
    {Act::read, "read"},
    {Act::correct, "correct"},
};
constexpr Named<WhoKind> kWhoKind[] = {
    {WhoKind::role, "role"},
    {WhoKind::owner_agency, "agency:owner"},
    {WhoKind::supplier_agency, "agency:supplier"},
    {WhoKind::subject, "subject"},
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

}  // namespace

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
std::span<const Named<Guard>> all_of<Guard>() {
  return kGuard;
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
