#pragma once
// Bytes and their text forms.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concordat {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

ByteView as_bytes(std::string_view text);
std::string_view as_text(ByteView bytes);
Bytes to_bytes(std::string_view text);

void append_big_endian(Bytes& to, std::uint64_t number, std::size_t size);  // in `size` bytes, 8 at most
std::uint64_t big_endian(ByteView bytes);                                   // of 8 bytes at most

std::string to_hex(ByteView bytes);                      // lower case
std::optional<Bytes> from_hex(std::string_view text);    // either case; nothing when malformed
std::string to_base64(ByteView bytes);                   // RFC 4648 section 4, padded
std::optional<Bytes> from_base64(std::string_view text);  // strict: padding required, no white space
std::string to_base64url(ByteView bytes);                // RFC 4648 section 5, unpadded

}  // namespace concordat
