#pragma once
// A file that came, from the moment it is handed in until somebody has looked at what was read out of it and confirmed it: sealed in
// the database by a key that is in memory alone. What nobody confirms is gone after a day, and with the process at the latest.
// docs/decisions/0072-arrivals.md says why.

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "vault/vault.h"

namespace concordat::vault {

inline constexpr std::int64_t kArrivalHours = 24;
inline constexpr std::size_t kMostArrivals = 32;  // that wait at a time

struct NewArrival {
  std::string channel;  // "post", "email"
  CivilDate received;
  FileLabel label;
  AttachmentId id = {};  // where its form knew it beforehand; none: a new one
};

struct Arrival {
  AttachmentId id;  // the original is kept under it
  CaseId case_id;
  std::string kind;  // of the records that it becomes
  AgencyId owner;
  AccountId by;  // who handed it in; it is nobody else's to open
  std::string channel;
  CivilDate received;
  FileLabel label;
  std::uint64_t bytes = 0;
  Instant came;
  std::vector<RecordId> taken_in;  // empty until it is confirmed
};

class Arrivals {
 public:
  explicit Arrivals(Vault& vault) : vault_(vault) {}
  ~Arrivals();

  // Under a grant to add such a record, which is yet to be.
  Result<AttachmentId> put(const policy::Grant& grant, const NewArrival& about, ByteView content);
  // Nothing where it is somebody else's, or gone.
  std::optional<Arrival> find(AttachmentId id, AccountId by);
  // What somebody handed in for a case and has not confirmed, the oldest first.
  std::vector<Arrival> waiting_for(AccountId by, CaseId case_id);
  // How many were handed in for a case, by whomever, and are not confirmed.
  std::size_t waiting_in(CaseId case_id);
  // Its content, for who handed it in. That it is opened is in the ledger when this returns.
  Result<Secret> open(AttachmentId id, AccountId by);
  // Makes the rows into records, with the original where `keep_in` names a part of the first. Once: asked again, it says which records
  // they became. Until then nothing of it is left behind where something is refused.
  Result<std::vector<RecordId>> take_in(AttachmentId id, AccountId by, std::vector<Batch::Row> rows, const std::string& keep_in,
                                        const std::string& state = "received");
  Result<void> drop(AttachmentId id, AccountId by);
  void drop_old();
  // What an earlier process left, which nobody can open. Call once, before serving.
  Result<void> clear();

 private:
  struct Waiting;
  using Found = std::shared_ptr<Waiting>;
  Found waiting(AttachmentId id, AccountId by);
  Result<Secret> unseal(const Waiting& waiting) const;
  Result<void> forget(Waiting& waiting, const std::string& event, const std::string& actor);
  void list(store::Transaction& transaction, std::optional<AttachmentId> without);

  Vault& vault_;
  std::mutex mutex_;  // guards by_id_
  std::map<AttachmentId, Found> by_id_;
};

}  // namespace concordat::vault
