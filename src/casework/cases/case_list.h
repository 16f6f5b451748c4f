#pragma once
// Cases in a list: for each, of the clocks that run, the one that ends first. From the rows and what happened; no record is opened and no
// case is looked into.

#include "casework/clocks.h"
#include "html/html.h"

namespace concordat::casework {

struct ListedCase {
  store::CaseRow row;
  std::optional<RunningClock> clock;  // none where none runs
};
std::vector<ListedCase> with_clocks(const App& app, std::vector<store::CaseRow> rows);
// The first due first, so what is late before all; then those without a clock, as they came.
void sort_by_day_due(std::vector<ListedCase>& cases);
std::size_t late_among(const std::vector<ListedCase>& cases, CivilDate today);

// "Late", which clock, and its day; "No clock runs" where none does.
html::Html clock_html(const App& app, const std::optional<RunningClock>& clock);

}  // namespace concordat::casework
