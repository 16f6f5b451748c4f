#pragma once
// What the pages show of one question.

#include "agent/agent.h"
#include "html/html.h"

namespace concordat::agent {

inline constexpr const char* kQuestions = "/questions";
std::string path_of(const OpenCheck& open);

// The name as it was asked, for headings.
std::string name_asked(const OpenCheck& open);
// What the partnership tells of the person.
html::Html told_html(const OpenCheck& open);
// The person asked about beside the candidate, the level of each field and its weight, and the waterfall.
html::Html candidate_html(const OpenCheck& open, std::size_t number);
// The judgement of it; `errors` by the names of the fields.
html::Html judging_html(const OpenCheck& open, std::size_t number, const std::map<std::string, std::string>& typed,
                        const std::map<std::string, std::string>& errors);
// What was judged, for the page of the answer.
html::Html judgements_html(const OpenCheck& open);

}  // namespace concordat::agent
