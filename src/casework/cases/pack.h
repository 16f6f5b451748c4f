#pragma once
// A review's papers for one person, as one accessible PDF: what the charter lets that person read, and nothing else.

#include <optional>
#include <vector>

#include "casework/cases/visit.h"
#include "paper/paper.h"

namespace concordat::casework {

// Whether this person may have papers made, for themselves or for others.
bool may_make_pack(const Visit& visit, const CaseFile& case_file);

// The parts of the review's records that `reader` may read now without an emergency, by grants of their own, and that who makes the
// papers may read as well: so nobody comes by making them to what is not theirs.
std::vector<policy::Grant> parts_of_pack(const Visit& maker, const CaseFile& case_file, const parties::Account& reader);

// Opens these parts, and writes into the ledger that they were given to the reader, and by whom. The document names the reader and the
// time on each page.
Result<paper::Document> make_pack(const Visit& maker, const CaseFile& case_file, const parties::Account& reader);

void add_pack_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
