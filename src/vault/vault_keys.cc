// What concerns the keys of everything at once, and whether they open it.

#include "vault/attachments.h"
#include "vault/name_index.h"
#include "vault/vault.h"

namespace concordat::vault {

Result<std::unique_ptr<Keyring>> Vault::keys_under(const Secret& root_key, const std::string& path) const {
  return keyring_->under(root_key, path);
}

Result<void> Vault::erase_keys(const std::vector<KeyId>& keys) {
  TRY(keyring_->erase(keys));
  names_->purge(keys);
  return {};
}

Result<std::uint64_t> Vault::try_part(const store::HeldPart& held) {
  const auto name = [&] { return "A part of record " + held.record.id.text(); };
  if (const auto values = unseal(held.record, held.part); !values)
    return Error{name() + " does not open: " + values.error().message, values.error().remedy};
  std::vector<store::AttachmentRow> files;
  store_.read([&](store::Reader& reader) { files = reader.attachments(held.record.id, held.part.part); });
  for (const store::AttachmentRow& file : files) {
    if (file.state != "held") continue;
    const auto stream = TRY(open_stream(held.record, held.part, file));
    for (;;) {
      const auto piece = stream->next();
      if (!piece) return Error{name() + " has a file that does not open: " + piece.error().message, piece.error().remedy};
      if (!*piece) break;
    }
  }
  return std::uint64_t{1};
}

Result<std::uint64_t> Vault::try_every_part() {
  constexpr std::uint64_t kPartsAtOnce = 512;
  std::uint64_t opened = 0, ever = 0;
  store_.read([&](store::Reader& reader) { ever = reader.parts_ever(); });
  for (std::uint64_t after = 0; after < ever; after += kPartsAtOnce) {
    std::vector<store::HeldPart> held;
    store_.read([&](store::Reader& reader) { held = reader.held_parts(after, after + kPartsAtOnce); });
    for (const store::HeldPart& one : held) opened += TRY(try_part(one));
  }
  return opened;
}

}  // namespace concordat::vault
