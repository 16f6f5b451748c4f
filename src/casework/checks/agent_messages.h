#pragma once
// What an agency's agent asks and answers by signed messages: the involvement checks of that agency, and nothing else.

#include <string>

#include "casework/app.h"

namespace concordat::casework {

// What is waiting for the agency, for a `pull`: the body of the reply. Before it is there, the ledger has that the agent came, that its
// contact was let in, and what was read. An Error where this pull came before.
Result<std::string> waiting_for_agent(const App& app, const exchange::Received& received, const exchange::Partner& agent);

// All of an agent's answers or none, with the memory that they came.
Result<void> take_agents_answers(const App& app, const exchange::Received& received, const exchange::Partner& agent);

}  // namespace concordat::casework
