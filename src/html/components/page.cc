#include "html/components/page.h"

namespace concordat::html {
namespace {

}  // namespace

Html skip_link(const SkipLink& options) {
  return "<a" + attribute("href", options.href) + class_attribute({"govuk-skip-link", options.classes}) + attributes(options.attributes) +
         " data-module=\"govuk-skip-link\">" + options.text.html() + "</a>";
}

Html generic_header(const GenericHeader& options) {
  return "<div" + class_attribute({"govuk-generic-header", options.classes}) + attributes(options.attributes) + "><div" +
         class_attribute({"govuk-generic-header__container", options.container_classes}) +
         "><div class=\"govuk-generic-header__logo\"><a" + attribute("href", options.url) +
         " class=\"govuk-generic-header__homepage-link\">" + options.logo.html() + "</a></div></div></div>";
}

Html phase_banner(const PhaseBanner& options) {
  return "<div" + class_attribute({"govuk-phase-banner govuk-width-container", options.classes}) + attributes(options.attributes) +
         "><p class=\"govuk-phase-banner__content\"><strong" +
         class_attribute({"govuk-tag govuk-phase-banner__content__tag", options.tag.classes}) + ">" + options.tag.text.html() +
         "</strong> <span class=\"govuk-phase-banner__text\">" + options.text.html() + "</span></p></div>";
}

Html breadcrumbs(const Breadcrumbs& options) {
  Html html = "<nav" +
              class_attribute({"govuk-breadcrumbs", options.classes,
                               options.collapse_on_mobile ? "govuk-breadcrumbs--collapse-on-mobile" : ""}) +
              attributes(options.attributes) + attribute("aria-label", options.label_text) + "><ol class=\"govuk-breadcrumbs__list\">";
  for (const BreadcrumbsItem& item : options.items) {
    if (item.href.empty()) {
      html += "<li class=\"govuk-breadcrumbs__list-item\" aria-current=\"page\">" + item.text.html() + "</li>";
    } else {
      html += "<li class=\"govuk-breadcrumbs__list-item\"><a class=\"govuk-breadcrumbs__link\"" + attribute("href", item.href) +
              attributes(item.attributes) + ">" + item.text.html() + "</a></li>";
    }
  }
  return html + "</ol></nav>";
}

Html back_link(const BackLink& options) {
  return "<a" + attribute("href", options.href) + class_attribute({"govuk-back-link", options.classes}) + attributes(options.attributes) +
         ">" + options.text.html() + "</a>";
}

Html error_summary(const ErrorSummary& options) {
  Html html = "<div" + class_attribute({"govuk-error-summary", options.classes}) +
              optional_boolean("data-disable-auto-focus", options.disable_auto_focus) + attributes(options.attributes) +
              " data-module=\"govuk-error-summary\"><div role=\"alert\"><h2 class=\"govuk-error-summary__title\">" + options.title.html() +
              "</h2><div class=\"govuk-error-summary__body\">";
  if (!options.description.empty()) html += "<p>" + options.description.html() + "</p>";
  if (!options.error_list.empty()) {
    html += "<ul class=\"govuk-list govuk-error-summary__list\">";
    for (const ErrorSummaryItem& item : options.error_list) {
      html += "<li>";
      if (item.href.empty()) html += item.text.html();
      else html += "<a" + attribute("href", item.href) + attributes(item.attributes) + ">" + item.text.html() + "</a>";
      html += "</li>";
    }
    html += "</ul>";
  }
  return html + "</div></div></div>";
}

Html notification_banner(const NotificationBanner& options) {
  const bool success = options.type == BannerType::success;
  const std::string role = !options.role.empty() ? options.role : success ? "alert" : "region";
  const Content title = !options.title.empty() ? options.title : Content(success ? "Success" : "Important");
  const Html heading = text("h" + std::to_string(options.title_heading_level));
  Html html = "<div" +
              class_attribute({"govuk-notification-banner", success ? "govuk-notification-banner--success" : "", options.classes}) +
              attribute("role", role) + attribute("aria-labelledby", options.title_id) +
              attribute("data-module", "govuk-notification-banner") +
              optional_boolean("data-disable-auto-focus", options.disable_auto_focus) + attributes(options.attributes) +
              "><div class=\"govuk-notification-banner__header\"><" + heading + " class=\"govuk-notification-banner__title\"" +
              attribute("id", options.title_id) + ">" + title.html() + "</" + heading +
              "></div><div class=\"govuk-notification-banner__content\">";
  if (options.text.is_text() && !options.text.empty()) {
    html += "<p class=\"govuk-notification-banner__heading\">" + options.text.html() + "</p>";
  } else {
    html += options.text.html();
  }
  return html + "</div></div>";
}

}  // namespace concordat::html
