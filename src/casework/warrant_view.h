#pragma once
// Destructions in words, for every page that shows one: what is to be destroyed, and how far it has come.

#include <map>
#include <set>

#include "casework/access.h"
#include "vault/erasure.h"

namespace concordat::casework {

// Records by what people call them: "item", "involvement check". One is one, however many of its parts are meant.
using Contents = std::map<std::string, std::set<RecordId>>;
void add_to(Contents& contents, const App& app, store::Reader& reader, RecordId record);
// "3 involvement checks and 2 items"
std::string words_of(const Contents& contents);

struct WarrantView {
  store::WarrantRow row;
  std::string reference;  // of its case
  std::string owner;      // the agency's or the partnership's name
  Contents contents;
  std::vector<store::ApprovalRow> approvals;
  bool on_hold = false;
  bool gives_certificate = false;
  std::optional<vault::Erasure> erasure;  // where it goes before its last day
  std::optional<Instant> done;
};

std::vector<WarrantView> warrants_of_case(const App& app, CaseId id);
// The newest first, at most `most`.
std::vector<WarrantView> warrants_in_state(const App& app, std::string_view state, std::size_t most);

// As they are offered: "It was entered by mistake".
std::string_view ground_words(vault::ErasureGround ground);

// Of just these, in this order; what is not there is left out.
std::vector<WarrantView> warrants_by_id(const App& app, const std::vector<WarrantId>& ids);

// ", before its last day: it was entered by mistake"; empty of what goes on its day.
std::string why_early(const WarrantView& warrant);
// "Destroy 3 items supplied by Police for R-2026-001"
std::string act_words(const WarrantView& warrant);
// "1 of 2 approvals", "In quarantine until 3 January 2027", "Destroyed on 4 January 2027"; names nobody.
std::string state_words(const WarrantView& warrant);
// Why no certificate lies there, or until when it will.
std::string no_certificate_words(const WarrantView& warrant, CivilDate today);
// Who can still read what was destroyed: nobody here; a backup of keys that was taken before is the last that could.
std::string unreadable_words(const charter::Charter& charter);
// "3 items"
std::string counted(std::size_t number, std::string_view singular);

}  // namespace concordat::casework
