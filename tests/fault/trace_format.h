#pragma once
// One entry of a recorded trace: this header, the file's name below the data directory, then the data.

#include <cstdint>

namespace fault {

enum class Kind : std::uint32_t {
  create,        // the name appears, empty
  create_folder,
  write,         // data at offset
  truncate,      // to the size in `offset`
  rename,        // data: the new name
  unlink,        // of files and of folders
  sync_file,     // fsync and fdatasync
  sync_folder,
  confirmation,  // data: what the program confirmed as durable
};

struct Header {
  std::uint32_t kind;
  std::uint32_t name_size;
  std::int64_t offset;
  std::uint64_t data_size;
};

}  // namespace fault
