// The charters that were ever activated here, bound.

#include "vault/vault.h"

namespace concordat::vault {

const charter::Charter* Charters::find(std::string_view hash) {
  const std::lock_guard lock(mutex_);
  const auto found = bound_.find(hash);
  if (found != bound_.end()) return found->second.get();
  std::optional<std::string> canonical;
  store_.read([&](store::Reader& reader) { canonical = reader.charter(hash); });
  return canonical ? bind(hash, *canonical) : nullptr;
}

const charter::Charter* Charters::keep(std::string_view hash, std::string_view canonical) {
  const std::lock_guard lock(mutex_);
  const auto found = bound_.find(hash);
  return found != bound_.end() ? found->second.get() : bind(hash, canonical);
}

const charter::Charter* Charters::bind(std::string_view hash, std::string_view canonical) {
  auto bound = charter::from_canonical(canonical);
  if (!bound || bound->hash != hash) return nullptr;
  return bound_.emplace(std::string(hash), std::make_unique<const charter::Charter>(std::move(*bound))).first->second.get();
}

}  // namespace concordat::vault
