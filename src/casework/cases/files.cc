#include "casework/cases/files.h"

#include <algorithm>

#include "base/named_values.h"
#include "casework/access.h"
#include "casework/adding.h"
#include "casework/fields.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "intake/kind.h"
#include "vault/attachments.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr const char* kField = "file";
constexpr const char* kWhy = "why";
constexpr const char* kTaken = "PDF, Word, Excel or OpenDocument, pictures (JPEG, PNG), or plain text; 64 MB at most.";

std::string size_words(std::uint64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " bytes";
  const std::uint64_t kibibytes = (bytes + 1023) / 1024;
  return kibibytes < 1024 ? std::to_string(kibibytes) + " KB" : std::to_string((kibibytes + 1023) / 1024) + " MB";
}

bool was_sent_before(const App& app, AttachmentId id, const PartWithFiles& of) {
  std::optional<store::AttachmentRow> row;
  app.vault.store().read([&](store::Reader& reader) { row = reader.find_attachment(id); });
  return row && row->record == of.record && row->part == of.part.name && row->state != "arriving";
}

struct WholeFile {
  std::string name, content;
};

Result<WholeFile> whole_file(const App& app, const policy::Actor& actor, const PartWithFiles& of, AttachmentId id) {
  const auto subject = app.vault.subject_of(of.record, of.part.name);
  if (!subject) return Error{"There is no such file.", ""};
  const policy::Grant grant = TRY(app.vault.gate().decide(actor, charter::Act::read, of.purpose, *subject));
  const auto download = TRY(app.vault.open_attachment(grant, id));
  WholeFile whole{download->about().label.name, ""};
  for (auto piece = download->next();; piece = download->next()) {
    if (!piece) return piece.error();
    if (!*piece) break;
    whole.content += as_text((*piece)->expose());
  }
  return whole;
}

std::string path_of_taking_off(const PartWithFiles& of, const vault::Attachment& file) {
  return of.path + "/" + file.id.text() + "/take-off";
}

charter::Field reason_field() {
  charter::Field field;
  field.name = kWhy;
  field.label = "Why is it the wrong file?";
  field.hint = "It stands in the history of the case for a year. No name of a child or of its family.";
  field.type = charter::FieldType::long_text;
  return field;
}

http::Response take_off_page(const App& app, const http::Request& request, const PartWithFiles& of, std::string_view id,
                             const Entered& entered) {
  const auto opened = read_part(app, app.actor(request), of.record, of.part.name);
  if (!opened) return not_found();
  const auto file = std::ranges::find(opened->attachments, id, [](const vault::Attachment& one) { return one.id.text(); });
  if (file == opened->attachments.end()) return not_found();
  Html content = html::heading(1, "Take off a wrong file", html::Size::l);
  content += html::paragraph("“" + file->label.name + "” was put in by mistake? Nobody can open it afterwards, and it cannot be brought "
                             "back. That it was here, and why it was taken off, stays in the history.");
  content += html::form(path_of_taking_off(of, *file), csrf(request),
                        fields_html({reason_field()}, entered) +
                            html::button({.text = "Take it off", .prevent_double_click = true, .classes = "govuk-button--warning"}));
  return page(app, request, {"Take off a wrong file", html::two_thirds(content), html::back_link({.href = of.page}), entered.summary(),
                             entered.ok() ? 200 : 422});
}

// Opened only when somebody looks: each look at it is on record.
Html shown_picture_html(const PartWithFiles& of, const vault::Attachment& file) {
  const std::string words = "The picture " + file.label.name + ". What it says is in the record where somebody entered it.";
  return html::details({.summary = "Show the picture " + file.label.name,
                        .text = picture_html(of.path + "/" + file.id.text() + "/picture", words)});
}

Html taken_off_html(const App& app, const http::Request& request, const PartWithFiles& of) {
  const auto subject = app.vault.subject_of(of.record, of.part.name);
  const auto grant = subject ? app.vault.gate().decide(app.actor(request), charter::Act::read, of.purpose, *subject)
                             : Result<policy::Grant>(Error{});
  std::vector<html::Content> items;
  for (const vault::TakenOff& one : grant ? app.vault.taken_off(*grant) : std::vector<vault::TakenOff>()) {
    const auto id = AccountId::parse(one.by);
    const auto account = id ? app.accounts.find(*id) : std::nullopt;
    items.push_back("A wrong file was taken off on " + london_words(one.at) + " by " +
                    (account ? account->name : "somebody whose account is no longer here") +
                    (one.reason.empty() ? "." : ": " + one.reason));
  }
  return items.empty() ? Html() : html::bullets(items);
}

}  // namespace

Result<std::string> type_of_file(const std::string& name, std::string_view content, bool as_it_came) {
  using intake::Kind;
  const intake::Sort sort = TRY(intake::tell_kind(name, content));
  if (!sort.wrong.empty()) return Error{"Nothing of it was kept.", sort.wrong};
  switch (sort.kind) {
    case Kind::pdf: return std::string("application/pdf");
    case Kind::word:
    case Kind::excel:
    case Kind::open_document: return std::string("application/zip");  // they are of this form
    case Kind::png: return std::string("image/png");
    case Kind::jpeg: return std::string("image/jpeg");
    case Kind::text: return std::string("text/plain");
    case Kind::before_2007:
      if (as_it_came) return std::string("application/x-ole-storage");
      break;
    case Kind::unknown: break;
  }
  return Error{"This kind of file is not taken, and nothing of it was kept.", std::string("Send it as ") + kTaken};
}

bool is_picture(std::string_view type) { return type.starts_with("image/"); }

Html picture_html(const std::string& path, const std::string& words) {
  return Html("<p class=\"govuk-body\"><img class=\"concordat-picture\" loading=\"lazy\"") + html::attribute("src", path) +
         html::attribute("alt", words) + Html("></p>");
}

std::optional<http::Response> picture_response(std::string_view content) {
  auto picture = intake::picture_to_show(content);
  if (!picture || picture->empty()) return std::nullopt;
  http::Response response;
  response.content_type = picture->starts_with("\x89PNG") ? "image/png" : "image/jpeg";
  response.headers.emplace_back("Content-Disposition", "inline");
  response.body = std::move(*picture);
  return response;
}

Html files_html(const App& app, const http::Request& request, const PartWithFiles& of, const std::vector<vault::Attachment>& files) {
  const bool may_add = may_add_file(app, request, of);
  if (files.empty() && !may_add) return taken_off_html(app, request, of);
  const auto subject = app.vault.subject_of(of.record, of.part.name);
  const bool may_take_off = subject && may(app, app.actor(request), charter::Act::correct, *subject);
  Html content = html::heading(2, "Files", html::Size::m);
  std::vector<html::Content> items;
  for (const vault::Attachment& file : files)
    items.push_back(html::link(file.label.name, of.path + "/" + file.id.text()) + html::text(", " + size_words(file.bytes)) +
                    (may_take_off ? html::text(". ") + html::link("Take off " + file.label.name, path_of_taking_off(of, file)) : Html()) +
                    (is_picture(file.label.type) ? shown_picture_html(of, file) : Html()));
  content += items.empty() ? html::paragraph("No file came with this.") : html::bullets(items);
  content += taken_off_html(app, request, of);
  if (!may_add) return content;
  html::FileUpload upload{.name = kField, .label = {.text = "Add a file"}, .hint = html::Hint{.text = kTaken}, .id = of.field()};
  if (!of.error.empty()) upload.error_message = html::ErrorMessage{.text = of.error};
  const Html field = field_to_be(crypto::new_id<AttachmentId>().text()) + html::file_upload(upload);
  return content + html::upload_form(of.path, csrf(request), field + html::button({.text = "Send the file", .prevent_double_click = true,
                                                                                   .classes = "govuk-button--secondary"}));
}

bool may_add_file(const App& app, const http::Request& request, const PartWithFiles& of) {
  const auto subject = app.vault.subject_of(of.record, of.part.name);
  return vault::takes_files(of.part) && subject && may(app, app.actor(request), charter::Act::add, *subject);
}

Result<void> take_file(const App& app, const http::Request& request, const PartWithFiles& of) {
  const auto id = id_to_be<AttachmentId>(request);
  if (was_sent_before(app, id, of)) return {};
  const auto file = std::ranges::find(request.files, kField, &http::File::field);
  if (file == request.files.end() || (file->name.empty() && file->content.empty())) return Error{"Choose a file, then send it.", ""};
  if (file->content.empty()) return Error{"The file is empty:", "choose the one that you meant."};
  const std::string type = TRY(type_of_file(file->name, file->content));
  const auto subject = app.vault.subject_of(of.record, of.part.name);
  const policy::Grant grant = TRY(app.vault.gate().decide(app.actor(request), charter::Act::add, of.purpose, *subject));
  const auto upload = TRY(app.vault.attach(grant, {file->name.empty() ? "file" : file->name, type}, id));
  TRY(upload->add(as_bytes(file->content)));
  TRY(upload->finish());
  return {};
}

http::Response show_take_off(const App& app, const http::Request& request, const PartWithFiles& of, std::string_view id) {
  return take_off_page(app, request, of, id, {});
}

http::Response take_off_file(const App& app, const http::Request& request, const PartWithFiles& of, std::string_view id) {
  const Entered entered = read_fields({reason_field()}, request.form);
  if (!entered.ok()) return take_off_page(app, request, of, id, entered);
  const auto file = AttachmentId::parse(id);
  const auto subject = app.vault.subject_of(of.record, of.part.name);
  if (!file || !subject) return not_found();
  const auto grant = app.vault.gate().decide(app.actor(request), charter::Act::correct, of.purpose, *subject);
  if (!grant) return problem(app, request, grant.error(), of.page);
  const auto taken = app.vault.take_off(*grant, *file, value_in(entered.values, kWhy));
  return taken ? http::Response::redirect(of.page) : problem(app, request, taken.error(), of.page);
}

http::Response give_file(const App& app, const http::Request& request, const PartWithFiles& of, std::string_view id) {
  const auto file = AttachmentId::parse(id);
  auto whole = file ? whole_file(app, app.actor(request), of, *file) : Result<WholeFile>(Error{});
  if (!whole) return not_found();
  // Never shown in a page of ours, whatever it holds; RFC 6266, RFC 8187.
  http::Response response;
  response.content_type = "application/octet-stream";
  response.headers.emplace_back("Content-Disposition", "attachment; filename*=UTF-8''" + http::percent_encode(whole->name));
  response.body = std::move(whole->content);
  return response;
}

http::Response show_picture(const App& app, const http::Request& request, const PartWithFiles& of, std::string_view id) {
  const auto file = AttachmentId::parse(id);
  const auto whole = file ? whole_file(app, app.actor(request), of, *file) : Result<WholeFile>(Error{});
  auto picture = whole ? picture_response(whole->content) : std::nullopt;
  return picture ? std::move(*picture) : not_found();
}

}  // namespace concordat::casework
