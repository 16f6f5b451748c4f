// An invented partnership under rules that none of the others has, and a library of its own: what the program does for it
// follows from tests/charter/sixth/*.toml alone.

#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <sstream>

#include "charter/outputs.h"
#include "evidence/attest.h"
#include "ops/commands.h"
#include "ops/demonstration.h"

namespace concordat::ops {
namespace {

using testing::HasSubstr;

constexpr const char* kFile = "tests/charter/sixth/saltmarsh.toml";
const Instant kNow = london_midnight(CivilDate::from(2026, 11, 22).value());

TEST(SixthPartnership, IsCheckedAndLacksNothing) {
  charter::Compilation done = charter::compile(kFile);
  charter::add_findings_on(done, CivilDate::from(2026, 11, 22).value());
  for (const charter::Finding& finding : done.findings) ADD_FAILURE() << finding.where.line << ": " << finding.message;
  EXPECT_TRUE(done.charter.has_value());
}

TEST(SixthPartnership, HasItsNoticeInEveryFormat) {
  for (const std::string_view format : {"html", "md", "json", "jsonld"}) {
    std::ostringstream out;
    std::ostringstream errors;
    const std::string_view arguments[] = {kFile, "--format", format};
    EXPECT_EQ(run_notice(arguments, out, errors), 0) << errors.str();
    EXPECT_THAT(out.str(), HasSubstr("Saltmarsh Isles")) << format;
    EXPECT_THAT(out.str(), HasSubstr("Ferry")) << format;
  }
}

// Seven hundred days through the same gates as everybody else; then attestation, which shares nothing with what it judges.
TEST(SixthPartnership, IsLivedAndAttested) {
  const std::string directory = testing::TempDir() + "sixth-partnership";
  const auto clear = [&] {
    for (const char* tail : {"", ".key", ".sign-ins.json", ".backups", ".backups-of-keys"}) std::filesystem::remove_all(directory + tail);
  };
  clear();
  std::ostringstream progress;
  const Wish wish{.directory = directory, .charter_file = kFile, .seed = 6, .days = 700, .until = kNow};
  const Result<void> made = make_demonstration(wish, progress);
  ASSERT_TRUE(made) << made.error().message;
  const auto attestation = evidence::attest(directory, kNow);
  ASSERT_TRUE(attestation) << attestation.error().message;
  std::map<std::string, std::string> status;
  for (const evidence::Finding& finding : attestation->findings) status[finding.id] = finding.status;
  EXPECT_EQ(status, (std::map<std::string, std::string>{{"SALT-1", "kept"},
                                                        {"SALT-2", "kept"},
                                                        {"SALT-3", "kept"},
                                                        {"SALT-4", "kept"},
                                                        {"SALT-5", "kept"}}));
  clear();
}

}  // namespace
}  // namespace concordat::ops
