// Hostile index files. First the bytes as a file, then sealed as its content under a known key, which only one who holds the key
// could do: neither may do more than be refused or be an index that can be asked.

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>

#include "match/index.h"
#include "match/index_plain.h"

namespace {

namespace match = concordat::match;

void must(bool condition) {
  if (!condition) std::abort();
}

void as_file(const std::uint8_t* data, std::size_t size) {
  static const std::string path = "/tmp/match-index-fuzz-" + std::to_string(::getpid());
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  must(!match::Index::load(path, concordat::Secret(concordat::Bytes(32, 1)), 1, {}).ok());  // nobody guesses a tag
  ::unlink(path.c_str());
}

void as_content(const std::uint8_t* data, std::size_t size) {
  match::PlainReader whole;
  const bool good = whole.add({data, size}) && whole.is_whole();
  match::PlainReader pieces;
  bool all = true;
  for (std::size_t at = 0; all && at < size; at += 7) all = pieces.add({data + at, std::min<std::size_t>(7, size - at)});
  must((all && pieces.is_whole()) == good);
  if (!good) return;
  const match::Core core = whole.take();
  const match::PlainIndex again(core, {});
  must(again.size() <= size);  // what nothing uses is not written again
  for (const match::Entry& entry : core.entries) {
    must(entry.forename <= core.names.size() && entry.surname <= core.names.size() && entry.postcode <= core.postcodes.size() &&
         entry.person < core.ids.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  as_content(data, size);
  as_file(data, size);
  return 0;
}
