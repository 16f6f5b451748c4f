#include "casework/cases/files.h"

#include <gmock/gmock.h>

#include "casework/access.h"
#include "casework/cases/cases.h"
#include "casework/test_app.h"

namespace concordat::casework {
namespace {

using testing::HasSubstr;
using testing::Not;

// An item that the police supplied to a review of Stockport, with files: STK-08, STK-15.
class FilesOfAnItem : public testing::Test {
 protected:
  FilesOfAnItem() : test_("charters/stockport.toml", "2026-11-02") {
    add_case_pages(test_.router(), test_.app());
    const App& app = test_.app();
    const policy::Actor manager = actor(manager_);
    const vault::Values told = {{"notified-by", "Ward"}, {"notified-channel", "telephone"}, {"aware-on", "2026-11-02"}};
    const CaseId review = *open_case(app, manager, "review", {{}, 1, {{"notice", {told, ""}}}});
    const policy::Subject subject = *app.vault.subject_of_case(review);
    EXPECT_TRUE(app.vault.ask_agency(*app.vault.gate().authorise(manager, charter::Capability::open_case, subject), "police"));
    const NewRecord kind = {"agency-item", "item", parties::agency_id("police"), "online-form", "received"};
    const vault::Values values = {{"title", "Contacts"}, {"category", "police"}, {"narrative", "Invented."}};
    const RecordId item = *add_record(app, actor(police_), review, kind, {values, ""});
    item_ = "/workspace/cases/" + review.text() + "/records/" + item.text();
  }

  policy::Actor actor(const http::SessionView& who) {
    http::Request request;
    request.session = who;
    return test_.app().actor(request);
  }
  // The address of the only file on the item's page, as this person sees it.
  std::string only_file(const http::SessionView& who) {
    const std::string page = test_.get(who, item_).body;
    const std::string begin = item_ + "/files/item/";
    const std::size_t at = page.find(begin);
    return at == std::string::npos ? "" : page.substr(at, begin.size() + 32);
  }
  http::Response send(const http::SessionView& who, const std::string& name, const std::string& content) {
    return test_.send(who, item_ + "/files/item", name, content);
  }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  http::SessionView health_ = test_.person("Hanna Health", {"agency-contact"}, "health-trust");
  std::string item_;
};

TEST_F(FilesOfAnItem, AreGivenBackAsTheyWere_STK_08) {
  const std::string content = "%PDF-1.7\n" + std::string(600'000, '\0') + "startxref\n0\n%%EOF";
  EXPECT_EQ(location(send(police_, "Zo\u00eb's \"notes\".pdf", content)), item_);
  EXPECT_THAT(test_.get(support_, item_).body, HasSubstr("586 KB"));
  const http::Response given = test_.get(support_, only_file(support_));
  EXPECT_EQ(given.body, content);
  EXPECT_EQ(given.content_type, "application/octet-stream") << "no browser opens it as a page of ours";
  EXPECT_THAT(given.headers, testing::Contains(testing::Pair(
                                 "Content-Disposition", "attachment; filename*=UTF-8''Zo%C3%AB%27s%20%22notes%22.pdf")));
  EXPECT_TRUE(http::is_local_path(only_file(police_))) << "the owner has it too";
}

TEST_F(FilesOfAnItem, AWrongOneIsTakenOffByWhoMayCorrectWithAReason_STK_08) {
  ASSERT_EQ(location(send(police_, "another child.txt", "An invented note.")), item_);
  const std::string file = only_file(support_), off = file + "/take-off";
  EXPECT_THAT(test_.get(support_, item_).body, Not(HasSubstr(off))) << "the item is the agency's own: the office does not correct it";
  EXPECT_EQ(test_.get(support_, off).status, 404);
  EXPECT_EQ(test_.post(support_, off, {{"why", "Wrong."}}).status, 404);
  EXPECT_THAT(test_.get(police_, item_).body, HasSubstr(off));
  EXPECT_THAT(test_.get(police_, off).body, HasSubstr("another child.txt"));
  EXPECT_EQ(test_.post(police_, off, {{"why", ""}}).status, 422) << "not without a reason";
  EXPECT_EQ(test_.get(support_, file).status, 200);
  EXPECT_EQ(location(test_.post(police_, off, {{"why", "It is about somebody else."}})), item_);
  EXPECT_EQ(test_.get(support_, file).status, 404);
  EXPECT_THAT(test_.get(police_, item_).body, Not(HasSubstr("another child.txt")));
  EXPECT_EQ(test_.post(police_, off, {{"why", "Again."}}).status, 409);
  EXPECT_THAT(test_.get(support_, item_).body, HasSubstr("by Pia Police: It is about somebody else."));
  ASSERT_EQ(location(send(police_, "the right one.txt", "A note.")), item_);
  EXPECT_THAT(test_.get(support_, item_).body, HasSubstr("the right one.txt"));
}

TEST_F(FilesOfAnItem, AreThereForNobodyElse_STK_15) {
  ASSERT_EQ(location(send(police_, "notes.txt", "An invented note.")), item_);
  const std::string file = only_file(support_);
  for (const http::SessionView& other : {manager_, health_}) {
    EXPECT_EQ(test_.get(other, file).status, 404);
    EXPECT_EQ(send(other, "more.txt", "More.").status, 404);
  }
  EXPECT_EQ(test_.get(support_, item_ + "/files/item/0123456789abcdef0123456789abcdef").status, 404);
  EXPECT_EQ(test_.get(support_, item_ + "/files/nothing/" + file.substr(file.rfind('/') + 1)).status, 404);
}

TEST_F(FilesOfAnItem, WhatIsNotTakenIsSaidAndNothingIsKept) {
  EXPECT_THAT(send(police_, "empty.txt", "").body, HasSubstr("The file is empty"));
  EXPECT_THAT(send(police_, "program.exe", "MZ\x90").body, HasSubstr("This kind of file is not taken"));
  EXPECT_THAT(send(police_, "old.doc", std::string("\xd0\xcf\x11\xe0\0", 5)).body, HasSubstr("Send it as PDF, Word"));
  const http::Response missing = test_.post(police_, item_ + "/files/item");
  EXPECT_EQ(missing.status, 422);
  EXPECT_THAT(missing.body, testing::AllOf(HasSubstr("There is a problem"), HasSubstr("Choose a file, then send it."),
                                           HasSubstr("href=\"#item-file\""), HasSubstr("Add a file")));
  EXPECT_EQ(only_file(police_), "");
}

TEST_F(FilesOfAnItem, AreWhatTheirNameSaysByTheirContent_STK_08) {
  for (const char* name : {"fake.pdf", "fake.docx", "fake.xlsx", "fake.png", "fake.JPG"}) {
    const http::Response refused = send(police_, name, "Only a text.");
    EXPECT_EQ(refused.status, 422) << name;
    EXPECT_THAT(refused.body, testing::AllOf(HasSubstr("Nothing of it was kept. This is not a"), HasSubstr("and send that."))) << name;
  }
  EXPECT_THAT(send(police_, "cut.pdf", "%PDF-1.7 and then the line broke").body, HasSubstr("or it broke off on its way"));
  EXPECT_EQ(only_file(police_), "");
}

TEST_F(FilesOfAnItem, APictureIsShownWithWordsForItAndEachLookIsOnRecord_STK_08) {
  // One grey pixel, with the place where it was taken.
  const std::string start("\xff\xd8", 2), place("\xff\xe1\x00\x0eGPS 51.2 N 1", 16);
  const std::string frame("\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00", 13);
  const std::string scan("\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\xff\xd9", 13);
  ASSERT_EQ(location(send(police_, "letter.jpg", start + place + frame + scan + "behind its end")), item_);
  EXPECT_THAT(test_.get(support_, item_).body,
              testing::AllOf(HasSubstr("Show the picture letter.jpg"), HasSubstr("alt=\"The picture letter.jpg.")));
  const http::Response shown = test_.get(support_, only_file(support_) + "/picture");
  EXPECT_EQ(shown.content_type, "image/jpeg");
  EXPECT_EQ(shown.body, start + frame + scan) << "neither the place nor what stands behind its end";
  EXPECT_EQ(test_.app().vault.history(*CaseId::parse(item_.substr(17, 32))).back().event, "attachment.read");
  EXPECT_EQ(test_.get(health_, only_file(support_) + "/picture").status, 404);
  EXPECT_THAT(test_.get(support_, only_file(support_)).body, HasSubstr("GPS 51.2")) << "the file itself stays as it came";
}

}  // namespace
}  // namespace concordat::casework
