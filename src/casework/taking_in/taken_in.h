#pragma once
// What was read out of a file that was handed in, row by row, before it becomes records; and those records afterwards.

#include "casework/cases/visit.h"

namespace concordat::casework {

std::string path_of_arrival(const CaseFile& case_file, AttachmentId id);

void add_arrival_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
