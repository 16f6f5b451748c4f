#include "casework/cases/case_list.h"

#include <algorithm>

#include "casework/cases/visit.h"
#include "html/components/content.h"

namespace concordat::casework {

std::vector<ListedCase> with_clocks(const App& app, std::vector<store::CaseRow> rows) {
  std::vector<ListedCase> listed;
  listed.reserve(rows.size());
  app.vault.store().read([&](store::Reader& reader) {
    for (store::CaseRow& row : rows) {
      auto clock = concluded(app.charter(), row) ? std::nullopt : nearest_clock(app.charter(), reader.events(row.id), row.opened);
      listed.push_back({std::move(row), std::move(clock)});
    }
  });
  return listed;
}

void sort_by_day_due(std::vector<ListedCase>& cases) {
  std::ranges::stable_sort(cases, [](const ListedCase& one, const ListedCase& other) {
    if (one.clock && other.clock) return one.clock->due < other.clock->due;
    return one.clock && !other.clock;
  });
}

std::size_t late_among(const std::vector<ListedCase>& cases, CivilDate today) {
  return static_cast<std::size_t>(
      std::ranges::count_if(cases, [&](const ListedCase& one) { return one.clock && is_late(*one.clock, today); }));
}

html::Html clock_html(const App& app, const std::optional<RunningClock>& clock) {
  if (!clock) return html::text("No clock runs");
  const html::Html mark =
      is_late(*clock, app.today()) ? html::tag({.text = "Late", .classes = "govuk-tag--red"}) + html::text(" ") : html::Html();
  return mark + html::text(clock->clock->title + ": " + words(*clock, app.charter(), app.today()));
}

}  // namespace concordat::casework
