#include "casework/invitation.h"

#include "casework/one_time_link.h"

namespace concordat::casework {
namespace {

mail::Message invitation_mail(const App& app, const parties::Account& account, const std::string& link, Instant until) {
  const std::string& partnership = app.charter().partnership.name;
  return {account.email, "Your sign-in: " + partnership,
          "You are invited to sign in to " + partnership +
              ".\n\nOpen this link to choose a password and set up your second factor:\n\n    " + link + "\n\nIt works once, until " +
              london_words(until) + ".\n\nIf you did not expect this, do nothing: without you it opens nothing.\n"};
}

}  // namespace

std::string invitation_task(AccountId id) { return "sign-in:" + id.text(); }

Result<Invited> invite(const App& app, const http::Request& request, const policy::Mandate& mandate, const parties::Account& account) {
  const Instant until{app.vault.clock().now().microseconds + kInvitationDays * kMicrosecondsPerDay};
  std::string token;
  TRY(app.accounts.change_sign_in(app.vault, account.id, "invited", mandate.actor().ledger_name(),
                                  [&](store::Transaction& transaction, parties::Account& one) -> Result<void> {
                                    if (!one.password_hash.empty() || one.left)
                                      return Error{"They have a password already, or have left.", "Look at the account again."};
                                    token = put_link(transaction, invitation_task(one.id), until);
                                    return {};
                                  }));
  const std::string path = kInvitationPath + account.id.text() + "/" + token;
  if (!app.outbox) return Invited{request.origin + path, ""};
  const auto queued = app.outbox->put(invitation_mail(app, account, app.outbox->link(path), until), "");
  return queued ? Invited{} : Invited{app.outbox->link(path), queued.error().message};
}

}  // namespace concordat::casework
