#include <algorithm>

#include "casework/site/public_forms.h"
#include "casework/site/site.h"
#include "charter/outputs.h"
#include "html/components/content.h"

namespace concordat::casework {
namespace {

using html::Html;

Html operating(const charter::Printed& value, const Html& shown) {
  if (value.printed == value.operates) return shown;
  return shown + html::text(" (our privacy notice prints “" + value.printed + "”, which is a mistake)");
}

void add_row(html::SummaryList& list, const char* key, const Html& value) {
  if (!value.empty()) list.rows.push_back({.key = {.text = key}, .value = {.text = value}});
}

Html address_lines(const charter::Contact& contact) {
  Html lines;
  for (const charter::Printed& line : contact.address) {
    if (!lines.empty()) lines += Html("<br>");
    lines += operating(line, html::text(line.operates));
  }
  return lines;
}

Html contact_card(const charter::Contact& contact) {
  html::SummaryList list;
  list.card = html::SummaryCard{.title = contact.title};
  add_row(list, "Who answers", html::text(contact.post));
  if (contact.telephone) add_row(list, "Telephone", operating(*contact.telephone, html::telephone_link(contact.telephone->operates)));
  add_row(list, "Answered", html::text(charter::hours_words(contact)));
  if (contact.email) {
    const std::string& email = contact.email->operates;
    add_row(list, "Email", operating(*contact.email, html::link(email, "mailto:" + email)));
  }
  add_row(list, "Address", address_lines(contact));
  if (contact.website) add_row(list, "Website", html::link(*contact.website, *contact.website));
  if (contact.in_writing)
    add_row(list, "Good to know",
            html::text("Our privacy notice asks for requests in writing. "
                       "You need not write: a spoken request counts as much."));
  return html::summary_list(list);
}

Html rights_by_purpose(const charter::Charter& charter, const charter::Right& right) {
  std::vector<std::pair<std::string, std::vector<html::Content>>> answers;  // each with the purposes that it holds for
  for (const charter::Purpose& purpose : charter.purposes) {
    const std::string answer = charter::applies(right, purpose);
    const auto same = std::ranges::find(answers, answer, [](const auto& one) { return one.first; });
    if (same == answers.end()) answers.emplace_back(answer, std::vector<html::Content>{purpose.title});
    else same->second.emplace_back(purpose.title);
  }
  if (answers.size() == 1) {
    const std::string& answer = answers.front().first;
    return html::paragraph(answer == "Yes." ? "This holds for everything that we hold." : "For everything that we hold: " + answer);
  }
  html::Table table{.caption = "Where “" + right.title + "” applies", .caption_classes = "govuk-visually-hidden"};
  table.head = {{.text = "Does it apply?"}, {.text = "To what we hold for"}};
  table.first_cell_is_header = true;
  for (const auto& [answer, purposes] : answers) table.rows.push_back({{.text = answer}, {.text = html::bullets(purposes)}});
  return html::scrolling_table(table);
}

}  // namespace

http::Response rights_page(const App& app, const http::Request& request) {
  Html content = html::heading(1, "Your rights", html::Size::xl);
  content += html::lead("You can ask what we hold about you, and what should become of it. It costs nothing.");
  content += html::heading(2, "How to ask", html::Size::m);
  content += html::paragraph("Write, call or tell any of us, in your own words. You need not name a law, or give a reason. "
                             "Somebody can ask for you.");
  for (const char* name : {"requests", "officer"})
    if (const charter::Contact* contact = app.charter().contact(name)) content += contact_card(*contact);
  content += ways_to_forms(app);
  content += html::heading(2, "How long an answer takes", html::Size::m);
  if (const charter::StatutoryClock* clock = app.charter().clock("rights-answer")) content += html::paragraph(clock->says);
  content += html::paragraph(html::text("If you are not content with our answer, complain to us or to the regulator: ") +
                             html::link("contacts", "/contacts") + html::text("."));
  content += html::heading(2, "What you can ask for", html::Size::m);
  if (app.charter().rights.empty())
    content += html::paragraph(html::text("Our privacy notice names no rights. You have those of the law all the same, and the regulator "
                                          "explains them: ") +
                               html::link("for the public", "https://ico.org.uk/for-the-public/") + html::text("."));
  for (const charter::Right& right : app.charter().rights) {
    content += html::heading(3, right.title, html::Size::s, right.name) + html::paragraph(right.says);
    content += rights_by_purpose(app.charter(), right);
  }
  return page(app, request, {"Your rights", html::two_thirds(content)});
}

http::Response contacts_page(const App& app, const http::Request& request) {
  const charter::Partnership& partnership = app.charter().partnership;
  Html content = html::heading(1, "Contacts", html::Size::xl);
  content += html::lead("Whom to ask about your data, and to whom to complain.");
  content += html::paragraph(partnership.controller.empty() ? "Our privacy notice does not say who answers for the data in law."
                                                            : "In law, " + partnership.controller + " answers for the data.");
  content += ways_to_forms(app);
  for (const charter::Contact& contact : app.charter().contacts) content += contact_card(contact);
  if (app.charter().contact("officer") == nullptr) content += html::paragraph("Our privacy notice names no data protection officer.");
  return page(app, request, {"Contacts", html::two_thirds(content)});
}

}  // namespace concordat::casework
