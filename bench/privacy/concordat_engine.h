#pragma once
// The product itself, with everything on.

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>

#include "charter_text.h"
#include "engine.h"
#include "ops/instance.h"

namespace concordat::privacy {

enum class Stage { look_up, decide, act };  // what the time of an operation goes to: told apart to say what policy costs

class ConcordatEngine final : public Engine {
 public:
  explicit ConcordatEngine(const std::string& folder);
  std::string name() const override { return "Concordat"; }
  void load(const Model& model, std::uint32_t clients) override;
  std::unique_ptr<Client> client() override;
  std::vector<Held> held() override;
  std::uint64_t bytes_on_disk() override;
  std::string more() override;

  // For the clients.
  vault::Vault& vault() { return instance_->vault(); }
  vault::Disposal& disposal() { return instance_->disposal(); }
  const policy::Actor& clerk() const { return clerk_; }
  RecordId record(std::uint32_t key) const { return records_[key]; }
  RecordId plan(std::uint32_t user) const { return plans_[user]; }
  CaseId user_case(std::uint32_t user) const { return cases_[user]; }
  RecordId add(CaseId case_id, const std::string& kind, const char* part, vault::NewPart content);
  void keep(std::uint32_t key, RecordId record) { records_[key] = record; }
  void change(const std::function<void(Terms&)>& edit);  // compiles, checks and activates the next charter
  template <class Work>
  auto timed(Stage stage, Work work) {
    const auto began = std::chrono::steady_clock::now();
    auto result = work();
    const auto spent = std::chrono::steady_clock::now() - began;
    spent_[static_cast<std::size_t>(stage)] += static_cast<std::uint64_t>(std::chrono::nanoseconds(spent).count());
    return result;
  }
  // Closes it and opens it again; the seconds that took.
  double reopen();
  const std::string& directory() const { return directory_; }
  std::uint64_t leaves();
  ByteView public_key() { return instance_->ledger().public_key(); }

 private:
  void load_user(const Model& model, std::uint32_t user, const std::vector<std::uint32_t>& keys);
  std::vector<Held> held_of_user(std::uint32_t user, const std::map<std::string, Terms>& terms);

  std::string directory_;
  std::string key_file_;
  SystemClock clock_;
  std::unique_ptr<ops::Instance> instance_;
  policy::Actor clerk_;
  AccountId first_, second_;
  std::vector<RecordId> records_;  // by key; room for what is made later
  std::vector<RecordId> plans_;
  std::vector<CaseId> cases_;
  std::map<RecordId, std::uint32_t> keys_;
  struct Edit {
    const std::function<void(Terms&)>& edit;
    bool done = false;
  };
  std::mutex edits_mutex_;  // guards the next
  std::vector<Edit*> edits_;
  std::mutex terms_mutex_;  // guards the next two, and `done` of edits: one charter is prepared at a time
  Terms terms_;
  std::map<std::string, Terms> terms_of_charter_;
  std::array<std::atomic<std::uint64_t>, 3> spent_{};
};

template <class Value>
Value need(Result<Value> result) {
  if (!result) throw std::runtime_error(result.error().message + " " + result.error().remedy);
  return std::move(*result);
}
void need(Result<void> result);

}  // namespace concordat::privacy
