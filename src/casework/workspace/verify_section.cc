// On the ledger's page: what was found when it was last verified, how far one is that is under way, and a button that begins one.

#include "casework/acts.h"
#include "casework/warrant_view.h"
#include "casework/workspace/ledger_pages.h"
#include "html/components/content.h"

namespace concordat::casework {
namespace {

using html::Html;

Html found_html(const App& app, const LedgerChecked& last) {
  const bool is_sound = last.problems_in_all == 0;
  html::SummaryList list;
  const auto row = [&](const char* key, html::Content value) {
    list.rows.push_back({.key = {.text = key}, .value = {.text = std::move(value)}});
  };
  row("Last verified", london_words(last.at));
  row("Asked by", actor_words(app, last.by));
  row("Held against", counted(last.heads, "deposited head"));
  row("Result", is_sound ? html::tag({.text = "Sound", .classes = "govuk-tag--green"})
                         : html::tag({.text = "Not sound", .classes = "govuk-tag--red"}));
  row("Entries", std::to_string(last.entries));
  Html content = html::summary_list(list);
  const auto bullets = [](const std::vector<std::string>& lines) {
    return html::bullets(std::vector<html::Content>(lines.begin(), lines.end()));
  };
  if (!is_sound) {
    const char* const remedy = ": somebody changed the database or the deposits by another way than Concordat, or a disk failed. Stop the "
                               "server, keep both as they are, and compare with the heads that agencies hold.";
    content += html::warning_text({.text = counted(last.problems_in_all, "problem") + remedy});
    content += bullets(last.problems);
    if (last.problems_in_all > last.problems.size())
      content += html::paragraph("These are the first. “concordat fsck” says all of them.");
  }
  if (!last.explained.empty()) content += html::paragraph("Explained by the ledger itself:") + bullets(last.explained);
  return content;
}

Html running_html(const LedgerCheck::Standing& standing) {
  const std::string far = std::to_string(standing.read) + " of " + std::to_string(standing.of) + " entries were read.";
  return html::inset_text({.text = html::text("It is being verified: " + far + " You may leave; the result will stand here. ") +
                                   html::link("Look again", std::string(kLedger) + "#verify")});
}

}  // namespace

Html verify_html(const LedgerVisit& visit) {
  const LedgerCheck::Standing standing = visit.check.standing();
  const auto last = last_ledger_check(visit.app.vault.store());
  const auto begun = visit.index.last(kCheckBegun), ended = visit.index.last(kChecked);
  Html content = html::heading(2, "Verify", html::Size::m, "verify");
  content += last ? found_html(visit.app, *last) : html::paragraph("It was not verified from this page yet.");
  if (standing.is_running) return content + running_html(standing);
  if (!standing.failure.empty())
    content += html::warning_text({.text = "The last try left no result. " + standing.failure});
  else if (begun && (!ended || *ended < *begun))
    content += html::paragraph("A later one did not come to its end: the server was stopped meanwhile. Begin again.");
  content += html::paragraph("Every entry is read again and held against every signed head that was deposited, as “concordat fsck” "
                             "does.");
  return content + html::post_button(std::string(kLedger) + "/verify", csrf(visit.request), "Verify now", "govuk-button--secondary");
}

}  // namespace concordat::casework
