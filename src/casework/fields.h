#pragma once
// The charter's forms on a page: each field with its hint and why it is asked, and what people typed read back and held
// against the field's type. What is wrong keeps what was typed.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "charter/dates.h"
#include "html/components/page.h"
#include "html/html.h"
#include "http/http.h"
#include "vault/vault.h"

namespace concordat::casework {

struct Entered {
  vault::Values values;                       // as typed, white space at both ends removed; dates as ISO
  std::map<std::string, std::string> errors;  // field → what is wrong and what to do
  std::vector<std::pair<std::string, std::string>> order;  // of the fields, each with the id of what mends it
  bool ok() const { return errors.empty(); }
  std::vector<html::ErrorSummaryItem> summary() const;
};

// Reads these fields and no others from what was sent; dates are held against each other, and against what is known.
Entered read_fields(const std::vector<charter::Field>& fields, const http::Fields& form, const charter::KnownDays& known = {});
// The same of values that were not typed into a form, as those of a row of a spreadsheet; dates as ISO.
Entered check_values(const std::vector<charter::Field>& fields, const vault::Values& values, const charter::KnownDays& known = {});
// Adds what is wrong with the dates, where nothing else is wrong with them.
void hold_dates(Entered& entered, const std::vector<charter::Field>& fields, const vault::Values& values, const charter::KnownDays& known);
// What was read well and refused all the same: said above the form, in which what was typed still stands.
void refuse(Entered& entered, const Error& error);
// What was sent, as fields that are not shown, so that the next page can be sent with it; but for the token and what `except` names.
html::Html carried_fields(const http::Fields& form, std::string_view except);
// Adds an error for a consent that was not ticked.
void require_consent(Entered& entered, const charter::Consent& consent, const http::Fields& form);

// Whom the fields ask about. A browser may fill in what it knows of the person who types (WCAG 2.2, 1.3.5); of anybody else it
// must neither offer the typist's own name nor keep what was typed.
enum class About { somebody_else, the_typist };
// A question that is all that its page asks is the page's heading.
enum class Stands { among_others, alone };
// The fields as components, filled with `entered`.
html::Html fields_html(const std::vector<charter::Field>& fields, const Entered& entered, About about = About::somebody_else,
                       Stands stands = Stands::among_others);
// One checkbox with the consent's wording; never ticked beforehand.
html::Html consent_html(const charter::Consent& consent, const Entered& entered, Stands stands = Stands::among_others);
// Whether a child says that no parent or guardian has agreed yet: nothing of what they wrote is held.
bool waits_for_permission(const std::vector<charter::Field>& fields, const vault::Values& values);
std::string consent_id(const charter::Consent& consent);  // of its box in a form
// Fields and their values as a list, for reading.
html::Html values_html(const std::vector<charter::Field>& fields, const vault::Values& values);
// A title within a sentence: "Dietary and access needs" as "dietary and access needs", "NHS number" as it is.
std::string within_sentence(std::string title);
// The other way about, with a full stop: "it stands in the notice" as "It stands in the notice."
std::string as_sentence(std::string words);
// A value as people read it: a date in words, an empty one as "not given".
std::string shown(const charter::Field& field, const vault::Values& values);

}  // namespace concordat::casework
