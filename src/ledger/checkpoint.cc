// Signed heads: C2SP tlog-checkpoint in a C2SP signed-note, Ed25519.

#include <algorithm>
#include <stdexcept>

#include "ledger/ledger.h"
#include "ledger/lines.h"

namespace concordat::ledger {
namespace {

constexpr std::string_view kSignatureMark = "\u2014 ";  // an em dash and a space
constexpr std::uint8_t kEd25519 = 0x01;
constexpr std::size_t kKeyIdSize = 4;
constexpr std::size_t kSignatureSize = 64;

Bytes key_id(std::string_view name, ByteView public_key) {
  Bytes kind = {'\n', kEd25519};
  kind.insert(kind.end(), public_key.begin(), public_key.end());
  const Digest digest = crypto::sha256(as_bytes(name), kind);
  return Bytes(digest.begin(), digest.begin() + kKeyIdSize);
}

// As a key name: not empty, no space, no plus sign.
bool is_origin(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) { return letter > ' ' && letter <= '~' && letter != '+'; });
}

std::optional<Checkpoint> read_text(std::string_view text) {
  Checkpoint checkpoint;
  checkpoint.origin = take_line(text);
  const auto size = read_size(take_line(text));
  const auto root = from_base64(take_line(text));
  if (!is_origin(checkpoint.origin) || !size || !root || root->size() != checkpoint.root.size() || !text.empty()) return std::nullopt;
  checkpoint.size = *size;
  std::copy(root->begin(), root->end(), checkpoint.root.begin());
  return checkpoint;
}

// Lines of other signers (witnesses) are allowed beside ours.
bool is_signed(std::string_view lines, std::string_view text, std::string_view name, ByteView public_key) {
  const Bytes id = key_id(name, public_key);
  while (!lines.empty()) {
    auto line = take_line(lines);
    if (!line.starts_with(kSignatureMark)) return false;
    line.remove_prefix(kSignatureMark.size());
    const auto space = line.find(' ');
    if (space == std::string_view::npos) return false;
    const auto blob = from_base64(line.substr(space + 1));
    if (!blob) return false;
    if (line.substr(0, space) != name || blob->size() != kKeyIdSize + kSignatureSize) continue;
    if (!std::ranges::equal(id, ByteView(*blob).first(kKeyIdSize))) continue;
    return crypto::verify_signature(public_key, as_bytes(text), ByteView(*blob).subspan(kKeyIdSize));
  }
  return false;
}

}  // namespace

std::string sign_checkpoint(const Checkpoint& checkpoint, const crypto::SigningKey& key) {
  if (!is_origin(checkpoint.origin)) throw std::logic_error("the origin of a checkpoint holds neither spaces nor plus signs");
  const std::string text = checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + to_base64(checkpoint.root) + "\n";
  Bytes blob = key_id(checkpoint.origin, key.public_key);
  const auto signature = crypto::sign(key, as_bytes(text));
  blob.insert(blob.end(), signature.begin(), signature.end());
  return text + "\n" + std::string(kSignatureMark) + checkpoint.origin + " " + to_base64(blob) + "\n";
}

Result<Checkpoint> verify_checkpoint(std::string_view note, ByteView public_key) {
  const auto blank = note.find("\n\n");
  if (blank == std::string_view::npos || !note.ends_with('\n')) {
    return Error{"The checkpoint is not a signed note: text, an empty line, signatures.", "Use the file exactly as it was deposited."};
  }
  const auto text = note.substr(0, blank + 1);
  const auto checkpoint = read_text(text);
  if (!checkpoint) {
    return Error{"The checkpoint's text is not an origin, a size and a root hash.", "Use the file exactly as it was deposited."};
  }
  if (!is_signed(note.substr(blank + 2), text, checkpoint->origin, public_key)) {
    return Error{"The checkpoint was not signed by this key, or was changed afterwards.",
                 "Check that the public key is the instance's own."};
  }
  return *checkpoint;
}

}  // namespace concordat::ledger
