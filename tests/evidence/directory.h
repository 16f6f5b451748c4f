#pragma once
// A data directory that the real vault filled, and the faults that are planted in it afterwards.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>

#include "evidence/attest.h"
#include "evidence/controls.h"
#include "vault/statements.h"
#include "vault/test_guards.h"
#include "vault/test_instance.h"
#include "vault/test_opening.h"

namespace concordat::evidence {

class Directory : public testing::Test {
 protected:
  Directory(const std::string& charter, const char* first_day) : instance_(charter, first_day) {}

  vault::Vault& vault() { return *instance_.vault; }

  // Someone who may sign in: the account is kept as the server keeps it.
  policy::Actor with_account(const std::set<std::string>& roles, std::string_view agency = "") {
    const policy::Actor actor = instance_.person(roles, agency);
    parties::Account account{actor.account, actor.agency, "Ada Example", "ada@example.org", "hash", roles, {}, instance_.clock.now()};
    EXPECT_TRUE(vault().add_account(account, "system"));
    accounts_.insert(actor.account);
    return actor;
  }

  // Someone whose role has this power.
  policy::Actor with_power(charter::Capability power) {
    for (const charter::Role& role : vault().active_charter()->roles)
      if (std::ranges::find(role.may, power) != role.may.end()) return with_account_once({role.name});
    ADD_FAILURE() << "no role has this power";
    return {};
  }
  CaseId open(const char* kind) {
    const policy::Actor actor = with_power(charter::Capability::open_case);
    return *vault::open_case(vault(), actor, kind, "X-2026-001");
  }
  // A record of the partnership's own, its fields filled as the charter asks, by somebody of the office whom a rule lets.
  RecordId put_record(CaseId id, const char* kind_name) {
    const charter::Charter& charter = *vault().active_charter();
    const charter::RecordKind& kind = *charter.record_kind(kind_name);
    policy::Subject subject = *vault().subject_of_case(id);
    subject.record_kind = kind_name;
    subject.part = kind.parts.front().name;
    vault::NewPart content;
    for (const charter::Field& field : kind.parts.front().fields) content.values[field.name] = value_for(field);
    for (const charter::Role& role : charter.roles) {
      if (role.of_agency) continue;
      const auto grant = vault().gate().decide(instance_.person({role.name}), charter::Act::add, kind.purpose, subject);
      if (!grant) continue;
      with_account_once({role.name});
      const auto added = vault().add({*grant}, {{subject.part, content}}, "office", "recorded");
      EXPECT_TRUE(added) << added.error().message;
      return *added;
    }
    ADD_FAILURE() << "nobody may add " << kind_name;
    return {};
  }
  // Puts an entry into the ledger past the vault's own acts.
  void log(const char* event, const std::string& detail, const std::string& actor = "system") {
    ASSERT_TRUE(vault().store().write([&](store::Transaction& transaction) -> Result<void> {
      ledger::Leaf leaf;
      leaf.event = event;
      leaf.actor = actor;
      leaf.detail = detail;
      vault().ledger().append(transaction, leaf);
      return {};
    }));
  }
  Result<std::string> put_on_record(const std::string& evidence, const char* day, const char* until,
                                    const std::string& seen = "The letter says so") {
    const policy::Actor actor = with_power(charter::Capability::see_ledger);
    const auto mandate = vault().gate().authorise(actor, charter::Capability::see_ledger);
    return vault::put_statement(vault(), *mandate, {evidence, seen, "File 1", *CivilDate::parse(day), *CivilDate::parse(until)});
  }

  Verdict judged(Verdict (*judge)(const Instance&, const std::string&), const std::string& target) {
    const auto instance = read_instance(instance_.folder, instance_.clock.now());
    EXPECT_TRUE(instance) << instance.error().message;
    return judge(*instance, target);
  }

  Result<void> step(const policy::Actor& actor, CaseId id, std::string_view to) {
    const policy::Subject subject = *vault().subject_of_case(id);
    for (const charter::Step& one : vault().active_charter()->case_kind(subject.case_kind)->steps)
      if (one.to == to && one.from == subject.case_state) {
        if (meets_guards_) vault::meet_guards(vault(), actor, id, one);
        return vault().take_step(TRY(vault().gate().authorise_step(actor, one, subject)), one, vault().today());
      }
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

  // Changes the active charter past all checks; its hash stays, so that every finding says so, but single judges do not.
  void edit_charter(const std::string& from, const std::string& to) {
    sql("UPDATE charters SET canonical = replace(canonical, '" + from + "', '" + to + "') WHERE instr(canonical, '" + from + "')");
  }

  std::string keyring() const { return instance_.folder + "/keyring"; }
  void keep_old_keyring() { std::filesystem::copy_file(keyring(), keyring() + "-old"); }
  void put_old_keyring_back() { std::filesystem::rename(keyring() + "-old", keyring()); }

  vault::TestInstance instance_;
  bool meets_guards_ = true;  // a step finds on record what it asks for, as where that is not what is tested

  // That its field takes.
  static std::string value_for(const charter::Field& field) {
    switch (field.type) {
      case charter::FieldType::date:
      case charter::FieldType::uncertain_date: return "2026-04-01";
      case charter::FieldType::choice: return field.choices.front();
      case charter::FieldType::email: return "someone@example.org";
      case charter::FieldType::number: return "12";
      case charter::FieldType::yes_no: return "yes";
      case charter::FieldType::telephone: return "0114 496 0000";
      case charter::FieldType::text:
      case charter::FieldType::long_text: return "Text";
    }
    return "";
  }

 private:
  policy::Actor with_account_once(const std::set<std::string>& roles) {
    const policy::Actor actor = instance_.person(roles);
    return accounts_.contains(actor.account) ? actor : with_account(roles);
  }
  std::set<AccountId> accounts_;
};

}  // namespace concordat::evidence
