#include "casework/site/promises.h"

#include <algorithm>
#include <array>
#include <map>

#include "casework/fields.h"
#include "casework/site/attestation_file.h"
#include "charter/outputs.h"
#include "charter/sentences.h"

namespace concordat::casework {
namespace {

using charter::Promise;
using html::Html;

struct Status {
  std::string_view name;  // as attestation says it; empty: it has not looked yet
  std::string_view words;
  std::string_view colour;
};

// The worst first: a broken promise is not to be searched for.
constexpr std::array<Status, 6> kStatuses = {{{"broken", "Broken", "govuk-tag--red"},
                                              {"held", "On hold", "govuk-tag--yellow"},
                                              {"missing", "Evidence missing", "govuk-tag--yellow"},
                                              {"", "Not looked at yet", "govuk-tag--grey"},
                                              {"not-exercised", "Not used yet", "govuk-tag--grey"},
                                              {"kept", "Kept", "govuk-tag--green"}}};

const Status& status_named(std::string_view name) {
  const auto found = std::ranges::find(kStatuses, name, &Status::name);
  return found == kStatuses.end() ? kStatuses[3] : *found;
}

// "Enforced" of "Enforced: the system lets …"
std::string class_name(charter::PromiseClass proof) {
  const std::string words = charter::words(proof);
  return words.substr(0, words.find(':'));
}

std::string area_title(std::string area) {
  std::ranges::replace(area, '-', ' ');
  return charter::upper_first(std::move(area));
}

Html judged(const App& app, const Attestation& attestation) {
  if (attestation.judged_at.empty()) return html::paragraph("The system has not looked yet. It does so every night.");
  const std::optional<Instant> at = from_rfc3339(attestation.judged_at);
  std::string text = "Last judged on " + (at ? london_words(*at) : attestation.judged_at) +
                     ", by a program that shares no rule with the one it " + "judges, from " + std::to_string(attestation.entries) +
                     " entries of the ledger. ";
  if (attestation.head_entries == 0) return html::paragraph(text + "No signed head of the ledger was handed to the agencies yet.");
  text += "The agencies hold its signed head, so that no entry can be changed without their seeing it.";
  html::SummaryList head;
  head.rows.push_back({.key = {.text = "Charter"}, .value = {.text = app.charter().hash}});
  head.rows.push_back({.key = {.text = "Entries under the head"}, .value = {.text = std::to_string(attestation.head_entries)}});
  head.rows.push_back({.key = {.text = "Root of the head"}, .value = {.text = attestation.head_root}});
  return html::paragraph(text) +
         html::details({.summary = "How to check this",
                        .text = html::paragraph("Compare these with the "
                                                "signed head that an agency holds, and run concordat attest on the data.") +
                                html::summary_list(head)});
}

// For somebody who has never read of such a system.
Html words_explained() {
  html::SummaryList list;
  const auto add = [&](const std::string& word, const std::string& meaning) {
    list.rows.push_back({.key = {.text = word}, .value = {.text = meaning}});
  };
  add("Kept", "The system's own records show that we do what we say.");
  add("Evidence missing", "Nothing shows yet that we do it. What is missing stands under the promise.");
  add("Not used yet", "Nothing has happened yet to which the promise applies.");
  add("Broken", "The records show that we did not do what we say, or they were changed.");
  add("Charter", "Our privacy notice, written as rules that the system works by.");
  add("Ledger", "The list of everything that was done with data, by whom and when. Nothing can be taken out of it or changed unseen.");
  add("Sealed", "Locked, so that whoever gets hold of it cannot read it. The program that judges has no key.");
  add("Case", "One piece of our work, such as the review of what happened to a child, or a course.");
  add("Task", "Somebody was asked to help with one case, from one day to another. They see that case, and no other.");
  add("Agency", "A body that we work with, such as the police or a school.");
  return html::details({.summary = "What the words on this page mean", .text = html::summary_list(list)});
}

// How many of each class are in which state.
Html counts(const std::vector<Promise>& promises, const Attestation& attestation) {
  std::map<charter::PromiseClass, std::map<std::string_view, int>> by_class;
  std::map<std::string_view, int> in_all;
  for (const Promise& promise : promises) {
    const std::string_view status = status_named(attestation.of(promise.id).status).name;
    ++by_class[promise.proof][status];
    ++in_all[status];
  }
  html::Table table{.caption = "How many", .caption_classes = "govuk-table__caption--m", .first_cell_is_header = true};
  table.head.push_back({.text = "How it is to be shown"});
  for (const auto& [status, count] : in_all) table.head.push_back({.text = std::string(status_named(status).words), .format = "numeric"});
  table.head.push_back({.text = "In all", .format = "numeric"});
  const auto row = [&](const std::string& title, const std::map<std::string_view, int>& numbers) {
    std::vector<html::TableCell> cells = {{.text = title}};
    int total = 0;
    for (const auto& [status, count] : in_all) {
      const auto found = numbers.find(status);
      const int number = found == numbers.end() ? 0 : found->second;
      total += number;
      cells.push_back({.text = std::to_string(number), .format = "numeric"});
    }
    cells.push_back({.text = std::to_string(total), .format = "numeric"});
    table.rows.push_back(std::move(cells));
  };
  for (const auto& [proof, numbers] : by_class) row(class_name(proof), numbers);
  row("In all", in_all);
  return html::scrolling_table(table);
}

Html areas_to_choose(const std::vector<Promise>& promises, const std::string& chosen) {
  std::map<std::string, int> areas;
  for (const Promise& promise : promises) ++areas[promise.area];
  std::vector<html::Content> items;
  const auto add = [&](const std::string& title, const std::string& address, bool is_chosen) {
    items.push_back(is_chosen ? Html("<strong>") + html::text(title) + Html("</strong>") : html::link(title, address));
  };
  add("All areas (" + std::to_string(promises.size()) + ")", "/promises", chosen.empty());
  for (const auto& [area, count] : areas)
    add(area_title(area) + " (" + std::to_string(count) + ")", "/promises?area=" + area, area == chosen);
  return html::details({.summary = chosen.empty() ? "Show one area only" : "Show other areas", .text = html::bullets(items)});
}

Html promise_html(const App& app, const Promise& promise, const Attested& found) {
  const Status& status = status_named(found.status);
  const Html tag = html::tag({.text = std::string(status.words), .classes = std::string(status.colour)});
  std::vector<html::Content> controls;
  for (const charter::Control& control : promise.controls) controls.push_back(as_sentence(charter::words(control, app.charter())));
  Html row = html::heading(3, html::text(promise.id + " ") + tag, html::Size::s, promise.id) + html::paragraph(promise.says);
  if (!found.evidence.empty()) row += html::inset_text({.text = found.evidence});
  // That it "cannot happen otherwise" would not be so beside evidence that is missing.
  const bool is_shown = found.status == "kept" || found.status == "not-exercised";
  return row + html::details({.summary = is_shown ? charter::words(promise.proof) : "What is to show that we keep it",
                              .text = html::bullets(controls)});
}

Html each_promise(const App& app, std::vector<Promise> promises, const Attestation& attestation, const std::string& title) {
  std::ranges::stable_partition(promises, [&](const Promise& promise) { return attestation.of(promise.id).status == "broken"; });
  Html rows = html::heading(2, title, html::Size::m);
  for (const Promise& promise : promises) rows += promise_html(app, promise, attestation.of(promise.id));
  return html::two_thirds(rows);
}

Html broken_first(const std::vector<Promise>& promises, const Attestation& attestation) {
  std::string list;
  for (const Promise& promise : promises)
    if (attestation.of(promise.id).status == "broken") list += (list.empty() ? "" : ", ") + promise.id;
  return list.empty() ? Html() : html::warning_text({.text = "Not kept at this time: " + list + "."});
}

}  // namespace

http::Response promises_page(const App& app, const http::Request& request) {
  const Attestation attestation = read_attestation(app.attestation_file);
  const std::vector<Promise>& all = app.charter().promises;
  std::string area = request.query.get("area");
  std::vector<Promise> shown;
  std::ranges::copy_if(all, std::back_inserter(shown), [&](const Promise& promise) { return promise.area == area; });
  if (shown.empty()) {
    area.clear();
    shown = all;
  }
  Html text = html::heading(1, "Promises kept", html::Size::xl);
  text += html::lead("Our privacy notice makes " + std::to_string(all.size()) +
                     " promises here. The system looks at its own records and says of each whether it is kept.");
  text += broken_first(all, attestation) + judged(app, attestation) + words_explained();
  Html content = html::two_thirds(text) + counts(all, attestation) + areas_to_choose(all, area);
  content += each_promise(app, std::move(shown), attestation, area.empty() ? "Each promise" : area_title(area));
  return page(app, request, {"Promises kept", content});
}

}  // namespace concordat::casework
