// What is seen of a newer charter: what was found in it, what it changes and for whom, what forbids it.

#include <algorithm>
#include <set>

#include "casework/access.h"
#include "casework/charter/newer_charter.h"
#include "casework/training/training.h"
#include "casework/warrant_view.h"
#include "charter/diff.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "vault/ending.h"

namespace concordat::casework {
namespace {

using charter::Direction;
using charter::Severity;
using html::Html;

// All that the pages on courses ask for by its name.
bool has_courses(const charter::Charter& charter) {
  const charter::RecordKind* course = charter.record_kind(kCourse);
  return charter.case_kind("course-run") && course && course->part("details") && charter.record_kind(kBooking);
}

// Which pages there are is settled when the server starts.
Result<void> check_same_pages(const charter::Charter& active, const charter::Charter& next) {
  if (has_courses(active) == has_courses(next)) return {};
  return Error{"This charter adds or drops courses as a whole, and with them pages that a running server cannot change.",
               "Stop the server, put it into force with `concordat activate`, and start it again."};
}

// What a running server has made once and goes on showing.
std::vector<html::Content> after_a_restart(const charter::Charter& active, const charter::Charter& next) {
  std::vector<html::Content> all;
  if (active.partnership.colour != next.partnership.colour) all.emplace_back("the partnership's colour");
  if (active.partnership.name != next.partnership.name) all.emplace_back("its name on pages of errors");
  if (exchanges_messages(active) != exchanges_messages(next)) all.emplace_back("messages to and from other partnerships");
  return all;
}

// What a rule says of one thing, and each place of which it says it.
struct Said {
  std::string message;
  std::string remedy;
  std::vector<std::string> places;
};

std::vector<Said> said_by(const charter::Compilation& compilation, Severity severity, const std::string& rule) {
  std::vector<Said> all;
  for (const charter::Finding& finding : compilation.findings) {
    if (finding.severity != severity || finding.rule != rule) continue;
    auto known = std::ranges::find_if(all, [&](const Said& one) { return one.message == finding.message && one.remedy == finding.remedy; });
    if (known == all.end()) known = all.insert(all.end(), {finding.message, finding.remedy, {}});
    known->places.push_back(finding.where.file + (finding.where.line > 0 ? ", line " + std::to_string(finding.where.line) : ""));
  }
  return all;
}

// A rule and how often it speaks; what it says is opened below it, and what is to be done once where it is the same of all.
Html rule_html(const charter::Compilation& compilation, Severity severity, const std::string& rule) {
  const std::vector<Said> all = said_by(compilation, severity, rule);
  const bool same = std::ranges::all_of(all, [&](const Said& one) { return one.remedy == all.front().remedy; });
  std::vector<html::Content> lines;
  std::size_t count = 0;
  for (const Said& one : all) {
    count += one.places.size();
    lines.push_back(html::text(one.message + (same ? "" : " " + one.remedy) + " (" + charter::listed(one.places) + ")"));
  }
  const bool is_error = severity == Severity::error;
  const Html tag = html::tag({.text = is_error ? "Error" : "Warning", .classes = is_error ? "govuk-tag--red" : "govuk-tag--yellow"});
  return html::details({.summary = tag + html::text(" Rule: " + rule + ", " + counted(count, "time")),
                        .text = html::bullets(lines) + (same ? html::paragraph(all.front().remedy) : Html()),
                        .open = is_error});
}

Html findings_html(const charter::Compilation& compilation) {
  if (compilation.findings.empty()) return html::paragraph("The check found nothing wrong in it.");
  Html content = html::heading(2, "What the check found in it", html::Size::m);
  for (const Severity severity : {Severity::error, Severity::warning}) {
    std::set<std::string> rules;
    for (const charter::Finding& finding : compilation.findings)
      if (finding.severity == severity) rules.insert(finding.rule);
    for (const std::string& rule : rules) content += rule_html(compilation, severity, rule);
  }
  return content;
}

Html changes_table(const std::vector<charter::Change>& changes, Direction direction, const char* caption) {
  html::Table table{.caption = caption, .caption_classes = "govuk-table__caption--s"};
  table.head = {{.text = "What changes"}, {.text = "For whom"}, {.text = "In the charter"}};
  for (const charter::Change& change : changes)
    if (change.direction == direction) table.rows.push_back({{.text = change.says}, {.text = change.whom}, {.text = change.about}});
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

// What the first night under it would destroy or propose: the weightiest thing that a charter does to what is held.
Html due_at_once_html(const App& app, const charter::Charter& next) {
  std::vector<html::Content> lines;
  for (const vault::DueAtOnce& one : vault::due_at_once(app.vault, next))
    lines.push_back(one.what + ": " + counted(one.parts, "part") + " of a record, " +
                    (one.weighty ? "proposed for two people to approve" : "destroyed by the daily run"));
  if (lines.empty()) return html::paragraph("Nothing that is held becomes due on the day that it comes into force.");
  return html::warning_text({.text = "On the day after it comes into force this is due, which is not due now:"}) + html::bullets(lines);
}

Html changes_html(const App& app, const charter::Charter& next) {
  const std::vector<charter::Change> changes = charter::diff(app.charter(), next);
  Html content = html::heading(2, "What changes, and for whom", html::Size::m);
  if (changes.empty()) return content + html::paragraph("Nothing but its date and version.");
  content += changes_table(changes, Direction::widens, "More may be done with data, or less is promised");
  content += changes_table(changes, Direction::narrows, "Less may be done with data, or more is promised");
  content += changes_table(changes, Direction::neither, "Said in other words");
  content += html::paragraph("What is held already keeps to its own charter too: it is opened only where both allow it, goes on the "
                             "earlier day of the two, and by two people's approval where either asks for it.");
  return content + due_at_once_html(app, next);
}

Html refusals_html(const std::vector<Error>& refusals) {
  Html content;
  for (const Error& refusal : refusals) content += html::warning_text({.text = refusal.message + " " + refusal.remedy});
  return content;
}

}  // namespace

std::vector<std::string> rules_of_errors(const charter::Compilation& compilation) {
  std::vector<std::string> rules;
  for (const charter::Finding& finding : compilation.findings)
    if (finding.severity == Severity::error && std::ranges::find(rules, finding.rule) == rules.end()) rules.push_back(finding.rule);
  return rules;
}

NewerCharter look_at(const App& app, charter::Texts texts, charter::Compilation compilation) {
  NewerCharter newer{std::move(texts), std::move(compilation), {}};
  if (!newer.compilation.charter) return newer;
  const charter::Charter& next = *newer.compilation.charter;
  const auto refuse = [&](const Result<void>& looked) {
    if (!looked) newer.refusals.push_back(looked.error());
  };
  refuse(vault::check_newer(app.vault, next));
  refuse(app.vault.check_over_held(next));
  refuse(vault::check_approvers(next, app.accounts.all()));
  refuse(check_same_pages(app.charter(), next));
  return newer;
}

Html newer_charter_html(const App& app, const NewerCharter& newer) {
  if (!newer.compilation.charter)
    return html::warning_text({.text = "It cannot be read as a charter. Nothing of it was kept: mend what follows, and send it again."}) +
           findings_html(newer.compilation);
  const charter::Charter& next = *newer.compilation.charter;
  html::SummaryList facts;
  const auto fact = [&](const char* key, std::string value) {
    facts.rows.push_back({.key = {.text = key}, .value = {.text = std::move(value)}});
  };
  fact("Version", next.version + " (in force: " + app.charter().version + ")");
  fact("Hash of all of it", next.hash);
  fact("Library that it extends", next.base.empty() ? "none" : next.base);
  Html content = refusals_html(newer.refusals) + html::summary_list(facts) + changes_html(app, next) +
                 findings_html(newer.compilation);
  if (const auto later = after_a_restart(app.charter(), next); !later.empty())
    content += html::heading(2, "Only after the server is started again", html::Size::m) + html::bullets(later);
  return content;
}

http::Handler for_activating_officer(const App& app, CharterAnswer answer) {
  return [&app, answer](const http::Request& request) {
    const auto mandate = app.vault.gate().authorise(app.actor(request), charter::Capability::approve_destruction);
    return mandate ? answer(app, request, *mandate) : not_found();
  };
}

}  // namespace concordat::casework
