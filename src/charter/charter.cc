#include "charter/charter.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "charter/bind.h"
#include "charter/canonical.h"
#include "charter/check_wording.h"
#include "charter/merge.h"
#include "charter/outputs.h"
#include "charter/texts.h"

namespace concordat::charter {
namespace {

template <class List>
auto named(const List& list, std::string_view name) -> const typename List::value_type* {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.name == name; });
  return found == list.end() ? nullptr : &*found;
}

std::optional<std::string> read_file(const std::string& path, const Location& asked_at, Findings& findings) {
  std::error_code error;
  std::ifstream in;
  if (std::filesystem::is_regular_file(path, error)) in.open(path, std::ios::binary);
  std::string text(kMaxFileBytes + 1, '\0');
  if (in.is_open()) in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad()) {
    say(findings, "unreadable", asked_at, "The file " + path + " cannot be read.", "Check its name, and that you may read it.");
    return std::nullopt;
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

std::string library_path(const std::string& file, const Extension& extension) {
  return std::filesystem::path(file).replace_filename(extension.library + ".toml").string();
}

void check_library(const Node& library, const Extension& extension, Findings& findings) {
  const Node* version = library.child("version");
  if (version == nullptr || version->kind != NodeKind::text || version->text != extension.version) {
    say(findings, "library-version", extension.where,
        "The library " + extension.library + " beside this charter is not of version " + extension.version + ".",
        "Read what has changed in it, then extend the version that is there.");
  }
  if (const Node* extends = library.child("extends")) {
    say(findings, "library-extends", extends->where, "A library extends nothing: there is one level only.",
        "Take \"extends\" out of the library.");
  }
}

bool has_error(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.severity == Severity::error; });
}

// The library's numbers, whether or not they are used: a slip of one of them is told by them.
std::vector<std::string> telephones_of(const Node& library) {
  std::vector<std::string> numbers;
  const Node* contacts = library.child("contact");
  if (contacts == nullptr) return numbers;
  for (const Node& contact : contacts->children) {
    const Node* telephone = contact.child("telephone");
    if (telephone != nullptr && !telephone->text.empty()) numbers.push_back(telephone->text);
  }
  return numbers;
}

// `read_library` gives the library's text, or nothing after saying why.
template <class ReadLibrary>
Compilation compile_with(std::string_view text, const std::string& file, ReadLibrary read_library) {
  Compilation done;
  Findings& findings = done.findings;
  const auto tree = parse(text, file, findings);
  if (!tree) return done;
  const auto extension = extension_of(*tree, findings);
  if (!extension && tree->child("extends") != nullptr) return done;  // every use of the library would be one more error
  std::optional<Node> library;
  if (extension) {
    const std::string path = library_path(file, *extension);
    if (std::filesystem::path(path).filename() == std::filesystem::path(file).filename()) {
      say(findings, "circular-use", extension->where, "The charter extends itself.", "Name the library that it builds upon.");
    } else if (const std::optional<std::string> library_text = read_library(path, extension->where, findings)) {
      library = parse(*library_text, path, findings);
    }
    if (library) check_library(*library, *extension, findings);
    if (!library) return done;  // every use of it would be one more error
  }
  const Node merged = merge(*tree, library ? &*library : nullptr, extension, findings);
  Charter charter = Binder(merged, findings).bind(file);
  if (!has_error(findings)) {
    seal(charter);
    if (library) charter.reference.telephones = telephones_of(*library);
    check_texts(*tree, findings);
    for (Finding& finding : check(charter)) findings.push_back(std::move(finding));
    done.charter = std::move(charter);
  }
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& left, const Finding& right) { return left.where < right.where; });
  return done;
}

}  // namespace

bool Compilation::has_errors() const { return has_error(findings); }

Compilation compile(const std::string& file) {
  Compilation failed;
  const auto text = read_file(file, {file, 0}, failed.findings);
  if (!text) return failed;
  return compile_with(*text, file, read_file);
}

Compilation compile_text(std::string_view text, std::string_view base, const std::string& file) {
  return compile_with(text, file,
                      [base](const std::string&, const Location&, Findings&) -> std::optional<std::string> { return std::string(base); });
}

Compilation compile_sent(Texts& texts, const std::string& folder) {
  texts.library.clear();
  return compile_with(texts.charter, kSentCharter, [&](const std::string& path, const Location& asked_at, Findings& findings) {
    auto library = read_file(folder + "/" + path, asked_at, findings);
    if (library) texts.library = *library;
    return library;
  });
}

Compilation compile_again(const Texts& texts) { return compile_text(texts.charter, texts.library, kSentCharter); }

bool RecordKind::is_question() const {
  const auto asks = [&](Moment moment) { return std::ranges::find(parts.front().ask, moment) != parts.front().ask.end(); };
  return owner == Owner::supplier && !is_check() && !parts.empty() && asks(Moment::on_writing) && !asks(Moment::at_supply);
}

const Part* RecordKind::answer() const {
  for (const Part& part : parts)
    for (const Field& field : part.fields)
      if (is_check() && field.name == answered_by && field.type == FieldType::choice && field.required) return &part;
  return nullptr;
}

const Part* RecordKind::part(std::string_view part_name) const { return named(parts, part_name); }
const RecordKind* Charter::record_kind(std::string_view name) const { return named(record_kinds, name); }
const RecordKind* Charter::received_kind() const {
  const auto found = std::find_if(record_kinds.begin(), record_kinds.end(), [](const RecordKind& kind) { return kind.is_received(); });
  return found == record_kinds.end() ? nullptr : &*found;
}
bool CaseKind::ends_in(std::string_view state) const {
  return std::ranges::find(steps, state, &Step::from) == steps.end();
}

const Step* CaseKind::confirming() const {
  const auto found = std::ranges::find_if(
      steps, [&](const Step& step) { return confirm_days > 0 && step.by_subject && step.from == states.front() && !ends_in(step.to); });
  return found == steps.end() ? nullptr : &*found;
}

const Step* CaseKind::stopping(std::string_view state) const {
  const auto found =
      std::ranges::find_if(steps, [&](const Step& step) { return step.by_subject && step.from == state && ends_in(step.to); });
  return found == steps.end() ? nullptr : &*found;
}

bool ends_at_once(const Part& part, const Step& step) {
  const Retention& keep = part.keep;
  return !keep.unstated && !step.event.empty() && keep.from == step.event && keep.round == Rounding::none && keep.years == 0 &&
         keep.months == 0 && keep.days == 0 && !keep.weighty;
}

const CaseKind* Charter::case_kind(std::string_view name) const { return named(case_kinds, name); }
const Contact* Charter::contact(std::string_view name) const { return named(contacts, name); }
const Purpose* Charter::purpose(std::string_view name) const { return named(purposes, name); }
const Consent* Charter::consent(std::string_view name) const { return named(consents, name); }
const Role* Charter::role(std::string_view name) const { return named(roles, name); }
const Agency* Charter::agency(std::string_view name) const { return named(agencies, name); }
const StatutoryClock* Charter::clock(std::string_view name) const { return named(clocks, name); }

std::string event_word(std::string_view choice) {
  std::string word(choice);
  std::replace(word.begin(), word.end(), ' ', '-');
  return word;
}

}  // namespace concordat::charter
