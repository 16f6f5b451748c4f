#include "casework/recall_view.h"

#include <algorithm>
#include <set>

#include "casework/warrant_view.h"

namespace concordat::casework {
namespace {

std::optional<RecallView> view_of(const App& app, store::Reader& reader, const vault::Recall& recall) {
  const auto warrant = reader.find_warrant(recall.warrant);
  const auto record = reader.find_record(recall.record);
  const auto of = record ? reader.find_case(record->case_id) : std::nullopt;
  if (!warrant || !of) return std::nullopt;
  const charter::RecordKind* kind = app.charter().record_kind(record->kind);
  return RecallView{recall,
                    *warrant,
                    *record,
                    of->reference,
                    kind ? kind->title : record->kind,
                    owner_title(app, reader, record->owner),
                    vault::on_hold(reader, *warrant, reader.warrant_items(warrant->id))};
}

std::vector<RecallView> views_of_case(const App& app, store::Reader& reader, CaseId id) {
  std::vector<RecallView> views;
  for (const vault::Recall& recall : vault::recalls_of(reader, id))
    if (auto view = view_of(app, reader, recall)) views.push_back(std::move(*view));
  return views;
}

}  // namespace

std::vector<RecallView> recalls_of_case(const App& app, CaseId id) {
  std::vector<RecallView> views;
  app.vault.store().read([&](store::Reader& reader) { views = views_of_case(app, reader, id); });
  return views;
}

std::vector<RecallView> open_recalls(const App& app) {
  std::vector<RecallView> open;
  app.vault.store().read([&](store::Reader& reader) {
    std::set<CaseId> cases;
    for (const char* state : {"proposed", "approved"})
      for (const store::WarrantRow& row : reader.warrants(state))
        if (row.kind == "recall") cases.insert(row.case_id);
    for (const CaseId id : cases) std::ranges::move(views_of_case(app, reader, id), std::back_inserter(open));
  });
  std::erase_if(open, [](const RecallView& view) { return !view.recall.is_open(); });
  return open;
}

std::optional<RecallView> recall_of(const App& app, WarrantId id) {
  std::optional<RecallView> found;
  app.vault.store().read([&](store::Reader& reader) {
    const auto row = reader.find_warrant(id);
    if (!row || row->kind != "recall") return;
    for (const vault::Recall& recall : vault::recalls_of(reader, row->case_id))
      if (recall.warrant == id) found = view_of(app, reader, recall);
  });
  return found;
}

std::string item_words(const RecallView& view) { return view.kind + ", received on " + view.record.collected.words(); }

std::string state_words(const App& app, const RecallView& view) {
  const vault::Recall& recall = view.recall;
  const std::string answered = recall.answered ? " on " + london_date(*recall.answered).words() : "";
  const std::string asked = "Asked back on " + london_date(recall.asked).words();
  switch (recall.state) {
    case vault::Recall::State::refused:
      return "Refused" + answered + (recall.until ? ": needed until " + recall.until->words() : "");
    case vault::Recall::State::put_off:
      return "Refused" + answered + ": needed until " + recall.until->words() +
             ". It is kept until then, also where the case ends before; on the day after it waits for an answer again";
    case vault::Recall::State::withdrawn: return asked + ", and kept after all" + answered;
    case vault::Recall::State::done: return asked + ", and destroyed";
    case vault::Recall::State::open: break;
  }
  const std::string needed = recall.taken_up && recall.until ? ", was needed until " + recall.until->words() : "";
  const std::string held = view.on_hold ? "; a hold stands against its destruction" : "";
  if (view.waits()) return asked + needed + ", to be answered by " + vault::answer_due(app.charter(), recall).words() + held;
  const auto& until = view.warrant.quarantine_until;
  return asked + needed + ", approved" + (until ? "; in quarantine until " + london_date(*until).words() : "") + held;
}

bool answers_recalls(const App& app, const policy::Actor& actor) {
  return app.vault.gate().authorise(actor, charter::Capability::approve_destruction).ok();
}

}  // namespace concordat::casework
