#include "html/components/form.h"

namespace concordat::html {

Html button(const Button& options) {
  const Html common = class_attribute({"govuk-button", options.classes, options.is_start_button ? "govuk-button--start" : ""}) +
                      attribute("data-module", "govuk-button") + attributes(options.attributes) + attribute_if("id", options.id);
  Html words = options.text.html();
  if (options.is_start_button && !options.text.is_text()) words = "<span>" + words + "</span>";
  if (options.is_start_button) {
    words += "<svg class=\"govuk-button__start-icon\" xmlns=\"http://www.w3.org/2000/svg\" width=\"17.5\" height=\"19\" "
             "viewBox=\"0 0 33 40\" aria-hidden=\"true\" focusable=\"false\">"
             "<path fill=\"currentColor\" d=\"M0 0h13l20 20-20 20H0l20-20z\"/></svg>";
  }
  if (!options.href.empty()) {
    return "<a" + attribute("href", options.href) + " role=\"button\" draggable=\"false\"" + common + ">" + words + "</a>";
  }
  Html html = "<button" + attribute("type", options.type) + attribute_if("value", options.value) + attribute_if("name", options.name);
  if (options.disabled) html += " disabled aria-disabled=\"true\"";
  if (options.prevent_double_click) html += attribute("data-prevent-double-click", *options.prevent_double_click ? "true" : "false");
  return html + common + ">" + words + "</button>";
}

}  // namespace concordat::html
