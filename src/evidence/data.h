#pragma once
// A data directory as its files say it: docs/formats/database.md, ledger.md, keyring.md. Nothing here is opened or unsealed.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/civil_date.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "crypto/crypto.h"

namespace concordat::evidence {

struct Leaf {
  Instant at;
  std::string event;
  std::string actor;
  CaseId case_id;
  RecordId record;
  std::string part;
  std::string purpose;
  std::string charter;
  std::string detail;

  std::string word(std::string_view key) const;  // of "key=value;…" in the detail; empty where there is none
  std::vector<std::string> words(std::string_view key) const;  // of a list with commas between
  std::int64_t number(std::string_view key, std::int64_t otherwise = 0) const;  // otherwise where it is none
};

struct EventRow {
  std::string event;
  CivilDate day;
};

struct CaseRow {
  std::string kind;
  std::string state;
  std::vector<EventRow> events;
};

struct PartRow {
  KeyId key;
  std::optional<CivilDate> due;
  bool destroyed = false;
  std::int64_t sealed_size = 0;
};

struct AttachmentRow {  // a file of a part
  RecordId record;
  std::string part;
  std::string state;
  std::int64_t chunks = 0;
  std::int64_t bytes = 0;        // of the file
  std::int64_t sealed_size = 0;  // of what it is called
  std::int64_t chunks_there = 0;
  std::int64_t bytes_there = 0;  // of its chunks, sealed
};

struct ConsentRow {
  std::string consent;
  std::string wording;
  Instant given;
  std::optional<Instant> withdrawn;
};

struct RecordRow {
  CaseId case_id;
  std::string kind;
  AgencyId owner;
  std::string state;
  std::string purpose;
  std::string charter;
  std::map<std::string, PartRow, std::less<>> parts;
  std::vector<ConsentRow> consents;
};

struct WarrantRow {
  std::string kind;
  std::string state;
  CaseId case_id;
  AgencyId owner;
  Bytes content;
  bool is_of_its_items = false;  // whether the content is the hash of the items
  std::set<std::pair<RecordId, std::string>> items;
  std::vector<std::pair<AccountId, Bytes>> approvals;  // who, and the content that was approved
};

struct HoldRow {
  std::string scope;
  std::string target;
  auto operator<=>(const HoldRow&) const = default;
};

struct Head {  // a deposited checkpoint: over how many leaves, and their root
  std::string file;
  std::uint64_t size = 0;
  Bytes root;
};

struct Data {
  std::string active_charter;  // hash
  std::map<std::string, std::string> charters;  // hash → canonical form
  std::unordered_map<CaseId, CaseRow> cases;
  std::unordered_map<RecordId, RecordRow> records;
  std::unordered_map<AttachmentId, AttachmentRow> attachments;
  std::unordered_map<WarrantId, WarrantRow> warrants;
  std::set<HoldRow> holds;
  std::set<RecordId> recalled;  // records whose use is stopped because their owner asked for them back
  std::unordered_map<CaseId, std::map<std::string, std::uint64_t>> counts;  // anonymous, by "kind:state"
  std::vector<Leaf> leaves;
  std::unordered_map<std::size_t, std::vector<RecordId>> lists;  // that leaves commit to, by position
  std::vector<Head> heads;  // by size
  std::set<KeyId> keys_before;  // in the keyring just before the database was read
  std::set<KeyId> keys_after;   // and just after
  std::set<std::string> certificates;  // warrant id of each certificate in the folders of deposits/
  std::map<std::string, std::string> statements;  // of evidence by a person: id of the entry → what was written
  std::map<std::string, std::string> intents;  // deposited: warrant id → hash of what it destroys, both hex
  std::vector<std::string> ledger_faults;  // what is wrong with the ledger as a whole, in sentences
};

Result<Data> read_data(const std::string& directory);

// ---- the parts of it, each in a file of its own
Result<void> read_database(const std::string& path, Data& data);        // database.cc
Result<std::set<KeyId>> read_keyring(const std::string& path);          // data.cc
std::optional<Leaf> read_leaf(std::string_view line);                   // ledger.cc
void read_heads(const std::string& directory, Data& data);              // ledger.cc
// Holds the leaves against every head that was ever deposited: a leaf that was changed, removed or put in shows.
void check_heads(const std::vector<std::string>& lines, Data& data);    // ledger.cc
void check_lists(Data& data);                                           // ledger.cc

}  // namespace concordat::evidence
