#pragma once
// The one door that other instances come to: POST /messages (docs/formats/message.md).

#include "casework/app.h"

namespace concordat::casework {

// Every refusal is one answer on the wire, that of a page that does not exist; the log says which it was.
void add_message_door(http::Router& router, const App& app);

// Of what came, what this charter asks of that part and no more: another's fields are not ours to keep. A date that records what happened
// is the day on which it came.
vault::Values received_values(const charter::Part& part, const vault::Values& body, const std::string& prefix, CivilDate today);

}  // namespace concordat::casework
