#pragma once
// A list as a file for a spreadsheet program: the cases of a kind, or what is on record of one kind in them. Only what its reader may read;
// each reading is in the ledger, and so is that it was taken out.

#include "casework/cases/visit.h"

namespace concordat::casework {

std::string path_of_export(const charter::CaseKind& kind);
void add_export_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
