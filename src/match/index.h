#pragma once
// A whole nation of people in memory, asked in microseconds. Look-ups run beside each other and beside changes; a change is found
// by the next look-up. On disk the index is sealed; digests and postings exist in memory only.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "match/index_data.h"
#include "match/model.h"
#include "match/question.h"

namespace concordat::match {

struct Weight {
  Level level = Level::missing;
  double bits = 0;            // log2 of the odds for one person against strangers
  double household_bits = 0;  // and for two of one household against strangers
};

struct Candidate {
  PersonRow held;          // as folded in the index; phone and number are not held as text
  double probability = 0;  // same person
  double household = 0;    // another person of the same household
  double prior_bits = 0, household_prior_bits = 0;
  double names_bits = 0;  // 0 or less: both names go together more often than each for itself would have it
  double rival_bits = 0;  // 0 or less: another candidate is likely the person, and few are held twice
  std::array<Weight, kIndexFields> weights;
  std::vector<KeyFamily> found_by;
};

struct LookupResult {
  std::vector<Candidate> candidates;  // most probable first, one a person
  std::uint64_t compared = 0;
  std::vector<KeyFamily> cut;  // more people share this key than are compared: a better query is needed to be sure
};

struct BuildProgress {
  std::function<void(double share, std::string_view what)> tell = [](double, std::string_view) {};
  const std::atomic<bool>* cancelled = nullptr;
  bool is_cancelled() const { return cancelled != nullptr && cancelled->load(); }
};

class Index;

// Gathers people and lays out the index. Each thread fills a batch of its own; batches are joined in the order given.
class IndexBatch {
 public:
  void add(const PersonRow& row);
  std::size_t size() const { return rows_.size(); }

 private:
  friend class Index;
  Dictionary names_, postcodes_;
  std::vector<Entry> rows_;  // person: place in ids_
  PersonIds ids_;
};

class Index {
 public:
  static Result<std::unique_ptr<Index>> build(std::vector<IndexBatch> batches, unsigned threads, const BuildProgress& progress);

  LookupResult find(const PersonRow& query, std::size_t most = 20) const;
  std::optional<std::vector<PersonRow>> rows_of(std::string_view id) const;  // what is held under an id
  LookupResult compare(const PersonRow& query, std::string_view id) const;   // the one candidate, however improbable

  void put(const std::vector<PersonRow>& rows);  // all rows of one person: replaces what was held under the id
  bool remove(std::string_view id);
  std::uint64_t people() const;
  std::uint64_t rows() const;
  std::size_t bytes() const;

  // Sealed with a key of 32 bytes; `save` is atomic. See docs/formats/match-index.md.
  Result<void> save(const std::string& path, const Secret& key) const;
  static Result<std::unique_ptr<Index>> load(const std::string& path, const Secret& key, unsigned threads, const BuildProgress& progress);

 private:
  friend class Lookup;
  Index() = default;
  Result<void> lay_out(unsigned threads, const BuildProgress& progress);
  void learn_strangers();
  std::vector<std::uint32_t> live_rows_of(std::uint32_t person) const;
  void append(const PersonRow& row, std::uint32_t person);
  bool drop_rows(std::uint32_t person);
  PersonRow row_of(std::uint32_t entry) const;
  bool is_removed(std::uint32_t entry) const { return (removed_[entry / 64] >> entry % 64 & 1) != 0; }

  // Readers pass the gate one by one; a writer holds it while it waits, so that look-ups without a pause cannot keep a change out.
  std::shared_lock<std::shared_mutex> lock_to_read() const;
  std::unique_lock<std::shared_mutex> lock_to_write();

  mutable std::mutex gate_;
  mutable std::shared_mutex mutex_;
  Core core_;
  std::uint32_t laid_out_ = 0;  // entries below are in the families and in the order of their persons; those above are fresh
  std::unordered_map<std::uint64_t, std::vector<Posting>> fresh_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> fresh_rows_;  // by person
  std::vector<std::uint64_t> removed_;                                        // one bit an entry
  std::uint64_t live_rows_ = 0;
  std::uint64_t live_people_ = 0;
  Model model_;  // fields in the order of IndexField
};

}  // namespace concordat::match
