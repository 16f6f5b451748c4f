#pragma once
// The four mixes of GDPRbench (VLDB 2020), made anew: what is asked, and what must be answered. README.md says how each
// operation is done by Concordat and by a plain database.
//
// Every key and user belongs to one client, every purpose to one: what conflicts is in one client's order, so the answers and
// the end do not hang on how clients interleave, and a model in memory knows them.

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace concordat::privacy {

inline constexpr std::uint32_t kPurposes = 25;
inline constexpr std::uint32_t kValues = 10;      // of the sharing, access, source, category, day and period
inline constexpr std::uint32_t kObjections = 100;
inline constexpr std::uint32_t kLogLines = 100;   // read at once

enum class Kind {
  create,
  remove,
  read_key,
  read_purpose,
  read_user,
  update_key,
  set_period,   // of a purpose: how long its records are kept
  set_sharing,  // of a purpose: with whom
  set_access,   // of a purpose: who may read it
  set_day,      // of a user: the day from which periods are counted
  read_metadata,
  read_log,
  verify_removal,
};
inline constexpr std::size_t kKinds = 13;
const char* name_of(Kind kind);

struct Answer {
  std::uint64_t count = 0;
  std::uint64_t digest = 0;  // a sum, so that order does not count
  bool operator==(const Answer&) const = default;
};

struct Operation {
  Kind kind = Kind::read_key;
  std::uint32_t key = 0;
  std::uint32_t user = 0;
  std::uint32_t purpose = 0;
  std::uint32_t value = 0;  // the version of the data, the metadata's new value, or a new record's day
  Answer expected;
  bool exact = true;  // false where other clients change meanwhile what is counted
};

struct Record {
  std::uint32_t user = 0;
  std::uint32_t purpose = 0;
  std::uint32_t version = 0;  // of the data
  bool there = true;
};

// How the metadata of one record ends.
struct Held {
  std::uint32_t key = 0;
  std::string data;
  std::int64_t due = 0;  // day number
  std::uint32_t collected_period = kValues - 1;  // what was said when it was collected, which a later charter can only shorten
  std::uint32_t sharing = 0;
  std::uint32_t access = 0;
  bool raced = false;  // made while its purpose's metadata may have changed: a plain database does not say which came first
};

struct Mix {
  const char* name;
  bool zipf;
  std::vector<std::pair<Kind, double>> shares;
};
const std::vector<Mix>& mixes();

std::string data_of(std::uint32_t key, std::uint32_t version);  // 10 letters, as every field of the benchmark
std::string user_name(std::uint32_t user);
std::string numbered(const char* word, std::uint32_t number);
std::uint64_t digest_of(std::string_view text);
std::int64_t day_number(std::uint32_t day);       // of a day's value
std::int64_t period_days(std::uint32_t period);   // of a period's value

class Model {
 public:
  Model(std::uint32_t records, std::uint32_t clients, std::uint64_t seed);

  // One list for each client. The model's state is then what must stand when they have run.
  std::vector<std::vector<Operation>> make(const Mix& mix, std::uint32_t operations);
  // What is wrong with the end state; empty: nothing.
  std::string check(const std::vector<Held>& held) const;

  const std::vector<Record>& records() const { return records_; }
  std::uint32_t users() const { return users_; }
  std::uint32_t day_of(std::uint32_t user) const { return days_[user]; }
  std::uint64_t plain_bytes() const;  // of what is there, in letters

 private:
  Record new_record(std::uint32_t key) const;
  std::uint32_t pick_key(bool zipf);
  void target(Operation& operation, const Mix& mix);
  void apply(Operation& operation);
  template <class Test>
  Answer sum(Test is_asked) const;

  std::uint32_t users_;
  std::uint32_t clients_;
  std::mt19937_64 random_;
  std::vector<double> zipf_;  // cumulative
  std::vector<Record> records_;
  std::vector<std::vector<std::uint32_t>> keys_of_user_;
  std::array<std::vector<std::uint32_t>, kPurposes> keys_of_purpose_;
  std::vector<std::uint32_t> days_;
  std::array<std::uint32_t, kPurposes> periods_{};
  std::array<std::uint32_t, kPurposes> sharing_{};
  std::array<std::uint32_t, kPurposes> access_{};
};

}  // namespace concordat::privacy
