#pragma once
// A file that belongs to a part of a record, on its way in and out: one chunk at a time, never whole in memory and never in a
// temporary file. docs/formats/sealed-record.md gives the bytes.

#include <memory>
#include <optional>
#include <string>

#include "vault/vault.h"

namespace concordat::vault {

inline constexpr std::size_t kChunkSize = 256u << 10;         // of a file, before sealing; docs/formats/sealed-record.md
inline constexpr std::uint64_t kLargestFile = 64u << 20;
inline constexpr std::size_t kMostFiles = 50;                 // of one part
inline constexpr std::uint64_t kMostBytes = 256u << 20;       // of one part's files together

// A file on its way in; it does not outlive the vault. Where it is given up before `finish`, or the process ends, nothing of it
// can be read: its key was never written down.
class Upload {
 public:
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  // Pieces of any size, in order.
  Result<void> add(ByteView bytes);
  // From here on it belongs to the part, and is in the ledger. Once.
  Result<AttachmentId> finish();

 private:
  friend class Vault;
  Upload(Vault& vault, policy::Grant grant, store::RecordRow record, store::AttachmentRow row, FileLabel label);
  Result<void> put_chunk();
  Bytes seal_chunk(bool last) const;

  Vault& vault_;
  const policy::Grant grant_;
  const store::RecordRow record_;
  store::AttachmentRow row_;
  const FileLabel label_;
  const Secret key_;
  Bytes waiting_;  // of the next chunk; it is written when more comes, for only then it is not the last
  bool failed_ = false;
  bool finished_ = false;
};

// A file on its way out; it does not outlive the vault.
class Download {
 public:
  const Attachment& about() const { return about_; }
  // The next piece; nothing after the last. An Error where it was destroyed meanwhile, or is not what was sealed.
  Result<std::optional<Secret>> next();

 private:
  friend class Vault;
  Download(const Vault& vault, store::RecordRow record, store::AttachmentRow row, KeyId scope, Attachment about, Secret key)
      : vault_(vault), record_(std::move(record)), row_(std::move(row)), scope_(scope), about_(std::move(about)), key_(std::move(key)) {}

  const Vault& vault_;
  const store::RecordRow record_;
  const store::AttachmentRow row_;
  const KeyId scope_;
  const Attachment about_;
  const Secret key_;
  std::uint32_t number_ = 0;
  std::uint64_t bytes_ = 0;
};

// A part that takes a narrative takes it as a file as well; one of short fields, as a name and an address, takes none.
bool takes_files(const charter::Part& part);

}  // namespace concordat::vault
