#pragma once
// The sections of a review, each a page of its own below the review's: who may see which, and the way from one to another.

#include "casework/cases/visit.h"
#include "html/components/page.h"
#include "html/html.h"

namespace concordat::casework {

struct Section {
  const char* name;   // below the review's path: "people"; empty: the overview
  const char* title;  // in the list of sections
  bool (*is_there)(const Visit&, const CaseFile&);
};

// A kind of record of this review that stands on this section, by the charter's word for it; empty: on the overview.
bool stands_on(const charter::RecordKind& kind, const CaseFile& case_file, std::string_view section);
// Those of the partnership's own kinds on this section that this person may add or has some of before them.
std::vector<const charter::RecordKind*> own_kinds_on(const Visit& visit, const CaseFile& case_file, std::string_view section);

// The page on which records of this kind stand.
std::string path_of_section(const CaseFile& case_file, const charter::RecordKind& kind);

// The page of one section: the review's reference, the ways to the other sections, and `content` under the section's title; with what is
// wrong in a form that was sent, and what is `needed` there.
http::Response section_page(const Visit& visit, const CaseFile& case_file, std::string_view section, const html::Html& content,
                            std::vector<html::ErrorSummaryItem> errors = {}, const html::Html& needed = {});

using SectionAnswer = http::Response (*)(const Visit&, const CaseFile&);
// A page of a section: where the section is not there for this person, nothing is.
void add_section_page(http::Router& router, const App& app, http::Method method, std::string_view section, std::string_view rest,
                      SectionAnswer answer);

}  // namespace concordat::casework
