#include "casework/charter/newer_charter.h"

#include <algorithm>

#include "casework/charter/charter_pages.h"
#include "casework/second_factor.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/proposed_charter.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::size_t kPiece = 32u << 10;  // a form takes 64 KiB a field
constexpr const char* kText = "text";
constexpr const char* kCharterFile = "file";

std::string reason_field(const std::string& rule) { return "accept-" + rule; }

// Forms send every line with CR and LF; a charter is the same whichever way it came.
std::string with_plain_lines(std::string_view sent) {
  std::string text;
  for (std::size_t i = 0; i < sent.size(); ++i)
    if (sent[i] != '\r' || i + 1 == sent.size() || sent[i + 1] != '\n') text += sent[i];
  return text;
}

std::string sent_charter(const http::Request& request) {
  const auto file = std::ranges::find(request.files, kCharterFile, &http::File::field);
  if (file != request.files.end() && !file->content.empty()) return with_plain_lines(file->content);
  std::string text;
  for (const std::string& piece : request.form.all(kText)) text += piece;
  return with_plain_lines(text);
}

// It is not kept before it is proposed: the page carries it, in pieces that end with a line where they can.
Html carried(std::string_view text) {
  Html fields;
  while (!text.empty()) {
    std::size_t size = std::min(kPiece, text.size());
    if (size < text.size()) {
      const std::size_t line = text.substr(0, size).rfind('\n');
      if (line != std::string_view::npos) size = line + 1;
      while (line == std::string_view::npos && size > 1 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    }
    fields += html::hidden_input(kText, text.substr(0, size));
    text.remove_prefix(size);
  }
  return fields;
}

http::Response ask_for_charter(const App& app, const http::Request& request, const std::string& error) {
  html::FileUpload file{.name = kCharterFile,
                        .label = {.text = "The charter, as a file", .classes = "govuk-label--s"},
                        .hint = html::Hint{.text = "TOML, 256 KB at most. The library that it extends stands on the server."},
                        .id = kCharterFile};
  if (!error.empty()) file.error_message = html::ErrorMessage{.text = error};
  const html::Textarea paste{.name = kText,
                             .label = {.text = "Or paste it", .classes = "govuk-label--s"},
                             .hint = html::Hint{.text = "Up to 60 KB; send a longer one as a file."},
                             .id = kText,
                             .rows = 12,
                             .spellcheck = false};
  Html content = html::heading(1, "Propose a newer charter", html::Size::xl);
  content += html::lead("You see what is wrong in it and what it would change, before anything is kept.");
  content += html::upload_form(kNewerCharter, csrf(request),
                               html::file_upload(file) + html::textarea(paste) + html::button({.text = "Look at it"}));
  PageContent whole{"Propose a newer charter", html::two_thirds(content) + decided_charters_html(app),
                    html::back_link({.href = kCharterPath, .text = "Charter"})};
  if (!error.empty()) {
    whole.errors.push_back({.text = error, .href = std::string("#") + kCharterFile});
    whole.status = 422;
  }
  return page(app, request, std::move(whole));
}

using FieldErrors = std::vector<html::ErrorSummaryItem>;

Html propose_form(const http::Request& request, const NewerCharter& newer) {
  Html fields = carried(newer.texts.charter);
  const std::vector<std::string> rules = rules_of_errors(newer.compilation);
  if (!rules.empty())
    fields += html::heading(2, "Errors that you take upon yourselves", html::Size::m) +
              html::paragraph("Mend them if you can. Else say of each rule why the charter may come into force with it; the reasons are "
                              "shown on the page Charter.");
  for (const std::string& rule : rules)
    fields += html::input({.name = reason_field(rule),
                           .label = {.text = "Why is the rule " + rule + " accepted?", .classes = "govuk-label--s"},
                           .value = request.form.get(reason_field(rule)),
                           .id = reason_field(rule)});
  fields += html::paragraph("Another officer then sees this page as you do, and puts the charter into force or declines it.");
  return html::form(std::string(kNewerCharter) + "/propose", csrf(request),
                    fields + html::button({.text = "Propose version " + newer.compilation.charter->version, .prevent_double_click = true}));
}

http::Response show_sent(const App& app, const http::Request& request, const NewerCharter& newer, FieldErrors errors = {}) {
  const bool may_go_on = newer.compilation.charter && newer.refusals.empty();
  Html content = html::heading(1, "What the newer charter would change", html::Size::xl) + newer_charter_html(app, newer);
  if (may_go_on) content += propose_form(request, newer);
  else content += html::paragraph("Nothing was kept.") + html::paragraph(html::link("Send it again, mended", kNewerCharter));
  PageContent whole{"What the newer charter would change", content, html::back_link({.href = kNewerCharter, .text = "Send another"}),
                    std::move(errors)};
  if (!may_go_on || !whole.errors.empty()) whole.status = 422;
  return page(app, request, std::move(whole));
}

std::optional<NewerCharter> read_sent(const App& app, const http::Request& request) {
  charter::Texts texts{sent_charter(request), ""};
  if (texts.charter.empty()) return std::nullopt;
  charter::Compilation compilation = charter::compile_sent(texts, app.charters);
  return look_at(app, std::move(texts), std::move(compilation));
}

http::Response ask_newer(const App& app, const http::Request& request, const policy::Mandate& mandate) {
  if (auto waits = proposed_charter_page(app, request, mandate)) return std::move(*waits);
  return ask_for_charter(app, request, "");
}

http::Response take_newer(const App& app, const http::Request& request, const policy::Mandate&) {
  const auto newer = read_sent(app, request);
  return newer ? show_sent(app, request, *newer) : ask_for_charter(app, request, "Choose the file of the charter, or paste it");
}

// Why each error is accepted, by its rule: as typed.
vault::AcceptedErrors reasons_sent(const http::Request& request, const NewerCharter& newer) {
  vault::AcceptedErrors accepted;
  for (const std::string& rule : rules_of_errors(newer.compilation)) accepted[rule] = request.form.get(reason_field(rule));
  return accepted;
}

http::Response show_refused(const App& app, const http::Request& request, const NewerCharter& newer, const Error& error) {
  const std::vector<std::string> rules = rules_of_errors(newer.compilation);
  const std::string at = rules.empty() ? kNewerCharter : "#" + reason_field(rules.front());
  return show_sent(app, request, newer, {{.text = error.message + " " + error.remedy, .href = at}});
}

std::optional<http::Response> wrong_newer(const App& app, const http::Request& request) {
  const auto newer = read_sent(app, request);
  if (!newer) return ask_for_charter(app, request, "Choose the file of the charter, or paste it");
  if (!newer->compilation.charter || !newer->refusals.empty()) return show_sent(app, request, *newer);
  const vault::AcceptedErrors accepted = reasons_sent(request, *newer);
  FieldErrors errors;
  for (const auto& [rule, reason] : accepted)
    if (reason.empty())
      errors.push_back({.text = "Say why the rule " + rule + " is accepted, or mend the charter", .href = "#" + reason_field(rule)});
  if (!errors.empty()) return show_sent(app, request, *newer, std::move(errors));
  const auto fits = vault::check_proposal(app.vault, newer->texts, accepted);
  return fits ? std::nullopt : std::optional(show_refused(app, request, *newer, fits.error()));
}

http::Response propose_newer(const App& app, const http::Request& request, const policy::Mandate& mandate) {
  if (auto wrong = wrong_newer(app, request)) return std::move(*wrong);
  const NewerCharter newer = *read_sent(app, request);
  const auto proposed = vault::propose_charter(app.vault, mandate, newer.texts, reasons_sent(request, newer));
  return proposed ? http::Response::redirect(kNewerCharter) : show_refused(app, request, newer, proposed.error());
}

}  // namespace

void add_newer_charter_pages(http::Router& router, const App& app) {
  router.add(http::Method::get, kNewerCharter, http::Door::signed_in, for_activating_officer(app, ask_newer));
  router.add_upload(kNewerCharter, for_activating_officer(app, take_newer));
  // Their half of the decision: the command asks both for their proof too.
  const auto wrong = [&app](const http::Request& request) -> std::optional<http::Response> {
    const bool may = app.vault.gate().authorise(app.actor(request), charter::Capability::approve_destruction).ok();
    return may ? wrong_newer(app, request) : not_found();
  };
  router.add(http::Method::post, std::string(kNewerCharter) + "/propose", http::Door::signed_in,
             confirmed(app, for_activating_officer(app, propose_newer), wrong));
  add_proposed_charter_pages(router, app);
}

}  // namespace concordat::casework
