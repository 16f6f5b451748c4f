#include "intake/reading.h"

#include "intake/readers.h"
#include "worker/message.h"

namespace concordat::intake {
namespace {

constexpr std::string_view kJob = "read-file";
constexpr std::size_t kOneNumber = 8;  // bytes: the least that a text takes

void put(worker::MessageWriter& writer, const std::vector<std::string>& texts) {
  writer.number(texts.size());
  for (const std::string& text : texts) writer.text(text);
}

bool take(worker::MessageReader& reader, std::vector<std::string>& texts) {
  const auto count = reader.count(kOneNumber);
  if (!count) return false;
  for (std::size_t i = 0; i < *count; ++i) {
    const auto text = reader.text();
    if (!text) return false;
    texts.emplace_back(*text);
  }
  return true;
}

bool take(worker::MessageReader& reader, Reading::Row& row) {
  const auto line = reader.number();
  const auto fault = line ? reader.text() : std::nullopt;
  if (!fault || !take(reader, row.cells)) return false;
  row.line = *line;
  row.fault = *fault;
  return true;
}

std::string do_read(std::string_view input) {
  worker::MessageReader reader(input);
  const auto name = reader.text();
  const auto content = name ? reader.text() : std::nullopt;
  return encode(content ? read_content(*name, *content) : Reading{});
}

}  // namespace

const worker::Job kReadFile = {kJob, do_read, prepare_readers};

std::string encode(const Reading& reading) {
  worker::MessageWriter writer;
  writer.number(static_cast<std::uint64_t>(reading.refusal));
  put(writer, reading.columns);
  writer.number(reading.rows.size());
  for (const Reading::Row& row : reading.rows) {
    writer.number(row.line);
    writer.text(row.fault);
    put(writer, row.cells);
  }
  put(writer, reading.enclosed);
  put(writer, reading.left_out);
  return writer.take();
}

std::optional<Reading> decode(std::string_view bytes) {
  worker::MessageReader reader(bytes);
  Reading reading;
  const auto refusal = reader.number();
  if (!refusal || *refusal > static_cast<std::uint64_t>(Refusal::nothing) || !take(reader, reading.columns)) return std::nullopt;
  reading.refusal = static_cast<Refusal>(*refusal);
  const auto rows = reader.count(3 * kOneNumber);
  if (!rows || *rows > kMostRows || reading.columns.size() > kMostColumns) return std::nullopt;
  for (std::size_t i = 0; i < *rows; ++i) {
    Reading::Row row;
    if (!take(reader, row) || row.cells.size() != (row.fault.empty() ? reading.columns.size() : 0)) return std::nullopt;
    reading.rows.push_back(std::move(row));
  }
  if (!take(reader, reading.enclosed) || !take(reader, reading.left_out) || !reader.is_over()) return std::nullopt;
  return reading;
}

Result<Reading> read(std::string_view file_name, std::string_view content, const worker::Limits& limits) {
  worker::MessageWriter writer;
  writer.text(file_name);
  writer.text(content);
  const std::string answer = TRY(worker::run(kJob, writer.take(), limits));
  auto reading = decode(answer);
  if (!reading)
    return Error{"The file could not be read: its reader broke off.",
                 "Read it yourself and enter what it says, or send it in another form."};
  return std::move(*reading);
}

}  // namespace concordat::intake
