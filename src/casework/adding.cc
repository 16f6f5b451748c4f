#include "casework/adding.h"

#include <algorithm>

#include "base/named_values.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kTitle = "This was already saved";

bool differs(const SavedAlready& saved, const Entered& typed, const charter::Field& field) {
  return value_in(saved.now->values, field.name) != value_in(typed.values, field.name);
}

Html differences_html(const SavedAlready& saved, const Entered& typed) {
  html::Table table;
  table.caption = "What differs";
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  table.head = {{.text = "Question"}, {.text = "On record"}, {.text = "Sent now"}};
  for (const charter::Field& field : saved.fields)
    if (differs(saved, typed, field))
      table.rows.push_back({{.text = field.label}, {.text = shown(field, saved.now->values)}, {.text = shown(field, typed.values)}});
  return html::scrolling_table(table);
}

// Every field of the form again, to be sent elsewhere by one button.
Html send_on(const http::Request& request, const std::string& path, const Html& own, const char* words, const char* classes) {
  return html::form(path, csrf(request), carried_fields(request.form, kToBe) + own +
                                             html::button({.text = words, .prevent_double_click = true, .classes = classes}));
}

// Where nothing new came: to what is there.
Html ways_html(const SavedAlready& saved) {
  std::vector<html::Content> ways;
  if (!saved.page.empty()) ways.push_back(html::link("See what is on record", saved.page));
  if (!saved.correct.empty()) ways.push_back(html::link("Correct it", saved.correct));
  if (!saved.another.empty()) ways.push_back(html::link("Add another", with_id_to_be(saved.another)));
  return ways.empty() ? Html() : html::bullets(ways);
}

Html choices_html(const http::Request& request, const SavedAlready& saved, const Entered& typed) {
  Html content = html::paragraph("What you sent now is not the same, and is not saved yet.");
  if (saved.now) content += differences_html(saved, typed);
  if (saved.now && !saved.correct.empty())
    content += send_on(request, saved.correct, html::hidden_input("version", std::to_string(saved.now->version)),
                       "Save it as a correction", "");
  if (!saved.another.empty())
    content += send_on(request, saved.another, field_to_be(crypto::new_id<RecordId>().text()), "Save it as another one",
                       "govuk-button--secondary");
  if ((!saved.now || saved.correct.empty()) && saved.another.empty())
    content += html::paragraph("You cannot change what is on record. If it is wrong, tell whoever keeps this case.");
  return content + (saved.page.empty() ? Html() : html::paragraph(html::link("Leave it as it is", saved.page)));
}

}  // namespace

std::string with_id_to_be(const std::string& path) { return path + "?" + kToBe + "=" + crypto::new_id<RecordId>().text(); }

Html field_to_be(const std::string& id) { return html::hidden_input(kToBe, id); }

http::Response saved_already(const App& app, const http::Request& request, const SavedAlready& saved, const Entered* typed) {
  const bool other = typed && (!saved.now || std::ranges::any_of(saved.fields, [&](const charter::Field& field) {
                       return differs(saved, *typed, field);
                     }));
  Html content = html::heading(1, kTitle, html::Size::l);
  content += html::paragraph(saved.title + ": this form was sent before, and what it held then is on record.");
  content += other ? choices_html(request, saved, *typed) : ways_html(saved);
  return page(app, request, {kTitle, html::two_thirds(content), html::back_link({.href = saved.back}), {}, other ? 409 : 200});
}

}  // namespace concordat::casework
