#include "html/components/field.h"

namespace concordat::html {
namespace {

Html affix(const Affix& options, Markup position) {
  if (options.text.empty()) return {};
  return "<div" + class_attribute({position.text(), options.classes}) + " aria-hidden=\"true\"" + attributes(options.attributes) + ">" +
         options.text.html() + "</div>";
}

Html input_element(const Input& options, const std::string& id) {
  Html html = "<input" +
              class_attribute({"govuk-input", options.classes, options.error_message ? "govuk-input--error" : ""}) + attribute("id", id) +
              attribute("name", options.name) + attribute("type", options.type) + optional_boolean("spellcheck", options.spellcheck);
  if (options.value) html += attribute("value", *options.value);
  if (options.disabled) html += " disabled";
  html += attribute_if("aria-describedby",
                       described_by(options.described_by, id, options.hint.has_value(), options.error_message.has_value()));
  return html + attribute_if("autocomplete", options.autocomplete) + attribute_if("autocapitalize", options.autocapitalize) +
         attribute_if("pattern", options.pattern) + attribute_if("inputmode", options.inputmode) + attributes(options.attributes) + ">";
}

}  // namespace

Html input(const Input& options) {
  const std::string& id = options.id.empty() ? options.name : options.id;
  const FormGroup& group = options.form_group;
  Html control = group.before_input.html() + affix(options.prefix, "govuk-input__prefix") + input_element(options, id) +
                 affix(options.suffix, "govuk-input__suffix") + group.after_input.html();
  const bool has_beside =
      !options.prefix.text.empty() || !options.suffix.text.empty() || !group.before_input.empty() || !group.after_input.empty();
  if (has_beside) {
    control = "<div" + class_attribute({"govuk-input__wrapper", options.input_wrapper.classes}) +
              attributes(options.input_wrapper.attributes) + ">" + control + "</div>";
  }
  return labelled(options, id, control);
}

Html password_input(const PasswordInput& options) {
  const std::string& id = options.id.empty() ? options.name : options.id;
  const PasswordInputTexts& texts = options.texts;
  const Html toggle = button({
      .text = texts.show_password.empty() ? "Show" : texts.show_password,
      .type = "button",
      .classes = "govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle",
      .attributes = {{"aria-controls", id},
                     {"aria-label", texts.show_password_aria_label.empty() ? "Show password" : texts.show_password_aria_label},
                     {"hidden", "", true}},
  });
  FormGroup group = options.form_group;
  group.classes = words_of({"govuk-password-input", group.classes});
  group.after_input = toggle + options.form_group.after_input.html();
  Attributes on_group{{"data-module", "govuk-password-input"}};
  const auto say = [&on_group](Markup name, const std::string& words) {
    if (!words.empty()) on_group.push_back({name, words});
  };
  say("data-i18n.show-password", texts.show_password);
  say("data-i18n.hide-password", texts.hide_password);
  say("data-i18n.show-password-aria-label", texts.show_password_aria_label);
  say("data-i18n.hide-password-aria-label", texts.hide_password_aria_label);
  say("data-i18n.password-shown-announcement", texts.password_shown_announcement);
  say("data-i18n.password-hidden-announcement", texts.password_hidden_announcement);
  group.attributes.insert(group.attributes.begin(), on_group.begin(), on_group.end());
  return input({
      .name = options.name,
      .label = options.label,
      .hint = options.hint,
      .error_message = options.error_message,
      .value = options.value,
      .id = id,
      .type = "password",
      .autocomplete = options.autocomplete,
      .autocapitalize = "none",
      .spellcheck = false,
      .disabled = options.disabled,
      .described_by = options.described_by,
      .input_wrapper = {.classes = "govuk-password-input__wrapper"},
      .form_group = group,
      .classes = words_of({"govuk-password-input__input govuk-js-password-input-input", options.classes}),
      .attributes = options.attributes,
  });
}

Html textarea(const Textarea& options) {
  const std::string& id = options.id.empty() ? options.name : options.id;
  Html control = options.form_group.before_input.html() + "<textarea" +
                 class_attribute({"govuk-textarea", options.error_message ? "govuk-textarea--error" : "", options.classes}) +
                 attribute("id", id) + attribute("name", options.name) + attribute("rows", std::to_string(options.rows)) +
                 optional_boolean("spellcheck", options.spellcheck);
  if (options.disabled) control += " disabled";
  control += attribute_if("aria-describedby",
                          described_by(options.described_by, id, options.hint.has_value(), options.error_message.has_value()));
  control += attribute_if("autocomplete", options.autocomplete) + attributes(options.attributes) + ">" + text(options.value) +
             "</textarea>" + options.form_group.after_input.html();
  return labelled(options, id, control);
}

Html file_upload(const FileUpload& options) {
  const std::string& id = options.id.empty() ? options.name : options.id;
  Html control = "<input" +
                 class_attribute({"govuk-file-upload", options.classes, options.error_message ? "govuk-file-upload--error" : ""}) +
                 attribute("id", id) + attribute("name", options.name) + " type=\"file\"";
  if (options.disabled) control += " disabled";
  if (options.multiple) control += " multiple";
  control += attribute_if("aria-describedby",
                          described_by(options.described_by, id, options.hint.has_value(), options.error_message.has_value()));
  control += attributes(options.attributes) + ">";
  if (options.javascript)
    control = "<div" + class_attribute({"govuk-file-upload-wrapper", options.wrapper_classes}) + " data-module=\"govuk-file-upload\"" +
              attributes(options.wrapper_attributes) + ">" + control + "</div>";
  return labelled(options, id, options.form_group.before_input.html() + control + options.form_group.after_input.html());
}

Html character_count(const CharacterCount& options) {
  Textarea area = options.textarea;
  const std::string id = area.id.empty() ? area.name : area.id;
  const std::string type = options.count_type.empty() && options.maxwords > 0 ? "words" : options.count_type;
  const int limit = options.maxwords > 0 ? options.maxwords : options.maxlength;
  std::string description = options.textarea_description_text;
  if (description.empty()) description = type == "words" ? "You can enter up to %{count} words" : "You can enter up to %{count} characters";
  static const std::string kCount = "%{count}";
  if (const std::size_t at = description.find(kCount); at != std::string::npos) {
    description.replace(at, kCount.size(), std::to_string(limit));
  }
  const Html message = hint({.text = description,
                             .id = id + "-info",
                             .classes = words_of({"govuk-character-count__message", options.count_message_classes})});
  Attributes on_group{{"data-module", "govuk-character-count"}};
  if (options.maxlength > 0) on_group.push_back({"data-maxlength", std::to_string(options.maxlength)});
  if (options.maxwords > 0) on_group.push_back({"data-maxwords", std::to_string(options.maxwords)});
  if (options.threshold > 0) on_group.push_back({"data-threshold", std::to_string(options.threshold)});
  if (!type.empty()) on_group.push_back({"data-count-type", type});
  FormGroup& group = area.form_group;
  group.attributes.insert(group.attributes.begin(), on_group.begin(), on_group.end());
  group.classes = words_of({"govuk-character-count", group.classes});
  group.after_input = message + group.after_input.html();
  area.id = id;
  area.described_by = id + "-info";
  area.classes = words_of({"govuk-js-character-count", area.classes});
  return textarea(area);
}

}  // namespace concordat::html
