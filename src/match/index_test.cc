#include "match/index.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "crypto/crypto.h"
#include "match/text.h"

namespace concordat::match {
namespace {

PersonRow person(std::string id, std::string forename, std::string surname, std::string birth, std::string postcode) {
  PersonRow row;
  row.id = std::move(id);
  row.forename = std::move(forename);
  row.surname = std::move(surname);
  row.birth = parse_birth_date(birth, "").value_or(BirthDate{});
  row.postcode = std::move(postcode);
  return row;
}

// People enough for the weights to mean something; the same for every test.
std::vector<PersonRow> crowd(std::size_t count) {
  constexpr const char* forenames[] = {"Amelia", "Owen",  "Siân", "Mohammed", "Priya", "Jack",
                                       "Zofia",  "Grace", "Tom",  "Chidi",    "Noor",  "Ella"};
  constexpr const char* surnames[] = {"Barnfield", "Oakhill",  "Khan",  "Morgan", "Stonebridge",
                                      "Nwosu",     "Kowalska", "Patel", "Lark",   "Fenwick"};
  std::mt19937 random(7);
  std::vector<PersonRow> rows;
  for (std::size_t at = 0; at < count; ++at) {
    PersonRow row;
    row.id = "p" + std::to_string(at);
    row.forename = forenames[random() % std::size(forenames)];
    row.surname = std::string(surnames[random() % std::size(surnames)]) + static_cast<char>('a' + random() % 20);
    row.birth = BirthDate{static_cast<std::int16_t>(1980 + random() % 40), static_cast<std::int8_t>(1 + random() % 12),
                          static_cast<std::int8_t>(1 + random() % 28)};
    row.postcode =
        "ZZ" + std::to_string(1 + random() % 30) + " " + std::to_string(random() % 10) + "A" + static_cast<char>('A' + random() % 6);
    rows.push_back(row);
  }
  return rows;
}

std::unique_ptr<Index> index_of(const std::vector<PersonRow>& rows, std::size_t batches = 1) {
  std::vector<IndexBatch> all(batches);
  for (std::size_t at = 0; at < rows.size(); ++at) all[at * batches / rows.size()].add(rows[at]);
  auto built = Index::build(std::move(all), 2, {});
  EXPECT_TRUE(built.ok());
  return std::move(built).value();
}

std::vector<std::string> ids(const LookupResult& result) {
  std::vector<std::string> found;
  for (const Candidate& candidate : result.candidates) found.push_back(candidate.held.id);
  return found;
}

std::vector<PersonRow> with_family(std::vector<PersonRow> rows) {
  rows.push_back(person("mother", "Rosalind", "Thackeray", "1986-03-14", "ZQ4 5TT"));
  rows.push_back(person("child", "Barnaby", "Thackeray", "2015-05-02", "ZQ4 5TT"));
  return rows;
}

TEST(MatchIndex, FindsAMisspeltPersonFirstAndSaysByWhichKeys) {
  const auto index = index_of(with_family(crowd(3000)));
  const auto result = index->find(person("", "Barnabee", "Thackery", "2015-05-02", "ZQ4 5TT"));
  ASSERT_FALSE(result.candidates.empty());
  const Candidate& first = result.candidates.front();
  EXPECT_EQ(first.held.id, "child");
  EXPECT_GT(first.probability, 0.95);
  EXPECT_NE(std::find(first.found_by.begin(), first.found_by.end(), KeyFamily::postcode), first.found_by.end());
  EXPECT_TRUE(result.cut.empty());
}

TEST(MatchIndex, ScoreIsTheSumOfWhatIsShown) {
  const auto index = index_of(with_family(crowd(3000)));
  for (const Candidate& candidate : index->find(person("", "Barnaby", "Lark", "2015-06-02", "ZQ4 5TT")).candidates) {
    double same = candidate.prior_bits + candidate.names_bits;
    double household = candidate.household_prior_bits;
    for (const Weight& weight : candidate.weights) {
      same += weight.bits;
      household += weight.household_bits;
    }
    const double odds = std::exp2(same + candidate.rival_bits) / (1 + std::exp2(household));
    EXPECT_NEAR(candidate.probability, odds / (1 + odds), 1e-5);
  }
}

// In a community of few names, two of them together say less than each for itself: who has one mostly has the other.
TEST(MatchIndex, NamesThatGoTogetherSpeakOnce) {
  auto rows = crowd(3000);
  for (int i = 0; i < 100; ++i)
    rows.push_back(person("k" + std::to_string(i), "Zebedee", "Quillfeather", std::to_string(1900 + i) + "-01-01", ""));
  rows.push_back(person("once", "Zebedee", "Oakhill", "2001-01-01", ""));
  const auto index = index_of(rows);
  const auto together = index->find(person("", "Zebedee", "Quillfeather", "1950-01-01", ""));
  ASSERT_EQ(together.candidates.front().held.id, "k50");
  EXPECT_LT(together.candidates.front().names_bits, -2);
  double sum = 0;
  for (const Candidate& candidate : index->find(person("", "Zebedee", "Quillfeather", "", "")).candidates) sum += candidate.probability;
  EXPECT_LT(sum, 1) << "by name alone a hundred are rivals, and one of them at most is meant";
  const auto apart = index->find(person("", "Zebedee", "Oakhill", "2001-01-01", ""));
  ASSERT_EQ(apart.candidates.front().held.id, "once");
  EXPECT_EQ(apart.candidates.front().names_bits, 0);
}

TEST(MatchIndex, APostcodeAgreesAlikeWhateverItsNumber) {
  auto rows = with_family(crowd(3000));
  rows.push_back(person("abroad", "Rosalind", "Quillfeather", "1986-03-14", "75008"));
  const auto index = index_of(rows);
  index->put({person("new", "Barnaby", "Quillfeather", "2015-05-02", "ZQ4 5TU")});  // numbered after all others
  const auto level = [&](const std::string& id, const std::string& postcode) {
    const PersonRow held = index->rows_of(id)->front();
    const auto result = index->find(person("", held.forename, held.surname, held.birth.text(), postcode));
    EXPECT_EQ(ids(result).front(), id) << postcode;
    const Level found = result.candidates.front().weights[static_cast<std::size_t>(IndexField::postcode)].level;
    EXPECT_EQ(found, compare_postcodes(fold_identifier(postcode), held.postcode)) << postcode;
    return found;
  };
  EXPECT_EQ(level("child", "ZQ4 5TT"), Level::exact);
  EXPECT_EQ(level("child", "XQ4 5TT"), Level::close);
  EXPECT_EQ(level("child", "QZ4 5TT"), Level::close);
  EXPECT_EQ(level("child", "Q4 5TT"), Level::close);
  EXPECT_EQ(level("child", "ZQ4 5AB"), Level::near);
  EXPECT_EQ(level("child", "ZQ4 9AB"), Level::part);
  EXPECT_EQ(level("child", "ZQ9 9AB"), Level::akin);
  EXPECT_EQ(level("child", "AA1 1AA"), Level::different);
  EXPECT_EQ(level("child", ""), Level::missing);
  EXPECT_EQ(level("new", "ZQ4 5TT"), Level::near);
  EXPECT_EQ(level("new", "ZA4 5TU"), Level::close);
  EXPECT_EQ(level("abroad", "75116"), Level::part);
  EXPECT_EQ(level("abroad", "5008"), Level::close);
}

TEST(MatchIndex, NobodyHopelessStandsBesideACertainCandidate) {
  auto rows = with_family(crowd(3000));
  rows.push_back(person("twice", "Barnabee", "Thackeray", "2015-05-02", "ZR7 1AB"));
  const auto index = index_of(rows);
  const auto bits = [](const Candidate& candidate) {
    double sum = candidate.prior_bits;
    for (const Weight& weight : candidate.weights) sum += weight.bits;
    return sum;
  };
  const auto result = index->find(person("", "Barnaby", "Thackeray", "2015-05-02", "ZQ4 5TT"));
  for (const Candidate& candidate : result.candidates) EXPECT_GE(bits(candidate), -5 / std::log(2.0) - 1e-3) << candidate.held.id;
  const auto found = ids(result);
  for (const auto* id : {"child", "twice", "mother"}) EXPECT_NE(std::find(found.begin(), found.end(), id), found.end()) << id;
  bool any_hopeless = false;  // where nobody is certain, they are shown
  for (const PersonRow& row : crowd(50)) {
    for (const Candidate& candidate : index->find(person("", "Zebedee", row.surname, row.birth.text(), "")).candidates) {
      any_hopeless = any_hopeless || bits(candidate) < -5 / std::log(2.0);
    }
  }
  EXPECT_TRUE(any_hopeless);
}

TEST(MatchIndex, AnAbsentChildIsNotTakenForASiblingOrTwin) {
  auto rows = with_family(crowd(3000));
  const auto index = index_of(rows);
  const auto sibling = index->find(person("", "Clementine", "Thackeray", "2012-11-20", "ZQ4 5TT"));
  const auto twin = index->find(person("", "Clementine", "Thackeray", "2015-05-02", "ZQ4 5TT"));
  for (const auto& result : {sibling, twin}) {
    ASSERT_FALSE(result.candidates.empty());
    for (const Candidate& candidate : result.candidates) EXPECT_LT(candidate.probability, 0.95) << candidate.held.id;
  }
}

TEST(MatchIndex, NicknamesSwappedNamesAndTurnedDatesAreFound) {
  auto rows = with_family(crowd(3000));
  rows.push_back(person("bill", "William", "Featherstonehaugh", "1979-04-03", "ZQ9 9TT"));
  const auto index = index_of(rows);
  EXPECT_EQ(ids(index->find(person("", "Bill", "Featherstonehaugh", "1979-04-03", ""))).front(), "bill");
  EXPECT_EQ(ids(index->find(person("", "Featherstonehaugh", "William", "", ""))).front(), "bill");
  EXPECT_EQ(ids(index->find(person("", "Wiliam", "Fetherstonehaugh", "1979-03-04", ""))).front(), "bill");
}

TEST(MatchIndex, EveryNameAndAddressOfAPersonFindsThemOnce) {
  auto rows = crowd(2000);
  rows.push_back(person("changed", "Rosalind", "Thackeray", "1986-03-14", "ZQ4 5TT"));
  rows.push_back(person("changed", "Rosalind", "Quillfeather", "1986-03-14", "ZR7 1AB"));
  rows.back().since = 2019;
  const auto index = index_of(rows, 3);
  for (const auto* surname : {"Thackeray", "Quillfeather"}) {
    const auto found = ids(index->find(person("", "Rosalind", surname, "1986-03-14", "")));
    EXPECT_EQ(std::count(found.begin(), found.end(), "changed"), 1) << surname;
    EXPECT_EQ(found.front(), "changed");
  }
  ASSERT_TRUE(index->rows_of("changed").has_value());
  EXPECT_EQ(index->rows_of("changed")->size(), 2u);
  EXPECT_EQ(index->rows_of("changed")->back().since, 2019);
}

TEST(MatchIndex, AgreesWithComparingEverybody) {
  const auto rows = crowd(1500);
  const auto index = index_of(rows, 4);
  std::mt19937 random(11);
  for (int round = 0; round < 40; ++round) {
    PersonRow query = rows[random() % rows.size()];
    if (round % 3 == 0) query.forename.pop_back();
    if (round % 4 == 0) query.birth.day = static_cast<std::int8_t>(1 + query.birth.day % 28);
    if (round % 5 == 0) query.postcode.clear();
    Candidate best;
    for (const PersonRow& row : rows) {
      const auto one = index->compare(query, row.id);
      ASSERT_EQ(one.candidates.size(), 1u);
      if (one.candidates.front().probability > best.probability) best = one.candidates.front();
    }
    const auto found = index->find(query);
    ASSERT_FALSE(found.candidates.empty());
    EXPECT_EQ(found.candidates.front().held.id, best.held.id) << round;
    const double alone = best.probability / (1 - best.probability);
    const double odds = found.candidates.front().probability / (1 - found.candidates.front().probability);
    EXPECT_NEAR(std::log2(odds) - found.candidates.front().rival_bits, std::log2(alone), 1e-3) << round;
  }
}

TEST(MatchIndex, TheOrderAndBatchesOfRowsDoNotMatter) {
  auto rows = with_family(crowd(1000));
  const auto one = index_of(rows);
  std::reverse(rows.begin(), rows.end());
  const auto other = index_of(rows, 5);
  const auto query = person("", "Barnaby", "Thackeray", "2015-05-20", "ZQ4 5TT");
  const auto a = one->find(query);
  const auto b = other->find(query);
  ASSERT_EQ(ids(a), ids(b));
  EXPECT_NEAR(a.candidates.front().probability, b.candidates.front().probability, 0.01);
}

TEST(MatchIndex, UnrelatedPeopleHardlyMoveAPair) {
  const auto query = person("", "Barnaby", "Thackeray", "2015-05-20", "ZQ4 5TT");
  const auto few = index_of(with_family(crowd(4000)))->find(query);
  const auto many = index_of(with_family(crowd(8000)))->find(query);
  EXPECT_EQ(few.candidates.front().held.id, "child");
  EXPECT_NEAR(few.candidates.front().probability, many.candidates.front().probability, 0.02);
}

TEST(MatchIndex, AddChangeAndRemoveAreSeenByTheNextLookup) {
  const auto index = index_of(crowd(1000));
  const auto query = person("", "Barnaby", "Thackeray", "2015-05-02", "");
  EXPECT_EQ(index->people(), 1000u);
  index->put({person("new", "Barnaby", "Thackeray", "2015-05-02", "ZQ4 5TT")});
  ASSERT_FALSE(index->find(query).candidates.empty());
  EXPECT_EQ(index->find(query).candidates.front().held.id, "new");
  EXPECT_EQ(index->people(), 1001u);
  index->put({person("new", "Barnaby", "Quillfeather", "2015-05-02", "ZQ4 5TT")});
  EXPECT_EQ(index->find(query).candidates.front().held.surname, "quillfeather");
  EXPECT_EQ(index->rows_of("new")->size(), 1u);
  EXPECT_TRUE(index->remove("new"));
  EXPECT_FALSE(index->remove("new"));
  for (const std::string& id : ids(index->find(query))) EXPECT_NE(id, "new");
  EXPECT_FALSE(index->rows_of("new").has_value());
  EXPECT_TRUE(index->remove("p17"));
  EXPECT_EQ(index->people(), 999u);
}

TEST(MatchIndex, LookupsRunBesideChanges) {
  const auto rows = crowd(2000);
  const auto index = index_of(rows);
  std::atomic<bool> stop = false;
  std::vector<std::jthread> readers;
  std::atomic<int> empty = 0;
  for (std::size_t reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&, reader] {
      for (std::size_t at = reader; !stop; at += 3) {
        if (index->find(rows[at % 1000]).candidates.empty()) ++empty;
      }
    });
  }
  for (int round = 0; round < 300; ++round) {
    const std::string id = "p" + std::to_string(1000 + round);
    index->remove(id);
    index->put({person("n" + std::to_string(round), "Neuename" + std::to_string(round), "Quillfeather", "2015-05-02", "ZQ4 5TT")});
  }
  stop = true;
  readers.clear();
  EXPECT_EQ(empty, 0);
  EXPECT_EQ(index->people(), 2000u);
}

TEST(MatchIndex, ACutBlockIsSaid) {
  std::vector<PersonRow> rows;
  for (int at = 0; at < 41'000; ++at) rows.push_back(person("p" + std::to_string(at), "Jo", "Smith", "", ""));
  const auto result = index_of(rows)->find(person("", "Jo", "Smith", "", ""));
  ASSERT_EQ(result.cut.size(), 1u);
  EXPECT_EQ(result.cut.front(), KeyFamily::both_names);
}

TEST(MatchIndex, ABuildCanBeCancelled) {
  std::atomic<bool> cancelled = true;
  BuildProgress progress;
  progress.cancelled = &cancelled;
  std::vector<IndexBatch> batches(1);
  batches[0].add(person("one", "Jo", "Smith", "", ""));
  EXPECT_FALSE(Index::build(std::move(batches), 1, progress).ok());
}

TEST(MatchIndex, AnEmptyIndexFindsNobody) {
  const auto index = index_of(crowd(1));
  EXPECT_TRUE(index->remove("p0"));
  EXPECT_TRUE(index->find(person("", "Jo", "Smith", "2001-02-03", "ZZ1 1AA")).candidates.empty());
}

class MatchIndexFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("match-index-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    path_ = (folder_ / "people.index").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string content() const {
    std::ifstream file(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void put_content(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }
  bool loads(const Secret& key) const { return Index::load(path_, key, 1, {}).ok(); }

  std::filesystem::path folder_;
  std::string path_;
  Secret key_ = crypto::random_secret(crypto::kKeySize);
};

TEST_F(MatchIndexFile, ComesBackAsItWasSavedAndForgetsWhoWasRemoved) {
  const auto index = index_of(with_family(crowd(1000)), 2);
  index->put({person("new", "Barnaby", "Quillfeather", "2015-05-02", "ZR7 1AB")});
  index->put({person("gone", "Euphemia", "Xylophonist", "2011-05-02", "ZR7 1AB")});
  index->remove("gone");
  index->remove("p3");
  ASSERT_TRUE(index->save(path_, key_).ok());
  auto loaded = Index::load(path_, key_, 2, {});
  ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  const Index& again = **loaded;
  EXPECT_EQ(again.people(), index->people());
  EXPECT_EQ(again.rows(), index->rows());
  for (const auto* surname : {"Quillfeather", "Thackeray"}) {
    const auto query = person("", "Barnaby", surname, "2015-05-02", "");
    EXPECT_EQ(ids(again.find(query)).front(), ids(index->find(query)).front());
  }
  EXPECT_FALSE(again.rows_of("gone").has_value());
  EXPECT_FALSE(again.rows_of("p3").has_value());
}

TEST_F(MatchIndexFile, HoldsNoNameInClear) {
  ASSERT_TRUE(index_of(with_family(crowd(200)))->save(path_, key_).ok());
  const std::string bytes = content();
  for (const auto* text : {"thackeray", "Thackeray", "barnaby", "zq45tt", "mother"}) EXPECT_EQ(bytes.find(text), std::string::npos) << text;
  EXPECT_FALSE(std::filesystem::exists(path_ + ".part"));
}

TEST_F(MatchIndexFile, RefusesWhatIsDamagedForeignOrSealedWithAnotherKey) {
  ASSERT_TRUE(index_of(crowd(300))->save(path_, key_).ok());
  const std::string good = content();
  EXPECT_FALSE(loads(crypto::random_secret(crypto::kKeySize)));
  for (const std::size_t at : {std::size_t{0}, std::size_t{9}, std::size_t{25}, std::size_t{29}, std::size_t{60}, good.size() - 1}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    put_content(bad);
    EXPECT_FALSE(loads(key_)) << at;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{20}, std::size_t{31}, good.size() / 2, good.size() - 1}) {
    put_content(good.substr(0, size));
    EXPECT_FALSE(loads(key_)) << size;
  }
  put_content(good + "x");
  EXPECT_FALSE(loads(key_));
  put_content("id,forename\n1,Jo\n");
  const auto foreign = Index::load(path_, key_, 1, {});
  ASSERT_FALSE(foreign.ok());
  EXPECT_NE(foreign.error().message.find("not an index"), std::string::npos);
}

}  // namespace
}  // namespace concordat::match
