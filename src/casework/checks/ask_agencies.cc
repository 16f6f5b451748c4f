// Asking agencies: whom, about whom; what they will be told, on which ground and at which address; then it is passed on.

#include <algorithm>

#include "casework/cases/sections.h"
#include "casework/checks/answer_checks.h"
#include "casework/checks/check_link.h"
#include "casework/checks/involvement_section.h"
#include "casework/checks/partner_requests.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "mail/message.h"
#include "vault/involvement.h"

namespace concordat::casework {
namespace {

using html::Html;

struct Asking {
  const Visit& visit;
  const CaseFile& case_file;
  const charter::RecordKind& kind;
  std::vector<AskablePerson> people;
  std::vector<charter::Agency> partners;  // other partnerships' instances, named by their words
  std::string path;
};

struct AskedOf {
  const charter::Agency* agency = nullptr;
  std::string email;  // of a contact without an account; empty: its people sign in
};

struct AskedChoice {
  std::vector<AskedOf> agencies;
  std::vector<const charter::Agency*> partners;
  std::vector<const AskablePerson*> people;
  std::vector<html::ErrorSummaryItem> errors;
  std::map<std::string, std::string> messages;  // by field
};

std::string email_field(const charter::Agency& agency) { return "email-" + agency.name; }

AskedChoice read_choice_of_agencies(const Asking& asking, const http::Fields& form) {
  AskedChoice choice;
  const auto wrong = [&](const std::string& field, const std::string& words) {
    choice.errors.push_back({.text = words, .href = "#" + field});
    choice.messages[field] = words;
  };
  const auto agencies = form.all("agency");
  const auto people = form.all("person");
  for (const charter::Agency& agency : asking.visit.app.charter().agencies) {
    if (std::ranges::find(agencies, agency.name) == agencies.end()) continue;
    const std::string email = form.get(email_field(agency));
    choice.agencies.push_back({&agency, email});
    const App& app = asking.visit.app;
    if (email.empty() && people_of(app, parties::agency_id(agency.name)).empty() && !has_agent(app, agency.name))
      wrong(email_field(agency), "Enter the work email of a contact at " + agency.title + ": nobody there can sign in");
    else if (!email.empty() && !mail::is_address(email))
      wrong(email_field(agency), "Enter an email address in the right form, like name@example.org, for " + agency.title);
  }
  for (const AskablePerson& person : asking.people)
    if (std::ranges::find(people, person.row.id.text()) != people.end()) choice.people.push_back(&person);
  for (const charter::Agency& partner : asking.partners)
    if (std::ranges::find(agencies, partner.name) != agencies.end()) choice.partners.push_back(&partner);
  if (choice.agencies.empty() && choice.partners.empty()) wrong("agency", "Choose at least one agency");
  if (!choice.partners.empty() && choice.people.size() > kMostAsked)
    wrong("person", "Choose at most " + std::to_string(kMostAsked) + " people: one message to another partnership holds no more");
  if (choice.people.empty()) wrong("person", "Choose at least one person");
  return choice;
}

std::optional<html::ErrorMessage> error_of_choice(const AskedChoice& choice, const std::string& field) {
  const auto found = choice.messages.find(field);
  return found == choice.messages.end() ? std::nullopt : std::optional(html::ErrorMessage{.text = found->second});
}

Html agencies_field(const Asking& asking, const AskedChoice& choice) {
  html::Checkboxes boxes;
  boxes.name = boxes.id_prefix = "agency";
  boxes.fieldset = html::Fieldset{.legend = {.text = "Which agencies?", .classes = "govuk-fieldset__legend--m"}};
  boxes.hint = html::Hint{.text = "Each is asked about the people that you choose, and sees nothing else of this case."};
  boxes.error_message = error_of_choice(choice, "agency");
  for (const charter::Agency& agency : asking.visit.app.charter().agencies) {
    const auto chosen = std::ranges::find(choice.agencies, &agency, &AskedOf::agency);
    const std::size_t people = people_of(asking.visit.app, parties::agency_id(agency.name)).size();
    html::Input email;
    email.name = email.id = email_field(agency);
    email.type = "email";
    email.autocomplete = "off";
    email.spellcheck = false;
    const bool agent = has_agent(asking.visit.app, agency.name);
    email.label = {.text = people > 0 || agent ? "Work email of a contact without a sign-in (optional)" : "Work email of a contact"};
    email.hint = html::Hint{.text = (agent ? std::string("Its agent fetches what it is asked, and needs no mail. ") : std::string()) +
                                    (people > 0 ? std::to_string(people) + (people == 1 ? " person" : " people") +
                                                      " of this agency can sign in, and will get a mail unless you give an address here."
                                                : std::string("They get a mail with a link; you read them a code over the telephone."))};
    email.error_message = error_of_choice(choice, email_field(agency));
    if (chosen != choice.agencies.end()) {
      email.value = chosen->email;
      boxes.values.push_back(agency.name);
    }
    boxes.items.push_back({.text = agency.title, .value = agency.name, .conditional = html::input(email)});
  }
  for (const charter::Agency& partner : asking.partners) {
    if (std::ranges::find(choice.partners, &partner) != choice.partners.end()) boxes.values.push_back(partner.name);
    boxes.items.push_back({.text = partner.title, .value = partner.name,
                           .hint = html::Hint{.text = "Another partnership: asked by a signed message, which its own office answers."}});
  }
  return html::checkboxes(boxes);
}

Html people_field(const Asking& asking, const AskedChoice& choice) {
  html::Checkboxes boxes;
  boxes.name = boxes.id_prefix = "person";
  boxes.fieldset = html::Fieldset{.legend = {.text = "About whom?", .classes = "govuk-fieldset__legend--m"}};
  boxes.error_message = error_of_choice(choice, "person");
  for (const AskablePerson* person : choice.people) boxes.values.push_back(person->row.id.text());
  for (const AskablePerson& person : asking.people) {
    const charter::RecordKind* of = asking.visit.app.charter().record_kind(person.row.kind);
    boxes.items.push_back({.text = person.name, .value = person.row.id.text(), .hint = html::Hint{.text = of ? of->title : ""}});
  }
  return html::checkboxes(boxes);
}

http::Response asking_form(const Asking& asking, const AskedChoice& choice) {
  const std::string title = "Ask agencies, " + within_sentence(name_of(asking.visit, asking.case_file));
  const Html content = html::heading(1, title, html::Size::l) +
                       html::form(asking.path, csrf(asking.visit.request),
                                  people_field(asking, choice) + agencies_field(asking, choice) +
                                      html::button({.text = "Continue", .name = "stage", .value = "look", .prevent_double_click = true}));
  return page(asking.visit.app, asking.visit.request,
              {title, html::two_thirds(content), html::back_link({.href = path_of_involvement(asking.case_file), .text = "Involvement"}),
               choice.errors, choice.errors.empty() ? 200 : 422});
}

Html told_table(const Asking& asking, const AskedChoice& choice) {
  html::Table table;
  table.caption = "What each agency will be told";
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  std::vector<charter::Field> fields = asking.kind.parts.front().fields;
  std::erase_if(fields, [&](const charter::Field& field) {  // of which nobody that was chosen has anything to tell
    return std::ranges::none_of(choice.people, [&](const AskablePerson* one) { return told_of(asking.kind, *one).contains(field.name); });
  });
  for (const charter::Field& field : fields) table.head.push_back({.text = field.label});
  for (const AskablePerson* person : choice.people) {
    const vault::Values told = told_of(asking.kind, *person);
    std::vector<html::TableCell> cells;
    for (const charter::Field& field : fields) cells.push_back({.text = shown(field, told)});
    table.rows.push_back(std::move(cells));
  }
  return html::scrolling_table(table);
}

std::string people_counted(std::size_t count) { return count == 1 ? "one person" : std::to_string(count) + " people"; }

// Those that the agency was asked about before, and still holds: its link opens these too.
std::size_t asked_before(const Asking& asking, const charter::Agency& agency) {
  std::size_t count = 0;
  asking.visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::RecordRow& one : asking.case_file.records)
      if (one.kind == asking.kind.name && one.owner == parties::agency_id(agency.name))
        count += live_part(reader, one.id, asking.kind.parts.front().name) ? 1 : 0;
  });
  return count;
}

std::string recipients_words(const Asking& asking, const AskedOf& asked) {
  const App& app = asking.visit.app;
  if (!asked.email.empty()) {
    const std::size_t before = asked_before(asking, *asked.agency);
    return asked.email +
           (before == 0 ? "" : "; their link also opens what this agency was asked before, about " + people_counted(before));
  }
  std::string names;
  for (const parties::Account& one : people_of(app, parties::agency_id(asked.agency->name)))
    names += (names.empty() ? "" : ", ") + one.name + " (" + one.email + ")";
  if (has_agent(app, asked.agency->name)) names += (names.empty() ? "Its agent" : "; its agent") + std::string(", which fetches it");
  return names;
}

Html chosen_fields(const AskedChoice& choice) {
  Html hidden;
  for (const AskedOf& one : choice.agencies)
    hidden += html::hidden_input("agency", one.agency->name) + html::hidden_input(email_field(*one.agency), one.email);
  for (const charter::Agency* one : choice.partners) hidden += html::hidden_input("agency", one->name);
  for (const AskablePerson* person : choice.people) hidden += html::hidden_input("person", person->row.id.text());
  return hidden;
}

http::Response look_at_choice(const Asking& asking, const AskedChoice& choice) {
  const App& app = asking.visit.app;
  const charter::Purpose* purpose = app.charter().purpose(asking.kind.purpose);
  html::SummaryList recipients;
  for (const AskedOf& one : choice.agencies)
    recipients.rows.push_back({.key = {.text = one.agency->title}, .value = {.text = recipients_words(asking, one)}});
  for (const charter::Agency* one : choice.partners)
    recipients.rows.push_back({.key = {.text = one->title}, .value = {.text = "Its server, by a message that it alone can open"}});
  const std::size_t asked = choice.agencies.size() + choice.partners.size();
  Html content = html::heading(1, "Look once more", html::Size::l) + told_table(asking, choice);
  content += html::paragraph("Nothing else of this case can be seen by them. It is passed on for: " +
                             within_sentence(purpose ? purpose->title : asking.kind.purpose) + ". On the ground of: " +
                             basis_words(app.charter(), asking.kind) + ".");
  content += html::heading(2, "Who gets it", html::Size::m) + html::summary_list(recipients);
  content +=
      html::paragraph(choice.agencies.empty()
                          ? "Each disclosure is written down before the message leaves."
                          : "Is each address right? The mail holds a link and nothing about anybody, and each disclosure is written down.");
  content +=
      html::form(asking.path, csrf(asking.visit.request),
                 chosen_fields(choice) + Html("<div class=\"govuk-button-group\">") +
                     html::button({.text = "Ask " + std::to_string(asked) + (asked == 1 ? " agency" : " agencies") + " about " +
                                           std::to_string(choice.people.size()) + (choice.people.size() == 1 ? " person" : " people"),
                                   .name = "stage",
                                   .value = "send",
                                   .prevent_double_click = true}) +
                     html::button({.text = "Change it", .name = "stage", .value = "change", .classes = "govuk-button--secondary"}) +
                     Html("</div>"));
  return page(app, asking.visit.request,
              {"Look once more, " + within_sentence(name_of(asking.visit, asking.case_file)), content,
               html::back_link({.href = path_of_involvement(asking.case_file), .text = "Involvement"})});
}

Result<std::size_t> ask_one_agency(const Asking& asking, const AskedOf& asked, const policy::Grant& told, const AskedChoice& choice) {
  std::vector<vault::NewCheck> checks;
  const charter::Part* part = asked.email.empty() ? nullptr : contact_part(asking.kind);
  for (const AskablePerson* person : choice.people) {
    vault::NewCheck check{told, person->parts, std::nullopt, {}};
    if (part) {
      const policy::Subject subject = subject_for(asking.visit.app, asking.case_file.row.id,
                                                  {asking.kind.name, part->name, parties::agency_id(asked.agency->name), "office", ""});
      check.contact = TRY(asking.visit.app.vault.gate().decide(asking.visit.actor, charter::Act::add, asking.kind.purpose, subject));
      check.contact_values[part->fields.front().name] = asked.email;
    }
    checks.push_back(std::move(check));
  }
  return vault::Involvement(asking.visit.app.vault, asking.visit.app.disposal).ask(checks);
}

// The code, and where the mail could not go the link; nothing where the agency's people sign in.
Result<Html> tell_agency(const Asking& asking, const AskedOf& asked, const policy::Grant& told) {
  const App& app = asking.visit.app;
  if (asked.email.empty()) {
    for (const parties::Account& account : people_of(app, parties::agency_id(asked.agency->name)))
      if (app.outbox) TRY(send_check_mail(app, asking.visit.request, told, {asked.agency->name, account.email, false, false}));
    const bool sign_in = !people_of(app, parties::agency_id(asked.agency->name)).empty();
    Html words = sign_in ? html::paragraph("Its people find it under Today when they sign in.") : Html();
    if (has_agent(app, asked.agency->name))
      words += html::paragraph("It waits until the agency's agent fetches it. Telephone them, so that they know.");
    return words;
  }
  const std::string code = TRY(new_check_code(app, told, asked.agency->name));
  const CheckSent sent = TRY(send_check_mail(app, asking.visit.request, told, {asked.agency->name, asked.email, true, false}));
  Html content = html::paragraph(sent.link.empty() ? "A mail with a link goes to " + asked.email + "."
                                                   : "The mail could not be sent: " + sent.problem);
  if (!sent.link.empty())
    content += html::inset_text({.text = Html("<code class=\"concordat-secret\">") + html::text(sent.link) + Html("</code>")});
  return content + html::paragraph(html::text("Read them this code over the telephone: ") + Html("<strong class=\"concordat-secret\">") +
                                   html::text(code) + Html("</strong>"));
}

// The disclosures and the message that tells them are one transaction: nothing leaves that is not in the ledger. How many people.
Result<std::size_t> ask_partner(const Asking& asking, const charter::Agency& partner, const AskedChoice& choice) {
  const App& app = asking.visit.app;
  const policy::Grant told = TRY(grant_to_ask(asking.visit, asking.case_file, asking.kind, parties::agency_id(partner.name)));
  exchange::Message message{crypto::new_id<exchange::MessageId>(), exchange::Kind::question, {}, ""};
  std::vector<vault::NewCheck> checks;
  for (const AskablePerson* person : choice.people)
    checks.push_back({told, person->parts, std::nullopt, {}, partner.name, message.id.text()});
  const auto queue = [&](store::Transaction& transaction, const std::vector<vault::Involvement::Asked>& asked) -> Result<void> {
    std::vector<RecordId> records;
    for (const vault::Involvement::Asked& one : asked) records.push_back(one.record);
    message.body = question_body(app, asking.kind, asking.case_file.row, asked);
    return app.messages->queue(transaction, message, partner.name, asking.case_file.row.id, records, asking.visit.actor);
  };
  const std::size_t count = TRY(vault::Involvement(app.vault, app.disposal).ask(checks, queue));
  app.messages->wake();
  return count;
}

http::Response send_questions(const Asking& asking, const AskedChoice& choice) {
  const App& app = asking.visit.app;
  Html content;
  std::size_t asked = 0;
  for (const AskedOf& one : choice.agencies) {
    const auto told = grant_to_ask(asking.visit, asking.case_file, asking.kind, parties::agency_id(one.agency->name));
    if (!told) return problem(app, asking.visit.request, told.error(), path_of_involvement(asking.case_file));
    const auto count = ask_one_agency(asking, one, *told, choice);
    if (!count) return problem(app, asking.visit.request, count.error(), path_of_involvement(asking.case_file));
    content += html::heading(2, one.agency->title, html::Size::m);
    if (*count == 0) {
      content += html::paragraph("It was asked about them before, and still is.");
      continue;
    }
    asked += *count;
    const auto words = tell_agency(asking, one, *told);
    content += words ? *words : html::paragraph(words.error().message + " " + words.error().remedy);
  }
  for (const charter::Agency* partner : choice.partners) {
    const auto count = ask_partner(asking, *partner, choice);
    if (!count) return problem(app, asking.visit.request, count.error(), path_of_involvement(asking.case_file));
    asked += *count;
    content += html::heading(2, partner->title, html::Size::m) +
               html::paragraph(*count == 0 ? "It was asked about them before, and still is."
                                           : "A signed message is on its way. Whether it has arrived stands with what was asked.");
  }
  if (asked == 0) return http::Response::redirect(path_of_involvement(asking.case_file));
  const Html said =
      html::panel({.title = "Asked", .text = "Each disclosure is in the ledger", .heading_level = 2}) +
      html::paragraph(
          "Codes are shown once, now. Telephone a number that you know to be the agency's, not one from a mail. There is no "
          "service for text messages here.");
  return section_page(asking.visit, asking.case_file, "involvement",
                      said + content + html::paragraph(html::link("What was asked of whom", path_of_involvement(asking.case_file))));
}

template <http::Response (*answer)(const Asking&)>
http::Response for_asking(const Visit& visit, const CaseFile& case_file) {
  const charter::RecordKind& kind = *check_kind(visit.app.charter(), case_file.row.kind);
  const AgencyId any = parties::agency_id(visit.app.charter().agencies.front().name);
  if (concluded(visit.app.charter(), case_file.row) || !grant_to_ask(visit, case_file, kind, any)) return not_found();
  std::vector<charter::Agency> partners;
  for (const exchange::Partner& one : partners_to_ask(visit.app, kind)) partners.push_back(*partner_as_agency(visit.app, one.word()));
  return answer({visit, case_file, kind, people_to_ask(visit.app, visit.actor, kind, case_file), std::move(partners),
                 path_of_involvement(case_file) + "/ask"});
}

http::Response show_asking(const Asking& asking) { return asking_form(asking, {}); }

http::Response take_asking(const Asking& asking) {
  const AskedChoice choice = read_choice_of_agencies(asking, asking.visit.request.form);
  const std::string stage = asking.visit.request.form.get("stage");
  if (!choice.errors.empty() || stage == "change") return asking_form(asking, choice);
  return stage == "send" ? send_questions(asking, choice) : look_at_choice(asking, choice);
}

}  // namespace

void add_asking_pages(http::Router& router, const App& app) {
  add_section_page(router, app, http::Method::get, "involvement", "/ask", for_asking<show_asking>);
  add_section_page(router, app, http::Method::post, "involvement", "/ask", for_asking<take_asking>);
}

}  // namespace concordat::casework
