#include "casework/reviews/visit.h"

#include <algorithm>

#include "casework/clearance.h"
#include "vault/events.h"

namespace concordat::casework {
namespace {

bool names(const charter::Rule& rule, charter::WhoKind kind, const std::set<std::string>& roles = {}) {
  return std::ranges::any_of(rule.who, [&](const charter::Who& who) {
    return who.kind == kind && (kind != charter::WhoKind::role || roles.contains(who.role));
  });
}

bool any_rule(const charter::Charter& charter, const std::function<bool(const charter::Rule&)>& fits) {
  return std::ranges::any_of(charter.rules, [&](const charter::Rule& rule) {
    return std::ranges::find(rule.on, kItem) != rule.on.end() && fits(rule);
  });
}

bool may_open_cases(const charter::Charter& charter, const std::string& role_name) {
  const charter::Role* role = charter.role(role_name);
  return role && role->holds(charter::Capability::open_case);
}

Review load(store::Reader& reader, const store::CaseRow& row) {
  Review review{row, reader.events(row.id), reader.records(row.id), {}};
  for (const store::RecordRow& record : review.records)
    for (store::PartRow& part : reader.parts(record.id)) review.parts.push_back(std::move(part));
  return review;
}

}  // namespace

Business business_with_reviews(const charter::Charter& charter, const policy::Actor& actor) {
  const charter::CaseKind* kind = charter.case_kind(kReview);
  if (!kind || actor.kind != policy::ActorKind::person) return Business::none;
  if (!actor.agency.is_none()) {
    const bool supplies = any_rule(charter, [](const charter::Rule& rule) {
      return names(rule, charter::WhoKind::supplier_agency) || names(rule, charter::WhoKind::owner_agency);
    });
    return supplies && parties::find_agency(charter, actor.agency) ? Business::agency : Business::none;
  }
  const bool opens = std::ranges::any_of(actor.roles, [&](const std::string& role) { return may_open_cases(charter, role); });
  const bool steps = std::ranges::any_of(kind->steps, [&](const charter::Step& step) {
    return std::ranges::any_of(step.who, [&](const std::string& role) { return actor.roles.contains(role); });
  });
  const bool reads = any_rule(charter, [&](const charter::Rule& rule) {
    return std::ranges::find(rule.may, charter::Act::read) != rule.may.end() && names(rule, charter::WhoKind::role, actor.roles);
  });
  return opens || steps || reads ? Business::office : Business::none;
}

std::optional<CivilDate> Review::day_asked(AgencyId agency) const {
  for (const store::EventRow& event : events)
    if (event.event.starts_with(vault::kAskedEvent) && parties::agency_id(event.event.substr(vault::kAskedEvent.size())) == agency)
      return event.day;
  return std::nullopt;
}

bool Review::asked(AgencyId agency) const { return day_asked(agency).has_value(); }

std::size_t Review::count(std::string_view kind) const {
  return static_cast<std::size_t>(std::ranges::count_if(records, [&](const store::RecordRow& one) { return one.kind == kind; }));
}

std::size_t Review::count(std::string_view kind, AgencyId owner) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(records, [&](const store::RecordRow& one) { return one.kind == kind && one.owner == owner; }));
}

const store::RecordRow* Review::record(RecordId id) const {
  const auto found = std::ranges::find(records, id, &store::RecordRow::id);
  return found == records.end() ? nullptr : &*found;
}

bool Review::destroyed(RecordId id) const {
  return std::ranges::none_of(parts, [&](const store::PartRow& part) { return part.record == id && !part.destroyed; });
}

bool knows_of(Business business, const policy::Actor& actor, const Review& review) {
  switch (business) {
    case Business::none: return false;
    case Business::office: return true;
    case Business::agency:
      return review.asked(actor.agency) ||
             std::ranges::find(review.records, actor.agency, &store::RecordRow::owner) != review.records.end();
  }
  return false;
}

bool concluded(const charter::Charter& charter, const store::CaseRow& row) {
  const charter::CaseKind* kind = charter.case_kind(row.kind);
  return !kind || row.state == kind->states.back();
}

std::string path_of(const store::CaseRow& row) { return std::string(kReviews) + "/" + row.id.text(); }

std::vector<Review> reviews_for(const Visit& visit) {
  std::vector<Review> reviews;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::CaseRow& row : reader.cases(kReview)) reviews.push_back(load(reader, row));
  });
  std::erase_if(reviews, [&](const Review& review) { return !knows_of(visit.business, visit.actor, review); });
  return reviews;
}

http::Response for_visitor(const App& app, const http::Request& request, const std::function<http::Response(const Visit&)>& answer) {
  Visit visit{app, request, app.actor(request)};
  visit.business = business_with_reviews(app.charter(), visit.actor);
  if (visit.business == Business::none) return not_found();
  if (const auto refused = refuse_uncleared(app, request)) return *refused;
  return answer(visit);
}

http::Response for_review(const App& app, const http::Request& request,
                          const std::function<http::Response(const Visit&, const Review&)>& answer) {
  return for_visitor(app, request, [&](const Visit& visit) {
    const auto row = find_case(app, request.parts.at("review"), kReview);
    if (!row) return not_found();
    std::optional<Review> review;
    app.vault.store().read([&](store::Reader& reader) { review = load(reader, *row); });
    return knows_of(visit.business, visit.actor, *review) ? answer(visit, *review) : not_found();
  });
}

}  // namespace concordat::casework
