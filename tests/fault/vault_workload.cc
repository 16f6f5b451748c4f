// The vault and disposal as a whole: keys, database, ledger and deposits together. Each thread writes notes, corrects, reads and
// takes their consent back; the first one has what agencies supplied proposed, approved and destroyed, in time that goes on.

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "fault/office.h"

namespace fault {
namespace {

using namespace concordat;

constexpr std::uint32_t kActsOfANote = 5;    // added, corrected, read, corrected late, taken back or corrected again
constexpr std::uint32_t kActsOfAMatter = 6;  // supplied, closed, approved, approved, waiting, destroyed

std::string text_of(const std::string& place, int version) { return place + " version " + std::to_string(version); }
std::string place_of(const char* kind, std::uint32_t thread, std::uint32_t slot) {
  const bool is_note = std::string(kind) == "note";
  return is_note ? "T-" + std::to_string(thread) + "/" + std::to_string(slot) : std::string(kind) + "-" + std::to_string(slot) + "/0";
}

// What stands where once a thread has done so many acts. What is not there is not listed.
Found expected(std::uint32_t thread, std::uint32_t acts) {
  Found found;
  const std::uint32_t of_one = thread == 0 ? kActsOfAMatter : kActsOfANote;
  for (std::uint32_t slot = 0; slot * of_one < acts; ++slot) {
    const std::uint32_t done = std::min(acts - slot * of_one, of_one);
    if (thread == 0) {
      const std::string memo = place_of("memo", 0, slot), item = place_of("item", 0, slot);
      found[memo] = done >= 5 ? "destroyed" : text_of(memo, 1);
      found[item] = done >= 6 ? "destroyed" : text_of(item, 1);
    } else {
      const std::string note = place_of("note", thread, slot);
      found[note] = text_of(note, done == 1 ? 1 : 2);
      if (done == kActsOfANote) found[note] = slot % 2 == 0 ? "destroyed" : text_of(note, 3);
    }
  }
  return found;
}

class VaultWorkload final : public Workload {
 public:
  std::uint32_t acts() const override { return 30; }
  std::uint32_t acts_an_opening() const override { return 15; }

  void open(const std::string& folder, store::Durability) override {
    const std::string directory = folder + "/data";
    const bool is_new = !std::filesystem::exists(directory);
    if (is_new) make_office(directory, clock_);
    instance_ = require(ops::Instance::open(directory, office_key(), clock_));
    for (std::uint32_t thread = 1; is_new && thread < threads(); ++thread)
      runs_[thread] = open_case(instance_->vault(), "run", "T-" + std::to_string(thread));
  }
  void close() override { instance_.reset(); }

  std::optional<std::uint64_t> act(std::uint32_t thread, std::uint32_t number) override {
    return thread == 0 ? act_on_matter(number / kActsOfAMatter, number % kActsOfAMatter)
                       : act_on_note(thread, number / kActsOfANote, number % kActsOfANote);
  }

  std::vector<std::string> judge(const std::string& folder, const std::vector<Confirmation>& confirmed, std::size_t) override {
    auto opened = ops::Instance::open(folder + "/data", office_key(), clock_);
    if (!opened && confirmed.empty()) return {};  // its making was cut off, and said so
    if (!opened) return {opened.error().message};
    instance_ = std::move(opened).value();
    std::vector<std::string> problems;
    const Found found = look_around(*instance_, problems);
    std::array<std::uint32_t, kThreads> acts{};
    for (const auto& [thread, number, detail] : confirmed) {
      acts.at(thread) = number + 1;
      if (detail > 0) check_deposits(detail, (number + 1) / kActsOfAMatter, problems);
    }
    compare(found, acts, problems);
    // And life goes on.
    if (const auto deposited = instance_->deposit_checkpoint(); !deposited) problems.push_back(deposited.error().message);
    close();
    return problems;
  }

 private:
  std::uint64_t deposit() {
    require(instance_->write_missing_certificates());
    require(instance_->deposit_checkpoint());
    std::uint64_t newest = 0;
    for (const std::string& note : ops::deposited_heads(instance_->directory()))
      newest = std::max(newest, require(ledger::verify_checkpoint(note, instance_->ledger().public_key())).size);
    return newest;
  }

  std::optional<std::uint64_t> act_on_matter(std::uint32_t slot, std::uint32_t phase) {
    vault::Vault& vault = instance_->vault();
    const auto run = [&] {
      if (require(instance_->disposal().run()).refused > 0) throw std::runtime_error("a destruction was refused");
    };
    switch (phase) {
      case 0:
        memo_ = open_case(vault, "run", "memo-" + std::to_string(slot));
        matter_ = open_case(vault, "matter", "item-" + std::to_string(slot));
        add(vault, officer(vault, 0), memo_, "memo", text_of(place_of("memo", 0, slot), 1));
        add(vault, police(vault), matter_, "item", text_of(place_of("item", 0, slot), 1));
        return 0;
      case 1:
        end_case(vault, memo_);
        end_case(vault, matter_);
        return 0;
      case 2:
      case 3:
        approve(*instance_, open_proposal(vault, matter_), static_cast<int>(phase) - 2);
        return 0;
      case 4:
        clock_.advance(kMicrosecondsPerDay);
        run();
        return 0;
      default:
        clock_.advance(30 * kMicrosecondsPerDay);
        run();
        return deposit();
    }
  }

  std::optional<std::uint64_t> act_on_note(std::uint32_t thread, std::uint32_t slot, std::uint32_t phase) {
    vault::Vault& vault = instance_->vault();
    const std::string place = place_of("note", thread, slot);
    RecordId& note = notes_[thread];
    switch (phase) {
      case 0:
        note = add(vault, officer(vault, 0), runs_[thread], "note", text_of(place, 1));
        return 0;
      case 1:
        require(correct(vault, note, text_of(place, 2), 1));
        return 0;
      case 2:
        if (require(read(vault, note)) != text_of(place, 2)) throw std::runtime_error("something else was read");
        return 0;
      case 3:
        if (correct(vault, note, "late", 1)) throw std::runtime_error("a late correction was taken");
        return 0;
      default:
        if (slot % 2 == 0) withdraw(*instance_, note);
        else require(correct(vault, note, text_of(place, 3), 2));
        return 0;
    }
  }

  void check_deposits(std::uint64_t size, std::uint32_t certificates, std::vector<std::string>& problems) const {
    const std::string deposits = instance_->directory() + "/deposits/";
    if (!std::filesystem::exists(deposits + "police/checkpoint-" + std::to_string(size) + ".txt"))
      problems.push_back("a deposited head is lost");
    std::uint32_t found = 0;
    for (const auto& file : std::filesystem::directory_iterator(deposits + "police"))
      if (file.path().extension() == ".json") ++found;
    if (found < certificates) problems.push_back("a certificate is lost");
  }

  // Each record is as the confirmed acts left it, or as the one act more that was under way.
  static void compare(const Found& found, const std::array<std::uint32_t, kThreads>& acts, std::vector<std::string>& problems) {
    std::size_t known = 0;
    for (std::uint32_t thread = 0; thread < kThreads; ++thread) {
      const Found before = expected(thread, acts[thread]);
      const Found after = expected(thread, acts[thread] + 1);
      for (const auto& [place, name] : after) {
        const auto is = found.find(place);
        const auto was = before.find(place);
        if (is != found.end()) ++known;
        const bool as_before = was == before.end() ? is == found.end() : is != found.end() && is->second == was->second;
        if (as_before || (is != found.end() && is->second == name)) continue;
        problems.push_back(place + " is " + (is == found.end() ? "lost" : "\"" + is->second + "\"") + " and not \"" + name + "\"");
      }
    }
    if (known != found.size()) problems.push_back("there is a record that nobody added");
  }

  ManualClock clock_{london_midnight(first_day())};
  std::unique_ptr<ops::Instance> instance_;
  std::array<CaseId, kThreads> runs_;
  std::array<RecordId, kThreads> notes_;
  CaseId memo_, matter_;
};

}  // namespace

std::unique_ptr<Workload> make_vault_workload() { return std::make_unique<VaultWorkload>(); }

}  // namespace fault
