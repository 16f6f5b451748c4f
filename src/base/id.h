#pragma once
// Opaque identities: 128 random bits each, written as 32 hexadecimal digits. The tag keeps a case from being passed
// where a record is meant. New ids come from crypto::new_id<>().

#include <array>
#include <compare>
#include <cstring>
#include <functional>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace concordat {

template <class Tag>
class Id {
 public:
  static constexpr std::size_t kSize = 16;

  Id() = default;
  explicit Id(std::array<std::uint8_t, kSize> bytes) : bytes_(bytes) {}

  static std::optional<Id> parse(std::string_view hex) {
    const auto bytes = from_hex(hex);
    return bytes ? from_bytes(*bytes) : std::nullopt;
  }
  static std::optional<Id> from_bytes(ByteView view) {
    if (view.size() != kSize) return std::nullopt;
    Id id;
    std::memcpy(id.bytes_.data(), view.data(), kSize);
    return id;
  }

  ByteView bytes() const { return bytes_; }
  std::string text() const { return to_hex(bytes_); }
  bool is_none() const { return *this == Id{}; }  // all zero: "nobody", "nothing"
  auto operator<=>(const Id&) const = default;

 private:
  std::array<std::uint8_t, kSize> bytes_{};
};

using AgencyId = Id<struct AgencyTag>;
using AccountId = Id<struct AccountTag>;
using CaseId = Id<struct CaseTag>;
using RecordId = Id<struct RecordTag>;
using KeyId = Id<struct KeyTag>;
using WarrantId = Id<struct WarrantTag>;
using AppointmentId = Id<struct AppointmentTag>;
using RoleGrantId = Id<struct RoleGrantTag>;
using EmergencyId = Id<struct EmergencyTag>;
using RestrictionId = Id<struct RestrictionTag>;
using AttachmentId = Id<struct AttachmentTag>;

}  // namespace concordat

template <class Tag>
struct std::hash<concordat::Id<Tag>> {
  std::size_t operator()(const concordat::Id<Tag>& id) const noexcept {
    std::size_t head;
    std::memcpy(&head, id.bytes().data(), sizeof head);
    return head;
  }
};
