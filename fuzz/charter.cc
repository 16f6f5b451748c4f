// Broken charters: the compiler must answer with findings, never crash, hang or throw. The input is a charter, or a charter
// and a library, parted by a line "=== library". What compiles must survive its canonical form and every output.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "charter/outputs.h"

namespace {

namespace charter = concordat::charter;

void must(bool condition) {
  if (!condition) std::abort();
}

void use_every_output(const charter::Charter& bound) {
  const auto again = charter::from_canonical(bound.canonical);
  must(again.ok() && again->hash == bound.hash);
  must(!charter::notice(bound).sections.empty());
  for (const charter::RecordKind& kind : bound.record_kinds) {
    must(charter::explain(bound, kind.name).ok());
    for (const charter::Part& part : kind.parts) {
      for (const charter::Moment moment : part.ask) must(!charter::form(bound, kind.name, moment).parts.empty());
      const auto event = concordat::CivilDate::from(2024, 2, 29);
      must(charter::last_day(part.keep, *event).has_value() != part.keep.unstated);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view mark = "=== library\n";
  const std::size_t at = text.find(mark);
  const std::string_view library = at == std::string_view::npos ? std::string_view() : text.substr(at + mark.size());
  const charter::Compilation done = charter::compile_text(text.substr(0, at), library, "charters/fuzz.toml");
  must(done.charter.has_value() || done.has_errors());
  if (done.charter) use_every_output(*done.charter);
  return 0;
}
