#include "ops/certificates.h"

#include <algorithm>
#include <filesystem>

#include "ledger/certificate.h"
#include "ops/secrets.h"
#include "paper/paper.h"

namespace concordat::ops {
namespace {

namespace fs = std::filesystem;

bool is_certificate(const fs::path& file) { return file.extension() == ".json" && file.filename().string().starts_with("certificate-"); }

// What is set is what was verified: the file is read again, not what was in memory when it was written.
Result<ledger::Certificate> verified(const std::string& json, const ledger::Ledger& ledger) {
  const auto certificate = TRY(ledger::read_certificate(json));
  return ledger::verify_certificate(json, certificate.checkpoint, ledger.public_key());
}

}  // namespace

Result<void> write_certificate_papers(Instance& instance) {
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(instance.directory() + "/deposits", error)) {
    fs::path paper = entry.path();
    paper.replace_extension(".pdf");
    if (!is_certificate(entry.path()) || fs::exists(paper)) continue;
    const std::string json = TRY(read_file(entry.path().string()));
    const ledger::Certificate certificate = TRY(verified(json, instance.ledger()));
    const std::string pdf =
        TRY(paper::pdf(paper::certificate_document(certificate, json, entry.path().filename().string(), instance.charter())));
    TRY(write_file(paper.string(), pdf));
  }
  return {};
}

}  // namespace concordat::ops
