// Building, changing and measuring the index.
#include <algorithm>
#include <cmath>
#include <mutex>
#include <random>
#include <thread>

#include "match/index.h"
#include "match/large_pages.h"
#include "match/text.h"

namespace concordat::match {
namespace {

constexpr std::size_t kRandomPairs = 200'000;
constexpr double kTrustInUsual = 50;  // pairs' worth of belief in the usual levels of strangers

std::uint32_t years_of(const PersonRow& row) {
  const auto year = [](int value) { return value == 0 ? 0u : static_cast<std::uint32_t>(std::clamp(value - 1950, 1, 127)); };
  return year(row.since) << 17 | year(row.until) << 25;
}

Entry entry_of(const PersonRow& row, Dictionary& names, Dictionary& postcodes) {
  Entry entry;
  if (names.size() < kMostNames - 2) {
    entry.forename = names.add(fold(row.forename));
    entry.surname = names.add(fold(row.surname));
  }
  if (postcodes.size() < kMostPostcodes - 1) entry.postcode = postcodes.add(make_value(Kind::postcode, row.postcode).text);
  entry.birth_and_years = pack_birth(row.birth) | years_of(row);
  entry.phone = digest_of(make_value(Kind::phone, row.phone).text);
  entry.number = digest_of(make_value(Kind::identifier, row.number).text);
  return entry;
}

std::vector<std::uint32_t> renumbered(const Dictionary& from, Dictionary& to) {
  std::vector<std::uint32_t> numbers(from.size() + 1, 0);
  for (std::uint32_t number = 1; number <= from.size(); ++number) numbers[number] = to.add(from.text(number));
  return numbers;
}

Error cancelled() { return {"The build was cancelled.", "Nothing was written."}; }

// Each key of each entry, some hundred at a time: `fetch` sees them all before `each` does, since every one of them is somewhere else
// in memory.
template <class Fetch, class Each>
void for_each_bucket(const Core& core, KeyFamily family, const Family& out, const BuildProgress& progress, Fetch fetch, Each each) {
  constexpr std::uint32_t kAtOnce = 128;
  struct Place {
    std::uint32_t entry, bucket;
  };
  std::vector<Place> places;
  const auto count = static_cast<std::uint32_t>(core.entries.size());
  for (std::uint32_t begin = 0; begin < count && !progress.is_cancelled(); begin += kAtOnce) {
    places.clear();
    for (std::uint32_t at = begin; at < std::min(count, begin + kAtOnce); ++at) {
      for_each_key(core, core.entries[at], family, [&](std::uint64_t key) { places.push_back({at, out.bucket_of(key)}); });
    }
    for (const Place& place : places) fetch(place.bucket);
    for (const Place& place : places) each(place.entry, place.bucket);
  }
}

void lay_out_family(const Core& core, KeyFamily family, Family& out, const BuildProgress& progress) {
  std::size_t buckets = 1;
  while (buckets * 6 < core.entries.size()) buckets *= 2;
  reserve_large_pages(out.begins, buckets + 1);
  out.begins.assign(buckets + 1, 0);
  const auto fetch_begin = [&](std::uint32_t bucket) { __builtin_prefetch(&out.begins[bucket], 1); };
  for_each_bucket(core, family, out, progress, fetch_begin, [&](std::uint32_t, std::uint32_t bucket) { ++out.begins[bucket]; });
  std::uint32_t sum = 0;
  for (std::uint32_t& begin : out.begins) begin = sum += begin;  // ends, for now
  reserve_large_pages(out.postings, sum);
  out.postings.resize(sum);
  const auto fetch_end = [&](std::uint32_t bucket) {
    if (out.begins[bucket] > 0) __builtin_prefetch(&out.postings[out.begins[bucket] - 1], 1);
  };
  for_each_bucket(core, family, out, progress, fetch_end,
                  [&](std::uint32_t at, std::uint32_t bucket) { out.postings[--out.begins[bucket]] = posting_of(core, at); });
}

}  // namespace

void IndexBatch::add(const PersonRow& row) {
  Entry entry = entry_of(row, names_, postcodes_);
  entry.person = ids_.add(row.id);
  rows_.push_back(entry);
}

Result<std::unique_ptr<Index>> Index::build(std::vector<IndexBatch> batches, unsigned threads, const BuildProgress& progress) {
  std::unique_ptr<Index> index(new Index());
  Core& core = index->core_;
  std::size_t total = 0;
  for (const IndexBatch& batch : batches) total += batch.size();
  if (total > kMostPeople) return Error{"There are more than 268 million rows.", "Divide the extract."};
  core.entries.reserve(total);
  core.ids.reserve(total);
  for (IndexBatch& batch : batches) {
    if (progress.is_cancelled()) return cancelled();
    const auto names = renumbered(batch.names_, core.names);
    const auto postcodes = renumbered(batch.postcodes_, core.postcodes);
    std::vector<std::uint32_t> people(batch.ids_.size());
    for (std::uint32_t person = 0; person < batch.ids_.size(); ++person) people[person] = core.ids.add(batch.ids_.id(person));
    for (Entry entry : batch.rows_) {
      entry.forename = names[entry.forename];
      entry.surname = names[entry.surname];
      entry.postcode = postcodes[entry.postcode];
      entry.person = people[entry.person];
      core.entries.push_back(entry);
    }
    batch = IndexBatch();
  }
  progress.tell(0.3, "people numbered");
  TRY(index->lay_out(std::max(1u, threads), progress));
  return index;
}

Result<void> Index::lay_out(unsigned threads, const BuildProgress& progress) {
  auto& entries = core_.entries;
  if (core_.names.size() >= kMostNames || core_.postcodes.size() >= kMostPostcodes) {
    return Error{"There are more different names or postcodes than the index can number.",
                 "Check the map: is another column read as a name?"};
  }
  const auto by_person = [](const Entry& a, const Entry& b) { return a.person < b.person; };
  shrink_to_large_pages(entries);
  core_.names.shrink();
  core_.ids.shrink();
  if (!std::is_sorted(entries.begin(), entries.end(), by_person)) std::stable_sort(entries.begin(), entries.end(), by_person);
  order_postcodes(core_);
  for (const Entry& entry : entries) count_entry(core_, entry, true);
  progress.tell(0.4, "names counted");
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> workers;
    for (unsigned worker = 0; worker < threads; ++worker) {
      workers.emplace_back([&] {
        for (std::size_t at = next++; at < kKeyFamilies && !progress.is_cancelled(); at = next++) {
          lay_out_family(core_, static_cast<KeyFamily>(at), core_.families[at], progress);
        }
      });
    }
  }
  if (progress.is_cancelled()) return cancelled();
  laid_out_ = static_cast<std::uint32_t>(entries.size());
  removed_.assign(entries.size() / 64 + 1, 0);
  live_rows_ = entries.size();
  live_people_ = core_.ids.size();
  learn_strangers();
  progress.tell(1, "laid out");
  return {};
}

void Index::learn_strangers() {
  constexpr std::array kinds = {Kind::forename, Kind::surname, Kind::birth_date, Kind::postcode, Kind::phone, Kind::identifier};
  model_.fields.clear();
  model_.weights.clear();
  for (const Kind kind : kinds) {
    model_.fields.push_back({std::string(kind_name(kind)), kind});
    model_.weights.push_back(default_weights(kind));
  }
  const double people = std::max<double>(2, static_cast<double>(live_people_));
  model_.prior_same = 0.5 / people;  // whoever is asked for is as likely held as not
  model_.prior_household = std::min(0.4, 2 / people);
  std::array<std::array<double, kLevels>, 4> counts{};
  for (std::size_t field = 0; field < counts.size(); ++field) {
    for (std::size_t level = 0; level < kLevels; ++level) counts[field][level] = kTrustInUsual * model_.weights[field].stranger[level];
  }
  std::mt19937_64 random(20040717);
  for (std::size_t taken = 0; taken < kRandomPairs && core_.entries.size() > 1; ++taken) {
    const Entry& a = core_.entries[random() % core_.entries.size()];
    const Entry& b = core_.entries[random() % core_.entries.size()];
    if (a.person == b.person) continue;
    const auto name = [&](std::uint32_t number) { return number == 0 ? NameView() : core_.names.view(number); };
    const NamePair names = compare_names(name(a.forename), name(a.surname), name(b.forename), name(b.surname));
    const Level birth = compare_birth_dates(unpack_birth(a.birth()), unpack_birth(b.birth()));
    const auto code = [&](std::uint32_t number) { return number == 0 ? std::string_view() : core_.postcodes.text(number); };
    const Level postcode = compare_postcodes(code(a.postcode), code(b.postcode));
    const std::array levels = {names.forename, names.surname, birth, postcode};
    for (std::size_t field = 0; field < levels.size(); ++field) {
      if (levels[field] != Level::missing) counts[field][static_cast<std::size_t>(levels[field])] += 1;
    }
  }
  for (std::size_t field = 0; field < counts.size(); ++field) {
    double sum = 0;
    for (const double count : counts[field]) sum += count;
    for (std::size_t level = 0; level < kLevels; ++level)
      model_.weights[field].stranger[level] = std::max(counts[field][level] / sum, 1e-9);
    set_household_weights(kinds[field], model_.weights[field]);
  }
}

std::vector<std::uint32_t> Index::live_rows_of(std::uint32_t person) const {
  std::vector<std::uint32_t> rows;
  const auto end = core_.entries.begin() + laid_out_;
  for (auto at = std::lower_bound(core_.entries.begin(), end, person,
                                  [](const Entry&entry, std::uint32_t sought) { return entry.person < sought; });
       at != end && at->person == person; ++at) {
    const auto entry = static_cast<std::uint32_t>(at - core_.entries.begin());
    if (!is_removed(entry)) rows.push_back(entry);
  }
  if (const auto fresh = fresh_rows_.find(person); fresh != fresh_rows_.end()) {
    for (const std::uint32_t entry : fresh->second) {
      if (!is_removed(entry)) rows.push_back(entry);
    }
  }
  return rows;
}

bool Index::drop_rows(std::uint32_t person) {
  const auto rows = live_rows_of(person);
  for (const std::uint32_t entry : rows) {
    removed_[entry / 64] |= std::uint64_t{1} << entry % 64;
    count_entry(core_, core_.entries[entry], false);
    for (std::size_t family = 0; family < kKeyFamilies && entry >= laid_out_; ++family) {
      for_each_key(core_, core_.entries[entry], static_cast<KeyFamily>(family), [&](std::uint64_t key) {
        std::erase_if(fresh_[key], [&](const Posting& posting) { return posting.entry() == entry; });
      });
    }
  }
  fresh_rows_.erase(person);
  live_rows_ -= rows.size();
  live_people_ -= rows.empty() ? 0 : 1;
  return !rows.empty();
}

void Index::append(const PersonRow& row, std::uint32_t person) {
  Entry entry = entry_of(row, core_.names, core_.postcodes);
  entry.person = person;
  const auto number = static_cast<std::uint32_t>(core_.entries.size());
  core_.entries.push_back(entry);
  if (number / 64 >= removed_.size()) removed_.push_back(0);
  count_entry(core_, entry, true);
  fresh_rows_[person].push_back(number);
  for (std::size_t family = 0; family < kKeyFamilies; ++family) {
    for_each_key(core_, entry, static_cast<KeyFamily>(family),
                 [&](std::uint64_t key) { fresh_[key].push_back(posting_of(core_, number)); });
  }
  ++live_rows_;
}

std::shared_lock<std::shared_mutex> Index::lock_to_read() const {
  const std::lock_guard pass(gate_);
  return std::shared_lock(mutex_);
}

std::unique_lock<std::shared_mutex> Index::lock_to_write() {
  const std::lock_guard wait(gate_);
  return std::unique_lock(mutex_);
}

void Index::put(const std::vector<PersonRow>& rows) {
  if (rows.empty()) return;
  const auto lock = lock_to_write();
  const std::uint32_t person = core_.ids.add(rows.front().id);
  drop_rows(person);
  for (const PersonRow& row : rows) append(row, person);
  ++live_people_;
}

bool Index::remove(std::string_view id) {
  const auto lock = lock_to_write();
  const std::uint32_t person = core_.ids.find(id);
  return person != PersonIds::kNone && drop_rows(person);
}

std::uint64_t Index::people() const {
  const auto lock = lock_to_read();
  return live_people_;
}

std::uint64_t Index::rows() const {
  const auto lock = lock_to_read();
  return live_rows_;
}

std::size_t Index::bytes() const {
  const auto lock = lock_to_read();
  std::size_t total = core_.names.bytes() + core_.postcodes.bytes() + core_.ids.bytes() + core_.entries.capacity() * sizeof(Entry) +
                      removed_.capacity() * 8;
  for (const auto* const counts : {&core_.code_begins, &core_.forename_counts, &core_.surname_counts, &core_.postcode_counts}) {
    total += 4 * counts->capacity();
  }
  for (const Family& family : core_.families) total += family.begins.capacity() * 4 + family.postings.capacity() * sizeof(Posting);
  for (const auto& [key, postings] : fresh_) total += 48 + postings.capacity() * sizeof(Posting);
  return total;
}

}  // namespace concordat::match
