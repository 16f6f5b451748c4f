// Texts that the ledger's key signs beside its heads: docs/formats/backup.md.

#include <stdexcept>

#include "ledger/ledger.h"

namespace concordat::ledger {
namespace {

constexpr std::string_view kTextMark = "concordat ";
constexpr std::string_view kSignatureLine = "\nsignature ";

}  // namespace

std::string sign_text(std::string_view text, const crypto::SigningKey& key) {
  if (!text.starts_with(kTextMark) || !text.ends_with('\n')) throw std::logic_error("a signed text begins with its mark and ends a line");
  return std::string(text) + std::string(kSignatureLine) + to_base64(crypto::sign(key, as_bytes(text))) + "\n";
}

Result<std::string> verify_text(std::string_view signed_text, ByteView public_key) {
  const std::size_t line = signed_text.rfind(kSignatureLine);
  if (!signed_text.starts_with(kTextMark) || line == std::string_view::npos || !signed_text.ends_with('\n'))
    return Error{"This is not a text that Concordat signed, or its end is missing.", "Use the file exactly as it was written."};
  const std::string_view text = signed_text.substr(0, line);
  std::string_view signature = signed_text.substr(line + kSignatureLine.size());
  signature.remove_suffix(1);
  const auto bytes = from_base64(signature);
  if (!bytes || !text.ends_with('\n') || !crypto::verify_signature(public_key, as_bytes(text), *bytes))
    return Error{"Its signature is not by the key of this ledger, or it was changed after it was signed.",
                 "Use the file exactly as it was written, by this instance."};
  return std::string(text);
}

}  // namespace concordat::ledger
