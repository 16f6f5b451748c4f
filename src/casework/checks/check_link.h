#pragma once
// How an agency without an account is reached: a mail with a link that opens one task, and a code by another channel. The database
// keeps digests alone of both, in meta under "link:" and "code:" with the task.

#include "casework/app.h"

namespace concordat::casework {

inline constexpr int kCheckLinkDays = 14;
inline constexpr int kMostWrongCodes = 5;  // then the code is worth nothing
inline constexpr const char* kCheckPath = "/check/";

// "check:CASE:AGENCY", with the agency's name in the charter.
std::string check_task(CaseId case_id, std::string_view agency);

// All below that take a grant: to ask this agency in this case, as whoever does it may.

// A new code, "4821 7730", for this task, shown once: an earlier one is worth nothing from now on.
Result<std::string> new_check_code(const App& app, const policy::Grant& grant, std::string_view agency);

struct CheckMail {
  std::string agency;
  std::string to;          // one address
  bool by_link = true;     // else its reader signs in
  bool is_reminder = false;
};
// Queues it. Where mail is off, or cannot be queued: the link, to be handed over, and why.
struct CheckSent {
  std::string link;
  std::string problem;
};
Result<CheckSent> send_check_mail(const App& app, const http::Request& request, const policy::Grant& grant, const CheckMail& mail);

enum class CodeTaken { right, wrong, over };  // over: none is there, or it was tried too often
Result<CodeTaken> take_check_code(const App& app, CaseId case_id, std::string_view agency, std::string_view typed);
bool has_check_code(store::Reader& reader, CaseId case_id, std::string_view agency);
// With the answers: link and code open nothing any more.
Result<void> close_check_task(store::Transaction& transaction, CaseId case_id, std::string_view agency);

}  // namespace concordat::casework
