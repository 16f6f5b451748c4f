// concordat fsck, prove, verify-proof and verify-certificate: the ledger, and what strangers check of it

#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>

#include "ledger/certificate.h"
#include "ledger/proof.h"
#include "ops/commands.h"
#include "ops/options.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

constexpr std::string_view kProveHelp = R"(concordat prove: a proof that others can check offline

  concordat prove --data DIR --entry N --out FILE         that entry N of the ledger, from 1, stands under a signed head
  concordat prove --data DIR --since FILE --out FILE      that the ledger continues the checkpoint in FILE

Both are under the newest head in DIR/deposits; needs no key, also while the server runs. Whoever checks the first needs that
head too; for the second, the checkpoint in FILE.
)";

constexpr std::string_view kVerifyProofHelp = R"(concordat verify-proof: check a proof, offline

  concordat verify-proof PROOF --checkpoint FILE --public-key HEX [--json]

--checkpoint is the signed head that you hold: the one under which an entry stands, or the one that is continued. The public
key was handed to you when the partnership began to use this system.
Exit codes: 0 it holds, 1 it does not, 2 misuse.
)";

// What a stranger brings.
struct Given {
  std::string text;  // of the certificate or proof
  std::string checkpoint;
  Bytes public_key;
};

Result<Given> read_given(const Options& options, const std::string& what) {
  const auto key = from_hex(options.get("public-key"));
  if (options.plain.size() != 1 || options.get("checkpoint").empty() || !key)
    return Error{"A " + what + ", --checkpoint FILE and --public-key HEX are needed.", "See --help."};
  Given given{TRY(read_file(options.plain.front())), "", *key};
  given.checkpoint = TRY(read_file(options.get("checkpoint")));
  return given;
}

// The head over the most entries that was deposited, which is what others can hold.
Result<std::string> newest_deposited(const std::string& directory, ByteView public_key) {
  std::string newest;
  std::uint64_t size = 0;
  for (std::string& note : deposited_heads(directory)) {
    const auto head = ledger::verify_checkpoint(note, public_key);
    if (!head || head->size < size) continue;
    size = head->size;
    newest = std::move(note);
  }
  if (newest.empty()) return Error{"No head was deposited yet.", "Let the night's work deposit one: `concordat dispose`."};
  return newest;
}

Result<std::string> prove(const Start& begun, ByteView public_key, std::uint64_t entry) {
  const std::string head = TRY(newest_deposited(begun.directory, public_key));
  const auto store = TRY(open_store(begun.directory));
  const std::string since = begun.options.get("since");
  if (since.empty()) return ledger::prove_entry(*store, entry - 1, head, public_key);
  const std::string older = TRY(read_file(since));
  return ledger::prove_continuation(*store, older, head, public_key);
}

std::string words_of(const ledger::Proven& proven) {
  const std::string under = std::to_string(proven.head.size) + " entries";
  if (!proven.leaf) return "It holds: the ledger of " + under + " continues the checkpoint over " + std::to_string(proven.continued) + ".";
  return "It holds: entry " + std::to_string(proven.index + 1) + " of the ledger of " + under + " is \"" + proven.leaf->event + "\", " +
         to_rfc3339(proven.leaf->at) + ".";
}

nlohmann::json json_of(const ledger::Proven& proven) {
  nlohmann::json said{{"head_entries", proven.head.size}};
  if (proven.leaf) said.update({{"entry", proven.index + 1}, {"event", proven.leaf->event}, {"at", to_rfc3339(proven.leaf->at)}});
  else said["continues"] = proven.continued;
  return said;
}

}  // namespace

int run_fsck(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(arguments, {}, {"json"});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << "concordat fsck --data DIR [--json]\n"
           "Derives the whole ledger again and holds it against every signed head deposited from this directory.\n"
           "Needs no key. To check against heads that an agency holds, put its files into DIR/deposits.\n";
    return kDone;
  }
  const auto description = read_description(begun->directory);
  if (!description) return fail(err, description.error(), kMisuse);
  const auto store = open_store(begun->directory);
  if (!store) return fail(err, store.error(), kWrong);
  const ledger::Fsck found = ledger::fsck_deposits(**store, begun->directory + "/deposits", description->public_key);
  if (begun->options.has("json"))
    out << "{\"leaves\":" << found.leaves << ",\"heads\":" << found.heads << ",\"problems\":" << found.problems.size()
        << ",\"explained\":" << found.explained.size() << "}\n";
  else
    out << found.leaves << " entries held against " << found.heads << " signed heads: " << (found.problems.empty() ? "sound" : "NOT SOUND")
        << ".\n";
  if (!begun->options.has("json"))
    for (const std::string& note : found.explained) out << "  " << note << "\n";
  for (const std::string& problem : found.problems) err << "  " << problem << "\n";
  return found.problems.empty() ? kDone : kWrong;
}

int run_prove(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(arguments, {"entry", "since", "out"}, {});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << kProveHelp;
    return kDone;
  }
  const std::string file = begun->options.get("out");
  if (begun->options.get("entry").empty() == begun->options.get("since").empty() || file.empty())
    return fail(err, {"One of --entry N and --since FILE is needed, and --out FILE.", "See --help."}, kMisuse);
  if (std::filesystem::exists(file)) return fail(err, {file + " exists already.", "Choose another file."}, kMisuse);
  const auto entry = number_of<std::uint64_t>(begun->options.get("entry", "1"), "entry");
  if (!entry || *entry == 0) return fail(err, entry ? Error{"Entries are counted from 1.", "See --help."} : entry.error(), kMisuse);
  const auto description = read_description(begun->directory);
  if (!description) return fail(err, description.error(), kMisuse);
  const auto proof = prove(*begun, description->public_key, *entry);
  if (!proof) return fail(err, proof.error(), kWrong);
  const auto written = write_file(file, *proof);
  if (!written) return fail(err, written.error(), kWrong);
  out << "Wrote " << file << ", " << proof->size() << " bytes. Check it with: concordat verify-proof " << file << "\n";
  return kDone;
}

int run_verify_proof(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto options = parse_options(arguments, {"checkpoint", "public-key"}, {"json"});
  if (!options) return fail(err, options.error(), kMisuse);
  if (options->has("help")) {
    out << kVerifyProofHelp;
    return kDone;
  }
  const auto given = read_given(*options, "proof");
  if (!given) return fail(err, given.error(), kMisuse);
  const auto proven = ledger::verify_proof(given->text, given->checkpoint, given->public_key);
  if (!proven) return fail(err, proven.error(), kWrong);
  out << (options->has("json") ? json_of(*proven).dump() : words_of(*proven)) << "\n";
  return kDone;
}

int run_verify_certificate(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto options = parse_options(arguments, {"checkpoint", "public-key"}, {"json"});
  if (!options) return fail(err, options.error(), kMisuse);
  if (options->has("help")) {
    out << "concordat verify-certificate CERTIFICATE --checkpoint FILE --public-key HEX [--json]\n"
           "Offline: shows that the destruction which the certificate names stands in the ledger whose signed head you\n"
           "were given earlier. The public key was handed to you when the partnership began to use this system.\n";
    return kDone;
  }
  const auto given = read_given(*options, "certificate");
  if (!given) return fail(err, given.error(), kMisuse);
  const auto certificate = ledger::verify_certificate(given->text, given->checkpoint, given->public_key);
  if (!certificate) return fail(err, certificate.error(), kWrong);
  if (options->has("json")) {
    out << "{\"items\":" << certificate->items.size() << ",\"entry\":" << certificate->index + 1 << ",\"destroyed_at\":\""
        << to_rfc3339(certificate->destroyed_at) << "\"}\n";
    return kDone;
  }
  out << "It holds: " << certificate->items.size() << (certificate->items.size() == 1 ? " item was" : " items were") << " destroyed on "
      << to_rfc3339(certificate->destroyed_at) << ", entry " << certificate->index + 1 << " of the ledger:\n";
  for (const ledger::CertificateItem& item : certificate->items) out << "  record " << item.record.text() << ", " << item.part << "\n";
  // docs/formats/certificate.md: labels for people, which the ledger does not hold.
  out << "Not proven, since the ledger holds ids alone: that they were supplied by \"" << certificate->agency << "\" to \""
      << certificate->case_reference << "\". Compare the records' ids with your own.\n";
  return kDone;
}

}  // namespace concordat::ops
