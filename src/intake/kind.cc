#include "intake/kind.h"

#include <algorithm>
#include <array>

#include "intake/package.h"
#include "intake/readers.h"
#include "worker/message.h"

namespace concordat::intake {
namespace {

constexpr std::string_view kKindJob = "tell-kind";
constexpr std::string_view kPictureJob = "show-picture";

struct Ending {
  std::string_view ending;
  Kind kind;
  const char* words;
  const char* how;  // to come by one
};
constexpr const char* kSaveAsPdf = "Open it in the program that made it, save it as PDF, and send that";
constexpr const char* kSaveAnew = "Open it in the program that made it, save it anew, and send that";
constexpr Ending kEndings[] = {
    {".pdf", Kind::pdf, "a PDF", kSaveAsPdf},
    {".docx", Kind::word, "a Word document", kSaveAnew},
    {".docm", Kind::word, "a Word document", kSaveAnew},
    {".xlsx", Kind::excel, "an Excel workbook", kSaveAnew},
    {".xlsm", Kind::excel, "an Excel workbook", kSaveAnew},
    {".odt", Kind::open_document, "an OpenDocument file", kSaveAnew},
    {".ods", Kind::open_document, "an OpenDocument file", kSaveAnew},
    {".odp", Kind::open_document, "an OpenDocument file", kSaveAnew},
    {".png", Kind::png, "a PNG picture", "Open it in a program for pictures, save it as PNG, and send that"},
    {".jpg", Kind::jpeg, "a JPEG picture", "Open it in a program for pictures, save it as JPEG, and send that"},
    {".jpeg", Kind::jpeg, "a JPEG picture", "Open it in a program for pictures, save it as JPEG, and send that"},
    {".txt", Kind::text, "plain text", kSaveAnew},
    {".csv", Kind::text, "a table in plain text", kSaveAnew},
    {".eml", Kind::text, "a mail", "Save the mail anew from the mail program, and send that"},
};

std::string small_letters(std::string_view text) {
  std::string small(text);
  for (char& letter : small)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + 'a' - 'A');
  return small;
}

const Ending* ending_of(std::string_view file_name) {
  const std::string name = small_letters(file_name);
  const auto found = std::ranges::find_if(kEndings, [&](const Ending& one) { return name.ends_with(one.ending); });
  return found == std::end(kEndings) ? nullptr : &*found;
}

// ISO 32000-2, 7.5: it begins with its version, and ends with where its table of contents is.
bool is_pdf(std::string_view content) {
  const std::size_t table = content.rfind("startxref");
  return content.starts_with("%PDF-") && table != std::string_view::npos && content.find("%%EOF", table) != std::string_view::npos;
}

Kind kind_of_package(std::string_view content) {
  Package package(content);
  if (package.refusal() != Refusal::none) return Kind::unknown;
  if (package.has("word/document.xml")) return Kind::word;
  if (package.has("xl/workbook.xml") || package.has("xl/workbook.bin")) return Kind::excel;
  const bool open = package.entry("mimetype").starts_with("application/vnd.oasis.opendocument.");
  return open && package.has("content.xml") ? Kind::open_document : Kind::unknown;
}

bool is_text(std::string_view content) {
  return !content.starts_with("MZ") && content.find('\0') == std::string_view::npos && !content.starts_with("\xff\xfe") &&
         !content.starts_with("\xfe\xff");
}

Kind kind_of(std::string_view content) {
  if (content.starts_with("%PDF-")) return is_pdf(content) ? Kind::pdf : Kind::unknown;
  if (content.starts_with("PK")) return kind_of_package(content);
  if (content.starts_with("\x89PNG")) return bare_picture(content).empty() ? Kind::unknown : Kind::png;
  if (content.starts_with("\xff\xd8\xff")) return bare_picture(content).empty() ? Kind::unknown : Kind::jpeg;
  if (content.starts_with("\xd0\xcf\x11\xe0")) return Kind::before_2007;
  return is_text(content) ? Kind::text : Kind::unknown;
}

std::string do_tell(std::string_view input) {
  worker::MessageReader reader(input);
  const auto name = reader.text();
  const auto content = name ? reader.text() : std::nullopt;
  const Sort sort = content ? sort_of(*name, *content) : Sort{};
  worker::MessageWriter writer;
  writer.number(static_cast<std::uint64_t>(sort.kind));
  writer.text(sort.wrong);
  return writer.take();
}

std::string do_picture(std::string_view input) { return bare_picture(input); }

}  // namespace

std::span<const worker::Job> jobs() {
  static const std::array<worker::Job, 3> all = {kReadFile, {kKindJob, do_tell, prepare_readers}, {kPictureJob, do_picture}};
  return all;
}

// What Word and Excel lock with a password is of the old form, under the new name.
Sort sort_of(std::string_view file_name, std::string_view content) {
  Sort sort{kind_of(content), ""};
  const Ending* ending = ending_of(file_name);
  const bool may_be_locked = ending && (ending->kind == Kind::word || ending->kind == Kind::excel);
  if (!ending || ending->kind == sort.kind || (may_be_locked && sort.kind == Kind::before_2007)) return sort;
  sort.wrong = std::string("This is not ") + ending->words + ", though its name ends in " + std::string(ending->ending) +
               ", or it broke off on its way. " + ending->how + ". If it does not open, ask for it again.";
  return sort;
}

Result<Sort> tell_kind(std::string_view file_name, std::string_view content) {
  worker::MessageWriter writer;
  writer.text(file_name);
  writer.text(content);
  const std::string answer = TRY(worker::run(kKindJob, writer.take()));
  worker::MessageReader reader(answer);
  const auto kind = reader.number();
  const auto wrong = kind ? reader.text() : std::nullopt;
  if (!wrong || *kind > static_cast<std::uint64_t>(Kind::before_2007) || !reader.is_over())
    return Error{"It could not be told what kind of file this is.", "Save it as PDF and send that."};
  return Sort{static_cast<Kind>(*kind), std::string(*wrong)};
}

Result<std::string> picture_to_show(std::string_view content) {
  constexpr std::uint64_t kMost = 72u << 20;  // more than the largest file
  worker::Limits limits;
  limits.most_answer = kMost;
  return worker::run(kPictureJob, content, limits);
}

}  // namespace concordat::intake
