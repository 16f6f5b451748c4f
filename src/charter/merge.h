#pragma once
// One level of reuse: entries that say `use` are copied from the library that the charter extends, narrowed by `only`, and
// changed where `replace` gives a reason. There is no deep merge: what is replaced is replaced whole.

#include "charter/reader.h"

namespace concordat::charter {

// What `extends = "england@2026-11"` names.
struct Extension {
  std::string library;  // "england"
  std::string version;  // "2026-11"
  Location where;
};

// Nothing where the charter extends nothing; a malformed one is a finding and nothing.
std::optional<Extension> extension_of(const Node& charter, Findings& findings);

// The charter's tree with every `use` resolved, and the library's words (laws, bases, fields) beside its own. `library` may
// be null.
Node merge(const Node& charter, const Node* library, const std::optional<Extension>& extension, Findings& findings);

}  // namespace concordat::charter
