// Search by names: found by whom policy lets, written down, and gone with the key.

#include <gmock/gmock.h>

#include "vault/name_index.h"
#include "vault/test_instance.h"

namespace concordat::vault {
namespace {

using charter::Act;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(IndexWords, AreFoldedSoThatSpellingDoesNotHide) {
  EXPECT_THAT(index_words("Ada O'Brien-Smith", false),
              ElementsAre("ada", "obrien", "smith", "o", "brien", "obriensmith"));
  EXPECT_THAT(index_words("Zoë Łukasz ÉMILE", false), ElementsAre("zoe", "lukasz", "emile"));
  for (const char* name : {"O'Brien", "O’Brien", "O‘BRIEN", "Oʼbrien", "O`Brien"})
    EXPECT_THAT(index_words(name, false), ElementsAre("obrien", "o", "brien")) << name;
  for (const char* name : {"Smith-Jones", "Smith‐Jones", "Smith–JONES", "-Smith-Jones-"})
    EXPECT_THAT(index_words(name, false), ElementsAre("smith", "jones", "smithjones")) << name;
  EXPECT_THAT(index_words("ada.example@school.example.org", false), ElementsAre("ada", "example", "school", "org"));
  EXPECT_THAT(index_words("+44 (1632) 960-777", true), ElementsAre("01632960777"));
  EXPECT_THAT(index_words("01632 960 777", true), ElementsAre("01632960777"));
  EXPECT_THAT(index_words("Σοφία 王芳", false), ElementsAre("σοφια", "王芳"));
  EXPECT_THAT(index_words(" ,.- ", false), IsEmpty());
  EXPECT_THAT(index_words("\xff\xfe", false), testing::Each(testing::Not("")));
}

TEST(NameIndex, KeepsTheLatestVersionAndForgetsWithTheKey) {
  NameIndex index;
  const NamedPart one{crypto::new_id<RecordId>(), "contact"}, other{crypto::new_id<RecordId>(), "contact"};
  const KeyId first = crypto::new_id<KeyId>(), second = crypto::new_id<KeyId>();
  index.put({{one, 1, first, {"ada", "example"}}, {other, 1, second, {"ada", "sample"}}});
  EXPECT_THAT(index.find({"ad"}, 9), ElementsAre(one, other));
  EXPECT_THAT(index.find({"ad", "sam"}, 9), ElementsAre(other));
  EXPECT_THAT(index.find({"ad"}, 1), ElementsAre(one));
  index.put({{one, 3, first, {"eve", "example"}}});
  index.put({{one, 2, first, {"late", "comer"}}});
  EXPECT_THAT(index.find({"ada"}, 9), ElementsAre(other));
  EXPECT_THAT(index.find({"late"}, 9), IsEmpty());
  EXPECT_THAT(index.find({"eve"}, 9), ElementsAre(one));
  index.purge({second, crypto::new_id<KeyId>()});
  EXPECT_THAT(index.find({"ada"}, 9), IsEmpty());
  EXPECT_EQ(index.parts(), 1u);
  EXPECT_EQ(index.words(), 2u);
  index.purge({first});
  EXPECT_EQ(index.parts() + index.words(), 0u);
}

class Search : public testing::Test {
 protected:
  Search() : instance_("charters/portsmouth.toml", "2026-04-01") {
    course_ = *vault().open_case(*vault().gate().authorise(officer(), charter::Capability::open_case), "course-run", "C-2026-001");
    step("open");
    ada_ = request("Ada Exampleton", "ada@school.example.org");
    bea_ = request("Bea Sampleford", "bea@school.example.org");
  }

  Vault& vault() { return *instance_.vault; }
  policy::Actor officer() { return instance_.person({"training-officer", "manager"}); }
  void step(std::string_view to) {
    const policy::Subject subject = *vault().subject_of_case(course_);
    for (const charter::Step& one : vault().active_charter()->case_kind("course-run")->steps) {
      if (one.to != to || one.from != subject.case_state) continue;
      EXPECT_TRUE(vault().take_step(*vault().gate().authorise_step(officer(), one, subject), one, vault().today()));
    }
  }
  static Values person(const char* name, const char* email) {
    return {{"name", name}, {"email", email}, {"organisation", "Example School"}};
  }
  RecordId request(const char* name, const char* email) {
    policy::Subject subject = *vault().subject_of_case(course_);
    subject.record_kind = "booking";
    subject.part = "contact";
    const auto grant = vault().gate().decide(policy::the_public(), Act::add, "training", subject);
    return *vault().add({*grant}, {{"contact", {person(name, email), "training-v1"}}}, "online-form", "requested");
  }
  std::vector<RecordId> found(std::string_view words) {
    const auto grants = vault().search(officer(), words);
    EXPECT_TRUE(grants) << grants.error().message;
    std::vector<RecordId> records;
    if (grants)
      for (const policy::Grant& grant : *grants) records.push_back(grant.subject().record);
    return records;
  }
  ledger::Leaf last_leaf() {
    std::string line;
    instance_.store->read([&](store::Reader& reader) { line = reader.leaves(reader.leaf_count() - 1, 1).front(); });
    return *ledger::decode(line);
  }
  std::uint64_t rebuild() { return *vault().index_names(vault().gate().grant_system(policy::SystemTask::index_names)); }

  TestInstance instance_;
  CaseId course_;
  RecordId ada_, bea_;
};

TEST_F(Search, FindsWhatIsPutAndWhatIsCorrected) {
  EXPECT_THAT(found("ada"), ElementsAre(ada_));
  EXPECT_THAT(found("EXAMPLETON ad"), ElementsAre(ada_));
  EXPECT_THAT(found("school.example"), ElementsAre(ada_, bea_));
  EXPECT_THAT(found("bea@school.example.org"), ElementsAre(bea_));
  EXPECT_THAT(found("ada bea"), IsEmpty());
  const auto grant = vault().gate().decide(policy::subject_of(ada_), Act::correct, "training", *vault().subject_of(ada_, "contact"));
  ASSERT_TRUE(vault().correct(*grant, person("Zoë Newname", "zoe@school.example.org"), 1));
  EXPECT_THAT(found("exampleton"), IsEmpty());
  EXPECT_THAT(found("zoe"), ElementsAre(ada_));
  EXPECT_FALSE(vault().read_list(*vault().search(officer(), "newname"))->empty()) << "what is found may be read with its grants";
}

TEST_F(Search, FindsAPartOfAName_AndHoweverItIsSpelt) {
  const RecordId kestrel = request("Mary-Ann O’Kestrel Søberg-Wren", "m@a.example.org");
  const RecordId annemarie = request("Annemarie Hale", "a@b.example.org");
  for (const char* words :
       {"Kestrel", "kestrel mary", "O'Kestrel", "O’KESTREL", "okestrel", "O Kestrel", "ann kestrel", "maryann", "MARY-ANN",
        "wren", "soberg wren", "Sobergwren", "søberg‑wren", "O'Kestrel Soberg-W"})
    EXPECT_THAT(found(words), ElementsAre(kestrel)) << words;
  EXPECT_THAT(found("Anne-Marie"), ElementsAre(annemarie));
  EXPECT_THAT(found("Estrel"), IsEmpty()) << "the beginning of a part of the name";
}

TEST_F(Search, IsRebuiltAtUnsealUnderALoggedGrant) {
  instance_.close();
  instance_.open();
  EXPECT_THAT(found("ada"), IsEmpty()) << "nothing of it was on disk";
  EXPECT_EQ(rebuild(), 2u);
  EXPECT_EQ(last_leaf().event, "system.opened");
  EXPECT_THAT(last_leaf().detail, HasSubstr("task=index-names"));
  EXPECT_THAT(found("ada"), ElementsAre(ada_));
  EXPECT_THAT(found("school"), testing::UnorderedElementsAre(ada_, bea_)) << "parallel readers come as they come";
  EXPECT_FALSE(vault().index_names(vault().gate().grant_system(policy::SystemTask::index_accounts))) << "a grant for another task";
}

TEST_F(Search, IsOneEntryThatNamesWhatWasFoundAndNotWhatWasAsked) {
  found("school");
  const ledger::Leaf leaf = last_leaf();
  EXPECT_EQ(leaf.event, "search.read");
  EXPECT_EQ(leaf.actor, officer().account.text());
  EXPECT_EQ(leaf.part, "contact");
  EXPECT_EQ(leaf.purpose, "training");
  EXPECT_EQ(leaf.detail, "records=" + ada_.text() + "," + bea_.text());
  found("nobody");
  EXPECT_EQ(last_leaf().detail, "records=") << "who looks in vain is written down as well";
}

TEST_F(Search, FindsNothingForWhomNoRuleLets) {
  EXPECT_TRUE(vault().search(instance_.person({"agency-contact"}, "police"), "ada")->empty());
  EXPECT_FALSE(vault().search(policy::the_public(), "ada"));
  EXPECT_FALSE(vault().search(policy::subject_of(ada_), "ada")) << "a link to one's own record searches nothing";
}

TEST_F(Search, AsksForMoreThanALetter) {
  for (const char* words : {"", " ", "a", "a b", "-"}) EXPECT_FALSE(vault().search(officer(), words)) << words;
}

TEST_F(Search, ForgetsWhatIsDestroyed_POR_10) {
  instance_.live_until("2026-05-05");
  step("held");
  ASSERT_TRUE(instance_.disposal->run());
  EXPECT_THAT(found("school"), ElementsAre(ada_, bea_));
  instance_.live_until("2028-04-01");
  EXPECT_FALSE(instance_.disposal->run()->destroyed.empty());
  EXPECT_THAT(found("school"), IsEmpty());
  EXPECT_EQ(rebuild(), 0u);
}

TEST_F(Search, ForgetsWhatIsWithdrawn_POR_09) {
  const auto mandate = vault().gate().authorise_withdrawal(policy::subject_of(ada_), "training", *vault().subject_of(ada_, "contact"));
  ASSERT_TRUE(instance_.disposal->withdraw(*mandate, "training"));
  EXPECT_THAT(found("school"), ElementsAre(bea_));
}

TEST_F(Search, LooksIntoNoNarrativeAndNothingSpecial) {
  const auto offer = vault().gate().authorise(officer(), charter::Capability::offer_place, *vault().subject_of(ada_, "contact"));
  ASSERT_TRUE(vault().set_record_state(*offer, ada_, "place-offered"));
  const auto grant = vault().gate().decide(policy::subject_of(ada_), Act::add, "training", *vault().subject_of(ada_, "needs"));
  ASSERT_TRUE(vault().add_part(*grant, {{{"dietary", "Marmaduke eats no nuts"}}, "needs-v1"}));
  EXPECT_THAT(found("marmaduke"), IsEmpty());
  EXPECT_EQ(rebuild(), 2u);
}

}  // namespace
}  // namespace concordat::vault
