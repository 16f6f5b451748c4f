// Power-cut replay (security.md's programme): a recorded run is cut anywhere, what was not synced is dropped, torn or
// reordered, and the data directory is opened again. Nothing that was confirmed may be lost, nothing may be there by half.
// The same with weaker syncing must find losses, or the test sees nothing.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include "fault/trace.h"
#include "fault/workload.h"

namespace fault {
namespace {

// Cuts of each workload: two thousand in all, a million before a release.
struct Cuts {
  std::size_t few;
  std::size_t many;
};
const std::map<std::string, Cuts> kCuts = {{"store", {700, 300'000}},     {"keyring", {650, 250'000}},   {"migration", {150, 50'000}},
                                           {"vault", {200, 250'000}},     {"operations", {150, 100'000}}, {"root-key", {150, 50'000}}};
constexpr std::size_t kCutsThatMustFail = 200;
constexpr std::size_t kCutsThatMustFindAForgottenSync = 80;
constexpr std::size_t kCutsBetweenReports = 10'000;
constexpr std::uint64_t kSeed = 20'261'122;

// Cuts are many and small: memory serves where there is a file system in it.
std::filesystem::path fast_folder() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

class Folder {
 public:
  explicit Folder(const std::filesystem::path& parent) {
    std::string pattern = (parent / "concordat-cut-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test can be made");
    path_ = std::filesystem::canonical(pattern);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Image read_folder(const std::filesystem::path& folder) {
  Image image;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string path = std::filesystem::relative(entry.path(), folder).string();
    if (entry.is_directory()) image[path + "/"];
    else image[path] = read_file(entry.path());
  }
  return image;
}

void write_folder(const std::filesystem::path& folder, const Image& image) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) std::filesystem::remove_all(entry.path());
  for (const auto& [name, content] : image) {
    if (name.ends_with('/')) std::filesystem::create_directory(folder / name);
    else std::ofstream(folder / name, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
  }
}

struct Recording {
  std::vector<Entry> trace;
  Image left_behind;  // what the folder really held at the end
};

Recording record(const std::string& workload, const std::string& durability) {
  const Folder work(std::filesystem::temp_directory_path());
  const auto data = work.path() / "data";
  std::filesystem::create_directory(data);
  for (const char* name : {"trace", "confirmations"}) std::ofstream(work.path() / name);
  std::vector<std::string> words = {FAULT_DRIVER, workload, data, durability, work.path() / "confirmations"};
  std::vector<std::string> settings = {"LD_PRELOAD=" FAULT_RECORDER, "CONCORDAT_FAULT_DATA=" + data.string(),
                                       "CONCORDAT_FAULT_TRACE=" + (work.path() / "trace").string(),
                                       "CONCORDAT_FAULT_CONFIRMATIONS=" + (work.path() / "confirmations").string()};
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (auto& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
  };
  pid_t child = 0;
  int status = -1;
  if (::posix_spawn(&child, FAULT_DRIVER, nullptr, nullptr, pointers(words).data(), pointers(settings).data()) != 0 ||
      ::waitpid(child, &status, 0) != child || status != 0) {
    throw std::runtime_error("the driver failed");
  }
  return {read_trace(work.path() / "trace"), read_folder(data)};
}

struct Verdict {
  std::size_t cuts = 0;
  std::size_t bad = 0;
  std::vector<std::string> problems;  // the first few
};

class Replay {
 public:
  Replay(const std::string& workload, const std::vector<Entry>& trace, std::size_t cuts, const std::string& unsynced = "")
      : workload_(workload), trace_(trace), cuts_(cuts), unsynced_(unsynced) {}

  Verdict run() {
    std::vector<std::jthread> threads;
    const std::size_t width = std::max(1u, std::thread::hardware_concurrency());
    for (std::size_t lane = 0; lane < width; ++lane) threads.emplace_back([this, lane, width] { run_lane(lane, width); });
    threads.clear();
    return verdict_;
  }

 private:
  // Cuts are spread evenly over the trace; each lane takes every width-th and goes through the trace once.
  void run_lane(std::size_t lane, std::size_t width) {
    const Folder folder(fast_folder());
    Disk disk(unsynced_);
    std::vector<Confirmation> confirmed;
    std::size_t position = 0;
    for (std::size_t cut = lane; cut < cuts_; cut += width) {
      const std::size_t until = (cut + 1) * trace_.size() / cuts_;
      for (; position < until; ++position) step(trace_[position], disk, confirmed);
      std::mt19937_64 random(kSeed + cut);
      write_folder(folder.path(), disk.after_power_cut(random));
      judge(cut, folder.path(), confirmed);
    }
  }

  static void step(const Entry& entry, Disk& disk, std::vector<Confirmation>& confirmed) {
    disk.apply(entry);
    if (entry.kind != Kind::confirmation) return;
    Confirmation confirmation;
    std::memcpy(&confirmation, entry.data.data(), sizeof confirmation);
    confirmed.push_back(confirmation);
  }

  void judge(std::size_t cut, const std::filesystem::path& folder, const std::vector<Confirmation>& confirmed) {
    std::vector<std::string> problems;
    try {
      problems = make_workload(workload_)->judge(folder, confirmed, cut);
    } catch (const std::exception& error) {
      problems = {error.what()};
    }
    const std::lock_guard lock(mutex_);
    ++verdict_.cuts;
    if (verdict_.cuts % kCutsBetweenReports == 0)
      std::printf("%s: %zu of %zu cuts, %zu bad\n", workload_.c_str(), verdict_.cuts, cuts_, verdict_.bad);
    if (problems.empty()) return;
    ++verdict_.bad;
    if (verdict_.problems.size() < 10) verdict_.problems.push_back("cut " + std::to_string(cut) + ": " + problems.front());
  }

  const std::string workload_;
  const std::vector<Entry>& trace_;
  const std::size_t cuts_;
  const std::string unsynced_;
  std::mutex mutex_;  // guards verdict_
  Verdict verdict_;
};

std::size_t cuts_of(const std::string& workload) {
  const char* is_long = std::getenv("CONCORDAT_LONG");
  const Cuts& cuts = kCuts.at(workload);
  return is_long != nullptr && *is_long != '\0' ? cuts.many : cuts.few;
}

class PowerCut : public testing::TestWithParam<std::string> {};

TEST_P(PowerCut, RecordingMissesNothing) {
  const Recording recording = record(GetParam(), "full");
  Disk disk;
  std::size_t confirmations = 0;
  for (const Entry& entry : recording.trace) {
    disk.apply(entry);
    confirmations += entry.kind == Kind::confirmation;
  }
  EXPECT_EQ(disk.everything(), recording.left_behind);
  const auto workload = make_workload(GetParam());
  EXPECT_GT(confirmations, workload->threads() * workload->acts() / 2);
}

TEST_P(PowerCut, LosesNothingThatWasConfirmed) {
  const Recording recording = record(GetParam(), "full");
  const Verdict verdict = Replay(GetParam(), recording.trace, cuts_of(GetParam())).run();
  EXPECT_EQ(verdict.cuts, cuts_of(GetParam()));
  EXPECT_EQ(verdict.bad, 0u) << testing::PrintToString(verdict.problems);
  RecordProperty("says", std::to_string(verdict.cuts) + " power cuts in " + std::to_string(recording.trace.size()) +
                             " operations of the workload " + GetParam() + ": " + std::to_string(verdict.bad) + " bad");
}

INSTANTIATE_TEST_SUITE_P(Of, PowerCut, testing::Values("store", "keyring", "migration", "vault", "operations"),
                         [](const auto& workload) { return workload.param; });

class WeakerSyncing : public testing::TestWithParam<std::string> {};

TEST_P(WeakerSyncing, IsSeen) {
  for (const char* durability : {"normal", "off"}) {
    const Recording recording = record(GetParam(), durability);
    EXPECT_GT(Replay(GetParam(), recording.trace, kCutsThatMustFail).run().bad, kCutsThatMustFail / 10) << durability;
  }
}

// A change of the root key: what it syncs stands in its own code, so weaker syncing is the same trace without its syncs.
TEST(RootKeyCut, LeavesADirectoryThatTheOldKeyOrTheNewOpensWhole) {
  const Recording recording = record("root-key", "full");
  Disk disk;
  for (const Entry& entry : recording.trace) disk.apply(entry);
  EXPECT_EQ(disk.everything(), recording.left_behind);
  const Verdict verdict = Replay("root-key", recording.trace, cuts_of("root-key")).run();
  EXPECT_EQ(verdict.bad, 0u) << testing::PrintToString(verdict.problems);
  std::vector<Entry> unsynced = recording.trace;
  std::erase_if(unsynced, [](const Entry& entry) { return entry.kind == Kind::sync_file; });
  EXPECT_GT(Replay("root-key", unsynced, kCutsThatMustFail).run().bad, kCutsThatMustFail / 10);
}

INSTANTIATE_TEST_SUITE_P(Of, WeakerSyncing, testing::Values("store", "keyring"), [](const auto& workload) { return workload.param; });

// The workload, and the files whose syncs are left out.
class ForgottenSync : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(ForgottenSync, IsSeen) {
  const auto& [workload, files] = GetParam();
  const Recording recording = record(workload, "full");
  const Verdict verdict = Replay(workload, recording.trace, kCutsThatMustFindAForgottenSync, files).run();
  EXPECT_GT(verdict.bad, 0u) << files;
  RecordProperty("says", std::string("without the syncs of ") + files + ": " + std::to_string(verdict.bad) + " of " +
                             std::to_string(verdict.cuts) + " power cuts lose something");
}

INSTANTIATE_TEST_SUITE_P(Of, ForgottenSync,
                         testing::Values(std::pair("vault", "keyring"), std::pair("vault", "-wal"), std::pair("vault", ".intent"),
                                         std::pair("vault", "checkpoint-"), std::pair("operations", "backups/"),
                                         std::pair("operations", "restored/")));

}  // namespace
}  // namespace fault
