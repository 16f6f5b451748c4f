#include "casework/deposits.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

namespace concordat::casework {
namespace {

namespace fs = std::filesystem;

std::string folder_of(const App& app, std::string_view agency) { return app.deposits + "/" + std::string(agency); }

bool is_certificate(std::string_view name) { return name.starts_with("certificate-") && name.ends_with(".json"); }
bool is_paper(std::string_view name) { return name.starts_with("certificate-") && name.ends_with(".pdf"); }
bool is_checkpoint(std::string_view name) { return name.starts_with("checkpoint-") && name.ends_with(".txt"); }

const char* type_of(std::string_view name) {
  if (is_paper(name)) return "application/pdf";
  return is_certificate(name) ? "application/json" : "text/plain; charset=utf-8";
}

}  // namespace

Deposits deposits_of(const App& app, std::string_view agency) {
  Deposits deposits;
  if (!app.charter().agency(agency)) return deposits;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder_of(app, agency), failed)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file(failed)) continue;
    if (is_certificate(name)) deposits.certificates.push_back(name);
    if (is_paper(name)) deposits.papers.push_back(name);
    if (is_checkpoint(name)) deposits.checkpoints.push_back(name);
  }
  std::ranges::sort(deposits.certificates);
  // Their names hold the ledger's size: the longer the name, or the later in order, the newer.
  std::ranges::sort(deposits.checkpoints, [](const std::string& left, const std::string& right) {
    return left.size() != right.size() ? left.size() > right.size() : left > right;
  });
  return deposits;
}

http::Response download_deposit(const App& app, std::string_view agency, std::string_view file) {
  const Deposits deposits = deposits_of(app, agency);
  const auto is_among = [file](const std::vector<std::string>& names) { return std::ranges::find(names, file) != names.end(); };
  if (!is_among(deposits.certificates) && !is_among(deposits.papers) && !is_among(deposits.checkpoints)) return not_found();
  std::ifstream in(folder_of(app, agency) + "/" + std::string(file), std::ios::binary);
  http::Response response;
  response.body.assign(std::istreambuf_iterator<char>(in), {});
  if (!in) return not_found();
  response.content_type = type_of(file);
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + std::string(file) + "\"");
  return response;
}

std::string certificate_name(WarrantId warrant) { return "certificate-" + warrant.text() + ".json"; }

bool has_certificate(const App& app, AgencyId agency, WarrantId warrant) {
  const charter::Agency* given = parties::find_agency(app.charter(), agency);
  if (!given) return false;
  const Deposits deposits = deposits_of(app, given->name);
  return std::ranges::find(deposits.certificates, certificate_name(warrant)) != deposits.certificates.end();
}
std::string paper_name(WarrantId warrant) { return "certificate-" + warrant.text() + ".pdf"; }

std::string checkpoint_beside(const App& app, std::string_view agency, const Deposits& deposits, std::string_view certificate) {
  std::ifstream in(folder_of(app, agency) + "/" + std::string(certificate), std::ios::binary);
  const auto parsed = nlohmann::json::parse(in, nullptr, false);
  if (!parsed.is_object() || !parsed.contains("checkpoint") || !parsed["checkpoint"].is_string()) return "";
  // A signed note (C2SP tlog-checkpoint): its second line is the size of the ledger.
  std::istringstream note(parsed["checkpoint"].get<std::string>());
  std::string origin;
  std::string size;
  std::getline(note, origin);
  std::getline(note, size);
  const std::string file = "checkpoint-" + size + ".txt";
  return std::ranges::find(deposits.checkpoints, file) == deposits.checkpoints.end() ? "" : file;
}

std::optional<DepositedHead> newest_head(const App& app, std::string_view agency) {
  std::optional<DepositedHead> newest;
  for (const charter::Agency& one : app.charter().agencies) {
    if (!agency.empty() && one.name != agency) continue;
    const Deposits deposits = deposits_of(app, one.name);
    if (deposits.checkpoints.empty()) continue;
    std::ifstream in(folder_of(app, one.name) + "/" + deposits.checkpoints.front(), std::ios::binary);
    std::string note(std::istreambuf_iterator<char>(in), {});
    const auto head = ledger::verify_checkpoint(note, app.vault.ledger().public_key());
    if (head && (!newest || head->size > newest->entries))
      newest = DepositedHead{one.name, deposits.checkpoints.front(), head->size, std::move(note)};
  }
  return newest;
}

std::string mailed_head_key(std::string_view agency) { return "head-mailed:" + std::string(agency); }

std::optional<MailedHead> mailed_head(store::Store& store, std::string_view agency) {
  std::optional<Bytes> kept;
  store.read([&](store::Reader& reader) { kept = reader.meta(mailed_head_key(agency)); });
  MailedHead head;
  std::istringstream words(kept ? std::string(as_text(*kept)) : "");
  return words >> head.entries >> head.at.microseconds ? std::optional(head) : std::nullopt;
}

}  // namespace concordat::casework
