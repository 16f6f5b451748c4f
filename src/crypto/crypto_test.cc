#include "crypto/crypto.h"

#include <gtest/gtest.h>

namespace concordat::crypto {
namespace {

TEST(Seal, OpensOnlyWithItsKeyItsContextAndEveryByte) {
  const Secret key = random_secret(kKeySize);
  const Bytes sealed = seal(key, as_bytes("a name"), as_bytes("record 1"));
  EXPECT_EQ(sealed.size(), 6 + kSealOverhead);
  EXPECT_EQ(as_text(open(key, sealed, as_bytes("record 1"))->expose()), "a name");
  EXPECT_FALSE(open(key, sealed, as_bytes("record 2")));
  EXPECT_FALSE(open(random_secret(kKeySize), sealed, as_bytes("record 1")));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes bent = sealed;
    bent[i] ^= 1;
    EXPECT_FALSE(open(key, bent, as_bytes("record 1"))) << "byte " << i;
  }
  EXPECT_FALSE(open(key, ByteView(sealed).first(39), as_bytes("record 1")));
}

TEST(Digest, Sha256IsTheStandardOne) {
  EXPECT_EQ(to_hex(sha256(as_bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(as_bytes("a"), as_bytes("b"), as_bytes("c")), sha256(as_bytes("abc")));
}

TEST(Digest, CommitmentsToOneValueDifferBySalt) {
  EXPECT_NE(commitment(random_secret(32).expose(), as_bytes("yes")), commitment(random_secret(32).expose(), as_bytes("yes")));
}

TEST(Password, VerifiesOnlyItself) {
  const std::string hash = hash_password("three random words");
  EXPECT_TRUE(verify_password("three random words", hash));
  EXPECT_FALSE(verify_password("three random word", hash));
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=2,"));
}

TEST(Key, OnePassphraseAndSaltGiveOneKey) {
  const Bytes salt(16, 7);
  EXPECT_EQ(to_hex(derive_key("open", salt).expose()), to_hex(derive_key("open", salt).expose()));
  EXPECT_NE(to_hex(derive_key("open", salt).expose()), to_hex(derive_key("Open", salt).expose()));
}

TEST(Signature, HoldsForOneMessageAndOneKey) {
  const SigningKey key = new_signing_key();
  const auto signature = sign(key, as_bytes("head"));
  EXPECT_TRUE(verify_signature(key.public_key, as_bytes("head"), signature));
  EXPECT_FALSE(verify_signature(key.public_key, as_bytes("heap"), signature));
  EXPECT_FALSE(verify_signature(new_signing_key().public_key, as_bytes("head"), signature));
  EXPECT_EQ(signing_key_from(key.secret.clone())->public_key, key.public_key);
  EXPECT_FALSE(signing_key_from(random_secret(3)));
}

}  // namespace
}  // namespace concordat::crypto
