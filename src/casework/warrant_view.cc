#include "casework/warrant_view.h"

#include <algorithm>

#include "casework/access.h"
#include "casework/fields.h"
#include "charter/sentences.h"

namespace concordat::casework {
namespace {

constexpr std::string_view kWarrantIs = "warrant=";

using DoneAt = std::map<WarrantId, Instant>;

// When warrants of this case were carried out, by the ledger's entries. A case has many: only those that tell of it are decoded.
DoneAt done_in(store::Reader& reader, CaseId of) {
  DoneAt done;
  for (const store::LeafOfCase& one : reader.changes_of_case(of)) {
    if (one.leaf.find("destruction.done") == std::string::npos) continue;
    const auto leaf = ledger::decode(one.leaf);
    if (!leaf || leaf->event != "destruction.done" || !leaf->detail.starts_with(kWarrantIs)) continue;
    const std::string_view rest = std::string_view(leaf->detail).substr(kWarrantIs.size());
    if (const auto id = WarrantId::parse(rest.substr(0, rest.find(';')))) done.emplace(*id, leaf->at);
  }
  return done;
}

std::vector<WarrantView> views_of(const App& app, const std::vector<store::WarrantRow>& rows) {
  std::vector<WarrantView> views;
  std::map<CaseId, DoneAt> done;  // a case's ledger is read once, however many of its warrants are shown
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
      view.gives_certificate = vault::gives_certificate(app.vault, reader, row);
      view.erasure = vault::erasure_of(reader, row.id);
      if (row.state == "done") {
        const auto [of_case, is_new] = done.try_emplace(row.case_id);
        if (is_new) of_case->second = done_in(reader, row.case_id);
        if (const auto at = of_case->second.find(row.id); at != of_case->second.end()) view.done = at->second;
      }
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

std::string_view ground_words(vault::ErasureGround ground) {
  switch (ground) {
    case vault::ErasureGround::request: return "A request for erasure was granted";
    case vault::ErasureGround::mistake: return "It was entered by mistake";
    case vault::ErasureGround::unlawful: return "It is unlawful to hold it";
  }
  return "";
}

std::string words_of(const Contents& contents) {
  std::vector<std::string> all;
  for (const auto& [what, records] : contents) all.push_back(counted(records.size(), what));
  return all.empty() ? "nothing" : charter::listed(all);
}

std::string why_early(const WarrantView& warrant) {
  if (warrant.row.kind == "recall") return ", asked back by its owner";
  if (!warrant.erasure) return "";
  return ", before its last day: " + within_sentence(std::string(ground_words(warrant.erasure->ground)));
}

std::string act_words(const WarrantView& warrant) {
  const bool only_checks = !warrant.contents.empty() && !warrant.contents.contains("item");
  const std::string whose = warrant.row.owner.is_none() ? " held by " : only_checks ? " with " : " supplied by ";
  return "Destroy " + words_of(warrant.contents) + whose + warrant.owner + " for " + warrant.reference +
         why_early(warrant);
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

// The night's work writes those that are missing (ops, write_missing_certificates).
std::string no_certificate_words(const WarrantView& warrant, CivilDate today) {
  if (warrant.row.state == "cancelled") return "";
  if (!warrant.gives_certificate) return "None: one is made of what two people approved, or where our rules give one";
  if (warrant.row.state != "done") return "In the night after the destruction";
  return "Not written yet: it is written at night, by " + today.plus_days(1).words();
}

std::string unreadable_words(const charter::Charter& charter) {
  if (charter.key_backup_days == 0) return "Nobody can open it any more, nor can we.";
  return "Nobody can open it here any more. The last backup that holds its key goes within " + std::to_string(charter.key_backup_days) +
         " days; from then on nobody can at all, nor can we.";
}

std::string counted(std::size_t number, std::string_view singular) {
  return std::to_string(number) + " " + std::string(singular) + (number == 1 ? "" : "s");
}

}  // namespace concordat::casework
