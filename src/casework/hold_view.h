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

// What stops the destruction of this case; where a record is given, of that.
html::Html hold_notice(const App& app, const store::CaseRow& of, const store::RecordRow* record = nullptr);

}  // namespace concordat::casework
