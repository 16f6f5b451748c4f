#pragma once
// What a person's rights stop (UK GDPR, Articles 18 and 21): putting it on record, ending it, and what whoever would read the data is
// shown in its place; also of what its owner has asked back.

#include "casework/cases/visit.h"
#include "html/html.h"

namespace concordat::casework {

inline constexpr const char* kRestrictionsSection = "restrictions";

bool has_restrictions_section(const Visit& visit, const CaseFile& case_file);
void add_restrictions_section(http::Router& router, const App& app);

// ---- limited_record.cc
// Whether nothing but a restriction, an objection or its owner's asking for it back keeps this person from reading the record.
bool is_kept_by_a_right(const Visit& visit, const store::RecordRow& record);
// How many records of a section's page are not shown for that, with the way to each; empty: none.
html::Html limited_html(const Visit& visit, const CaseFile& case_file, std::string_view section);
// In the place of the record: why it is not shown, and on which grounds it can be used all the same.
http::Response show_limited(const Visit& visit, const CaseFile& case_file, const store::RecordRow& record);
void add_limited_record_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
