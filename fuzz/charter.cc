// Broken charters: the compiler must answer with findings, never crash, hang or throw. The input is a charter, or a charter
// and a library, parted by a line "=== library". What compiles must survive its canonical form and every output, and is
// compared with whatever compiled before it.

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "charter/diff.h"
#include "charter/notice_formats.h"
#include "charter/outputs.h"

namespace {

namespace charter = concordat::charter;

void must(bool condition) {
  if (!condition) std::abort();
}

void use_notices(const charter::Charter& bound) {
  for (const charter::Notice& notice : {charter::notice(bound), charter::children_notice(bound)}) {
    must(!notice.sections.empty());
    must(!charter::notice_markdown(notice).empty());
    must(!charter::notice_json(notice).empty());
  }
  must(!charter::notice_jsonld(bound).empty());
}

void use_explanations(const charter::Charter& bound) {
  for (const charter::Role& role : bound.roles) must(charter::explain(bound, role.name).ok());
  for (const charter::Purpose& purpose : bound.purposes) {
    must(charter::explain(bound, purpose.name).ok());
    for (const charter::Right& right : bound.rights) must(!charter::applies(right, purpose).empty());
  }
}

void use_records(const charter::Charter& bound) {
  const auto event = concordat::CivilDate::from(2024, 2, 29);
  for (const charter::RecordKind& kind : bound.record_kinds) {
    must(charter::explain(bound, kind.name).ok());
    for (const charter::Part& part : kind.parts) {
      for (const charter::Moment moment : part.ask) must(!charter::form(bound, kind.name, moment).parts.empty());
      must(charter::last_day(part.keep, *event).has_value() != part.keep.unstated);
      for (const charter::Rule* rule : charter::rules_for(bound, charter::Act::read, kind.name, part.name)) must(!rule->who.empty());
    }
  }
}

void compare_with_the_last(const charter::Charter& bound) {
  static std::optional<charter::Charter> last;
  must(charter::diff(bound, bound).empty());
  if (last) must(charter::diff(*last, bound).empty() == charter::diff(bound, *last).empty());
  if (last) charter::check_together({*last, bound});
  last = bound;
}

void use_every_output(const charter::Charter& bound) {
  const auto again = charter::from_canonical(bound.canonical);
  must(again.ok() && again->hash == bound.hash);
  must(charter::diff(*again, bound).empty());
  use_notices(bound);
  use_explanations(bound);
  use_records(bound);
  compare_with_the_last(bound);
  for (const charter::Contact& contact : bound.contacts) charter::hours_words(contact);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view mark = "=== library\n";
  const std::size_t at = text.find(mark);
  const std::string_view library = at == std::string_view::npos ? std::string_view() : text.substr(at + mark.size());
  charter::Compilation done = charter::compile_text(text.substr(0, at), library, "charters/fuzz.toml");
  charter::add_findings_on(done, *concordat::CivilDate::from(2026, 11, 22));
  must(done.charter.has_value() || done.has_errors());
  for (const charter::Finding& finding : done.findings) must(!finding.rule.empty() && !finding.message.empty() && !finding.remedy.empty());
  if (done.charter) use_every_output(*done.charter);
  return 0;
}
