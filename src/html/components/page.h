#pragma once
// Components that say where one is and where one can go. https://design-system.service.gov.uk/components/

#include <optional>
#include <string>
#include <vector>

#include "html/components/common.h"

namespace concordat::html {

struct SkipLink {
  Content text = "Skip to main content";
  std::string href = "#main-content";
  std::string classes = {};
  Attributes attributes = {};
};

struct GenericHeader {
  Content logo = {};  // the name of the organisation, or its logo
  std::string url = "/";
  std::string container_classes = "govuk-width-container";
  std::string classes = {};
  Attributes attributes = {};
};

struct ServiceNavigationItem {
  Content text = {};
  std::string href = {};
  bool current = false;  // this page
  bool active = false;   // this page is within it
  Attributes attributes = {};
};

struct ServiceNavigationSlots {
  Html start = {};
  Html end = {};
  bool end_inline = false;
  Html navigation_start = {};
  Html navigation_end = {};
};

struct ServiceNavigation {
  std::vector<ServiceNavigationItem> navigation = {};
  std::string service_name = {};
  std::string service_url = {};
  std::string aria_label = "Service information";
  std::string menu_button_text = "Menu";
  std::string menu_button_label = {};
  std::string navigation_label = {};  // empty: that of the menu button
  std::string navigation_id = "navigation";
  std::string navigation_classes = {};
  std::optional<bool> collapse_navigation_on_mobile = {};  // none: where there is more than one item
  ServiceNavigationSlots slots = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct PhaseBannerTag {
  Content text = {};
  std::string classes = {};
};

struct PhaseBanner {
  PhaseBannerTag tag = {};
  Content text = {};
  std::string classes = {};
  Attributes attributes = {};
};

struct BreadcrumbsItem {
  Content text = {};
  std::string href = {};  // empty: this page
  Attributes attributes = {};
};

struct Breadcrumbs {
  std::vector<BreadcrumbsItem> items = {};
  bool collapse_on_mobile = false;
  std::string label_text = "Breadcrumb";
  std::string classes = {};
  Attributes attributes = {};
};

struct BackLink {
  std::string href = "#";
  Content text = "Back";
  std::string classes = {};
  Attributes attributes = {};
};

struct PaginationLink {
  std::string href = {};
  Content text = {};  // empty: "Previous page", "Next page"
  std::string label_text = {};
  Attributes attributes = {};
};

struct PaginationItem {
  std::string number = {};
  std::string href = {};
  bool current = false;
  bool ellipsis = false;
  std::string visually_hidden_text = {};  // empty: "Page n"
  Attributes attributes = {};
};

struct Pagination {
  std::vector<PaginationItem> items = {};
  std::optional<PaginationLink> previous = {};
  std::optional<PaginationLink> next = {};
  std::string landmark_label = "Pagination";
  std::string classes = {};
  Attributes attributes = {};
};

struct ErrorSummaryItem {
  Content text = {};
  std::string href = {};  // "#id" of what to mend
  Attributes attributes = {};
};

struct ErrorSummary {
  std::vector<ErrorSummaryItem> error_list = {};
  Content title = "There is a problem";
  Content description = {};
  std::optional<bool> disable_auto_focus = {};
  std::string classes = {};
  Attributes attributes = {};
};

enum class BannerType { important, success };

struct NotificationBanner {
  Content text = {};  // a string becomes the banner's heading
  BannerType type = BannerType::important;
  Content title = {};  // empty: "Important" or "Success"
  std::string title_id = "govuk-notification-banner-title";
  int title_heading_level = 2;
  std::string role = {};  // empty: "region", or "alert" for success
  std::optional<bool> disable_auto_focus = {};
  std::string classes = {};
  Attributes attributes = {};
};

Html skip_link(const SkipLink& options = {});
Html generic_header(const GenericHeader& options);
Html service_navigation(const ServiceNavigation& options);
Html phase_banner(const PhaseBanner& options);
Html breadcrumbs(const Breadcrumbs& options);
Html back_link(const BackLink& options);
Html pagination(const Pagination& options);
Html error_summary(const ErrorSummary& options);
Html notification_banner(const NotificationBanner& options);

}  // namespace concordat::html
