#pragma once
// Names that one person goes by in turn: William and Bill, Muhammad and Mohammed, Siân and Sian.

#include <cstdint>
#include <span>
#include <string_view>

namespace concordat::match {

// The groups a folded forename belongs to, none for most names. Alex is in the groups of Alexander and of Alexandra.
std::span<const std::uint16_t> nickname_groups(std::string_view folded_forename);
bool are_nicknames(std::string_view left, std::string_view right);
std::span<const std::string_view> nickname_group(std::uint16_t group);  // its members

}  // namespace concordat::match
