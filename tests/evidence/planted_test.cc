// Direct edits of the database: each column of each table is either edited here and found, or named as one that attestation
// does not rely on. And readings that were never logged: what shows them, and what cannot.

#include <gmock/gmock.h>

#include "directory.h"
#include "vault/attachments.h"

namespace concordat::evidence {
namespace {

using charter::Act;
using charter::Capability;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// Stockport: a review that ended and what an agency supplied for it, destroyed; another that runs, its item read once alone and once
// in a list with the other, on hold; and evidence by a person.
class Planted : public Directory {
 protected:
  Planted() : Directory("charters/stockport.toml", "2026-04-01") {
    manager_ = with_account({"manager"});
    deputy_ = with_account({"deputy"});
    const policy::Actor team = with_account({"support-team"});
    police_ = with_account({"agency-contact"}, "police");
    ended_ = review("R-2026-001");
    const RecordId gone = supply(ended_);
    open_ = review("R-2026-002");
    item_ = supply(open_);
    const auto both = vault().read_allowed(team, {gone, item_}, "item");
    EXPECT_TRUE(both && both->size() == 2) << "a list that spans cases";
    put(team, ended_, "voice", "account", AgencyId{}, {{"heard", "child"}, {"voice-account", "Text"}});
    instance_.live_until("2026-05-01");
    EXPECT_TRUE(step(manager_, ended_, "review"));
    EXPECT_TRUE(step(manager_, ended_, "concluded"));
    destroy();
    const auto to_add = vault().gate().decide(police_, Act::add, "reviews", *vault().subject_of(item_, "item"));
    const auto upload = vault().attach(*to_add, {"scan.pdf", "application/pdf"});
    EXPECT_TRUE((*upload)->add(Bytes(vault::kChunkSize + 1, 7)));
    EXPECT_TRUE((*upload)->finish());
    EXPECT_TRUE(read(manager_, item_, "item", "reviews") || read(team, item_, "item", "reviews"));
    EXPECT_TRUE(put_on_record("hosting", "2026-06-01", "2027-06-01"));
    EXPECT_TRUE(instance_.disposal->hold(*vault().gate().authorise(manager_, Capability::hold), "case", open_.text()));
    std::filesystem::create_directories(instance_.folder + "/deposits/police");
    std::ofstream(instance_.folder + "/deposits/police/certificate-" + warrant_.text() + ".json") << "{}";
    deposit_head();
  }

  CaseId review(const char* reference) {
    const CaseId id = *vault::open_case(vault(), manager_, "review", reference);
    EXPECT_TRUE(step(manager_, id, "rapid-review"));
    EXPECT_TRUE(vault().ask_agency(*vault().gate().authorise(manager_, Capability::open_case, *vault().subject_of_case(id)), "police"));
    return id;
  }
  RecordId put(const policy::Actor& actor, CaseId id, const char* kind, const char* part, AgencyId owner, const vault::Values& values) {
    policy::Subject subject = *vault().subject_of_case(id);
    subject.record_kind = kind;
    subject.part = part;
    subject.owner = owner;
    const auto grant = vault().gate().decide(actor, Act::add, "reviews", subject);
    EXPECT_TRUE(grant) << grant.error().message;
    return *vault().add({*grant}, {{part, {values, ""}}}, "workspace", "supplied");
  }
  RecordId supply(CaseId id) {
    return put(police_, id, "agency-item", "item", parties::agency_id("police"),
               {{"title", "Log"}, {"category", "police"}, {"narrative", "Text"}});
  }
  void destroy() {
    std::vector<store::WarrantRow> proposed;
    instance_.store->read([&](store::Reader& reader) { proposed = reader.warrants("proposed"); });
    ASSERT_EQ(proposed.size(), 1U);
    warrant_ = proposed[0].id;
    for (const policy::Actor& actor : {manager_, deputy_}) {
      const auto mandate = vault().gate().authorise(actor, Capability::approve_destruction);
      EXPECT_TRUE(instance_.disposal->approve(*mandate, warrant_, proposed[0].content));
    }
    instance_.live_until("2026-06-02");
    ASSERT_EQ(instance_.disposal->run()->destroyed.size(), 1U);
  }

  std::vector<std::string> broken() {
    std::vector<std::string> names;
    const auto attestation = attest(instance_.folder, instance_.clock.now());
    EXPECT_TRUE(attestation) << attestation.error().message;
    if (!attestation) return names;
    for (const Finding& one : attestation->findings)
      if (one.status == "broken") names.push_back(one.id);
    return names;
  }

  // Every column of the database, "table.column".
  std::set<std::string> columns() {
    std::set<std::string> found;
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open((instance_.folder + "/concordat.db").c_str(), &database), SQLITE_OK);
    const auto add = [](void* into, int, char** values, char**) {
      static_cast<std::set<std::string>*>(into)->insert(std::string(values[0]) + "." + values[1]);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(database,
                           "SELECT m.name, p.name FROM sqlite_schema m, pragma_table_info(m.name) p "
                           "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'",
                           add, &found, nullptr),
              SQLITE_OK);
    sqlite3_close(database);
    return found;
  }

  policy::Actor manager_, deputy_, police_;
  CaseId ended_, open_;
  RecordId item_;
  WarrantId warrant_;
};

struct Edit {
  const char* column;
  const char* sql;
  const char* promise;  // one that must say so
};

constexpr Edit kEdits[] = {
    {"cases.id", "UPDATE cases SET id = randomblob(16) WHERE reference = 'R-2026-001'", "STK-04"},
    {"cases.kind", "UPDATE cases SET kind = 'learning-review' WHERE reference = 'R-2026-002'", "STK-12"},
    {"cases.state", "UPDATE cases SET state = 'notified' WHERE reference = 'R-2026-002'", "STK-12"},
    {"events.case_sequence", "UPDATE events SET case_sequence = 2 WHERE event = 'case.concluded'", "STK-16"},
    {"events.event", "UPDATE events SET event = 'case.closed' WHERE event = 'case.concluded'", "STK-16"},
    {"events.day", "UPDATE events SET day = day + 1 WHERE event = 'case.concluded'", "STK-16"},
    {"records.id", "UPDATE records SET id = randomblob(16) WHERE kind = 'agency-item'", "STK-15"},
    {"records.case_sequence", "UPDATE records SET case_sequence = (SELECT max(sequence) FROM cases) WHERE kind = 'voice'", "STK-04"},
    {"records.kind", "UPDATE records SET kind = 'agency-item' WHERE kind = 'voice'", "STK-15"},
    {"records.owner", "UPDATE records SET owner = zeroblob(16) WHERE kind = 'agency-item'", "STK-17"},
    {"records.state", "UPDATE records SET state = 'accepted' WHERE kind = 'agency-item'", "STK-15"},
    {"records.purpose", "UPDATE records SET purpose = 'audits' WHERE kind = 'agency-item'", "STK-15"},
    {"records.charter", "UPDATE records SET charter = 'another' WHERE kind = 'agency-item'", "STK-15"},
    {"parts.record_sequence", "UPDATE parts SET record_sequence = 99 WHERE part = 'item' AND destroyed = 0", "STK-16"},
    {"parts.part", "UPDATE parts SET part = 'another' WHERE part = 'item'", "STK-16"},
    {"parts.key", "UPDATE parts SET key = randomblob(16) WHERE part = 'item'", "STK-16"},
    {"parts.due", "UPDATE parts SET due = 30000 WHERE part = 'item'", "STK-16"},
    {"parts.destroyed", "UPDATE parts SET destroyed = 1 - destroyed WHERE part = 'item'", "STK-16"},
    {"parts.sealed", "UPDATE parts SET sealed = x'' WHERE part = 'item' AND destroyed = 0", "STK-16"},
    {"attachments.id", "UPDATE attachments SET id = randomblob(16)", "STK-15"},
    {"attachments.part_sequence", "UPDATE attachments SET part_sequence = (SELECT min(sequence) FROM parts WHERE part = 'item')", "STK-15"},
    {"attachments.state", "UPDATE attachments SET state = 'arriving'", "STK-15"},
    {"attachments.chunks", "UPDATE attachments SET chunks = 1", "STK-15"},
    {"attachments.bytes", "UPDATE attachments SET bytes = bytes - 1", "STK-15"},
    {"attachments.sealed", "UPDATE attachments SET sealed = x''", "STK-15"},
    {"chunks.attachment_sequence", "UPDATE chunks SET attachment_sequence = 99 WHERE number = 1", "STK-15"},
    {"chunks.number", "UPDATE chunks SET number = 7 WHERE number = 1", "STK-15"},
    {"chunks.sealed", "UPDATE chunks SET sealed = x'' WHERE number = 1", "STK-15"},
    {"warrants.id", "UPDATE warrants SET id = randomblob(16)", "STK-16"},
    {"warrants.kind", "UPDATE warrants SET kind = 'subject'", "STK-16"},
    {"warrants.case_id", "UPDATE warrants SET case_id = randomblob(16)", "STK-16"},
    {"warrants.owner", "UPDATE warrants SET owner = randomblob(16)", "STK-16"},
    {"warrants.content", "UPDATE warrants SET content = randomblob(32)", "STK-16"},
    {"warrant_items.warrant_sequence", "UPDATE warrant_items SET warrant_sequence = 99", "STK-16"},
    {"warrant_items.record", "UPDATE warrant_items SET record = randomblob(16)", "STK-16"},
    {"warrant_items.part", "UPDATE warrant_items SET part = 'another'", "STK-16"},
    {"approvals.warrant_sequence", "UPDATE approvals SET warrant_sequence = 99", "STK-16"},
    {"approvals.account", "UPDATE approvals SET account = randomblob(16)", "STK-16"},
    {"approvals.content", "UPDATE approvals SET content = randomblob(32)", "STK-16"},
    {"holds.scope", "UPDATE holds SET scope = 'everything'", "STK-16"},
    {"holds.target", "UPDATE holds SET target = 'another'", "STK-16"},
    {"leaves.position", "UPDATE leaves SET position = position + 1 WHERE position = (SELECT max(position) FROM leaves)", "STK-16"},
    {"leaves.leaf", "UPDATE leaves SET leaf = replace(leaf, 'record.read', 'record.seen') WHERE leaf LIKE '%record.read%'", "STK-15"},
    {"lists.position", "UPDATE lists SET position = position + 1", "STK-15"},
    {"lists.records", "UPDATE lists SET records = x'01'", "STK-15"},
    {"meta.key", "UPDATE meta SET key = 'evidence:another' WHERE key LIKE 'evidence:%'", "STK-26"},
    {"meta.value", "UPDATE meta SET value = x'00' WHERE key LIKE 'evidence:%'", "STK-26"},
    {"charters.canonical", "UPDATE charters SET canonical = replace(canonical, '\"approval_days\":', '\"approval_days\":9')", "STK-01"},
};

// Words for people, order of arrival, and what only the program itself goes by.
const std::set<std::string> kNotReliedOn = {
    "cases.sequence",     "cases.reference",    "cases.charter",   "cases.opened",       "cases.version",        "events.sequence",
    "records.sequence",   "records.channel",    "records.collected", "parts.sequence",   "parts.version",        "consents.sequence",
    "warrants.sequence",  "warrants.proposed",  "warrants.quarantine_until", "warrant_items.sequence", "approvals.sequence", "approvals.at",
    "holds.since",        "leaves.case_id",     "changes.case_id", "changes.position",   "attachments.sequence", "attachments.version",
    "chunks.sequence",
};
// Seen by the tests of training: there are no bookings here.
const std::set<std::string> kSeenElsewhere = {"consents.record_sequence", "consents.consent", "consents.wording", "consents.given",
                                              "consents.withdrawn",       "counts.case_sequence", "counts.name",  "counts.count",
                                              "warrants.state",           "charters.hash"};

// Tasks, roles given, emergencies and what a person's rights stop are judged from the ledger alone: an act that a planted row
// allowed finds nothing there. That a recall stopped the use is looked up as well: recall_test.cc.
const std::set<std::string> kJudgedFromTheLedger = {"appointments", "role_grants", "emergencies", "restrictions"};

class DirectEdit : public Planted, public testing::WithParamInterface<Edit> {};

TEST_P(DirectEdit, IsFoundAndNamesAPromiseThatItBreaks) {
  ASSERT_THAT(broken(), testing::IsEmpty()) << "nothing was planted yet";
  sql(GetParam().sql);
  EXPECT_THAT(broken(), Contains(GetParam().promise)) << finding(GetParam().promise).evidence;
}

void PrintTo(const Edit& edit, std::ostream* out) { *out << edit.sql; }

INSTANTIATE_TEST_SUITE_P(Columns, DirectEdit, testing::ValuesIn(kEdits), [](const auto& tested) {
  std::string name = tested.param.column;
  std::ranges::replace(name, '.', '_');
  return name;
});

TEST_F(Planted, EveryColumnIsEditedOrNotReliedOn) {
  std::set<std::string> known = kNotReliedOn;
  known.insert(kSeenElsewhere.begin(), kSeenElsewhere.end());
  for (const Edit& edit : kEdits) known.insert(edit.column);
  std::set<std::string> there = columns();
  std::erase_if(there, [](const std::string& column) { return kJudgedFromTheLedger.contains(column.substr(0, column.find('.'))); });
  EXPECT_EQ(known, there);
}

TEST_F(Planted, AWholeRowOfEachTableThatIsRemovedIsFound) {
  for (const char* table : {"warrant_items", "approvals", "warrants", "events", "leaves", "lists", "parts", "records", "cases"}) {
    SCOPED_TRACE(table);
    sql(std::string("DELETE FROM ") + table + " WHERE rowid = (SELECT max(rowid) FROM " + table + ")");
    EXPECT_THAT(broken(), Not(testing::IsEmpty()));
  }
}

// ---- a control removed: from the charter, and from the program's knowledge

TEST_F(Planted, AControlThatWasTakenFromAPromiseIsFound_STK_16) {
  edit_charter("{\"kind\":\"effect\",\"target\":\"review.propose-destruction\"}", "{\"kind\":\"notice\",\"target\":\"aims\"}");
  EXPECT_THAT(broken(), Contains("STK-16"));
  EXPECT_THAT(finding("STK-16").evidence, HasSubstr("A charter in the database is not the one that was activated"));
}

TEST_F(Planted, AControlThatThisProgramCannotJudgeIsMissing_STK_01) {
  edit_charter("\"kind\":\"notice\",\"target\":\"agencies\"", "\"kind\":\"horoscope\",\"target\":\"agencies\"");
  EXPECT_THAT(finding("STK-01").evidence, HasSubstr("This program has no check \"horoscope\""));
}

// ---- readings that nobody logged

TEST_F(Planted, AReadingWhoseEntryIsTakenOutIsFound_STK_15) {
  sql("DELETE FROM leaves WHERE leaf LIKE '%record.read%'");
  EXPECT_THAT(finding("STK-15").evidence, HasSubstr("Acts were removed from the ledger"));
}

TEST_F(Planted, AReadingWhoseEntryIsTakenOutAndTheRestMovedUpIsFound_STK_15) {
  sql("CREATE TABLE kept AS SELECT row_number() OVER (ORDER BY position) - 1 AS position, leaf, case_id FROM leaves "
      "WHERE leaf NOT LIKE '%record.read%'; DELETE FROM leaves; INSERT INTO leaves SELECT * FROM kept; DROP TABLE kept");
  EXPECT_EQ(status("STK-15"), "broken");
  EXPECT_THAT(finding("STK-15").evidence, HasSubstr("acts were removed"));
}

// What is cut off behind the newest deposited head leaves no gap: only the next head, or a copy of the ledger, would show it.
// The finding says how many entries stand outside, so that nobody takes them for covered.
TEST_F(Planted, AReadingCutOffBehindTheNewestHeadIsNotFoundAndTheFindingSaysThatItWouldNotBe) {
  ASSERT_TRUE(read(instance_.person({"support-team"}), item_, "item", "reviews"));
  EXPECT_THAT(judged(judge_ledger, "whole").evidence, HasSubstr("by which what is removed from the end until then does not show"));
  sql("DELETE FROM leaves WHERE position = (SELECT max(position) FROM leaves)");
  EXPECT_THAT(broken(), testing::IsEmpty());
}

// Whoever has the key of the instance can open a part past the vault. It writes nothing, so nothing here can show it.
TEST_F(Planted, AReadingOutsideTheServerIsNotFoundAndTheFindingSaysSo_STK_15) {
  ASSERT_TRUE(vault().try_every_part());
  EXPECT_EQ(status("STK-15"), "kept");
  EXPECT_THAT(finding("STK-15").evidence, HasSubstr("A reading outside the server leaves no trace"));
}

}  // namespace
}  // namespace concordat::evidence
