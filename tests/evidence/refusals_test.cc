// refusals.tsv: every promise of the areas reviews, sharing, ownership, voice and security that is called enforced, and what shows that it
// cannot be otherwise: an act that the vault or policy refuses, tried here on that charter, or a test that tries it.

#include <sstream>

#include "directory.h"
#include "ops/demonstration_plan.h"

namespace concordat::evidence {
namespace {

const std::set<std::string> kAreasOfRefusals = {"reviews", "sharing", "ownership", "voice", "security"};
constexpr const char* kFirstDay = "2026-04-01";

std::vector<std::string> words_of(const std::string& text, char at) {
  std::vector<std::string> words;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, at);) words.push_back(word);
  return words;
}

struct RefusalLine {
  std::string promise, charter, what;
};

std::vector<RefusalLine> refusal_lines() {
  std::vector<RefusalLine> lines;
  std::ifstream file("tests/evidence/refusals.tsv");
  for (std::string text; std::getline(file, text);) {
    if (text.empty() || text.starts_with('#')) continue;
    const auto cells = words_of(text, '\t');
    EXPECT_EQ(cells.size(), 3U) << text;
    if (cells.size() == 3) lines.push_back({cells[0], cells[1], cells[2]});
  }
  return lines;
}

class Refusals : public Directory, public testing::WithParamInterface<const char*> {
 protected:
  Refusals() : Directory(std::string("charters/") + GetParam() + ".toml", kFirstDay) {}

  const charter::Charter& charter() { return *vault().active_charter(); }
  // Everybody of the office in one: who is refused is refused for nothing else.
  policy::Actor office() {
    std::set<std::string> roles;
    for (const charter::Role& role : charter().roles)
      if (!role.of_agency) roles.insert(role.name);
    return instance_.person(roles);
  }
  Result<RecordId> put(CaseId id, const charter::RecordKind& kind, const vault::Values& values) {
    policy::Subject subject = *vault().subject_of_case(id);
    subject.record_kind = kind.name;
    subject.part = kind.parts.front().name;
    const policy::Grant grant = TRY(vault().gate().decide(office(), charter::Act::add, kind.purpose, subject));
    vault::NewPart content;
    content.values = values;
    return vault().add({grant}, {{subject.part, content}}, "office", "recorded");
  }

  // "field RECORD.PART.FIELD": put in with it, refused without. "foreign RECORD.PART": refused with a field that is none of the charter.
  void try_field(const std::string& target, bool is_foreign) {
    const auto names = words_of(target, '.');
    const charter::RecordKind& kind = *charter().record_kind(names.at(0));
    const charter::Part& part = *kind.part(names.at(1));
    ASSERT_EQ(&part, &kind.parts.front()) << "only first parts are tried here";
    const CaseId id = *vault::open_case(vault(), office(), kind.case_kind, "X-2026-001");
    vault::Values values;
    for (const charter::Field& field : part.fields) values[field.name] = value_for(field);
    const auto whole = put(id, kind, values);
    EXPECT_TRUE(whole) << whole.error().message;
    if (is_foreign) values["religion"] = "Text";
    else values.erase(names.at(2));
    EXPECT_FALSE(put(id, kind, values));
  }

  // "criterion CASE": not opened by none, nor by one that the charter does not have.
  void try_criterion(const std::string& kind) {
    const auto mandate = *vault().gate().authorise(office(), charter::Capability::open_case);
    for (const std::size_t criterion : {std::size_t{0}, charter().case_kind(kind)->criteria.size() + 1, std::size_t{1}}) {
      vault::Opening opening = vault::opening_for(vault(), office(), kind);
      opening.criterion = criterion;
      EXPECT_EQ(vault().open_case(mandate, kind, "X-2026-001", opening).ok(), criterion == 1) << criterion;
    }
  }

  Result<void> take(CaseId id, const charter::Step& step) {
    const policy::Mandate mandate = TRY(vault().gate().authorise_step(office(), step, *vault().subject_of_case(id)));
    return vault().take_step(mandate, step, vault().today());
  }
  // "guard CASE.GUARD": refused before that is on record, and taken after.
  void try_guard(const std::string& target) {
    const charter::CaseKind& kind = *charter().case_kind(target.substr(0, target.find('.')));
    const std::string wanted = target.substr(target.find('.') + 1);
    const auto is_it = [&](const charter::Guard& guard) { return charter::text_of(guard) == wanted; };
    const auto step = std::ranges::find_if(kind.steps, [&](const charter::Step& one) { return std::ranges::any_of(one.guards, is_it); });
    ASSERT_TRUE(step != kind.steps.end()) << target;
    const CaseId id = *vault::open_case(vault(), office(), kind.name, "X-2026-001");
    for (const std::size_t before : ops::way(kind, kind.states.front(), step->from)) {
      vault::meet_guards(vault(), office(), id, kind.steps[before]);
      const auto taken = take(id, kind.steps[before]);
      ASSERT_TRUE(taken) << taken.error().message;
    }
    charter::Step rest = *step;
    std::erase_if(rest.guards, is_it);
    vault::meet_guards(vault(), office(), id, rest);
    EXPECT_FALSE(take(id, *step));
    const std::string record = wanted.substr(wanted.find(':') + 1);
    put_record(id, wanted == "voice-recorded" ? "voice" : record.c_str());
    const auto taken = take(id, *step);
    EXPECT_TRUE(taken) << taken.error().message;
  }

  // "task ROLE": without a task in the case, nothing of it, in any state.
  void try_task(const std::string& role) {
    for (const charter::CaseKind& kind : charter().case_kinds) {
      policy::Subject subject;
      subject.case_id = crypto::new_id<CaseId>();
      subject.case_kind = kind.name;
      subject.case_version = 1;
      for (const std::string& state : kind.states)
        for (const charter::RecordKind& record : charter().record_kinds)
          for (const charter::Part& part : record.parts) {
            if (record.case_kind != kind.name) continue;
            subject.case_state = state;
            subject.record_kind = record.name;
            subject.part = part.name;
            for (const charter::Act act : {charter::Act::read, charter::Act::add, charter::Act::correct})
              EXPECT_FALSE(vault().gate().decide(instance_.person({role}), act, record.purpose, subject)) << record.name << " " << state;
          }
    }
  }

  // "test FILE NAME": the file has a test of that name.
  static void find_test(const std::string& file, const std::string& name) {
    std::ifstream in(file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const bool is_there = text.find(", " + name + ")") != std::string::npos || text.find("--- " + name + "\n") != std::string::npos;
    EXPECT_TRUE(is_there) << file << " has no test " << name;
  }

  void try_to(const std::string& what) {
    const auto words = words_of(what, ' ');
    if (words.at(0) == "field") try_field(words.at(1), false);
    else if (words[0] == "foreign") try_field(words.at(1), true);
    else if (words[0] == "criterion") try_criterion(words.at(1));
    else if (words[0] == "guard") try_guard(words.at(1));
    else if (words[0] == "task") try_task(words.at(1));
    else if (words[0] == "test") find_test(words.at(1), words.at(2));
    else ADD_FAILURE() << "the table says nothing of \"" << what << "\"";
  }
};

TEST_P(Refusals, OfEachEnforcedPromiseOneIsTried) {
  const auto lines = refusal_lines();
  for (const charter::Promise& promise : charter().promises) {
    if (promise.proof != charter::PromiseClass::enforced || !kAreasOfRefusals.contains(promise.area)) continue;
    EXPECT_TRUE(std::ranges::find(lines, promise.id, &RefusalLine::promise) != lines.end())
        << promise.id << " has no line in tests/evidence/refusals.tsv that says what is refused";
  }
  for (const RefusalLine& line : lines) {
    if (line.charter != GetParam()) continue;
    SCOPED_TRACE(line.promise + ": " + line.what);
    const auto promise = std::ranges::find(charter().promises, line.promise, &charter::Promise::id);
    ASSERT_TRUE(promise != charter().promises.end()) << "the charter has no such promise";
    try_to(line.what);
  }
}

INSTANTIATE_TEST_SUITE_P(Charters, Refusals, testing::Values("derby-derbyshire", "hampshire", "portsmouth", "somerset", "stockport"),
                         [](const auto& parameter) {
                           std::string name = parameter.param;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace concordat::evidence
