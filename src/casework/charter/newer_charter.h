#pragma once
// A newer charter: sent, looked at, proposed by one officer, put into force by another.

#include "casework/app.h"
#include "charter/texts.h"
#include "vault/activation.h"

namespace concordat::casework {

inline constexpr const char* kNewerCharter = "/workspace/charter/newer";

// What is seen of it, the same by who proposes it and by who approves it.
struct NewerCharter {
  charter::Texts texts;
  charter::Compilation compilation;
  std::vector<Error> refusals;  // why it cannot come into force here, whoever approves it
};
NewerCharter look_at(const App& app, charter::Texts texts, charter::Compilation compilation);
html::Html newer_charter_html(const App& app, const NewerCharter& newer);
// The rules of its errors, each once.
std::vector<std::string> rules_of_errors(const charter::Compilation& compilation);

// Of an officer who may activate a charter; to others none of it exists.
using CharterAnswer = http::Response (*)(const App&, const http::Request&, const policy::Mandate&);
http::Handler for_activating_officer(const App& app, CharterAnswer answer);

// The page of the one that waits for a second person; nothing where none does.
std::optional<http::Response> proposed_charter_page(const App& app, const http::Request& request, const policy::Mandate& mandate);
// What became of earlier proposals.
html::Html decided_charters_html(const App& app);
// Whether one waits that this person may decide on.
bool charter_waits_for(const App& app, const policy::Actor& actor);

void add_proposed_charter_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
