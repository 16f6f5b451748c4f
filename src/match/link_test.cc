#include "match/link.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "match/command.h"
#include "match/commands.h"

namespace concordat::match {
namespace {

constexpr std::string_view kMap =
    "id = \"n\"\n[columns]\nforename = \"forename\"\nsurname = \"surname\"\nborn = \"birth-date\"\npostcode = \"postcode\"\ntown = "
    "\"place\"\n";

// Made-up people, every third of them written down twice, the second time with a mistake or two.
struct MadeUp {
  std::vector<std::string> rows;  // without header
  std::set<std::pair<std::string, std::string>> truth;
  std::string csv() const {
    std::string text = "n,forename,surname,born,postcode,town\n";
    for (const std::string& row : rows) text += row + '\n';
    return text;
  }
};

MadeUp made_up(int people, unsigned seed) {
  constexpr const char* first[] = {"Bar", "El", "Ro", "Ma", "Ti", "Quen", "Os", "Fi", "Lu", "Ha", "Ce", "Da"};
  constexpr const char* second[] = {"na", "li", "sa", "ti", "ke", "vo", "mi", "re"};
  constexpr const char* third[] = {"by", "ster", "lind", "ton", "ra", "wick", "mer", "ley", "sh", "n"};
  std::mt19937 random(seed);
  const auto name = [&] { return std::string(first[random() % 12]) + second[random() % 8] + third[random() % 10]; };
  MadeUp made;
  for (int at = 0; at < people; ++at) {
    std::string parts[5] = {
        name(), name() + second[random() % 8],
        std::to_string(1950 + random() % 70) + "-0" + std::to_string(1 + random() % 9) + "-" + std::to_string(10 + random() % 18),
        "ZZ" + std::to_string(1 + random() % 20) + " " + std::to_string(random() % 10) + "AB", name()};
    const auto row = [&](const std::string& id) {
      return id + ',' + parts[0] + ',' + parts[1] + ',' + parts[2] + ',' + parts[3] + ',' + parts[4];
    };
    const std::string id = "a" + std::to_string(at);
    made.rows.push_back(row(id));
    if (at % 3 != 0) continue;
    std::string& hurt = parts[random() % 2];
    hurt.erase(1 + random() % (hurt.size() - 1), 1);
    if (random() % 3 == 0) parts[3] = "ZZ9 9ZZ";
    if (random() % 4 == 0) parts[2][9] = static_cast<char>('0' + random() % 10);
    made.rows.push_back(row("b" + std::to_string(at)));
    made.truth.insert({id, "b" + std::to_string(at)});
  }
  return made;
}

Table table_of(const std::vector<std::string>& files, std::string_view toml = kMap) {
  TableBuilder builder(*parse_column_map(toml, "map.toml"));
  for (const std::string& file : files) EXPECT_TRUE(builder.add_file("file.csv", file).ok());
  return builder.finish();
}

using Scores = std::map<std::pair<std::string, std::string>, double>;

Scores scores(const Table& table, double threshold = 0.5) {
  Scores result;
  for (const ScoredPair& pair : link(table, threshold, 2).pairs) {
    auto ids = std::minmax(table.ids[pair.left], table.ids[pair.right]);
    result[{ids.first, ids.second}] = pair.probability;
  }
  return result;
}

double f1(const Scores& found, const std::set<std::pair<std::string, std::string>>& truth) {
  const auto right =
      static_cast<double>(std::count_if(found.begin(), found.end(), [&](const auto& one) { return truth.contains(one.first); }));
  return 2 * right / static_cast<double>(found.size() + truth.size());
}

TEST(MatchLink, LearnsWithoutLabels) {
  const MadeUp people = made_up(900, 1);
  EXPECT_GT(f1(scores(table_of({people.csv()})), people.truth), 0.985);
}

TEST(MatchLink, BlocksFindWhatComparingAllFinds) {
  const MadeUp people = made_up(2400, 2);  // more than the few pairs that are all compared
  const Table table = table_of({people.csv()});
  const Blocking blocking = find_candidates(table, 1);
  ASSERT_FALSE(blocking.all_pairs);
  std::set<std::pair<std::string, std::string>> compared;
  for (const CandidatePair& pair : blocking.pairs) {
    auto ids = std::minmax(table.ids[pair.left], table.ids[pair.right]);
    compared.insert({ids.first, ids.second});
  }
  for (const auto& pair : people.truth) EXPECT_TRUE(compared.contains(pair)) << pair.first;
  EXPECT_LT(static_cast<double>(compared.size()), table.pairs() / 10);
}

TEST(MatchLink, TheOrderOfRowsDoesNotMatter) {
  MadeUp people = made_up(400, 3);
  const Scores one = scores(table_of({people.csv()}), 0.01);
  std::shuffle(people.rows.begin(), people.rows.end(), std::mt19937(5));
  const Scores other = scores(table_of({people.csv()}), 0.01);
  for (const auto& [pair, probability] : one) {
    const auto found = other.find(pair);
    if (probability > 0.02) {
      ASSERT_NE(found, other.end());
      EXPECT_NEAR(found->second, probability, 0.01);
    }
  }
}

TEST(MatchLink, TwoFilesInEitherOrderGiveTheSamePairs) {
  const MadeUp people = made_up(300, 4);
  MadeUp first;
  MadeUp second;
  for (const std::string& row : people.rows) (row[0] == 'a' ? first : second).rows.push_back(row);
  const Scores one = scores(table_of({first.csv(), second.csv()}), 0.05);
  const Scores other = scores(table_of({second.csv(), first.csv()}), 0.05);
  EXPECT_GT(f1(one, people.truth), 0.98);
  ASSERT_EQ(one.size(), other.size());
  for (const auto& [pair, probability] : one) EXPECT_NEAR(other.at(pair), probability, 0.01);
}

TEST(MatchLink, UnrelatedPeopleHardlyMoveAPair) {
  MadeUp people = made_up(300, 6);
  const Scores few = scores(table_of({people.csv()}));
  for (std::string row : made_up(300, 7).rows) {
    if (row[0] == 'a') people.rows.push_back("x" + row);
  }
  const Scores many = scores(table_of({people.csv()}), 0.01);
  for (const auto& [pair, probability] : few) {
    if (probability > 0.9) {
      EXPECT_GT(many.at(pair), 0.8);
    }
  }
}

TEST(MatchLink, WorksWithWhatColumnsThereAre) {
  const MadeUp people = made_up(600, 8);
  const auto only = [&](const char* toml) { return f1(scores(table_of({people.csv()}, toml)), people.truth); };
  EXPECT_GT(only("id=\"n\"\n[columns]\nforename=\"full-name\"\nsurname=\"full-name\"\nborn=\"birth-date\"\n"), 0.9);
  EXPECT_GT(only("id=\"n\"\n[columns]\nforename=\"text\"\nsurname=\"text\"\nborn=\"text\"\npostcode=\"text\"\n"), 0.85);
}

TEST(MatchLink, SurvivesFilesWithHardlyAnything) {
  EXPECT_TRUE(scores(table_of({"n,forename\n"})).empty());
  EXPECT_TRUE(scores(table_of({"n,forename\n1,Jo\n"})).empty());
  EXPECT_TRUE(scores(table_of({"n,forename\n1,\n2,\n3,\n"})).empty());
  scores(table_of({"n,forename,surname\n1,Jo,Lark\n2,Jo,Lark\n"}));
}

class MatchCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("match-command-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    const MadeUp people = made_up(200, 9);
    put("people.csv", people.csv());
    put("map.toml", kMap);
    put("key", std::string(32, 'k'));
    std::string truth = "id_a,id_b\n";
    for (const auto& [a, b] : people.truth) truth += a + ',' + b + '\n';
    put("truth.csv", truth);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path(const char* name) const { return (folder_ / name).string(); }
  void put(const char* name, std::string_view content) const { ASSERT_TRUE(write_file(path(name), content).ok()); }
  int run(const std::vector<std::string>& words) {
    const std::vector<std::string_view> views(words.begin(), words.end());
    out_.str("");
    err_.str("");
    return run_match_command(views, out_, err_);
  }

  std::filesystem::path folder_;
  std::ostringstream out_, err_;
};

TEST_F(MatchCommand, LinksAndEvaluates) {
  EXPECT_EQ(run({"link", path("people.csv"), "--map", path("map.toml"), "--out", path("pairs.csv")}), 0) << err_.str();
  const std::string pairs = *read_file(path("pairs.csv"));
  EXPECT_TRUE(pairs.starts_with("id_a,id_b,probability,forename,surname,birth date,postcode,town\n"));
  EXPECT_EQ(run({"evaluate", path("pairs.csv"), path("truth.csv"), "--json"}), 0);
  EXPECT_NE(out_.str().find("\"precision\":1.00000,\"recall\":1.00000"), std::string::npos) << out_.str();
}

TEST_F(MatchCommand, TellsOfRowsLeftOut) {
  put("bad.csv",
      "n,forename,surname,born,postcode,town\n1,Jo,Lark,2001-02-03,ZZ1 1AB,Quay\n2,too,few\n3,Jo,Lark,2001-02-03,ZZ1 1AB,Quay\n");
  EXPECT_EQ(run({"link", path("bad.csv"), "--map", path("map.toml"), "--out", path("pairs.csv")}), 1);
  EXPECT_NE(err_.str().find("line 3"), std::string::npos);
}

TEST_F(MatchCommand, BuildsQueriesAndExplains) {
  ASSERT_EQ(run({"build", path("people.csv"), "--map", path("map.toml"), "--index", path("index"), "--key-file", path("key")}), 0)
      << err_.str();
  put("family.json",
      "{\"people\": [{\"forename\": \"Barnaby\", \"surname\": \"Lark\"}, {\"surname\": \"Fenwick\", \"birth_date\": \"1990-01-12\"}]}");
  EXPECT_EQ(run({"query", "--index", path("index"), "--key-file", path("key"), "--json-file", path("family.json")}), 0) << err_.str();
  EXPECT_NE(out_.str().find("Person 2"), std::string::npos);
  EXPECT_NE(out_.str().find("a person decides"), std::string::npos);
  EXPECT_EQ(run({"explain", "a0", "b0", "--index", path("index"), "--key-file", path("key"), "--svg", path("w.svg")}), 0) << err_.str();
  EXPECT_NE(out_.str().find("before comparing"), std::string::npos);
  EXPECT_TRUE(read_file(path("w.svg"))->starts_with("<svg"));
}

TEST_F(MatchCommand, MisuseIsTwoAndSaysWhatToDo) {
  EXPECT_EQ(run({}), 2);
  EXPECT_EQ(run({"--help"}), 0);
  EXPECT_EQ(run({"lnik"}), 2);
  EXPECT_EQ(run({"link", path("people.csv")}), 2);
  EXPECT_EQ(run({"link", path("nobody.csv"), "--map", path("map.toml"), "--out", path("p.csv")}), 2);
  EXPECT_EQ(run({"query", "--index", path("index"), "--surname", "Lark"}), 2);
  EXPECT_NE(err_.str().find("--key-file"), std::string::npos);
  EXPECT_EQ(run({"link", path("people.csv"), "--map", path("map.toml"), "--out", path("p.csv"), "--threshold", "2"}), 2);
}

}  // namespace
}  // namespace concordat::match
