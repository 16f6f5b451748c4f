#pragma once
// The ledger verified from its page: what `concordat fsck` does, on a thread of its own. Who asked may leave; what was found last is
// kept in the database's meta with its time, and that it was asked and what came of it are entries of the ledger.

#include <atomic>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "casework/app.h"

namespace concordat::casework {

inline constexpr const char* kCheckBegun = "ledger.check-begun";
inline constexpr const char* kChecked = "ledger.checked";

struct LedgerChecked {
  Instant at;
  std::string by;  // as in the ledger
  std::uint64_t entries = 0;
  std::uint64_t heads = 0;
  std::uint64_t problems_in_all = 0;
  std::vector<std::string> problems;  // the first of them
  std::vector<std::string> explained;
};
// What was found last; none: it was never verified to its end from the page.
std::optional<LedgerChecked> last_ledger_check(store::Store& store);

class LedgerCheck {
 public:
  explicit LedgerCheck(const App& app) : app_(app) {}

  struct Standing {
    bool is_running = false;
    std::uint64_t read = 0;  // entries so far
    std::uint64_t of = 0;
    std::string failure;  // why the last one left no result; no personal data
  };
  Standing standing() const;
  // Begins one unless one is under way.
  Result<void> begin(const policy::Mandate& mandate);
  // Until what was begun has ended.
  void wait();

 private:
  void run(const std::stop_token& stop, ledger::Leaf leaf);
  Result<void> keep(const ledger::Fsck& found, ledger::Leaf leaf) const;

  const App& app_;
  std::atomic<std::uint64_t> read_ = 0;
  std::atomic<std::uint64_t> of_ = 0;
  mutable std::mutex mutex_;  // guards the next two
  bool is_running_ = false;
  std::string failure_;
  std::mutex begins_;  // guards thread_
  std::jthread thread_;
};

}  // namespace concordat::casework
