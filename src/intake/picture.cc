// PNG (ISO/IEC 15948) and JPEG (ITU-T T.81) taken apart and put together again with what is needed to show them.

#include <array>
#include <cstdint>
#include <optional>

#include "intake/kind.h"

namespace concordat::intake {
namespace {

constexpr std::string_view kPng("\x89PNG\r\n\x1a\n", 8);
constexpr std::uint64_t kMostPixels = 64u << 20;  // unpacked in a browser

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t count, bool little = false) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < count; ++i)
    number = number << 8 | static_cast<unsigned char>(bytes[at + (little ? count - 1 - i : i)]);
  return number;
}

bool can_be_shown(std::uint64_t width, std::uint64_t height) { return width > 0 && height > 0 && width * height <= kMostPixels; }

std::string bare_png(std::string_view rest) {
  std::string bare(kPng);
  rest.remove_prefix(kPng.size());
  bool begun = false, has_data = false;
  while (rest.size() >= 12) {
    const std::size_t size = number_at(rest, 0, 4);
    if (size > rest.size() - 12) return "";
    const std::string_view type = rest.substr(4, 4), whole = rest.substr(0, size + 12);
    if (!begun && (type != "IHDR" || size != 13 || !can_be_shown(number_at(rest, 8, 4), number_at(rest, 12, 4)))) return "";
    begun = true;
    has_data |= type == "IDAT";
    if (type == "IHDR" || type == "PLTE" || type == "tRNS" || type == "IDAT" || type == "IEND") bare += whole;
    if (type == "IEND") return has_data ? bare : "";
    rest.remove_prefix(whole.size());
  }
  return "";
}

// Which way up a camera held it (Exif 2.32, tag 0x0112), 1 to 8.
std::optional<std::uint32_t> way_up(std::string_view segment) {
  if (segment.size() < 18 || segment.substr(4, 6) != std::string_view("Exif\0\0", 6)) return std::nullopt;
  const std::string_view tiff = segment.substr(10);
  if (tiff.size() < 8) return std::nullopt;
  const bool little = tiff.starts_with("II");
  const std::size_t at = number_at(tiff, 4, 4, little);
  if (at > tiff.size() || tiff.size() - at < 2) return std::nullopt;
  const std::size_t count = number_at(tiff, at, 2, little);
  for (std::size_t i = 0; i < count && at + 2 + (i + 1) * 12 <= tiff.size(); ++i) {
    const std::size_t entry = at + 2 + i * 12;
    const std::uint32_t way = number_at(tiff, entry + 8, 2, little);
    if (number_at(tiff, entry, 2, little) == 0x0112 && way >= 1 && way <= 8) return way;
  }
  return std::nullopt;
}

// An Exif segment that says that and nothing else.
std::string exif_of(std::uint32_t way) {
  std::string segment("\xff\xe1\x00\x22" "Exif\0\0" "MM\0\x2a\0\0\0\x08" "\0\x01" "\x01\x12\0\x03\0\0\0\x01\0\0\0\0" "\0\0\0\0", 36);
  segment[29] = static_cast<char>(way);
  return segment;
}

bool is_frame(unsigned char marker) { return marker == 0xc0 || marker == 0xc1 || marker == 0xc2; }
// Tables, frame, scan, and how its colours are meant (JFIF, Adobe).
bool is_needed(unsigned char marker) {
  return is_frame(marker) || marker == 0xc4 || marker == 0xdb || marker == 0xdd || marker == 0xda || marker == 0xe0 || marker == 0xee;
}
// Other frames than browsers show: lossless, arithmetic, in layers.
bool is_strange(unsigned char marker) { return marker >= 0xc3 && marker <= 0xcf && marker != 0xc4; }

// Where the next marker stands behind the bits of a scan.
std::size_t end_of_scan(std::string_view content, std::size_t at) {
  while (at + 1 < content.size()) {
    const auto next = static_cast<unsigned char>(content[at + 1]);
    if (content[at] == '\xff' && next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) return at;
    ++at;
  }
  return content.size();
}

std::string bare_jpeg(std::string_view content) {
  std::string bare(content.substr(0, 2));
  bool has_frame = false, has_scan = false;
  std::size_t at = 2;
  while (at + 4 <= content.size() || (at + 2 <= content.size() && content.substr(at, 2) == "\xff\xd9")) {
    const auto marker = static_cast<unsigned char>(content[at + 1]);
    if (content[at] != '\xff') return "";
    if (marker == 0xff) {  // fill
      ++at;
      continue;
    }
    if (marker == 0xd9) return has_scan ? bare + "\xff\xd9" : "";
    const std::size_t size = number_at(content, at + 2, 2);
    if (is_strange(marker) || size < 2 || size + 2 > content.size() - at) return "";
    const std::string_view segment = content.substr(at, size + 2);
    if (is_frame(marker) && (size < 8 || !can_be_shown(number_at(segment, 7, 2), number_at(segment, 5, 2)))) return "";
    has_frame |= is_frame(marker);
    if (marker == 0xe1)
      if (const auto way = way_up(segment)) bare += exif_of(*way);
    if (is_needed(marker)) bare += segment;
    at += segment.size();
    if (marker != 0xda) continue;
    if (!has_frame) return "";
    const std::size_t end = end_of_scan(content, at);
    bare += content.substr(at, end - at);
    at = end;
    has_scan = true;
  }
  return "";
}

}  // namespace

std::string bare_picture(std::string_view content) {
  if (content.starts_with(kPng)) return bare_png(content);
  return content.starts_with("\xff\xd8\xff") ? bare_jpeg(content) : "";
}

}  // namespace concordat::intake
