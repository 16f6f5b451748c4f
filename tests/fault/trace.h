#pragma once
// A recorded trace, and what a disk may hold when the power fails somewhere in it.
//
// The model: a file's bytes are safe once it was synced after they were written; until then each 512-byte sector of each
// write survives or not, whatever became of earlier and later ones, and where a file grew over a sector that did not
// survive there may be noughts or rubbish. A name (creation, renaming, removal) is safe once its folder was synced; until
// then the names of a folder survive up to some moment, each folder's to its own. This is what POSIX and a drive promise,
// no more: the sync of a file says nothing of its name, and that of a folder nothing of the folder's own name.

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

using Image = std::map<std::string, std::string>;  // path to content; a folder's path ends in '/'

class Disk {
 public:
  // A disk on which the syncs of files whose path contains `unsynced` do nothing, unless that is empty: what a program that
  // forgot them would leave behind.
  explicit Disk(std::string unsynced = "") : unsynced_(std::move(unsynced)) {}
  void apply(const Entry& entry);
  Image everything() const;                  // as the program saw it
  Image after_power_cut(std::mt19937_64& random) const;

 private:
  struct Node;
  using Names = std::map<std::string, std::shared_ptr<Node>>;
  struct Node {
    bool folder = false;
    std::string durable;           // of a file
    std::vector<Entry> pending;    // of a file: writes and truncations since its last sync
    Names names;                   // of a folder: as the program sees them
    std::vector<Names> possible{Names()};  // of a folder: what it may hold, as last synced, then after each change since
  };
  static std::shared_ptr<Node> new_node(bool folder);
  static std::string surviving(const Node& file, std::mt19937_64& random);
  static void collect(const Node& folder, const std::string& path, std::mt19937_64* random, Image& image);

  Node& folder_of(const std::string& path, std::string& name);  // `name` becomes the last part of the path
  Node& find(const std::string& path);
  void change_names(const Entry& entry);

  const std::string unsynced_;
  std::shared_ptr<Node> root_ = new_node(true);
};

}  // namespace fault
