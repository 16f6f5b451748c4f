// Practitioners who were involved and are asked to contribute: who is told, what they answered (SOM-15).

#include "casework/people/contributions.h"

#include <algorithm>

#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

// No name, no case and nothing about anybody: the mail may go astray.
mail::Message practitioner_mail(const App& app, const std::string& to, AppointmentId id) {
  const std::string& partnership = app.charter().partnership.name;
  return {to, partnership + " asks you to contribute",
          partnership + " asks you to contribute what you know to a piece of its work. It is your choice.\n\nSign in, and you see what is "
                        "asked. There you can agree or decline:\n\n    " +
              app.outbox->link(std::string(kTasks) + "/" + id.text()) + "\n\nIf you did not expect this, " +
              how_to_reach_us(app.charter()) + ".\n"};
}

std::string answer_words(const App& app, const store::CaseRow& of, const store::AppointmentRow& row,
                         const std::vector<vault::Declined>& declined) {
  const auto refusal = std::ranges::find(declined, row.id, &vault::Declined::appointment);
  if (refusal != declined.end()) return "Declined on " + london_words(refusal->at);
  const bool over = row.ended || (row.ends && *row.ends <= app.vault.clock().now()) || is_over_for(app, of, row.role);
  if (row.agreed) return "Agreed on " + london_words(*row.agreed) + (over ? "; the task has ended" : "");
  return over ? "Did not answer; the task has ended" : "Has not answered yet";
}

}  // namespace

Html about_telling_html(const App& app, const parties::Account& account) {
  const std::string who = account.name + " (" + account.email + ")";
  Html content;
  if (app.outbox)
    content += html::paragraph("A mail goes to this person. It holds a link to sign in by, and nothing about anybody. Is the address "
                               "right?") +
               html::bullets({who});
  else
    content += html::paragraph("Mail is off here. Tell this person yourself; they find the question when they sign in:") +
               html::bullets({who});
  content += html::paragraph("They see what is asked, and agree or decline. Nothing is open to them before they agreed and accepted "
                             "that it is confidential.");
  if (account.password_hash.empty())
    content += html::inset_text({.text = "They have never signed in. Whoever manages accounts must send them an invitation as well."});
  return content;
}

Result<void> tell_practitioner(const App& app, const parties::Account& account, AppointmentId id) {
  if (app.outbox) TRY(app.outbox->put(practitioner_mail(app, account.email, id), ""));
  return {};
}

Html contributions_html(const App& app, const policy::Actor& actor, const store::CaseRow& of) {
  std::vector<store::AppointmentRow> rows;
  std::vector<vault::Declined> declined;
  app.vault.store().read([&](store::Reader& reader) {
    rows = reader.appointments(of.id);
    declined = vault::People::declined(reader, of.id);
  });
  std::erase_if(rows, [](const store::AppointmentRow& row) { return row.how != "involved"; });
  if (rows.empty()) return {};
  html::Table table;
  table.caption = "Asked to contribute";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Who"}, {.text = "Asked by"}, {.text = "From"}, {.text = "Answer"}};
  for (const store::AppointmentRow& row : rows) {
    const std::string who = name_of_account(app, row.account);
    Html answer = html::text(answer_words(app, of, row, declined));
    const auto refusal = std::ranges::find(declined, row.id, &vault::Declined::appointment);
    if (refusal != declined.end() && !refusal->reason.is_none() && may_appoint(app, actor))
      answer += Html("<br>") + html::link(html::text("Read why") + Html("<span class=\"govuk-visually-hidden\">: ") + html::text(who) +
                                              Html("</span>"),
                                          std::string(kPeople) + "/" + of.id.text() + "/" + row.id.text() + "/reason");
    const std::string by = name_of_account(app, row.made_by);
    table.rows.push_back({{.text = who}, {.text = by}, {.text = london_words(row.begins)}, {.text = answer}});
  }
  return html::scrolling_table(table);
}

}  // namespace concordat::casework
