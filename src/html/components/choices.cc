// Select, radios and checkboxes: one or several of what is offered.

#include <algorithm>

#include "html/components/field.h"

namespace concordat::html {
namespace {

// The names that radios and checkboxes give to the same thing.
struct Family {
  Markup item;
  Markup input;
  Markup label;
  Markup hint;
  Markup divider;
  Markup conditional;
  Markup conditional_hidden;
  Markup type;
};

constexpr Family kRadios{"govuk-radios__item",        "govuk-radios__input",       "govuk-radios__label",
                         "govuk-radios__hint",        "govuk-radios__divider",     "govuk-radios__conditional",
                         "govuk-radios__conditional--hidden", "radio"};
constexpr Family kCheckboxes{"govuk-checkboxes__item",        "govuk-checkboxes__input",   "govuk-checkboxes__label",
                             "govuk-checkboxes__hint",        "govuk-checkboxes__divider", "govuk-checkboxes__conditional",
                             "govuk-checkboxes__conditional--hidden", "checkbox"};

Html choice(const Family& family, const ChoiceItem& item, const std::string& id, const std::string& name, bool checked,
            const std::string& group_described_by) {
  const std::string conditional_id = "conditional-" + id;
  const std::string hint_id = id + "-item-hint";
  Html html = "<div" + class_attribute({family.item.text()}) + "><input" + class_attribute({family.input.text()}) + attribute("id", id) +
              attribute("name", name) + attribute("type", family.type.text()) + attribute("value", item.value);
  if (checked) html += " checked";
  if (item.disabled) html += " disabled";
  if (!item.conditional.empty()) html += attribute("data-aria-controls", conditional_id);
  html += attribute_if("data-behaviour", item.behaviour) +
          attribute_if("aria-describedby", words_of({group_described_by, item.hint ? hint_id : ""})) + attributes(item.attributes) + ">";
  Label beside = item.label;
  beside.text = item.text;
  beside.for_id = id;
  beside.classes = words_of({family.label.text(), beside.classes});
  html += label(beside);
  if (item.hint) {
    Hint under = *item.hint;
    under.id = hint_id;
    under.classes = words_of({family.hint.text(), under.classes});
    html += hint(under);
  }
  html += "</div>";
  if (!item.conditional.empty()) {
    html += "<div" + class_attribute({family.conditional.text(), checked ? "" : family.conditional_hidden.text()}) +
            attribute("id", conditional_id) + ">" + item.conditional + "</div>";
  }
  return html;
}

// The first has no number, so that an error summary can link to it.
std::string item_id(const ChoiceItem& item, const std::string& prefix, std::size_t index) {
  if (!item.id.empty()) return item.id;
  return index == 0 ? prefix : prefix + "-" + std::to_string(index + 1);
}

}  // namespace

Html select(const Select& options) {
  const std::string& id = options.id.empty() ? options.name : options.id;
  Html control = options.form_group.before_input.html() + "<select" +
                 class_attribute({"govuk-select", options.classes, options.error_message ? "govuk-select--error" : ""}) +
                 attribute("id", id) + attribute("name", options.name);
  if (options.disabled) control += " disabled";
  control += attribute_if("aria-describedby",
                          described_by(options.described_by, id, options.hint.has_value(), options.error_message.has_value()));
  control += attributes(options.attributes) + ">";
  for (const SelectItem& item : options.items) {
    control += "<option";
    if (item.value) control += attribute("value", *item.value);
    const bool is_value = !options.value.empty() && item.value.value_or(item.text) == options.value;
    if (item.selected.value_or(is_value)) control += " selected";
    if (item.disabled) control += " disabled";
    control += attributes(item.attributes) + ">" + text(item.text) + "</option>";
  }
  return labelled(options, id, control + "</select>" + options.form_group.after_input.html());
}

Html radios(const Radios& options) {
  const std::string& prefix = options.id_prefix.empty() ? options.name : options.id_prefix;
  const std::string given = options.fieldset ? options.fieldset->described_by : "";
  const std::string described = described_by(given, prefix, options.hint.has_value(), options.error_message.has_value());
  Html controls = "<div" + class_attribute({"govuk-radios", options.classes}) + attributes(options.attributes) +
                  " data-module=\"govuk-radios\">" + options.form_group.before_input.html();
  for (std::size_t index = 0; index < options.items.size(); ++index) {
    const ChoiceItem& item = options.items[index];
    if (!item.divider.empty()) {
      controls += "<div" + class_attribute({kRadios.divider.text()}) + ">" + text(item.divider) + "</div>";
      continue;
    }
    const bool checked = item.checked.value_or(!options.value.empty() && item.value == options.value);
    controls += choice(kRadios, item, item_id(item, prefix, index), options.name, checked, "");
  }
  return grouped(options, prefix, described, "", controls + options.form_group.after_input.html() + "</div>");
}

Html checkboxes(const Checkboxes& options) {
  const std::string& prefix = options.id_prefix.empty() ? options.name : options.id_prefix;
  const bool in_fieldset = options.fieldset.has_value();
  const std::string given = in_fieldset && !options.fieldset->described_by.empty() ? options.fieldset->described_by : options.described_by;
  const std::string described = described_by(given, prefix, options.hint.has_value(), options.error_message.has_value());
  Html controls = "<div" + class_attribute({"govuk-checkboxes", options.classes}) + attributes(options.attributes) +
                  " data-module=\"govuk-checkboxes\">" + options.form_group.before_input.html();
  for (std::size_t index = 0; index < options.items.size(); ++index) {
    const ChoiceItem& item = options.items[index];
    if (!item.divider.empty()) {
      controls += "<div" + class_attribute({kCheckboxes.divider.text()}) + ">" + text(item.divider) + "</div>";
      continue;
    }
    const bool checked = item.checked.value_or(std::ranges::find(options.values, item.value) != options.values.end());
    const std::string& name = item.name.empty() ? options.name : item.name;
    controls += choice(kCheckboxes, item, item_id(item, prefix, index), name, checked, in_fieldset ? "" : described);
  }
  return grouped(options, prefix, described, "", controls + options.form_group.after_input.html() + "</div>");
}

}  // namespace concordat::html
