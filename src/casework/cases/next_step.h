#pragma once
// What comes next in a review, and whose turn it is: short, at the head of each of its sections.

#include "casework/cases/visit.h"
#include "html/html.h"

namespace concordat::casework {

// What is needed on this section, or that nothing is, and who moves the review on. Opens nothing: what only its opened records tell is
// in `needed`.
html::Html next_html(const Visit& visit, const CaseFile& case_file, std::string_view section, const html::Html& needed = {});
// On the overview, where the steps that this person may take stand as buttons: whose turn it is where none of them is theirs.
html::Html turn_html(const Visit& visit, const CaseFile& case_file);

// The way to put on record that this event has happened, where a record of the charter tells of it and this person may write it.
html::Html record_event_html(const Visit& visit, const CaseFile& case_file, std::string_view event);

// What the steps that this person may take wait for, with the way to put it on record.
html::Html guards_html(const Visit& visit, const CaseFile& case_file);

}  // namespace concordat::casework
