// Service navigation and pagination.

#include "html/components/page.h"

namespace concordat::html {
namespace {

Html navigation_item(const ServiceNavigationItem& item) {
  const bool here = item.active || item.current;
  Html words = item.text.html();
  // Strong, so that who overrides the colours still sees which one is active.
  if (here) words = "<strong class=\"govuk-service-navigation__active-fallback\">" + words + "</strong>";
  const Html aria_current = here ? attribute("aria-current", item.current ? "page" : "true") : Html();
  Html html = "<li" +
              class_attribute({"govuk-service-navigation__item", here ? "govuk-service-navigation__item--active" : ""}) + ">";
  if (!item.href.empty()) {
    html += "<a class=\"govuk-service-navigation__link\"" + attribute("href", item.href) + aria_current + attributes(item.attributes) +
            ">" + words + "</a>";
  } else if (!item.text.empty()) {
    html += "<span class=\"govuk-service-navigation__text\"" + aria_current + ">" + words + "</span>";
  }
  return html + "</li>";
}

Html navigation_list(const ServiceNavigation& options) {
  const ServiceNavigationSlots& slots = options.slots;
  if (options.navigation.empty() && slots.navigation_start.empty() && slots.navigation_end.empty()) return {};
  const std::string& label = options.navigation_label.empty() ? options.menu_button_text : options.navigation_label;
  Html html = "<nav" + attribute("aria-label", label) +
              class_attribute({"govuk-service-navigation__wrapper", options.navigation_classes}) + ">";
  if (options.collapse_navigation_on_mobile.value_or(options.navigation.size() > 1)) {
    html += "<button type=\"button\" class=\"govuk-service-navigation__toggle govuk-js-service-navigation-toggle\"" +
            attribute("aria-controls", options.navigation_id);
    if (options.menu_button_label != options.menu_button_text) html += attribute_if("aria-label", options.menu_button_label);
    html += " hidden aria-hidden=\"true\">" + text(options.menu_button_text) + "</button>";
  }
  html += "<ul class=\"govuk-service-navigation__list\"" + attribute("id", options.navigation_id) + ">" + slots.navigation_start;
  for (const ServiceNavigationItem& item : options.navigation) html += navigation_item(item);
  return html + slots.navigation_end + "</ul></nav>";
}

constexpr Markup kArrowPrevious =
    "<svg class=\"govuk-pagination__icon govuk-pagination__icon--prev\" xmlns=\"http://www.w3.org/2000/svg\" height=\"13\" width=\"15\" "
    "aria-hidden=\"true\" focusable=\"false\" viewBox=\"0 0 15 13\"><path d=\"m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 "
    "1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z\"></path></svg>";
constexpr Markup kArrowNext =
    "<svg class=\"govuk-pagination__icon govuk-pagination__icon--next\" xmlns=\"http://www.w3.org/2000/svg\" height=\"13\" width=\"15\" "
    "aria-hidden=\"true\" focusable=\"false\" viewBox=\"0 0 15 13\"><path d=\"m8.107-0.0078125-1.4136 1.414 4.2926 "
    "4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z\"></path></svg>";

Html arrow_link(const PaginationLink& link, bool next, bool block) {
  const Html words = !link.text.empty() ? link.text.html()
                     : next             ? Html("Next<span class=\"govuk-visually-hidden\"> page</span>")
                                        : Html("Previous<span class=\"govuk-visually-hidden\"> page</span>");
  const bool decorated = block && link.label_text.empty();
  Html html = "<div" + class_attribute({next ? "govuk-pagination__next" : "govuk-pagination__prev"}) +
              "><a class=\"govuk-link govuk-pagination__link\"" + attribute("href", link.href) + attribute("rel", next ? "next" : "prev") +
              attributes(link.attributes) + ">";
  if (block || !next) html += next ? kArrowNext : kArrowPrevious;
  html += "<span" +
          class_attribute({"govuk-pagination__link-title", decorated ? "govuk-pagination__link-title--decorated" : ""}) + ">" + words +
          "</span>";
  if (block && !link.label_text.empty()) {
    html += " <span class=\"govuk-visually-hidden\">:</span> <span class=\"govuk-pagination__link-label\">" + text(link.label_text) +
            "</span>";
  }
  if (!block && next) html += kArrowNext;
  return html + "</a></div>";
}

Html page_item(const PaginationItem& item) {
  Html html = "<li" +
              class_attribute({"govuk-pagination__item", item.current ? "govuk-pagination__item--current" : "",
                               item.ellipsis ? "govuk-pagination__item--ellipsis" : ""}) +
              ">";
  if (item.ellipsis) return html + "&ctdot;</li>";
  const std::string said = item.visually_hidden_text.empty() ? "Page " + item.number : item.visually_hidden_text;
  html += "<a class=\"govuk-link govuk-pagination__link\"" + attribute("href", item.href) + attribute("aria-label", said);
  if (item.current) html += " aria-current=\"page\"";
  return html + attributes(item.attributes) + ">" + text(item.number) + "</a></li>";
}

}  // namespace

Html service_navigation(const ServiceNavigation& options) {
  const ServiceNavigationSlots& slots = options.slots;
  Html inside = "<div" +
                class_attribute({"govuk-width-container", slots.end_inline ? "govuk-service-navigation__inlining-container" : ""}) + ">" +
                slots.start + "<div class=\"govuk-service-navigation__container\">";
  if (!options.service_name.empty()) {
    inside += "<span class=\"govuk-service-navigation__service-name\">";
    if (options.service_url.empty()) {
      inside += "<span class=\"govuk-service-navigation__text\">" + text(options.service_name) + "</span>";
    } else {
      inside += "<a" + attribute("href", options.service_url) + " class=\"govuk-service-navigation__link\">" +
                text(options.service_name) + "</a>";
    }
    inside += "</span>";
  }
  inside += navigation_list(options) + "</div>" + slots.end + "</div>";
  const Html common = class_attribute({"govuk-service-navigation", options.classes}) +
                      attribute("data-module", "govuk-service-navigation") + attributes(options.attributes) + ">";
  // With a name it is a landmark of its own; without, the <nav> within it is.
  if (options.service_name.empty() && slots.start.empty() && slots.end.empty()) return "<div" + common + inside + "</div>";
  return "<section" + attribute("aria-label", options.aria_label) + common + inside + "</section>";
}

Html pagination(const Pagination& options) {
  const bool block = options.items.empty() && (options.next || options.previous);
  Html html = "<nav" + class_attribute({"govuk-pagination", block ? "govuk-pagination--block" : "", options.classes}) +
              attribute("aria-label", options.landmark_label) + attributes(options.attributes) + ">";
  if (options.previous && !options.previous->href.empty()) html += arrow_link(*options.previous, false, block);
  if (!options.items.empty()) {
    html += "<ul class=\"govuk-pagination__list\">";
    for (const PaginationItem& item : options.items) html += page_item(item);
    html += "</ul>";
  }
  if (options.next && !options.next->href.empty()) html += arrow_link(*options.next, true, block);
  return html + "</nav>";
}

}  // namespace concordat::html
