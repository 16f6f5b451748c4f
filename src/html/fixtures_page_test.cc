#include "html/components/page.h"
#include "html/fixtures.h"

namespace concordat::html::fixtures {
namespace {

Html render_skip_link(const Json& options) {
  SkipLink into{.text = content(options), .href = "#content"};
  read(options, "href", into.href);
  read_common(options, into);
  return skip_link(into);
}

Html render_generic_header(const Json& options) {
  GenericHeader into{.logo = content(options, "logoText", "logoHtml")};
  read(options, "url", into.url);
  read(options, "containerClasses", into.container_classes);
  read_common(options, into);
  return generic_header(into);
}

Html slot(const Json& slots, const char* name) { return raw(word(at(slots, name))).html(); }

Html render_service_navigation(const Json& options) {
  ServiceNavigation into;
  read(options, "serviceName", into.service_name);
  read(options, "serviceUrl", into.service_url);
  read(options, "ariaLabel", into.aria_label);
  read(options, "menuButtonText", into.menu_button_text);
  read(options, "menuButtonLabel", into.menu_button_label);
  read(options, "navigationLabel", into.navigation_label);
  read(options, "navigationId", into.navigation_id);
  read(options, "navigationClasses", into.navigation_classes);
  read(options, "collapseNavigationOnMobile", into.collapse_navigation_on_mobile);
  read_common(options, into);
  for (const Json& item : at(options, "navigation").each()) {
    if (!truthy(item)) continue;
    ServiceNavigationItem read_item{.text = content(item)};
    read(item, "href", read_item.href);
    read(item, "current", read_item.current);
    read(item, "active", read_item.active);
    read_item.attributes = attributes_of(item);
    into.navigation.push_back(read_item);
  }
  const Json slots = at(options, "slots");
  into.slots.start = slot(slots, "start");
  into.slots.navigation_start = slot(slots, "navigationStart");
  into.slots.navigation_end = slot(slots, "navigationEnd");
  if (const Json end = at(slots, "end"); end.is_object()) {
    into.slots.end = slot(end, "html");
    into.slots.end_inline = at(end, "align").is("inline");
  } else {
    into.slots.end = slot(slots, "end");
  }
  return service_navigation(into);
}

Html render_phase_banner(const Json& options) {
  PhaseBanner into{.text = content(options)};
  into.tag.text = content(at(options, "tag"));
  read(at(options, "tag"), "classes", into.tag.classes);
  read_common(options, into);
  return phase_banner(into);
}

Html render_breadcrumbs(const Json& options) {
  Breadcrumbs into;
  read(options, "collapseOnMobile", into.collapse_on_mobile);
  read(options, "labelText", into.label_text);
  read_common(options, into);
  for (const Json& item : at(options, "items").each()) {
    BreadcrumbsItem read_item{.text = content(item)};
    read(item, "href", read_item.href);
    read_item.attributes = attributes_of(item);
    into.items.push_back(read_item);
  }
  return breadcrumbs(into);
}

Html render_back_link(const Json& options) {
  BackLink into;
  read_text(options, into);
  read(options, "href", into.href);
  read_common(options, into);
  return back_link(into);
}

PaginationLink read_link(const Json& options) {
  PaginationLink into{.text = content(options)};
  read(options, "href", into.href);
  read(options, "labelText", into.label_text);
  into.attributes = attributes_of(options);
  return into;
}

Html render_pagination(const Json& options) {
  Pagination into;
  if (const Json previous = at(options, "previous"); truthy(previous)) into.previous = read_link(previous);
  if (const Json next = at(options, "next"); truthy(next)) into.next = read_link(next);
  read(options, "landmarkLabel", into.landmark_label);
  read_common(options, into);
  for (const Json& item : at(options, "items").each()) {
    if (!truthy(at(item, "number")) && !truthy(at(item, "ellipsis"))) continue;
    PaginationItem read_item{.number = word(at(item, "number"))};
    read(item, "href", read_item.href);
    read(item, "current", read_item.current);
    read(item, "ellipsis", read_item.ellipsis);
    read(item, "visuallyHiddenText", read_item.visually_hidden_text);
    read_item.attributes = attributes_of(item);
    into.items.push_back(read_item);
  }
  return pagination(into);
}

Html render_error_summary(const Json& options) {
  ErrorSummary into{.title = content(options, "titleText", "titleHtml")};
  into.description = content(options, "descriptionText", "descriptionHtml");
  read(options, "disableAutoFocus", into.disable_auto_focus);
  read_common(options, into);
  for (const Json& item : at(options, "errorList").each()) {
    ErrorSummaryItem read_item{.text = content(item)};
    read(item, "href", read_item.href);
    read_item.attributes = attributes_of(item);
    into.error_list.push_back(read_item);
  }
  return error_summary(into);
}

Html render_notification_banner(const Json& options) {
  NotificationBanner into{.text = content(options), .title = content(options, "titleText", "titleHtml")};
  if (at(options, "type").is("success")) into.type = BannerType::success;
  read(options, "titleId", into.title_id);
  read(options, "titleHeadingLevel", into.title_heading_level);
  read(options, "role", into.role);
  read(options, "disableAutoFocus", into.disable_auto_focus);
  read_common(options, into);
  return notification_banner(into);
}

}  // namespace

std::vector<Component> page_components() {
  return {
      {"skip-link", render_skip_link},
      {"generic-header", render_generic_header},
      {"service-navigation", render_service_navigation},
      {"phase-banner", render_phase_banner},
      {"breadcrumbs", render_breadcrumbs},
      {"back-link", render_back_link},
      {"pagination", render_pagination},
      {"error-summary", render_error_summary},
      {"notification-banner", render_notification_banner},
  };
}

}  // namespace concordat::html::fixtures
