#include "casework/cases/readers.h"

#include <algorithm>

#include "casework/acts.h"
#include "html/components/content.h"
#include "vault/entries.h"

namespace concordat::casework {
namespace {

constexpr std::string_view kRecords = "records=";

bool lists(std::string_view detail, RecordId record) {
  if (!detail.starts_with(kRecords)) return false;
  const std::string id = record.text();
  detail = detail.substr(kRecords.size(), detail.find(';') - kRecords.size());
  while (!detail.empty()) {
    const std::size_t end = std::min(detail.find(','), detail.size());
    if (detail.substr(0, end) == id) return true;
    detail.remove_prefix(std::min(end + 1, detail.size()));
  }
  return false;
}

struct Reader {
  std::string actor, by;
  std::size_t times = 0;
  Instant first, last;
};

std::string roles_of(const App& app, const parties::Account& account) {
  std::string titles;
  for (const std::string& name : account.roles)
    if (const charter::Role* role = app.charter().role(name)) titles += (titles.empty() ? "" : ", ") + role->title;
  return titles;
}

}  // namespace

std::vector<Reading> readings_of(const std::vector<ledger::Leaf>& acts, RecordId record) {
  std::vector<Reading> readings;
  for (const ledger::Leaf& act : acts) {
    const bool alone = (act.event == "record.read" || act.event == "attachment.read") && act.record == record;
    if (alone || (act.event == "list.read" && lists(act.detail, record)))
      readings.push_back({act.at, act.actor, ledger::word_of(act, "by")});
  }
  std::ranges::reverse(readings);
  return readings;
}

html::Html readers_html(const App& app, const store::RecordRow& record) {
  std::vector<ledger::Leaf> acts;
  app.vault.store().read([&](store::Reader& reader) {
    for (vault::EntryOfCase& one : vault::entries_of_record(reader, record)) acts.push_back(std::move(one.leaf));
  });
  std::vector<Reader> readers;
  for (const Reading& reading : readings_of(acts, record.id)) {
    const auto known =
        std::ranges::find_if(readers, [&](const Reader& one) { return one.actor == reading.actor && one.by == reading.by; });
    if (known == readers.end()) readers.push_back({reading.actor, reading.by, 1, reading.at, reading.at});
    else *known = {reading.actor, reading.by, known->times + 1, reading.at, known->last};
  }
  html::Table table;
  table.caption = "Who has read this";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Who"}, {.text = "Role"}, {.text = "Organisation"}, {.text = "How often", .format = "numeric"},
                {.text = "First"}, {.text = "Last"}};
  for (const Reader& reader : readers) {
    const auto id = AccountId::parse(reader.actor);
    const auto account = id ? app.accounts.find(*id) : std::nullopt;
    // Who was given papers may never have opened them: it is said who made them.
    const std::string name = account ? account->name : "Somebody whose account is no longer here";
    table.rows.push_back({{.text = reader.by.empty() ? name : "Put into papers for " + name + ", by " + actor_words(app, reader.by)},
                          {.text = account ? roles_of(app, *account) : ""},
                          {.text = account ? parties::title_of(app.charter(), account->agency) : ""},
                          {.text = std::to_string(reader.times), .format = "numeric"},
                          {.text = london_words(reader.first)},
                          {.text = london_words(reader.last)}});
  }
  if (table.rows.empty()) return html::heading(2, table.caption, html::Size::m) + html::paragraph("Nobody has read this yet.");
  return html::scrolling_table(table);
}

}  // namespace concordat::casework
