#pragma once
// An index over invented families, and how long things took: what the benchmarks of matching share.

#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "families.h"
#include "match/index.h"

namespace concordat::bench {

inline double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Seconds by the clock, and of processor time: what the work itself took, whoever else the machine was working for.
struct Work {
  double wall = 0, processor = 0;
  static Work now(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return {bench::now(), static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9};
  }
  Work& operator+=(const Work& other) {
    wall += other.wall;
    processor += other.processor;
    return *this;
  }
  friend Work operator-(const Work& a, const Work& b) { return {a.wall - b.wall, a.processor - b.processor}; }
};

struct Settings {
  std::string data, out;
  std::uint64_t people = 100'000;
  std::size_t queries = 5'000;
  unsigned threads = 1;
};

// Families up to so many people; each thread makes and encodes its own.
struct Built {
  std::unique_ptr<match::Index> index;
  std::uint64_t families = 0;
  Work work;
};

constexpr double kMembers = 4.25;  // of an average family

inline bool is_absent(std::uint64_t family) { return family % 10 == 3; }  // its youngest child is not held

Built build(const Families& families, const Settings& settings);

double percentile(std::vector<double>& values, double share);

}  // namespace concordat::bench
