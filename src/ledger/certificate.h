#pragma once
// The destruction certificate: what an agency keeps to show, offline and to anybody, that its items were destroyed.
// docs/formats/certificate.md gives its members and what each proves.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/ledger.h"

namespace concordat::ledger {

struct CertificateItem {
  RecordId record;
  std::string part;
};

// Shows that of two heads the smaller is a beginning of the larger.
struct Consistency {
  std::uint64_t from = 0;  // the smaller size
  std::vector<Digest> path;
};

struct Certificate {
  std::string leaf;  // of the completion, "destruction.done"
  std::uint64_t index = 0;
  std::string checkpoint;  // signed note
  std::vector<Digest> inclusion;
  Bytes public_key;
  std::vector<CertificateItem> items;
  std::string agency;          // label for people; the ledger does not hold it
  std::string case_reference;  // likewise
  Instant destroyed_at;
  std::optional<Consistency> consistency;  // where the deposited head is not the certificate's own
};

// For the durable leaf `index`. With the head that was deposited before, where there is one, the certificate leads back to it.
Result<Certificate> make_certificate(Ledger& ledger, store::Store& store, std::uint64_t index, std::vector<CertificateItem> items,
                                     std::string agency, std::string case_reference, const std::optional<Checkpoint>& deposited);

std::string write_certificate(const Certificate& certificate);  // JSON
// What the text says, without a look at whether it holds. The Error says what is malformed.
Result<Certificate> read_certificate(std::string_view json);

// Offline: nothing but these three is looked at. `deposited_checkpoint` is the signed note that was put away elsewhere,
// `public_key` was obtained from the instance beforehand. The Error says in words what does not hold.
Result<Certificate> verify_certificate(std::string_view json, std::string_view deposited_checkpoint, ByteView public_key);

}  // namespace concordat::ledger
