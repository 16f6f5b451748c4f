// Entries: C2SP tlog-proof. Continuations: the request of C2SP tlog-witness, add-checkpoint.

#include "ledger/proof.h"

#include <algorithm>

#include "ledger/lines.h"

namespace concordat::ledger {
namespace {

constexpr std::string_view kEntryMark = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";
constexpr std::string_view kOld = "old ";
constexpr std::size_t kMostHashes = 64;  // a tree of 2^64 leaves has no longer path

Error not_proven(std::string why) { return {std::move(why), "Ask the partnership for the proof again, and keep what you were given."}; }

std::string path_lines(const std::vector<Digest>& path) {
  std::string lines;
  for (const Digest& digest : path) lines += to_base64(digest) + "\n";
  return lines;
}

Result<Tree> tree_of(store::Store& store, std::uint64_t size) {
  Tree tree;
  store.read([&](store::Reader& reader) {
    while (tree.size() < size) {
      const auto lines = reader.leaves(tree.size(), std::min<std::uint64_t>(kLeavesAtOnce, size - tree.size()));
      if (lines.empty()) return;
      for (const std::string& line : lines) tree.append(leaf_hash(line));
    }
  });
  if (tree.size() < size)
    return Error{"The head covers " + std::to_string(size) + " entries, and the ledger has only " + std::to_string(tree.size()) + ".",
                 "Run `concordat fsck`: the ledger was cut back, or the head is another's."};
  return tree;
}

// The root that is signed must be the one that is here, or the proof would show nothing.
Result<void> must_match(const Tree& tree, const Checkpoint& head) {
  if (tree.root(head.size) == head.root) return {};
  return Error{"The head over " + std::to_string(head.size) + " entries is not of this ledger.", "Run `concordat fsck`."};
}

// The hashes up to the empty line, which is taken off too.
std::optional<std::vector<Digest>> take_path(std::string_view& text) {
  std::vector<Digest> path;
  for (std::string_view line = take_line(text); !line.empty(); line = take_line(text)) {
    const auto bytes = from_base64(line);
    Digest digest;
    if (!bytes || bytes->size() != digest.size() || path.size() == kMostHashes) return std::nullopt;
    std::ranges::copy(*bytes, digest.begin());
    path.push_back(digest);
  }
  return path;
}

Result<Proven> verify_entry(std::string_view text, const Checkpoint& deposited, ByteView public_key) {
  take_line(text);
  const std::string_view extra = take_line(text);
  const std::string_view place = take_line(text);
  const auto bytes = extra.starts_with(kExtra) ? from_base64(extra.substr(kExtra.size())) : std::nullopt;
  const auto index = read_size(place.starts_with(kIndex) ? place.substr(kIndex.size()) : "");
  const auto path = take_path(text);
  if (!bytes || !index || !path) return not_proven("The proof is not in the form that docs/formats/ledger.md gives.");
  const std::string line(bytes->begin(), bytes->end());
  auto leaf = decode(line);
  if (!leaf) return not_proven("What the proof is about is not an entry of a ledger.");
  const Checkpoint head = TRY(verify_checkpoint(text, public_key));
  if (head.origin != deposited.origin || head.size != deposited.size || head.root != deposited.root)
    return not_proven("The proof is under another checkpoint than the one given.");
  if (!verify_inclusion(leaf_hash(line), *index, head.size, *path, head.root))
    return not_proven("The entry is not under that checkpoint: the path does not reach the signed root.");
  return Proven{*index, std::move(*leaf), 0, head};
}

Result<Proven> verify_continuation(std::string_view text, const Checkpoint& deposited, ByteView public_key) {
  const auto old = read_size(take_line(text).substr(kOld.size()));
  const auto path = take_path(text);
  if (!old || !path) return not_proven("The proof is not in the form that docs/formats/ledger.md gives.");
  const Checkpoint head = TRY(verify_checkpoint(text, public_key));
  if (head.origin != deposited.origin) return not_proven("The proof is of another ledger than the checkpoint given.");
  if (*old != deposited.size) return not_proven("The proof begins at another checkpoint than the one given.");
  if (!verify_consistency(deposited.size, head.size, deposited.root, head.root, *path))
    return not_proven("The newer checkpoint does not continue the one given: the ledger was forked or rewritten.");
  return Proven{0, std::nullopt, deposited.size, head};
}

Error not_yet_under(std::uint64_t index, const Checkpoint& head) {
  return {"Entry " + std::to_string(index + 1) + " is not under the newest deposited head, which covers " + std::to_string(head.size) +
              " entries.",
          "Let the night's work deposit the next one: `concordat dispose`."};
}

std::string leaf_at(store::Store& store, std::uint64_t index) {
  std::vector<std::string> leaf;
  store.read([&](store::Reader& reader) { leaf = reader.leaves(index, 1); });
  return leaf.at(0);
}

std::string entry_proof(const std::string& leaf, std::uint64_t index, const std::vector<Digest>& path, std::string_view note) {
  return std::string(kEntryMark) + "\n" + std::string(kExtra) + to_base64(as_bytes(leaf)) + "\n" + std::string(kIndex) +
         std::to_string(index) + "\n" + path_lines(path) + "\n" + std::string(note);
}

}  // namespace

Result<std::string> prove_entry(store::Store& store, std::uint64_t index, std::string_view note, ByteView public_key) {
  const Checkpoint head = TRY(verify_checkpoint(note, public_key));
  if (index >= head.size) return not_yet_under(index, head);
  const Tree tree = TRY(tree_of(store, head.size));
  TRY(must_match(tree, head));
  return entry_proof(leaf_at(store, index), index, tree.inclusion(index, head.size), note);
}

Result<std::string> prove_entry(Ledger& ledger, store::Store& store, std::uint64_t index, std::string_view note) {
  const Checkpoint head = TRY(verify_checkpoint(note, ledger.public_key()));
  if (index >= head.size) return not_yet_under(index, head);
  std::uint64_t leaves = 0;
  store.read([&](store::Reader& reader) { leaves = reader.leaf_count(); });
  const std::string leaf = leaf_at(store, index);
  const auto path = head.size <= leaves ? ledger.inclusion(index, head.size) : std::vector<Digest>{};
  if (head.size > leaves || !verify_inclusion(leaf_hash(leaf), index, head.size, path, head.root))
    return Error{"The head over " + std::to_string(head.size) + " entries is not of this ledger.", "Run `concordat fsck`."};
  return entry_proof(leaf, index, path, note);
}

Result<std::string> prove_continuation(store::Store& store, std::string_view older, std::string_view newer, ByteView public_key) {
  const Checkpoint from = TRY(verify_checkpoint(older, public_key));
  const Checkpoint to = TRY(verify_checkpoint(newer, public_key));
  if (from.size > to.size)
    return Error{"The checkpoint covers more entries than the newest deposited head.", "Let the night's work deposit the next one."};
  const Tree tree = TRY(tree_of(store, to.size));
  TRY(must_match(tree, from));
  TRY(must_match(tree, to));
  const std::vector<Digest> path = tree.consistency(from.size, to.size);
  return std::string(kOld) + std::to_string(from.size) + "\n" + path_lines(path) + "\n" + std::string(newer);
}

Result<Proven> verify_proof(std::string_view proof, std::string_view deposited, ByteView public_key) {
  const Checkpoint held = TRY(verify_checkpoint(deposited, public_key));
  if (proof.starts_with(kEntryMark)) return verify_entry(proof, held, public_key);
  if (proof.starts_with(kOld)) return verify_continuation(proof, held, public_key);
  return not_proven("This is not a proof of the ledger.");
}

}  // namespace concordat::ledger
