#pragma once
// What the driver does while it is recorded, and how to tell afterwards whether all that was confirmed is there. Acts are
// known by thread and number alone: the checker derives from these what each must have left behind.

#include <cstdint>
#include <memory>
#include <optional>
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
  std::uint64_t detail;  // the workload's own
};

class Workload {
 public:
  virtual ~Workload() = default;
  virtual std::uint32_t threads() const { return kThreads; }
  virtual std::uint32_t acts() const { return kActs; }
  virtual std::uint32_t acts_an_opening() const { return kActsAnOpening; }

  virtual void open(const std::string& folder, concordat::store::Durability durability) = 0;  // throws what an operator is told
  // The detail of its confirmation; nothing where it was refused.
  virtual std::optional<std::uint64_t> act(std::uint32_t thread, std::uint32_t number) = 0;
  virtual void close() = 0;

  // Opens what a power cut left in the folder, looks at it, and closes it. Every problem in words: a confirmed act that is
  // not there, an act that is there by half. `cut` is the cut's number.
  virtual std::vector<std::string> judge(const std::string& folder, const std::vector<Confirmation>& confirmed, std::size_t cut) = 0;
};

std::unique_ptr<Workload> make_store_workload();
std::unique_ptr<Workload> make_keyring_workload();
std::unique_ptr<Workload> make_migration_workload();
std::unique_ptr<Workload> make_root_key_workload();
std::unique_ptr<Workload> make_vault_workload();
std::unique_ptr<Workload> make_operations_workload();
inline std::unique_ptr<Workload> make_workload(const std::string& name) {
  if (name == "store") return make_store_workload();
  if (name == "keyring") return make_keyring_workload();
  if (name == "migration") return make_migration_workload();
  if (name == "root-key") return make_root_key_workload();
  return name == "vault" ? make_vault_workload() : make_operations_workload();
}

}  // namespace fault
