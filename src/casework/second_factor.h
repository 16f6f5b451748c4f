#pragma once
// The second factor: taken once, asked for again before what weighs much.

#include <string>
#include <string_view>
#include <vector>

#include "casework/app.h"

namespace concordat::casework {

inline constexpr std::size_t kRecoveryCodes = 10;

// Takes a code of the authenticator or a recovery code, in one transaction with the mark that it was used. `what` is a word for
// the ledger. An Error where it could not be written; false: it is not right, or was used before.
Result<bool> take_second_factor(const App& app, AccountId id, std::string_view typed, std::string_view what);

// Ten, "abcd-efgh-jkmn-pqrs"; the account keeps the digests alone.
std::vector<std::string> new_recovery_codes();
std::string digest_of_recovery_code(std::string_view typed);

// Only in a demonstration: a code that would be taken now, or when there will be one.
html::Html demonstration_code(const App& app, AccountId id);

// The field for it, with what a demonstration shows beside it.
html::Html second_factor_field(const App& app, AccountId id, const std::string& error);

// What is wrong with a form, if anything: said before the second factor is asked for. It changes nothing.
using FormCheck = std::function<std::optional<http::Response>(const http::Request&)>;

// A handler of a POST that is carried out only when the second factor was given again a short while ago: until then a page asks for
// it, keeps what was sent, and goes on with it.
http::Handler confirmed(const App& app, http::Handler handler, FormCheck check = nullptr);

}  // namespace concordat::casework
