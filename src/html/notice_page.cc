#include "html/notice_page.h"

#include "html/layout.h"

namespace concordat::html {
namespace {

// For a file that lies alone: the few classes that a notice is set with. A page of the site has them from its stylesheets.
constexpr std::string_view kStyle = R"css(
body{margin:0;font:1.1875rem/1.4 Helvetica,Arial,sans-serif;color:#0b0c0c;background:#fff}
.band{background:var(--govuk-brand-colour,#1d3f6e);color:#fff;font-weight:700;font-size:1.5rem}
.band p,.within{max-width:60rem;margin:0 auto;padding:.8rem 1.25rem}
h1{font-size:2.25rem;line-height:1.15;margin:1.5rem 0 1rem}
h2{font-size:1.5rem;line-height:1.25;margin:2.5rem 0 1rem}
p{margin:0 0 1rem;max-width:44rem}
a{color:#1a65a6}
a:focus{outline:3px solid #fd0;background:#fd0;color:#0b0c0c}
ul,ol{margin:0 0 1rem;padding-left:1.25rem;max-width:44rem}
li{margin-bottom:.5rem}
table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}
caption{text-align:left;font-weight:700;padding-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0;border-bottom:1px solid #cecece}
.concordat-scroll{overflow-x:auto}
.concordat-opening{font-size:1.375rem}
.govuk-visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media screen and (max-width:40em){.concordat-stacks :is(tbody,tr,th,td){display:block;border:0;padding:0 0 .3rem}
.concordat-stacks tr{border-bottom:1px solid #cecece;padding:.5rem 0}
.concordat-stacks thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.concordat-stacks td[data-label]::before{content:attr(data-label) ": ";color:#484949}}
@media print{.concordat-contents{display:none}h2{break-after:avoid}tr{break-inside:avoid}.band{background:none;color:#000}}
)css";

Html contents(const charter::Notice& notice) {
  Html html(
      "<nav class=\"concordat-contents\" aria-labelledby=\"contents\">"
      "<h2 class=\"govuk-heading-s\" id=\"contents\">Contents</h2><ol class=\"govuk-list concordat-contents__list\">");
  for (const charter::NoticeSection& section : notice.sections) {
    html += "<li>" + link(section.title, "#" + section.anchor) + "</li>";
  }
  return html + "</ol></nav>";
}

Html notice_table(const charter::NoticeTable& given) {
  Table shown{.caption = given.caption, .caption_classes = "govuk-table__caption--s", .first_cell_is_header = true};
  for (const std::string& cell : given.head) shown.head.push_back({.text = cell});
  for (const std::vector<std::string>& row : given.rows) {
    auto& cells = shown.rows.emplace_back();
    for (const std::string& cell : row) cells.push_back({.text = cell});
  }
  return scrolling_table(shown);
}

Html statements(const std::vector<charter::NoticeStatement>& all, std::string_view promises_path) {
  if (all.empty()) return {};
  Html html("<ul class=\"govuk-list concordat-statements\">");
  for (const charter::NoticeStatement& statement : all) {
    html += "<li" + attribute("id", statement.anchor) + ">" + text(statement.text);
    if (!promises_path.empty()) {
      html += " <a class=\"govuk-link govuk-link--no-visited-state concordat-quiet\"" +
              attribute("href", std::string(promises_path) + "#" + statement.anchor) +
              ">how this is kept<span class=\"govuk-visually-hidden\"> (" + text(statement.anchor) + ")</span></a>";
    }
    html += "</li>";
  }
  return html + "</ul>";
}

Html section_of(const charter::NoticeSection& section, std::string_view promises_path) {
  Html html = "<section" + attribute("aria-labelledby", section.anchor) + " class=\"concordat-section\">" +
              heading(2, section.title, Size::m, section.anchor);
  if (!section.opening.empty()) html += "<p class=\"govuk-body concordat-opening\">" + text(section.opening) + "</p>";
  for (const std::string& each : section.paragraphs) html += paragraph(each);
  for (const charter::NoticeTable& each : section.tables) html += notice_table(each);
  return html + statements(section.statements, promises_path) + "</section>";
}

std::string edition(const charter::Notice& notice) {
  std::string words = "Version " + notice.version + ". ";
  const bool is_said = !notice.updated.empty() && notice.updated != "unstated";
  return words + (is_said ? "Updated " + notice.updated + "." : "It does not say when it was last updated.");
}

}  // namespace

Html notice_body(const charter::Notice& notice, std::string_view promises_path, const Html& ways_on) {
  Html sections;
  for (const charter::NoticeSection& section : notice.sections) sections += section_of(section, promises_path);
  const Html beneath = ways_on.empty() ? Html() : "<div class=\"concordat-ways-on\">" + ways_on + "</div>";
  return heading(1, notice.title, Size::xl) + "<p class=\"govuk-body concordat-edition\">" + text(edition(notice)) +
         "</p>" + beneath + "<div class=\"govuk-grid-row\"><div class=\"govuk-grid-column-one-third\">" + contents(notice) +
         "</div><div class=\"govuk-grid-column-two-thirds\">" + sections + "</div></div>";
}

std::string standalone_notice(const charter::Notice& notice, std::string_view partnership, std::string_view colour) {
  const std::string title = notice.title + " – " + std::string(partnership);
  const Html body = "<body><header class=\"band\"><p>" + text(partnership) + "</p></header><main class=\"within\">" +
                    notice_body(notice, "") + "</main></body>";
  return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + text(title).text() +
         "</title><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
         "<link rel=\"icon\" href=\"data:,\"><style>" +
         partnership_stylesheet(colour) + std::string(kStyle) + "</style></head>" + body.text() + "</html>\n";
}

}  // namespace concordat::html
