#pragma once
// Which other instances this one speaks with, other partnerships and agencies' agents: their cards, compared over the telephone and
// confirmed by a second person.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/envelope.h"
#include "ledger/ledger.h"
#include "policy/policy.h"
#include "store/store.h"

namespace concordat::exchange {

// What an instance gives another of itself: nothing in it is secret.
struct Card {
  std::string name;         // of the partnership or of the agent
  std::string address;      // "https://example.org"; of an agent empty: it fetches, and nobody comes to it
  PublicKeys keys;
  std::string certificate;  // PEM that its server's must lead to; empty: those that the system trusts
};
std::string text_of(const Card& card);
// Errors: what is wrong with it, for who pasted it.
Result<Card> parse_card(std::string_view text);

struct Partner {
  Card card;
  AccountId proposed_by;
  AccountId confirmed_by;  // none: it waits for the second person
  Instant since;
  bool removed = false;
  std::string agency = {};  // of an agent: the agency's name in the charter, as who let it in says; empty: another partnership

  bool is_agent() const { return !agency.empty(); }
  bool is_known() const { return !confirmed_by.is_none() && !removed; }
  std::string word() const { return card.keys.word(); }
};
std::vector<Partner> peers(store::Reader& reader);     // by name; those that were removed too
std::vector<Partner> partners(store::Reader& reader);  // of these the partnerships, which can be asked and can ask
std::optional<Partner> find_peer(store::Reader& reader, std::string_view word);
std::optional<Partner> find_peer(store::Reader& reader, const Name& name);
std::optional<Partner> find_partner(store::Reader& reader, std::string_view word);

// Whether this card can be added: of the agent of that agency, or where none is named of a partnership.
Result<void> check_card(store::Reader& reader, const Card& card, const std::string& agency);

// Under a mandate to manage accounts. Each is in the ledger with the fingerprint.
Result<void> propose_partner(store::Store& store, ledger::Ledger& ledger, const policy::Mandate& mandate, const Card& card, Instant now,
                             const std::string& agency = "");
// By another person than who proposed it, with the fingerprint as the partner read it out.
Result<void> confirm_partner(store::Store& store, ledger::Ledger& ledger, const policy::Mandate& mandate, std::string_view word,
                             std::string_view fingerprint);
Result<void> remove_partner(store::Store& store, ledger::Ledger& ledger, const policy::Mandate& mandate, std::string_view word);

}  // namespace concordat::exchange
