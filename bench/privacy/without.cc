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
#define APPEND_LIST \
  "_ZN9concordat6ledger6Ledger11append_listERNS_5store11TransactionENS0_4LeafESt6vectorISt4pairImNS_2IdINS_9RecordTagEEEESaISB_EE"

namespace concordat {

Bytes real_seal(const Secret& key, ByteView plaintext, ByteView context) asm("__real_" SEAL);
Bytes wrapped_seal(const Secret& key, ByteView plaintext, ByteView context) asm("__wrap_" SEAL);
std::optional<Secret> real_open(const Secret& key, ByteView sealed, ByteView context) asm("__real_" OPEN);
std::optional<Secret> wrapped_open(const Secret& key, ByteView sealed, ByteView context) asm("__wrap_" OPEN);
std::uint64_t real_append(ledger::Ledger* ledger, store::Transaction& transaction, ledger::Leaf leaf) asm("__real_" APPEND);
std::uint64_t wrapped_append(ledger::Ledger* ledger, store::Transaction& transaction, ledger::Leaf leaf) asm("__wrap_" APPEND);
using Records = std::vector<std::pair<std::uint64_t, RecordId>>;
std::uint64_t real_append_list(ledger::Ledger* ledger, store::Transaction& transaction, ledger::Leaf leaf,
                               Records records) asm("__real_" APPEND_LIST);
std::uint64_t wrapped_append_list(ledger::Ledger* ledger, store::Transaction& transaction, ledger::Leaf leaf,
                                  Records records) asm("__wrap_" APPEND_LIST);

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

std::uint64_t wrapped_append_list(ledger::Ledger* ledger, store::Transaction& transaction, ledger::Leaf leaf, Records records) {
  return privacy::no_ledger ? 0 : real_append_list(ledger, transaction, std::move(leaf), std::move(records));
}

}  // namespace concordat
