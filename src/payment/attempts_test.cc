#include "payment/attempts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::payment {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Attempts, AreKeptAsWordsThatPeopleRead) {
  const Attempts attempts{{"C-1-A", Standing::failed}, {"PO 4711", Standing::settled}, {"C-1-B", Standing::said}};
  const std::string words = in_words(attempts);
  EXPECT_EQ(words, "C-1-A: not paid; PO 4711: settled; C-1-B: paid by what the payer brought back, to be checked");
  EXPECT_EQ(read_attempts(words), attempts);
  EXPECT_THAT(read_attempts("whatever; : settled; C-1: else"), IsEmpty());
}

TEST(Attempts, AreNotSettledByThePayersWord) {
  Attempts attempts{{"A", Standing::sent}};
  EXPECT_TRUE(note(attempts, "A", Told::said_paid));
  EXPECT_FALSE(note(attempts, "A", Told::said_paid)) << "a double return counts once";
  EXPECT_FALSE(is_settled(attempts));
  EXPECT_FALSE(note(attempts, "A", Told::said_failed)) << "nor undone by it";
  EXPECT_FALSE(note(attempts, "B", Told::paid)) << "another reference";
  EXPECT_TRUE(note(attempts, "A", Told::paid));
  EXPECT_TRUE(is_settled(attempts));
  EXPECT_FALSE(note(attempts, "A", Told::said_failed));
  EXPECT_FALSE(note(attempts, "A", Told::said_paid));
  EXPECT_TRUE(note(attempts, "A", Told::refunded));
  EXPECT_FALSE(note(attempts, "A", Told::paid)) << "what was paid back stays so";
}

TEST(Attempts, ThatEndedCanTurnOutPaidAfterAll) {
  Attempts attempts{{"A", Standing::sent}};
  EXPECT_TRUE(note(attempts, "A", Told::said_failed));
  EXPECT_TRUE(note(attempts, "A", Told::said_paid)) << "the payer went back and paid there";
}

TEST(Attempts, AreToBeRefundedWhereNothingComesOfTheBookingOrOneWasPaidTwice) {
  const Attempts twice{{"A", Standing::settled}, {"B", Standing::settled}, {"C", Standing::failed}};
  EXPECT_THAT(to_refund(twice, false), ElementsAre("B"));
  EXPECT_THAT(to_refund(twice, true), ElementsAre("A", "B"));
  EXPECT_THAT(to_refund({{"A", Standing::said}}, true), IsEmpty()) << "not known to be paid";
}

TEST(Attempts, HaveReferencesThatNobodyGuesses) {
  const std::string one = new_reference("C-2026-001"), other = new_reference("C-2026-001");
  EXPECT_NE(one, other);
  EXPECT_TRUE(one.starts_with("C-2026-001-"));
  EXPECT_EQ(one.size(), 21u);
  EXPECT_LE(new_reference(std::string(80, 'C')).size(), 40u);
}

TEST(Report, FindsTheReferencesAndPassesOverTheRest) {
  const std::vector<Expected> expected{
      {"C-1-AAAA", 4500}, {"C-1-BBBB", 4500}, {"C-1-CCCC", 104500}, {"C-1-DDDD", 4500}, {"C-1-EEEE", 4500}};
  const Report report = read_report("12/05/2026,\"A Payer\",C-1-AAAA,45.00,OK\r\n"
                                    "C-1-BBBB 44.00\n"
                                    "C-1-CCCC;\"1,045.00\"\n"
                                    "C-1-DDDD 45.00 NOTAUTHED\n"
                                    "XC-1-EEEE 45.00\nC-1-EEEEX\n",
                                    expected);
  EXPECT_THAT(report.paid, ElementsAre("C-1-AAAA", "C-1-CCCC"));
  EXPECT_THAT(report.other_amount, ElementsAre("C-1-BBBB"));
  EXPECT_THAT(report.unsuccessful, ElementsAre("C-1-DDDD"));
  EXPECT_THAT(read_report("C-1-AAAA 145.00", expected).other_amount, ElementsAre("C-1-AAAA"));
  EXPECT_THAT(read_report("C-1-AAAA", expected).paid, ElementsAre("C-1-AAAA"));
}

}  // namespace
}  // namespace concordat::payment
