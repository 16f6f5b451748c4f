#pragma once
// A recorded trace, and what a disk may hold when the power fails somewhere in it.
//
// The model: a file's bytes are safe once it was synced after they were written; until then each 512-byte sector of each
// write survives or not, whatever became of earlier and later ones, and where a file grew over a sector that did not
// survive there may be noughts or rubbish. A name (creation, renaming, removal) is safe once its folder was synced; until
// then names survive up to some moment, for file systems keep their order. This is what POSIX and a drive promise, no more.

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "fault/trace_format.h"

namespace fault {

struct Entry {
  Kind kind;
  std::string name;
  std::int64_t offset;
  std::string data;
};

std::vector<Entry> read_trace(const std::string& path);

using Image = std::map<std::string, std::string>;  // file name to content

class Disk {
 public:
  void apply(const Entry& entry);
  Image everything() const;                  // as the program saw it
  Image after_power_cut(std::mt19937_64& random) const;

 private:
  struct File {
    std::string durable;
    std::vector<Entry> pending;  // writes and truncations since the last sync
  };
  using Names = std::map<std::string, std::shared_ptr<File>>;

  void change_names(const Entry& entry);
  std::string surviving(const File& file, std::mt19937_64& random) const;

  Names names_;
  std::vector<Names> unsafe_names_{Names()};  // what the folder may hold: as last synced, then after each change since
};

}  // namespace fault
