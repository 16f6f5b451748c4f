#pragma once
// What each entry of the ledger is and on which day it was made, in eight bytes of memory: a page of a long ledger is found without
// reading all of it again. Filled when it is first asked, and from then on with what came since.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/civil_date.h"
#include "store/store.h"

namespace concordat::casework {

class LedgerIndex {
 public:
  explicit LedgerIndex(store::Store& store) : store_(store) {}

  struct Wanted {
    std::string event;             // empty: any
    std::optional<CivilDate> day;  // in London; none: any
  };
  struct Found {
    std::size_t count = 0;
    std::uint64_t size = 0;  // of the ledger
  };
  Found count(const Wanted& wanted);
  // Of what was counted, the newest first: the positions, from 0, of those from `first` to before `end`.
  std::vector<std::uint64_t> find(const Wanted& wanted, const Found& counted, std::size_t first, std::size_t end);
  std::vector<std::string> events();  // each that occurs, once
  std::optional<std::uint64_t> last(const std::string& event);

 private:
  struct Entry {
    std::uint32_t event = 0;  // in events_
    std::int32_t day = 0;
  };
  struct Sought {
    std::optional<std::uint32_t> event;
    std::optional<std::int32_t> day;
  };
  std::optional<Sought> sought(const Wanted& wanted) const;  // none: no entry can be
  static bool is_sought(const Sought& sought, const Entry& entry);
  void catch_up();
  void add(const std::string& line);

  store::Store& store_;
  std::mutex mutex_;  // guards the rest
  std::vector<Entry> entries_;
  std::vector<std::string> events_;
  std::map<std::string, std::uint32_t> numbers_;       // of events
  std::map<std::string, std::uint64_t> last_position_;  // of an event
};

}  // namespace concordat::casework
