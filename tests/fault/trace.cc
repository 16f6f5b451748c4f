#include "fault/trace.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace fault {
namespace {

constexpr std::size_t kSector = 512;

void put(std::string& content, std::size_t offset, std::string_view data) {
  if (content.size() < offset + data.size()) content.resize(offset + data.size(), '\0');
  std::memcpy(content.data() + offset, data.data(), data.size());
}

void apply_whole(std::string& content, const Entry& entry) {
  if (entry.kind == Kind::truncate) content.resize(static_cast<std::size_t>(entry.offset), '\0');
  else put(content, static_cast<std::size_t>(entry.offset), entry.data);
}

// How the unsynced part of one file fares: from "nothing" over "any mixture" to "everything but the end of the last write".
struct Fate {
  double survival;   // of each sector
  std::size_t first_lost;  // from this pending entry on, nothing survives
  bool rubbish;      // in sectors that the file grew over
};

Fate draw_fate(std::size_t pending, std::mt19937_64& random) {
  auto pick = std::uniform_int_distribution<std::size_t>(0, pending);
  const bool rubbish = random() % 4 == 0;
  switch (random() % 4) {
    case 0: return {0.0, pending, rubbish};
    case 1: return {1.0, pick(random), rubbish};
    case 2: return {0.5, pick(random), rubbish};
    default: return {std::uniform_real_distribution<double>(0.0, 1.0)(random), pending, rubbish};
  }
}

void apply_partly(std::string& content, const Entry& entry, const Fate& fate, std::mt19937_64& random) {
  std::bernoulli_distribution survives(fate.survival);
  if (entry.kind == Kind::truncate) {
    if (survives(random)) apply_whole(content, entry);
    return;
  }
  const auto start = static_cast<std::size_t>(entry.offset);
  for (std::size_t done = 0; done < entry.data.size();) {
    const std::size_t size = std::min(kSector - (start + done) % kSector, entry.data.size() - done);
    if (survives(random)) {
      put(content, start + done, std::string_view(entry.data).substr(done, size));
    } else if (fate.rubbish && start + done >= content.size()) {
      std::string rubbish(size, '\0');
      std::generate(rubbish.begin(), rubbish.end(), [&] { return static_cast<char>(random()); });
      put(content, start + done, rubbish);
    }
    done += size;
  }
}

}  // namespace

std::vector<Entry> read_trace(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<Entry> entries;
  for (Header header; in.read(reinterpret_cast<char*>(&header), sizeof header);) {
    Entry entry{static_cast<Kind>(header.kind), std::string(header.name_size, '\0'), header.offset, std::string(header.data_size, '\0')};
    in.read(entry.name.data(), static_cast<std::streamsize>(entry.name.size()));
    in.read(entry.data.data(), static_cast<std::streamsize>(entry.data.size()));
    if (!in) throw std::runtime_error("the trace is cut short");
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::shared_ptr<Disk::Node> Disk::new_node(bool folder) {
  auto node = std::make_shared<Node>();
  node->folder = folder;
  return node;
}

Disk::Node& Disk::folder_of(const std::string& path, std::string& name) {
  Node* folder = root_.get();
  std::size_t start = 0;
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', start)) {
    folder = folder->names.at(path.substr(start, slash - start)).get();
    start = slash + 1;
  }
  name = path.substr(start);
  return *folder;
}

Disk::Node& Disk::find(const std::string& path) {
  if (path.empty()) return *root_;
  std::string name;
  return *folder_of(path, name).names.at(name);
}

void Disk::apply(const Entry& entry) {
  switch (entry.kind) {
    case Kind::create:
    case Kind::create_folder:
    case Kind::rename:
    case Kind::unlink:
      change_names(entry);
      break;
    case Kind::write:
    case Kind::truncate:
      find(entry.name).pending.push_back(entry);
      break;
    case Kind::sync_file: {
      if (!unsynced_.empty() && entry.name.find(unsynced_) != std::string::npos) break;
      Node& file = find(entry.name);
      for (const Entry& pending : file.pending) apply_whole(file.durable, pending);
      file.pending.clear();
      break;
    }
    case Kind::sync_folder: {
      Node& folder = find(entry.name);
      folder.possible.assign(1, folder.names);
      break;
    }
    case Kind::confirmation:
      break;
  }
}

void Disk::change_names(const Entry& entry) {
  std::string name;
  Node& folder = folder_of(entry.name, name);
  if (entry.kind == Kind::create || entry.kind == Kind::create_folder) {
    folder.names[name] = new_node(entry.kind == Kind::create_folder);
  } else {
    const auto node = folder.names.at(name);
    folder.names.erase(name);
    if (entry.kind == Kind::rename) {
      std::string new_name;
      Node& target = folder_of(entry.data, new_name);
      target.names[new_name] = node;
      if (&target != &folder) target.possible.push_back(target.names);
    }
  }
  folder.possible.push_back(folder.names);
}

std::string Disk::surviving(const Node& file, std::mt19937_64& random) {
  std::string content = file.durable;
  const Fate fate = draw_fate(file.pending.size(), random);
  for (std::size_t index = 0; index < fate.first_lost; ++index) apply_partly(content, file.pending[index], fate, random);
  if (fate.first_lost < file.pending.size()) {
    apply_partly(content, file.pending[fate.first_lost], {0.5, 0, fate.rubbish}, random);  // torn
  }
  return content;
}

// Without `random`, as the program saw it.
void Disk::collect(const Node& folder, const std::string& path, std::mt19937_64* random, Image& image) {
  const auto moment = [&] { return std::uniform_int_distribution<std::size_t>(0, folder.possible.size() - 1)(*random); };
  const Names& names = random != nullptr ? folder.possible[moment()] : folder.names;
  for (const auto& [name, node] : names) {
    const std::string whole = path + name;
    if (node->folder) {
      image[whole + "/"];
      collect(*node, whole + "/", random, image);
    } else if (random != nullptr) {
      image[whole] = surviving(*node, *random);
    } else {
      std::string content = node->durable;
      for (const Entry& entry : node->pending) apply_whole(content, entry);
      image[whole] = std::move(content);
    }
  }
}

Image Disk::everything() const {
  Image image;
  collect(*root_, "", nullptr, image);
  return image;
}

Image Disk::after_power_cut(std::mt19937_64& random) const {
  Image image;
  collect(*root_, "", &random, image);
  return image;
}

}  // namespace fault
