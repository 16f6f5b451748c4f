#pragma once
// The steps that a case can take next, as buttons, and taking one.

#include "casework/access.h"

namespace concordat::casework {

// Whether it leads on; else what was done is opened again.
bool leads_on(const charter::CaseKind& kind, const charter::Step& step);

// Whether a step is what comes next, and its button the one that stands out, or something else does.
enum class StepLook { next, other };
// A button for each step that this actor may take now; a step that records an event asks for its day.
html::Html steps_html(const App& app, const http::Request& request, const policy::Actor& actor, const store::CaseRow& row,
                      std::string_view action, StepLook look = StepLook::next);
http::Response take_posted_step(const App& app, const http::Request& request, const store::CaseRow& row, std::string_view back);

}  // namespace concordat::casework
