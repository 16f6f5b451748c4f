#pragma once
// One link, one task, one use: what a mail may carry. The database keeps the SHA-256 of its token, in meta under "link:" and the
// task, with the instant until which it is good. To look at the page uses nothing up, so that a scanner that follows the links of
// a mail does no harm; the act does, in its own transaction.

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace concordat::casework {

// The token of a new link for this task ("sign-in:ACCOUNT"); an earlier one for it is worth nothing from now on.
std::string put_link(store::Transaction& transaction, std::string_view task, Instant until);

// Whether this token opens the task now.
bool link_opens(store::Reader& reader, std::string_view task, std::string_view token, Instant now);
// Until when a link for it is good; none: there is none, or it was used.
std::optional<Instant> link_until(store::Reader& reader, std::string_view task);

// Takes it: it opens nothing any more. An Error where it did not open the task.
Result<void> use_link(store::Transaction& transaction, std::string_view task, std::string_view token, Instant now);

void drop_link(store::Transaction& transaction, std::string_view task);

}  // namespace concordat::casework
