// privacy_bench --folder DIR [--records N] [--operations N] [--clients N] [--seed N] [--only ENGINE] [--mix NAME]
//               [--without PROTECTION] [--measure rest] [--postgresql "host=…"]
//
// Every engine does each mix in turn, so that what else the machine does falls on all of them.

#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <thread>

#include "engine.h"
#include "measures.h"
#include "without.h"

namespace concordat::privacy {
namespace {

using Seconds = std::chrono::duration<double>;
using SteadyClock = std::chrono::steady_clock;

struct Options {
  std::uint32_t records = 100'000;
  std::uint32_t operations = 10'000;
  std::uint32_t clients = 16;
  std::uint64_t seed = 1;
  std::string folder, only, postgresql, mix;
  bool measure = false;  // the rest, in place of the mixes
};

struct Spent {  // by kind of operation, of one engine
  std::array<double, kKinds> seconds{};
  std::array<std::uint64_t, kKinds> count{};
};

struct Contestant {
  std::unique_ptr<Engine> engine;
  std::map<std::string, double> seconds;  // by mix
  Spent spent;
};

// What one client did; throws where an answer is wrong.
void run_client(Client& client, const std::vector<Operation>& operations, const std::string& name, Spent& spent) {
  for (const Operation& operation : operations) {
    const auto began = SteadyClock::now();
    const Answer answer = client.run(operation);
    const auto kind = static_cast<std::size_t>(operation.kind);
    spent.seconds[kind] += Seconds(SteadyClock::now() - began).count();
    ++spent.count[kind];
    const bool has_answer = operation.kind != Kind::set_period && operation.kind != Kind::set_sharing &&
                            operation.kind != Kind::set_access && operation.kind != Kind::set_day;
    if (!has_answer || !operation.exact || answer == operation.expected) continue;
    std::fprintf(stderr, "%s answered \"%s\" of record %u with %llu, not %llu, or with other data\n", name.c_str(),
                 name_of(operation.kind), operation.key, static_cast<unsigned long long>(answer.count),
                 static_cast<unsigned long long>(operation.expected.count));
    std::exit(1);
  }
}

void run_mix(Contestant& contestant, const Mix& mix, const std::vector<std::vector<Operation>>& lists, const Model& model) {
  Engine& engine = *contestant.engine;
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t number = 0; number < lists.size(); ++number) clients.push_back(engine.client());
  std::vector<Spent> spent(lists.size());
  const auto began = SteadyClock::now();
  {
    std::vector<std::jthread> threads;
    for (std::size_t number = 0; number < lists.size(); ++number)
      threads.emplace_back([&, number] { run_client(*clients[number], lists[number], engine.name(), spent[number]); });
  }
  const double seconds = Seconds(SteadyClock::now() - began).count();
  contestant.seconds[mix.name] = seconds;
  for (const Spent& one : spent)
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      contestant.spent.seconds[kind] += one.seconds[kind];
      contestant.spent.count[kind] += one.count[kind];
    }
  const std::string more = engine.more();
  const std::string wrong = model.check(engine.held());
  engine.more();
  std::printf("  %-11s %-13s %8.2f s  %s%s\n", engine.name().c_str(), mix.name, seconds, more.c_str(), wrong.empty() ? "" : "  WRONG");
  std::fflush(stdout);
  if (wrong.empty()) return;
  std::fprintf(stderr, "%s ends wrong: %s\n", engine.name().c_str(), wrong.c_str());
  std::exit(1);
}

void print_table(const std::vector<Contestant>& contestants) {
  std::printf("\n| |");
  for (const Mix& mix : mixes()) std::printf(" %s |", mix.name);
  std::printf(" total of four |\n|---|");
  for (std::size_t column = 0; column <= mixes().size(); ++column) std::printf("---|");
  for (const Contestant& one : contestants) {
    std::printf("\n| %s |", one.engine->name().c_str());
    double total = 0;
    for (const Mix& mix : mixes()) {
      const auto found = one.seconds.find(mix.name);
      if (found == one.seconds.end()) continue;
      std::printf(" %.2f s |", found->second);
      if (std::strcmp(mix.name, "processor .8") != 0) total += found->second;
    }
    std::printf(" %.1f s |", total);
  }
  std::printf("\n\nmilliseconds an operation, waiting included\n");
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    std::printf("  %-22s", name_of(static_cast<Kind>(kind)));
    for (const Contestant& one : contestants)
      if (one.spent.count[kind] > 0)
        std::printf("  %s %8.2f", one.engine->name().c_str(), 1e3 * one.spent.seconds[kind] / static_cast<double>(one.spent.count[kind]));
    std::printf("\n");
  }
}

std::vector<Contestant> load_all(const Options& options, const Model& model) {
  std::vector<Contestant> contestants;
  const auto wanted = [&](const char* name) { return options.only.empty() || options.only == name; };
  if (wanted("sqlite")) contestants.push_back({make_sqlite(options.folder), {}, {}});
  if (wanted("postgresql") && !options.postgresql.empty()) contestants.push_back({make_postgresql(options.postgresql), {}, {}});
  if (wanted("concordat")) contestants.push_back({make_concordat(options.folder), {}, {}});
  for (const Contestant& one : contestants) {
    const auto began = SteadyClock::now();
    one.engine->load(model, options.clients);
    const double seconds = Seconds(SteadyClock::now() - began).count();
    one.engine->more();
    const auto bytes = static_cast<double>(one.engine->bytes_on_disk());
    std::printf("  %-11s loaded in %7.2f s; %6.1f MB, %.2f times the plain bytes\n", one.engine->name().c_str(), seconds, bytes / 1e6,
                bytes / static_cast<double>(model.plain_bytes()));
    std::fflush(stdout);
  }
  return contestants;
}

int run(const Options& options) {
  std::filesystem::create_directories(options.folder);
  Model model(options.records, options.clients, options.seed);
  std::printf("%u records, %u operations a mix, %u clients\n", options.records, options.operations, options.clients);
  std::vector<Contestant> contestants = load_all(options, model);
  for (Contestant& one : contestants) {
    if (!options.measure) break;
    if (one.engine->name() == "Concordat") measure_start(*one.engine, model);
    measure_erasing(*one.engine, model, options.clients);
  }
  if (options.measure) return 0;
  for (const Mix& mix : mixes()) {
    if (!options.mix.empty() && options.mix != mix.name) continue;
    const auto lists = model.make(mix, options.operations);
    for (Contestant& one : contestants) run_mix(one, mix, lists, model);
  }
  print_table(contestants);
  return 0;
}

}  // namespace
}  // namespace concordat::privacy

int main(int count, char** arguments) {
  using namespace concordat::privacy;
  Options options;
  for (int index = 1; index + 1 < count; index += 2) {
    const std::string name = arguments[index];
    const std::string value = arguments[index + 1];
    if (name == "--records") options.records = static_cast<std::uint32_t>(std::stoul(value));
    else if (name == "--operations") options.operations = static_cast<std::uint32_t>(std::stoul(value));
    else if (name == "--clients") options.clients = static_cast<std::uint32_t>(std::stoul(value));
    else if (name == "--seed") options.seed = std::stoul(value);
    else if (name == "--folder") options.folder = value;
    else if (name == "--only") options.only = value;
    else if (name == "--measure") options.measure = value == "rest";
    else if (name == "--mix") options.mix = value;
    else if (name == "--postgresql") options.postgresql = value;
    else if (name == "--without" && leave_out(value)) continue;
    else return std::fprintf(stderr, "privacy_bench: %s %s is not understood\n", name.c_str(), value.c_str()), 2;
  }
  if (options.folder.empty()) return std::fprintf(stderr, "privacy_bench: --folder DIR is needed, an empty one\n"), 2;
  try {
    return run(options);
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "privacy_bench: %s\n", error.what()), 1;
  }
}
