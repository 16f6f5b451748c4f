#pragma once
// A review that is concluded: each agency that was asked has supplied one item, and its destruction is proposed.

#include <functional>

#include "casework/access.h"
#include "casework/test_app.h"
#include "vault/test_guards.h"
#include "vault/test_opening.h"

namespace concordat::casework {

// Asks the agency, and enters one item that it supplied.
inline RecordId supplied_item(TestApp& test, const http::SessionView& manager, const http::SessionView& support, CaseId review,
                              const char* agency) {
  const App& app = test.app();
  const policy::Subject subject = *app.vault.subject_of_case(review);
  const auto asks = app.vault.gate().authorise(app.actor(TestApp::as(manager)), charter::Capability::open_case, subject);
  EXPECT_TRUE(asks && app.vault.ask_agency(*asks, agency));
  const auto item = add_record(app, app.actor(TestApp::as(support)), review,
                               {"agency-item", "item", parties::agency_id(agency), "paper", "received"},
                               {{{"title", "Contacts"}, {"category", "police"}, {"narrative", "Invented."}}, ""});
  EXPECT_TRUE(item);
  return item ? *item : RecordId{};
}

inline CaseId concluded_review(TestApp& test, const http::SessionView& manager, const http::SessionView& support,
                               const std::vector<const char*>& agencies, const std::function<void(CaseId)>& while_open = {}) {
  const App& app = test.app();
  const policy::Actor concludes = app.actor(TestApp::as(manager)), records = app.actor(TestApp::as(support));
  const CaseId review = *vault::open_case(app.vault, concludes, "review", "R-2026-001");
  if (while_open) while_open(review);
  for (const char* agency : agencies) supplied_item(test, manager, support, review, agency);
  EXPECT_TRUE(add_record(app, records, review, {"voice", "account", {}, "office", "received"},
                         {{{"heard", "family"}, {"voice-account", "Invented."}}, ""}));
  for (const char* state : {"rapid-review", "review", "concluded"}) {
    for (const charter::Step& step : app.charter().case_kind("review")->steps)
      if (step.to == state) vault::meet_guards(app.vault, concludes, review, step);
    EXPECT_TRUE(take_step(app, concludes, *find_case(app, review.text(), "review"), state, app.today())) << state;
  }
  return review;
}

}  // namespace concordat::casework
