// For the people of an agency: asking for one item of their own back, what came of it, and taking that back (STK-08).

#include <algorithm>

#include "casework/clearance.h"
#include "casework/deposits.h"
#include "casework/disposal/disposal_pages.h"
#include "casework/fields.h"
#include "casework/recall_view.h"
#include "casework/second_factor.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

struct OwnItem {
  const App& app;
  const http::Request& request;
  store::RecordRow row;
  const charter::RecordKind& kind;
  policy::Grant grant;
  std::vector<RecallView> recalls;
  std::string reference;  // of its case
  bool held = false;
  const RecallView* standing() const {
    const auto found = std::ranges::find_if(recalls, [](const RecallView& one) { return one.recall.stands(); });
    return found == recalls.end() ? nullptr : &*found;
  }
};

std::string path_of(const OwnItem& item) { return kAgencyItems + item.row.id.text(); }

charter::Field why_field() {
  charter::Field field;
  field.name = "reason";
  field.label = "Why your agency wants it back";
  field.hint = "Do not name anybody. It is kept sealed, and shown to who answers.";
  field.type = charter::FieldType::long_text;
  field.required = false;
  return field;
}

Html one_html(const OwnItem& item, const RecallView& view) {
  Html content = html::paragraph(state_words(item.app, view) + ".");
  if (view.recall.state == vault::Recall::State::refused || view.recall.state == vault::Recall::State::put_off) {
    const auto reason = vault::Recalls(item.app.vault).answer_of(item.grant, view.recall);
    content += reason ? html::inset_text({.text = "The reason: " + *reason}) : html::paragraph("The reason is not kept any more.");
  }
  if (view.recall.state == vault::Recall::State::done && has_certificate(item.app, item.row.owner, view.recall.warrant))
    content += html::paragraph(
        html::link("Download the certificate of destruction", "/workspace/agency/files/" + certificate_name(view.recall.warrant)));
  if (view.recall.is_open())
    content += html::paragraph("Until then nobody but your agency uses it, unless the law has them and they say why.");
  if (view.recall.stands())
    content += html::post_button(path_of(item) + "/keep", csrf(item.request), "Let it be kept after all", "govuk-button--secondary");
  return content;
}

// What happens by default is that nothing is destroyed: it takes two people.
Html ask_html(const OwnItem& item, const Entered& entered) {
  const bool counts = item.app.charter().owner_approves;
  std::vector<html::Content> lines;
  lines.emplace_back(std::string("Two people decide that our copy is destroyed") + (counts ? ": you are one of them by asking." : "."));
  lines.emplace_back("You are answered within " + counted(static_cast<std::size_t>(item.app.charter().approval_days), "day") +
                     ": it is destroyed, or you are told why it must be kept, and until when. After that day you are answered again.");
  lines.emplace_back("Until you are answered nobody but your agency uses it.");
  lines.emplace_back("What was approved rests for " + counted(static_cast<std::size_t>(item.app.charter().quarantine_days), "day") +
                     ", then it is destroyed for good, and your agency is given a certificate.");
  return html::bullets(lines) + html::form(path_of(item), csrf(item.request),
                                           fields_html({why_field()}, entered) +
                                               html::button({.text = "Ask for it back", .prevent_double_click = true}));
}

http::Response item_page(const OwnItem& item, const Entered& entered) {
  Html content = html::heading(1, "Ask for it back: " + within_sentence(item.kind.title), html::Size::l);
  content += html::paragraph("Your agency supplied it for " + item.reference + "; it was received on " + item.row.collected.words() + ".");
  for (const RecallView& view : item.recalls) content += one_html(item, view);
  if (item.held && !item.standing()) {
    if (!item.recalls.empty()) content += html::heading(2, "Ask for it again", html::Size::m);
    content += ask_html(item, entered);
  }
  if (!item.held && item.recalls.empty()) content += html::paragraph("It was destroyed. There is nothing left to ask for.");
  return page(item.app, item.request,
              {"Ask for it back", html::two_thirds(content), html::back_link({.href = "/workspace/agency", .text = "Your agency"}),
               entered.summary(), entered.ok() ? 200 : 422});
}

http::Response show_item(const OwnItem& item) { return item_page(item, {}); }

http::Response ask_back(const OwnItem& item) {
  Entered entered = read_fields({why_field()}, item.request.form);
  if (!entered.ok()) return item_page(item, entered);
  const auto asked = vault::Recalls(item.app.vault).ask(item.grant, entered.values["reason"]);
  return asked ? http::Response::redirect(path_of(item)) : problem(item.app, item.request, asked.error(), path_of(item));
}

http::Response keep_after_all(const OwnItem& item) {
  const WarrantId id = item.standing() ? item.standing()->recall.warrant : WarrantId{};
  const auto done = vault::Recalls(item.app.vault).withdraw(item.grant, id);
  return done ? http::Response::redirect(path_of(item)) : problem(item.app, item.request, done.error(), path_of(item));
}

// For who may ask for just this back; to everybody else it is not there.
http::Response for_item(const App& app, const http::Request& request, http::Response (*answer)(const OwnItem&)) {
  const policy::Actor actor = app.actor(request);
  if (actor.agency.is_none() || !parties::find_agency(app.charter(), actor.agency)) return not_found();
  if (const auto refused = refuse_uncleared(app, request)) return *refused;
  const auto id = RecordId::parse(request.parts.at("record"));
  std::optional<store::RecordRow> row;
  std::optional<store::CaseRow> of;
  bool held = false;
  if (id)
    app.vault.store().read([&](store::Reader& reader) {
      row = reader.find_record(*id);
      of = row ? reader.find_case(row->case_id) : std::nullopt;
      held = row && std::ranges::any_of(reader.parts(*id), [](const store::PartRow& part) { return !part.destroyed; });
    });
  const charter::RecordKind* kind = row ? app.charter().record_kind(row->kind) : nullptr;
  const auto subject = kind ? app.vault.subject_of(*id, kind->parts.front().name) : std::nullopt;
  if (!subject) return not_found();
  auto grant = app.vault.gate().decide(actor, charter::Act::recall, kind->purpose, *subject);
  if (!grant) return not_found();
  std::vector<RecallView> recalls = recalls_of_case(app, row->case_id);
  std::erase_if(recalls, [&](const RecallView& one) { return one.recall.record != *id; });
  return answer({app, request, *row, *kind, std::move(*grant), std::move(recalls), of ? of->reference : "", held});
}

}  // namespace

void add_asking_back_pages(http::Router& router, const App& app) {
  const std::string base = std::string(kAgencyItems) + "{record}";
  const auto handler = [&app](http::Response (*answer)(const OwnItem&)) {
    return [&app, answer](const http::Request& request) { return for_item(app, request, answer); };
  };
  router.add(http::Method::get, base, http::Door::signed_in, handler(show_item));
  router.add(http::Method::post, base, http::Door::signed_in, confirmed(app, handler(ask_back)));
  router.add(http::Method::post, base + "/keep", http::Door::signed_in, handler(keep_after_all));
}

}  // namespace concordat::casework
