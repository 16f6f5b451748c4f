#pragma once
// Holds in words: on the page of disposal, and on the case and the record that one covers.

#include <string>
#include <vector>

#include "casework/app.h"

namespace concordat::casework {

// Why destruction is stopped for now. What the law lets a partnership keep data for beyond its period; names nobody.
struct HoldGround {
  std::string_view name;  // in the ledger
  std::string_view words;
};
const std::vector<HoldGround>& hold_grounds();

// "For court proceedings or a legal claim. Placed by Mona Manager; to be looked at again on 1 May 2027"; empty of a hold of before
// reasons were asked for, and of one that the system placed.
std::string why_words(const App& app, const store::HoldRow& hold);

// "Case R-2026-001", "Everything"
std::string hold_words(const App& app, const store::HoldRow& hold);

// Holds whose day to be looked at again has come; of those that the system placed and will end there is none.
std::vector<store::HoldRow> holds_to_look_at(const App& app);
// The page on which somebody looks at it again.
std::string path_of_hold(const store::HoldRow& hold);

// What stops the destruction of this case; where a record is given, of that.
html::Html hold_notice(const App& app, const store::CaseRow& of, const store::RecordRow* record = nullptr);

}  // namespace concordat::casework
