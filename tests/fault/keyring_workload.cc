// Store and keyring together, in the order that the vault keeps: a key is durable before its first record, and a destruction is
// an intent, then the erased key, then its completion.

#include <filesystem>
#include <optional>
#include <set>
#include <stdexcept>

#include "fault/acts.h"
#include "fault/workload.h"
#include "store/sqlite_store.h"
#include "vault/keyring.h"

namespace fault {
namespace {

using namespace concordat;

void require(const Result<void>& done) {
  if (!done) throw std::runtime_error(done.error().message);
}

const Secret& root_key() {
  static const Secret key(Bytes(crypto::kKeySize, 0x52));
  return key;
}

class KeyringWorkload final : public Workload {
 public:
  void open(const std::string& folder, store::Durability durability) override {
    // The keyring is made first; without a database beside it, making the data directory was cut off and begins again.
    if (!std::filesystem::exists(folder + "/database")) {
      std::filesystem::remove(folder + "/keyring");
      require(vault::Keyring::create(folder + "/keyring", root_key()));
    }
    auto keyring = vault::Keyring::open(folder + "/keyring", root_key());
    if (!keyring) throw std::runtime_error(keyring.error().message);
    keyring_ = std::move(keyring).value();
    store::SqliteSettings settings;
    settings.durability = durability;
    settings.checkpoint_frames = kCheckpointFrames;
    auto opened = store::open_sqlite_with(folder + "/database", settings);
    if (!opened) throw std::runtime_error(opened.error().message);
    store_ = std::move(opened).value();
    store_->before_commit([this] { return keyring_->sync(); });
    require(store_->write([](store::Transaction& transaction) -> Result<void> {
      const CivilDate day = CivilDate::from_days(1);
      if (!transaction.find_case(the_case())) transaction.insert_case({the_case(), "review", "R-1", "open", "c0ffee", day, 1});
      return {};
    }));
  }

  std::optional<std::uint64_t> act(std::uint32_t thread, std::uint32_t number) override {
    if (destroys(number)) return destroy(thread, number);
    const auto done = store_->write([&](store::Transaction& transaction) -> Result<void> {
      const RecordId record = record_of(thread, number);
      const KeyId id = TRY(keyring_->add());
      const Secret key = TRY(keyring_->unwrap(id));
      const Bytes sealed = crypto::seal(key, content_of(thread, number), record.bytes());
      transaction.insert_record({record, the_case(), "item", {}, "offered", "review", "form", CivilDate::from_days(2), "c0ffee"});
      transaction.put_part({record, "contact", 1, id, std::nullopt, false, sealed});
      transaction.append_leaf(name_of(thread, number), the_case());
      if (is_refused(number)) return Error{"refused", ""};
      return {};
    });
    return done.ok() ? std::optional<std::uint64_t>(0) : std::nullopt;
  }

  void close() override {
    store_.reset();
    keyring_.reset();
  }

  std::vector<std::string> judge(const std::string& folder, const std::vector<Confirmation>& confirmed, std::size_t) override {
    open(folder, store::Durability::off);  // the sync of this second life is not on trial
    auto problems = check(confirmed);
    close();
    return problems;
  }

 private:
  std::vector<std::string> check(const std::vector<Confirmation>& confirmed) {
    std::vector<std::string> problems;
    store_->read([&](store::Reader& reader) {
      const auto lines = reader.leaves(0, 3 * kThreads * kActs);
      const std::set<std::string> leaves(lines.begin(), lines.end());
      for (const auto& [thread, number, detail] : confirmed) {
        if (!leaves.contains(name_of(thread, number))) problems.push_back("confirmed act " + name_of(thread, number) + " is lost");
      }
      for (std::uint32_t thread = 0; thread < kThreads; ++thread) {
        for (std::uint32_t number = 0; number < kActs; ++number) check_act(reader, leaves, thread, number, problems);
      }
    });
    return problems;
  }

  std::optional<std::uint64_t> destroy(std::uint32_t thread, std::uint32_t number) {
    const RecordId record = record_of(thread, number - 2);
    std::optional<store::PartRow> part;
    require(store_->write([&](store::Transaction& transaction) -> Result<void> {
      part = transaction.find_part(record, "contact");
      transaction.append_leaf("intent " + name_of(thread, number), the_case());
      return {};
    }));
    require(keyring_->erase({part->key}));
    require(store_->write([&](store::Transaction& transaction) -> Result<void> {
      transaction.mark_part_destroyed(record, "contact");
      transaction.append_leaf(name_of(thread, number), the_case());
      return {};
    }));
    return 0;
  }

  bool opens(const store::PartRow& part, std::uint32_t thread, std::uint32_t number) const {
    const auto key = keyring_->unwrap(part.key);
    if (!key) return false;
    const auto content = crypto::open(*key, part.sealed, part.record.bytes());
    const Bytes expected = content_of(thread, number);
    return content && std::string(as_text(content->expose())) == as_text(expected);
  }

  void check_act(store::Reader& reader, const std::set<std::string>& leaves, std::uint32_t thread, std::uint32_t number,
                 std::vector<std::string>& problems) const {
    if (destroys(number)) return;  // looked at from the act whose part it destroys
    const std::string name = name_of(thread, number);
    const auto part = reader.find_part(record_of(thread, number), "contact");
    if (leaves.contains(name) != part.has_value()) problems.push_back("act " + name + " is there by half");
    if (!part) return;
    if (is_refused(number)) problems.push_back("refused act " + name + " is there");
    const std::string destroyer = name_of(thread, number + 2);
    const bool intended = destroys(number + 2) && leaves.contains("intent " + destroyer);
    const bool destroyed = destroys(number + 2) && leaves.contains(destroyer);
    if (part->destroyed != destroyed) problems.push_back("act " + destroyer + " is there by half");
    if (destroyed && keyring_->holds(part->key)) problems.push_back("the key that act " + destroyer + " destroyed is back");
    if (!intended && !opens(*part, thread, number)) problems.push_back("the part of act " + name + " does not open");
  }

  std::unique_ptr<vault::Keyring> keyring_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace

std::unique_ptr<Workload> make_keyring_workload() { return std::make_unique<KeyringWorkload>(); }

}  // namespace fault
