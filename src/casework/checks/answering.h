#pragma once
// A question of another partnership, as somebody of the office comes to answer it.

#include "casework/checks/answer_checks.h"
#include "exchange/post.h"

namespace concordat::casework {

// From whom, and by which message, as the ledger has it.
struct Origin {
  std::string word;
  exchange::MessageId question;
};

struct Answering {
  const App& app;
  const http::Request& request;
  policy::Actor actor;
  store::CaseRow row;
  Origin origin;
  AnswerTask task;
  std::string path;
};

bool is_answered(const App& app, const store::CaseRow& row);

// For whoever may see the questions of other partnerships; to others the page does not exist.
http::Response for_request(const App& app, const http::Request& request, http::Response (*answer)(const Answering&));

}  // namespace concordat::casework
