#include "casework/candidate_view.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <regex>

#include "base/uncertain_date.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "html/layout.h"
#include "match/row_parts.h"
#include "match/text.h"
#include "match/waterfall.h"

namespace concordat::casework {
namespace {

using html::attribute;
using html::Html;
using html::Markup;

constexpr std::array kVerdicts = {Verdict::same, Verdict::not_same, Verdict::cannot_tell};
constexpr double kLeastShown = 0.01;  // probability
constexpr std::size_t kMostShown = 8;

// The first postcode of a text: "TA1 1AA" in an address (BS 7666).
std::string postcode_in(const std::string& text) {
  static const std::regex form("\\b([A-Za-z]{1,2}[0-9][A-Za-z0-9]?) ?([0-9][A-Za-z]{2})\\b");
  std::smatch found;
  return std::regex_search(text, found, form) ? found[1].str() + " " + found[2].str() : "";
}

// The last word is the surname, whole where it is double-barrelled.
void take_name(const std::string& name, match::RowParts& parts) {
  parts.full_name = name;
  const std::size_t space = name.find_last_of(' ');
  if (space == std::string::npos || name.find('-', space) == std::string::npos) return;
  parts.surname = match::fold(name.substr(space + 1));
  parts.full_name.resize(space);
}

std::string one_decimal(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string bits_words(double bits) { return (bits < 0 ? "" : "+") + one_decimal(bits); }
// No computation is as sure as "100.0%".
std::string percent_words(double probability) {
  return probability > 0.999 ? "more than 99.9%" : one_decimal(100 * probability) + "%";
}

// The index holds "ta11aa".
std::string postcode_words(std::string postcode) {
  for (char& c : postcode)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (postcode.size() >= 5 && postcode.find(' ') == std::string::npos) postcode.insert(postcode.size() - 3, " ");
  return postcode;
}

// The index holds "marchbankar": names without a capital letter are given theirs, so that they read as names.
std::string name_words(std::string name) {
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  if (std::ranges::any_of(name, [](char c) { return c >= 'A' && c <= 'Z'; })) return name;
  for (std::size_t at = 0; at < name.size(); ++at)
    if (is_small(name[at]) && (at == 0 || name[at - 1] == ' ')) name[at] = static_cast<char>(name[at] - 'a' + 'A');
  return name;
}

// "4 March 2019", "March 2019", "2019"; a day that no calendar has as it was written.
std::string birth_words(const match::BirthDate& birth) {
  if (!birth.is_known()) return "";
  const bool has_gap = birth.year == 0 || (birth.month == 0 && birth.day != 0);
  const auto day = has_gap ? std::nullopt
                           : DatePart::from(birth.year, static_cast<unsigned>(birth.month), static_cast<unsigned>(birth.day));
  return day ? day->words() : birth.text();
}

// ---- beside each other

struct ComparedField {
  match::Kind kind;
  match::IndexField field;
  const char* label;
  std::string asked, held;
};

std::vector<ComparedField> compared_fields(const CandidateView& view) {
  using match::IndexField;
  using match::Kind;
  const match::PersonRow& asked = view.asked;
  const match::PersonRow& held = view.held;
  return {{Kind::forename, IndexField::forename, "Forename", name_words(asked.forename), name_words(held.forename)},
          {Kind::surname, IndexField::surname, "Surname", name_words(asked.surname), name_words(held.surname)},
          {Kind::birth_date, IndexField::birth_date, "Date of birth", birth_words(asked.birth), birth_words(held.birth)},
          {Kind::postcode, IndexField::postcode, "Postcode", postcode_words(asked.postcode), postcode_words(held.postcode)},
          {Kind::phone, IndexField::phone, "Telephone", asked.phone, held.phone},
          {Kind::identifier, IndexField::number, "Number", asked.number, held.number}};
}

Html beside_html(const CandidateView& view) {
  html::Table table;
  table.caption = view.title;
  table.caption_classes = "govuk-visually-hidden";
  table.first_cell_is_header = true;
  table.head = {{.text = "Field"}, {.text = "Asked about"}, {.text = "In your records"}, {.text = "Agreement"},
                {.text = "Weight in bits", .format = "numeric"}};
  for (const ComparedField& field : compared_fields(view)) {
    const match::Weight& weight = view.found.candidate.weights[static_cast<std::size_t>(field.field)];
    const bool compared = weight.level != match::Level::missing;
    if (field.asked.empty() && field.held.empty()) continue;
    table.rows.push_back({{.text = field.label},
                          {.text = field.asked.empty() ? "not told" : field.asked},
                          {.text = field.held.empty() ? (compared ? "not shown" : "not held") : field.held},
                          {.text = compared ? std::string(match::level_words(field.kind, weight.level)) : "not compared"},
                          {.text = compared ? bits_words(weight.bits) : "", .format = "numeric"}});
  }
  return html::scrolling_table(table);
}

// ---- the waterfall

constexpr double kBarsFrom = 330;
constexpr double kBarsWidth = 420;
constexpr double kDrawingWidth = 830;
constexpr double kRowHeight = 28;

Html words_at(double x, double y, const std::string& words, const char* anchor) {
  return Html("<text") + attribute("x", one_decimal(x)) + attribute("y", one_decimal(y)) + attribute("text-anchor", anchor) + Markup(">") +
         html::text(words) + Markup("</text>");
}

Html waterfall_picture(const match::Waterfall& waterfall) {
  double least = 0, most = 0, sum = 0;
  for (const match::Step& step : waterfall.steps) {
    sum += step.bits;
    least = std::min(least, sum);
    most = std::max(most, sum);
  }
  const double scale = kBarsWidth / std::max(1.0, most - least);
  const auto x_of = [&](double bits) { return kBarsFrom + (bits - least) * scale; };
  const double height = kRowHeight * static_cast<double>(waterfall.steps.size()) + 8;
  Html drawn = Html("<line stroke=\"#505a5f\" y1=\"0\"") + attribute("x1", one_decimal(x_of(0))) + attribute("x2", one_decimal(x_of(0))) +
               attribute("y2", one_decimal(height)) + Markup("/>");
  double y = 4;
  sum = 0;
  for (const match::Step& step : waterfall.steps) {
    drawn += words_at(8, y + 17, step.what + ": " + step.level, "start") + Html("<rect height=\"18\"") +
             attribute("x", one_decimal(x_of(std::min(sum, sum + step.bits)))) + attribute("y", one_decimal(y + 4)) +
             attribute("width", one_decimal(std::max(1.0, std::abs(step.bits) * scale))) +
             attribute("fill", step.bits >= 0 ? "#00703c" : "#d4351c") + Markup("/>") +
             words_at(kDrawingWidth - 10, y + 17, bits_words(step.bits), "end");
    sum += step.bits;
    y += kRowHeight;
  }
  const std::string width = one_decimal(kDrawingWidth);
  return Html("<svg role=\"img\" aria-label=\"The same as the table below, as bars\" font-family=\"Helvetica, Arial, sans-serif\" "
              "font-size=\"14\"") +
         attribute("width", width) + attribute("height", one_decimal(height)) +
         attribute("viewBox", "0 0 " + width + " " + one_decimal(height)) + Markup(">") + drawn + Markup("</svg>");
}

Html waterfall_html(const CandidateView& view) {
  const match::Waterfall waterfall = match::waterfall_of("", view.found.candidate);
  html::Table table;
  table.caption = "Each bit doubles the odds; below zero speaks against";
  table.caption_classes = "govuk-table__caption--s";
  table.head = {{.text = "Field"}, {.text = "Agreement"}, {.text = "Bits", .format = "numeric"}, {.text = "Sum", .format = "numeric"}};
  double sum = 0;
  for (const match::Step& step : waterfall.steps) {
    sum += step.bits;
    table.rows.push_back({{.text = step.what},
                          {.text = step.level},
                          {.text = bits_words(step.bits), .format = "numeric"},
                          {.text = bits_words(sum), .format = "numeric"}});
  }
  return Html("<div class=\"concordat-scroll\" role=\"region\" tabindex=\"0\"") + attribute("aria-label", "Bars, " + view.title) +
         Markup(">") + waterfall_picture(waterfall) + Markup("</div>") + html::scrolling_table(table);
}

}  // namespace

std::string_view verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::same: return "same";
    case Verdict::not_same: return "not-same";
    case Verdict::cannot_tell: return "cannot-tell";
  }
  return "";
}

std::optional<Verdict> verdict_from(std::string_view word) {
  const auto found = std::ranges::find(kVerdicts, word, verdict_word);
  return found == kVerdicts.end() ? std::nullopt : std::optional(*found);
}

std::string verdict_words(Verdict verdict) {
  switch (verdict) {
    case Verdict::same: return "The same person";
    case Verdict::not_same: return "Not the same person";
    case Verdict::cannot_tell: return "Cannot tell";
  }
  return "";
}

match::PersonRow person_asked(const std::vector<charter::Field>& fields, const std::map<std::string, std::string>& told) {
  match::RowParts parts;
  match::PersonRow row;
  for (const charter::Field& field : fields) {
    const auto found = told.find(field.name);
    if (found == told.end()) continue;
    if (&field == &fields.front()) {
      take_name(found->second, parts);
    } else if (field.type == charter::FieldType::date || field.type == charter::FieldType::uncertain_date) {
      if (const auto birth = match::parse_birth_date(found->second, ""); birth && !row.birth.is_known()) row.birth = *birth;
    } else if (field.type == charter::FieldType::telephone) {
      row.phone = found->second;
    } else if (row.postcode.empty()) {
      row.postcode = postcode_in(found->second);
    }
  }
  match::split_full_name(parts);
  row.forename = std::move(parts.forename);
  row.surname = std::move(parts.surname);
  return row;
}

Likely likely_of(std::vector<match::FamilyCandidate> found) {
  Likely likely;
  for (match::FamilyCandidate& one : found) {
    if (one.candidate.probability >= kLeastShown && likely.shown.size() < kMostShown) likely.shown.push_back(std::move(one));
    else ++likely.left_out;
  }
  return likely;
}

Html candidate_html(const CandidateView& view) {
  const match::Candidate& candidate = view.found.candidate;
  const std::string household = candidate.household >= kLeastShown
                                    ? "; that it is somebody of the same household, " + percent_words(candidate.household) + "."
                                    : ".";
  Html content = html::paragraph("As computed, the probability that this is the same person is " + percent_words(candidate.probability) +
                                 household);
  content += beside_html(view);
  if (view.found.family_bits > 0)
    content += html::paragraph("Others who are asked about in this case were found at the same postcode: " +
                               bits_words(view.found.family_bits) + " bits more, which the waterfall leaves out.");
  return content + html::details({.summary = html::text("How this came about") + Html("<span class=\"govuk-visually-hidden\"> for ") +
                                             html::text(view.title) + Html("</span>"),
                                  .text = waterfall_html(view)});
}

Html verdict_radios(const std::string& name, const std::string& value, const std::string& legend, const std::string& error) {
  html::Radios radios;
  radios.name = name;
  radios.value = value;
  radios.fieldset = html::Fieldset{.legend = {.text = legend, .classes = "govuk-fieldset__legend--s"}};
  if (!error.empty()) radios.error_message = html::ErrorMessage{.text = error};
  for (const Verdict each : kVerdicts) radios.items.push_back({.text = verdict_words(each), .value = std::string(verdict_word(each))});
  return html::radios(radios);
}

}  // namespace concordat::casework
