#pragma once
// The whole document around a page's content, and the few pieces of plain HTML that every page is set with.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "html/components/content.h"
#include "html/components/page.h"

namespace concordat::html {

struct Link {
  std::string text = {};
  std::string href = {};
};

// A line for who is worried about a child: "Children's services", "023 9200 0000", "Monday to Thursday, 8am to 5pm".
struct HelpLine {
  std::string name = {};
  std::string telephone = {};
  std::string when = {};
};

// Stands on every public page.
struct Help {
  std::string page = {};             // that says more: "/concern"
  std::optional<HelpLine> now = {};  // the line that answers now; none where it is not known
  std::vector<HelpLine> others = {};
};

// What is the same on every page of one partnership.
struct Site {
  std::string partnership = {};
  std::string asset_path = "/assets";  // Assets::path()
  std::string home = "/";
  std::vector<Link> footer = {};  // notice, promises, cookies, accessibility, complaints
  Link feed = {};                 // of news, for programs that collect them; none where its address is empty
  std::string footer_note = {};
};

struct Page {
  std::string title = {};  // what the page is: "Request a place"
  Html content = {};
  Html before_content = {};               // back link or breadcrumbs
  std::optional<Help> help = {};          // none in the workspace
  Html demonstration = {};                // a sentence; empty where the data is real
  std::vector<ServiceNavigationItem> navigation = {};
  Html navigation_end = {};  // who is signed in, and the way out
  std::vector<ErrorSummaryItem> errors = {};
};

// "Request a place – " and the partnership's name; with errors "Error: " stands before it.
std::string page(const Site& site, const Page& page);

// `colour` as #rrggbb. The policy of the pages forbids style within them, so that the charter's colour comes in a file.
std::string partnership_stylesheet(std::string_view colour);

// What a page built by page() needs, and no more; the engine adds the headers that forbid what is not about content.
inline constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

enum class Size { s, m, l, xl };

// Level 1 to 6; the size is how it looks.
Html heading(int level, const Content& words, Size size, std::string_view id = {});
Html paragraph(const Content& words);
Html lead(const Content& words);  // an opening sentence, larger
Html link(const Content& words, std::string_view href);
Html telephone_link(const std::string& number);  // in one line, to be called
Html bullets(const std::vector<Content>& items);
// Where the screen is too narrow the table moves sideways within the page, and is reached with the keyboard; it must have a caption.
// On a phone the rows of one with three columns and more become lines, each with the words of its column.
Html scrolling_table(Table options);
Html two_thirds(const Html& content);  // the measure that text is read in
Html hidden_input(std::string_view name, std::string_view value);
// A form that is posted, with its session's token where there is one.
Html form(std::string_view action, std::string_view csrf, const Html& content);
// One that asks for a page: what is entered stands in the address, and is nothing personal.
Html query_form(std::string_view action, const Html& content);
// One whose answer may hold files.
Html upload_form(std::string_view action, std::string_view csrf, const Html& content);
// A button that posts at once, beside other things.
Html post_button(std::string_view action, std::string_view csrf, const Content& words, std::string_view classes = {});

}  // namespace concordat::html
