#pragma once
// What the components of all fields have in common, and dates, whose value is put together from several of them.

#include <optional>
#include <string>

#include "casework/fields.h"
#include "html/components/form.h"

namespace concordat::casework {

std::string trimmed(std::string_view text);
std::string label_of(const charter::Field& field);  // "(optional)" behind it where it may be left empty
html::Label label_for(const charter::Field& field, Stands stands);
html::Legend legend_for(const std::string& words, Stands stands);
html::Hint hint_of(const charter::Field& field);
std::optional<html::ErrorMessage> message_of(const std::string& name, const Entered& entered);

bool is_a_date(const charter::Field& field);
bool may_be_unborn(const charter::Field& field);  // of an uncertain date of birth alone can it be said that it is still to come
// Certain dates as ISO, uncertain ones as base/uncertain_date.h writes them. What does not make one is kept as it was typed, so that
// it can be shown again.
std::string read_date(const charter::Field& field, const http::Fields& form);
html::Html date_html(const charter::Field& field, const Entered& entered, Stands stands);

}  // namespace concordat::casework
