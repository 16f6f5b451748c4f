// Search by names: the index in memory, and what policy lets one person know of it.

#include <algorithm>
#include <future>
#include <map>
#include <thread>

#include "vault/name_index.h"
#include "vault/vault.h"
#include "vault/vault_checks.h"

namespace concordat::vault {
namespace {

constexpr std::uint64_t kReadAtOnce = 512;    // parts
constexpr std::size_t kMostLookedAt = 2'000;  // parts that policy is asked about in one search
constexpr std::size_t kMostFound = 100;
constexpr std::size_t kShortestWord = 2;

// What people are looked up by. Narratives, choices and days are not, nor is anything special or criminal (Articles 9 and 10).
bool is_looked_up_by(const charter::Field& field) {
  using charter::FieldType;
  return field.category == charter::Category::personal &&
         (field.type == FieldType::text || field.type == FieldType::email || field.type == FieldType::telephone);
}

bool has_letters(std::string_view text) {
  return std::ranges::any_of(text, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || static_cast<unsigned char>(letter) >= 0x80;
  });
}

std::optional<NameIndex::Item> item_of(const store::PartRow& part, const std::vector<const charter::Field*>& fields,
                                       const Values& values) {
  if (fields.empty()) return std::nullopt;
  NameIndex::Item item{{part.record, part.part}, part.version, part.key, {}};
  for (const charter::Field* field : fields) {
    const auto value = values.find(field->name);
    if (value == values.end()) continue;
    for (std::string& word : index_words(value->second, field->type == charter::FieldType::telephone))
      if (std::ranges::find(item.words, word) == item.words.end()) item.words.push_back(std::move(word));
  }
  return item;
}

}  // namespace

// Of what is about somebody: a course is about nobody.
std::vector<const charter::Field*> Vault::indexed_fields(const store::RecordRow& record, std::string_view part) {
  const charter::Charter* charter = charters_.find(record.charter);
  const charter::RecordKind* kind = charter ? charter->record_kind(record.kind) : nullptr;
  const charter::Part* declared = kind && !kind->subject.empty() ? kind->part(part) : nullptr;
  std::vector<const charter::Field*> fields;
  if (!declared) return fields;
  for (const charter::Field& field : declared->fields)
    if (is_looked_up_by(field)) fields.push_back(&field);
  return fields;
}

void Vault::index_part(const store::RecordRow& record, const store::PartRow& part, const Values& values) {
  auto item = item_of(part, indexed_fields(record, part.part), values);
  if (!item) return;
  std::vector<NameIndex::Item> one;
  one.push_back(std::move(*item));
  names_->put(std::move(one));
  // Destroyed meanwhile: its key was erased before the index was purged, or is purged after this.
  if (!keyring_->holds(part.key)) names_->purge({part.key});
}

Result<std::uint64_t> Vault::index_range(std::uint64_t after, std::uint64_t until) {
  std::vector<NameIndex::Item> items;
  for (; after < until; after += kReadAtOnce) {
    std::vector<store::HeldPart> held;
    store_.read([&](store::Reader& reader) { held = reader.held_parts(after, std::min(until, after + kReadAtOnce)); });
    for (const store::HeldPart& one : held) {
      const auto fields = indexed_fields(one.record, one.part.part);
      if (fields.empty() || !keyring_->holds(one.part.key)) continue;  // a part without its key is attestation's to tell
      const Result<Values> values = unseal(one.record, one.part);
      if (!values) return values.error();
      items.push_back(*item_of(one.part, fields, *values));
    }
  }
  const std::uint64_t count = items.size();
  names_->put(std::move(items));
  return count;
}

// The event is durable before anything is opened.
Result<std::uint64_t> Vault::index_names(const policy::SystemGrant& grant) {
  if (grant.task() != "index-names") return Error{"This grant is for something else.", ""};
  std::uint64_t ever = 0;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    ever = transaction.parts_ever();
    ledger::Leaf leaf;
    leaf.event = "system.opened";
    leaf.actor = "system";
    leaf.detail = "task=" + grant.task() + ";count=" + std::to_string(transaction.count_live_parts());
    ledger_.append(transaction, leaf);
    return {};
  }));
  const std::uint64_t readers = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::future<Result<std::uint64_t>>> ranges;
  for (std::uint64_t reader = 0; reader < readers; ++reader)
    ranges.push_back(std::async(std::launch::async, [this, from = ever * reader / readers, until = ever * (reader + 1) / readers] {
      return index_range(from, until);
    }));
  std::uint64_t count = 0;
  for (auto& range : ranges) {
    const Result<std::uint64_t> done = range.get();
    if (!done) return done.error();
    count += *done;
  }
  return count;
}

// One entry for all that was found of one part for one purpose, as for a list; one without any where nothing was found.
void Vault::append_search(store::Transaction& transaction, const policy::Actor& actor, const std::vector<policy::Grant>& found) {
  std::map<std::pair<std::string, std::string>, std::string> lists;
  for (const policy::Grant& grant : found) {
    std::string& list = lists[{grant.purpose(), grant.subject().part}];
    list += (list.empty() ? "" : ",") + grant.subject().record.text();
  }
  if (lists.empty()) lists[{}] = "";
  for (const auto& [about, records] : lists) {
    ledger::Leaf leaf;
    leaf.event = "search.read";
    leaf.actor = actor.ledger_name();
    leaf.part = about.second;
    leaf.purpose = about.first;
    leaf.charter = active_charter()->hash;
    leaf.detail = "records=" + records;
    ledger_.append(transaction, leaf);
  }
}

Result<std::vector<policy::Grant>> Vault::search(const policy::Actor& actor, std::string_view text) {
  if (actor.kind != policy::ActorKind::person) return Error{"Only who is signed in may search.", "Sign in first."};
  const Spellings words = spell(text, !has_letters(text));
  if (std::ranges::none_of(words.parts, [](const std::string& word) { return word.size() >= kShortestWord; }))
    return Error{"A search takes a word of two letters or digits at least.", "Give more of the name, address or number."};
  const std::vector<NamedPart> candidates = names_->find_spelt(words, kMostLookedAt + 1);
  if (candidates.size() > kMostLookedAt) return Error{"Too much begins like this.", "Give more of the name, address or number."};
  const policy::Gate now = gate();
  std::vector<policy::Grant> found;
  store_.read([&](store::Reader& reader) {
    for (const NamedPart& one : candidates) {
      const auto record = reader.find_record(one.record);
      if (!record || found.size() == kMostFound) continue;
      policy::Subject subject = subject_of_part(reader, *record, one.part);
      subject.emergencies.clear();  // an emergency opens one case to who knows it; it is no reason to search
      auto grant = now.decide(actor, charter::Act::read, record->purpose, subject);
      if (grant) found.push_back(std::move(*grant));
    }
  });
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    std::erase_if(found, [&](const policy::Grant& grant) {
      const auto part = transaction.find_part(grant.subject().record, grant.subject().part);
      return !part || part->destroyed || !check_case_as_granted(transaction, grant) || !check_in_force(grant, clock_.now());
    });
    append_search(transaction, actor, found);
    return {};
  }));
  return found;
}

}  // namespace concordat::vault
