#include "casework/warrant_view.h"

#include <algorithm>

#include "casework/access.h"
#include "casework/fields.h"
#include "charter/sentences.h"

namespace concordat::casework {
namespace {

// By the ledger's entry. A case has many: only the one that names this warrant is decoded.
std::optional<Instant> done_at(store::Reader& reader, const store::WarrantRow& warrant) {
  const std::string detail = "warrant=" + warrant.id.text() + ";";
  for (const store::LeafOfCase& one : reader.changes_of_case(warrant.case_id)) {
    if (one.leaf.find(detail) == std::string::npos) continue;
    const auto leaf = ledger::decode(one.leaf);
    if (leaf && leaf->event == "destruction.done" && leaf->detail.starts_with(detail)) return leaf->at;
  }
  return std::nullopt;
}

std::vector<WarrantView> views_of(const App& app, const std::vector<store::WarrantRow>& rows) {
  std::vector<WarrantView> views;
  app.vault.store().read([&](store::Reader& reader) {
    for (const store::WarrantRow& row : rows) {
      WarrantView view;
      const auto items = reader.warrant_items(row.id);
      const auto its_case = reader.find_case(row.case_id);
      view.row = row;
      view.reference = its_case ? its_case->reference : "no case";
      view.owner = owner_title(app, reader, row.owner);
      for (const store::WarrantItemRow& item : items) add_to(view.contents, app, reader, item.record);
      view.approvals = reader.approvals(row.id);
      view.on_hold = vault::on_hold(reader, row, items);
      if (row.state == "done") view.done = done_at(reader, row);
      views.push_back(std::move(view));
    }
  });
  return views;
}

// "Question to an agency" as "question": that it is to one, the rest of the words say.
std::string name_of_check(const std::string& title) {
  return within_sentence(title.substr(0, std::min(title.find(" to "), title.find(" of "))));
}

}  // namespace

std::vector<WarrantView> warrants_of_case(const App& app, CaseId id) {
  std::vector<store::WarrantRow> rows;
  app.vault.store().read([&](store::Reader& reader) { rows = reader.warrants_of_case(id); });
  return views_of(app, rows);
}

std::vector<WarrantView> warrants_in_state(const App& app, std::string_view state, std::size_t most) {
  std::vector<store::WarrantRow> rows;
  app.vault.store().read([&](store::Reader& reader) { rows = reader.warrants(state); });
  std::ranges::stable_sort(rows, std::ranges::greater(), &store::WarrantRow::proposed);
  if (rows.size() > most) rows.resize(most);
  return views_of(app, rows);
}

std::vector<WarrantView> warrants_by_id(const App& app, const std::vector<WarrantId>& ids) {
  std::vector<store::WarrantRow> rows;
  app.vault.store().read([&](store::Reader& reader) {
    for (const WarrantId id : ids)
      if (auto row = reader.find_warrant(id)) rows.push_back(std::move(*row));
  });
  return views_of(app, rows);
}

void add_to(Contents& contents, const App& app, store::Reader& reader, RecordId record) {
  const auto row = reader.find_record(record);
  const charter::Charter* charter = row ? app.vault.charter(row->charter) : nullptr;
  const charter::RecordKind* kind = charter ? charter->record_kind(row->kind) : nullptr;
  contents[kind && kind->is_check() ? name_of_check(kind->title) : "item"].insert(record);
}

std::string words_of(const Contents& contents) {
  std::vector<std::string> all;
  for (const auto& [what, records] : contents) all.push_back(counted(records.size(), what));
  return all.empty() ? "nothing" : charter::listed(all);
}

std::string act_words(const WarrantView& warrant) {
  const bool only_checks = !warrant.contents.empty() && !warrant.contents.contains("item");
  const std::string whose = warrant.row.owner.is_none() ? " held by " : only_checks ? " with " : " supplied by ";
  return "Destroy " + words_of(warrant.contents) + whose + warrant.owner + " for " + warrant.reference +
         (warrant.row.kind == "recall" ? ", asked back by its owner" : "");
}

std::string state_words(const WarrantView& warrant) {
  const store::WarrantRow& row = warrant.row;
  std::string words = "Cancelled: nothing was destroyed";
  if (row.state == "proposed") words = std::to_string(warrant.approvals.size()) + " of 2 approvals";
  if (row.state == "approved")
    words = row.quarantine_until ? "Approved; in quarantine until " + london_date(*row.quarantine_until).words() : "Approved";
  if (row.state == "intended") words = "Being destroyed now";
  if (row.state == "done") words = warrant.done ? "Destroyed on " + london_date(*warrant.done).words() : "Destroyed";
  const bool open = row.state == "proposed" || row.state == "approved";
  return open && warrant.on_hold ? words + "; a hold stands against it" : words;
}

std::string counted(std::size_t number, std::string_view singular) {
  return std::to_string(number) + " " + std::string(singular) + (number == 1 ? "" : "s");
}

}  // namespace concordat::casework
