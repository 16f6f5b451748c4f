// Runs tests/charter/*.test, the behaviour of the charter's language as data
// (tests/charter/README.md describes the format), and holds the committed
// charters against their committed findings.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "charter/diff.h"
#include "charter/names.h"
#include "charter/outputs.h"
#include "charter/test_partnerships.h"

namespace concordat::charter {
namespace {

constexpr const char* kFolder = "tests/charter";

struct Section {
  std::string heading;  // "expect form note at-request"
  std::string body;
};

struct Case {
  std::string file;
  std::string name;
  std::vector<Section> sections;

  const std::string* body(std::string_view heading) const {
    for (const Section& section : sections) {
      if (section.heading == heading) return &section.body;
    }
    return nullptr;
  }
};

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> pieces;
  std::istringstream in(text);
  for (std::string piece; std::getline(in, piece, at);) pieces.push_back(piece);
  return pieces;
}

std::vector<Case> cases_in(const std::filesystem::path& path) {
  std::vector<Case> cases;
  std::istringstream in(read(path));
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("##")) continue;
    if (line.starts_with("--- ")) {
      cases.push_back({path.filename().string(), line.substr(4), {}});
    } else if (line.starts_with("=== ") && !cases.empty()) {
      cases.back().sections.push_back({line.substr(4), ""});
    } else if (!cases.empty() && !cases.back().sections.empty()) {
      cases.back().sections.back().body += line + "\n";
    }
  }
  return cases;
}

// %repeat 300 a.% and %byte ff%: what cannot stand in a text file, or should
// not.
std::string expanded(std::string text) {
  for (std::size_t at = text.find("%repeat "); at != std::string::npos; at = text.find("%repeat ", at)) {
    const std::size_t end = text.find('%', at + 1);
    const std::size_t space = text.find(' ', at + 8);
    std::string many;
    for (int i = std::stoi(text.substr(at + 8)); i > 0; --i) many += text.substr(space + 1, end - space - 1);
    text.replace(at, end - at + 1, many);
  }
  for (std::size_t at = text.find("%byte "); at != std::string::npos; at = text.find("%byte ", at)) {
    text.replace(at, 9, 1, static_cast<char>(std::stoi(text.substr(at + 6, 2), nullptr, 16)));
  }
  return text;
}

// "FROM => TO" on each line of a later version; \n stands for a new line.
std::string rewritten(std::string text, const std::string& edits) {
  const auto unescaped = [](std::string piece) {
    for (std::size_t at = piece.find("\\n"); at != std::string::npos; at = piece.find("\\n", at)) piece.replace(at, 2, "\n");
    return piece;
  };
  for (const std::string& edit : lines_of(edits)) {
    const std::size_t arrow = edit.find(" => ");
    if (arrow == std::string::npos) throw std::runtime_error("an edit has no arrow: " + edit);
    const std::string from = unescaped(edit.substr(0, arrow));
    const std::size_t at = text.find(from);
    if (at == std::string::npos) throw std::runtime_error("an edit finds nothing to change: " + from);
    text.replace(at, from.size(), unescaped(edit.substr(arrow + 4)));
  }
  return text;
}

struct Source {
  std::string text;
  int lines_before = 0;  // of the frame in which the case stands
};

Source source_of(const Case& test) {
  if (const std::string* alone = test.body("charter")) return {expanded(*alone), 0};
  const std::string frame = read(std::filesystem::path(kFolder) / "minimal.toml");
  const std::string mark = "# CASE\n";
  const std::size_t at = frame.find(mark);
  const std::string* inside = test.body("charter in minimal");
  const auto before = static_cast<int>(std::count(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  return {frame.substr(0, at) + (inside == nullptr ? "" : expanded(*inside)) + frame.substr(at + mark.size()), before};
}

const Part& part_of(const Charter& charter, const std::string& name) {
  const std::size_t dot = name.find('.');
  const RecordKind* kind = charter.record_kind(name.substr(0, dot));
  const Part* part = kind == nullptr ? nullptr : kind->part(name.substr(dot + 1));
  if (part == nullptr) throw std::runtime_error("the case names no part of the charter: " + name);
  return *part;
}

using Lines = std::vector<std::string>;

Lines form_lines(const Charter& charter, const Lines& words) {
  Lines lines;
  for (const FormPart& part : form(charter, words.at(2), from_name<Moment>(words.at(3)).value()).parts) {
    std::string line = part.part + (part.consent.empty() ? "" : " under " + part.consent) + ":";
    for (const Field& field : part.fields) line += " " + field.name;
    lines.push_back(line);
  }
  return lines;
}

Lines rule_lines(const Charter& charter, const Lines& words) {
  Lines lines;
  const std::size_t dot = words.at(3).find('.');
  for (const Rule* rule :
       rules_for(charter, from_name<Act>(words.at(2)).value(), words.at(3).substr(0, dot), words.at(3).substr(dot + 1))) {
    for (const Who& who : rule->who) {
      std::string line = who.kind == WhoKind::role ? "role:" + who.role : std::string(name_of<WhoKind>(who.kind));
      for (const Predicate predicate : rule->when) line += " " + std::string(name_of<Predicate>(predicate));
      lines.push_back(line);
    }
  }
  return lines;
}

Lines promise_lines(const Charter& charter, const Lines&) {
  Lines lines;
  for (const Promise& promise : charter.promises) {
    std::string line = promise.id + " " + std::string(name_of<PromiseClass>(promise.proof));
    for (const Control& control : promise.controls) line += " " + control.kind + ":" + control.target;
    lines.push_back(line);
  }
  return lines;
}

Lines notice_lines(const Charter& charter, const Lines& words) {
  Lines lines;
  for (const NoticeSection& section : notice(charter).sections) {
    if (section.anchor != words.at(2)) continue;
    for (const std::string& paragraph : section.paragraphs) lines.push_back(paragraph);
    for (const NoticeTable& table : section.tables) {
      for (const auto& row : table.rows) {
        std::string line;
        for (const std::string& cell : row) line += (line.empty() ? "" : " | ") + cell;
        lines.push_back(line);
      }
    }
    for (const NoticeStatement& statement : section.statements) lines.push_back(statement.anchor + ": " + statement.text);
  }
  return lines;
}

// "expect call DAY TIME [HOLIDAY …]": the line that answers, then the others.
Lines call_lines(const Charter& charter, const Lines& words) {
  std::vector<CivilDate> holidays;
  for (std::size_t at = 4; at < words.size(); ++at) holidays.push_back(CivilDate::parse(words[at]).value());
  const int minute = std::stoi(words.at(3).substr(0, 2)) * 60 + std::stoi(words.at(3).substr(3));
  const ConcernLines found = concern_lines(charter, CivilDate::parse(words.at(2)).value(), minute, holidays);
  Lines lines = {found.now == nullptr ? "nobody" : found.now->name};
  for (const Contact* contact : found.others) lines.push_back(contact->name);
  return lines;
}

// "expect applies RIGHT PURPOSE"
Lines applies_lines(const Charter& charter, const Lines& words) {
  Lines lines;
  for (const Right& right : charter.rights) {
    if (right.name == words.at(2)) lines.push_back(applies(right, *charter.purpose(words.at(3))));
  }
  return lines;
}

Lines hours_lines(const Charter& charter, const Lines& words) {
  Lines lines;
  for (const Contact& contact : charter.contacts) {
    if (contact.name == words.at(2)) lines.push_back(hours_words(contact));
  }
  return lines;
}

// What a section "expect WORD …" is held against, but for "expect findings".
const std::map<std::string, std::function<Lines(const Charter&, const Lines&)>> kOutputs = {
    {"form", form_lines},
    {"rules", rule_lines},
    {"promises", promise_lines},
    {"notice", notice_lines},
    {"applies", applies_lines},
    {"call", call_lines},
    {"hours", hours_lines},
    {"last-day",
     [](const Charter& charter, const Lines& words) {
       const auto day = last_day(part_of(charter, words.at(2)).keep, CivilDate::parse(words.at(3)).value());
       return Lines{day ? day->iso() : "none"};
     }},
    {"longest-days",
     [](const Charter& charter, const Lines& words) {
       return Lines{std::to_string(longest_days_until_unreadable(charter, part_of(charter, words.at(2)).keep))};
     }},
    {"words", [](const Charter& charter, const Lines& words_of) { return Lines{words(part_of(charter, words_of.at(2)).keep)}; }},
    {"calendar",
     [](const Charter& charter, const Lines&) {
       if (!charter.calendar) return Lines{"none"};
       Lines lines{charter.calendar->title + ", " + charter.calendar->known_from.iso() + " to " + charter.calendar->known_until.iso()};
       for (const CivilDate day : charter.calendar->bank_holidays) lines.push_back(day.iso());
       return lines;
     }},
    {"findings-on",
     [](const Charter& charter, const Lines& words) {
       Lines lines;
       for (const Finding& finding : check_on(charter, CivilDate::parse(words.at(2)).value())) {
         lines.push_back(std::string(name_of(finding.severity)) + " " + finding.rule);
         lines.push_back(finding.message);
       }
       return lines;
     }},
    {"explain",
     [](const Charter& charter, const Lines& words) {
       const auto said = explain(charter, words.at(2));
       return said ? *said : Lines{said.error().message, said.error().remedy};
     }},
};

Lines diff_lines(const std::vector<Change>& changes) {
  Lines lines;
  for (const Change& change : changes) {
    EXPECT_FALSE(change.kind.empty()) << change.says;
    lines.push_back(std::string(name_of(change.direction)) + " | " + change.about + " | " + change.whom + " | " + change.says);
  }
  return lines;
}

Lines finding_lines(const Compilation& done, const std::string& file, int lines_before) {
  Lines lines;
  for (const Finding& finding : done.findings) {
    const bool is_own = finding.where.file == file;
    const int line = is_own && finding.where.line > 0 ? finding.where.line - lines_before : finding.where.line;
    lines.push_back((finding.severity == Severity::warning ? "warning " : "") + finding.rule + " " + (is_own ? "" : "library:") +
                    std::to_string(line));
    EXPECT_FALSE(finding.message.empty()) << finding.rule;
    EXPECT_FALSE(finding.remedy.empty()) << finding.rule;
  }
  return lines;
}

class CharterCase : public testing::Test {
 public:
  explicit CharterCase(Case test) : test_(std::move(test)) {}

  void TestBody() override {
    const Source source = source_of(test_);
    const std::string* library = test_.body("library");
    const std::string file = "case.toml";
    const Compilation done = compile_text(source.text, library == nullptr ? "" : expanded(*library), file);
    const std::string* findings = test_.body("expect findings");
    EXPECT_EQ(finding_lines(done, file, source.lines_before), findings == nullptr ? Lines{} : lines_of(*findings));
    for (const Section& section : test_.sections) {
      const Lines words = split(section.heading, ' ');
      if (words.at(0) != "expect" || section.heading == "expect findings") continue;
      if (words.at(1) == "remedy") {
        expect_remedy(done, std::stoi(words.at(2)) + source.lines_before, section.body);
        continue;
      }
      if (section.heading == "expect diff") {
        expect_diff(*done.charter, source, section.body);
        continue;
      }
      ASSERT_TRUE(done.charter.has_value());
      ASSERT_TRUE(kOutputs.contains(words.at(1))) << section.heading;
      EXPECT_EQ(kOutputs.at(words.at(1))(*done.charter, words), lines_of(section.body)) << section.heading;
    }
  }

 private:
  static void expect_remedy(const Compilation& done, int line, const std::string& expected) {
    Lines remedies;
    for (const Finding& finding : done.findings) {
      if (finding.where.line == line) remedies.push_back(finding.remedy);
    }
    EXPECT_EQ(remedies, lines_of(expected)) << line;
  }

  // The later version is the same text with the edits of "=== later".
  void expect_diff(const Charter& before, const Source& source, const std::string& expected) {
    const std::string* edits = test_.body("later");
    ASSERT_NE(edits, nullptr);
    const Compilation later = compile_text(rewritten(source.text, *edits), "", "later.toml");
    for (const Finding& finding : later.findings) {
      EXPECT_NE(finding.severity, Severity::error) << finding.where.line << ": " << finding.message;
    }
    ASSERT_TRUE(later.charter.has_value());
    EXPECT_EQ(diff_lines(diff(before, *later.charter)), lines_of(expected));
  }

  Case test_;
};

std::vector<std::filesystem::path> files_with(const std::string& extension) {
  std::set<std::filesystem::path> sorted;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder, error)) {
    if (entry.path().extension() == extension) sorted.insert(entry.path());
  }
  return {sorted.begin(), sorted.end()};
}

const std::size_t kCases = [] {
  std::size_t count = 0;
  for (const auto& path : files_with(".test")) {
    for (const Case& test : cases_in(path)) {
      ++count;
      testing::RegisterTest(("Charter_" + path.stem().string()).c_str(), test.name.c_str(), nullptr, nullptr, path.c_str(), 0,
                            [test]() -> testing::Test* { return new CharterCase(test); });
    }
  }
  return count;
}();

TEST(CharterCases, AreFoundFromTheRepositoryRoot) { EXPECT_GE(kCases, 150U); }

// What the notices leave out or have wrong stays known, finding by finding, and no error is among it.
TEST(CommittedCharters, HaveTheCommittedFindings) {
  const std::vector<std::string> names = partnerships();
  EXPECT_EQ(files_with(".findings").size(), names.size());
  const CivilDate day = CivilDate::from(2026, 11, 22).value();
  for (const std::string& name : names) {
    const std::filesystem::path path = std::filesystem::path(kFolder) / (name + ".findings");
    const std::string file = "charters/" + name + ".toml";
    Compilation done = compile(file);
    add_findings_on(done, day);
    EXPECT_TRUE(done.charter.has_value()) << file;
    EXPECT_FALSE(done.has_errors()) << file;
    Lines found;
    for (const Finding& finding : done.findings) {
      found.push_back(finding.where.file + ":" + std::to_string(finding.where.line) + " " + std::string(name_of(finding.severity)) + " " +
                      finding.rule);
    }
    EXPECT_EQ(found, lines_of(read(path)));
  }
}

Charter committed(const std::string& name) {
  Compilation done = compile("charters/" + name + ".toml");
  EXPECT_TRUE(done.charter.has_value());
  return done.charter.value();
}

TEST(Canonical, IsReadBackAsTheSameCharter) {
  for (const std::string& name : partnerships()) {
    const Charter charter = committed(name);
    const Result<Charter> again = from_canonical(charter.canonical);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->canonical, charter.canonical);
    EXPECT_EQ(again->hash, charter.hash);
    EXPECT_EQ(again->rules_hash, charter.rules_hash);
    EXPECT_EQ(again->text_hash, charter.text_hash);
  }
}

TEST(Canonical, RefusesWhatIsNotOne) {
  const std::string good = committed("stockport").canonical;
  for (const std::string& bad : {std::string(), std::string("[]"), std::string("{}"), good.substr(0, good.size() / 2), good + " ",
                                 good.substr(0, good.size() - 1) + ",\"zebra\":1}"}) {
    EXPECT_FALSE(from_canonical(bad).ok()) << bad.substr(0, 40);
  }
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

Charter compiled(const std::string& text) {
  Compilation done = compile_text(text, "", "case.toml");
  EXPECT_TRUE(done.charter.has_value());
  return done.charter.value();
}

TEST(Hashes, TellATextFromARule) {
  const std::string text = read(std::filesystem::path(kFolder) / "minimal.toml");
  const Charter charter = compiled(text);
  const Charter comma = compiled(changed(text, "To know who it is.", "To know, who it is."));
  EXPECT_NE(comma.hash, charter.hash);
  EXPECT_EQ(comma.rules_hash, charter.rules_hash);
  EXPECT_NE(comma.text_hash, charter.text_hash);
  const Charter longer = compiled(changed(text, "years = 1", "years = 2"));
  EXPECT_NE(longer.rules_hash, charter.rules_hash);
  EXPECT_EQ(longer.text_hash, charter.text_hash);
  const Charter comment = compiled("# a comment changes nothing\n" + text);
  EXPECT_EQ(comment.hash, charter.hash);
}

// "/roles/12/title" → "/roles/#/title"
std::string kind_of_place(const std::string& path) {
  std::string kind;
  for (const char c : path) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit || !kind.ends_with('#')) kind += is_digit ? '#' : c;
  }
  return kind;
}

// Whatever the comparison passes over would be a change that nobody is told of.
TEST(Diff, NamesEveryChangeOfTheCanonicalForm) {
  using Json = nlohmann::json;
  std::set<std::string> tried;  // kinds of places, such as "/roles/#/title": each once, in the first charter that fills it
  const bool is_sample = std::getenv("CONCORDAT_SAMPLE") != nullptr;  // a sanitizer sees the same code for each
  std::size_t compared = 0;
  for (const std::string& name : partnerships()) {
    const Charter charter = committed(name);
    EXPECT_TRUE(diff(charter, charter).empty());
    Json form = Json::parse(charter.canonical);
    const Json leaves = form.flatten();
    for (const auto& [path, value] : leaves.items()) {
      const std::size_t keep = path.find("/keep/");
      const bool is_void = keep != std::string::npos && form.at(Json::json_pointer(path.substr(0, keep) + "/keep/unstated")).get<bool>();
      if (is_void && !path.ends_with("/unstated")) continue;    // of a period that nobody states
      if (path.find("/lines/") != std::string::npos) continue;  // of the printed notice: a citation
      if (path == "/format" || path == "/version" || path == "/base" || path == "/updated") continue;
      Json other_value = value;
      if (value.is_boolean()) other_value = !value.get<bool>();
      if (value.is_number()) other_value = value.get<int>() + 1;
      if (value.is_string() && !value.get<std::string>().empty()) other_value = value.get<std::string>() + "x";
      if (other_value == value || !tried.insert(kind_of_place(path)).second) continue;
      if (is_sample && tried.size() % 5 != 0) continue;
      ++compared;
      Json& place = form[Json::json_pointer(path)];
      place = other_value;
      const Result<Charter> other = from_canonical(form.dump());
      place = value;
      if (!other.ok()) continue;  // a word of a closed set has no such neighbour
      EXPECT_FALSE(diff(charter, *other).empty()) << name << ": " << path;
      EXPECT_FALSE(diff(*other, charter).empty()) << name << ": " << path;
    }
  }
  EXPECT_GE(tried.size(), 100U);
  if (is_sample) RecordProperty("says", std::to_string(compared) + " of " + std::to_string(tried.size()) + " kinds of change compared");
}

}  // namespace
}  // namespace concordat::charter
