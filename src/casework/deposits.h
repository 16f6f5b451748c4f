#pragma once
// What is deposited for an agency to keep: its certificates of destruction, and the checkpoints of the ledger that they are
// verified against.

#include <string>
#include <string_view>
#include <vector>

#include "casework/app.h"

namespace concordat::casework {

struct Deposits {
  std::vector<std::string> certificates;  // names of files
  std::vector<std::string> papers;        // the same certificates as PDF, for people
  std::vector<std::string> checkpoints;   // likewise, the newest first
};

// `agency` is its name in the charter; for any other there is nothing.
Deposits deposits_of(const App& app, std::string_view agency);

// A deposited file to be kept. Only a name that the folder's own listing gives is opened; anything else is not found.
http::Response download_deposit(const App& app, std::string_view agency, std::string_view file);

std::string certificate_name(WarrantId warrant);
// Whether that agency was given one: the charter asks for it of some destructions only.
bool has_certificate(const App& app, AgencyId agency, WarrantId warrant);
std::string paper_name(WarrantId warrant);

// The checkpoint that was deposited together with a certificate: it verifies it, as a later one need not. Empty: not there.
std::string checkpoint_beside(const App& app, std::string_view agency, const Deposits& deposits, std::string_view certificate);

// The checkpoint over the most entries that was deposited for this agency, or with an empty name for any; none: none was yet.
struct DepositedHead {
  std::string agency;
  std::string file;
  std::uint64_t entries = 0;
  std::string note;  // what stands in it
};
std::optional<DepositedHead> newest_head(const App& app, std::string_view agency);

// The head that was last sent to an agency by mail: kept in the database's meta when the server had taken it on.
struct MailedHead {
  std::uint64_t entries = 0;
  Instant at;
};
std::string mailed_head_key(std::string_view agency);
std::optional<MailedHead> mailed_head(store::Store& store, std::string_view agency);

}  // namespace concordat::casework
