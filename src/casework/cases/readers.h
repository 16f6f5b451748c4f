#pragma once
// Who has read a record: STK-08, an agency sees who read what it supplied.

#include "casework/cases/visit.h"
#include "html/html.h"

namespace concordat::casework {

struct Reading {
  Instant at;
  std::string actor;  // as the ledger names it
  std::string by;     // who had it put on paper for them; empty: they opened it themselves
};

// Of the acts on a case, those in which this record was opened, alone or in a list. The newest first.
std::vector<Reading> readings_of(const std::vector<ledger::Leaf>& acts, RecordId record);

// A row for each person: how often, first and last. When each reading was stands in the history of the case.
html::Html readers_html(const App& app, const store::RecordRow& record);

}  // namespace concordat::casework
