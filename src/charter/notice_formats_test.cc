#include "charter/notice_formats.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "charter/test_partnerships.h"

namespace concordat::charter {
namespace {

using Json = nlohmann::json;

Charter shipped(const std::string& name) {
  Compilation done = compile("charters/" + name + ".toml");
  EXPECT_TRUE(done.charter.has_value());
  return done.charter.value();
}

TEST(NoticeMarkdown, EscapesWhatWouldBeMarkup) {
  Notice notice{"A *b* <i>", "1", "unstated", {{"a", "T_t", "1. not a list", {"- nor this", "a-b, 2.5"}, {}, {}}}};
  EXPECT_EQ(notice_markdown(notice),
            "# A \\*b\\* \\<i\\>\n\nVersion 1, updated: unstated.\n\n## T\\_t\n\n1\\. not a list\n\n\\- nor this\n\na-b, 2.5\n");
}

TEST(NoticeMarkdown, HoldsEveryRowAndStatement) {
  const Notice model = notice(shipped("stockport"));
  const std::string text = notice_markdown(model);
  std::size_t rows = 0;
  for (const NoticeSection& section : model.sections) {
    for (const NoticeTable& table : section.tables) rows += table.rows.size();
    for (const NoticeStatement& statement : section.statements) EXPECT_NE(text.find("(" + statement.anchor + ")"), std::string::npos);
  }
  std::size_t found = 0;
  for (std::size_t at = text.find("\n- **"); at != std::string::npos; at = text.find("\n- **", at + 1)) ++found;
  EXPECT_EQ(found, rows);
}

TEST(NoticeJson, IsTheDocumentModel) {
  const Notice model = notice(shipped("portsmouth"));
  const Json read_back = Json::parse(notice_json(model));
  EXPECT_EQ(read_back.at("title"), model.title);
  ASSERT_EQ(read_back.at("sections").size(), model.sections.size());
  for (std::size_t i = 0; i < model.sections.size(); ++i) {
    const Json& section = read_back.at("sections").at(i);
    EXPECT_EQ(section.size(), 6U);
    EXPECT_EQ(section.at("anchor"), model.sections[i].anchor);
    ASSERT_EQ(section.at("tables").size(), model.sections[i].tables.size());
    for (std::size_t j = 0; j < model.sections[i].tables.size(); ++j)
      EXPECT_EQ(section.at("tables").at(j).at("rows").get<std::vector<std::vector<std::string>>>(), model.sections[i].tables[j].rows);
  }
}

// Every term of another vocabulary that this program writes, so that none is made up by a slip of the pen.
TEST(NoticeJsonLd, UsesTermsThatTheVocabularyHas) {
  const std::set<std::string> known = {"dpv:PrivacyNotice",
                                       "dpv:Process",
                                       "dpv:DataController",
                                       "dpv:Purpose",
                                       "dpv:LegalBasis",
                                       "dpv:PersonalData",
                                       "dpv:DataSubject",
                                       "dpv:StorageDuration",
                                       "dpv:Recipient",
                                       "dpv:DataSubjectRight",
                                       "dpv:hasProcess",
                                       "dpv:hasPurpose",
                                       "dpv:hasLegalBasis",
                                       "dpv:hasPersonalData",
                                       "dpv:hasDataController",
                                       "dpv:hasDataSubject",
                                       "dpv:hasRecipient",
                                       "dpv:hasRight",
                                       "dpv:hasStorageCondition",
                                       "dpv:SensitivePersonalData",
                                       "dpv:SpecialCategoryPersonalData"};
  for (const std::string& name : partnerships()) {
    const Charter charter = shipped(name);
    const Json whole = Json::parse(notice_jsonld(charter));
    EXPECT_EQ(whole.at("dpv:hasProcess").size(), charter.purposes.size());
    const Json leaves = whole.flatten();
    for (const auto& [path, value] : leaves.items()) {
      for (std::size_t at = path.find("/dpv:"); at != std::string::npos; at = path.find("/dpv:", at + 1)) {
        EXPECT_TRUE(known.contains(path.substr(at + 1, path.find('/', at + 1) - at - 1))) << path;
      }
      if (path.ends_with("/@type")) {
        EXPECT_TRUE(known.contains(value.get<std::string>())) << value;
      }
    }
  }
}

TEST(NoticeJsonLd, NamesBasesAndRightsByTheirArticles) {
  const Json whole = Json::parse(notice_jsonld(shipped("portsmouth")));
  const Json& training = whole.at("dpv:hasProcess").at(0);
  EXPECT_EQ(training.at("dpv:hasLegalBasis"), Json::parse(R"([{"@id":"eu-gdpr:A6-1-a"},{"@id":"eu-gdpr:A9-2-a"}])"));
  EXPECT_EQ(training.at("dpv:hasRight").at(0), Json::parse(R"({"@id":"eu-gdpr:A15"})"));
}

}  // namespace
}  // namespace concordat::charter
