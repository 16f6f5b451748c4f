#pragma once
// The records of a review, each by the form that the charter gives for its kind: adding one, looking at it, correcting it.

#include "casework/adding.h"
#include "casework/cases/visit.h"

namespace concordat::casework {

// "Child 2": which of its kind it is in this case. It names nobody, for who may stop the use of a record need not be who may read it.
std::string numbered(const App& app, const CaseFile& case_file, const store::RecordRow& record);
// What is asked when a record of this kind is added. Kinds of a review have one part.
std::vector<charter::Field> fields_to_ask(const charter::RecordKind& kind);
// The agencies that this person may add such a record for: their own, or for the office each that was asked.
std::vector<const charter::Agency*> suppliers(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind);
// "2 were recorded, and destroyed on 4 January 2027."; empty where none of this kind was destroyed. An agency is not told of another's.
std::string destroyed_words(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind);
bool may_read(const Visit& visit, const store::RecordRow& record);
bool may_add(const Visit& visit, const CaseFile& case_file, std::string_view kind);
// Whether one has its time in the case as it stands (vault/guards.h); and both.
Result<void> has_its_time(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind);
bool may_add_now(const Visit& visit, const CaseFile& case_file, std::string_view kind);
// Of a form that is new with every call.
std::string path_of_add(const CaseFile& case_file, std::string_view kind);
std::string path_of(const store::RecordRow& record);
// That part of a record, to whoever sends its form once more.
SavedAlready saved_part(const Visit& visit, const store::RecordRow& record, const charter::Part& part);

void add_new_record_pages(http::Router& router, const App& app);
void add_record_pages(http::Router& router, const App& app);

}  // namespace concordat::casework
