#pragma once
// The office's page of disposal, among its own files: who looks at it, and its sections.

#include "casework/disposal/disposal_pages.h"
#include "casework/warrant_view.h"

namespace concordat::casework {

inline constexpr const char* kDisposalPath = "/workspace/disposal";
inline constexpr std::size_t kMostOpenWarrants = 500;

struct DisposalVisit {
  const App& app;
  const http::Request& request;
  policy::Actor actor;
  DisposalPowers powers;
};

// Back to the page, or what was wrong.
http::Response after_act(const DisposalVisit& visit, const Result<void>& done);

// One proposal: who approved it, what follows on the second approval, and the way to approve it.
std::string approvers_words(const App& app, const WarrantView& warrant);
std::string afterwards_words(const charter::Charter& charter, const WarrantView& warrant);
html::Html approve_form(const DisposalVisit& visit, const WarrantView& warrant);

// The whole page, with the form of holds as it stands when something is wrong with it.
http::Response show_disposal(const DisposalVisit& visit, const html::Html& holds, std::vector<html::ErrorSummaryItem> errors);
html::Html holds_html(const DisposalVisit& visit);
http::Response place_hold(const DisposalVisit& visit);
http::Response release_hold(const DisposalVisit& visit);
http::Response keep_hold(const DisposalVisit& visit);

// What is due and could not be carried out, with the reason; nothing where there is none.
html::Html stuck_html(const DisposalVisit& visit);

// What is due and in no open proposal, with a way to propose it again; nothing where there is none.
html::Html unproposed_html(const DisposalVisit& visit);
http::Response propose_again(const DisposalVisit& visit);

// What an agency asked back; for who may answer.
http::Response show_asked_back(const DisposalVisit& visit);
http::Response refuse_asked_back(const DisposalVisit& visit);

// One record erased before its last day: the way to it from the page, the proposal, and what became of it.
html::Html erase_html(const DisposalVisit& visit);
http::Response find_to_erase(const DisposalVisit& visit);
http::Response show_records_to_erase(const DisposalVisit& visit);
http::Response show_to_erase(const DisposalVisit& visit);
http::Response propose_erasure(const DisposalVisit& visit);
http::Response show_erasure(const DisposalVisit& visit);
http::Response cancel_erasure(const DisposalVisit& visit);

// Proposals by the same rule that this person could approve together; nothing where there are none.
html::Html bulks_html(const DisposalVisit& visit);
http::Response show_bulk(const DisposalVisit& visit);
http::Response open_bulk(const DisposalVisit& visit);
http::Response show_sample(const DisposalVisit& visit);
http::Response approve_bulk(const DisposalVisit& visit);

}  // namespace concordat::casework
