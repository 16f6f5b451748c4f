#include "casework/site/own_steps.h"

#include "casework/access.h"
#include "casework/fields.h"
#include "casework/links.h"
#include "casework/one_time_link.h"
#include "casework/warrant_view.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kConfirmPath = "/forms/confirm/";

// What somebody sent, as its link names it: the record that its case was opened on.
struct OwnCase {
  store::RecordRow record;
  store::CaseRow row;
  const charter::CaseKind* kind = nullptr;
};

std::optional<OwnCase> own_case(const App& app, RecordId id) {
  std::optional<OwnCase> found;
  app.vault.store().read([&](store::Reader& reader) {
    const auto record = reader.find_record(id);
    const auto row = record ? reader.find_case(record->case_id) : std::nullopt;
    if (row) found = OwnCase{*record, *row, app.charter().case_kind(row->kind)};
  });
  const bool is_ground = found && found->kind && found->kind->notification == found->record.kind;
  return is_ground ? found : std::nullopt;
}

std::optional<OwnCase> own_case(const App& app, CaseId id) {
  std::vector<store::RecordRow> records;
  app.vault.store().read([&](store::Reader& reader) { records = reader.records(id); });
  for (const store::RecordRow& record : records)
    if (auto own = own_case(app, record.id)) return own;
  return std::nullopt;
}

std::string confirm_task(CaseId id) { return "confirm:" + id.text(); }

Result<policy::Mandate> mandate_for(const App& app, const OwnCase& own, const charter::Step& step) {
  const auto parts = app.charter().record_kind(own.record.kind);
  const auto subject = parts ? app.vault.subject_of(own.record.id, parts->parts.front().name) : std::nullopt;
  if (!subject) return Error{"There is no such record.", ""};
  return app.vault.gate().authorise_step(policy::subject_of(own.record.id), step, *subject);
}

// ---- to confirm

struct Confirming {
  OwnCase own;
  const charter::Step* step = nullptr;  // null: it was confirmed, or ended
};

// The link names the case, and opens it until the days are over.
std::optional<Confirming> confirming(const App& app, const std::string& token) {
  constexpr std::size_t kIdLength = 2 * CaseId::kSize;
  const auto id = token.size() > kIdLength ? CaseId::parse(token.substr(0, kIdLength)) : std::nullopt;
  auto own = id ? own_case(app, *id) : std::nullopt;
  const charter::Step* step = own ? own->kind->confirming() : nullptr;
  if (!step) return std::nullopt;
  bool opens = false;
  app.vault.store().read([&](store::Reader& reader) {
    opens = link_opens(reader, confirm_task(*id), token.substr(kIdLength), app.vault.clock().now());
  });
  if (!opens) return std::nullopt;
  return Confirming{*own, own->row.state == step->from ? step : nullptr};
}

http::Response confirmed_page(const App& app, const http::Request& request, const OwnCase& own) {
  Html content = html::panel({.title = "Confirmed", .text = "Your reference is " + own.row.reference});
  content += html::paragraph("You can end it at any time: the link is in the mail that we sent you, and in each that follows.");
  return page(app, request, {"Confirmed", html::two_thirds(content), {}, {}, 200, true});
}

http::Response show_confirm(const App& app, const http::Request& request) {
  const auto found = confirming(app, request.parts.at("token"));
  if (!found) return not_found();
  if (!found->step) return confirmed_page(app, request, found->own);
  const std::string title = "Confirm: " + within_sentence(found->own.kind->title);
  Html content = html::heading(1, title, html::Size::l);
  content += html::paragraph("Somebody gave us your address for this, with the reference " + found->own.row.reference +
                             ". If that was you, confirm it. If not, do nothing: what was sent is destroyed.");
  content += html::post_button(request.path, csrf(request), "Yes, that was me");
  return page(app, request, {title, html::two_thirds(content), {}, {}, 200, true});
}

http::Response take_confirm(const App& app, const http::Request& request) {
  const auto found = confirming(app, request.parts.at("token"));
  if (!found) return not_found();
  if (found->step) {
    const auto mandate = mandate_for(app, found->own, *found->step);
    if (!mandate) return problem(app, request, mandate.error(), request.path);
    if (const auto taken = app.vault.take_step(*mandate, *found->step, app.today()); !taken)
      return problem(app, request, taken.error(), request.path);
  }
  return http::Response::redirect(request.path);
}

// ---- to end it

std::vector<html::Content> held_parts(const App& app, const OwnCase& own) {
  std::vector<html::Content> held;
  const charter::Charter* charter = app.vault.charter(own.record.charter);
  const charter::RecordKind* kind = charter ? charter->record_kind(own.record.kind) : nullptr;
  std::vector<store::PartRow> parts;
  app.vault.store().read([&](store::Reader& reader) { parts = reader.parts(own.record.id); });
  for (const store::PartRow& row : parts) {
    const charter::Part* part = kind && !row.destroyed ? kind->part(row.part) : nullptr;
    if (!part) continue;
    std::vector<std::string> fields;
    for (const charter::Field& field : part->fields) fields.push_back(within_sentence(field.label));
    held.emplace_back(part->title + ": " + charter::listed(fields));
  }
  return held;
}

http::Response ended_page(const App& app, const http::Request& request, const OwnCase& own, const std::vector<html::Content>& destroyed) {
  Html content = html::panel({.title = "It is ended", .text = "You hear nothing more from us about it"});
  if (destroyed.empty())
    content += html::paragraph(held_parts(app, own).empty()
                                   ? "It had ended already. Nothing that you gave us for it is held any more."
                                   : "It had ended already. What is still held goes on the day that our notice says.");
  else
    content += html::heading(2, "What we destroyed", html::Size::m) + html::bullets(destroyed) +
               html::paragraph(unreadable_words(app.charter()) + " Our ledger says on which day that was done, and not what it said.");
  return page(app, request, {"It is ended", html::two_thirds(content), {}, {}, 200, true});
}

std::optional<OwnCase> to_stop(const App& app, const http::Request& request) {
  const auto record = booking_of(request.parts.at("token"), app.link_key);
  auto own = record ? own_case(app, *record) : std::nullopt;
  return own && own->kind->stopping(own->kind->states.front()) ? own : std::nullopt;
}

http::Response show_stop(const App& app, const http::Request& request) {
  const auto own = to_stop(app, request);
  if (!own) return not_found();
  if (!own->kind->stopping(own->row.state)) return ended_page(app, request, *own, {});
  const std::string title = "End it: " + within_sentence(own->kind->title);
  Html content = html::heading(1, title, html::Size::l);
  content += html::paragraph("We destroy at once what we hold for it:") + html::bullets(held_parts(app, *own));
  content += html::post_button(request.path, csrf(request), "End it, and destroy this", "govuk-button--warning");
  return page(app, request, {title, html::two_thirds(content), {}, {}, 200, true});
}

// From the page above, or from a mail program (RFC 8058, section 3.2), which is not led on to another page (section 3.1).
http::Response take_stop(const App& app, const http::Request& request) {
  const auto own = to_stop(app, request);
  if (!own) return not_found();
  const charter::Step* step = own->kind->stopping(own->row.state);
  if (!step) return ended_page(app, request, *own, {});
  auto held = held_parts(app, *own);
  const auto mandate = mandate_for(app, *own, *step);
  if (!mandate) return problem(app, request, mandate.error(), request.path);
  if (const auto ended = app.disposal.end_own(*mandate, *step); !ended) return problem(app, request, ended.error(), request.path);
  if (const auto left = held_parts(app, *own); !left.empty()) held.resize(held.size() - left.size());
  return ended_page(app, request, *own, held);
}

}  // namespace

void ask_to_confirm(const App& app, CaseId id, const std::string& address) {
  const auto own = own_case(app, id);
  const charter::Step* step = own ? own->kind->confirming() : nullptr;
  if (!step || own->row.state != step->from || !app.outbox || address.empty()) return;
  const int days = own->kind->confirm_days;
  std::string token;
  const auto kept = app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    token = id.text() + put_link(transaction, confirm_task(id), {app.vault.clock().now().microseconds + days * kMicrosecondsPerDay});
    return {};
  });
  if (!kept) return;
  const std::string stop = app.outbox->link(kStopPath + token_of(own->record.id, app.link_key));
  const std::string name = app.charter().partnership.name;
  const std::string text = "Your address was given to " + name + " for: " + within_sentence(own->kind->title) +
                           ".\n\nIf that was you, confirm it within " + std::to_string(days) + " days:\n\n    " +
                           app.outbox->link(kConfirmPath + token) +
                           "\n\nIf not, do nothing: what was sent is destroyed. To have it destroyed at once, or to end it later:\n\n    " +
                           stop + "\n";
  (void)app.outbox->put({address, "Please confirm: " + name, text, {}, stop}, "");  // without it nothing begins
}

Html own_steps_html(const App& app, const store::CaseRow& row, RecordId record) {
  const charter::CaseKind* kind = app.charter().case_kind(row.kind);
  const charter::Step* confirm = kind ? kind->confirming() : nullptr;
  Html content;
  if (confirm && row.state == confirm->from)
    content += html::inset_text(
        {.text = app.outbox ? "We have sent a mail to the address that you gave. Press its link within " +
                                  std::to_string(kind->confirm_days) + " days, or what you sent is destroyed."
                            : "We cannot send mail from here: somebody of the office confirms it with you. Without that, what you sent is "
                              "destroyed after " + std::to_string(kind->confirm_days) + " days."});
  if (kind && kind->stopping(row.state))
    content += html::paragraph(html::link("End it, and have what you sent destroyed", kStopPath + token_of(record, app.link_key)));
  return content;
}

void add_own_step_pages(http::Router& router, const App& app) {
  const std::string confirm = std::string(kConfirmPath) + "{token}", stop = std::string(kStopPath) + "{token}";
  router.add(http::Method::get, confirm, http::Door::public_, [&app](const http::Request& request) { return show_confirm(app, request); });
  router.add(http::Method::post, confirm, http::Door::public_, [&app](const http::Request& request) { return take_confirm(app, request); });
  router.add(http::Method::get, stop, http::Door::public_, [&app](const http::Request& request) { return show_stop(app, request); });
  router.add_one_click(stop, [&app](const http::Request& request) { return take_stop(app, request); });
}

}  // namespace concordat::casework
