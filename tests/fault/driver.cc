// The program that is recorded: fault_driver WORKLOAD FOLDER full|normal|off CONFIRMATIONS

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "fault/workload.h"

namespace {

concordat::store::Durability durability_named(const std::string& name) {
  if (name == "full") return concordat::store::Durability::full;
  return name == "normal" ? concordat::store::Durability::normal : concordat::store::Durability::off;
}

void run(fault::Workload& workload, std::uint32_t first, int confirmations) {
  std::vector<std::jthread> threads;
  for (std::uint32_t thread = 0; thread < workload.threads(); ++thread) {
    threads.emplace_back([&workload, first, confirmations, thread] {
      const std::uint32_t end = std::min(first + workload.acts_an_opening(), workload.acts());
      for (std::uint32_t number = first; number < end; ++number) {
        std::optional<std::uint64_t> detail;
        try {
          detail = workload.act(thread, number);
        } catch (const std::exception& error) {
          std::fprintf(stderr, "act %u of thread %u: %s\n", number, thread, error.what());
          std::_Exit(1);
        }
        if (!detail) continue;
        const fault::Confirmation confirmation{thread, number, *detail};
        if (::write(confirmations, &confirmation, sizeof confirmation) != sizeof confirmation) std::abort();
      }
    });
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) return 2;
  try {
    const int confirmations = ::open(arguments[4], O_WRONLY | O_APPEND | O_CLOEXEC);
    const auto workload = fault::make_workload(arguments[1]);
    for (std::uint32_t first = 0; first < workload->acts(); first += workload->acts_an_opening()) {
      workload->open(arguments[2], durability_named(arguments[3]));
      run(*workload, first, confirmations);
      workload->close();
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
