// What came on paper, by mail and in spreadsheets, taken in through the pages and the worker: STK-08, issue 5.

#include "casework/taking_in/taking_in.h"

#include <gmock/gmock.h>

#include "casework/access.h"
#include "casework/cases/cases.h"
#include "casework/columns.h"
#include "casework/test_app.h"
#include "intake/kind.h"

namespace concordat::casework {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Form = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kSound = "Title,Category,Narrative\nA visit,police,Seen.\nA call,HEALTH,Heard.\n";

class TakingIn : public testing::Test {
 protected:
  TakingIn() : TakingIn("charters/stockport.toml", "review") {}
  TakingIn(const char* charter, const char* kind) : test_(charter, "2026-11-04") {
    add_case_pages(test_.router(), test_.app());
    const vault::Values told = {{"notified-by", "Ward"}, {"notified-channel", "telephone"}, {"aware-on", "2026-11-02"}};
    const std::size_t criterion = app().charter().case_kind(kind)->criteria.empty() ? 0 : 1;
    review_id_ = *open_case(app(), actor(manager_), kind, {{}, criterion, {{"notice", {told, ""}}}});
    const policy::Subject subject = *app().vault.subject_of_case(review_id_);
    EXPECT_TRUE(app().vault.ask_agency(*app().vault.gate().authorise(actor(manager_), charter::Capability::open_case, subject), "police"));
    base_ = "/workspace/cases/" + review_id_.text() + "/taking-in";
  }

  const App& app() { return test_.app(); }
  policy::Actor actor(const http::SessionView& who) {
    http::Request request;
    request.session = who;
    return app().actor(request);
  }
  http::Response hand_in(const http::SessionView& who, std::string name, std::string content, const std::string& day = "3") {
    const Form form = {{"supplied-by", "police"}, {"channel", "email"}, {"received-day", day}, {"received-month", "11"},
                       {"received-year", "2026"}};
    return test_.send(who, base_, std::move(name), std::move(content), form);
  }
  std::vector<store::RecordRow> items() { return records_of(app(), review_id_, "agency-item"); }
  vault::Values values_of(const store::RecordRow& row) { return read_part(app(), actor(support_), row.id, "item")->values; }

  TestApp test_;
  http::SessionView manager_ = test_.person("Mona Manager", {"manager", "business-team"});
  http::SessionView support_ = test_.person("Sami Support", {"support-team"});
  http::SessionView other_ = test_.person("Sana Support", {"support-team"});
  http::SessionView police_ = test_.person("Pia Police", {"agency-contact"}, "police");
  CaseId review_id_;
  std::string base_;
};

TEST_F(TakingIn, MakesARecordOfEachRowOnceAndKeepsTheOriginal_STK_08) {
  const std::string at = location(hand_in(support_, "ward.csv", kSound));
  const http::Response seen = test_.get(support_, at);
  EXPECT_THAT(seen.body, AllOf(HasSubstr("2 rows that can be taken in"), HasSubstr("A visit"), HasSubstr("3 November 2026")));
  EXPECT_TRUE(items().empty()) << "nothing is kept before it is confirmed";
  EXPECT_EQ(location(test_.post(support_, at, {{"do", "confirm"}})), at);
  EXPECT_EQ(location(test_.post(support_, at, {{"do", "confirm"}})), at) << "sent twice";
  ASSERT_EQ(items().size(), 2u);
  EXPECT_EQ(items()[0].channel, "email");
  EXPECT_EQ(items()[0].owner, parties::agency_id("police"));
  EXPECT_EQ(items()[0].collected, *CivilDate::parse("2026-11-03"));
  EXPECT_EQ(values_of(items()[1]).at("category"), "health");
  EXPECT_EQ(read_part(app(), actor(support_), items()[0].id, "item")->attachments.size(), 1u);
  EXPECT_TRUE(read_part(app(), actor(support_), items()[1].id, "item")->attachments.empty());
  EXPECT_THAT(test_.get(support_, at).body, HasSubstr("2 records were taken in"));
}

TEST_F(TakingIn, SaysOfEachRowWhatIsWrongAndWhatToDo) {
  const std::string at = location(hand_in(support_, "ward.csv", "Title,Category,Note\nA visit,police,x\n,fire,y\nshort\n"));
  EXPECT_THAT(test_.get(support_, at).body,
              AllOf(HasSubstr("2 rows with a fault"), HasSubstr("Choose one of the answers"), HasSubstr("the header has 3")));
  const Form with_column = {{"do", "confirm"}, {"column-0", "title"}, {"column-1", "category"}, {"column-2", "narrative"}};
  const http::Response refused = test_.post(support_, at, with_column);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("2 rows have a fault"));
  EXPECT_TRUE(items().empty()) << "all or nothing";
  Form leaving_out = with_column;
  leaving_out.emplace_back("leave-out", "yes");
  EXPECT_EQ(test_.post(support_, at, leaving_out).status, 303);
  ASSERT_EQ(items().size(), 1u);
  EXPECT_EQ(values_of(items()[0]).at("narrative"), "x");
}

// The office takes in for an agency, by a charter whose items have a day.
class TakingInWithADay : public TakingIn {
 protected:
  TakingInWithADay() : TakingIn("charters/derby-derbyshire.toml", "case-review") {}
};

TEST_F(TakingInWithADay, ADayThatCannotBeIsAFaultOfItsRow) {
  const char* rows = "Service given,Day it was received\nA visit,2026-11-05\nA call,2026-11-02\n";
  const std::string at = location(hand_in(manager_, "ward.csv", rows));
  const http::Response seen = test_.get(manager_, at);
  EXPECT_THAT(seen.body, AllOf(HasSubstr("1 row with a fault"), HasSubstr("“Day it was received” must be today or in the past.")));
  const Form with_columns = {{"do", "confirm"}, {"column-0", "service-given"}, {"column-1", "received"}, {"how-collected", "paper"},
                             {"source", "a charity"}, {"leave-out", "yes"}};
  EXPECT_EQ(test_.post(manager_, at, with_columns).status, 303);
  const auto taken = records_of(app(), review_id_, "service");
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_EQ(taken.front().owner, parties::agency_id("police")) << "whoever takes it in";
}

TEST_F(TakingIn, AsksOnceForWhatNoColumnHolds) {
  const std::string at = location(hand_in(support_, "ward.csv", "Title,Note\nA visit,x\nA call,y\n"));
  EXPECT_THAT(test_.get(support_, at).body, AllOf(HasSubstr("The same in every row"), HasSubstr("name=\"category\"")));
  const http::Response refused = test_.post(support_, at, {{"do", "confirm"}, {"column-1", "narrative"}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("There is a problem"));
  EXPECT_EQ(test_.post(support_, at, {{"do", "confirm"}, {"column-1", "narrative"}, {"category", "health"}}).status, 303);
  ASSERT_EQ(items().size(), 2u);
  EXPECT_EQ(values_of(items()[0]).at("category"), "health");
}

TEST_F(TakingIn, LosesNoColumnInSilence) {
  const char* chronology = "Date,What happened,Agency\n3/5/2026,Seen.,Ward\n4/5/2026,Heard.,Ward\n";
  const std::string at = location(hand_in(support_, "chronology.csv", chronology));
  EXPECT_THAT(test_.get(support_, at).body, AllOf(HasSubstr("Not taken in: “Agency”"), HasSubstr("Date: 3/5/2026")));
  const Form both = {{"do", "confirm"}, {"title", "Chronology"}, {"category", "health"},
                     {"column-1", "narrative"}, {"column-2", "narrative"}};
  const http::Response refused = test_.post(support_, at, both);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("“What happened” and “Agency” cannot both hold “What is known”"));
  EXPECT_TRUE(items().empty());
  Form beside = both;
  beside.back().second = "*beside";
  EXPECT_EQ(test_.post(support_, at, beside).status, 303);
  ASSERT_EQ(items().size(), 2u);
  EXPECT_EQ(values_of(items()[0]).at("narrative"), "Date: 3/5/2026\nAgency: Ward\nSeen.");
}

TEST_F(TakingIn, MakesOneRecordOfAMail) {
  const std::string mail = "From: Ward <ward@example.org>\r\nSubject: What we know\r\nMIME-Version: 1.0\r\n"
                           "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nSeen twice.\r\n"
                           "--B\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=scan.pdf\r\n\r\nx\r\n"
                           "--B--\r\n";
  const std::string at = location(hand_in(support_, "ward.eml", mail));
  EXPECT_THAT(test_.get(support_, at).body, AllOf(HasSubstr("scan.pdf"), HasSubstr("What we know")));
  EXPECT_EQ(test_.post(support_, at, {{"do", "confirm"}, {"category", "health"}}).status, 303);
  ASSERT_EQ(items().size(), 1u);
  EXPECT_EQ(values_of(items()[0]).at("title"), "What we know");
  EXPECT_EQ(values_of(items()[0]).at("narrative"), "Seen twice.");
}

TEST_F(TakingIn, AsksForEyesWhereNothingCanBeRead) {
  for (const auto& [name, content, says] : {std::tuple("scan.pdf", "%PDF-1.7\nstartxref\n0\n%%EOF", "needs eyes"),
                                            std::tuple("old.xls", "\xd0\xcf\x11\xe0\xa1\xb1", "locked with a password")}) {
    const std::string at = location(hand_in(support_, name, content));
    EXPECT_THAT(test_.get(support_, at).body, AllOf(HasSubstr(says), HasSubstr("name=\"narrative\""))) << name;
    EXPECT_EQ(test_.post(support_, at, {{"do", "confirm"}, {"title", name}, {"category", "health"}, {"narrative", "Read."}}).status, 303);
    const store::RecordRow row = items().back();
    EXPECT_EQ(values_of(row).at("title"), name);
    EXPECT_EQ(read_part(app(), actor(support_), row.id, "item")->attachments.size(), 1u) << "the original is kept";
  }
}

TEST_F(TakingIn, RefusesWhatIsNotWhatItsNameSays) {
  for (const auto& [name, content, says] : {std::tuple("fake.pdf", "Only a text.", "This is not a PDF, though its name ends in .pdf"),
                                            std::tuple("broken.xlsx", "PK\x03\x04 broken", "This is not an Excel workbook")}) {
    const http::Response refused = hand_in(support_, name, content);
    EXPECT_EQ(refused.status, 422) << name;
    EXPECT_THAT(refused.body, HasSubstr(says)) << name;
  }
}

// It has 1 pixel, and a text within it.
TEST_F(TakingIn, ShowsAPictureToWhoHandedItIn) {
  const auto chunk = [](const std::string& type, const std::string& data) {
    return std::string("\0\0\0", 3) + static_cast<char>(data.size()) + type + data + "crc!";
  };
  const std::string begin = "\x89PNG\r\n\x1a\n" + chunk("IHDR", std::string("\0\0\0\x01\0\0\0\x01\x08\0\0\0\0", 13));
  const std::string end = chunk("IDAT", "data") + chunk("IEND", "");
  const std::string at = location(hand_in(support_, "letter.png", begin + chunk("tEXt", "Author Zoe") + end));
  EXPECT_THAT(test_.get(support_, at).body, AllOf(HasSubstr(at + "/picture"), HasSubstr("alt=\"The picture that")));
  const http::Response shown = test_.get(support_, at + "/picture");
  EXPECT_EQ(shown.content_type, "image/png");
  EXPECT_EQ(shown.body, begin + end) << "as it is shown, without what else was in it";
  EXPECT_EQ(test_.get(other_, at + "/picture").status, 404);
}

TEST_F(TakingIn, IsForTheOfficeAndWhoHandedItIn) {
  EXPECT_EQ(test_.get(police_, base_).status, 404);
  EXPECT_EQ(hand_in(police_, "ward.csv", kSound).status, 404);
  const std::string at = location(hand_in(support_, "ward.csv", kSound));
  const http::Response others = test_.get(other_, at);
  EXPECT_THAT(others.body, AllOf(HasSubstr("no longer here"), Not(HasSubstr("A visit"))));
  test_.post(other_, at, {{"do", "confirm"}, {"category", "health"}});
  EXPECT_TRUE(items().empty());
  EXPECT_EQ(test_.post(support_, at, {{"do", "drop"}}).status, 303);
  EXPECT_THAT(test_.get(support_, at).body, HasSubstr("no longer here"));
}

TEST_F(TakingIn, KeepsWhatWasTypedWhereSomethingIsMissing) {
  const http::Response tomorrow = hand_in(support_, "ward.csv", kSound, "5");
  EXPECT_EQ(tomorrow.status, 422);
  EXPECT_THAT(tomorrow.body, AllOf(HasSubstr("must not be in the future"), HasSubstr("Choose the file again"), HasSubstr("value=\"5\"")));
  EXPECT_THAT(hand_in(support_, "virus.exe", "MZ\x90").body, HasSubstr("This kind of file is not taken"));
  EXPECT_THAT(hand_in(support_, "empty.csv", "").body, HasSubstr("The file is empty"));
}

TEST(Columns, AreFoundByNameLabelOrWhatALetterIsMadeOf) {
  charter::Field title, note, born;
  title.name = "title";
  title.label = "Short title";
  note.name = "note";
  note.label = "What is known";
  note.type = charter::FieldType::long_text;
  born.name = "birth-date";
  born.label = "Date of birth";
  born.type = charter::FieldType::date;
  EXPECT_THAT(fields_of_columns({"SHORT TITLE", "title", "Birth date", "x"}, {title, note, born}),
              ElementsAre("title", "", "birth-date", ""));
  EXPECT_THAT(fields_of_columns({"Notes", "Dates of birth", "The title"}, {title, note, born}), ElementsAre("note", "birth-date", "title"));
  EXPECT_THAT(fields_of_columns({"DOB", "Known", "Postcode"}, {title, note, born}), ElementsAre("birth-date", "note", ""));
  EXPECT_TRUE(are_days({"3/5/2026", "", "4 May 2026"}));
  EXPECT_FALSE(are_days({"3/5/2026", "soon"}));
  EXPECT_FALSE(are_days({"", ""}));
  EXPECT_THAT(fields_of_columns({"Subject", "From", "Sent", "Text"}, {title, note, born}), ElementsAre("title", "", "birth-date", "note"));
  for (const char* day : {"2026-05-03", "3/5/2026", "03.05.2026", "3 May 2026", "3rd May, 2026", "Sun 3 May 2026", "2026-05-03T10:00"})
    EXPECT_EQ(as_the_field_takes_it(born, day), "2026-05-03") << day;
  for (const char* day : {"31/2/2026", "5/2026", "May", "3/5/26", "one/two/2026"}) EXPECT_EQ(as_the_field_takes_it(born, day), day);
}

}  // namespace
}  // namespace concordat::casework

// This program starts itself as the worker, as concordat does.
int main(int count, char** values) {
  if (count == 2 && values[1] == concordat::worker::kCommand) concordat::worker::serve(concordat::intake::jobs());
  testing::InitGoogleTest(&count, values);
  return RUN_ALL_TESTS();
}
