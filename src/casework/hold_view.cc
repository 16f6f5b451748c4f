#include "casework/hold_view.h"

#include <algorithm>

#include "casework/access.h"
#include "casework/fields.h"
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

}  // namespace

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
  return "For " + ground_words(why->ground) + ". Placed by " + who +
         (is_late ? "; it was to be looked at again on " : "; to be looked at again on ") + why->review.words();
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
