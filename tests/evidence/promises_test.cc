// breaks.tsv: every control on which a promise of the areas reviews, sharing, ownership, voice and security of any charter stands. Each of
// these promises is kept with evidence on a demonstration, by each of its controls; and what the table says is done to it by hand, below
// the program, is seen in every promise that stands on that control.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "charter/charter.h"
#include "crypto/crypto.h"
#include "evidence/attest.h"
#include "ops/demonstration.h"

namespace concordat::evidence {
namespace {

namespace fs = std::filesystem;

const Instant kToday = london_midnight(CivilDate::from(2026, 11, 22).value());
constexpr int kDaysOfLife = 150;
constexpr const char* kCharters[] = {"derby-derbyshire", "hampshire", "portsmouth", "somerset", "stockport"};
const std::set<std::string> kAreas = {"reviews", "sharing", "ownership", "voice", "security"};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  return parts;
}

// "; " stands between acts: a detail of the ledger has ";" alone.
std::vector<std::string> acts_of(std::string_view done) {
  std::vector<std::string> acts;
  while (true) {
    const std::size_t end = done.find("; ");
    acts.emplace_back(done.substr(0, end));
    if (end == std::string_view::npos) return acts;
    done.remove_prefix(end + 2);
  }
}

struct Break {
  std::string control, charter, done, says;  // `done`: acts, joined by "; "
};

std::vector<Break> breaks() {
  std::vector<Break> lines;
  std::ifstream file("tests/evidence/breaks.tsv");
  for (std::string text; std::getline(file, text);) {
    if (text.empty() || text.starts_with('#')) continue;
    const std::vector<std::string> cells = split(text, '\t');
    EXPECT_EQ(cells.size(), 4U) << text;
    if (cells.size() == 4) lines.push_back({cells[0], cells[1], cells[2], cells[3]});
  }
  return lines;
}

bool stands_on(const Finding& finding, const std::string& control) {
  return std::ranges::find(finding.shown_by, control, &Shown::control) != finding.shown_by.end();
}

// A copy of a demonstration, and what somebody with the database in their hands does to it.
class Tampered {
 public:
  Tampered(const std::string& from, const std::string& directory) : directory_(directory) {
    fs::remove_all(directory);
    fs::copy(from, directory, fs::copy_options::recursive);
    EXPECT_EQ(sqlite3_open((directory + "/concordat.db").c_str(), &database_), SQLITE_OK);
  }
  Tampered(const Tampered&) = delete;
  Tampered& operator=(const Tampered&) = delete;
  ~Tampered() {
    sqlite3_close(database_);
    fs::remove_all(directory_);
  }

  void act(const std::string& what) {
    std::istringstream words(what);
    std::string verb;
    words >> verb;
    if (verb == "sql") run(what.substr(4));
    else if (verb == "days") days_ = std::stoi(what.substr(5));
    else if (verb == "ends") end_tasks(what.substr(5));
    else if (verb == "reads") read(words);
    else if (verb == "logs") log(words);
    else if (verb == "opens") open(what.substr(6));
    else if (verb == "empties") empty(what.substr(8));
    else if (verb == "unsigns") unsign(what.substr(8));
    else ADD_FAILURE() << "the table says nothing of \"" << what << "\"";
  }
  std::vector<Finding> findings() {
    const auto attestation = attest(directory_, now());
    EXPECT_TRUE(attestation) << attestation.error().message;
    return attestation ? attestation->findings : std::vector<Finding>();
  }

 private:
  using Row = std::vector<std::string>;

  Instant now() const { return {kToday.microseconds + days_ * kMicrosecondsPerDay}; }
  void run(const std::string& text) {
    char* error = nullptr;
    const int before = sqlite3_total_changes(database_);
    EXPECT_EQ(sqlite3_exec(database_, text.c_str(), nullptr, nullptr, &error), SQLITE_OK) << text << ": " << (error ? error : "");
    EXPECT_GT(sqlite3_total_changes(database_), before) << "nothing was changed: " << text;
    sqlite3_free(error);
  }
  std::vector<Row> ask(const std::string& text) {
    std::vector<Row> rows;
    const auto take = [](void* into, int count, char** values, char**) {
      Row row;
      for (int i = 0; i < count; ++i) row.emplace_back(values[i] ? values[i] : "");
      static_cast<std::vector<Row>*>(into)->push_back(row);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(database_, text.c_str(), take, &rows, nullptr), SQLITE_OK) << text;
    return rows;
  }
  // An entry of the ledger behind the newest head: event, actor, case, record, part, purpose, detail.
  void append(const Row& fields) {
    const std::string charter = ask("SELECT CAST(value AS TEXT) FROM meta WHERE key = 'active-charter'").at(0).at(0);
    std::string leaf = "1\t" + std::to_string(now().microseconds);
    for (std::size_t i = 0; i < 6; ++i) leaf += "\t" + fields[i];
    run("INSERT INTO leaves SELECT max(position) + 1, '" + leaf + "\t" + charter + "\t" + fields[6] + "', NULL FROM leaves");
  }
  // "ends ROLE": every task that somebody was ever given in that role is over.
  void end_tasks(const std::string& role) {
    const auto made = ask("SELECT leaf FROM leaves WHERE leaf LIKE '%;role=" + role + ";how=%'");
    EXPECT_FALSE(made.empty()) << "nobody has a task as " << role;
    for (const Row& row : made) {
      const Row fields = split(row[0], '\t');
      const std::string detail = fields.at(9);
      append({"appointment.ended", "system", fields[4], "", "", "", detail.substr(0, detail.find(';'))});
    }
  }
  // "reads ROLE KIND STATE PURPOSE": somebody with that role opens such a record in a case in that state, for that purpose; "-": any
  // state, and the purpose it was collected for.
  void read(std::istringstream& words) {
    std::string role, kind, state, purpose;
    words >> role >> kind >> state >> purpose;
    const std::string somebody = role == "nobody" ? std::string(32, 'f') : account_of(role);
    const auto records = ask("SELECT lower(hex(r.id)), lower(hex(c.id)), r.purpose, p.part FROM records r JOIN cases c ON c.sequence = "
                             "r.case_sequence JOIN parts p ON p.record_sequence = r.sequence WHERE r.kind = '" + kind +
                             "' AND p.destroyed = 0 AND (c.state = '" + state + "' OR '" + state + "' = '-') ORDER BY p.sequence LIMIT 1");
    ASSERT_FALSE(records.empty()) << "there is no " << kind << " in a case in the state " << state;
    const Row& found = records[0];
    append({"record.read", somebody, found[1], found[0], found[3], purpose == "-" ? found[2] : purpose, ""});
  }
  std::string account_of(const std::string& role) {
    const auto accounts = ask("SELECT leaf FROM leaves WHERE leaf LIKE '%account.added%roles=" + role + "'");
    EXPECT_FALSE(accounts.empty()) << "nobody is " << role;
    return accounts.empty() ? "" : split(accounts[0][0], '\t').at(5);
  }

  // "logs EVENT DETAIL"
  void log(std::istringstream& words) {
    std::string event, detail;
    words >> event >> detail;
    append({event, "system", "", "", "", "", detail});
  }

  // "opens CASE"
  void open(const std::string& kind) {
    const std::string id(32, 'c');
    run("INSERT INTO cases (id, kind, reference, state, charter, opened, version) SELECT x'" + id +
        "', kind, 'X', state, charter, opened, 1 FROM cases WHERE kind = '" + kind + "' LIMIT 1");
    append({"case.opened", "system", id, "", "", "", "kind=" + kind});
  }

  // "empties RECORD.PART.FIELD"
  void empty(const std::string& target) {
    const std::vector<std::string> names = split(target, '.');
    for (const Row& row : ask("SELECT hash, canonical FROM charters WHERE hash <> "
                              "(SELECT CAST(value AS TEXT) FROM meta WHERE key = 'active-charter')")) {
      auto charter = nlohmann::ordered_json::parse(row[1]);
      for (auto& kind : charter["records"])
        for (auto& part : kind["parts"])
          for (auto& field : part["fields"])
            if (kind["name"] == names.at(0) && part["name"] == names.at(1) && field["name"] == names.at(2)) field["required"] = false;
      std::string text = charter.dump();
      for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) text.insert(at, "'");
      run("UPDATE charters SET canonical = '" + text + "' WHERE hash = '" + row[0] + "'");
      run("UPDATE records SET charter = '" + row[0] + "' WHERE kind = '" + names.at(0) + "'");
    }
  }

  // "unsigns ROLE"
  void unsign(const std::string& role) {
    append({"account.changed", "system", "", account_of(role), "", "sign-in", "confidentiality=waiting;roles=" + role});
  }

  std::string directory_;
  sqlite3* database_ = nullptr;
  int days_ = 0;
};

class Promises : public testing::TestWithParam<const char*> {
 protected:
  Promises() {
    std::ostringstream said;
    const auto made = ops::make_demonstration({directory_, "charters/" + charter() + ".toml", "", 1, 1, kDaysOfLife, kToday}, said);
    EXPECT_TRUE(made) << made.error().message;
  }
  ~Promises() override {
    for (const char* tail : {"", ".key", ".sign-ins.json", ".backups", ".backups-of-keys"}) fs::remove_all(directory_ + tail);
  }
  static std::string charter() { return GetParam(); }

  std::string directory_ = testing::TempDir() + "concordat-promises-" + crypto::new_id<RecordId>().text();
};

TEST_P(Promises, EachIsKeptByEachOfItsControlsAndEachIsBrokenByHand) {
  const auto attestation = attest(directory_, kToday);
  ASSERT_TRUE(attestation) << attestation.error().message;
  const std::vector<Break> all = breaks();
  std::set<std::string> asked;  // controls
  for (const Finding& finding : attestation->findings) {
    if (!kAreas.contains(finding.area)) continue;
    EXPECT_EQ(finding.status, "kept") << finding.id << ": " << finding.evidence;
    for (const Shown& one : finding.shown_by) {
      asked.insert(one.control);
      EXPECT_EQ(one.status, "kept") << finding.id << " by " << one.control << ": " << finding.evidence;
      EXPECT_TRUE(std::ranges::any_of(all, [&](const Break& line) {
        return line.control == one.control && (line.charter == "*" || line.charter == charter());
      })) << one.control << ", of " << finding.id << ", has no line in tests/evidence/breaks.tsv that says how it is broken by hand";
    }
  }
  for (const Break& line : all) {
    if (line.charter != charter() && (line.charter != "*" || !asked.contains(line.control))) continue;
    SCOPED_TRACE(line.control + ": " + line.done);
    Tampered copy(directory_, directory_ + "-tampered");
    for (const std::string& act : acts_of(line.done)) copy.act(act);
    std::size_t standing = 0;
    for (const Finding& finding : copy.findings()) {
      if (!stands_on(finding, line.control)) continue;
      ++standing;
      EXPECT_EQ(finding.status, "broken") << finding.id << ": " << finding.evidence;
      EXPECT_EQ(std::ranges::find(finding.shown_by, line.control, &Shown::control)->status, "broken") << finding.id << finding.evidence;
      EXPECT_NE(finding.evidence.find(line.says), std::string::npos) << finding.id << ": " << finding.evidence;
    }
    EXPECT_GT(standing, 0U) << "no promise stands on it";
  }
}

// A line that no charter uses shows nothing.
TEST(Breaks, EachIsOfAControlOfACharter) {
  std::set<std::string> controls;
  for (const char* name : kCharters) {
    const auto compiled = charter::compile(std::string("charters/") + name + ".toml");
    ASSERT_TRUE(compiled.charter) << name;
    for (const charter::Promise& promise : compiled.charter->promises)
      for (const charter::Control& control : promise.controls) controls.insert(control.kind + ":" + control.target);
  }
  for (const Break& line : breaks()) EXPECT_TRUE(controls.contains(line.control)) << line.control;
}

INSTANTIATE_TEST_SUITE_P(Charters, Promises, testing::ValuesIn(kCharters),
                         [](const auto& parameter) {
                           std::string name = parameter.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace concordat::evidence
