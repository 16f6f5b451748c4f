#include <gtest/gtest.h>

#include "ledger/ledger.h"

namespace concordat::ledger {
namespace {

TEST(SignedText, IsReadOnlyAsItWasSigned) {
  const crypto::SigningKey key = crypto::new_signing_key();
  const std::string text = "concordat backup 1\norigin concordat/test\n";
  const std::string file = sign_text(text, key);
  EXPECT_EQ(*verify_text(file, key.public_key), text);
  EXPECT_FALSE(verify_text(file, crypto::new_signing_key().public_key));
  for (std::size_t place = 0; place < file.size(); ++place) {
    std::string changed = file;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    EXPECT_FALSE(verify_text(changed, key.public_key)) << place;
    EXPECT_FALSE(verify_text(file.substr(0, place), key.public_key)) << place;
  }
}

}  // namespace
}  // namespace concordat::ledger
