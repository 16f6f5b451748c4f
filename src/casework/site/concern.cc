#include "casework/site/concern.h"

#include "html/components/content.h"

namespace concordat::casework {
namespace {

using html::Html;

html::HelpLine help_line(const charter::Contact& contact) {
  return {contact.title, contact.telephone->operates, charter::hours_words(contact)};
}

Html call(const charter::Contact& contact) { return html::telephone_link(contact.telephone->operates); }

std::string when(const charter::Contact& contact) {
  const std::string words = charter::hours_words(contact);
  if (contact.open.empty()) return words.empty() ? "At all other times, and on bank holidays" : words + ", and bank holidays";
  return words + "; not on bank holidays";
}

Html lines_table(const charter::ConcernLines& lines) {
  html::Table table{.caption = "Telephone lines", .caption_classes = "govuk-table__caption--m", .first_cell_is_header = true};
  table.head = {{.text = "Line"}, {.text = "Call"}, {.text = "Answered"}};
  const auto add = [&](const charter::Contact& contact) {
    table.rows.push_back({{.text = contact.title}, {.text = call(contact)}, {.text = when(contact)}});
  };
  if (lines.now != nullptr) add(*lines.now);
  for (const charter::Contact* contact : lines.others) add(*contact);
  return html::scrolling_table(table);
}

Html whom_to_call(const App& app, const charter::ConcernLines& lines) {
  const std::string area = app.charter().partnership.area;
  const Html finder = html::link("find the children's services of a council", "https://www.gov.uk/report-child-abuse-to-local-council");
  if (lines.now == nullptr && lines.others.empty())
    return html::heading(2, "Not in danger at this moment", html::Size::m) +
           html::paragraph(html::text("Our privacy notice names no telephone line in " + area +
                                      ". Call the children's services of the council where the child lives: you can ") +
                           finder + html::text(" on GOV.UK."));
  Html content;
  if (lines.now != nullptr) {
    content += html::heading(2, "Not in danger at this moment: call now", html::Size::m);
    content += html::lead(html::text(lines.now->title + ": ") + call(*lines.now));
  } else {
    content += html::paragraph("Our privacy notice names no telephone line in " + area + " for this time.");
  }
  content += lines_table(lines);
  return content + html::paragraph(html::text("If the child lives elsewhere" +
                                              std::string(lines.now == nullptr ? ", or nobody answers now" : "") +
                                              ", you can ") + finder + html::text(" on GOV.UK."));
}

}  // namespace

charter::ConcernLines concern_lines_now(const App& app) {
  const Instant now = app.vault.clock().now();
  static const std::vector<CivilDate> none;
  const auto& calendar = app.charter().calendar;
  return charter::concern_lines(app.charter(), london_date(now), london_minute(now), calendar ? calendar->bank_holidays : none);
}

html::Help help(const App& app) {
  const charter::ConcernLines lines = concern_lines_now(app);
  html::Help help{.page = kConcern};
  if (lines.now != nullptr) help.now = help_line(*lines.now);
  for (const charter::Contact* contact : lines.others) help.others.push_back(help_line(*contact));
  return help;
}

http::Response concern_page(const App& app, const http::Request& request) {
  Html content = html::heading(1, "Worried about a child?", html::Size::xl);
  content += html::warning_text({.text = html::text("If a child is in danger now, call ") + html::telephone_link("999") + html::text(".")});
  const charter::ConcernLines lines = concern_lines_now(app);
  content += whom_to_call(app, lines);
  content += html::heading(2, "What to say", html::Size::m);
  content += html::bullets({"What you saw or heard, when, and what worries you. You need not be sure.",
                            "What you know of the child: a name, an age, where they live or go to school.",
                            "Who you are, if you want to say."});
  content += html::heading(2, "If you are a child or young person", html::Size::m);
  const bool has_lines = lines.now != nullptr || !lines.others.empty();
  content += html::paragraph(std::string("You can call ") + (has_lines ? "these numbers" : "999") +
                             " yourself. You need nobody's permission to ask for help.");
  return page(app, request, {"Worried about a child?", html::two_thirds(content)});
}

}  // namespace concordat::casework
