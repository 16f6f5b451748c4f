// What an act of two people, a review and an appointment are judged by.

#include <algorithm>

#include "vault/people.h"

namespace concordat::vault {
namespace {

constexpr Ground kGrounds[] = {
    {"restriction", "accuracy-contested", "The person says that it is wrong, and it is being checked (Article 18(1)(a))"},
    {"restriction", "unlawful", "It is unlawful to use it, and the person wants it kept (Article 18(1)(b))"},
    {"restriction", "needed-for-claims", "We need it no more, but the person does, for a legal claim (Article 18(1)(c))"},
    {"restriction", "objection-pending", "The person objected, and it is being weighed (Article 18(1)(d))"},
    {"objection", "own-situation", "The person objects for reasons of their own situation (Article 21(1))"},
    {"objection", "marketing", "The person objects to marketing (Article 21(2))"},
};

// Those whose place this account took at that moment, itself among them.
std::set<AccountId> seats(store::Reader& reader, AccountId account, Instant at) {
  std::set<AccountId> all{account};
  for (const parties::Deputyship& one : policy::deputyships(reader.role_grants_of(account), at)) all.insert(one.principal);
  return all;
}

bool asks_so(const charter::Rule& rule, std::string_view how) {
  return std::ranges::any_of(rule.when, [&](charter::Predicate predicate) {
    switch (predicate) {
      case charter::Predicate::actor_appointed:
      case charter::Predicate::actor_own_course: return how == "by-name";
      case charter::Predicate::group_has_task: return how == "group";
      case charter::Predicate::actor_agreed: return how == "involved";
      default: return false;
    }
  });
}

}  // namespace

bool same_seat(store::Reader& reader, AccountId one, Instant one_at, AccountId other, Instant other_at) {
  const std::set<AccountId> mine = seats(reader, one, one_at);
  return std::ranges::any_of(seats(reader, other, other_at), [&](AccountId seat) { return mine.contains(seat); });
}

CivilDate review_due(const charter::Charter& charter, const store::EmergencyRow& row) {
  const WorkingDays days = charter.calendar ? charter.calendar->working_days() : WorkingDays();
  return days.plus(london_date(row.opened), kReviewWorkingDays);
}

std::vector<const charter::Role*> task_roles(const charter::Charter& charter, std::string_view case_kind, std::string_view how) {
  std::vector<const charter::Role*> roles;
  for (const charter::Role& role : charter.roles) {
    const bool asked = std::ranges::any_of(charter.rules, [&](const charter::Rule& rule) {
      return asks_so(rule, how) &&
             std::ranges::any_of(rule.who, [&](const charter::Who& who) {
               return who.kind == charter::WhoKind::role && who.role == role.name;
             }) &&
             std::ranges::any_of(rule.on, [&](const std::string& on) { return charter.record_kind(on)->case_kind == case_kind; });
    });
    if (asked) roles.push_back(&role);
  }
  return roles;
}

bool can_be_objected_to(const charter::Purpose& purpose) {
  return purpose.kind == "marketing" || std::ranges::any_of(purpose.bases, [](const charter::Basis& basis) {
           return basis.code == "ukgdpr:6.1.e" || basis.code == "ukgdpr:6.1.f";
         });
}

std::vector<Ground> grounds(std::string_view right) {
  std::vector<Ground> found;
  std::ranges::copy_if(kGrounds, std::back_inserter(found), [&](const Ground& one) { return one.right == right; });
  return found;
}

}  // namespace concordat::vault
