// What an operator does to a whole directory, one command after the other: make it, back it up, put another charter into force,
// destroy, restore. Acts are open to close, as a command is.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <stdexcept>

#include "fault/office.h"
#include "ops/backup.h"
#include "ops/restore.h"

namespace fault {
namespace {

namespace fs = std::filesystem;
using namespace concordat;

enum Act : std::uint32_t {
  make,
  write,
  back_up,
  withdraw_consent,
  back_up_again,
  activate,
  destroy_item,
  restore_first,
  write_into_restored,
  try_second,
  back_up_when_first_keys_lapsed,
  kActsInAll
};

constexpr const char* kRestored = "/restored";

class OperationsWorkload final : public Workload {
 public:
  std::uint32_t threads() const override { return 1; }
  std::uint32_t acts() const override { return kActsInAll; }
  std::uint32_t acts_an_opening() const override { return kActsInAll; }

  void open(const std::string& folder, store::Durability) override { folder_ = folder; }
  void close() override {}

  std::optional<std::uint64_t> act(std::uint32_t, std::uint32_t number) override {
    switch (number) {
      case make: make_office(data(), clock_); break;
      case write: in(data(), [&](ops::Instance& instance) { write_first(instance); }); break;
      case back_up:
      case back_up_again: backups_.push_back(back_up_now()); break;
      case withdraw_consent: in(data(), [&](ops::Instance& instance) { withdraw(instance, note_); }); break;
      case activate: activate_next(); break;
      case destroy_item:
        in(data(), [&](ops::Instance& instance) {
          clock_.advance(31 * kMicrosecondsPerDay);
          require(instance.disposal().run());
          require(instance.write_missing_certificates());
          require(instance.deposit_checkpoint());
        });
        break;
      case restore_first: require(ops::restore(from(backups_.at(0)), folder_ + kRestored, office_key(), clock_)); break;
      case write_into_restored:
        in(folder_ + kRestored,
           [&](ops::Instance& instance) { add(instance.vault(), officer(instance.vault(), 0), run_, "note", "after"); });
        break;
      case try_second: require(ops::drill(from(backups_.at(1)), data(), office_key(), clock_)); break;
      default:
        clock_.advance(5 * kMicrosecondsPerDay);
        backups_.push_back(back_up_now());
    }
    return 0;
  }

  std::vector<std::string> judge(const std::string& folder, const std::vector<Confirmation>& confirmed, std::size_t cut) override {
    folder_ = folder;
    done_ = static_cast<std::uint32_t>(confirmed.size());
    problems_.clear();
    clock_.set(london_midnight(first_day().plus_days(40)));
    look_at_data();
    look_at_backups(cut);
    look_at_restored();
    return problems_;
  }

 private:
  std::string data() const { return folder_ + "/data"; }
  std::string keys_of(const std::string& backup) const {
    return folder_ + "/keys/keys-" + fs::path(backup).filename().string().substr(std::string("backup-").size());
  }
  ops::RestoreFrom from(const std::string& backup) const { return {backup, keys_of(backup), data() + "/deposits"}; }
  bool is_done(Act act) const { return done_ > act; }
  bool is_begun(Act act) const { return done_ >= act; }
  void say(const std::string& problem) { problems_.push_back(problem); }

  void in(const std::string& directory, const std::function<void(ops::Instance&)>& work) {
    const auto instance = require(ops::Instance::open(directory, office_key(), clock_));
    work(*instance);
  }

  void write_first(ops::Instance& instance) {
    vault::Vault& vault = instance.vault();
    run_ = open_case(vault, "run", "run");
    note_ = add(vault, officer(vault, 0), run_, "note", "taken back");
    add(vault, officer(vault, 0), run_, "note", "kept");
    const CaseId matter = open_case(vault, "matter", "matter");
    add(vault, police(vault), matter, "item", "supplied");
    end_case(vault, matter);
    for (const int number : {0, 1}) approve(instance, open_proposal(vault, matter), number);
  }

  std::string back_up_now() {
    clock_.advance(kMicrosecondsPerSecond);
    return require(ops::take_backup(data(), office_key(), folder_ + "/backups", folder_ + "/keys", clock_)).database_folder;
  }

  void activate_next() {
    const std::string next = office_key().key_file + ".toml";
    std::ifstream charter(kCharterFile);
    std::string text(std::istreambuf_iterator<char>(charter), {});
    text.replace(text.find("version = \"1\""), 13, "version = \"2\"");
    std::ofstream(next) << text;
    const charter::Charter compiled = require(ops::compile_for_use(next));
    fs::remove(next);
    in(data(), [&](ops::Instance& instance) {
      require(instance.vault().check_over_held(compiled));
      require(instance.vault().activate(compiled, officer(instance.vault(), 0).account, officer(instance.vault(), 1).account));
      require(instance.deposit_checkpoint());
    });
  }

  // What an act that is done leaves, and one that is not begun cannot have left.
  void compare(const std::string& where, const Found& found, const std::string& place, Act made, const std::string& name,
               std::optional<Act> destroyed) {
    const auto is = found.find(place);
    const std::string what = is == found.end() ? "" : is->second;
    const bool may_be_absent = !is_done(made);
    const bool may_be_held = is_begun(made) && !(destroyed && is_done(*destroyed));
    const bool may_be_destroyed = destroyed && is_begun(*destroyed);
    if ((what.empty() && may_be_absent) || (what == name && may_be_held) || (what == "destroyed" && may_be_destroyed)) return;
    say(where + ": \"" + name + "\" is " + (what.empty() ? "lost" : what) + " after " + std::to_string(done_) + " acts");
  }

  void look_at_data() {
    const auto opened = ops::Instance::open(data(), office_key(), clock_);
    if (!opened) {
      if (is_done(make)) say(opened.error().message);
      return;
    }
    const Found found = look_around(**opened, problems_);
    compare("data", found, "run/0", write, "taken back", withdraw_consent);
    compare("data", found, "run/1", write, "kept", std::nullopt);
    compare("data", found, "matter/0", write, "supplied", destroy_item);
    const std::string version = (*opened)->charter().version;
    if ((version == "2" && !is_begun(activate)) || (version == "1" && is_done(activate))) say("version " + version + " is in force");
  }

  // Every backup that carries its name is whole; with the deposits of now, nothing that was destroyed comes back.
  void look_at_backups(std::size_t cut) {
    std::vector<std::string> backups;
    std::error_code none;
    for (const auto& folder : fs::directory_iterator(folder_ + "/backups", none))
      if (folder.path().extension() != ".new") backups.push_back(folder.path().string());
    std::ranges::sort(backups);
    const std::size_t least = static_cast<std::size_t>(is_done(back_up)) + is_done(back_up_again) + is_done(back_up_when_first_keys_lapsed);
    if (backups.size() < least) say("a confirmed backup is lost");
    if (backups.empty()) return;
    const std::string& backup = backups.at(cut % backups.size());
    const bool may_have_lapsed = backup != backups.back() && is_begun(back_up_when_first_keys_lapsed);
    if (!fs::exists(keys_of(backup) + "/keyring")) {
      if (!may_have_lapsed) say("a backup has no keys");
      return;
    }
    const std::string directory = folder_ + "/restored-now";
    const auto restored = ops::restore(from(backup), directory, office_key(), clock_);
    // A folder of keys that is being removed is no backup any more.
    if (!restored && may_have_lapsed) return;
    if (!restored) return say("a backup cannot be restored: " + restored.error().message);
    look_into_restored(directory);
  }

  void look_into_restored(const std::string& directory) {
    const auto opened = ops::Instance::open(directory, office_key(), clock_);
    if (!opened) return say("what was restored does not open: " + opened.error().message);
    Found found = look_around(**opened, problems_);
    if (found["run/0"] == "taken back" && is_done(withdraw_consent)) say("what was taken back is back after a restore");
    if (found["matter/0"] == "supplied" && is_done(destroy_item)) say("what was destroyed is back after a restore");
    if (found["run/1"] != "kept") say("what was kept is lost by a restore");
  }

  void look_at_restored() {
    const std::string directory = folder_ + kRestored;
    const auto opened = ops::Instance::open(directory, office_key(), clock_);
    if (!opened) {
      if (is_done(restore_first)) say("what was restored does not open: " + opened.error().message);
      return;
    }
    if (!is_begun(restore_first)) say("something was restored too early");
    Found found = look_around(**opened, problems_);
    if (found["run/0"] != "destroyed" || found["matter/0"] != "destroyed") say("what was destroyed is back after a restore");
    if (found["run/1"] != "kept") say("what was kept is lost by a restore");
    if (found["run/2"] != "after" && is_done(write_into_restored)) say("what was written after a restore is lost");
  }

  std::string folder_;
  ManualClock clock_{london_midnight(first_day())};
  std::vector<std::string> backups_;
  CaseId run_;
  RecordId note_;
  std::uint32_t done_ = 0;
  std::vector<std::string> problems_;
};

}  // namespace

std::unique_ptr<Workload> make_operations_workload() { return std::make_unique<OperationsWorkload>(); }

}  // namespace fault
