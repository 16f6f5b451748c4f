#include "worker/message.h"

#include "worker/worker.h"

namespace concordat::worker {
namespace {

constexpr std::size_t kNumberBytes = 8;
constexpr std::string_view kMark = "concordat worker 1\n";
constexpr std::size_t kLongestJob = kOrderBytes - 5 * kNumberBytes;

constexpr std::uint64_t kDone = 1;
constexpr std::uint64_t kOutOfMemory = 2;

}  // namespace

void MessageWriter::number(std::uint64_t value) {
  for (std::size_t i = 0; i < kNumberBytes; ++i) bytes_ += static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
}

void MessageWriter::text(std::string_view value) {
  number(value.size());
  bytes_ += value;
}

std::optional<std::uint64_t> MessageReader::number() {
  if (rest_.size() < kNumberBytes) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < kNumberBytes; ++i) value |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
  rest_.remove_prefix(kNumberBytes);
  return value;
}

std::optional<std::string_view> MessageReader::text() {
  const auto size = number();
  if (!size || *size > rest_.size()) return std::nullopt;
  const std::string_view value = rest_.substr(0, static_cast<std::size_t>(*size));
  rest_.remove_prefix(value.size());
  return value;
}

std::optional<std::size_t> MessageReader::count(std::size_t least) {
  const auto value = number();
  if (!value || *value > rest_.size() / least) return std::nullopt;
  return static_cast<std::size_t>(*value);
}

std::string encode(const Order& order) {
  MessageWriter writer;
  for (const std::uint64_t value : {order.limits.memory, std::uint64_t{order.limits.cpu_seconds}, std::uint64_t{order.limits.seconds},
                                    order.limits.most_answer, order.input_bytes})
    writer.number(value);
  std::string bytes = writer.take() + order.job.substr(0, kLongestJob);
  bytes.resize(kOrderBytes, '\0');
  return bytes;
}

std::optional<Order> decode_order(std::string_view bytes) {
  if (bytes.size() != kOrderBytes) return std::nullopt;
  MessageReader reader(bytes);
  Order order;
  order.limits.memory = *reader.number();
  const std::uint64_t cpu = *reader.number(), wall = *reader.number();
  order.limits.most_answer = *reader.number();
  order.input_bytes = *reader.number();
  if (cpu > 3600 || wall > 3600) return std::nullopt;
  order.limits.cpu_seconds = static_cast<std::uint32_t>(cpu);
  order.limits.seconds = static_cast<std::uint32_t>(wall);
  const std::string_view job = bytes.substr(kOrderBytes - kLongestJob);
  order.job = job.substr(0, job.find('\0'));
  return order;
}

std::string encode_answer(std::string_view answer) {
  MessageWriter writer;
  writer.number(kDone);
  writer.text(answer);
  return std::string(kMark) + writer.take();
}

std::string encode_out_of_memory() {
  MessageWriter writer;
  writer.number(kOutOfMemory);
  return std::string(kMark) + writer.take();
}

std::optional<Result<std::string>> decode_answer(std::string_view bytes) {
  if (!bytes.starts_with(kMark)) return std::nullopt;
  MessageReader reader(bytes.substr(kMark.size()));
  const auto outcome = reader.number();
  if (outcome == kOutOfMemory && reader.is_over())
    return Result<std::string>(Error{"The file needs more memory to be read than it is given.", "Send it in a smaller or simpler form."});
  if (outcome != kDone) return std::nullopt;
  const auto answer = reader.text();
  if (!answer || !reader.is_over()) return std::nullopt;
  return Result<std::string>(std::string(*answer));
}

}  // namespace concordat::worker
