// Handing in what came: the file, by which way, on which day, from which agency.

#include "casework/taking_in/taking_in.h"

#include <algorithm>

#include "base/named_values.h"
#include "casework/adding.h"
#include "casework/cases/channels.h"
#include "casework/cases/files.h"
#include "casework/cases/records.h"
#include "casework/cases/sections.h"
#include "casework/fields.h"
#include "casework/taking_in/taken_in.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/arrivals.h"
#include "vault/attachments.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kKind = "kind";
constexpr const char* kAgency = "supplied-by";
constexpr const char* kHow = "channel";
constexpr const char* kDay = "received";
constexpr const char* kFile = "file";
constexpr std::size_t kLongestName = 200;
constexpr const char* kReads =
    "Rows are read from spreadsheets (.xlsx, .csv) and tables in Word (.docx); a mail (.eml), letter (.docx) or text becomes one record. "
    "A PDF or picture is kept for you to read. 64 MB at most.";

struct Choice {
  const charter::RecordKind* kind = nullptr;
  std::vector<const charter::Agency*> agencies;
};

// What may be taken in, and from whom.
std::vector<Choice> choices(const Visit& visit, const CaseFile& case_file) {
  std::vector<Choice> found;
  if (visit.business != Business::office || concluded(visit.app.charter(), case_file.row)) return found;
  for (const charter::RecordKind* kind : supplied_kinds(visit.app.charter(), case_file.row.kind)) {
    if (fields_to_ask(*kind).empty()) continue;
    auto agencies = suppliers(visit, case_file, *kind);
    if (!agencies.empty()) found.push_back({kind, std::move(agencies)});
  }
  return found;
}

std::vector<const charter::Agency*> all_agencies(const std::vector<Choice>& choices) {
  std::vector<const charter::Agency*> all;
  for (const Choice& choice : choices)
    for (const charter::Agency* agency : choice.agencies)
      if (std::ranges::find(all, agency) == all.end()) all.push_back(agency);
  return all;
}

charter::Field day_field() {
  charter::Field field;
  field.name = kDay;
  field.label = "On which day did it come?";
  field.hint = "The day on which the partnership received it.";
  field.type = charter::FieldType::date;
  return field;
}

std::optional<html::ErrorMessage> error_at(const Entered& entered, const char* name) {
  const auto found = entered.errors.find(name);
  return found == entered.errors.end() ? std::nullopt : std::optional(html::ErrorMessage{.text = found->second});
}

std::string given(const Entered& entered, const char* name) {
  return value_in(entered.values, name);
}

html::Radios radios_of(const Entered& entered, const char* name, const char* question) {
  html::Radios radios;
  radios.name = name;
  radios.value = given(entered, name);
  radios.fieldset = html::Fieldset{.legend = {.text = question, .classes = "govuk-fieldset__legend--s"}};
  radios.error_message = error_at(entered, name);
  return radios;
}

Html handing_in_fields(const std::vector<Choice>& choices, const Entered& entered) {
  Html fields;
  if (choices.size() > 1) {
    html::Radios kinds = radios_of(entered, kKind, "What does it hold?");
    for (const Choice& choice : choices) kinds.items.push_back({.text = choice.kind->title, .value = choice.kind->name});
    fields += html::radios(kinds);
  }
  html::Radios who = radios_of(entered, kAgency, "Which agency sent it?");
  who.hint = html::Hint{.text = "It stays that agency's own. Only agencies that were asked are listed."};
  for (const charter::Agency* agency : all_agencies(choices)) who.items.push_back({.text = agency->title, .value = agency->name});
  fields += html::radios(who) + channel_radios(kHow, given(entered, kHow), error_at(entered, kHow));
  fields += fields_html({day_field()}, entered);
  fields += html::file_upload({.name = kFile,
                               .label = {.text = "The file", .classes = "govuk-label--s"},
                               .hint = html::Hint{.text = kReads},
                               .error_message = error_at(entered, kFile), .id = kFile});
  return fields + html::button({.text = "Go on", .prevent_double_click = true});
}

Html waiting_html(const Visit& visit, const CaseFile& case_file) {
  const auto waiting = visit.app.vault.arrivals().waiting_for(visit.actor.account, case_file.row.id);
  if (waiting.empty()) return {};
  std::vector<html::Content> items;
  for (const vault::Arrival& one : waiting)
    items.push_back(html::link(one.label.name, path_of_arrival(case_file, one.id)) +
                    html::text(", handed in on " + london_words(one.came)));
  return html::heading(2, "Not confirmed yet", html::Size::m) +
         html::paragraph("What you do not confirm within a day is deleted, and so it is when the system is started anew.") +
         html::bullets(items);
}

http::Response handing_in_page(const Visit& visit, const CaseFile& case_file, const Entered& entered) {
  Html content = html::heading(2, "Take in what came by post, by mail or as a file", html::Size::m);
  content += html::paragraph("You see what was read before anything is kept.");
  content += html::upload_form(path_of_taking_in(case_file), csrf(visit.request),
                               field_to_be(id_to_be<AttachmentId>(visit.request).text()) +
                                   handing_in_fields(choices(visit, case_file), entered));
  return section_page(visit, case_file, "taking-in", html::two_thirds(waiting_html(visit, case_file) + content), entered.summary());
}

http::Response show_handing_in(const Visit& visit, const CaseFile& case_file) { return handing_in_page(visit, case_file, {}); }

void choose(Entered& entered, const http::Fields& form, const char* name, bool is_there, const char* otherwise) {
  entered.order.emplace_back(name, name);
  if (is_there) entered.values[name] = form.get(name);
  else entered.errors[name] = otherwise;
}

const Choice* chosen_kind(const std::vector<Choice>& choices, const http::Fields& form) {
  if (choices.size() == 1) return &choices.front();
  const std::string name = form.get(kKind);
  const auto found = std::ranges::find(choices, name, [](const Choice& one) { return one.kind->name; });
  return found == choices.end() ? nullptr : &*found;
}

// As the vault takes it: of one line, without folders.
std::string file_name(const std::string& given) {
  std::string name = given.empty() ? "file" : given;
  for (char& letter : name)
    if (static_cast<unsigned char>(letter) < ' ' || letter == 0x7f || letter == '/' || letter == '\\') letter = '_';
  std::size_t end = std::min(name.size(), kLongestName);
  while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
  return name.substr(0, end);
}

struct SentFile {
  const http::File& file;
  std::string type;
};

std::optional<SentFile> sent_file(const http::Request& request, Entered& entered) {
  entered.order.emplace_back(kFile, kFile);
  const auto file = std::ranges::find(request.files, kFile, &http::File::field);
  if (file == request.files.end() || (file->name.empty() && file->content.empty())) entered.errors[kFile] = "Choose the file that came";
  else if (file->content.empty()) entered.errors[kFile] = "The file is empty: choose the one that you meant";
  else if (file->content.size() > vault::kLargestFile) entered.errors[kFile] = "The file is larger than 64 MB: send it in parts";
  if (entered.errors.contains(kFile)) return std::nullopt;
  auto type = type_of_file(file->name, file->content, true);
  if (type) return SentFile{*file, std::move(*type)};
  entered.errors[kFile] = type.error().message + " " + type.error().remedy;
  return std::nullopt;
}

Result<AttachmentId> hand_in(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind, const Entered& entered,
                             const SentFile& sent) {
  const NewRecord record{kind.name, kind.parts.front().name, parties::agency_id(given(entered, kAgency)), given(entered, kHow), "received"};
  const policy::Grant grant = TRY(visit.app.vault.gate().decide(visit.actor, charter::Act::add, kind.purpose,
                                                                subject_for(visit.app, case_file.row.id, record)));
  return visit.app.vault.arrivals().put(grant, {record.channel, *CivilDate::parse(given(entered, kDay)),
                                                {file_name(sent.file.name), sent.type},
                                                id_to_be<AttachmentId>(visit.request)},
                                        as_bytes(sent.file.content));
}

http::Response take_handed_in(const Visit& visit, const CaseFile& case_file) {
  const auto possible = choices(visit, case_file);
  if (possible.empty()) return not_found();
  const http::Fields& form = visit.request.form;
  const auto before = visit.app.vault.arrivals().find(id_to_be<AttachmentId>(visit.request), visit.actor.account);
  if (before && before->case_id == case_file.row.id) return http::Response::redirect(path_of_arrival(case_file, before->id));
  const Choice* choice = chosen_kind(possible, form);
  Entered entered;
  choose(entered, form, kKind, choice != nullptr, "Choose what it holds");
  const auto& agencies = choice ? choice->agencies : all_agencies(possible);
  choose(entered, form, kAgency, std::ranges::any_of(agencies, [&](const auto* one) { return one->name == form.get(kAgency); }),
         "Choose the agency that sent it");
  choose(entered, form, kHow, std::ranges::any_of(channels_to_the_office(), [&](const Channel& one) { return one.name == form.get(kHow); }),
         "Choose how it came");
  Entered day = read_fields({day_field()}, form);
  const auto received = CivilDate::parse(given(day, kDay));
  if (day.ok() && visit.app.today() < *received) day.errors[kDay] = "The day on which it came must not be in the future";
  entered.values.merge(day.values);
  entered.errors.merge(day.errors);
  entered.order.insert(entered.order.end(), day.order.begin(), day.order.end());
  const auto file = sent_file(visit.request, entered);
  if (!entered.ok() && !entered.errors.contains(kFile)) entered.errors[kFile] = "Choose the file again: it was not kept";
  if (!entered.ok()) return handing_in_page(visit, case_file, entered);
  const auto id = hand_in(visit, case_file, *choice->kind, entered, *file);
  if (!id) return problem(visit.app, visit.request, id.error(), path_of_taking_in(case_file));
  return http::Response::redirect(path_of_arrival(case_file, *id));
}

}  // namespace

bool may_take_in(const Visit& visit, const CaseFile& case_file) { return !choices(visit, case_file).empty(); }

std::string path_of_taking_in(const CaseFile& case_file) { return path_of(case_file.row) + "/taking-in"; }

void add_taking_in_pages(http::Router& router, const App& app) {
  add_section_page(router, app, http::Method::get, "taking-in", "", show_handing_in);
  router.add_upload(std::string(kCases) + "/{case}/taking-in",
                    [&app](const http::Request& request) { return for_case(app, request, take_handed_in); });
  add_arrival_pages(router, app);
}

}  // namespace concordat::casework
