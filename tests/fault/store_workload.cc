// The store alone: records with a part and a leaf, destructions, and acts that are refused half-way.

#include <set>
#include <stdexcept>

#include "fault/acts.h"
#include "fault/workload.h"
#include "store/sqlite_store.h"

namespace fault {
namespace {

using namespace concordat;

class StoreWorkload final : public Workload {
 public:
  void open(const std::string& folder, store::Durability durability) override {
    store::SqliteSettings settings;
    settings.durability = durability;
    settings.checkpoint_frames = kCheckpointFrames;
    auto opened = store::open_sqlite_with(folder + "/database", settings);
    if (!opened) throw std::runtime_error(opened.error().message);
    store_ = std::move(opened).value();
    const auto done = store_->write([](store::Transaction& transaction) -> Result<void> {
      const CivilDate day = CivilDate::from_days(1);
      if (!transaction.find_case(the_case())) transaction.insert_case({the_case(), "review", "R-1", "open", "c0ffee", day, 1});
      return {};
    });
    if (!done) throw std::runtime_error(done.error().message);
  }

  std::optional<std::uint64_t> act(std::uint32_t thread, std::uint32_t number) override {
    const auto done = store_->write([&](store::Transaction& transaction) -> Result<void> {
      const RecordId record = record_of(thread, number);
      transaction.insert_record({record, the_case(), "item", {}, "offered", "review", "form", CivilDate::from_days(2), "c0ffee"});
      transaction.put_part({record, "contact", 1, derived_id<KeyId>("key"), CivilDate::from_days(9), false, content_of(thread, number)});
      if (destroys(number)) transaction.mark_part_destroyed(record_of(thread, number - 2), "contact");
      transaction.append_leaf(name_of(thread, number), the_case());
      if (is_refused(number)) return Error{"refused", ""};
      return {};
    });
    return done.ok() ? std::optional<std::uint64_t>(0) : std::nullopt;
  }

  void close() override { store_.reset(); }

  std::vector<std::string> judge(const std::string& folder, const std::vector<Confirmation>& confirmed, std::size_t) override {
    open(folder, store::Durability::off);  // the sync of this second life is not on trial
    auto problems = check(confirmed);
    close();
    return problems;
  }

 private:
  std::vector<std::string> check(const std::vector<Confirmation>& confirmed) {
    std::vector<std::string> problems;
    std::set<std::string> kept;
    for (const auto& [thread, number, detail] : confirmed) kept.insert(name_of(thread, number));
    store_->read([&](store::Reader& reader) {
      const auto lines = reader.leaves(0, 2 * kThreads * kActs);
      const std::set<std::string> leaves(lines.begin(), lines.end());
      if (leaves.size() != lines.size() || lines.size() != reader.leaf_count()) problems.push_back("leaves are doubled or missing");
      for (const auto& name : kept) {
        if (!leaves.contains(name)) problems.push_back("confirmed act " + name + " is lost");
      }
      for (std::uint32_t thread = 0; thread < kThreads; ++thread) {
        for (std::uint32_t number = 0; number < kActs; ++number) check_act(reader, leaves, thread, number, problems);
      }
    });
    const auto more = store_->write([](store::Transaction& transaction) -> Result<void> {
      transaction.append_leaf("afterwards", the_case());
      return {};
    });
    if (!more) problems.push_back("nothing can be written any more: " + more.error().message);
    return problems;
  }

  static void check_act(store::Reader& reader, const std::set<std::string>& leaves, std::uint32_t thread, std::uint32_t number,
                        std::vector<std::string>& problems) {
    const std::string name = name_of(thread, number);
    const bool there = leaves.contains(name);
    const auto record = reader.find_record(record_of(thread, number));
    const auto part = reader.find_part(record_of(thread, number), "contact");
    if (there != record.has_value() || there != part.has_value()) problems.push_back("act " + name + " is there by half");
    if (there && is_refused(number)) problems.push_back("refused act " + name + " is there");
    if (!part) return;
    const bool destroyed = destroys(number + 2) && leaves.contains(name_of(thread, number + 2));
    if (part->destroyed != destroyed) problems.push_back("act " + name_of(thread, number + 2) + " is there by half");
    const Bytes expected = destroyed ? Bytes() : content_of(thread, number);
    if (part->sealed != expected) problems.push_back("the part of act " + name + " has other bytes");
  }

  std::unique_ptr<store::Store> store_;
};

}  // namespace

std::unique_ptr<Workload> make_store_workload() { return std::make_unique<StoreWorkload>(); }

}  // namespace fault
