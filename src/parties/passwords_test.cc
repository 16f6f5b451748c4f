#include "parties/passwords.h"

#include <gtest/gtest.h>

namespace concordat::parties {
namespace {

const std::vector<std::string> kKnown = {"Anna Fernwarden", "anna.fernwarden@example.org", "Example Safeguarding Children Partnership"};

TEST(Passwords, ShortAndCommonOnesAreRefusedWithAReason) {
  for (const char* bad : {"", "short", "elevenchars", "aaaaaaaaaaaaaaa", "abcabcabcabcabc", "1234567890123", "098765432109",
                          "Password1234!", "P4$$w0rdP4$$w0rd", "Welcome2026!!", "Liverpool2026", "qwertyuiop123", "December2026!",
                          "iloveyouiloveyou", "AnnaFernwarden1", "fernwarden-2026", "Safeguarding2026", "annaanna123456", "202620262026"}) {
    const auto checked = check_password(bad, kKnown);
    ASSERT_FALSE(checked) << bad;
    EXPECT_FALSE(checked.error().message.empty() || checked.error().remedy.empty()) << bad;
  }
  EXPECT_FALSE(check_password(std::string(201, 'x') + "y", kKnown));
}

TEST(Passwords, LongOnesAreTakenWhateverTheirLetters) {
  for (const char* good :
       {"coffee tin fish", "correcthorsebattery", "mossy-anvil-pagoda", "zwölf Kräne im Hafen", "kqvzmwxrtplh", "anna likes herring gulls"})
    EXPECT_TRUE(check_password(good, kKnown)) << good;
}

TEST(Passwords, LengthIsCountedInCharacters) { EXPECT_FALSE(check_password("äöüßäöü", kKnown)) << "fourteen bytes, seven characters"; }

}  // namespace
}  // namespace concordat::parties
