#pragma once
// Other partnerships by signed messages (docs/formats/message.md): what ours asks them, what they ask us, and the answers both ways.

#include <optional>
#include <string>
#include <vector>

#include "casework/checks/checks.h"
#include "exchange/post.h"
#include "vault/involvement.h"

namespace concordat::casework {

inline constexpr const char* kPartnerRequests = "/workspace/partner-requests";
inline constexpr int kAnswerDays = 14;          // that a partnership is given
inline constexpr std::size_t kMostAsked = 20;   // people in one message

// Those whom this check may be put to: the charter names them as a recipient, and two people confirmed them.
std::vector<exchange::Partner> partners_to_ask(const App& app, const charter::RecordKind& kind);
// As an agency on the pages of involvement: named by its word. None where there is and was no such partnership.
std::optional<charter::Agency> partner_as_agency(const App& app, std::string_view word);

// "2-birth-date": a field of the second person of a message, as docs/formats/message.md names it.
std::string person_field(std::size_t number, const std::string& field);

// What is to be sent, in words of the format.
std::string question_body(const App& app, const charter::RecordKind& kind, const store::CaseRow& row,
                          const std::vector<vault::Involvement::Asked>& asked);

// Where the messages to a partnership about one case stand: the last question.
std::optional<exchange::Outgoing> last_question(const App& app, CaseId case_id, std::string_view word);
// Waiting, delivered, or what went wrong and what to do.
std::string message_words(const exchange::Outgoing& mail);

// How many questions that came to us are not answered yet, for who may answer.
std::size_t open_requests(const App& app, const policy::Actor& actor);

void add_partner_requests(http::Router& router, const App& app);

}  // namespace concordat::casework
