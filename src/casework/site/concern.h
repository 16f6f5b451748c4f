#pragma once
// Whom to call who is worried about a child: the line that answers at this minute in London, and the others.

#include "casework/app.h"
#include "charter/outputs.h"

namespace concordat::casework {

inline constexpr const char* kConcern = "/concern";

charter::ConcernLines concern_lines_now(const App& app);
// For the head of every public page.
html::Help help(const App& app);
http::Response concern_page(const App& app, const http::Request& request);

}  // namespace concordat::casework
