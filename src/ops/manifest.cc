#include "ops/manifest.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>

#include "ops/secrets.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;

// docs/formats/backup.md: do not change.
constexpr std::string_view kManifestMark = "concordat backup 1";
constexpr std::string_view kManifestFamily = "concordat backup ";

Error manifest_error(const std::string& folder, const std::string& what) {
  return {"The backup " + folder + " cannot be used: " + what, "Take another backup, or another copy of this one. Nothing was restored."};
}

// "word rest" of the next line.
bool take(std::istringstream& lines, std::string_view word, std::string& rest) {
  std::string line;
  if (!std::getline(lines, line) || !line.starts_with(word) || line.size() <= word.size() || line[word.size()] != ' ') return false;
  rest = line.substr(word.size() + 1);
  return true;
}

bool number_in(std::string_view text, std::uint64_t& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc() && end == text.data() + text.size() && !text.empty();
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos;
}

bool read_file_line(const std::string& rest, Manifest& manifest) {
  const std::size_t first = rest.find(' ');
  const std::size_t second = first == std::string::npos ? first : rest.find(' ', first + 1);
  if (second == std::string::npos) return false;
  const auto digest = from_hex(rest.substr(0, first));
  FileDigest file;
  const std::string name = rest.substr(second + 1);
  if (!digest || digest->size() != file.sha256.size() || !number_in(rest.substr(first + 1, second - first - 1), file.bytes) ||
      !is_plain_name(name))
    return false;
  std::ranges::copy(*digest, file.sha256.begin());
  return manifest.files.emplace(name, file).second;
}

std::optional<Manifest> decode(const std::string& text) {
  std::istringstream lines(text);
  Manifest manifest;
  std::string mark, taken, entries, root, file;
  if (!std::getline(lines, mark) || !take(lines, "origin", manifest.origin) || !take(lines, "holds", manifest.holds) ||
      !take(lines, "name", manifest.name) || !take(lines, "taken", taken) || !take(lines, "entries", entries) ||
      !take(lines, "root", root) || !take(lines, "charter", manifest.charter))
    return std::nullopt;
  const auto instant = from_rfc3339(taken);
  const auto bytes = from_base64(root);
  if (!instant || !number_in(entries, manifest.head.size) || !bytes || bytes->size() != manifest.head.root.size()) return std::nullopt;
  manifest.taken = *instant;
  manifest.head.origin = manifest.origin;
  std::ranges::copy(*bytes, manifest.head.root.begin());
  while (lines.peek() != std::istringstream::traits_type::eof())
    if (!take(lines, "file", file) || !read_file_line(file, manifest)) return std::nullopt;
  return encode_manifest(manifest) == text ? std::optional(manifest) : std::nullopt;
}

}  // namespace

std::string encode_manifest(const Manifest& manifest) {
  std::ostringstream text;
  text << kManifestMark << "\norigin " << manifest.origin << "\nholds " << manifest.holds << "\nname " << manifest.name << "\ntaken "
       << to_rfc3339(manifest.taken) << "\nentries " << manifest.head.size << "\nroot " << to_base64(manifest.head.root) << "\ncharter "
       << manifest.charter << "\n";
  for (const auto& [name, file] : manifest.files) text << "file " << to_hex(file.sha256) << " " << file.bytes << " " << name << "\n";
  return text.str();
}

Result<crypto::Digest> write_manifest(const std::string& folder, const Manifest& manifest, const ledger::Ledger& ledger) {
  const std::string signed_text = ledger.sign(encode_manifest(manifest));
  TRY(write_file(folder + "/" + kManifestName, signed_text));
  return crypto::sha256(as_bytes(signed_text));
}

Result<Manifest> read_manifest(const std::string& folder, ByteView public_key) {
  const std::string path = folder + "/" + kManifestName;
  if (!fs::is_regular_file(path))
    return Error{"There is no backup at " + folder + ": it has no " + kManifestName + ".",
                 "Give one of the folders backup-… that `concordat backup` made, and its keys-… beside it."};
  const std::string file = TRY(read_file(path));
  const std::string mark = file.substr(0, file.find('\n'));
  if (mark.starts_with(kManifestFamily) && mark != kManifestMark)
    return Error{"The backup " + folder + " was written by another version of Concordat (" + mark + ").",
                 "Restore it with that version, or a newer one."};
  const auto text = ledger::verify_text(file, public_key);
  if (!text)
    return manifest_error(folder, "its " + std::string(kManifestName) + " was changed, was cut short or is of another instance. (" +
                                      text.error().message + ")");
  auto manifest = decode(*text);
  if (!manifest) return manifest_error(folder, "its " + std::string(kManifestName) + " is not in the form of a manifest.");
  return std::move(*manifest);
}

Result<void> check_files(const std::string& folder, const Manifest& manifest) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name != kManifestName && !manifest.files.contains(name))
      return manifest_error(folder, name + " was added to it after it was taken.");
  }
  for (const auto& [name, file] : manifest.files) {
    const std::string path = folder + "/" + name;
    if (!fs::is_regular_file(fs::symlink_status(path, error))) return manifest_error(folder, name + " is missing.");
    const FileDigest found = TRY(digest_file(path));
    if (found.bytes != file.bytes)
      return manifest_error(folder, name + " has " + std::to_string(found.bytes) + " bytes; when it was taken it had " +
                                        std::to_string(file.bytes) + ".");
    if (found.sha256 != file.sha256) return manifest_error(folder, name + " was changed after it was taken.");
  }
  return {};
}

std::string stamp_of(Instant instant) {
  std::string stamp;
  for (const char c : to_rfc3339(instant))
    if (c != '-' && c != ':') stamp += c;
  return stamp;
}

std::optional<Instant> instant_of_stamp(std::string_view stamp) {
  if (stamp.size() != std::string_view("20261122T093000Z").size()) return std::nullopt;
  const std::string text(stamp);
  return from_rfc3339(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 5) + ":" + text.substr(11, 2) + ":" +
                      text.substr(13));
}

}  // namespace concordat::ops
