// What opening, backing up and restoring a full data directory takes: bench_unseal PARTS FOLDER
//
// A directory of Portsmouth's charter is filled with that many bookings of invented people, past the gates (as the vault
// would have sealed them), so that filling takes seconds. Then each step is timed on its own.

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "ops/backup.h"
#include "ops/restore.h"
#include "ops/secrets.h"
#include "vault/name_index.h"
#include "vault/sealing.h"

namespace {

using namespace concordat;
namespace fs = std::filesystem;

constexpr std::uint64_t kPartsInACommit = 1'000;

template <class Value>
Value need(Result<Value> done) {
  if (done) return std::move(done).value();
  std::fprintf(stderr, "%s %s\n", done.error().message.c_str(), done.error().remedy.c_str());
  std::exit(1);
}
void need(const Result<void>& done) {
  if (done) return;
  std::fprintf(stderr, "%s %s\n", done.error().message.c_str(), done.error().remedy.c_str());
  std::exit(1);
}

class Timed {
 public:
  explicit Timed(const char* what) : what_(what) {}
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;
  ~Timed() {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun_;
    std::printf("%-44s %7.2f s\n", what_, took.count());
  }

 private:
  const char* what_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

std::string name_of(std::uint64_t number) {
  static constexpr const char* kFirst[] = {"Ada", "Bea", "Cem", "Dina", "Ewan", "Fay", "Gita", "Hal", "Ines", "Jon", "Kofi", "Lena", "Mo"};
  std::string last = "Ex";
  for (std::uint64_t rest = number * 2'654'435'761u % 999'983; rest > 0; rest /= 20) last += "abcdefghiklmnoprstuy"[rest % 20];
  return std::string(kFirst[number % std::size(kFirst)]) + " " + last;
}

// Every part has a key of its own, as bookings have.
void fill(const std::string& directory, const Secret& root, const std::string& charter, std::uint64_t parts, const SystemClock& clock) {
  const ops::Description description = need(ops::read_description(directory));
  ops::Secrets secrets = need(ops::read_secrets(directory, root));
  const auto store = need(ops::open_store(directory));
  const auto keyring = need(vault::Keyring::open(directory + "/keyring", root));
  ledger::Ledger ledger(*store, clock, description.origin, std::move(secrets.signing));
  const CivilDate today = london_date(clock.now());
  store->before_commit([&] { return keyring->sync(); });
  CaseId course;
  for (std::uint64_t done = 0; done < parts; done += kPartsInACommit) {
    need(store->write([&](store::Transaction& transaction) -> Result<void> {
      course = crypto::new_id<CaseId>();
      transaction.insert_case({course, "course-run", "C-" + std::to_string(done), "open", charter, today, 1});
      for (std::uint64_t number = done; number < std::min(done + kPartsInACommit, parts); ++number) {
        const auto id_of_record = crypto::new_id<RecordId>();
        const store::RecordRow record{id_of_record, course, "booking", {}, "requested", "training", "online-form", today, charter};
        const vault::Values values{{"name", name_of(number)},
                                   {"email", "delegate" + std::to_string(number) + "@example.org"},
                                   {"organisation", "School " + std::to_string(number % 500)}};
        const KeyId id = TRY(keyring->add());
        const Secret key = TRY(keyring->unwrap(id));
        transaction.insert_record(record);
        transaction.put_part({record.id, "contact", 1, id, std::nullopt, false,
                              crypto::seal(key, as_bytes(vault::encode_values(values)), vault::sealing_context(record, "contact", 1))});
        ledger::Leaf leaf;
        leaf.event = "record.put";
        leaf.actor = "public";
        leaf.case_id = course;
        leaf.record = record.id;
        leaf.part = "contact";
        leaf.purpose = "training";
        leaf.charter = charter;
        ledger.append(transaction, leaf);
      }
      return {};
    }));
  }
}

void measure(std::uint64_t parts, const std::string& folder) {
  const std::string directory = folder + "/data";
  const ops::Unseal unseal{folder + "/key", std::nullopt};
  const SystemClock clock;
  need(ops::write_key_file(unseal.key_file));
  const charter::Charter charter = need(ops::compile_for_use("charters/portsmouth.toml"));
  const std::vector<ops::Officer> officers{{"Ada Example", "a@example.org", "manager"}, {"Bea Example", "b@example.org", "deputy"}};
  need(ops::Instance::create(directory, charter, unseal, officers, clock, true));
  const Secret root = need(ops::root_key(need(ops::read_description(directory)), unseal));
  fill(directory, root, charter.hash, parts, clock);
  {
    std::unique_ptr<ops::Instance> instance;
    {
      const Timed timed("open: keys, soundness, what is unfinished");
      instance = need(ops::Instance::open(directory, unseal, clock));
    }
    {
      const Timed timed("rebuild the index of names");
      need(instance->vault().index_names(instance->vault().gate().grant_system(policy::SystemTask::index_names)));
    }
  }
  ops::Backup backup;
  {
    const Timed timed("backup");
    backup = need(ops::take_backup(directory, unseal, folder + "/backups", folder + "/keys", clock));
  }
  const ops::RestoreFrom from{backup.database_folder, backup.keys_folder, directory + "/deposits"};
  const Timed timed("restore, with every part opened");
  const ops::Restored restored = need(ops::restore(from, folder + "/restored", unseal, clock));
  std::printf("%s parts opened, %s bytes backed up\n", std::to_string(restored.opened).c_str(), std::to_string(backup.bytes).c_str());
}

}  // namespace

int main(int count, char** values) {
  std::uint64_t parts = 0;
  if (count == 3) {
    const std::string_view text(values[1]);
    std::from_chars(text.data(), text.data() + text.size(), parts);
  }
  if (parts == 0 || !fs::is_directory(values[2]) || !fs::is_empty(values[2])) {
    std::fprintf(stderr, "bench_unseal PARTS FOLDER: how many, and an empty folder on the disk to measure\n");
    return 2;
  }
  measure(parts, values[2]);
  return 0;
}
