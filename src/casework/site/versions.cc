#include "casework/site/versions.h"

#include <charconv>

#include "charter/diff.h"
#include "charter/sentences.h"
#include "html/notice_page.h"
#include "paper/paper.h"

namespace concordat::casework {
namespace {

using charter::Direction;
using html::Html;

std::string day_of(Instant instant) { return london_date(instant).words(); }

std::string name_of(const Version& version) {
  return version.charter ? "Version " + version.charter->version : "Version " + std::to_string(version.number);
}

std::string in_force(const Version& version) {
  return version.until ? "In force from " + day_of(version.from) + " to " + day_of(*version.until) + "."
                       : "In force since " + day_of(version.from) + ".";
}

// One kind of change, as people ask for it: does it let more be done with my data?
Html changes_of(const std::vector<charter::Change>& all, Direction direction, std::string_view title) {
  std::vector<html::Content> said;
  for (const charter::Change& change : all)
    if (change.direction == direction) said.emplace_back(change.says);
  return said.empty() ? Html() : html::heading(3, std::string(title), html::Size::s) + html::bullets(said);
}

Html what_changed(const Version& version, const charter::Charter* before) {
  if (!version.charter) return html::paragraph("It is kept, but this program can no longer show it.");
  if (!before) return html::paragraph("It is the first that is kept here.");
  const std::vector<charter::Change> changes = charter::diff(*before, *version.charter);
  if (changes.empty()) return html::paragraph("Nothing but its date and version changed.");
  return changes_of(changes, Direction::narrows, "Safer for you: less may be done with data, or more is promised") +
         changes_of(changes, Direction::widens, "More may be done with data, or less is promised") +
         changes_of(changes, Direction::neither, "Said in other words");
}

Html links_to(const Version& version) {
  if (!version.charter) return {};
  const std::string name = charter::lower_first(name_of(version));
  if (!version.until)
    return html::bullets({html::link("Read " + name + ", which is in force", "/notice"), html::link("The same as PDF", "/notice.pdf")});
  return html::bullets(
      {html::link("Read " + name, version.address()), html::link("PDF of " + name, version.address() + "/notice.pdf")});
}

Html invented(const App& app) {
  return app.demonstration ? html::paragraph("This is a demonstration: the earlier version was made up, and was never published.") : Html();
}

const charter::Charter* version_before(const std::vector<Version>& all, const Version& version) {
  return version.number < 2 ? nullptr : all[version.number - 2].charter;
}

std::optional<Version> asked_for(const App& app, const http::Request& request) {
  const std::string& text = request.parts.at("number");
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::vector<Version> all = versions(app);
  if (error != std::errc() || end != text.data() + text.size() || number == 0 || number > all.size()) return std::nullopt;
  return all[number - 1];
}

}  // namespace

std::vector<Version> versions(const App& app) {
  std::vector<Version> all;
  for (const ledger::Leaf& activation : app.vault.activations()) {
    if (!all.empty()) all.back().until = activation.at;
    all.push_back({all.size() + 1, activation.at, std::nullopt, app.vault.charter(activation.charter)});
  }
  return all;
}

http::Response versions_page(const App& app, const http::Request& request) {
  const std::vector<Version> all = versions(app);
  Html content = html::heading(1, "What changed in our privacy notice", html::Size::xl);
  content += html::lead("Every version since this system began, the newest first, with what each changed.");
  content += invented(app);
  for (auto version = all.rbegin(); version != all.rend(); ++version) {
    content += html::heading(2, name_of(*version), html::Size::m, "version-" + std::to_string(version->number));
    content += html::paragraph(in_force(*version)) + what_changed(*version, version_before(all, *version)) + links_to(*version);
  }
  return page(app, request, {"What changed in our privacy notice", html::two_thirds(content)});
}

http::Response version_page(const App& app, const http::Request& request) {
  const auto version = asked_for(app, request);
  if (!version || !version->charter) return not_found();
  if (!version->until) return http::Response::redirect("/notice");
  const Html banner = html::paragraph("This is an earlier version of our privacy notice. " + in_force(*version)) +
                      html::paragraph(html::link("Read the notice that is in force now", "/notice")) +
                      html::paragraph(html::link("See what changed since", kVersions)) + invented(app);
  const Html body = html::inset_text({.text = banner}) + html::notice_body(charter::notice(*version->charter), "");
  return page(app, request, {"Earlier privacy notice, " + charter::lower_first(name_of(*version)), body});
}

http::Response PaperShelf::answer(const App& app, const http::Request& request, const charter::Charter& charter, bool for_children) {
  const std::lock_guard lock(mutex_);
  auto& kept = made_[charter.hash + (for_children ? " children" : "")];
  if (!kept) {
    const charter::Notice notice = for_children ? charter::children_notice(charter) : charter::notice(charter);
    const auto audience = for_children ? paper::Audience::children : paper::Audience::adults;
    auto pdf = paper::pdf(paper::notice_document(notice, charter, audience));
    if (!pdf) return problem(app, request, pdf.error(), "/notice");
    kept = std::make_shared<const std::string>(std::move(*pdf));
  }
  http::Response response;
  response.content_type = "application/pdf";
  response.shared_body = kept;
  return response;
}

http::Response PaperShelf::version(const App& app, const http::Request& request) {
  const auto found = asked_for(app, request);
  return found && found->charter ? answer(app, request, *found->charter, false) : not_found();
}

}  // namespace concordat::casework
