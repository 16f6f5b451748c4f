#include "html/components/form.h"
#include "html/fixtures.h"

namespace concordat::html::fixtures {
namespace {

Label read_label(const Json& options) {
  Label into{.text = content(options)};
  read(options, "for", into.for_id);
  read(options, "isPageHeading", into.is_page_heading);
  read_common(options, into);
  return into;
}

Hint read_hint(const Json& options) {
  Hint into{.text = content(options)};
  read(options, "id", into.id);
  read_common(options, into);
  return into;
}

ErrorMessage read_error(const Json& options) {
  ErrorMessage into{.text = content(options)};
  read(options, "id", into.id);
  const Json hidden = at(options, "visuallyHiddenText");
  read(options, "visuallyHiddenText", into.visually_hidden_text);
  if (hidden.is_false() || hidden.is("")) into.visually_hidden_text.clear();
  read_common(options, into);
  return into;
}

Fieldset read_fieldset(const Json& options) {
  Fieldset into;
  const Json legend = at(options, "legend");
  into.legend.text = content(legend);
  read(legend, "isPageHeading", into.legend.is_page_heading);
  read(legend, "classes", into.legend.classes);
  read(options, "describedBy", into.described_by);
  read(options, "role", into.role);
  read_common(options, into);
  into.content = raw(word(at(options, "html"))).html();
  return into;
}

FormGroup read_form_group(const Json& options) {
  FormGroup into;
  for (const char* key : {"beforeInput", "beforeInputs"}) {
    if (const Json before = at(options, key); truthy(before)) into.before_input = content(before);
  }
  for (const char* key : {"afterInput", "afterInputs"}) {
    if (const Json after = at(options, key); truthy(after)) into.after_input = content(after);
  }
  read_common(options, into);
  return into;
}

// What every field of a form takes.
template <class Field>
void read_field(const Json& options, Field& into) {
  read(options, "name", into.name);
  if constexpr (requires { into.label; }) into.label = read_label(at(options, "label"));
  if constexpr (requires { into.id; }) read(options, "id", into.id);
  if constexpr (requires { into.described_by; }) read(options, "describedBy", into.described_by);
  if constexpr (requires { into.disabled; }) read(options, "disabled", into.disabled);
  if constexpr (requires { into.value; }) read(options, "value", into.value);
  if constexpr (requires { into.autocomplete; }) read(options, "autocomplete", into.autocomplete);
  if constexpr (requires { into.spellcheck; }) read(options, "spellcheck", into.spellcheck);
}

template <class Group>
void read_group(const Json& options, Group& into) {
  if (const Json hint = at(options, "hint"); truthy(hint)) into.hint = read_hint(hint);
  if (const Json error = at(options, "errorMessage"); truthy(error)) into.error_message = read_error(error);
  if constexpr (requires { into.fieldset; }) {
    if (const Json fieldset = at(options, "fieldset"); truthy(fieldset)) into.fieldset = read_fieldset(fieldset);
  }
  into.form_group = read_form_group(at(options, "formGroup"));
  read_common(options, into);
}

template <class Field>
Field field_of(const Json& options) {
  Field into;
  read_field(options, into);
  read_group(options, into);
  return into;
}

Html render_button(const Json& options) {
  Button into{.text = content(options)};
  read(options, "href", into.href);
  read(options, "type", into.type);
  read(options, "name", into.name);
  read(options, "value", into.value);
  read(options, "id", into.id);
  read(options, "disabled", into.disabled);
  read(options, "isStartButton", into.is_start_button);
  read(options, "preventDoubleClick", into.prevent_double_click);
  read_common(options, into);
  return button(into);
}

Affix read_affix(const Json& options) {
  Affix into{.text = content(options)};
  read_common(options, into);
  return into;
}

Html render_input(const Json& options) {
  auto into = field_of<Input>(options);
  read(options, "type", into.type);
  read(options, "inputmode", into.inputmode);
  read(options, "pattern", into.pattern);
  read(options, "autocapitalize", into.autocapitalize);
  into.prefix = read_affix(at(options, "prefix"));
  into.suffix = read_affix(at(options, "suffix"));
  read_common(at(options, "inputWrapper"), into.input_wrapper);
  return input(into);
}

Html render_password_input(const Json& options) {
  auto into = field_of<PasswordInput>(options);
  read(options, "showPasswordText", into.texts.show_password);
  read(options, "hidePasswordText", into.texts.hide_password);
  read(options, "showPasswordAriaLabelText", into.texts.show_password_aria_label);
  read(options, "hidePasswordAriaLabelText", into.texts.hide_password_aria_label);
  read(options, "passwordShownAnnouncementText", into.texts.password_shown_announcement);
  read(options, "passwordHiddenAnnouncementText", into.texts.password_hidden_announcement);
  return password_input(into);
}

Textarea read_textarea(const Json& options) {
  auto into = field_of<Textarea>(options);
  read(options, "rows", into.rows);
  return into;
}

Html render_file_upload(const Json& options) {
  auto into = field_of<FileUpload>(options);
  read(options, "multiple", into.multiple);
  read(options, "javascript", into.javascript);
  read(options, "wrapperClasses", into.wrapper_classes);
  into.wrapper_attributes = attributes_of(options, "wrapperAttributes");
  return file_upload(into);
}

Html render_character_count(const Json& options) {
  CharacterCount into{.textarea = read_textarea(options)};
  read(options, "maxlength", into.maxlength);
  read(options, "maxwords", into.maxwords);
  read(options, "countType", into.count_type);
  read(options, "threshold", into.threshold);
  read(options, "textareaDescriptionText", into.textarea_description_text);
  read(at(options, "countMessage"), "classes", into.count_message_classes);
  return character_count(into);
}

Html render_select(const Json& options) {
  auto into = field_of<Select>(options);
  for (const Json& item : at(options, "items").each()) {
    if (!truthy(item)) continue;
    SelectItem read_item{.text = word(at(item, "text"))};
    read(item, "value", read_item.value);
    read(item, "selected", read_item.selected);
    read(item, "disabled", read_item.disabled);
    read_item.attributes = attributes_of(item);
    into.items.push_back(read_item);
  }
  return select(into);
}

std::vector<ChoiceItem> read_choices(const Json& options) {
  std::vector<ChoiceItem> all;
  for (const Json& item : at(options, "items").each()) {
    if (!truthy(item)) continue;
    ChoiceItem into{.text = content(item)};
    read(item, "value", into.value);
    read(item, "id", into.id);
    read(item, "name", into.name);
    read(item, "divider", into.divider);
    read(item, "behaviour", into.behaviour);
    read(item, "checked", into.checked);
    read(item, "disabled", into.disabled);
    if (const Json hint = at(item, "hint"); truthy(hint)) into.hint = read_hint(hint);
    read_common(at(item, "label"), into.label);
    if (const Json inside = at(at(item, "conditional"), "html"); truthy(inside)) into.conditional = raw(word(inside)).html();
    into.attributes = attributes_of(item);
    all.push_back(into);
  }
  return all;
}

Html render_radios(const Json& options) {
  auto into = field_of<Radios>(options);
  read(options, "idPrefix", into.id_prefix);
  into.items = read_choices(options);
  return radios(into);
}

Html render_checkboxes(const Json& options) {
  auto into = field_of<Checkboxes>(options);
  read(options, "idPrefix", into.id_prefix);
  for (const Json& value : at(options, "values").each()) into.values.push_back(word(value));
  into.items = read_choices(options);
  return checkboxes(into);
}

void read_date_item(const Json& item, DateInputItem& into) {
  read(item, "name", into.name);
  read(item, "label", into.label);
  read(item, "value", into.value);
  read(item, "id", into.id);
  read(item, "inputmode", into.inputmode);
  read(item, "autocomplete", into.autocomplete);
  read(item, "pattern", into.pattern);
  read(item, "error", into.error);
  read_common(item, into);
  static const std::string kMarked = "govuk-input--error";
  if (const std::size_t found = into.classes.find(kMarked); found != std::string::npos) {
    into.classes.erase(found, kMarked.size());
    into.error = true;
  }
}

Html render_date_input(const Json& options) {
  DateInput into;
  read(options, "id", into.id);
  read(options, "namePrefix", into.name_prefix);
  read_group(options, into);
  const Json items = at(options, "items");
  const bool has_items = !items.each().empty();
  if (has_items) {
    into.items.clear();
    for (const Json& item : items.each()) read_date_item(item, into.items.emplace_back());
  } else {
    std::erase_if(into.items, [&options](const DateInputItem& item) { return at(options, item.name.c_str()).is_false(); });
  }
  for (DateInputItem& item : into.items) {
    const std::string part = item.name;
    const Json of_part = at(options, part.c_str());
    if (truthy(of_part) && !has_items) read_date_item(of_part, item);
    if (!item.value) read(of_part, "value", item.value);
    const std::string prefixed = into.name_prefix.empty() ? item.name : into.name_prefix + "-" + item.name;
    for (const std::string& key : {part, prefixed}) {
      if (!item.value) read(at(options, "values"), key.c_str(), item.value);
    }
  }
  return date_input(into);
}

}  // namespace

std::vector<Component> form_components() {
  const std::string no_limit = "a limit that only a script knows is none";
  const std::string gap = "an item that is not there leaves no gap in the numbers";
  return {
      {"label", [](const Json& options) { return label(read_label(options)); }},
      {"hint", [](const Json& options) { return hint(read_hint(options)); }},
      {"error-message", [](const Json& options) { return error_message(read_error(options)); }},
      {"fieldset", [](const Json& options) { return fieldset(read_fieldset(options)); }},
      {"button", render_button},
      {"input", render_input},
      {"password-input", render_password_input},
      {"textarea", [](const Json& options) { return textarea(read_textarea(options)); }},
      {"file-upload", render_file_upload, {{"translated", "the pages are in English"}}},
      {"character-count",
       render_character_count,
       {{"to configure in JavaScript", no_limit},
        {"with neither maxlength nor maxwords set", no_limit},
        {"with neither maxlength, maxwords nor textarea description set", no_limit},
        {"with translations", "the pages are in English"}}},
      {"select", render_select},
      {"radios", render_radios, {{"with falsy items", gap}}},
      {"checkboxes", render_checkboxes, {{"with falsy values", gap}}},
      {"date-input", render_date_input},
  };
}

}  // namespace concordat::html::fixtures
