#pragma once
// The workspace's own pages: today, the ledger, and the demonstration's way through time.

#include "casework/app.h"

namespace concordat::casework {

void add_workspace_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
