#pragma once
// What becomes of a review's records when it concludes, in words.

#include "casework/cases/visit.h"
#include "html/html.h"

namespace concordat::casework {

// What will be destroyed, what is kept and why, and how far each destruction has come. Names no person.
html::Html conclusion_html(const Visit& visit, const CaseFile& case_file);
// How many of these are held, an agency's own for an agency. Not the records: of one a part may never have been written, or be destroyed
// before the rest.
std::size_t parts_held(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind, const charter::Part& part);
// "Until the case is concluded; then destroyed, at most 80 days later"
std::string keeping_words(const charter::Charter& charter, const charter::Part& part);

}  // namespace concordat::casework
