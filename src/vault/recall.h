#pragma once
// An agency asks for an item of its own back (STK-08). To ask is to propose the destruction of exactly that record: its warrant, of the
// kind "recall", goes the way of every proposal, or is refused with a reason. Until it is answered nobody but its owner uses the record.
// A refusal until a day puts it off: a hold keeps the record until then, whatever becomes of its case, and on the day after the asking
// waits for an answer again. docs/decisions/0077.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"
#include "vault/vault.h"

namespace concordat::vault {

struct Recall {
  enum class State { open, put_off, refused, withdrawn, done };
  WarrantId warrant;
  RecordId record;
  AccountId asked_by;
  Instant asked;
  State state = State::open;
  RecordId reason;  // of who asked, sealed; none: none was given
  std::optional<Instant> answered;
  RecordId answer;                 // why it was refused, sealed
  std::optional<CivilDate> until;  // until when it is needed here, where that was said
  std::optional<Instant> taken_up;  // after that day: it waits for an answer again
  bool is_open() const { return state == State::open; }
  bool stands() const { return is_open() || state == State::put_off; }  // it is asked back, and was not given up
};

// Until when it is needed here, and the power to hold it so long.
struct Needed {
  CivilDate until;
  policy::Mandate hold;  // for the capability hold
};

// Every one of the case, oldest first, as ledger and warrants have it.
std::vector<Recall> recalls_of(store::Reader& reader, CaseId case_id);
// The last day on which it is answered in time.
CivilDate answer_due(const charter::Charter& charter, const Recall& recall);
// Of the daily run: what was put off until a day before `today` waits for an answer again, and its hold ends.
Result<void> take_up_recalls(Vault& vault, CivilDate today);

class Recalls {
 public:
  explicit Recalls(Vault& vault) : vault_(vault) {}

  // Under a grant to recall the record. `reason` may be empty.
  Result<WarrantId> ask(const policy::Grant& grant, std::string_view reason);
  // Its owner wants it back no more: nothing is destroyed, and its use goes on.
  Result<void> withdraw(const policy::Grant& grant, WarrantId id);
  // The mandate is for the capability approve-destruction. The owner is shown the reason.
  Result<void> refuse(const policy::Mandate& mandate, WarrantId id, std::string_view reason, const std::optional<Needed>& needed);

  // Why it was asked back, for who answers; why it was refused, for its owner. Each is logged; empty where none was given.
  Result<std::string> reason_of(const policy::Mandate& mandate, const Recall& recall);
  Result<std::string> answer_of(const policy::Grant& grant, const Recall& recall);

 private:
  // Ends it without a destruction.
  Result<void> close(store::Transaction& transaction, const ledger::Leaf& leaf, WarrantId id, AccountId by);
  Result<void> put_off(store::Transaction& transaction, ledger::Leaf leaf, WarrantId id, const Needed& needed);

  Vault& vault_;
};

}  // namespace concordat::vault
