#include "casework/cases/visit.h"

#include <algorithm>

#include "casework/clearance.h"
#include "casework/fields.h"
#include "html/components/content.h"
#include "vault/events.h"

namespace concordat::casework {
namespace {

bool names(const charter::Rule& rule, charter::WhoKind kind, const std::set<std::string>& roles = {}) {
  return std::ranges::any_of(rule.who, [&](const charter::Who& who) {
    return who.kind == kind && (kind != charter::WhoKind::role || roles.contains(who.role));
  });
}

// Whether some rule on a record of these cases fits.
bool any_rule(const charter::Charter& charter, const CaseKinds& kinds, const std::function<bool(const charter::Rule&)>& fits) {
  return std::ranges::any_of(charter.rules, [&](const charter::Rule& rule) {
    const bool of_these = std::ranges::any_of(rule.on, [&](const std::string& name) {
      const charter::RecordKind* of = charter.record_kind(name);
      return of && std::ranges::any_of(kinds, [&](const charter::CaseKind* kind) { return kind->name == of->case_kind; });
    });
    return of_these && fits(rule);
  });
}

bool reads(const charter::Rule& rule) { return std::ranges::find(rule.may, charter::Act::read) != rule.may.end(); }

bool moves_some(const CaseKinds& kinds, const std::set<std::string>& roles) {
  return std::ranges::any_of(kinds, [&](const charter::CaseKind* kind) {
    return std::ranges::any_of(kind->steps, [&](const charter::Step& step) {
      return std::ranges::any_of(step.who, [&](const std::string& role) { return roles.contains(role); });
    });
  });
}

CaseFile load(store::Reader& reader, const store::CaseRow& row) {
  return {row, reader.events(row.id), reader.records(row.id), reader.parts_of_case(row.id)};
}

}  // namespace

std::vector<const charter::RecordKind*> supplied_kinds(const charter::Charter& charter, std::string_view case_kind) {
  std::vector<const charter::RecordKind*> kinds;
  for (const charter::RecordKind& kind : charter.record_kinds)
    if (kind.case_kind == case_kind && kind.owner == charter::Owner::supplier && !kind.is_check() &&
        !kind.is_question())
      kinds.push_back(&kind);
  return kinds;
}

std::vector<const charter::RecordKind*> question_kinds(const charter::Charter& charter, std::string_view case_kind) {
  std::vector<const charter::RecordKind*> kinds;
  for (const charter::RecordKind& kind : charter.record_kinds)
    if (kind.case_kind == case_kind && kind.is_question()) kinds.push_back(&kind);
  return kinds;
}

Business business_with(const charter::Charter& charter, const policy::Actor& actor, const CaseKinds& kinds) {
  if (actor.kind != policy::ActorKind::person) return Business::none;
  if (!actor.agency.is_none()) {
    const bool supplies = any_rule(charter, kinds, [](const charter::Rule& rule) {
      return names(rule, charter::WhoKind::supplier_agency) || names(rule, charter::WhoKind::owner_agency);
    });
    return supplies && parties::find_agency(charter, actor.agency) ? Business::agency : Business::none;
  }
  const auto reads_as = [&](bool by_task) {
    std::set<std::string> roles;
    for (const std::string& name : actor.roles)
      if (const charter::Role* role = charter.role(name); role && role->task_only == by_task) roles.insert(name);
    return any_rule(charter, kinds, [&](const charter::Rule& rule) { return reads(rule) && names(rule, charter::WhoKind::role, roles); });
  };
  if (moves_some(kinds, actor.roles) || reads_as(false)) return Business::office;
  return reads_as(true) ? Business::task : Business::none;
}

std::optional<CivilDate> CaseFile::day_asked(AgencyId agency) const {
  for (const store::EventRow& event : events)
    if (event.event.starts_with(vault::kAskedEvent) && parties::agency_id(event.event.substr(vault::kAskedEvent.size())) == agency)
      return event.day;
  return std::nullopt;
}

bool CaseFile::asked(AgencyId agency) const { return day_asked(agency).has_value(); }

std::size_t CaseFile::count(std::string_view kind) const {
  return static_cast<std::size_t>(std::ranges::count_if(records, [&](const store::RecordRow& one) { return one.kind == kind; }));
}

std::size_t CaseFile::count(std::string_view kind, AgencyId owner) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(records, [&](const store::RecordRow& one) { return one.kind == kind && one.owner == owner; }));
}

const store::RecordRow* CaseFile::record(RecordId id) const {
  const auto found = std::ranges::find(records, id, &store::RecordRow::id);
  return found == records.end() ? nullptr : &*found;
}

std::size_t CaseFile::supplied(const charter::Charter& charter, const std::optional<AgencyId>& owner) const {
  std::size_t all = 0;
  for (const charter::RecordKind* kind : supplied_kinds(charter, row.kind)) all += owner ? count(kind->name, *owner) : count(kind->name);
  return all;
}

bool CaseFile::destroyed(RecordId id) const {
  return std::ranges::none_of(parts, [&](const store::PartRow& part) { return part.record == id && !part.destroyed; });
}

CaseKinds kinds_of_reviews(const charter::Charter& charter) { return cases_on(charter, kReviewPages); }

CaseKinds kinds_of_other_work(const charter::Charter& charter) {
  const CaseKinds reviews = kinds_of_reviews(charter);
  CaseKinds kinds = kinds_with_case_pages(charter);
  std::erase_if(kinds, [&](const charter::CaseKind* kind) { return std::ranges::find(reviews, kind) != reviews.end(); });
  return kinds;
}

std::string path_of(const store::CaseRow& row) { return std::string(kCases) + "/" + row.id.text(); }

html::Html list_of(const charter::Charter& charter, const charter::CaseKind& kind) {
  const CaseKinds reviews = kinds_of_reviews(charter);
  if (std::ranges::find(reviews, &kind) != reviews.end()) return html::back_link({.href = kReviews, .text = "All reviews"});
  return html::back_link({.href = std::string(kCases) + "/of/" + kind.name, .text = "All: " + within_sentence(kind.title)});
}

std::string name_of(const charter::Charter& charter, const store::CaseRow& row) {
  const charter::CaseKind* kind = charter.case_kind(row.kind);
  return (kind ? kind->title : "Case") + " " + row.reference;
}

std::string name_of(const Visit& visit, const CaseFile& case_file) { return name_of(visit.app.charter(), case_file.row); }

bool knows_of(const Visit& visit, const CaseFile& case_file) {
  const policy::Actor& actor = visit.actor;
  switch (visit.business) {
    case Business::none: return false;
    case Business::office: return true;
    case Business::agency:
      return case_file.asked(actor.agency) || case_file.supplied(visit.app.charter(), actor.agency) > 0;
    case Business::task: {  // SOM-12, SOM-13: within the time of the task, and while the charter opens something by it
      const auto subject = visit.app.vault.subject_of_case(case_file.row.id);
      if (!subject || !visit.app.vault.gate().reads_some(actor, *subject)) return false;
      const auto& glass = subject->emergencies;
      if (std::ranges::find(glass, actor.account, &policy::Emergency::account) != glass.end()) return true;
      return std::ranges::any_of(subject->tasks, [&](const policy::Task& task) {
        return actor.roles.contains(task.role) && (task.how == policy::Task::How::group || task.account == actor.account);
      });
    }
  }
  return false;
}

std::vector<CaseFile> cases_for(const Visit& visit, const CaseKinds& kinds) {
  std::vector<CaseFile> reviews;
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind* kind : kinds)
      for (const store::CaseRow& row : reader.cases(kind->name)) reviews.push_back(load(reader, row));
  });
  std::erase_if(reviews, [&](const CaseFile& case_file) { return !knows_of(visit, case_file); });
  return reviews;
}

std::vector<store::CaseRow> rows_for(const Visit& visit, const CaseKinds& kinds) {
  std::vector<store::CaseRow> rows;
  if (visit.business != Business::office) {
    for (const CaseFile& one : cases_for(visit, kinds)) rows.push_back(one.row);
    return rows;
  }
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const charter::CaseKind* kind : kinds) std::ranges::move(reader.cases(kind->name), std::back_inserter(rows));
  });
  return rows;
}

CaseFile what_it_holds(const App& app, const store::CaseRow& row) {
  std::optional<CaseFile> case_file;
  app.vault.store().read([&](store::Reader& reader) { case_file = load(reader, row); });
  return std::move(*case_file);
}

http::Response for_visitor(const App& app, const http::Request& request, const CaseKinds& kinds,
                           const std::function<http::Response(const Visit&)>& answer) {
  Visit visit{app, request, app.actor(request)};
  visit.business = business_with(app.charter(), visit.actor, kinds);
  if (visit.business == Business::none) return not_found();
  if (const auto refused = refuse_uncleared(app, request)) return *refused;
  return answer(visit);
}

http::Response for_case(const App& app, const http::Request& request,
                          const std::function<http::Response(const Visit&, const CaseFile&)>& answer) {
  return for_visitor(app, request, kinds_with_case_pages(app.charter()), [&](const Visit& visitor) {
    const auto row = find_case(app, request.parts.at("case"));
    if (!row || !has_case_pages(app.charter(), row->kind)) return not_found();
    Visit visit = visitor;
    visit.business = business_with(app.charter(), visit.actor, {app.charter().case_kind(row->kind)});
    const CaseFile case_file = what_it_holds(app, *row);
    return knows_of(visit, case_file) ? answer(visit, case_file) : not_found();
  });
}

}  // namespace concordat::casework
