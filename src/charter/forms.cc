#include <algorithm>

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

}  // namespace concordat::charter
