// How others sign in: their invitation, a reset by two people; and the quarterly review of who holds which role.

#include <algorithm>

#include "casework/invitation.h"
#include "casework/one_time_link.h"
#include "casework/people/people.h"
#include "casework/second_factor.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/people.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr int kMonthsBetweenReviews = 3;

std::optional<policy::Mandate> officer(const App& app, const http::Request& request) {
  const auto mandate = app.vault.gate().authorise(app.actor(request), charter::Capability::manage_accounts);
  return mandate ? std::optional(*mandate) : std::nullopt;
}

std::string page_of(AccountId id) { return std::string(kAccounts) + "/" + id.text(); }

Html one_button(const http::Request& request, const std::string& action, const char* words, const char* classes = "") {
  return html::form(action, csrf(request), html::button({.text = std::string(words), .prevent_double_click = true, .classes = classes}));
}

Html invitation_html(const App& app, const http::Request& request, const parties::Account& account) {
  std::optional<Instant> until;
  app.vault.store().read([&](store::Reader& reader) { until = link_until(reader, invitation_task(account.id)); });
  const bool open = until && app.vault.clock().now() < *until;
  Html content = html::paragraph(!until ? "They were not invited yet, and cannot sign in."
                                 : open ? "They were invited. The link works once, until " + london_words(*until) + "."
                                        : "The link of their invitation was not used in its time.");
  const std::string words = app.outbox ? "A mail with a link goes to " + account.email + ". Look whether that is their address."
                                       : "Mail is off. The link is shown to you once, to hand over in person.";
  content += html::paragraph(words);
  const char* const act = !app.outbox ? "Show the link" : until ? "Send another invitation" : "Send the invitation";
  return content + one_button(request, page_of(account.id) + "/invite", act);
}

Html reset_html(const App& app, const http::Request& request, const parties::Account& account, AccountId own) {
  std::optional<AccountId> proposed;
  app.vault.store().read([&](store::Reader& reader) { proposed = vault::People::reset_proposed_by(reader, account.id); });
  const std::string path = page_of(account.id) + "/reset";
  if (!proposed)
    return html::paragraph(
               "If they lost their password, or their authenticator and every recovery code, two people let them begin anew. Make "
               "sure, by telephone or in person, that it is they who ask.") +
           one_button(request, path, "Propose to reset their sign-in", "govuk-button--secondary");
  Html acts;
  if (*proposed != own)
    acts += html::button({.text = "Approve the reset", .name = "act", .value = "approve", .prevent_double_click = true});
  acts += html::button({.text = "Decline it", .name = "act", .value = "decline", .classes = "govuk-button--secondary"});
  return html::paragraph(name_of_account(app, *proposed) + " proposed to reset their sign-in. Another person approves it.") +
         html::form(path + "/decide", csrf(request), acts);
}

struct Officer {
  const App& app;
  const http::Request& request;
  policy::Mandate mandate;
  parties::Account account;
};

http::Response send_invitation(const Officer& visit) {
  const auto invited = invite(visit.app, visit.request, visit.mandate, visit.account);
  if (!invited) return problem(visit.app, visit.request, invited.error(), page_of(visit.account.id));
  Html content;
  if (invited->link.empty()) {
    content = html::panel({.title = "Invitation sent", .text = visit.account.email});
    content +=
        html::paragraph("It works once, and for " + std::to_string(kInvitationDays) + " days. An earlier one does not work any more.");
  } else {
    content = html::panel({.title = "Invitation made", .text = visit.account.name});
    if (!invited->problem.empty()) content += html::paragraph("It could not be sent by mail: " + invited->problem);
    content += html::paragraph("This link is shown once, now. Give it to them in person: whoever has it first chooses the password.");
    content += html::inset_text({.text = Html("<code class=\"concordat-secret\">") + html::text(invited->link) + Html("</code>")});
  }
  content += html::paragraph(html::link("Back to the account", page_of(visit.account.id)));
  return page(visit.app, visit.request, {"Invitation", html::two_thirds(content)});
}

http::Response propose_reset(const Officer& visit) {
  const auto done = vault::People(visit.app.vault).propose_reset(visit.mandate, visit.account.id);
  return done ? http::Response::redirect(page_of(visit.account.id))
              : problem(visit.app, visit.request, done.error(), page_of(visit.account.id));
}

http::Response decide_reset(const Officer& visit) {
  vault::People people(visit.app.vault);
  const std::string back = page_of(visit.account.id);
  if (visit.request.form.get("act") != "approve") {
    const auto declined = people.decline_reset(visit.mandate, visit.account.id);
    return declined ? http::Response::redirect(back) : problem(visit.app, visit.request, declined.error(), back);
  }
  const auto reset = people.approve_reset(visit.mandate, visit.account.id);
  if (!reset) return problem(visit.app, visit.request, reset.error(), back);
  visit.app.accounts.renew(*reset);
  http::Response response = http::Response::redirect(back);
  response.end_sessions_of = visit.account.id;
  return response;
}

// ---- the access review

// Since when, by the grants that two people approved; what was there from the beginning has none.
std::string since_when(store::Reader& reader, const parties::Account& account, const std::string& role) {
  std::optional<Instant> since;
  for (const store::RoleGrantRow& row : reader.role_grants_of(account.id))
    if (row.role == role && row.principal.is_none() && row.approved) since = row.approved;
  if (since) return london_date(*since).words();
  const auto record = reader.find_record(*RecordId::from_bytes(account.id.bytes()));
  return record ? record->collected.words() + ", with the account" : "";
}

html::Table holders_table(const App& app, const std::vector<parties::Account>& accounts) {
  html::Table table;
  table.caption = "Who holds which role";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "Name"}, {.text = "Of"}, {.text = "Role"}, {.text = "Since"}, {.text = "Trained"}};
  app.vault.store().read([&](store::Reader& reader) {
    for (const parties::Account& account : accounts) {
      const auto add = [&](const std::string& role, const std::string& since) {
        table.rows.push_back({{.text = html::link(account.name, page_of(account.id))},
                              {.text = parties::title_of(app.charter(), account.agency)},
                              {.text = role},
                              {.text = since},
                              {.text = account.trained ? account.trained->words() : "not recorded"}});
      };
      for (const std::string& name : account.roles) {
        const charter::Role* role = app.charter().role(name);
        add(role ? role->title : name, since_when(reader, account, name));
      }
      if (account.roles.empty()) add("none", "");
    }
  });
  return table;
}

std::vector<parties::Account> those_here(const App& app) {
  std::vector<parties::Account> accounts = app.accounts.all();
  std::erase_if(accounts, [](const parties::Account& one) { return one.left.has_value(); });
  return accounts;
}

http::Response show_access_review(const App& app, const http::Request& request) {
  if (!officer(app, request)) return not_found();
  std::vector<vault::AccessReview> reviews;
  app.vault.store().read([&](store::Reader& reader) { reviews = vault::People::access_reviews(reader); });
  Html content = html::heading(1, "Access review", html::Size::xl);
  content += html::lead("Every three months somebody looks at who holds which role, and takes away what is not needed any more.");
  if (reviews.empty()) content += html::paragraph("No review is on record yet.");
  const CivilDate due = access_review_due(app);
  content += html::paragraph((due < app.today() ? "The next one is overdue since " : "The next one is due by ") + due.words() + ".");
  content += html::scrolling_table(holders_table(app, those_here(app)));
  content += html::heading(2, "When you have looked at each line", html::Size::m);
  content += html::paragraph("Take away on the account's page what is not needed, then say so here.");
  content += one_button(request, kAccessReview, "I have reviewed this list");
  html::Table done;
  done.caption = "Reviews on record";
  done.caption_classes = "govuk-table__caption--m";
  done.head = {{.text = "When"}, {.text = "By"}, {.text = "Accounts", .format = "numeric"}};
  for (const vault::AccessReview& one : reviews)
    done.rows.push_back({{.text = london_words(one.at)},
                         {.text = name_of_account(app, one.by)},
                         {.text = std::to_string(one.accounts), .format = "numeric"}});
  if (!done.rows.empty()) content += html::scrolling_table(done);
  return page(app, request, {"Access review", content, html::back_link({.href = kAccounts, .text = "All accounts"})});
}

http::Response take_access_review(const App& app, const http::Request& request) {
  const auto mandate = officer(app, request);
  if (!mandate) return not_found();
  const auto done = vault::People(app.vault).record_access_review(*mandate, those_here(app).size());
  return done ? http::Response::redirect(kAccessReview) : problem(app, request, done.error(), kAccessReview);
}

}  // namespace

CivilDate access_review_due(const App& app) {
  CivilDate last = app.today();
  const std::vector<parties::Account> accounts = app.accounts.all();
  app.vault.store().read([&](store::Reader& reader) {
    const auto reviews = vault::People::access_reviews(reader);
    if (!reviews.empty()) last = london_date(reviews.front().at);
    else
      for (const parties::Account& account : accounts)
        if (const auto record = reader.find_record(*RecordId::from_bytes(account.id.bytes()))) last = std::min(last, record->collected);
  });
  return last.plus_months(kMonthsBetweenReviews);
}

Html resets_html(const App& app) {
  std::vector<html::Content> waiting;
  const std::vector<parties::Account> accounts = those_here(app);
  app.vault.store().read([&](store::Reader& reader) {
    for (const parties::Account& one : accounts)
      if (vault::People::reset_proposed_by(reader, one.id)) waiting.emplace_back(html::link(one.name, page_of(one.id)));
  });
  if (waiting.empty()) return {};
  return html::heading(2, "Sign-ins whose reset waits for a second person", html::Size::m) + html::bullets(waiting);
}

Html sign_in_html(const App& app, const http::Request& request, const parties::Account& account, AccountId own) {
  Html content = html::heading(2, "Sign-in", html::Size::m);
  if (account.password_hash.empty()) return content + invitation_html(app, request, account);
  if (!account.second.is_set_up()) content += html::paragraph("They set up their second factor when they sign in next.");
  return account.id == own ? content + html::paragraph(html::link("Your sign-in", "/workspace/your-sign-in"))
                           : content + reset_html(app, request, account, own);
}

void add_officer_pages(http::Router& router, const App& app) {
  using http::Door;
  using http::Method;
  const std::string list = kAccounts;
  const auto add = [&](const std::string& pattern, http::Response (*answer)(const Officer&)) {
    router.add(Method::post, list + "/{account}/" + pattern, Door::signed_in, confirmed(app, [&app, answer](const http::Request& request) {
                 const auto mandate = officer(app, request);
                 const auto id = AccountId::parse(request.parts.at("account"));
                 const auto account = id ? app.accounts.find(*id) : std::nullopt;
                 return mandate && account ? answer({app, request, *mandate, *account}) : not_found();
               }));
  };
  add("invite", send_invitation);
  add("reset", propose_reset);
  add("reset/decide", decide_reset);
  router.add(Method::get, kAccessReview, Door::signed_in,
             [&app](const http::Request& request) { return show_access_review(app, request); });
  router.add(Method::post, kAccessReview, Door::signed_in,
             [&app](const http::Request& request) { return take_access_review(app, request); });
}

}  // namespace concordat::casework
