#include "html/components/field.h"

namespace concordat::html {

std::string described_by(const std::string& given, const std::string& id, bool has_hint, bool has_error) {
  return words_of({given, has_hint ? id + "-hint" : "", has_error ? id + "-error" : ""});
}

Html hint_of(const std::optional<Hint>& given, const std::string& id) {
  if (!given) return {};
  Hint with_id = *given;
  with_id.id = id + "-hint";
  return hint(with_id);
}

Html error_message_of(const std::optional<ErrorMessage>& given, const std::string& id) {
  if (!given) return {};
  ErrorMessage with_id = *given;
  with_id.id = id + "-error";
  return error_message(with_id);
}

Html open_form_group(const FormGroup& group, bool has_error) {
  return "<div" + class_attribute({"govuk-form-group", has_error ? "govuk-form-group--error" : "", group.classes}) +
         attributes(group.attributes) + ">";
}

Html label(const Label& options) {
  if (options.text.empty()) return {};
  const Html html = "<label" + class_attribute({"govuk-label", options.classes}) + attributes(options.attributes) +
                    attribute_if("for", options.for_id) + ">" + options.text.html() + "</label>";
  return options.is_page_heading ? "<h1 class=\"govuk-label-wrapper\">" + html + "</h1>" : html;
}

Html hint(const Hint& options) {
  return "<div" + attribute_if("id", options.id) + class_attribute({"govuk-hint", options.classes}) + attributes(options.attributes) + ">" +
         options.text.html() + "</div>";
}

Html error_message(const ErrorMessage& options) {
  Html html = "<p" + attribute_if("id", options.id) + class_attribute({"govuk-error-message", options.classes}) +
              attributes(options.attributes) + ">";
  if (!options.visually_hidden_text.empty()) {
    html += "<span class=\"govuk-visually-hidden\">" + text(options.visually_hidden_text) + ":</span> ";
  }
  return html + options.text.html() + "</p>";
}

Html fieldset(const Fieldset& options) {
  Html html = "<fieldset" + class_attribute({"govuk-fieldset", options.classes}) + attribute_if("role", options.role) +
              attribute_if("aria-describedby", options.described_by) + attributes(options.attributes) + ">";
  const Legend& legend = options.legend;
  if (!legend.text.empty()) {
    html += "<legend" + class_attribute({"govuk-fieldset__legend", legend.classes}) + ">";
    html += legend.is_page_heading ? "<h1 class=\"govuk-fieldset__heading\">" + legend.text.html() + "</h1>" : legend.text.html();
    html += "</legend>";
  }
  return html + options.content + "</fieldset>";
}

}  // namespace concordat::html
