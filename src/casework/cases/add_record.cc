// Adding a record to a review. What an agency supplies is its own, whoever types it in.

#include <algorithm>

#include "base/named_values.h"
#include "casework/adding.h"
#include "casework/cases/case_page.h"
#include "casework/cases/channels.h"
#include "casework/cases/conclusion.h"
#include "casework/cases/records.h"
#include "casework/cases/sections.h"
#include "casework/fields.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/guards.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kSupplier = "supplied-by";
constexpr const char* kChannel = "channel";

NewRecord new_record(const charter::RecordKind& kind, AgencyId owner, std::string channel, RecordId id = {}) {
  return {kind.name, kind.parts.front().name, owner, std::move(channel), "received", id};
}

std::string path_of_form(const CaseFile& case_file, std::string_view kind) { return path_of(case_file.row) + "/add/" + std::string(kind); }

// What is asked beside the charter's own fields, when the office enters what an agency sent.
Html supplier_fields(const charter::RecordKind& kind, const std::vector<const charter::Agency*>& agencies, const Entered& entered) {
  const auto error = [&](const char* name) -> std::optional<html::ErrorMessage> {
    const auto found = entered.errors.find(name);
    return found == entered.errors.end() ? std::nullopt : std::optional(html::ErrorMessage{.text = found->second});
  };
  const auto typed = [&](const char* name) { return value_in(entered.values, name); };
  html::Radios who;
  who.name = kSupplier;
  who.value = typed(kSupplier);
  const bool asks = kind.is_question();
  who.fieldset = html::Fieldset{.legend = {.text = asks ? "Which agency is asked?" : "Which agency supplied it?",
                                           .classes = "govuk-fieldset__legend--s"}};
  who.hint = html::Hint{.text = asks ? "It sees what you write here, once it is asked to contribute. No other agency does."
                                     : "It stays that agency's own. Only agencies that were asked are listed."};
  who.error_message = error(kSupplier);
  for (const charter::Agency* agency : agencies) who.items.push_back({.text = agency->title, .value = agency->name});
  return asks ? html::radios(who) : html::radios(who) + channel_radios(kChannel, typed(kChannel), error(kChannel));
}

void read_choice(Entered& entered, const http::Fields& form, const char* name, const std::vector<std::string>& choices,
                 const char* otherwise) {
  const std::string value = form.get(name);
  entered.order.emplace_back(name, name);
  if (std::ranges::find(choices, value) == choices.end()) entered.errors[name] = otherwise;
  else entered.values[name] = value;
}

void read_supplier(Entered& entered, const http::Fields& form, const charter::RecordKind& kind,
                   const std::vector<const charter::Agency*>& agencies) {
  std::vector<std::string> names;
  std::vector<std::string> channels;
  for (const charter::Agency* agency : agencies) names.push_back(agency->name);
  for (const Channel& channel : channels_to_the_office()) channels.emplace_back(channel.name);
  const bool asks = kind.is_question();
  read_choice(entered, form, kSupplier, names, asks ? "Choose the agency that is asked" : "Choose the agency that supplied it");
  if (!asks) read_choice(entered, form, kChannel, channels, "Choose how it came");
}

const charter::RecordKind* kind_to_add(const Visit& visit, const CaseFile& case_file) {
  const std::string name = visit.request.parts.at("kind");
  return may_add(visit, case_file, name) ? visit.app.charter().record_kind(name) : nullptr;
}

// What the agency can do with it afterwards, and how long it is kept, as the charter has it.
std::string words_to_supplier(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  const policy::Subject subject = subject_for(visit.app, case_file.row.id, new_record(kind, visit.actor.agency, ""));
  std::string words = "It stays your agency's own";
  if (!may(visit.app, visit.actor, charter::Act::read, subject)) words += ". Once it is sent you cannot open it here: keep a copy.";
  else if (!may(visit.app, visit.actor, charter::Act::correct, subject)) words += ": you can see it, and see who read it.";
  else if (!may(visit.app, visit.actor, charter::Act::recall, subject)) words += ": you can see it, see who read it, and correct it.";
  else words += ": you can see it, see who read it, correct it, and ask for it back.";
  return words + " It is kept " + within_sentence(keeping_words(visit.app.charter(), kind.parts.front())) + ".";
}

http::Response form_page(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind, const Entered& entered) {
  const bool supplied = kind.owner == charter::Owner::supplier;
  const std::string title = "Add: " + within_sentence(kind.title);
  const html::Html back = html::back_link({.href = path_of_section(case_file, kind)});
  if (const auto timely = has_its_time(visit, case_file, kind); !timely && entered.ok())
    return page(visit.app, visit.request,
                {title, html::two_thirds(html::heading(1, title, html::Size::l) + html::paragraph(timely.error().message) +
                                         html::paragraph(timely.error().remedy)), back});
  Html fields;
  if (supplied && visit.business == Business::office) fields += supplier_fields(kind, suppliers(visit, case_file, kind), entered);
  fields += fields_html(fields_to_ask(kind), entered);
  fields += html::button({.text = "Save", .prevent_double_click = true});
  Html content = html::heading(1, title, html::Size::l) + html::paragraph("For " + within_sentence(name_of(visit, case_file)) + ".");
  if (supplied && visit.business == Business::agency)
    content += html::paragraph(words_to_supplier(visit, case_file, kind));
  content += html::form(path_of_form(case_file, kind.name), csrf(visit.request),
                        field_to_be(id_to_be<RecordId>(visit.request).text()) + fields);
  return page(visit.app, visit.request, {title, html::two_thirds(content), back, entered.summary(), entered.ok() ? 200 : 422});
}

// What this form has added before; null where it is new, or not this visitor's to know of.
const store::RecordRow* added_before(const Visit& visit, const CaseFile& case_file) {
  const store::RecordRow* row = case_file.record(id_to_be<RecordId>(visit.request));
  if (!row || row->kind != visit.request.parts.at("kind")) return nullptr;
  const bool own = visit.business == Business::agency && row->owner == visit.actor.agency;
  const bool office = visit.business != Business::agency && may_add(visit, case_file, row->kind);
  return own || office || may_read(visit, *row) ? row : nullptr;
}

http::Response came_again(const Visit& visit, const CaseFile& case_file, const store::RecordRow& row, const Entered* typed) {
  const charter::RecordKind& kind = *visit.app.charter().record_kind(row.kind);
  SavedAlready saved = saved_part(visit, row, kind.parts.front());
  if (may_add(visit, case_file, kind.name)) saved.another = path_of_form(case_file, kind.name);
  saved.back = path_of_section(case_file, kind);
  return saved_already(visit.app, visit.request, saved, typed);
}

http::Response show_form(const Visit& visit, const CaseFile& case_file) {
  if (const store::RecordRow* row = added_before(visit, case_file)) return came_again(visit, case_file, *row, nullptr);
  const charter::RecordKind* kind = kind_to_add(visit, case_file);
  return kind ? form_page(visit, case_file, *kind, {}) : not_found();
}

http::Response take(const Visit& visit, const CaseFile& case_file) {
  if (const store::RecordRow* row = added_before(visit, case_file)) {
    const Entered typed = read_fields(fields_to_ask(*visit.app.charter().record_kind(row->kind)), visit.request.form);
    return came_again(visit, case_file, *row, &typed);
  }
  const charter::RecordKind* kind = kind_to_add(visit, case_file);
  if (!kind) return not_found();
  const auto fields = fields_to_ask(*kind);
  const bool supplied = kind->owner == charter::Owner::supplier;
  const bool on_behalf = supplied && visit.business == Business::office;
  Entered entered;
  if (on_behalf) read_supplier(entered, visit.request.form, *kind, suppliers(visit, case_file, *kind));
  Entered asked = read_fields(fields, visit.request.form, known_days(visit.app, case_file.row.id));
  vault::Values values = asked.values;
  entered.values.merge(asked.values);
  entered.errors.merge(asked.errors);
  entered.order.insert(entered.order.end(), asked.order.begin(), asked.order.end());
  if (!entered.ok()) return form_page(visit, case_file, *kind, entered);
  const AgencyId owner = on_behalf ? parties::agency_id(entered.values.at(kSupplier)) : supplied ? visit.actor.agency : AgencyId{};
  const bool asks = kind->is_question();
  const std::string channel = asks ? "office" : on_behalf ? entered.values.at(kChannel) : supplied ? "online-form" : "office";
  const NewRecord record = new_record(*kind, owner, channel, id_to_be<RecordId>(visit.request));
  const auto added = add_record(visit.app, visit.actor, case_file.row.id, record, {std::move(values), ""});
  if (!added) {
    refuse(entered, added.error());
    return form_page(visit, case_file, *kind, entered);
  }
  if (asks && case_file.asked(owner)) (void)tell_to_contribute(visit, case_file, owner);
  return http::Response::redirect(path_of_section(case_file, *kind));
}

}  // namespace

std::vector<const charter::Agency*> suppliers(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  std::vector<const charter::Agency*> found;
  for (const charter::Agency& agency : visit.app.charter().agencies) {
    const AgencyId id = parties::agency_id(agency.name);
    const bool own = visit.business == Business::office || visit.actor.agency == id;
    if (!own || !(case_file.asked(id) || kind.is_question())) continue;
    const policy::Subject subject = subject_for(visit.app, case_file.row.id, new_record(kind, id, ""));
    if (may(visit.app, visit.actor, charter::Act::add, subject)) found.push_back(&agency);
  }
  return found;
}

std::vector<charter::Field> fields_to_ask(const charter::RecordKind& kind) {
  const bool supplied = kind.owner == charter::Owner::supplier && !kind.is_question();
  const auto moment = supplied ? charter::Moment::at_supply : charter::Moment::on_writing;
  const charter::Part& first = kind.parts.front();
  return std::ranges::find(first.ask, moment) == first.ask.end() ? std::vector<charter::Field>{} : first.fields;
}

bool may_add(const Visit& visit, const CaseFile& case_file, std::string_view name) {
  const charter::RecordKind* kind = visit.app.charter().record_kind(name);
  if (!kind || kind->is_check() || kind->case_kind != case_file.row.kind || fields_to_ask(*kind).empty()) return false;
  if (visit.app.charter().case_kind(case_file.row.kind)->notification == name && case_file.count(name) > 0) return false;
  if (kind->owner == charter::Owner::supplier) return !suppliers(visit, case_file, *kind).empty();
  return may(visit.app, visit.actor, charter::Act::add, subject_for(visit.app, case_file.row.id, new_record(*kind, {}, "")));
}

Result<void> has_its_time(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  Result<void> timely;
  visit.app.vault.store().read([&](store::Reader& reader) {
    timely = vault::check_time(reader, visit.app.charter(), case_file.row.id, kind, kind.parts.front());
  });
  return timely;
}

bool may_add_now(const Visit& visit, const CaseFile& case_file, std::string_view name) {
  const charter::RecordKind* kind = visit.app.charter().record_kind(name);
  return kind && may_add(visit, case_file, name) && has_its_time(visit, case_file, *kind);
}

std::string path_of_add(const CaseFile& case_file, std::string_view kind) { return with_id_to_be(path_of_form(case_file, kind)); }

void add_new_record_pages(http::Router& router, const App& app) {
  const std::string pattern = std::string(kCases) + "/{case}/add/{kind}";
  router.add(http::Method::get, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return for_case(app, request, show_form); });
  router.add(http::Method::post, pattern, http::Door::signed_in,
             [&app](const http::Request& request) { return for_case(app, request, take); });
}

}  // namespace concordat::casework
