#pragma once
// The steps that a case can take next, as buttons, and taking one.

#include "casework/access.h"

namespace concordat::casework {

// Whether it leads on; else what was done is opened again.
bool leads_on(const charter::CaseKind& kind, const charter::Step& step);

// Whether a step is what comes next, and its button the one that stands out, or something else does.
enum class StepLook { next, other };
struct StepPaths {
  std::string action;   // where a step is posted
  std::string last_on;  // the page on which the step to the last state stands; empty: beside the others
  StepLook look = StepLook::next;
};

// A button for each step that this actor may take now; a step that records an event asks for its day.
html::Html steps_html(const App& app, const http::Request& request, const policy::Actor& actor, const store::CaseRow& row,
                      const StepPaths& paths);
// Just the step to the last state, where it is this actor's.
html::Html last_step_html(const App& app, const http::Request& request, const policy::Actor& actor, const store::CaseRow& row,
                          const std::string& action);
http::Response take_posted_step(const App& app, const http::Request& request, const store::CaseRow& row, std::string_view back);

}  // namespace concordat::casework
