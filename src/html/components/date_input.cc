#include <algorithm>

#include "html/components/field.h"

namespace concordat::html {
namespace {

std::string with_capital(std::string word) {
  if (!word.empty() && word[0] >= 'a' && word[0] <= 'z') word[0] = static_cast<char>(word[0] - ('a' - 'A'));
  return word;
}

Html date_part(const DateInput& date, const DateInputItem& item, bool marked) {
  const bool has_width = item.classes.find("govuk-input--width-") != std::string::npos;
  const std::string width = has_width ? "" : item.name.ends_with("year") ? "govuk-input--width-4" : "govuk-input--width-2";
  return "<div class=\"govuk-date-input__item\">" +
         input({
             .name = date.name_prefix.empty() ? item.name : date.name_prefix + "-" + item.name,
             .label = {.text = item.label.empty() ? with_capital(item.name) : item.label, .classes = "govuk-date-input__label"},
             .value = item.value,
             .id = item.id.empty() ? date.id + "-" + item.name : item.id,
             .autocomplete = item.autocomplete,
             .inputmode = item.inputmode,
             .pattern = item.pattern,
             .classes = words_of({"govuk-date-input__input", marked ? "govuk-input--error" : "", width, item.classes}),
             .attributes = item.attributes,
         }) +
         "</div>";
}

}  // namespace

Html date_input(const DateInput& options) {
  const std::string given = options.fieldset ? options.fieldset->described_by : "";
  const std::string described = described_by(given, options.id, options.hint.has_value(), options.error_message.has_value());
  Html controls = "<div" + class_attribute({"govuk-date-input", options.classes}) + attributes(options.attributes) +
                  attribute_if("id", options.id) + ">" + options.form_group.before_input.html();
  const bool any_marked = std::ranges::any_of(options.items, [](const DateInputItem& item) { return item.error.value_or(false); });
  for (const DateInputItem& item : options.items) {
    const bool marked = item.error.value_or(options.error_message.has_value() && !any_marked);
    controls += date_part(options, item, marked);
  }
  // Without this role a common screen reader does not read the description of a fieldset of text inputs.
  return grouped(options, options.id, described, "group", controls + options.form_group.after_input.html() + "</div>");
}

}  // namespace concordat::html
