#include "agent/views.h"

#include <cstdio>

#include "casework/fields.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "html/layout.h"
#include "match/waterfall.h"

namespace concordat::agent {
namespace {

using html::Html;

std::string number_words(double value, const char* format) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string percent_words(double probability) { return number_words(100 * probability, "%.1f") + " %"; }

std::string verdict_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::same: return "The same person";
    case Verdict::not_same: return "Not the same person";
    case Verdict::cannot_tell: return "Cannot tell";
  }
  return "";
}

struct Side {
  match::Kind kind;
  match::IndexField field;
  const char* label;
  std::string asked, held;
};

std::vector<Side> sides_of(const OpenCheck& open, const match::Candidate& candidate) {
  const match::PersonRow& asked = open.asked;
  const match::PersonRow& held = candidate.held;
  using match::IndexField;
  using match::Kind;
  return {{Kind::forename, IndexField::forename, "Forename", asked.forename, held.forename},
          {Kind::surname, IndexField::surname, "Surname", asked.surname, held.surname},
          {Kind::birth_date, IndexField::birth_date, "Date of birth", asked.birth.is_known() ? asked.birth.text() : "",
           held.birth.is_known() ? held.birth.text() : ""},
          {Kind::postcode, IndexField::postcode, "Postcode", asked.postcode, held.postcode},
          {Kind::phone, IndexField::phone, "Telephone", asked.phone, ""},
          {Kind::identifier, IndexField::number, "Number", asked.number, ""}};
}

Html beside_html(const OpenCheck& open, const match::Candidate& candidate, const std::string& caption) {
  html::Table table;
  table.caption = caption;
  table.caption_classes = "govuk-visually-hidden";
  table.first_cell_is_header = true;
  table.head = {{.text = "Field"}, {.text = "Asked about"}, {.text = "In your records"}, {.text = "Agreement"},
                {.text = "Weight in bits", .format = "numeric"}};
  for (const Side& side : sides_of(open, candidate)) {
    const match::Weight& weight = candidate.weights[static_cast<std::size_t>(side.field)];
    const bool compared = weight.level != match::Level::missing;
    if (side.asked.empty() && side.held.empty()) continue;
    table.rows.push_back({{.text = side.label},
                          {.text = side.asked.empty() ? "not told" : side.asked},
                          {.text = side.held.empty() ? (compared ? "not shown" : "not held") : side.held},
                          {.text = compared ? std::string(match::level_words(side.kind, weight.level)) : "not compared"},
                          {.text = compared ? number_words(weight.bits, "%+.1f") : "", .format = "numeric"}});
  }
  return html::scrolling_table(table);
}

Html waterfall_html(const OpenCheck& open, std::size_t number, const match::Waterfall& waterfall) {
  html::Table table;
  table.caption = "Each bit doubles the odds; below zero speaks against";
  table.caption_classes = "govuk-table__caption--s";
  table.head = {{.text = "Field"}, {.text = "Agreement"}, {.text = "Bits", .format = "numeric"}, {.text = "Sum", .format = "numeric"}};
  double sum = 0;
  for (const match::Step& step : waterfall.steps) {
    sum += step.bits;
    table.rows.push_back({{.text = step.what},
                          {.text = step.level},
                          {.text = number_words(step.bits, "%+.1f"), .format = "numeric"},
                          {.text = number_words(sum, "%+.1f"), .format = "numeric"}});
  }
  const std::string path = path_of(open) + "/pictures/" + std::to_string(number + 1);
  return Html("<p class=\"govuk-body\"><img class=\"concordat-scroll\" alt=\"The same as the table below, as bars\"") +
         html::attribute("src", path) + Html(" width=\"830\"></p>") + html::scrolling_table(table);
}

}  // namespace

std::string path_of(const OpenCheck& open) { return std::string(kQuestions) + "/" + open.check.record.text(); }

std::string name_asked(const OpenCheck& open) {
  const auto found = open.form.told.empty() ? open.check.told.end() : open.check.told.find(open.form.told.front().name);
  return found == open.check.told.end() ? "Somebody whose name is not known" : found->second;
}

Html told_html(const OpenCheck& open) {
  html::SummaryList list;
  for (const charter::Field& field : open.form.told)
    if (open.check.told.contains(field.name))
      list.rows.push_back({.key = {.text = field.label}, .value = {.text = casework::shown(field, open.check.told)}});
  list.rows.push_back({.key = {.text = "Why you are asked"}, .value = {.text = open.form.ground}});
  list.rows.push_back({.key = {.text = "Case"}, .value = {.text = open.check.reference}});
  return html::summary_list(list);
}

Html candidate_html(const OpenCheck& open, std::size_t number) {
  const Shown& one = open.candidates.at(number);
  const match::Candidate& candidate = one.found.candidate;
  const std::string title = "Candidate " + std::to_string(number + 1) + ": " + candidate.held.id;
  Html content = html::heading(2, title, html::Size::m);
  content += html::paragraph("As computed, the probability that this is the same person is " + percent_words(candidate.probability) +
                             (candidate.household >= 0.01
                                  ? "; that it is somebody of the same household, " + percent_words(candidate.household) + "."
                                  : std::string(".")));
  content += beside_html(open, candidate, title);
  if (one.found.family_bits > 0)
    content += html::paragraph("Others who are asked about in this case were found at the same postcode: " +
                               number_words(one.found.family_bits, "%+.1f") + " bits more, which the waterfall leaves out.");
  return content + html::details({.summary = html::text("How this came about") + Html("<span class=\"govuk-visually-hidden\"> for ") +
                                             html::text(title) + Html("</span>"),
                                  .text = waterfall_html(open, number, match::waterfall_of("asked", candidate))});
}

Html judging_html(const OpenCheck& open, std::size_t number, const std::map<std::string, std::string>& typed,
                  const std::map<std::string, std::string>& errors) {
  const Shown& one = open.candidates.at(number);
  const std::string verdict = "verdict-" + std::to_string(number + 1);
  const std::string reason = "reason-" + std::to_string(number + 1);
  const auto value = [&](const std::string& name, const std::string& otherwise) {
    const auto found = typed.find(name);
    return found == typed.end() ? otherwise : found->second;
  };
  const auto error = [&](const std::string& name) {
    const auto found = errors.find(name);
    return found == errors.end() ? std::nullopt : std::optional(html::ErrorMessage{.text = found->second});
  };
  html::Radios radios;
  radios.name = verdict;
  radios.value = value(verdict, one.judged ? std::string(word_of(one.judged->verdict)) : "");
  radios.fieldset = html::Fieldset{.legend = {.text = "Is candidate " + std::to_string(number + 1) + " the person asked about?",
                                              .classes = "govuk-fieldset__legend--s"}};
  radios.error_message = error(verdict);
  for (const Verdict each : {Verdict::same, Verdict::not_same, Verdict::cannot_tell})
    radios.items.push_back({.text = verdict_words(each), .value = std::string(word_of(each))});
  html::Input why;
  why.name = why.id = reason;
  why.label = {.text = "What speaks for that?"};
  why.hint = html::Hint{.text = "It stays here until the answer is sent, and is then forgotten."};
  why.value = value(reason, one.judged ? one.judged->reason : "");
  why.autocomplete = "off";
  why.error_message = error(reason);
  return html::radios(radios) + html::input(why);
}

Html judgements_html(const OpenCheck& open) {
  html::SummaryList list;
  for (std::size_t i = 0; i < open.candidates.size(); ++i) {
    const Shown& one = open.candidates[i];
    if (!one.judged) continue;
    list.rows.push_back({.key = {.text = "Candidate " + std::to_string(i + 1) + ": " + one.found.candidate.held.id},
                         .value = {.text = verdict_words(one.judged->verdict) + ", says " + one.judged->by + ": " + one.judged->reason}});
  }
  return list.rows.empty() ? html::paragraph("Nobody in your records was found who may be this person.") : html::summary_list(list);
}

}  // namespace concordat::agent
