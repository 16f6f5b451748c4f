// promises.tsv: every promise of the areas reviews, sharing, ownership, voice and security of every charter, and others that it names.
// Each is kept with evidence on a demonstration, and what the table says is done to it by hand, below the program, is seen.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
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
const std::set<std::string> kAreas = {"reviews", "sharing", "ownership", "voice", "security"};

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) parts.push_back(part);
  return parts;
}

struct PromiseLine {
  std::string id, charter, done, expected, says;  // `done`: acts, joined by "; "
};

std::vector<PromiseLine> lines_for(const std::string& charter) {
  std::vector<PromiseLine> lines;
  std::ifstream file("tests/evidence/promises.tsv");
  for (std::string text; std::getline(file, text);) {
    if (text.empty() || text.starts_with('#')) continue;
    const std::vector<std::string> cells = split(text, '\t');
    EXPECT_EQ(cells.size(), 5U) << text;
    if (cells.size() == 5 && cells[1] == charter) lines.push_back({cells[0], cells[1], cells[2], cells[3], cells[4]});
  }
  return lines;
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
    else ADD_FAILURE() << "the table says nothing of \"" << what << "\"";
  }
  Finding finding(const std::string& promise) {
    const auto attestation = attest(directory_, now());
    EXPECT_TRUE(attestation) << attestation.error().message;
    for (const Finding& one : attestation ? attestation->findings : std::vector<Finding>())
      if (one.id == promise) return one;
    return {};
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
    const auto accounts = ask("SELECT leaf FROM leaves WHERE leaf LIKE '%account.added%roles=" + role + "'");
    const auto records = ask("SELECT lower(hex(r.id)), lower(hex(c.id)), r.purpose, p.part FROM records r JOIN cases c ON c.sequence = "
                             "r.case_sequence JOIN parts p ON p.record_sequence = r.sequence WHERE r.kind = '" + kind +
                             "' AND p.destroyed = 0 AND (c.state = '" + state + "' OR '" + state + "' = '-') ORDER BY p.sequence LIMIT 1");
    ASSERT_FALSE(accounts.empty()) << "nobody is " << role;
    ASSERT_FALSE(records.empty()) << "there is no " << kind << " in a case in the state " << state;
    const Row& found = records[0];
    append({"record.read", split(accounts[0][0], '\t').at(5), found[1], found[0], found[3], purpose == "-" ? found[2] : purpose, ""});
  }

  // "logs EVENT DETAIL"
  void log(std::istringstream& words) {
    std::string event, detail;
    words >> event >> detail;
    append({event, "system", "", "", "", "", detail});
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

TEST_P(Promises, EachIsKeptAndItsLineBreaksIt) {
  const auto attestation = attest(directory_, kToday);
  ASSERT_TRUE(attestation) << attestation.error().message;
  const std::vector<PromiseLine> lines = lines_for(charter());
  std::set<std::string> found;
  for (const Finding& finding : attestation->findings) {
    const bool has_line = std::ranges::find(lines, finding.id, &PromiseLine::id) != lines.end();
    if (!kAreas.contains(finding.area) && !has_line) continue;
    found.insert(finding.id);
    EXPECT_EQ(finding.status, "kept") << finding.id << ": " << finding.evidence;
    EXPECT_TRUE(has_line) << finding.id << " has no line in tests/evidence/promises.tsv that says how it is broken by hand";
  }
  for (const PromiseLine& line : lines) {
    SCOPED_TRACE(line.id + ": " + line.done);
    EXPECT_TRUE(found.contains(line.id)) << "the charter has no such promise";
    Tampered copy(directory_, directory_ + "-tampered");
    for (const std::string& act : split(line.done, ';')) copy.act(act.substr(act.find_first_not_of(' ')));
    const Finding finding = copy.finding(line.id);
    EXPECT_EQ(finding.status, line.expected) << finding.evidence;
    EXPECT_NE(finding.evidence.find(line.says), std::string::npos) << finding.evidence;
  }
}

INSTANTIATE_TEST_SUITE_P(Charters, Promises, testing::Values("derby-derbyshire", "hampshire", "portsmouth", "somerset", "stockport"),
                         [](const auto& parameter) {
                           std::string name = parameter.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace concordat::evidence
