#include "casework/hold_view.h"

#include <algorithm>

#include "casework/access.h"
#include "casework/fields.h"
#include "casework/recall_view.h"
#include "html/components/content.h"

namespace concordat::casework {
namespace {

bool covers(const store::HoldRow& hold, const store::CaseRow& of, const store::RecordRow* record) {
  if (hold.scope == "everything") return true;
  if (hold.scope == "case") return hold.target == of.id.text();
  if (!record) return false;
  return hold.target == (hold.scope == "agency" ? record->owner.text() : record->id.text());
}

std::string ground_words(const std::string& name) {
  const auto found = std::ranges::find(hold_grounds(), name, &HoldGround::name);
  return found == hold_grounds().end() ? name : within_sentence(std::string(found->words));
}

// The item that an agency asked back and was refused until a day: the hold ends after that day by itself.
std::string record_words(const App& app, const store::HoldRow& hold) {
  const RecordId id = RecordId::parse(hold.target).value_or(RecordId{});
  std::optional<store::RecordRow> row;
  app.vault.store().read([&](store::Reader& reader) { row = reader.find_record(id); });
  for (const RecallView& one : row ? recalls_of_case(app, row->case_id) : std::vector<RecallView>())
    if (one.recall.record == id && one.recall.state == vault::Recall::State::put_off)
      return "An item of " + one.owner + " for " + one.reference + ", asked back and needed until " + one.recall.until->words() +
             ", when this hold ends by itself";
  return "One record";
}

}  // namespace

std::string hold_words(const App& app, const store::HoldRow& hold) {
  if (hold.scope == "everything") return "Everything";
  if (hold.scope == "agency") {
    const auto id = AgencyId::parse(hold.target);
    return "All of " + (id ? parties::title_of(app.charter(), *id) : "an agency");
  }
  if (hold.scope == "record") return record_words(app, hold);
  std::optional<store::CaseRow> row;
  if (const auto id = CaseId::parse(hold.target)) app.vault.store().read([&](store::Reader& reader) { row = reader.find_case(*id); });
  return row ? "Case " + row->reference : "A case";
}

const std::vector<HoldGround>& hold_grounds() {
  static const std::vector<HoldGround> grounds = {{"inquiry", "A public inquiry or an inquest"},
                                                  {"court", "Court proceedings or a legal claim"},
                                                  {"police", "A police investigation"},
                                                  {"complaint", "A complaint, or the investigation of a regulator"},
                                                  {"right", "A request under a right that is not answered yet"},
                                                  {"law", "Another duty in law to keep it"}};
  return grounds;
}

std::string why_words(const App& app, const store::HoldRow& hold) {
  std::optional<vault::HoldReason> why;
  app.vault.store().read([&](store::Reader& reader) { why = vault::hold_reason(reader, hold.scope, hold.target); });
  if (!why) return "";
  const auto account = app.accounts.find(why->by);
  const std::string who = account ? account->name : "somebody whose account is no longer here";
  const bool is_late = why->review < app.today();
  const std::string by = why->looked ? ". Looked at by " + who + " on " + why->looked->words() : ". Placed by " + who;
  return "For " + ground_words(why->ground) + by +
         (is_late ? "; it was to be looked at again on " : "; to be looked at again on ") + why->review.words();
}

std::vector<store::HoldRow> holds_to_look_at(const App& app) {
  std::vector<store::HoldRow> due;
  app.vault.store().read([&](store::Reader& reader) {
    for (store::HoldRow& hold : reader.holds())
      if (const auto why = vault::hold_reason(reader, hold.scope, hold.target); why && why->review <= app.today())
        due.push_back(std::move(hold));
  });
  return due;
}

std::string path_of_hold(const store::HoldRow& hold) {
  return "/workspace/disposal/holds/" + hold.scope + "/" + (hold.target.empty() ? "all" : hold.target);
}

html::Html hold_notice(const App& app, const store::CaseRow& of, const store::RecordRow* record) {
  std::vector<store::HoldRow> holds;
  app.vault.store().read([&](store::Reader& reader) { holds = reader.holds(); });
  html::Html content;
  for (const store::HoldRow& hold : holds) {
    if (!covers(hold, of, record)) continue;
    const std::string why = why_words(app, hold);
    content += html::inset_text({.text = "A hold stands since " + london_date(hold.since).words() + ": nothing of " +
                                         (record ? "this record" : "this case") + " is destroyed until two people release it. " + why +
                                         (why.empty() ? "" : ".")});
  }
  return content;
}

}  // namespace concordat::casework
