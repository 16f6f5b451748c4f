#include "casework/site/site.h"
#include "html/components/content.h"
#include "http/cookies.h"

namespace concordat::casework {

using html::Html;

http::Response cookies_page(const App& app, const http::Request& request) {
  const std::string set = http::session_cookie("x", true), pass = http::pass_cookie("x", "/", true);
  Html content = html::heading(1, "Cookies", html::Size::xl);
  content += html::lead("A cookie is a small text that a site leaves in your browser. Pages that you only read leave none.");
  content += html::paragraph(
      "Only people who fill in a form, sign in to work here, or answer a question by the link of a mail and a code, get one. Nothing on "
      "these pages counts visits or follows you to other sites.");
  html::Table table{.caption = "Cookies that this site sets", .caption_classes = "govuk-table__caption--m", .first_cell_is_header = true};
  table.head = {{.text = "Name"}, {.text = "What it is for"}, {.text = "Ends"}};
  table.rows = {{{.text = set.substr(0, set.find('='))},
                 {.text = "Says who is signed in, by a random number, and nothing else. "
                          "No script can read it, and it goes to no other site."},
                 {.text = "At sign-out, after " + std::to_string(http::kSessionIdleMinutes) + " minutes without use, after " +
                          std::to_string(http::kSessionHours) + " hours, or when the browser closes"}},
                {{.text = pass.substr(0, pass.find('='))},
                 {.text = "Lets whoever fills in a form, or entered the code of a question, go on with that one, by a random number, and "
                          "nothing else. No script can read it, and it goes to no other page or site."},
                 {.text = "When the browser closes. What was answered is forgotten when it is sent, or an hour after the last answer"}}};
  content += html::scrolling_table(table);
  content += html::paragraph("They are strictly necessary for that, so that the law asks for no consent to them.");
  content += html::heading(2, "The address of your computer", html::Size::m);
  content += html::paragraph(
      "Your browser gives us its internet address, so that we can send it the page. We write it down nowhere. Where somebody fails to sign "
      "in, it is remembered in memory alone, for a day at most, so that guessing is slowed down.");
  return page(app, request, {"Cookies", html::two_thirds(content)});
}

http::Response accessibility_page(const App& app, const http::Request& request) {
  const std::string name = app.charter().partnership.name;
  Html content = html::heading(1, "Accessibility statement", html::Size::xl);
  content += html::lead("Everybody should be able to use the pages of " + name + ".");
  content += html::heading(2, "What you should be able to do", html::Size::m);
  content += html::bullets({"enlarge the page to four times its size without losing text", "do everything with a keyboard",
                            "listen to the page with a screen reader", "use every page without scripts, on a telephone or a computer",
                            "print any page"});
  content += html::heading(2, "How far that is so", html::Size::m);
  content += html::paragraph("The pages are built to the Web Content Accessibility Guidelines 2.2, level AA. Each kind of page is tested "
                             "by program in a browser, wide and narrow, with and without scripts. Programs find some faults only, and "
                             "nobody outside has audited the pages yet, so that we do not claim to comply in full. We know of no fault "
                             "in the public pages at this time.");
  content += html::heading(2, "If something does not work for you", html::Size::m);
  content += html::paragraph(html::text("Tell us what, and on which page: ") + html::link("contacts", "/contacts") +
                             html::text(". Ask there too if you need something in another form, such as large print or easy read."));
  content += html::paragraph(html::text("If you are not content with our answer, turn to the ") +
                             html::link("Equality Advisory and Support Service", "https://www.equalityadvisoryservice.com/") +
                             html::text(". The Equality and Human Rights Commission enforces the Public Sector Bodies (Websites and Mobile "
                                        "Applications) (No. 2) Accessibility Regulations 2018."));
  return page(app, request, {"Accessibility statement", html::two_thirds(content)});
}

}  // namespace concordat::casework
