#pragma once
// What the driver does while it is recorded, and how to tell afterwards whether all that was confirmed is there. Acts are
// known by thread and number alone: the checker derives from these what each must have left behind.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "store/store.h"

namespace fault {

inline constexpr std::uint32_t kThreads = 4;
inline constexpr std::uint32_t kActs = 75;        // of each thread
inline constexpr std::uint32_t kActsAnOpening = 25;  // then the driver closes and opens again

struct Confirmation {
  std::uint32_t thread;
  std::uint32_t number;
};

class Workload {
 public:
  virtual ~Workload() = default;
  virtual void open(const std::string& folder, concordat::store::Durability durability) = 0;  // throws what an operator is told
  virtual bool act(std::uint32_t thread, std::uint32_t number) = 0;                           // whether it was confirmed
  // Every problem in words: a confirmed act that is not there, or an act that is there by half.
  virtual std::vector<std::string> check(const std::vector<Confirmation>& confirmed) = 0;
  virtual void close() = 0;
};

std::unique_ptr<Workload> make_store_workload();
std::unique_ptr<Workload> make_keyring_workload();
std::unique_ptr<Workload> make_migration_workload();
std::unique_ptr<Workload> make_root_key_workload();
inline std::unique_ptr<Workload> make_workload(const std::string& name) {
  if (name == "keyring") return make_keyring_workload();
  if (name == "migration") return make_migration_workload();
  return name == "root-key" ? make_root_key_workload() : make_store_workload();
}

}  // namespace fault
