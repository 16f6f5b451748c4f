#pragma once
// The sections in which a review is worked on: Decision, Meetings, Findings and actions. Which records stand on which is the
// charter's, and so is what a list of them shows.

#include "casework/cases/visit.h"

namespace concordat::casework {

inline constexpr const char* kCopiesSection = "decision";  // where copies that are owed are put on record as sent

bool has_decision_section(const Visit& visit, const CaseFile& case_file);
bool has_meetings_section(const Visit& visit, const CaseFile& case_file);
bool has_findings_section(const Visit& visit, const CaseFile& case_file);
// The records of a kind as a table of the fields that the charter lists, with the way to add one.
html::Html list_html(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind);
void add_work_sections(http::Router& router, const App& app);

}  // namespace concordat::casework
