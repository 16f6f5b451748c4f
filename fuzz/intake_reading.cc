// Hostile files, read as the worker reads them, and hostile answers about them. The first byte chooses: an answer, or a file by the
// name of its kind.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "intake/kind.h"
#include "intake/readers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace intake = concordat::intake;
  static const bool prepared = (intake::prepare_readers(), true);
  if (!prepared || size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'a') {
    const auto reading = intake::decode(bytes);
    if (reading && intake::encode(*reading) != bytes) std::abort();
    return 0;
  }
  constexpr std::string_view kNames[] = {"a.csv", "a.eml", "a.txt", "a.xlsx"};
  const intake::Reading reading = intake::read_content(kNames[data[0] % 4], bytes);
  if (!intake::decode(intake::encode(reading))) std::abort();  // whatever is read can be told
  intake::sort_of("a.pdf", bytes);
  const std::string picture = intake::bare_picture(bytes);
  if (intake::bare_picture(picture) != picture) std::abort();  // what was made anew needs nothing taken away
  return 0;
}
