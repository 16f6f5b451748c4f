#include <algorithm>
#include <charconv>

#include "charter/outputs.h"

namespace concordat::charter {

Form form(const Charter& charter, std::string_view record_kind, Moment moment) {
  Form form{std::string(record_kind), moment, {}};
  const RecordKind* kind = charter.record_kind(record_kind);
  if (kind == nullptr) return form;
  for (const Part& part : kind->parts) {
    if (std::find(part.ask.begin(), part.ask.end(), moment) != part.ask.end()) form.parts.push_back({part.name, part.consent, part.fields});
  }
  return form;
}

std::optional<unsigned> whole_number(std::string_view text) {
  constexpr std::size_t most_digits = 6;
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.size() > most_digits || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace concordat::charter
