// Looking somebody up through the page: only what the person may open is found, and no name is in an address.

#include "casework/workspace/search.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>

#include "casework/access.h"
#include "casework/test_app.h"
#include "casework/workspace/workspace.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class SearchPage : public testing::Test {
 protected:
  SearchPage() : test_("charters/stockport.toml", "2026-11-02") {
    add_workspace_pages(test_.router(), test_.app());
    const App& app = test_.app();
    const vault::Values told = {{"notified-by", "Ward"}, {"notified-channel", "telephone"}, {"aware-on", "2026-11-02"}};
    const CaseId review = *open_case(app, actor(manager_), "review", {{}, 1, {{"notice", {told, ""}}}});
    reference_ = find_case(app, review.text())->reference;
    const policy::Subject subject = *app.vault.subject_of_case(review);
    EXPECT_TRUE(app.vault.ask_agency(*app.vault.gate().authorise(actor(manager_), charter::Capability::open_case, subject), "police"));
    const NewRecord kind = {"agency-item", "item", parties::agency_id("police"), "online-form", "received"};
    const vault::Values values = {{"title", "Wilhelmina Invented"}, {"category", "police"}, {"narrative", "Hidden words."}};
    EXPECT_TRUE(add_record(app, actor(police_), review, kind, {values, ""}));
  }
  policy::Actor actor(const http::SessionView& who) {
    http::Request request;
    request.session = who;
    return test_.app().actor(request);
  }
  http::Response search(const http::SessionView& who, const std::string& words) { return test_.post(who, kSearch, {{"words", words}}); }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  http::SessionView health_ = test_.person("Hanna Health", {"agency-contact"}, "health-trust");
  http::SessionView new_here_ = test_.person("Nils New", {"support-team"}, "", false);
  std::string reference_;
};

TEST_F(SearchPage, FindsWhatIsMineToOpenByItsReferenceAndKind_STK_08) {
  EXPECT_THAT(test_.get(support_, kSearch).body, AllOf(HasSubstr("What is looked at"), HasSubstr("What is found will be listed here")));
  const http::Response found = search(support_, "wilhel");
  EXPECT_EQ(found.status, 200) << "an answer, not an address that holds a name";
  EXPECT_THAT(found.body, AllOf(HasSubstr("1 record found"), HasSubstr(reference_), Not(HasSubstr("Hidden words"))));
  EXPECT_THAT(search(police_, "invented wilhelmina").body, HasSubstr("1 record found"));
  EXPECT_THAT(search(support_, "hidden").body, HasSubstr("Nothing was found")) << "narratives are not looked at";
}

TEST_F(SearchPage, TellsNobodyElseThatItIsThere_STK_15) {
  const std::string others = search(health_, "wilhel").body;
  EXPECT_THAT(others, AllOf(HasSubstr("Nothing was found"), Not(HasSubstr(reference_))));
  EXPECT_THAT(search(new_here_, "wilhel").body, Not(HasSubstr(reference_)));
  EXPECT_EQ(test_.get(test_.person("Nora Nobody", {}), kSearch).status, 404);
}

TEST_F(SearchPage, FindsACaseByItsReferenceForWhoMayKnowOfIt_STK_15) {
  std::string typed = reference_;
  std::ranges::transform(typed, typed.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const http::SessionView& knows : {support_, police_})
    EXPECT_THAT(search(knows, typed).body,
                AllOf(HasSubstr("The case with this reference"), HasSubstr("href=\"/workspace/cases/")));
  const auto answer_to = [&](const std::string& words) {  // but for what was typed
    std::string body = search(health_, words).body;
    for (std::size_t at = 0; (at = body.find(words)) != std::string::npos;) body.erase(at, words.size());
    return body;
  };
  EXPECT_EQ(answer_to(reference_), answer_to("R-2026-999")) << "as if there were none";
}

TEST_F(SearchPage, AsksForMoreThanALetterAndKeepsWhatWasTyped) {
  const http::Response refused = search(support_, "w <b>");
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("There is a problem"), HasSubstr("value=\"w &lt;b&gt;\"")));
}

}  // namespace
}  // namespace concordat::casework
