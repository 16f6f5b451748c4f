#include <algorithm>
#include <charconv>

#include "charter/canonical.h"
#include "ops/demonstration.h"

namespace concordat::ops {
namespace {

// "2026-11" becomes "2025-11"; what does not begin with a year is marked instead.
std::string earlier_version(const std::string& version) {
  int year = 0;
  const auto [end, error] = std::from_chars(version.data(), version.data() + std::min<std::size_t>(version.size(), 4), year);
  if (error != std::errc() || end != version.data() + 4) return version + ", the one before";
  return std::to_string(year - 1) + version.substr(4);
}

bool is_promised(const charter::Charter& charter, const charter::Control& wanted) {
  return std::ranges::any_of(charter.promises, [&](const charter::Promise& promise) {
    return std::ranges::any_of(promise.controls, [&](const charter::Control& control) {
      return control.kind == wanted.kind && control.target == wanted.target;
    });
  });
}

// What is kept for years first was kept a year longer, and nothing was promised of it yet.
void keep_longer(charter::Charter& charter) {
  for (charter::RecordKind& kind : charter.record_kinds) {
    for (charter::Part& part : kind.parts) {
      if (kind.owner != charter::Owner::partnership || kind.subject.empty() || part.keep.unstated || part.keep.years == 0) continue;
      ++part.keep.years;
      const std::string target = kind.name + "." + part.name;
      std::erase_if(charter.promises, [&](const charter::Promise& promise) {
        return std::ranges::any_of(promise.controls, [&](const charter::Control& control) {
          return control.kind == "schedule" && control.target == target;
        });
      });
      return;
    }
  }
}

}  // namespace

charter::Charter year_before(const charter::Charter& charter) {
  charter::Charter earlier = charter;
  earlier.version = earlier_version(charter.version);
  if (charter.updated) earlier.updated = charter.updated->plus_months(-12);
  if (!earlier.rights.empty()) earlier.rights.pop_back();
  std::erase_if(earlier.links, [&](const charter::Link& link) { return !is_promised(charter, {"link", link.name}); });
  keep_longer(earlier);
  charter::seal(earlier);
  return earlier;
}

}  // namespace concordat::ops
