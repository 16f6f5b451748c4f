#pragma once
// A process of its own for what reads foreign files: this program started anew, without the keys, the data directory or the network.
// It gets one input and gives one answer. What it may ask of the kernel is a short list, and anything else ends it; so does using more
// memory or time than it is given. docs/decisions/0071-worker.md.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace concordat::worker {

// The command by which the program starts itself as a worker; it is for nobody else, and so in no help.
inline constexpr std::string_view kCommand = "worker";

struct Limits {
  std::uint64_t memory = 512u << 20;       // bytes of its own data
  std::uint32_t cpu_seconds = 20;
  std::uint32_t seconds = 30;              // by the clock on the wall
  std::uint64_t most_answer = 32u << 20;   // bytes
};

// ---- in the worker

struct Job {
  std::string_view name;
  std::string (*run)(std::string_view input);
  void (*prepare)() = nullptr;  // before it is locked down: what a library must open first
};

// Does the one job that it was started for, and ends the process.
[[noreturn]] void serve(std::span<const Job> jobs);

// Lets this process read descriptor 0, write to descriptor 1, and have memory; nothing else, from here on.
bool lock_down(const Limits& limits);

// ---- who starts it

// Has a worker do the job. An Error where it did not come to its end; that is about what it read, and says nothing of its content.
Result<std::string> run(std::string_view job, std::string_view input, const Limits& limits = {});

// ---- what they say to each other

struct Order {
  Limits limits;
  std::string job;
  std::uint64_t input_bytes = 0;
};
inline constexpr std::size_t kOrderBytes = 64;
std::string encode(const Order& order);  // kOrderBytes
std::optional<Order> decode_order(std::string_view bytes);

std::string encode_answer(std::string_view answer);
std::string encode_out_of_memory();
// Nothing where it is cut short, goes on after its end, or was never one.
std::optional<Result<std::string>> decode_answer(std::string_view bytes);

}  // namespace concordat::worker
