#include "without.h"

#include "crypto/crypto.h"
#include "ledger/ledger.h"

namespace concordat::privacy {
namespace {

bool no_sealing = false;
bool no_ledger = false;

}  // namespace

bool leave_out(const std::string& protection) {
  if (protection == "sealing") return no_sealing = true;
  if (protection == "ledger") return no_ledger = true;
  return false;
}

}  // namespace concordat::privacy

// `--wrap=NAME` of the linker: a call of NAME comes to __wrap_NAME, and __real_NAME is the product's.
#define SEAL "_ZN9concordat6crypto4sealERKNS_6SecretESt4spanIKhLm18446744073709551615EES6_"
#define OPEN "_ZN9concordat6crypto4openERKNS_6SecretESt4spanIKhLm18446744073709551615EES6_"
#define APPEND "_ZN9concordat6ledger6Ledger6appendERNS_5store11TransactionENS0_4LeafE"

namespace concordat {

Bytes real_seal(const Secret& key, ByteView plaintext, ByteView context) asm("__real_" SEAL);
Bytes wrapped_seal(const Secret& key, ByteView plaintext, ByteView context) asm("__wrap_" SEAL);
std::optional<Secret> real_open(const Secret& key, ByteView sealed, ByteView context) asm("__real_" OPEN);
std::optional<Secret> wrapped_open(const Secret& key, ByteView sealed, ByteView context) asm("__wrap_" OPEN);
std::uint64_t real_append(ledger::Ledger* ledger, store::Transaction& transaction, ledger::Leaf leaf) asm("__real_" APPEND);
std::uint64_t wrapped_append(ledger::Ledger* ledger, store::Transaction& transaction, ledger::Leaf leaf) asm("__wrap_" APPEND);

Bytes wrapped_seal(const Secret& key, ByteView plaintext, ByteView context) {
  if (!privacy::no_sealing) return real_seal(key, plaintext, context);
  Bytes plain(plaintext.begin(), plaintext.end());
  plain.resize(plain.size() + crypto::kSealOverhead);
  return plain;
}

std::optional<Secret> wrapped_open(const Secret& key, ByteView sealed, ByteView context) {
  if (!privacy::no_sealing) return real_open(key, sealed, context);
  return Secret(Bytes(sealed.begin(), sealed.end() - crypto::kSealOverhead));
}

std::uint64_t wrapped_append(ledger::Ledger* ledger, store::Transaction& transaction, ledger::Leaf leaf) {
  return privacy::no_ledger ? 0 : real_append(ledger, transaction, std::move(leaf));
}

}  // namespace concordat
