#pragma once
// The words by which a charter writes the members of each closed set.

#include <optional>
#include <span>
#include <string_view>

#include "charter/charter.h"

namespace concordat::charter {

template <class Set>
struct Named {
  Set value;
  std::string_view name;
};

template <class Set>
std::span<const Named<Set>> all_of();  // one for each closed set of charter.h, in names.cc
template <>
std::span<const Named<Weekday>> all_of<Weekday>();
template <>
std::span<const Named<Capability>> all_of<Capability>();
template <>
std::span<const Named<FieldType>> all_of<FieldType>();
template <>
std::span<const Named<Category>> all_of<Category>();
template <>
std::span<const Named<Moment>> all_of<Moment>();
template <>
std::span<const Named<PaymentProvider>> all_of<PaymentProvider>();
template <>
std::span<const Named<Rounding>> all_of<Rounding>();
template <>
std::span<const Named<Ending>> all_of<Ending>();
template <>
std::span<const Named<Owner>> all_of<Owner>();
template <>
std::span<const Named<GuardKind>> all_of<GuardKind>();
template <>
std::span<const Named<EffectKind>> all_of<EffectKind>();
template <>
std::span<const Named<Act>> all_of<Act>();
template <>
std::span<const Named<WhoKind>> all_of<WhoKind>();
template <>
std::span<const Named<Predicate>> all_of<Predicate>();
template <>
std::span<const Named<PromiseClass>> all_of<PromiseClass>();
template <>
std::span<const Named<Severity>> all_of<Severity>();

template <class Set>
std::string_view name_of(Set value) {
  for (const Named<Set>& named : all_of<Set>()) {
    if (named.value == value) return named.name;
  }
  return {};
}

template <class Set>
std::optional<Set> from_name(std::string_view name) {
  for (const Named<Set>& named : all_of<Set>()) {
    if (named.name == name) return named.value;
  }
  return std::nullopt;
}

}  // namespace concordat::charter
