#pragma once
// What a case is opened on, as a form: by which criterion of the charter, or why by none; and the record that the charter asks for with
// it. The office fills it in, or somebody on the public site.

#include "casework/access.h"
#include "casework/fields.h"

namespace concordat::casework {

inline constexpr const char* kCaseToBe = "case";  // the field with the id of the case to be: sent twice, it is opened once

struct OpeningForm {
  const App& app;
  const charter::CaseKind& kind;
  bool online = false;  // sent by somebody outside: what is known by itself is not asked

  std::vector<charter::Field> fields_of(std::string_view part) const;  // those that are asked
  bool asks_anything() const;
};

struct OpeningAnswers {
  Entered all;
  std::size_t criterion = 0;  // from 1; 0: none
  std::map<std::string, vault::NewPart> notification;
};

OpeningAnswers read_opening(const OpeningForm& form, const http::Fields& sent);
html::Html opening_fields_html(const OpeningForm& form, const Entered& entered);
html::SummaryList opening_summary(const OpeningForm& form, const OpeningAnswers& answers);

}  // namespace concordat::casework
