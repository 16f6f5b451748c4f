// The index on disk: sealed, in chunks. The format is docs/formats/match-index.md; postings and digests are made anew on loading.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "crypto/crypto.h"
#include "match/csv.h"
#include "match/index.h"
#include "match/index_plain.h"

namespace concordat::match {
namespace {

constexpr std::string_view kMagic = "CNCDMIX1";
constexpr std::size_t kFileIdSize = 16;
constexpr std::size_t kHeaderSize = 8 + kFileIdSize + 4;  // magic, file id, number of chunks
constexpr std::size_t kChunk = 1 << 20;
constexpr std::uint32_t kMostChunks = 1 << 20;

void put_u32(Bytes& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint32_t get_u32(ByteView bytes) {
  return bytes[0] | std::uint32_t{bytes[1]} << 8 | std::uint32_t{bytes[2]} << 16 | std::uint32_t{bytes[3]} << 24;
}

// Every chunk is bound to its file, its place and how many there are: none can be swapped, dropped or taken from elsewhere.
Bytes chunk_context(ByteView header, std::uint32_t chunk) {
  Bytes context(header.begin(), header.end());
  put_u32(context, chunk);
  return context;
}

Error foreign(const std::string& path) {
  return {path + " is not an index made by this program.", "Build the index anew with concordat match build."};
}

Error damaged(const std::string& path) {
  return {path + " cannot be opened: the key is another one, or the file was damaged or cut short.",
          "Use the key it was built with, or build it anew."};
}

class OutFile {
 public:
  explicit OutFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {
    descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  }
  OutFile(const OutFile&) = delete;
  OutFile& operator=(const OutFile&) = delete;
  ~OutFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!done_) ::unlink(part_.c_str());
  }
  bool write(ByteView bytes) {
    while (descriptor_ >= 0 && !bytes.empty()) {
      const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
      if (count <= 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return descriptor_ >= 0;
  }
  bool finish() {
    done_ = descriptor_ >= 0 && ::fsync(descriptor_) == 0 && std::rename(part_.c_str(), path_.c_str()) == 0;
    return done_;
  }

 private:
  std::string path_, part_;
  int descriptor_ = -1;
  bool done_ = false;
};

}  // namespace

Result<void> Index::save(const std::string& path, const Secret& key) const {
  const auto lock = lock_to_read();
  const Error failed{"Cannot write " + path + ".", "Check that the folder is there, may be written to and has room."};
  const PlainIndex plain(core_, removed_);
  const auto chunks = static_cast<std::uint32_t>((plain.size() + kChunk - 1) / kChunk);
  Bytes header = to_bytes(kMagic);
  header.resize(8 + kFileIdSize);
  crypto::fill_random(std::span(header).subspan(8));
  put_u32(header, chunks);
  OutFile file(path);
  if (!file.write(header)) return failed;
  PlainWriter writer(plain);
  for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) {
    const Secret piece(writer.next(kChunk));
    const Bytes sealed = crypto::seal(key, piece.expose(), chunk_context(header, chunk));
    Bytes length;
    put_u32(length, static_cast<std::uint32_t>(sealed.size()));
    if (!file.write(length) || !file.write(sealed)) return failed;
  }
  if (!file.finish()) return failed;
  return {};
}

Result<std::unique_ptr<Index>> Index::load(const std::string& path, const Secret& key, unsigned threads, const BuildProgress& progress) {
  const auto file = TRY(MappedFile::open(path));
  ByteView rest = as_bytes(file.content());
  if (rest.size() < kHeaderSize || as_text(rest.first(8)) != kMagic) return foreign(path);
  const ByteView header = rest.first(kHeaderSize);
  const std::uint32_t chunks = get_u32(header.subspan(8 + kFileIdSize));
  rest = rest.subspan(kHeaderSize);
  if (chunks == 0 || chunks > kMostChunks) return damaged(path);
  PlainReader reader;
  for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) {
    if (progress.is_cancelled()) return Error{"Loading was cancelled.", ""};
    if (rest.size() < 4) return damaged(path);
    const std::uint32_t length = get_u32(rest);
    rest = rest.subspan(4);
    if (length > kChunk + crypto::kSealOverhead || length > rest.size()) return damaged(path);
    const auto piece = crypto::open(key, rest.first(length), chunk_context(header, chunk));
    if (!piece || !reader.add(piece->expose())) return damaged(path);
    rest = rest.subspan(length);
  }
  if (!rest.empty() || !reader.is_whole()) return damaged(path);
  std::unique_ptr<Index> index(new Index());
  index->core_ = reader.take();
  TRY(index->lay_out(std::max(1u, threads), progress));
  return index;
}

}  // namespace concordat::match
