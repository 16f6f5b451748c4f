#pragma once
// What the workloads share: which act does what, derived from its thread and number.

#include <string>
#include <vector>

#include "crypto/crypto.h"
#include "fault/workload.h"

namespace fault {

inline constexpr int kCheckpointFrames = 100;  // often enough that cuts fall into checkpoints

template <class IdType>
IdType derived_id(const std::string& seed) {
  return *IdType::from_bytes(concordat::ByteView(concordat::crypto::sha256(concordat::as_bytes(seed))).first(IdType::kSize));
}

inline concordat::CaseId the_case() { return derived_id<concordat::CaseId>("case"); }

inline std::string name_of(std::uint32_t thread, std::uint32_t number) { return std::to_string(thread) + "." + std::to_string(number); }

inline concordat::RecordId record_of(std::uint32_t thread, std::uint32_t number) {
  return derived_id<concordat::RecordId>(name_of(thread, number));
}

// 1 KiB for each act. Made once: the checker asks for all of them after every cut.
inline const concordat::Bytes& content_of(std::uint32_t thread, std::uint32_t number) {
  static const auto all = [] {
    std::vector<concordat::Bytes> contents(kThreads * kActs);
    for (std::uint32_t act = 0; act < kThreads * kActs; ++act) {
      for (int block = 0; block < 32; ++block) {
        const auto digest = concordat::crypto::sha256(concordat::as_bytes(std::to_string(act) + "/" + std::to_string(block)));
        contents[act].insert(contents[act].end(), digest.begin(), digest.end());
      }
    }
    return contents;
  }();
  return all[thread * kActs + number];
}

// A refused act fails after it has written everything. A destroying act destroys the part of the act two before it.
inline bool is_refused(std::uint32_t number) { return number % 7 == 3; }
inline bool destroys(std::uint32_t number) { return number % 5 == 4 && !is_refused(number) && !is_refused(number - 2); }

}  // namespace fault
