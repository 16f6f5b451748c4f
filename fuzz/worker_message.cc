// What a worker that was taken over might answer: it is taken whole or not at all, and never read beyond its end.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "worker/message.h"
#include "worker/worker.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace worker = concordat::worker;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto answer = worker::decode_answer(bytes);
  if (answer && answer->ok() && worker::encode_answer(**answer) != bytes) std::abort();
  if (const auto order = worker::decode_order(bytes.substr(0, worker::kOrderBytes)); order && order->job.size() > worker::kOrderBytes)
    std::abort();
  worker::MessageReader reader(bytes);
  while (reader.number() && reader.text()) {}
  return 0;
}
