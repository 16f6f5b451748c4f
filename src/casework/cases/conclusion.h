#pragma once
// What becomes of a review's records when it concludes, in words.

#include "casework/cases/visit.h"
#include "html/html.h"

namespace concordat::casework {

// What will be destroyed, what is kept and why, and how far each destruction has come. Names no person.
html::Html conclusion_html(const Visit& visit, const CaseFile& case_file);
// "Until the case is concluded; then destroyed, at most 80 days later"
std::string keeping_words(const charter::Charter& charter, const charter::Part& part);

}  // namespace concordat::casework
