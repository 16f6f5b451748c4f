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

void Disk::apply(const Entry& entry) {
  switch (entry.kind) {
    case Kind::create:
    case Kind::rename:
    case Kind::unlink:
      change_names(entry);
      break;
    case Kind::write:
    case Kind::truncate:
      names_.at(entry.name)->pending.push_back(entry);
      break;
    case Kind::sync_file: {
      File& file = *names_.at(entry.name);
      for (const Entry& pending : file.pending) apply_whole(file.durable, pending);
      file.pending.clear();
      break;
    }
    case Kind::sync_folder:
      unsafe_names_.assign(1, names_);
      break;
    case Kind::confirmation:
      break;
  }
}

void Disk::change_names(const Entry& entry) {
  if (entry.kind == Kind::create) names_[entry.name] = std::make_shared<File>();
  if (entry.kind == Kind::rename) names_[entry.data] = names_.at(entry.name);
  if (entry.kind != Kind::create) names_.erase(entry.name);
  unsafe_names_.push_back(names_);
}

Image Disk::everything() const {
  Image image;
  for (const auto& [name, file] : names_) {
    std::string content = file->durable;
    for (const Entry& entry : file->pending) apply_whole(content, entry);
    image[name] = std::move(content);
  }
  return image;
}

std::string Disk::surviving(const File& file, std::mt19937_64& random) const {
  std::string content = file.durable;
  const Fate fate = draw_fate(file.pending.size(), random);
  for (std::size_t index = 0; index < fate.first_lost; ++index) apply_partly(content, file.pending[index], fate, random);
  if (fate.first_lost < file.pending.size()) {
    apply_partly(content, file.pending[fate.first_lost], {0.5, 0, fate.rubbish}, random);  // torn
  }
  return content;
}

Image Disk::after_power_cut(std::mt19937_64& random) const {
  const Names& names = unsafe_names_[std::uniform_int_distribution<std::size_t>(0, unsafe_names_.size() - 1)(random)];
  Image image;
  for (const auto& [name, file] : names) image[name] = surviving(*file, random);
  return image;
}

}  // namespace fault
