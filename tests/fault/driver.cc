// The program that is recorded: fault_driver WORKLOAD FOLDER full|normal|off CONFIRMATIONS

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
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
  for (std::uint32_t thread = 0; thread < fault::kThreads; ++thread) {
    threads.emplace_back([&workload, first, confirmations, thread] {
      for (std::uint32_t number = first; number < first + fault::kActsAnOpening; ++number) {
        const fault::Confirmation confirmation{thread, number};
        if (workload.act(thread, number) && ::write(confirmations, &confirmation, sizeof confirmation) != sizeof confirmation) std::abort();
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
    for (std::uint32_t first = 0; first < fault::kActs; first += fault::kActsAnOpening) {
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
