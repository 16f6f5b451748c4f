#include "exchange/partners.h"

#include <algorithm>
#include <charconv>

#include "base/named_values.h"
#include "vault/sealing.h"

namespace concordat::exchange {
namespace {

// docs/formats/message.md: do not change
constexpr std::string_view kTitle = "concordat partner card 1";
constexpr std::string_view kAgentTitle = "concordat agent card 1";
constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
constexpr std::size_t kLongestCard = 16'384;
constexpr std::size_t kLongestName = 200;
constexpr const char* kPartners = "partners";  // in meta: a value for each, by its word

using Values = std::map<std::string, std::string>;

Error no_card(std::string what) { return {std::move(what), "Ask for the card again, and paste all of it."}; }

bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// A name or number and a port: no user, no path, so that only "/messages" of that server is ever asked.
bool is_address(std::string_view address) {
  constexpr std::string_view kScheme = "https://";
  if (!address.starts_with(kScheme) || address.size() > 200) return false;
  const std::string_view host = address.substr(kScheme.size());
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':';
  };
  const bool begins = !host.empty() && host.front() != ':' && host.front() != '-';
  return begins && std::ranges::count(host, ':') <= 1 && std::ranges::all_of(host, fits);
}

bool take_key(std::string_view hex, std::array<std::uint8_t, 32>& key) {
  const auto bytes = from_hex(hex);
  if (!bytes || bytes->size() != key.size()) return false;
  std::ranges::copy(*bytes, key.begin());
  return true;
}

std::string encoded(const Partner& partner) {
  return vault::encode_values({{"card", text_of(partner.card)},
                               {"proposed-by", partner.proposed_by.text()},
                               {"confirmed-by", partner.confirmed_by.is_none() ? "" : partner.confirmed_by.text()},
                               {"since", std::to_string(partner.since.microseconds)},
                               {"removed", partner.removed ? "yes" : ""},
                               {"agency", partner.agency}});
}

std::optional<Partner> decoded(std::string_view text) {
  const auto values = vault::decode_values(text);
  auto card = values ? parse_card(value_in(*values, "card")) : Result<Card>(Error{});
  if (!card) return std::nullopt;
  Partner partner{std::move(*card), AccountId::parse(value_in(*values, "proposed-by")).value_or(AccountId{}),
                  AccountId::parse(value_in(*values, "confirmed-by")).value_or(AccountId{}), {}, value_in(*values, "removed") == "yes",
                  value_in(*values, "agency")};
  const std::string since = value_in(*values, "since");
  std::from_chars(since.data(), since.data() + since.size(), partner.since.microseconds);
  return partner;
}

Values all_of(store::Reader& reader) {
  const auto kept = reader.meta(kPartners);
  auto values = kept ? vault::decode_values(as_text(*kept)) : Result<Values>(Values{});
  return values ? std::move(*values) : Values{};
}

void put(store::Transaction& transaction, ledger::Ledger& ledger, const Partner& partner, const policy::Mandate& mandate,
         const char* event) {
  Values all = all_of(transaction);
  all[partner.word()] = encoded(partner);
  transaction.set_meta(kPartners, as_bytes(vault::encode_values(all)));
  ledger::Leaf leaf;
  leaf.event = event;
  leaf.actor = mandate.actor().ledger_name();
  leaf.charter = mandate.charter();
  leaf.detail = "partner=" + partner.word() + ";keys=" + to_hex(partner.card.keys.name()) +
                (partner.is_agent() ? ";agency=" + partner.agency : "");
  ledger.append(transaction, leaf);
}

Result<void> check_mandate(const policy::Mandate& mandate) {
  if (mandate.what() == "capability:manage-accounts") return {};
  return Error{"This mandate is for something else.", "Ask policy for the act that is to be done."};
}

}  // namespace

std::string text_of(const Card& card) {
  const bool is_agent = card.address.empty();
  return std::string(is_agent ? kAgentTitle : kTitle) + "\nname: " + card.name +
         (is_agent ? "" : "\naddress: " + card.address) + "\nsigning: " + to_hex(card.keys.signing) +
         "\nexchange: " + to_hex(card.keys.exchange) + "\n" + card.certificate;
}

Result<Card> parse_card(std::string_view pasted) {
  if (pasted.size() > kLongestCard) return no_card("This is too long to be the card of a partnership.");
  std::string text(pasted);
  std::erase(text, '\r');
  const std::size_t begin = text.find_first_not_of(" \n");
  const std::string_view rest = begin == std::string::npos ? std::string_view() : std::string_view(text).substr(begin);
  const bool is_agent = rest.starts_with(kAgentTitle);
  if (!is_agent && !rest.starts_with(kTitle))
    return no_card("This is not the card of a partnership or an agent: it does not begin with “" + std::string(kTitle) + "” or “" +
                   std::string(kAgentTitle) + "”.");
  Card card;
  Values values;
  const std::size_t certificate = std::min(text.find(kBegin), text.size());
  std::string_view lines = std::string_view(text).substr(begin, certificate - begin);
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    if (const std::size_t colon = line.find(": "); colon != std::string_view::npos)
      values[std::string(line.substr(0, colon))] = line.substr(colon + 2);
  }
  card.name = value_in(values, "name");
  card.address = value_in(values, "address");
  if (card.name.empty() || card.name.size() > kLongestName || !is_plain(card.name)) return no_card("The card names nobody.");
  if (is_agent && !card.address.empty()) return no_card("The card of an agent has no address.");
  if (!is_agent && !is_address(card.address)) return no_card("The card has no address of a server, such as https://example.org.");
  if (!take_key(value_in(values, "signing"), card.keys.signing) || !take_key(value_in(values, "exchange"), card.keys.exchange))
    return no_card("The card's keys are not whole.");
  if (certificate == text.size()) return card;
  const std::size_t end = text.rfind(kEnd);
  if (end == std::string::npos || end < certificate) return no_card("The card's certificate is not whole.");
  card.certificate = text.substr(certificate, end + kEnd.size() - certificate) + "\n";
  return card;
}

std::vector<Partner> peers(store::Reader& reader) {
  std::vector<Partner> list;
  for (const auto& [word, text] : all_of(reader))
    if (auto partner = decoded(text); partner && partner->word() == word) list.push_back(std::move(*partner));
  std::ranges::sort(list, {}, [](const Partner& one) { return std::pair(one.card.name, one.word()); });
  return list;
}

std::vector<Partner> partners(store::Reader& reader) {
  std::vector<Partner> list = peers(reader);
  std::erase_if(list, [](const Partner& one) { return one.is_agent(); });
  return list;
}

std::optional<Partner> find_peer(store::Reader& reader, std::string_view word) {
  for (Partner& one : peers(reader))
    if (one.word() == word) return std::move(one);
  return std::nullopt;
}

std::optional<Partner> find_peer(store::Reader& reader, const Name& name) {
  for (Partner& one : peers(reader))
    if (one.card.keys.name() == name) return std::move(one);
  return std::nullopt;
}

std::optional<Partner> find_partner(store::Reader& reader, std::string_view word) {
  auto peer = find_peer(reader, word);
  return peer && !peer->is_agent() ? peer : std::nullopt;
}

Result<void> check_card(store::Reader& reader, const Card& card, const std::string& agency) {
  if (card.address.empty() == agency.empty())
    return agency.empty() ? Error{"This is the card of an agency's agent, not of a partnership.", "Say of which agency it is."}
                          : Error{"This is the card of a partnership, not of an agency's agent.", "Ask the agency for its agent's card."};
  if (const auto there = find_peer(reader, card.keys.word()); there && !there->removed)
    return Error{"This is here already: " + there->card.name + ".", "Remove it first if its address has changed."};
  return {};
}

Result<void> propose_partner(store::Store& store, ledger::Ledger& ledger, const policy::Mandate& mandate, const Card& card, Instant now,
                             const std::string& agency) {
  TRY(check_mandate(mandate));
  return store.write([&](store::Transaction& transaction) -> Result<void> {
    TRY(check_card(transaction, card, agency));
    put(transaction, ledger, {card, mandate.actor().account, {}, now, false, agency}, mandate, "partner.proposed");
    return {};
  });
}

Result<void> confirm_partner(store::Store& store, ledger::Ledger& ledger, const policy::Mandate& mandate, std::string_view word,
                             std::string_view fingerprint) {
  TRY(check_mandate(mandate));
  return store.write([&](store::Transaction& transaction) -> Result<void> {
    auto partner = find_peer(transaction, word);
    if (!partner || partner->removed) return Error{"There is no such partnership.", "Look at the list again."};
    if (partner->is_known()) return {};
    if (partner->proposed_by == mandate.actor().account)
      return Error{"You added this partnership yourself.", "Somebody else must compare the fingerprint and confirm it."};
    if (!partner->card.keys.is_fingerprint(fingerprint))
      return Error{"This is not the fingerprint of the card that was added.",
                   "Have it read out again. If it still differs, the card was not theirs: remove it, and ask for it by another way."};
    partner->confirmed_by = mandate.actor().account;
    put(transaction, ledger, *partner, mandate, "partner.confirmed");
    return {};
  });
}

Result<void> remove_partner(store::Store& store, ledger::Ledger& ledger, const policy::Mandate& mandate, std::string_view word) {
  TRY(check_mandate(mandate));
  return store.write([&](store::Transaction& transaction) -> Result<void> {
    auto partner = find_peer(transaction, word);
    if (!partner || partner->removed) return {};
    partner->removed = true;
    put(transaction, ledger, *partner, mandate, "partner.removed");
    return {};
  });
}

}  // namespace concordat::exchange
