#include <gtest/gtest.h>
#include <chrono>
#include <iostream>
#include "casework/cases/cases.h"
#include "casework/test_app.h"
#include "casework/workspace/workspace.h"
namespace concordat::casework {
TEST(ZzMany, Cases) {
  TestApp test("tests/charter/sixth/saltmarsh.toml", "2026-11-02");
  add_case_pages(test.router(), test.app());
  add_workspace_pages(test.router(), test.app());
  const auto keeper = test.person("K", {"harbourmaster"});
  const auto first = test.post(keeper, "/workspace/cases/open/word", {{"name", "Jory Tide"}, {"email", "j@example.org"}, {"account", "H."}, {"heard-on-day", "30"}, {"heard-on-month", "10"}, {"heard-on-year", "2026"}, {"do", "open"}});
  ASSERT_EQ(first.status, 303);
  store::CaseRow model; std::vector<store::EventRow> events;
  test.app().vault.store().read([&](store::Reader& r) { model = r.cases("word").front(); events = r.events(model.id); });
  auto& store = *test.instance().store;
  (void)store.write([&](store::Transaction& t) -> Result<void> {
    for (int i = 0; i < 10000; ++i) {
      store::CaseRow row = model; row.id = crypto::new_id<CaseId>(); row.reference = "N-2025-" + std::to_string(i);
      t.insert_case(row);
      for (auto e : events) { e.case_id = row.id; t.insert_event(e); }
    }
    return {};
  });
  for (const char* path : {"/workspace/cases/of/word", "/workspace/cases/of/word?sort=opened", "/workspace/cases", "/workspace"}) {
    const auto a = std::chrono::steady_clock::now();
    const auto page = test.get(keeper, path);
    std::cout << path << " " << page.status << " " << page.body.size() << " bytes "
              << std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - a).count() << " ms\n";
  }
}
}  // namespace concordat::casework
