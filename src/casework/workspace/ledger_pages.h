#pragma once
// The ledger: its head and where it was deposited, verified when asked, its entries by kind and day, and given out for a SIEM. And the
// page of health, which reads of it what was last done.

#include <memory>

#include "casework/app.h"
#include "casework/workspace/ledger_check.h"
#include "casework/workspace/ledger_index.h"

namespace concordat::casework {

inline constexpr const char* kLedger = "/workspace/ledger";
inline constexpr std::uint64_t kMostExported = 50'000;  // entries in one file, which is made in memory

struct LedgerVisit {
  const App& app;
  const http::Request& request;
  LedgerIndex& index;
  LedgerCheck& check;
};

void add_ledger_pages(http::Router& router, const App& app, const std::shared_ptr<LedgerIndex>& index);
void add_health_page(http::Router& router, const App& app, const std::shared_ptr<LedgerIndex>& index);

// Called by the first: whether it stands, and a way to find out.
html::Html verify_html(const LedgerVisit& visit);

}  // namespace concordat::casework
