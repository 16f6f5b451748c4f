#pragma once
// A data directory that the real vault filled, and the faults that are planted in it afterwards.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "evidence/attest.h"
#include "vault/test_instance.h"

namespace concordat::evidence {

class Directory : public testing::Test {
 protected:
  Directory(const std::string& charter, const char* first_day) : instance_(charter, first_day) {}

  vault::Vault& vault() { return *instance_.vault; }

  // Someone who may sign in: the account is kept as the server keeps it.
  policy::Actor with_account(const std::set<std::string>& roles, std::string_view agency = "") {
    const policy::Actor actor = instance_.person(roles, agency);
    parties::Account account{actor.account, actor.agency, "Ada Example", "ada@example.org", "hash", roles, {}, {}};
    EXPECT_TRUE(vault().add_account(account, "system"));
    return actor;
  }

  Result<void> step(const policy::Actor& actor, CaseId id, std::string_view to) {
    const policy::Subject subject = *vault().subject_of_case(id);
    for (const charter::Step& one : vault().active_charter()->case_kind(subject.case_kind)->steps)
      if (one.to == to && one.from == subject.case_state)
        return vault().take_step(TRY(vault().gate().authorise_step(actor, one, subject)), one, vault().today());
    return Error{"There is no such step.", ""};
  }

  Result<vault::OpenedPart> read(const policy::Actor& actor, RecordId id, const char* part, const char* purpose) {
    return vault().read(TRY(vault().gate().decide(actor, charter::Act::read, purpose, *vault().subject_of(id, part))));
  }

  Finding finding(const std::string& promise) {
    const auto attestation = attest(instance_.folder, instance_.clock.now());
    EXPECT_TRUE(attestation) << attestation.error().message;
    if (!attestation) return {};
    for (const Finding& one : attestation->findings)
      if (one.id == promise) return one;
    ADD_FAILURE() << "no finding for " << promise;
    return {};
  }
  std::string status(const std::string& promise) { return finding(promise).status; }

  // Plants a fault past the vault.
  void sql(const std::string& text) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((instance_.folder + "/concordat.db").c_str(), &database), SQLITE_OK);
    char* error = nullptr;
    EXPECT_EQ(sqlite3_exec(database, text.c_str(), nullptr, nullptr, &error), SQLITE_OK) << text << ": " << (error ? error : "");
    EXPECT_GT(sqlite3_total_changes(database), 0) << "nothing was changed: " << text;
    sqlite3_free(error);
    sqlite3_close(database);
  }

  // Rewrites the last leaf of this event: `from` becomes `to`.
  void edit_leaf(const std::string& event, const std::string& from, const std::string& to) {
    sql("UPDATE leaves SET leaf = replace(leaf, '" + from + "', '" + to + "') WHERE instr(leaf, '" + from + "') AND position = "
        "(SELECT max(position) FROM leaves WHERE leaf LIKE '%" + std::string(1, '\t') + event + std::string(1, '\t') + "%')");
  }

  void deposit_head() {
    const std::string file = instance_.folder + "/deposits/partnership/checkpoint-1.txt";
    std::filesystem::create_directories(instance_.folder + "/deposits/partnership");
    std::ofstream(file + ".new") << instance_.ledger->checkpoint();
    std::filesystem::rename(file + ".new", file);
  }

  std::string keyring() const { return instance_.folder + "/keyring"; }
  void keep_old_keyring() { std::filesystem::copy_file(keyring(), keyring() + "-old"); }
  void put_old_keyring_back() { std::filesystem::rename(keyring() + "-old", keyring()); }

  vault::TestInstance instance_;
};

}  // namespace concordat::evidence
