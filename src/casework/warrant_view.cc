#include "casework/warrant_view.h"

#include <algorithm>

#include "casework/access.h"

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
      view.items = items.size();
      view.approvals = reader.approvals(row.id);
      view.on_hold = vault::on_hold(reader, row, items);
      if (row.state == "done") view.done = done_at(reader, row);
      views.push_back(std::move(view));
    }
  });
  return views;
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

std::string act_words(const WarrantView& warrant) {
  std::string words = "Destroy " + counted(warrant.items, "item");
  words += warrant.row.owner.is_none() ? " held by " : " supplied by ";
  return words + warrant.owner + " for " + warrant.reference + (warrant.row.kind == "recall" ? ", asked back by its owner" : "");
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
