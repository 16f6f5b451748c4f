// The sub-commands on charters: what they print, and how they end.

#include "charter/command.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "charter/charter.h"

namespace concordat::charter {
namespace {

const CivilDate kToday = *CivilDate::from(2026, 11, 22);

TEST(Command, TellsWhetherANewVersionWidens) {
  std::ostringstream out;
  std::ostringstream errors;
  EXPECT_EQ(
      run_charter_command(std::vector<std::string_view>{"diff", "charters/stockport.toml", "charters/stockport.toml"}, kToday, out, errors),
      0);
  EXPECT_EQ(out.str(), "0 widen, 0 narrow, 0 change words only\n");
  std::ostringstream json;
  EXPECT_EQ(run_charter_command(std::vector<std::string_view>{"diff", "charters/stockport.toml", "charters/portsmouth.toml", "--json"},
                                kToday, json, errors),
            1);
  const auto read_back = nlohmann::json::parse(json.str());
  EXPECT_TRUE(read_back.at("widens").get<bool>());
  for (const auto& change : read_back.at("changes")) EXPECT_EQ(change.size(), 5U);
  EXPECT_EQ(run_charter_command(std::vector<std::string_view>{"diff", "charters/stockport.toml"}, kToday, json, errors), 2);
  EXPECT_EQ(
      run_charter_command(std::vector<std::string_view>{"diff", "charters/stockport.toml", "charters/none.toml"}, kToday, json, errors), 1);
}

std::set<std::string> keys_of(const nlohmann::json& object) {
  std::set<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.insert(key);
  return keys;
}

TEST(Command, PrintsFindingsAndPromisesAsJsonWithTheseKeys) {
  const auto json_of = [](std::vector<std::string_view> arguments) {
    std::ostringstream out;
    std::ostringstream errors;
    EXPECT_EQ(run_charter_command(arguments, kToday, out, errors), 0);
    return nlohmann::json::parse(out.str());
  };
  const auto findings = json_of({"check", "charters/portsmouth.toml", "--json"});
  EXPECT_EQ(keys_of(findings), std::set<std::string>{"findings"});
  ASSERT_FALSE(findings["findings"].empty());
  for (const auto& finding : findings["findings"]) {
    EXPECT_EQ(keys_of(finding), (std::set<std::string>{"severity", "rule", "file", "line", "message", "remedy"}));
  }
  const auto promises = json_of({"promises", "charters/portsmouth.toml", "--json"});
  EXPECT_EQ(keys_of(promises), std::set<std::string>{"promises"});
  EXPECT_EQ(promises["promises"].size(), compile("charters/portsmouth.toml").charter->promises.size());
  for (const auto& promise : promises["promises"]) {
    EXPECT_EQ(keys_of(promise), (std::set<std::string>{"id", "class", "control", "says"}));
  }
}

TEST(Command, TellsMisuseFromSomethingWrongFromNothingWrong) {
  CivilDate today = CivilDate::from(2026, 11, 22).value();
  const auto run = [&today](std::vector<std::string_view> arguments, std::string& out) {
    std::ostringstream stream;
    std::ostringstream errors;
    const int code = run_charter_command(arguments, today, stream, errors);
    out = stream.str() + errors.str();
    return code;
  };
  std::string out;
  EXPECT_EQ(run({}, out), 2);
  EXPECT_EQ(run({"check"}, out), 2);
  EXPECT_EQ(run({"check", "--what", "x"}, out), 2);
  EXPECT_EQ(run({"check", "--help"}, out), 0);
  EXPECT_EQ(run({"check", "charters/portsmouth.toml"}, out), 0);
  EXPECT_EQ(out.find("[bank-holidays-end]"), std::string::npos);
  today = CivilDate::from(2028, 1, 1).value();
  EXPECT_EQ(run({"check", "charters/portsmouth.toml"}, out), 0);
  EXPECT_NE(out.find("[bank-holidays-end]"), std::string::npos);
  EXPECT_EQ(run({"check", "charters/no-such.toml", "--json"}, out), 1);
  EXPECT_NE(out.find("\"unreadable\""), std::string::npos);
  EXPECT_EQ(run({"check", "charters"}, out), 1);
  EXPECT_EQ(run({"promises", "charters/stockport.toml", "--json"}, out), 0);
  EXPECT_NE(out.find("\"schedule:agency-item.item\""), std::string::npos);
  EXPECT_EQ(run({"explain", "charters/stockport.toml", "agency-item.item.narrative"}, out), 0);
  EXPECT_EQ(run({"explain", "charters/stockport.toml", "agency-itm"}, out), 1);
  EXPECT_NE(out.find("Did you mean \"agency-item\"?"), std::string::npos);
}

TEST(Command, ChecksByTheLawOfADay) {
  const auto checked = [](std::vector<std::string_view> arguments) {
    std::ostringstream out;
    std::ostringstream errors;
    const int code = run_charter_command(arguments, kToday, out, errors);
    return std::pair(code, out.str());
  };
  const auto [now, today] = checked({"check", "charters/portsmouth.toml"});
  const auto [then, in_2017] = checked({"check", "--on", "2017-06-01", "charters/portsmouth.toml"});
  EXPECT_EQ(now, 0);
  EXPECT_EQ(then, 0);
  EXPECT_NE(today.find("[law-superseded]"), std::string::npos);
  EXPECT_EQ(in_2017.find("[law-superseded]"), std::string::npos);
  EXPECT_NE(in_2017.find("[law-not-yet]"), std::string::npos);
  EXPECT_EQ(checked({"check", "charters/portsmouth.toml", "--on"}).first, 2);
  EXPECT_EQ(checked({"check", "charters/portsmouth.toml", "--on", "31 June"}).first, 2);
  EXPECT_EQ(checked({"promises", "charters/portsmouth.toml", "--on", "2017-06-01"}).first, 2);
}

TEST(Command, HoldsSeveralChartersAgainstOneAnother) {
  const auto found = [](std::vector<std::string_view> arguments) {
    std::ostringstream out;
    std::ostringstream errors;
    EXPECT_EQ(run_charter_command(arguments, kToday, out, errors), 0);
    std::vector<std::string> shared;
    const nlohmann::json told = nlohmann::json::parse(out.str());  // named: a temporary would end before the loop begins
    for (const auto& finding : told["findings"])
      if (finding["rule"] == "abbreviation-shared") shared.push_back(finding["file"]);
    return shared;
  };
  EXPECT_EQ(found({"check", "--json", "charters/stockport.toml", "charters/portsmouth.toml", "charters/somerset.toml"}),
            std::vector<std::string>{"charters/somerset.toml"});
  EXPECT_TRUE(found({"check", "--json", "charters/stockport.toml", "charters/portsmouth.toml"}).empty());
  EXPECT_TRUE(found({"check", "--json", "charters/stockport.toml", "charters/stockport.toml"}).empty());
}

}  // namespace
}  // namespace concordat::charter
