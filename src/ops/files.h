#pragma once
// Files as a backup needs them: copied and digested piece by piece, durable, and gone when they are removed.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "crypto/crypto.h"

namespace concordat::ops {

struct FileDigest {
  std::uint64_t bytes = 0;
  crypto::Digest sha256{};
};

Result<FileDigest> digest_file(const std::string& path);
// `to` must not exist; it is durable when this returns, and has mode 0600. The digest is of what was written.
Result<FileDigest> copy_file(const std::string& from, const std::string& to);
// Everything that was written to its file system until now.
Result<void> sync_everything_beside(const std::string& path);
// The names in a folder must be as durable as the files.
Result<void> sync_folder(const std::string& path);
// A new folder for its owner alone. What is there already is never written into.
Result<void> make_new_folder(const std::string& path);
// Overwrites the file with noughts before it is removed. (A file system or disk that writes elsewhere may keep it; the keys in
// it are wrapped.)
Result<void> wipe_file(const std::string& path);

}  // namespace concordat::ops
