// Files of an agency's item: what attestation says of them, and each fault that it must see (STK-15, STK-16).

#include <gmock/gmock.h>

#include "directory.h"
#include "vault/attachments.h"

namespace concordat::evidence {
namespace {

using charter::Act;
using charter::Capability;
using testing::HasSubstr;

class File : public Directory {
 protected:
  File() : Directory("charters/stockport.toml", "2026-04-01") {
    const policy::Actor manager = with_account({"manager"});
    police_ = with_account({"agency-contact"}, "police");
    team_ = with_account({"support-team"});
    case_ = *vault::open_case(vault(), manager, "review", "R-2026-001");
    EXPECT_TRUE(step(manager, case_, "rapid-review"));
    EXPECT_TRUE(vault().ask_agency(*vault().gate().authorise(manager, Capability::open_case, *vault().subject_of_case(case_)), "police"));
    policy::Subject subject = *vault().subject_of_case(case_);
    subject.record_kind = "agency-item";
    subject.part = "item";
    subject.owner = parties::agency_id("police");
    const vault::Values values{{"title", "Log"}, {"category", "police"}, {"narrative", "See the scan."}};
    const auto allowed = vault().gate().decide(police_, Act::add, "reviews", subject);
    item_ = *vault().add({*allowed}, {{"item", {values, ""}}}, "workspace", "supplied");
    const auto upload = vault().attach(grant(police_, Act::add), {"scan.pdf", "application/pdf"});
    EXPECT_TRUE((*upload)->add(Bytes(vault::kChunkSize * 2 + 9, 7)));
    file_ = *(*upload)->finish();
  }
  policy::Grant grant(const policy::Actor& actor, Act act) {
    return *vault().gate().decide(actor, act, "reviews", *vault().subject_of(item_, "item"));
  }
  // The part's destruction, as after a restore.
  void destroy() {
    vault::Intent intent;
    intent.row = {crypto::new_id<WarrantId>(), "weighty", "intended", case_, police_.agency, {}, instance_.clock.now(), std::nullopt};
    intent.items = {{intent.row.id, item_, "item"}};
    intent.row.content = vault::content_of(intent.items);
    std::filesystem::create_directories(instance_.folder + "/deposits/partnership");
    std::ofstream(instance_.folder + "/deposits/partnership/destruction-" + intent.row.id.text() + ".intent")
        << "warrant " << intent.row.id.text() << "\ncontent " << to_hex(intent.row.content) << "\n";
    ASSERT_TRUE(instance_.disposal->replay(intent));
  }

  policy::Actor police_, team_;
  CaseId case_;
  RecordId item_;
  AttachmentId file_;
};

TEST_F(File, IsKeptWithItsPartAndGoesWithIt) {
  ASSERT_TRUE(vault().open_attachment(grant(team_, Act::read), file_));
  EXPECT_EQ(status("STK-15"), "kept") << finding("STK-15").evidence;
  destroy();
  EXPECT_THAT(finding("STK-15").evidence, Not(HasSubstr("A file")));
}

TEST_F(File, MissingAChunkIsSeen_STK_15) {
  sql("DELETE FROM chunks WHERE number = 1");
  EXPECT_THAT(finding("STK-15").evidence, HasSubstr("not all of its content is there"));
}

TEST_F(File, ThatWasRemovedIsSeen_STK_15) {
  sql("DELETE FROM chunks; DELETE FROM attachments");
  EXPECT_THAT(finding("STK-15").evidence, HasSubstr("was removed from the database"));
}

TEST_F(File, ThatNobodyPutThereIsSeen_STK_15) {
  sql("INSERT INTO attachments SELECT 9, randomblob(16), part_sequence, version, state, 0, 0, sealed FROM attachments");
  EXPECT_THAT(finding("STK-15").evidence, HasSubstr("has no entry in the ledger"));
}

TEST_F(File, ThatOutlivesItsPartIsSeen_STK_16) {
  destroy();
  sql("UPDATE attachments SET sealed = x'00'");
  EXPECT_THAT(finding("STK-16").evidence, HasSubstr("its sealed bytes are still there"));
}

TEST_F(File, ReadByWhomTheCharterDoesNotLetIsSeen_STK_15) {
  const policy::Actor schools = with_account({"agency-contact"}, "schools");
  ASSERT_TRUE(vault().open_attachment(grant(team_, Act::read), file_));
  edit_leaf("attachment.read", team_.account.text(), schools.account.text());
  EXPECT_THAT(finding("STK-15").evidence, HasSubstr("whom the charter does not let"));
}

TEST_F(File, FoundByASearchOfWhomTheCharterDoesNotLetIsSeen_STK_15) {
  const policy::Actor schools = with_account({"agency-contact"}, "schools");
  ASSERT_EQ(vault().search(team_, "log")->size(), 1u);
  edit_leaf("search.read", team_.account.text(), schools.account.text());
  EXPECT_THAT(finding("STK-15").evidence, HasSubstr("whom the charter does not let"));
}

}  // namespace
}  // namespace concordat::evidence
