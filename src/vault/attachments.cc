#include "vault/attachments.h"

#include <string.h>

#include <algorithm>

#include "vault/arrivals.h"
#include "vault/entries.h"
#include "vault/sealing.h"
#include "vault/vault_checks.h"

namespace concordat::vault {
namespace {

constexpr std::size_t kLongestName = 255;
constexpr std::size_t kLongestType = 127;  // RFC 6838, section 4.2

Error changed_outside() {
  return {"A file of a record was changed outside the vault and does not open.", "Run `concordat attest`, then restore from a backup."};
}

Error too_large() {
  return {"The file is larger than can be kept, or the files of this part are together.",
          "Give a file of " + std::to_string(kLargestFile >> 20) + " MiB at most, and " + std::to_string(kMostBytes >> 20) +
              " MiB in all: a scan in grey at 200 dots an inch takes about 100 kB a page."};
}

Error no_narrative() {
  return {"The charter provides for no narrative here, so no file may be held.", "Put it where the charter provides for one."};
}

// All but the last are full; an empty file has one that is empty.
std::uint64_t chunks_of(std::uint64_t bytes) { return bytes == 0 ? 1 : (bytes + kChunkSize - 1) / kChunkSize; }

bool is_printable_ascii(char letter) { return letter > ' ' && letter < 0x7f; }

Result<void> check_label(const FileLabel& label) {
  const auto hidden = [](char letter) {
    return static_cast<unsigned char>(letter) < ' ' || letter == 0x7f || letter == '/' || letter == '\\';
  };
  if (label.name.empty() || label.name.size() > kLongestName || std::ranges::any_of(label.name, hidden))
    return Error{"The file's name is empty, too long, or holds what a name cannot.", "Give the file another name, then try again."};
  if (label.type.size() > kLongestType || !std::ranges::all_of(label.type, is_printable_ascii))
    return Error{"The file's type is not in the form of one.", "Give it as in \"application/pdf\"."};
  return {};
}

// Files of the part that are held, and their bytes together.
struct Files {
  std::size_t count = 0;
  std::uint64_t bytes = 0;
};

Files held_files(store::Reader& reader, const store::AttachmentRow& row) {
  Files files;
  for (const store::AttachmentRow& one : reader.attachments(row.record, row.part)) {
    if (one.state != "held") continue;
    ++files.count;
    files.bytes += one.bytes;
  }
  return files;
}

Result<void> check_room(const Files& files, std::uint64_t more) {
  if (files.count >= kMostFiles)
    return Error{"This part has " + std::to_string(kMostFiles) + " files already; more cannot be kept with it.",
                 "Join some of them into one."};
  if (files.bytes + more > kMostBytes) return too_large();
  return {};
}

}  // namespace

bool takes_files(const charter::Part& part) {
  return std::ranges::any_of(part.fields, [](const charter::Field& field) { return field.type == charter::FieldType::long_text; });
}

// ---- in

Result<store::RecordRow> Vault::find_to_attach(store::Reader& reader, const policy::Grant& grant) const {
  TRY(check_act(grant, charter::Act::add));
  TRY(check_in_force(grant, clock_.now()));
  TRY(check_case_as_granted(reader, grant));
  const auto record = reader.find_record(grant.subject().record);
  if (!record) return no_such_record();
  TRY(check_record_as_granted(*record, grant));
  const auto part = reader.find_part(record->id, grant.subject().part);
  if (!part || part->destroyed) return destroyed();
  return *record;
}

bool Vault::may_hold_files(const store::RecordRow& record, std::string_view part) {
  const charter::Charter* charter = charters_.find(record.charter);
  const charter::RecordKind* kind = charter ? charter->record_kind(record.kind) : nullptr;
  const charter::Part* declared = kind ? kind->part(part) : nullptr;
  return declared && takes_files(*declared);
}

// In one transaction with its record: what came, and what was read out of it, are there together.
Result<void> Vault::put_original(store::Transaction& transaction, const policy::Grant& grant, const store::RecordRow& record,
                                 const Batch::Original& original) {
  TRY(check_label(original.label));
  if (!may_hold_files(record, original.part)) return no_narrative();
  if (original.content.size() > kLargestFile) return too_large();
  const auto part = transaction.find_part(record.id, original.part);
  if (!part) return no_such_record();
  const Secret key = crypto::random_secret(crypto::kKeySize);
  store::AttachmentRow row{original.id, record.id, original.part, part->version, "arriving", 0, original.content.size(), {}};
  transaction.insert_attachment(row);
  row.chunks = static_cast<std::uint32_t>(chunks_of(row.bytes));
  for (std::uint32_t number = 0; number < row.chunks; ++number) {
    const std::size_t begin = number * kChunkSize;
    const ByteView piece = original.content.subspan(begin, std::min(kChunkSize, original.content.size() - begin));
    const bool last = number + 1 == row.chunks;
    transaction.put_chunk(row.id, number, crypto::seal(key, piece, chunk_context(record, row.part, row.version, row.id, number, last)));
  }
  const Secret scope_key = TRY(keyring_->unwrap(part->key));
  row.sealed = crypto::seal(scope_key, encode_label(key, original.label.name, original.label.type, row.bytes).expose(),
                            attachment_context(record, row.part, row.version, row.id));
  transaction.keep_attachment(row);
  append(transaction, "attachment.put", grant, record, "attachment=" + row.id.text());
  return {};
}

Result<std::unique_ptr<Upload>> Vault::attach(const policy::Grant& grant, const FileLabel& label, AttachmentId id) {
  TRY(check_label(label));
  if (id.is_none()) id = crypto::new_id<AttachmentId>();
  store::AttachmentRow row{id, grant.subject().record, grant.subject().part, 1, "arriving", 0, 0, {}};
  std::optional<store::RecordRow> record;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    record = TRY(find_to_attach(transaction, grant));
    if (!may_hold_files(*record, row.part)) return no_narrative();
    TRY(check_room(held_files(transaction, row), 0));
    if (transaction.find_attachment(id)) return Error{"This was already saved.", "Look at the files that are there."};
    row.version = transaction.find_part(row.record, row.part)->version;
    transaction.insert_attachment(row);
    return {};
  }));
  return std::unique_ptr<Upload>(new Upload(*this, grant, std::move(*record), std::move(row), label));
}

Result<void> Vault::clear_unfinished_uploads() {
  TRY(arrivals_->clear());
  std::vector<AttachmentId> unfinished;
  store_.read([&](store::Reader& reader) { unfinished = reader.arriving_attachments(); });
  if (unfinished.empty()) return {};
  return store_.write([&](store::Transaction& transaction) -> Result<void> {
    for (const AttachmentId id : unfinished) transaction.remove_attachment(id);
    return {};
  });
}

Upload::Upload(Vault& vault, policy::Grant grant, store::RecordRow record, store::AttachmentRow row, FileLabel label)
    : vault_(vault), grant_(std::move(grant)), record_(std::move(record)), row_(std::move(row)), label_(std::move(label)),
      key_(crypto::random_secret(crypto::kKeySize)) {
  waiting_.reserve(kChunkSize);
}

// Where the store refuses as well, the next start clears it away.
Upload::~Upload() {
  ::explicit_bzero(waiting_.data(), waiting_.size());
  if (finished_) return;
  try {
    const auto removed = vault_.store_.write([&](store::Transaction& transaction) -> Result<void> {
      const auto row = transaction.find_attachment(row_.id);
      if (row && row->state == "arriving") transaction.remove_attachment(row_.id);
      return {};
    });
    static_cast<void>(removed);
  } catch (const std::exception&) {  // a destructor throws nothing
  }
}

Bytes Upload::seal_chunk(bool last) const {
  return crypto::seal(key_, waiting_, chunk_context(record_, row_.part, row_.version, row_.id, row_.chunks, last));
}

Result<void> Upload::put_chunk() {
  const Bytes sealed = seal_chunk(false);
  TRY(vault_.store_.write([&](store::Transaction& transaction) -> Result<void> {
    const auto row = transaction.find_attachment(row_.id);
    if (!row || row->state != "arriving") return destroyed();
    transaction.put_chunk(row_.id, row_.chunks, sealed);
    return {};
  }));
  ++row_.chunks;
  ::explicit_bzero(waiting_.data(), waiting_.size());
  waiting_.clear();
  return {};
}

Result<void> Upload::add(ByteView bytes) {
  if (failed_ || finished_) return Error{"This file was given up.", "Send it again from its beginning."};
  failed_ = true;  // until all of it has arrived
  if (row_.bytes + bytes.size() > kLargestFile) return too_large();
  row_.bytes += bytes.size();
  while (!bytes.empty()) {
    if (waiting_.size() == kChunkSize) TRY(put_chunk());
    const ByteView piece = bytes.first(std::min(bytes.size(), kChunkSize - waiting_.size()));
    waiting_.insert(waiting_.end(), piece.begin(), piece.end());
    bytes = bytes.subspan(piece.size());
  }
  failed_ = false;
  return {};
}

Result<AttachmentId> Upload::finish() {
  if (failed_ || finished_) return Error{"This file was given up.", "Send it again from its beginning."};
  failed_ = true;
  const Bytes last = seal_chunk(true);
  TRY(vault_.store_.write([&](store::Transaction& transaction) -> Result<void> {
    TRY(vault_.find_to_attach(transaction, grant_));
    const auto there = transaction.find_attachment(row_.id);
    if (!there || there->state != "arriving") return destroyed();
    TRY(check_room(held_files(transaction, row_), row_.bytes));
    const Secret scope_key = TRY(vault_.keyring_->unwrap(transaction.find_part(row_.record, row_.part)->key));
    store::AttachmentRow row = row_;
    ++row.chunks;
    row.sealed = crypto::seal(scope_key, encode_label(key_, label_.name, label_.type, row.bytes).expose(),
                              attachment_context(record_, row.part, row.version, row.id));
    transaction.put_chunk(row.id, row_.chunks, last);
    transaction.keep_attachment(row);
    vault_.append(transaction, "attachment.put", grant_, record_, "attachment=" + row.id.text());
    return {};
  }));
  finished_ = true;
  return row_.id;
}

// ---- out

Result<std::unique_ptr<Download>> Vault::open_stream(const store::RecordRow& record, const store::PartRow& part,
                                                     const store::AttachmentRow& row) const {
  const Secret scope_key = TRY(keyring_->unwrap(part.key));
  const auto plain = crypto::open(scope_key, row.sealed, attachment_context(record, row.part, row.version, row.id));
  auto label = plain ? decode_label(*plain) : std::nullopt;
  if (!label || label->bytes != row.bytes || chunks_of(label->bytes) != row.chunks) return changed_outside();
  Attachment about{row.id, {std::move(label->name), std::move(label->type)}, label->bytes};
  return std::unique_ptr<Download>(new Download(*this, record, row, part.key, std::move(about), std::move(label->key)));
}

Result<std::unique_ptr<Download>> Vault::open_attachment(const policy::Grant& grant, AttachmentId id) {
  std::optional<Found> found;
  std::optional<store::AttachmentRow> row;
  TRY(store_.write([&](store::Transaction& transaction) -> Result<void> {
    found = TRY(find_granted(transaction, grant));
    row = transaction.find_attachment(id);
    if (!found) return destroyed();
    if (!row || row->state != "held" || row->record != found->listed.record.id || row->part != found->listed.part.part)
      return Error{"There is no such file.", ""};
    Reasons kept;
    const std::string marks = TRY(marks_of(transaction, grant, kept));
    append(transaction, "attachment.read", grant, found->listed.record, "attachment=" + id.text() + (marks.empty() ? "" : ";" + marks));
    return {};
  }));
  return open_stream(found->listed.record, found->listed.part, *row);
}

Result<void> Vault::take_off(const policy::Grant& grant, AttachmentId id, std::string_view reason) {
  return store_.write([&](store::Transaction& transaction) -> Result<void> {
    TRY(check_act(grant, charter::Act::correct));
    TRY(check_in_force(grant, clock_.now()));
    TRY(check_case_as_granted(transaction, grant));
    const auto record = transaction.find_record(grant.subject().record);
    if (!record) return no_such_record();
    TRY(check_record_as_granted(*record, grant));
    const auto row = transaction.find_attachment(id);
    if (!row || row->state != "held" || row->record != record->id || row->part != grant.subject().part)
      return Error{"This file is not there any more.", "Look at the files that are there."};
    transaction.mark_attachment_destroyed(id);
    const RecordId why = TRY(keep_reason(transaction, record->case_id, grant.actor(), grant.charter(), reason));
    append(transaction, "attachment.taken-off", grant, *record, "attachment=" + id.text() + ";reason=" + why.text());
    return {};
  });
}

std::vector<TakenOff> Vault::taken_off(const policy::Grant& grant) const {
  std::vector<TakenOff> all;
  if (!check_act(grant, charter::Act::read)) return all;
  const policy::Subject& of = grant.subject();
  store_.read([&](store::Reader& reader) {
    for (const ledger::Leaf& leaf : changes_of_case(reader, of.case_id)) {
      if (leaf.event != "attachment.taken-off" || leaf.record != of.record || leaf.part != of.part) continue;
      const auto record = reader.find_record(RecordId::parse(ledger::word_of(leaf, "reason")).value_or(RecordId{}));
      const auto part = record ? reader.find_part(record->id, kReasonPart) : std::nullopt;
      const auto values = part && !part->destroyed ? unseal(*record, *part) : Result<Values>(destroyed());
      all.push_back({leaf.at, leaf.actor, values ? values->at("reason") : ""});
    }
  });
  return all;
}

// The key must be there still: a destruction erases it before it marks its rows.
Result<std::optional<Secret>> Download::next() {
  if (number_ == row_.chunks) return std::optional<Secret>();
  if (!vault_.keyring_->holds(scope_)) return destroyed();
  std::optional<Bytes> sealed;
  std::optional<store::AttachmentRow> row;
  vault_.store_.read([&](store::Reader& reader) {
    row = reader.find_attachment(row_.id);
    if (row && row->state == "held") sealed = reader.chunk(row_.id, number_);
  });
  if (!row || row->state != "held") return destroyed();
  if (!sealed) return changed_outside();
  const bool last = number_ + 1 == row_.chunks;
  auto plain = crypto::open(key_, *sealed, chunk_context(record_, row_.part, row_.version, row_.id, number_, last));
  if (!plain) return changed_outside();
  ++number_;
  bytes_ += plain->size();
  if (last && bytes_ != about_.bytes) return changed_outside();
  return std::optional<Secret>(std::move(*plain));
}

}  // namespace concordat::vault
