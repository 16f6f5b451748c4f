#pragma once
// One record, or one part of it, is to be erased before its last day (UK GDPR, Articles 17 and 5(1)(d)): on a granted request, since it
// was entered by mistake, or since it may not be held. To propose it is to make a warrant of the kind "erasure", which goes the way of
// every proposal: two people who are not who proposed it approve, a quarantine passes, the daily run destroys. docs/decisions/0116.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "vault/vault.h"

namespace concordat::vault {

enum class ErasureGround { request, mistake, unlawful };
inline constexpr std::array<ErasureGround, 3> kErasureGrounds = {ErasureGround::request, ErasureGround::mistake, ErasureGround::unlawful};
std::string_view name_of(ErasureGround ground);  // in the ledger

struct Erasure {
  WarrantId warrant;
  RecordId record;
  std::string part;  // empty: all that was held of the record
  AccountId proposed_by;
  Instant proposed;
  ErasureGround ground = ErasureGround::request;
  CaseId request;   // the case of the request that was granted; none on another ground
  RecordId reason;  // sealed
  std::optional<Instant> cancelled;
  AccountId cancelled_by;
  RecordId why_cancelled;  // sealed
};

// Every one of the case, oldest first, as the ledger has it.
std::vector<Erasure> erasures_of(store::Reader& reader, CaseId case_id);
std::optional<Erasure> erasure_of(store::Reader& reader, WarrantId id);

struct ErasureAsked {
  RecordId record;
  std::string part;  // empty: all that is held of the record
  ErasureGround ground = ErasureGround::request;
  CaseId request;
  std::string reason;
};

class Erasures {
 public:
  explicit Erasures(Vault& vault) : vault_(vault) {}

  // The mandate is for the capability propose-destruction, in the record's case.
  Result<WarrantId> propose(const policy::Mandate& mandate, const ErasureAsked& asked);
  // While it is not begun: for whoever proposes or approves destructions.
  Result<void> cancel(const policy::Mandate& mandate, WarrantId id, std::string_view reason);
  // Why it was proposed, or cancelled, for the same people. That it was read is logged.
  Result<std::string> reason_of(const policy::Mandate& mandate, const Erasure& erasure, RecordId reason);

 private:
  Vault& vault_;
};

}  // namespace concordat::vault
