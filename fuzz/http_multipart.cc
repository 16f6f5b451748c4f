// A form with files, whole and in pieces: both must come to the same.

#include <cstdint>
#include <cstdlib>

#include "http/encoding.h"
#include "http/multipart.h"

namespace {

using namespace concordat::http;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string run(std::string_view bytes, std::size_t piece) {
  std::string told;
  MultipartParser::Sink sink;
  sink.begin = [&](PartHead head) {
    require(is_utf8(head.name) && is_utf8(head.type));
    if (head.file_name) require(is_utf8(*head.file_name) && head.file_name->find_first_of("/\\\r\n") == std::string::npos);
    told += "[" + head.name + "|" + head.file_name.value_or("-") + "|" + head.type + "]";
    return true;
  };
  sink.data = [&](std::string_view data) {
    told += data;
    return true;
  };
  sink.end = [&] {
    told += "[/]";
    return true;
  };
  MultipartParser parser("b", std::move(sink));
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), piece)))
    if (!parser.push(bytes.substr(0, piece))) return "malformed";
  return parser.is_whole() ? told : "not whole";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = run(bytes, bytes.size());
  const std::string pieces = run(bytes, 1u + data[0] % 64u);
  require(whole == pieces);
  return 0;
}
