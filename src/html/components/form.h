#pragma once
// Components with which something is asked. https://design-system.service.gov.uk/components/

#include <optional>
#include <string>
#include <vector>

#include "html/components/common.h"

namespace concordat::html {

struct Label {
  Content text = {};
  std::string for_id = {};  // set by the field that the label stands in
  bool is_page_heading = false;
  std::string classes = {};
  Attributes attributes = {};
};

struct Hint {
  Content text = {};
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct ErrorMessage {
  Content text = {};
  std::string id = {};
  std::string visually_hidden_text = "Error";  // empty: none
  std::string classes = {};
  Attributes attributes = {};
};

struct Legend {
  Content text = {};
  bool is_page_heading = false;
  std::string classes = {};
};

struct Fieldset {
  Legend legend = {};
  std::string described_by = {};
  std::string role = {};
  std::string classes = {};
  Attributes attributes = {};
  Html content = {};  // set by radios, checkboxes and date_input themselves
};

struct FormGroup {
  Content before_input = {};
  Content after_input = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct Button {
  Content text = {};
  std::string href = {};  // not empty: a link that looks like a button
  std::string type = "submit";
  std::string name = {};
  std::string value = {};
  std::string id = {};
  bool disabled = false;
  bool is_start_button = false;
  std::optional<bool> prevent_double_click = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct Affix {
  Content text = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct InputWrapper {
  std::string classes = {};
  Attributes attributes = {};
};

struct Input {
  std::string name = {};
  Label label = {};
  std::optional<Hint> hint = {};
  std::optional<ErrorMessage> error_message = {};
  std::optional<std::string> value = {};
  std::string id = {};  // empty: the name
  std::string type = "text";
  std::string autocomplete = {};
  std::string autocapitalize = {};
  std::string inputmode = {};
  std::string pattern = {};
  std::optional<bool> spellcheck = {};
  bool disabled = false;
  std::string described_by = {};
  Affix prefix = {};
  Affix suffix = {};
  InputWrapper input_wrapper = {};
  FormGroup form_group = {};
  std::string classes = {};
  Attributes attributes = {};
};

// Texts that govuk-frontend's script shows; empty: its own English ones.
struct PasswordInputTexts {
  std::string show_password = {};
  std::string hide_password = {};
  std::string show_password_aria_label = {};
  std::string hide_password_aria_label = {};
  std::string password_shown_announcement = {};
  std::string password_hidden_announcement = {};
};

struct PasswordInput {
  std::string name = {};
  Label label = {};
  std::optional<Hint> hint = {};
  std::optional<ErrorMessage> error_message = {};
  std::optional<std::string> value = {};
  std::string id = {};
  std::string autocomplete = "current-password";
  bool disabled = false;
  std::string described_by = {};
  PasswordInputTexts texts = {};
  FormGroup form_group = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct Textarea {
  std::string name = {};
  Label label = {};
  std::optional<Hint> hint = {};
  std::optional<ErrorMessage> error_message = {};
  std::string value = {};
  std::string id = {};
  int rows = 5;
  std::string autocomplete = {};
  std::optional<bool> spellcheck = {};
  bool disabled = false;
  std::string described_by = {};
  FormGroup form_group = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct FileUpload {
  std::string name = {};
  Label label = {};
  std::optional<Hint> hint = {};
  std::optional<ErrorMessage> error_message = {};
  std::string id = {};
  bool multiple = false;
  bool disabled = false;
  bool javascript = false;  // with a place to drop files on, where scripts run
  std::string wrapper_classes = {};
  Attributes wrapper_attributes = {};
  std::string described_by = {};
  FormGroup form_group = {};
  std::string classes = {};
  Attributes attributes = {};
};

// A textarea that says how much may still be written. Its limit is told to people and checked by the server all the same.
struct CharacterCount {
  Textarea textarea = {};
  int maxlength = 0;  // one of the two
  int maxwords = 0;
  std::string count_type = {};  // "characters" as people see them, "length" in UTF-16 units, "words"; empty: as the limit is
  int threshold = 0;  // per cent of the limit from which on the count is shown
  std::string textarea_description_text = {};  // "%{count}" stands for the limit
  std::string count_message_classes = {};
};

struct SelectItem {
  std::string text = {};
  std::optional<std::string> value = {};  // none: the text
  std::optional<bool> selected = {};  // none: where its value is that of all
  bool disabled = false;
  Attributes attributes = {};
};

struct Select {
  std::string name = {};
  std::vector<SelectItem> items = {};
  std::string value = {};  // the item with this value is selected
  Label label = {};
  std::optional<Hint> hint = {};
  std::optional<ErrorMessage> error_message = {};
  std::string id = {};
  bool disabled = false;
  std::string described_by = {};
  FormGroup form_group = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct ChoiceItem {
  Content text = {};
  std::string value = {};
  std::string id = {};
  std::string name = {};       // checkboxes: empty for that of all
  std::string divider = {};    // not empty: a word ("or") between items instead of an item
  std::string behaviour = {};  // checkboxes: "exclusive" for "none of these"
  std::optional<bool> checked = {};
  bool disabled = false;
  std::optional<Hint> hint = {};
  Label label = {};
  Html conditional = {};  // what is asked only when this is chosen
  Attributes attributes = {};
};

struct Radios {
  std::string name = {};
  std::vector<ChoiceItem> items = {};
  std::string value = {};  // the item with this value is checked
  std::optional<Fieldset> fieldset = {};
  std::optional<Hint> hint = {};
  std::optional<ErrorMessage> error_message = {};
  std::string id_prefix = {};  // empty: the name
  FormGroup form_group = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct Checkboxes {
  std::string name = {};
  std::vector<ChoiceItem> items = {};
  std::vector<std::string> values = {};
  std::optional<Fieldset> fieldset = {};
  std::optional<Hint> hint = {};
  std::optional<ErrorMessage> error_message = {};
  std::string id_prefix = {};
  std::string described_by = {};
  FormGroup form_group = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct DateInputItem {
  std::string name = {};
  std::string label = {};  // empty: the name with a capital
  std::optional<std::string> value = {};
  std::string id = {};
  std::string inputmode = "numeric";
  std::string autocomplete = {};
  std::string pattern = {};
  std::optional<bool> error = {};  // this part is what the date's error is about; none on any: all are marked
  std::string classes = {};
  Attributes attributes = {};
};

struct DateInput {
  std::string id = {};
  std::string name_prefix = {};  // "start" asks "start-day", "start-month" and "start-year"
  std::vector<DateInputItem> items = {{.name = "day"}, {.name = "month"}, {.name = "year"}};
  std::optional<Fieldset> fieldset = {};
  std::optional<Hint> hint = {};
  std::optional<ErrorMessage> error_message = {};
  FormGroup form_group = {};
  std::string classes = {};
  Attributes attributes = {};
};

Html label(const Label& options);
Html hint(const Hint& options);
Html error_message(const ErrorMessage& options);
Html fieldset(const Fieldset& options);
Html button(const Button& options);
Html input(const Input& options);
Html password_input(const PasswordInput& options);
Html file_upload(const FileUpload& options);  // in a form of html::upload_form
Html textarea(const Textarea& options);
Html character_count(const CharacterCount& options);
Html select(const Select& options);
Html radios(const Radios& options);
Html checkboxes(const Checkboxes& options);
Html date_input(const DateInput& options);

}  // namespace concordat::html
