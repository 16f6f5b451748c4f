#pragma once
// STK-05: no personal data without current training in data protection and an accepted duty of confidentiality.

#include "casework/app.h"

namespace concordat::casework {

// Tells whoever is signed in but not cleared what is missing; nothing for everybody else. It is asked before anything is
// looked up, so that the answer is the same at every address.
std::optional<http::Response> refuse_uncleared(const App& app, const http::Request& request);

}  // namespace concordat::casework
