#pragma once
// The one door that other instances come to: POST /messages (docs/formats/message.md).

#include "casework/app.h"

namespace concordat::casework {

// Every refusal is one answer on the wire, that of a page that does not exist; the log says which it was.
void add_message_door(http::Router& router, const App& app);

}  // namespace concordat::casework
