#include "workload.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace concordat::privacy {
namespace {

constexpr std::uint32_t kRecordsOfAUser = 10;
constexpr double kSkew = 0.99;
constexpr std::int64_t kFirstDay = 21'000;  // 1 July 2027: what is kept is not due while the benchmark runs
constexpr std::size_t kFieldBytes = 10;
constexpr std::size_t kFields = 10;

std::uint64_t mixed(std::uint64_t value) {  // SplitMix64's last step
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

bool is_of_purpose(Kind kind) {
  return kind == Kind::read_purpose || kind == Kind::set_period || kind == Kind::set_sharing || kind == Kind::set_access;
}

bool changes(Kind kind) {
  return kind == Kind::create || kind == Kind::remove || kind == Kind::update_key;
}

}  // namespace

const char* name_of(Kind kind) {
  static constexpr std::array<const char*, kKinds> names = {
      "create",        "delete by key",     "read by key",        "read by purpose",   "read by user",
      "update by key", "period of purpose", "sharing of purpose", "access of purpose", "day of user",
      "read metadata by user", "read log", "verify deletion"};
  return names[static_cast<std::size_t>(kind)];
}

// "Update metadata by purpose" changes one of three fields of it, in turn.
const std::vector<Mix>& mixes() {
  static const std::vector<Mix> all = {
      {"controller", false,
       {{Kind::create, .25}, {Kind::remove, .25}, {Kind::set_period, .25 / 3}, {Kind::set_sharing, .25 / 3}, {Kind::set_access, .25 / 3},
        {Kind::set_day, .25}}},
      {"customer", true,
       {{Kind::read_key, .2}, {Kind::read_purpose, .1}, {Kind::read_user, .1}, {Kind::update_key, .2}, {Kind::remove, .2},
        {Kind::set_period, .1 / 3}, {Kind::set_sharing, .1 / 3}, {Kind::set_access, .1 / 3}, {Kind::set_day, .1}}},
      {"processor", false, {{Kind::read_key, .2}, {Kind::read_purpose, .4}, {Kind::read_user, .4}}},
      {"processor .8", true, {{Kind::read_key, .8}, {Kind::read_purpose, .1}, {Kind::read_user, .1}}},
      {"regulator", true, {{Kind::read_metadata, .46}, {Kind::read_log, .31}, {Kind::verify_removal, .23}}}};
  return all;
}

std::string data_of(std::uint32_t key, std::uint32_t version) {
  std::uint64_t value = mixed((std::uint64_t{key} << 32 | version) + 0x9e3779b97f4a7c15ULL);
  std::string text(kFieldBytes, 'a');
  for (char& letter : text) {
    letter = static_cast<char>('a' + value % 26);
    value /= 26;
  }
  return text;
}

std::string numbered(const char* word, std::uint32_t number) {
  char text[16];
  std::snprintf(text, sizeof text, "%s-%02u", word, number);
  return text;
}

std::string user_name(std::uint32_t user) {
  char text[16];
  std::snprintf(text, sizeof text, "user-%05u", user);
  return text;
}

std::uint64_t digest_of(std::string_view text) {
  std::uint64_t digest = 0xcbf29ce484222325ULL;
  for (const char letter : text) digest = (digest ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
  return mixed(digest);
}

std::int64_t day_number(std::uint32_t day) { return kFirstDay + 10 * std::int64_t{day}; }
std::int64_t period_days(std::uint32_t period) { return 100 * (std::int64_t{period} + 1); }

Model::Model(std::uint32_t records, std::uint32_t clients, std::uint64_t seed)
    : users_(records / kRecordsOfAUser), clients_(clients), random_(seed), keys_of_user_(users_), days_(users_) {
  double sum = 0;
  for (std::uint32_t rank = 1; rank <= records; ++rank) zipf_.push_back(sum += 1 / std::pow(rank, kSkew));
  for (std::uint32_t user = 0; user < users_; ++user) days_[user] = user % kValues;
  for (std::uint32_t key = 0; key < records; ++key) {
    records_.push_back(new_record(key));
    keys_of_user_[records_[key].user].push_back(key);
    keys_of_purpose_[records_[key].purpose].push_back(key);
  }
  periods_.fill(kValues - 1);
}

Record Model::new_record(std::uint32_t key) const { return {key % users_, (key + key / users_) % kPurposes, 0, true}; }

std::uint32_t Model::pick_key(bool zipf) {
  if (!zipf) return static_cast<std::uint32_t>(random_() % records_.size());
  const double point = std::uniform_real_distribution<double>(0, zipf_.back())(random_);
  return static_cast<std::uint32_t>(std::lower_bound(zipf_.begin(), zipf_.end(), point) - zipf_.begin());
}

void Model::target(Operation& operation, const Mix& mix) {
  double point = std::uniform_real_distribution<double>(0, 1)(random_);
  operation.kind = mix.shares.back().first;
  for (const auto& [kind, share] : mix.shares) {
    if (point < share) {
      operation.kind = kind;
      break;
    }
    point -= share;
  }
  operation.key = operation.kind == Kind::create ? static_cast<std::uint32_t>(records_.size()) : pick_key(mix.zipf);
  const Record record = operation.kind == Kind::create ? new_record(operation.key) : records_[operation.key];
  operation.user = record.user;
  operation.purpose = record.purpose;
  operation.value = static_cast<std::uint32_t>(random_() % kValues);
}

template <class Test>
Answer Model::sum(Test is_asked) const {
  Answer answer;
  is_asked([&](std::uint32_t key) {
    if (!records_[key].there) return;
    ++answer.count;
    answer.digest += digest_of(data_of(key, records_[key].version));
  });
  return answer;
}

void Model::apply(Operation& operation) {
  Record* const record = operation.kind == Kind::create ? nullptr : &records_[operation.key];
  switch (operation.kind) {
    case Kind::create:
      records_.push_back(new_record(operation.key));
      keys_of_user_[operation.user].push_back(operation.key);
      keys_of_purpose_[operation.purpose].push_back(operation.key);
      operation.value = days_[operation.user];
      operation.expected.count = 1;
      return;
    case Kind::remove:
      operation.expected.count = record->there ? 1 : 0;
      record->there = false;
      return;
    case Kind::update_key:
      operation.expected.count = record->there ? 1 : 0;
      operation.value = ++record->version;
      return;
    case Kind::read_key: operation.expected = sum([&](auto each) { each(operation.key); }); return;
    case Kind::read_user:
      operation.expected = sum([&](auto each) { std::ranges::for_each(keys_of_user_[operation.user], each); });
      return;
    case Kind::read_purpose:
      operation.expected = sum([&](auto each) { std::ranges::for_each(keys_of_purpose_[operation.purpose], each); });
      return;
    case Kind::read_metadata:
      for (const std::uint32_t key : keys_of_user_[operation.user]) {
        if (!records_[key].there) continue;
        ++operation.expected.count;
        operation.expected.digest += digest_of(numbered("purpose", records_[key].purpose));
      }
      return;
    case Kind::set_period: periods_[operation.purpose] = operation.value; return;
    case Kind::set_sharing: sharing_[operation.purpose] = operation.value; return;
    case Kind::set_access: access_[operation.purpose] = operation.value; return;
    case Kind::set_day: days_[operation.user] = operation.value; return;
    case Kind::verify_removal: operation.expected.count = record->there ? 0 : 1; return;
    case Kind::read_log: operation.expected.count = kLogLines; return;
  }
}

std::vector<std::vector<Operation>> Model::make(const Mix& mix, std::uint32_t operations) {
  const bool mix_changes = std::ranges::any_of(mix.shares, [](const auto& share) { return changes(share.first); });
  std::vector<std::vector<Operation>> lists(clients_);
  for (std::uint32_t number = 0; number < operations; ++number) {
    Operation operation;
    target(operation, mix);
    apply(operation);
    operation.exact = operation.kind != Kind::read_purpose || !mix_changes;
    const std::uint32_t owner = is_of_purpose(operation.kind) ? operation.purpose : operation.user;
    lists[owner % clients_].push_back(operation);
  }
  return lists;
}

std::string Model::check(const std::vector<Held>& held) const {
  std::vector<bool> seen(records_.size());
  const auto wrong = [](std::uint32_t key, const char* what) { return "record " + std::to_string(key) + ": " + what; };
  for (const Held& one : held) {
    if (one.key >= records_.size() || seen[one.key]) return wrong(one.key, "unknown or twice");
    seen[one.key] = true;
    const Record& record = records_[one.key];
    if (!record.there) return wrong(one.key, "was deleted and is there");
    if (one.data != data_of(one.key, record.version)) return wrong(one.key, "other data");
    if (one.raced) continue;
    const std::uint32_t period = std::min(one.collected_period, periods_[record.purpose]);
    if (one.due != day_number(days_[record.user]) + period_days(period)) return wrong(one.key, "another due day");
    if (one.sharing != sharing_[record.purpose]) return wrong(one.key, "another sharing");
    if (one.access != access_[record.purpose]) return wrong(one.key, "another access");
  }
  for (std::uint32_t key = 0; key < records_.size(); ++key)
    if (records_[key].there && !seen[key]) return wrong(key, "is missing");
  return "";
}

std::uint64_t Model::plain_bytes() const {
  const auto there = std::ranges::count_if(records_, &Record::there);
  return static_cast<std::uint64_t>(there) * kFieldBytes * kFields;
}

}  // namespace concordat::privacy
