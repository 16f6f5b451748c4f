#pragma once
// What comes next in a case (next_act.h), and whose turn it is, as pages show it.

#include "casework/cases/visit.h"
#include "html/html.h"

namespace concordat::casework {

// What is needed on this section, or that nothing is, and who moves the review on. Opens nothing: what only its opened records tell is
// in `needed`.
html::Html next_html(const Visit& visit, const CaseFile& case_file, std::string_view section, const html::Html& needed = {});
// In a list: the next act as a link, its case said to whoever hears the page; plain where nothing is theirs.
html::Html next_link(const Visit& visit, const CaseFile& case_file);
// The next act as the page's one green button; nothing where it is not this person's.
html::Html next_button(const Visit& visit, const CaseFile& case_file);
// On the overview: the same, but for a step, which has a button of its own there; and whose turn it is where it is not theirs.
html::Html overview_next_html(const Visit& visit, const CaseFile& case_file);

// The way to put on record that this event has happened, where a record of the charter tells of it and this person may write it.
html::Html record_event_html(const Visit& visit, const CaseFile& case_file, std::string_view event);

// What the steps that this person may take wait for, with the way to put it on record.
html::Html guards_html(const Visit& visit, const CaseFile& case_file);

}  // namespace concordat::casework
