// Changes of the root key, cut anywhere: the old key or the new one opens everything, never neither and never a mix.

#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "charter/charter.h"
#include "fault/acts.h"
#include "fault/workload.h"
#include "ops/root_key.h"
#include "ops/secrets.h"

namespace fault {
namespace {

using namespace concordat;
namespace fs = std::filesystem;

constexpr std::uint32_t kChange = kActsAnOpening / 2;  // of each opening's acts, this one changes the key; those before add something
constexpr std::uint32_t kKeys = kActs / kActsAnOpening + 1;

template <class Value>
Value need(Result<Value> done) {
  if (!done) throw std::runtime_error(done.error().message);
  return std::move(done).value();
}
void need(const Result<void>& done) {
  if (!done) throw std::runtime_error(done.error().message);
}

// The key files lie apart from the directory and are not on trial.
class KeyFile {
 public:
  explicit KeyFile(char digit) {
    std::string pattern = (fs::temp_directory_path() / "concordat-root-key-XXXXXX").string();
    const int file = ::mkstemp(pattern.data());
    if (file < 0) throw std::runtime_error("no key file can be made");
    ::close(file);
    path_ = pattern;
    std::ofstream(path_) << std::string(2 * crypto::kKeySize, digit) << "\n";
  }
  KeyFile(const KeyFile&) = delete;
  KeyFile& operator=(const KeyFile&) = delete;
  ~KeyFile() { fs::remove(path_); }
  ops::Unseal unseal() const { return {path_, std::nullopt}; }

 private:
  std::string path_;
};

class RootKeyWorkload final : public Workload {
 public:
  void open(const std::string& folder, store::Durability) override {
    folder_ = folder;
    if (!fs::exists(made()) && fs::is_empty(folder)) make();
    if (!fs::exists(made())) return;  // making the directory was cut off: that is not on trial
    for (key_ = 0; key_ < kKeys; ++key_) {
      auto opened = ops::Instance::open(folder_, keys_[key_].unseal(), clock_);
      if (!opened) continue;
      instance_ = std::move(*opened);
      return;
    }
    throw std::runtime_error("no key opens the directory");
  }

  // One thread alone: changing the key is done with everything else at rest.
  std::optional<std::uint64_t> act(std::uint32_t thread, std::uint32_t number) override {
    if (thread != 0 || number % kActsAnOpening > kChange) return std::nullopt;
    if (number % kActsAnOpening == kChange) {
      need(ops::change_root_key(*instance_, keys_[key_].unseal(), keys_[key_ + 1].unseal(), derived_id<AccountId>("first"),
                                derived_id<AccountId>("second")));
    } else {
      const AccountId id = derived_id<AccountId>(name_of(0, number));
      const parties::Account account{id, {}, "Ada Example", "ada@example.org", "", {"manager"}, {}, {}};
      need(instance_->vault().add_account(account, "system"));
    }
    return std::uint64_t{0};
  }

  std::vector<std::string> judge(const std::string& folder, const std::vector<Confirmation>& confirmed, std::size_t) override {
    open(folder, store::Durability::off);
    auto problems = check(confirmed);
    close();
    return problems;
  }

  void close() override { instance_.reset(); }

 private:
  std::vector<std::string> check(const std::vector<Confirmation>& confirmed) {
    std::vector<std::string> problems;
    if (!instance_) return confirmed.empty() ? problems : std::vector<std::string>{"the directory is lost"};
    std::uint32_t changes = 0;
    for (const auto& [thread, number, unused] : confirmed) {
      const bool change = number % kActsAnOpening == kChange;
      changes += change;
      if (!change && !is_held(number)) problems.push_back("confirmed act " + name_of(thread, number) + " is lost");
    }
    if (key_ < changes) problems.push_back("a confirmed change of the key is undone");
    if (const auto tried = instance_->vault().try_every_part(); !tried) problems.push_back(tried.error().message);
    const ops::Description description = need(ops::read_description(folder_));
    for (std::uint32_t other = 0; other < kKeys; ++other)
      if (other != key_ && ops::read_secrets(folder_, need(ops::root_key(description, keys_[other].unseal()))))
        problems.push_back("two keys open the directory");
    for (const auto& file : fs::directory_iterator(folder_))
      if (file.path().extension() == ".next" || file.path().filename() == "root-key-change")
        problems.push_back("a change is left half done");
    check_ledger(changes, problems);
    return problems;
  }

  std::string made() const { return folder_ + "/made"; }

  void make() {
    const auto charter = charter::compile("charters/stockport.toml").charter;
    const std::vector<ops::Officer> officers{{"Ada Example", "a@example.org", "manager"}, {"Bea Example", "b@example.org", "deputy"}};
    need(ops::Instance::create(folder_, charter.value(), keys_[0].unseal(), officers, clock_, false));
    need(ops::write_file(made(), "made\n"));
  }

  bool is_held(std::uint32_t number) {
    bool held = false;
    instance_->vault().store().read([&](store::Reader& reader) {
      held = reader.find_part(*RecordId::from_bytes(derived_id<AccountId>(name_of(0, number)).bytes()), "account").has_value();
    });
    return held;
  }

  // Each change that was begun has its end in the ledger, and there are as many as the key says.
  void check_ledger(std::uint32_t confirmed, std::vector<std::string>& problems) {
    std::uint32_t begun = 0, changed = 0, kept = 0;
    instance_->vault().store().read([&](store::Reader& reader) {
      for (const std::string& line : reader.leaves(0, 10 * kThreads * kActs)) {
        begun += line.find("root-key.intended") != std::string::npos;
        changed += line.find("root-key.changed") != std::string::npos;
        kept += line.find("root-key.kept") != std::string::npos;
      }
    });
    if (changed != key_ || changed < confirmed || begun != changed + kept) problems.push_back("the ledger tells of other changes");
  }

  const SystemClock clock_;
  const std::array<KeyFile, kKeys> keys_{KeyFile('1'), KeyFile('2'), KeyFile('3'), KeyFile('4')};
  std::string folder_;
  std::uint32_t key_ = 0;
  std::unique_ptr<ops::Instance> instance_;
};

}  // namespace

std::unique_ptr<Workload> make_root_key_workload() { return std::make_unique<RootKeyWorkload>(); }

}  // namespace fault
