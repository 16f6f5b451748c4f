#pragma once
// What a plain database holds of a record: ten fields of ten letters, each but the data with an index.

#include <string>
#include <vector>

#include "workload.h"

namespace concordat::privacy {

inline constexpr const char* kTable =
    "CREATE TABLE items (key TEXT PRIMARY KEY, data TEXT NOT NULL, usr TEXT NOT NULL, pur TEXT NOT NULL, day INTEGER NOT NULL, "
    "period INTEGER NOT NULL, due INTEGER NOT NULL, obj TEXT NOT NULL, dec TEXT NOT NULL, shr TEXT NOT NULL, src TEXT NOT NULL, "
    "cat TEXT NOT NULL, acl TEXT NOT NULL)";
inline constexpr const char* kLogTable = "CREATE TABLE log (position INTEGER PRIMARY KEY, line TEXT NOT NULL)";
inline constexpr std::array<const char*, 9> kIndexed = {"usr", "pur", "due", "obj", "dec", "shr", "src", "cat", "acl"};

inline std::string key_name(std::uint32_t key) { return "key-" + std::to_string(1'000'000 + key).substr(1); }
inline std::uint32_t key_of(const std::string& name) { return static_cast<std::uint32_t>(std::stoul(name.substr(4))); }
inline std::uint32_t number_of(const std::string& name) {  // the other way round from `numbered`
  return static_cast<std::uint32_t>(std::stoul(name.substr(name.rfind('-') + 1)));
}

struct Row {
  std::string key, data, user, purpose;
  std::int64_t day, period;
  std::string objection, decision, sharing, source, category, access;
};

inline Row row_of(std::uint32_t key, std::uint32_t user, std::uint32_t purpose, std::uint32_t day) {
  return {key_name(key),           data_of(key, 0),           user_name(user),        numbered("purpose", purpose), day_number(day),
          period_days(kValues - 1), numbered("objects", key % kObjections), numbered("decides", key % 2), numbered("sharing", 0),
          numbered("sources", key % kValues), numbered("categor", key % kValues), numbered("accesse", 0)};
}

// One line of the log for each record, of the length of a leaf; written at loading only: the plain database audits nothing.
inline std::string log_line(std::uint32_t position) { return "line-" + std::to_string(position) + " " + std::string(200, 'x'); }

}  // namespace concordat::privacy
