#include "html/layout.h"

#include <algorithm>

#include "html/components/form.h"

namespace concordat::html {
namespace {

Html stylesheet(const Site& site, std::string_view file) {
  return "<link rel=\"stylesheet\"" + attribute("href", site.asset_path + "/" + std::string(file)) + ">";
}

Html feed(const Site& site) {
  if (site.feed.href.empty()) return {};
  return "<link rel=\"alternate\" type=\"application/atom+xml\"" + attribute("title", site.feed.text) +
         attribute("href", site.feed.href) + ">";
}

Html head(const Site& site, const Page& page) {
  const std::string whose = page.title == site.partnership ? "" : " – " + site.partnership;
  const std::string title = (page.errors.empty() ? "" : "Error: ") + page.title + whose;
  return "<head><meta charset=\"utf-8\"><title>" + text(title) +
         "</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">"
         "<meta name=\"format-detection\" content=\"telephone=no\">" +
         stylesheet(site, "govuk-frontend.min.css") + stylesheet(site, "concordat.css") + stylesheet(site, "partnership.css") +
         "<link rel=\"icon\" type=\"image/svg+xml\"" + attribute("href", site.asset_path + "/icon.svg") + ">" + feed(site) +
         "<script type=\"module\"" + attribute("src", site.asset_path + "/start.js") + "></script></head>";
}

Html help_line(const HelpLine& line) {
  Html html = "<span class=\"concordat-help__line\">" + text(line.name) + " ";
  html += telephone_link(line.telephone);
  if (!line.when.empty()) html += " <span class=\"concordat-help__when\">" + text(line.when) + "</span>";
  return html + "</span>";
}

Html help(const std::optional<Help>& given) {
  if (!given) return {};
  Html html =
      "<section class=\"concordat-help\" aria-labelledby=\"concordat-help\"><div class=\"govuk-width-container\">"
      "<h2 class=\"concordat-help__title\" id=\"concordat-help\">" +
      link("Worried about a child?", given->page) +
      "</h2><p class=\"concordat-help__now\">In danger now: " +
      telephone_link("999");
  if (given->now) html += "</p><p class=\"concordat-help__now\">Answered now: " + help_line(*given->now);
  html += "</p>";
  for (const HelpLine& line : given->others) html += "<p class=\"concordat-help__other\">" + help_line(line) + "</p>";
  return html + "</div></section>";
}

Html demonstration(const Html& sentence) {
  return sentence.empty() ? Html()
                          : "<div class=\"concordat-demonstration\"><p class=\"govuk-width-container\">" +
                                Html("<strong>Demonstration</strong> ") + sentence + "</p></div>";
}

Html header(const Site& site, const Page& page) {
  Html html = "<header class=\"govuk-template__header\">" + demonstration(page.demonstration) +
              generic_header({.logo = site.partnership, .url = site.home});
  if (!page.navigation.empty()) {
    const Html who = page.navigation_end.empty() ? Html() : "<div class=\"concordat-who\">" + page.navigation_end + "</div>";
    html += service_navigation({.navigation = page.navigation,
                                .aria_label = "Workspace",
                                .navigation_label = "Workspace pages",
                                .slots = {.end = who, .end_inline = true}});
  }
  return html + help(page.help) + "</header>";
}

Html footer(const Site& site) {
  Html html(
      "<footer class=\"govuk-template__footer\"><div class=\"govuk-footer\"><div class=\"govuk-width-container\">"
      "<h2 class=\"govuk-visually-hidden\">About this site</h2><ul class=\"govuk-footer__inline-list\">");
  for (const Link& each : site.footer) {
    html += "<li class=\"govuk-footer__inline-list-item\"><a class=\"govuk-footer__link\"" + attribute("href", each.href) + ">" +
            text(each.text) + "</a></li>";
  }
  html += "</ul><p class=\"concordat-footer__note\">" + text(site.partnership);
  if (!site.footer_note.empty()) html += "<br>" + text(site.footer_note);
  return html + "</p></div></div></footer>";
}

Markup heading_class(Size size) {
  switch (size) {
    case Size::s: return "govuk-heading-s";
    case Size::m: return "govuk-heading-m";
    case Size::l: return "govuk-heading-l";
    case Size::xl: break;
  }
  return "govuk-heading-xl";
}

}  // namespace

std::string page(const Site& site, const Page& page) {
  Html errors;
  if (!page.errors.empty()) errors = two_thirds(error_summary({.error_list = page.errors}));
  const Html body = "<body class=\"govuk-template__body\">" + skip_link() + header(site, page) + "<div class=\"govuk-width-container\">" +
                    page.before_content + "<main class=\"govuk-main-wrapper\" id=\"main-content\">" + errors + page.content +
                    "</main></div>" + footer(site) + "</body>";
  const Html document =
      "<!doctype html><html lang=\"en\" class=\"govuk-template\">" + head(site, page) + body + "</html>";
  return document.text() + "\n";
}

std::string partnership_stylesheet(std::string_view colour) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
  if (colour.size() != 7 || colour[0] != '#' || !std::ranges::all_of(colour.substr(1), is_hex)) return {};
  return ":root{--govuk-brand-colour:" + std::string(colour) + "}\n";
}

Html heading(int level, const Content& words, Size size, std::string_view id) {
  const Html name = text("h" + std::to_string(level));
  return "<" + name + class_attribute({heading_class(size).text()}) + attribute_if("id", id) + ">" + words.html() + "</" + name + ">";
}

Html paragraph(const Content& words) { return "<p class=\"govuk-body\">" + words.html() + "</p>"; }

Html lead(const Content& words) { return "<p class=\"govuk-body-l\">" + words.html() + "</p>"; }

Html link(const Content& words, std::string_view href) {
  return "<a class=\"govuk-link\"" + attribute("href", href) + ">" + words.html() + "</a>";
}

Html telephone_link(const std::string& number) {
  std::string digits;
  std::ranges::copy_if(number, std::back_inserter(digits), [](char c) { return (c >= '0' && c <= '9') || c == '+'; });
  return "<a class=\"govuk-link concordat-telephone\"" + attribute("href", "tel:" + digits) + ">" + text(number) + "</a>";
}

Html bullets(const std::vector<Content>& items) {
  Html html("<ul class=\"govuk-list govuk-list--bullet\">");
  for (const Content& item : items) html += "<li>" + item.html() + "</li>";
  return html + "</ul>";
}

namespace {

// On a phone a row becomes lines, each with the words of its column: nothing is then beside the screen.
void label_cells(Table& table) {
  table.classes += table.classes.empty() ? "concordat-stacks" : " concordat-stacks";
  for (std::vector<TableCell>& row : table.rows)
    for (std::size_t i = table.first_cell_is_header ? 1 : 0; i < row.size() && i < table.head.size(); ++i)
      if (!table.head[i].text.plain().empty()) row[i].attributes.push_back({"data-label", table.head[i].text.plain()});
}

}  // namespace

Html scrolling_table(Table options) {
  const bool has_many_columns = options.head.size() > 3;
  if (options.head.size() > 2) label_cells(options);
  return "<div" + class_attribute({"concordat-scroll", has_many_columns ? "concordat-scroll--many" : ""}) +
         " role=\"region\" tabindex=\"0\"" + attribute("aria-label", options.caption) + ">" + table(options) + "</div>";
}

Html two_thirds(const Html& content) {
  return "<div class=\"govuk-grid-row\"><div class=\"govuk-grid-column-two-thirds\">" + content + "</div></div>";
}

Html hidden_input(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\"" + attribute("name", name) + attribute("value", value) + ">";
}

namespace {

Html form_of(std::string_view action, std::string_view csrf, Markup more, const Html& content) {
  Html html = "<form method=\"post\"" + attribute("action", action) + more + " novalidate>";
  if (!csrf.empty()) html += hidden_input("csrf", csrf);
  return html + content + "</form>";
}

}  // namespace

Html form(std::string_view action, std::string_view csrf, const Html& content) { return form_of(action, csrf, "", content); }

Html query_form(std::string_view action, const Html& content) {
  return "<form method=\"get\"" + attribute("action", action) + " novalidate>" + content + "</form>";
}

Html upload_form(std::string_view action, std::string_view csrf, const Html& content) {
  return form_of(action, csrf, " enctype=\"multipart/form-data\"", content);
}

Html post_button(std::string_view action, std::string_view csrf, const Content& words, std::string_view classes) {
  return form(action, csrf, button({.text = words, .prevent_double_click = true, .classes = std::string(classes)}));
}

}  // namespace concordat::html
