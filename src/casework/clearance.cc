#include "casework/clearance.h"

#include "casework/emergency.h"

namespace concordat::casework {

std::optional<http::Response> refuse_uncleared(const App& app, const http::Request& request) {
  const auto account = app.account(request);
  if (!account) return std::nullopt;
  const auto cleared = parties::cleared(*account, app.charter(), app.today());
  if (cleared || !open_emergencies(app, account->id).empty()) return std::nullopt;
  PageContent content{"Before you go on", {}, {}, {}, 403};
  content.content = html::two_thirds(html::heading(1, "Before you go on", html::Size::l) + html::paragraph(cleared.error().message) +
                                     html::paragraph(cleared.error().remedy) +
                                     html::paragraph("Until then no personal data is shown to you. This holds for everybody here.") +
                                     html::paragraph(html::link("A child is in danger now: emergency access", kEmergency)) +
                                     html::paragraph(html::link("Go to your start page", "/workspace")));
  return page(app, request, std::move(content));
}

}  // namespace concordat::casework
