#pragma once
// What a case is opened on, as a form: by which criterion of the charter, or why by none; and the record that the charter asks for with
// it. The office fills it in, or somebody on the public site. A record that comes by itself to a case that is there is asked for alike.

#include "casework/access.h"
#include "casework/fields.h"

namespace concordat::casework {

inline constexpr const char* kCaseToBe = "case";  // the field with the id of the case to be: sent twice, it is opened once

struct OpeningForm {
  const App& app;
  const charter::RecordKind* record = nullptr;  // null: none is asked for
  const charter::CaseKind* opens = nullptr;     // null: its case is there
  std::string part = {};                        // of the record; empty: its first
  bool online = false;  // sent by somebody outside: what is known by itself is not asked

  std::vector<charter::Field> fields_of(std::string_view part) const;  // those that are asked
  std::size_t criteria() const { return opens ? opens->criteria.size() : 0; }
};

OpeningForm opening_form(const App& app, const charter::CaseKind& kind, bool online = false);

struct OpeningAnswers {
  Entered all;
  std::size_t criterion = 0;  // from 1; 0: none
  std::map<std::string, vault::NewPart> notification;
};

// Where it is asked on several pages, one of them: a question, or what belongs together. A form of a few short fields is one page.
struct OpeningPage {
  std::string name;  // of the first of what it asks
  bool asks_criterion = false;
  std::string part = {};
  std::vector<charter::Field> fields = {};
  const charter::Consent* consent = nullptr;
  // Each with the errors that it may have; a date is sent as several.
  std::vector<std::string> asked = {};
  bool asks_one() const { return asked.size() == 1; }
};
std::vector<OpeningPage> pages_of(const OpeningForm& form);

OpeningAnswers read_opening(const OpeningForm& form, const http::Fields& sent);
html::Html opening_fields_html(const OpeningForm& form, const Entered& entered);
html::Html opening_page_html(const OpeningForm& form, const OpeningPage& page, const Entered& entered);
// `change`: what the address of a page begins with, before its name; empty: there are no pages to go back to.
html::SummaryList opening_summary(const OpeningForm& form, const OpeningAnswers& answers, const std::string& change = "");

}  // namespace concordat::casework
