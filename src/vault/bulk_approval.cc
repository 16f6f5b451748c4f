#include "vault/bulk_approval.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "charter/outputs.h"
#include "charter/sentences.h"
#include "crypto/crypto.h"
#include "vault/ending.h"
#include "vault/people.h"
#include "vault/vault_checks.h"
#include "vault/warrants.h"

namespace concordat::vault {
namespace {

constexpr std::size_t kSeedSize = 32;

std::string bulk_key(AccountId account, std::string_view rule) { return "bulk:" + account.text() + ":" + std::string(rule); }

std::string written(const Bulk& bulk) {
  std::string text = bulk.id + " " + std::to_string(bulk.opened.microseconds) + " " + to_hex(bulk.seed) + "\n";
  for (const BulkMember& member : bulk.members)
    text += member.warrant.text() + " " + to_hex(member.content) + (member.looked_at ? " 1\n" : " 0\n");
  return text;
}

std::vector<std::string_view> words_of_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::size_t space = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, space));
    line.remove_prefix(std::min(space + 1, line.size()));
  }
  return words;
}

std::vector<RuleLine> lines_of(Vault& vault, store::Reader& reader, WarrantId id) {
  std::set<RuleLine> lines;
  Endings endings(vault, reader);
  for (const store::WarrantItemRow& item : reader.warrant_items(id)) {
    const auto record = reader.find_record(item.record);
    if (!record) continue;
    const Ending ending = endings.of(*record, item.part);
    if (!ending.rule) lines.insert({"Reason of an act", "for " + std::to_string(kReasonMonths) + " months", ""});
    else lines.insert({charter::short_title(*ending.kind, *ending.rule), charter::words(ending.rule->keep), ending.rule->keep.from});
  }
  return {lines.begin(), lines.end()};
}

std::string id_of_rule(const std::string& kind, const std::vector<RuleLine>& lines) {
  std::string text = kind + "\n";
  for (const RuleLine& line : lines) text += line.what + "\t" + line.kept + "\t" + line.event + "\n";
  return to_hex(crypto::sha256(as_bytes(text))).substr(0, 32);
}

Bytes content_of_members(const std::vector<BulkMember>& members) {
  std::vector<std::string> lines;
  for (const BulkMember& member : members) lines.push_back(member.warrant.text() + " " + to_hex(member.content) + "\n");
  std::ranges::sort(lines);
  std::string text;
  for (const std::string& line : lines) text += line;
  const crypto::Digest digest = crypto::sha256(as_bytes(text));
  return {digest.begin(), digest.end()};
}

// In the order that the seed gives them, the first as many as the rule asks for: where one leaves, the next takes its place.
std::vector<BulkMember> sample_of(const std::vector<BulkMember>& members, ByteView seed) {
  std::map<crypto::Digest, const BulkMember*> order;
  for (const BulkMember& one : members) order.emplace(crypto::sha256(seed, one.warrant.bytes()), &one);
  std::vector<BulkMember> sample;
  for (const auto& [place, one] : order)
    if (sample.size() < sample_size(members.size())) sample.push_back(*one);
  return sample;
}

ledger::Leaf leaf_of_bulk(std::string event, const policy::Mandate& mandate, std::string detail) {
  ledger::Leaf leaf;
  leaf.event = std::move(event);
  leaf.actor = mandate.actor().ledger_name();
  leaf.charter = mandate.charter();
  leaf.detail = std::move(detail);
  return leaf;
}

Error not_for_this() { return {"This mandate is for something else.", ""}; }
Error not_opened() {
  return {"You have not opened these proposals together, or have approved them.", "Look at the list of proposals again."};
}

bool may_approve(const policy::Mandate& mandate) { return mandate.what() == "capability:approve-destruction"; }

}  // namespace

std::size_t sample_size(std::size_t proposals) {
  const std::size_t share = (proposals * kSamplePercent + 99) / 100;
  return std::min(proposals, std::max(kLeastSample, share));
}

std::vector<ProposalsByRule> proposals_by_rule(Vault& vault, store::Reader& reader) {
  std::map<std::string, ProposalsByRule> groups;
  for (const store::WarrantRow& row : reader.warrants("proposed")) {
    if (goes_early(row)) continue;  // it goes by no rule, and each is answered by itself
    std::vector<RuleLine> lines = lines_of(vault, reader, row.id);
    const std::string rule = id_of_rule(row.kind, lines);
    ProposalsByRule& group = groups[rule];
    if (group.proposals.empty()) group = {rule, row.kind, std::move(lines), {}};
    group.proposals.push_back(row);
  }
  std::vector<ProposalsByRule> list;
  for (auto& [rule, group] : groups) list.push_back(std::move(group));
  return list;
}

std::optional<Bulk> opened_bulk(store::Reader& reader, AccountId account, std::string_view rule) {
  const auto kept = reader.meta(bulk_key(account, rule));
  if (!kept) return std::nullopt;
  std::string_view text = as_text(*kept);
  const auto head = words_of_line(text);
  if (head.size() != 3) return std::nullopt;
  Bulk bulk{std::string(head[0]), std::string(rule), {}, from_hex(head[2]).value_or(Bytes{}), {}};
  std::from_chars(head[1].data(), head[1].data() + head[1].size(), bulk.opened.microseconds);
  while (!text.empty()) {
    const auto words = words_of_line(text);
    const auto id = words.size() == 3 ? WarrantId::parse(words[0]) : std::nullopt;
    if (!id) return std::nullopt;
    bulk.members.push_back({*id, from_hex(words[1]).value_or(Bytes{}), words[2] == "1"});
  }
  return bulk;
}

std::optional<std::string> not_in_bulk(Vault& vault, store::Reader& reader, const store::WarrantRow& row, AccountId account) {
  if (row.state == "cancelled") return "Its proposal was cancelled.";
  if (row.state != "proposed") return "Two people have approved it.";
  for (const store::ApprovalRow& one : reader.approvals(row.id)) {
    if (one.account == account) return "You have approved it.";
    if (same_seat(reader, one.account, one.at, account, vault.clock().now()))
      return "It was approved by somebody whom you stand in for, or who stands in for you.";
  }
  const charter::Charter* charter = vault.active_charter();
  const int quarantine = row.kind == "weighty" && charter ? charter->quarantine_days : 0;
  const auto against = obstacle(reader, row, reader.warrant_items(row.id), vault.today().plus_days(quarantine));
  return against ? std::optional(against->message) : std::nullopt;
}

bool BulkNow::is_looked_at() const { return !sample.empty() && std::ranges::all_of(sample, &BulkMember::looked_at); }

BulkNow bulk_now(Vault& vault, store::Reader& reader, const Bulk& bulk, AccountId account) {
  BulkNow now;
  for (const BulkMember& member : bulk.members) {
    const auto row = reader.find_warrant(member.warrant);
    std::optional<std::string> why = row ? not_in_bulk(vault, reader, *row, account) : "It is not there any more.";
    if (row && !why && row->content != member.content) why = "It is not what it was when you opened it.";
    if (why) now.gone.push_back({member.warrant, std::move(*why)});
    else now.members.push_back(member);
  }
  now.sample = sample_of(now.members, bulk.seed);
  now.content = content_of_members(now.members);
  return now;
}

Result<void> BulkApproval::open(const policy::Mandate& mandate, std::string_view rule) {
  if (!may_approve(mandate)) return not_for_this();
  const AccountId account = mandate.actor().account;
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto before = opened_bulk(transaction, account, rule);
    if (before && !bulk_now(vault_, transaction, *before, account).members.empty()) return {};
    Bulk bulk{crypto::new_id<WarrantId>().text(), std::string(rule), vault_.clock().now(), Bytes(kSeedSize), {}};
    crypto::fill_random(bulk.seed);
    for (const ProposalsByRule& group : proposals_by_rule(vault_, transaction)) {
      if (group.rule != rule) continue;
      for (const store::WarrantRow& row : group.proposals)
        if (bulk.members.size() < kMostInBulk && !not_in_bulk(vault_, transaction, row, account))
          bulk.members.push_back({row.id, row.content, false});
    }
    if (bulk.members.size() < 2) return Error{"There are no two proposals by this rule that you could approve together.",
                                              "Look at the list of proposals again."};
    transaction.set_meta(bulk_key(account, rule), as_bytes(written(bulk)));
    vault_.ledger().append(transaction, leaf_of_bulk("bulk.opened", mandate,
                                                     "bulk=" + bulk.id + ";rule=" + bulk.rule +
                                                         ";proposals=" + std::to_string(bulk.members.size()) + ";members=" +
                                                         to_hex(content_of_members(bulk.members)) + ";seed=" + to_hex(bulk.seed)));
    return {};
  });
}

Result<void> BulkApproval::look_at(const policy::Mandate& mandate, std::string_view rule, WarrantId warrant) {
  if (!may_approve(mandate)) return not_for_this();
  const AccountId account = mandate.actor().account;
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    auto bulk = opened_bulk(transaction, account, rule);
    if (!bulk) return not_opened();
    const BulkNow now = bulk_now(vault_, transaction, *bulk, account);
    if (std::ranges::find(now.sample, warrant, &BulkMember::warrant) == now.sample.end())
      return Error{"This proposal is not in your sample, or is not any more.", "Go back and look at the sample again."};
    BulkMember& member = *std::ranges::find(bulk->members, warrant, &BulkMember::warrant);
    if (member.looked_at) return {};
    member.looked_at = true;
    transaction.set_meta(bulk_key(account, rule), as_bytes(written(*bulk)));
    ledger::Leaf leaf = leaf_about(*transaction.find_warrant(warrant), "bulk.looked-at", mandate.actor().ledger_name());
    leaf.charter = mandate.charter();
    leaf.detail += ";bulk=" + bulk->id;
    vault_.ledger().append(transaction, leaf);
    return {};
  });
}

Result<void> BulkApproval::approve(const policy::Mandate& mandate, std::string_view rule, ByteView content) {
  if (!may_approve(mandate)) return not_for_this();
  const AccountId account = mandate.actor().account;
  const Instant at = TRY(disposal_.trusted_clock().now());
  return vault_.store().write([&](store::Transaction& transaction) -> Result<void> {
    const auto bulk = opened_bulk(transaction, account, rule);
    if (!bulk) return not_opened();
    const BulkNow now = bulk_now(vault_, transaction, *bulk, account);
    if (now.members.empty() || !std::ranges::equal(now.content, content))
      return Error{"These proposals are not the ones that you looked at: some have left since.",
                   "Go back: the page names what left and why. Then approve what remains."};
    if (!now.is_looked_at())
      return Error{"You have not looked at the whole sample yet.", "Go back, open each proposal of the sample, then approve."};
    for (const BulkMember& member : now.members)
      TRY(approve_proposal(transaction, vault_, mandate, {member.warrant, member.content, at, ";bulk=" + bulk->id}));
    std::string left;
    for (const BulkNow::Gone& one : now.gone) left += (left.empty() ? "" : ",") + one.warrant.text();
    vault_.ledger().append(transaction, leaf_of_bulk("bulk.approved", mandate,
                                                     "bulk=" + bulk->id + ";approved=" + std::to_string(now.members.size()) +
                                                         ";left=" + left));
    transaction.remove_meta(bulk_key(account, rule));
    return {};
  });
}

}  // namespace concordat::vault
