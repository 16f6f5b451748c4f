#pragma once
// Approving several proposals by the same rule in one act. Whoever does it opens a sample first, which the program chooses: how many
// is a rule, which of them is chance, and the ledger says enough for anybody to choose it again (docs/formats/ledger.md). What is
// under a hold or has changed since is not approved with the others. docs/decisions/0076.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vault/disposal.h"

namespace concordat::vault {

// The larger of three and 5 % of the proposals; all of them where there are fewer.
inline constexpr std::size_t kLeastSample = 3;
inline constexpr std::size_t kSamplePercent = 5;
inline constexpr std::size_t kMostInBulk = 500;
std::size_t sample_size(std::size_t proposals);

// What makes a proposal due: of each kind of part in it, how long it may be kept, by the charter that has it go first.
struct RuleLine {
  std::string what;   // "Item supplied by an agency"
  std::string kept;   // "until the case is concluded", in the charter's words
  std::string event;  // from which that is counted; empty where there is none
  auto operator<=>(const RuleLine&) const = default;
};
struct ProposalsByRule {
  std::string rule;         // 32 hexadecimal digits, of the lines and the kind of warrant: for addresses and the ledger
  std::string kind;         // of warrant
  std::vector<RuleLine> lines;
  std::vector<store::WarrantRow> proposals;  // in order of proposal
};
std::vector<ProposalsByRule> proposals_by_rule(Vault& vault, store::Reader& reader);

struct BulkMember {
  WarrantId warrant;
  Bytes content;  // of the proposal when the bulk was opened
  bool looked_at = false;
};

// As one person opened it. It stays the same until it is approved: nobody draws again for a sample that suits them.
struct Bulk {
  std::string id;
  std::string rule;
  Instant opened;
  Bytes seed;
  std::vector<BulkMember> members;
};
std::optional<Bulk> opened_bulk(store::Reader& reader, AccountId account, std::string_view rule);

struct BulkNow {
  struct Gone {
    WarrantId warrant;
    std::string why;
  };
  std::vector<BulkMember> members;  // those that can still be approved together
  std::vector<Gone> gone;           // what left, and why
  std::vector<BulkMember> sample;   // of the members
  Bytes content;                    // what an approval binds: each member and its content
  bool is_looked_at() const;        // the whole sample
};
BulkNow bulk_now(Vault& vault, store::Reader& reader, const Bulk& bulk, AccountId account);

// Why this person cannot approve that proposal together with others; nothing: they can.
std::optional<std::string> not_in_bulk(Vault& vault, store::Reader& reader, const store::WarrantRow& row, AccountId account);

class BulkApproval {
 public:
  BulkApproval(Vault& vault, Disposal& disposal) : vault_(vault), disposal_(disposal) {}

  // Takes all open proposals of that rule together and draws the sample; nothing where this person has them open already.
  Result<void> open(const policy::Mandate& mandate, std::string_view rule);
  // The person is about to be shown a proposal of their sample: that it was is in the ledger when this returns.
  Result<void> look_at(const policy::Mandate& mandate, std::string_view rule, WarrantId warrant);
  // Approves each member by its content, as `Disposal::approve` does one; `content` is BulkNow's, as it was looked at.
  Result<void> approve(const policy::Mandate& mandate, std::string_view rule, ByteView content);

 private:
  Vault& vault_;
  Disposal& disposal_;
};

}  // namespace concordat::vault
