#include "ledger/certificate.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

namespace concordat::ledger {
namespace {

using nlohmann::json;

constexpr const char* kFormat = "concordat-destruction-certificate/1";
constexpr const char* kCompletion = "destruction.done";

struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Error refuse(std::string why) { return {std::move(why), "Ask the partnership for the certificate again, and keep what you were given."}; }

json hex_list(const std::vector<Digest>& path) {
  json list = json::array();
  for (const Digest& digest : path) list.push_back(to_hex(digest));
  return list;
}

std::vector<Digest> read_path(const json& list) {
  std::vector<Digest> path;
  for (const json& entry : list.get<std::vector<json>>()) {
    const auto bytes = from_hex(entry.get<std::string>());
    Digest digest;
    if (!bytes || bytes->size() != digest.size()) throw Malformed("a hash of a path has not 32 bytes");
    std::copy(bytes->begin(), bytes->end(), digest.begin());
    path.push_back(digest);
  }
  return path;
}

std::uint64_t read_count(const json& value) {
  if (!value.is_number_unsigned()) throw Malformed("a count is not a whole number");
  return value.get<std::uint64_t>();
}

void allow_only(const json& object, const std::set<std::string>& members) {
  for (const auto& [name, value] : object.items()) {
    if (!members.contains(name)) throw Malformed("an unknown member is in it");
  }
}

CertificateItem read_item(const json& value) {
  allow_only(value, {"record", "part"});
  const auto record = RecordId::parse(value.at("record").get<std::string>());
  if (!record) throw Malformed("an item's record is not an id");
  return {*record, value.at("part").get<std::string>()};
}

// Throws json::exception or Malformed.
Certificate parse_certificate(std::string_view text) {
  const json document = json::parse(text);
  allow_only(document, {"format", "leaf", "index", "checkpoint", "inclusion", "public_key", "items", "agency", "case_reference",
                        "destroyed_at", "consistency"});
  if (document.at("format").get<std::string>() != kFormat) throw Malformed("its format is not " + std::string(kFormat));
  Certificate certificate;
  certificate.leaf = document.at("leaf").get<std::string>();
  certificate.index = read_count(document.at("index"));
  certificate.checkpoint = document.at("checkpoint").get<std::string>();
  certificate.inclusion = read_path(document.at("inclusion"));
  certificate.public_key = from_hex(document.at("public_key").get<std::string>()).value_or(Bytes());
  for (const json& item : document.at("items").get<std::vector<json>>()) certificate.items.push_back(read_item(item));
  certificate.agency = document.at("agency").get<std::string>();
  certificate.case_reference = document.at("case_reference").get<std::string>();
  if (document.contains("consistency")) {
    const json& consistency = document.at("consistency");
    allow_only(consistency, {"from", "path"});
    certificate.consistency = Consistency{read_count(consistency.at("from")), read_path(consistency.at("path"))};
  }
  const auto leaf = decode(certificate.leaf);
  if (!leaf) throw Malformed("its leaf is not a leaf of the ledger");
  certificate.destroyed_at = leaf->at;
  if (document.at("destroyed_at").get<std::string>() != to_rfc3339(leaf->at)) throw Malformed("its time of destruction is not the leaf's");
  return certificate;
}

std::string detail_value(const std::string& detail, const std::string& key) {
  for (std::size_t start = 0; start < detail.size();) {
    const auto end = std::min(detail.find(';', start), detail.size());
    if (detail.compare(start, key.size() + 1, key + "=") == 0) return detail.substr(start + key.size() + 1, end - start - key.size() - 1);
    start = end + 1;
  }
  return {};
}

// As a warrant binds what two people approved: SHA-256 over the sorted lines "record part\n".
std::string content_of(const std::vector<CertificateItem>& items) {
  std::vector<std::string> lines;
  for (const auto& item : items) lines.push_back(item.record.text() + " " + item.part + "\n");
  std::sort(lines.begin(), lines.end());
  std::string joined;
  for (const auto& line : lines) joined += line;
  return to_hex(crypto::sha256(as_bytes(joined)));
}

Result<void> check_content(const Certificate& certificate) {
  const auto leaf = decode(certificate.leaf);
  if (!leaf || leaf->event != kCompletion) return refuse("The certificate's leaf does not record a completed destruction.");
  if (detail_value(leaf->detail, "content") != content_of(certificate.items)) {
    return refuse("The items listed are not those that the ledger records as destroyed.");
  }
  return {};
}

Result<void> check_heads(const Certificate& certificate, const Checkpoint& own, const Checkpoint& deposited) {
  if (own.origin != deposited.origin) return refuse("The certificate is of another ledger than the deposited checkpoint.");
  if (own.size == deposited.size) {
    if (own.root == deposited.root) return {};
    return refuse("The certificate's head and the deposited checkpoint contradict each other: the ledger was forked or rewritten.");
  }
  const Checkpoint& smaller = own.size < deposited.size ? own : deposited;
  const Checkpoint& larger = own.size < deposited.size ? deposited : own;
  if (!certificate.consistency || certificate.consistency->from != smaller.size) {
    return refuse("The certificate does not lead to this deposited checkpoint: it holds no path from " + std::to_string(smaller.size) +
                  " to " + std::to_string(larger.size) + " leaves.");
  }
  if (!verify_consistency(smaller.size, larger.size, smaller.root, larger.root, certificate.consistency->path)) {
    return refuse("The certificate's head does not continue the deposited checkpoint: the ledger was forked or rewritten.");
  }
  return {};
}

}  // namespace

Result<Certificate> make_certificate(Ledger& ledger, store::Store& store, std::uint64_t index, std::vector<CertificateItem> items,
                                     std::string agency, std::string case_reference, const std::optional<Checkpoint>& deposited) {
  Certificate certificate;
  std::vector<std::string> lines;
  store.read([&](store::Reader& reader) { lines = reader.leaves(index, 1); });
  if (lines.empty()) return Error{"The ledger has no leaf " + std::to_string(index) + ".", ""};
  certificate.leaf = lines[0];
  certificate.index = index;
  certificate.checkpoint = ledger.checkpoint();
  const auto key = ledger.public_key();
  certificate.public_key = Bytes(key.begin(), key.end());
  const Checkpoint head = TRY(verify_checkpoint(certificate.checkpoint, certificate.public_key));
  certificate.inclusion = ledger.inclusion(index, head.size);
  certificate.items = std::move(items);
  certificate.agency = std::move(agency);
  certificate.case_reference = std::move(case_reference);
  certificate.destroyed_at = TRY(decode(certificate.leaf)).at;
  TRY(check_content(certificate));
  if (deposited && deposited->size < head.size) {
    certificate.consistency = Consistency{deposited->size, ledger.consistency(deposited->size, head.size)};
  }
  return certificate;
}

std::string write_certificate(const Certificate& certificate) {
  json items = json::array();
  for (const auto& item : certificate.items) items.push_back({{"record", item.record.text()}, {"part", item.part}});
  json document = {{"format", kFormat},
                   {"leaf", certificate.leaf},
                   {"index", certificate.index},
                   {"checkpoint", certificate.checkpoint},
                   {"inclusion", hex_list(certificate.inclusion)},
                   {"public_key", to_hex(certificate.public_key)},
                   {"items", items},
                   {"agency", certificate.agency},
                   {"case_reference", certificate.case_reference},
                   {"destroyed_at", to_rfc3339(certificate.destroyed_at)}};
  if (certificate.consistency) {
    document["consistency"] = {{"from", certificate.consistency->from}, {"path", hex_list(certificate.consistency->path)}};
  }
  return document.dump(2) + "\n";
}

Result<Certificate> read_certificate(std::string_view text) {
  try {
    return parse_certificate(text);
  } catch (const json::exception&) {
    return refuse("The certificate is not in the form that docs/formats/certificate.md gives.");
  } catch (const Malformed& error) {
    return refuse(std::string("The certificate is malformed: ") + error.what() + ".");
  }
}

Result<Certificate> verify_certificate(std::string_view text, std::string_view deposited_checkpoint, ByteView public_key) {
  const Checkpoint deposited = TRY(verify_checkpoint(deposited_checkpoint, public_key));
  Certificate certificate = TRY(read_certificate(text));
  if (!std::equal(public_key.begin(), public_key.end(), certificate.public_key.begin(), certificate.public_key.end())) {
    return refuse("The certificate names another public key than the one given.");
  }
  auto own = verify_checkpoint(certificate.checkpoint, public_key);
  if (!own) return refuse("The certificate's own head does not verify. " + own.error().message);
  TRY(check_heads(certificate, *own, deposited));
  TRY(check_content(certificate));
  if (!verify_inclusion(leaf_hash(certificate.leaf), certificate.index, own->size, certificate.inclusion, own->root)) {
    return refuse("The destruction is not in the ledger that was signed: the path from its leaf does not reach the signed root.");
  }
  return certificate;
}

}  // namespace concordat::ledger
