#pragma once
// The public site: home, the notice, the promises and how each is kept, cookies, accessibility.

#include "casework/app.h"

namespace concordat::casework {

void add_site_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
