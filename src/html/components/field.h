#pragma once
// What stands around every control of a form: label or legend, hint, error message, and how they are tied to it.

#include <string>

#include "html/components/form.h"

namespace concordat::html {

// Ids for aria-describedby: what the caller gave, then the hint, then the error.
std::string described_by(const std::string& given, const std::string& id, bool has_hint, bool has_error);

Html hint_of(const std::optional<Hint>& hint, const std::string& id);
Html error_message_of(const std::optional<ErrorMessage>& error, const std::string& id);

Html open_form_group(const FormGroup& group, bool has_error);

// A group with a label over one control.
template <class Field>
Html labelled(const Field& field, const std::string& id, const Html& control) {
  Label over = field.label;
  over.for_id = id;
  return open_form_group(field.form_group, field.error_message.has_value()) + label(over) + hint_of(field.hint, id) +
         error_message_of(field.error_message, id) + control + "</div>";
}

// A group of several controls, within a fieldset where one is given.
template <class Group>
Html grouped(const Group& group, const std::string& id, const std::string& described, const std::string& role, const Html& controls) {
  const Html inside = hint_of(group.hint, id) + error_message_of(group.error_message, id) + controls;
  const Html open = open_form_group(group.form_group, group.error_message.has_value());
  if (!group.fieldset) return open + inside + "</div>";
  Fieldset around = *group.fieldset;
  around.described_by = described;
  around.role = role;
  around.content = inside;
  return open + fieldset(around) + "</div>";
}

}  // namespace concordat::html
