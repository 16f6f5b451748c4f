// concordat partner: our card for other partnerships, theirs, and two officers who let one in without a browser.

#include <ostream>

#include "casework/access.h"
#include "exchange/post.h"
#include "ops/commands.h"
#include "ops/demonstration.h"
#include "ops/officers.h"
#include "ops/options.h"
#include "ops/secrets.h"

namespace concordat::ops {
namespace {

constexpr std::string_view kPartnerHelp = R"(concordat partner: other partnerships, for questions by signed messages

  concordat partner card --data DIR --address https://HOST [--certificate FILE]
  concordat partner list --data DIR
  concordat partner add --data DIR --card FILE --fingerprint "DIGITS" --officer EMAIL,PASSWORD-FILE --officer EMAIL,PASSWORD-FILE
  concordat partner agent --data DIR --agency NAME --card FILE --fingerprint "DIGITS" --officer … --officer …
  concordat partner remove --data DIR --partner WORD --officer EMAIL,PASSWORD-FILE
                  [--key-file FILE | --passphrase-file FILE]

  card     print our card, to be sent to the other partnership; --certificate where no authority has signed the server's (PEM)
  list     who is known, each with the word that names it, its fingerprint and its address
  add      let one in: its card, and the fingerprint as it was read out by telephone; by two officers who look after accounts
  agent    the same for the agent of an agency of the charter, which fetches that agency's involvement checks and answers them
  remove   end it: nothing is sent there or taken from there any more
With the server stopped. In the workspace the same is under Accounts, Other partnerships, and Agents of agencies.
)";

struct Work {
  const Options& options;
  Instance& instance;
  const Clock& clock;
  std::ostream& out;
};

Result<void> print_card(const Work& work) {
  const std::string file = work.options.get("certificate");
  exchange::Card card{work.instance.charter().partnership.name, TRY(work.options.need("address")),
                      exchange::identity_of(work.instance.link_key()).keys(), ""};
  if (!file.empty()) card.certificate = TRY(read_file(file));
  const std::string text = exchange::text_of(card);
  TRY(exchange::parse_card(text));
  work.out << text;
  return {};
}

Result<void> print_partners(const Work& work) {
  std::vector<exchange::Partner> all;
  work.instance.vault().store().read([&](store::Reader& reader) { all = exchange::peers(reader); });
  std::erase_if(all, [](const exchange::Partner& one) { return one.removed; });
  if (all.empty()) work.out << "No other partnership is known here.\n";
  for (const exchange::Partner& one : all)
    work.out << one.word() << "  " << one.card.keys.fingerprint() << "  "
             << (one.is_agent() ? "agent of " + one.agency : one.card.address) << "  "
             << one.card.name
             << (one.is_known() ? "" : "  (waits to be confirmed)") << "\n";
  return {};
}

Result<std::vector<policy::Mandate>> mandates(const Work& work, std::size_t count) {
  vault::Vault& vault = work.instance.vault();
  const auto accounts = TRY(vault.open_accounts(vault.gate().grant_system(policy::SystemTask::index_accounts)));
  const auto officers = TRY(pairs_of(work.options, "officer", ','));
  if (officers.size() != count)
    return Error{count == 2 ? "Two officers are needed for this." : "One officer is needed for this.",
                 "Give --officer EMAIL,PASSWORD-FILE" + std::string(count == 2 ? " twice." : " once.")};
  std::vector<policy::Mandate> all;
  for (const Pair& one : officers)
    all.push_back(TRY(authorise_officer(one, work.instance, accounts, charter::Capability::manage_accounts)));
  return all;
}

Result<void> let_in(const Work& work, const std::string& agency) {
  const exchange::Card card = TRY(exchange::parse_card(TRY(read_file(TRY(work.options.need("card"))))));
  const std::string fingerprint = TRY(work.options.need("fingerprint"));
  const auto two = TRY(mandates(work, 2));
  if (two[0].actor().account == two[1].actor().account) return Error{"The two officers are one person.", "Have a second one confirm it."};
  store::Store& store = work.instance.vault().store();
  TRY(exchange::propose_partner(store, work.instance.ledger(), two[0], card, work.clock.now(), agency));
  const auto confirmed = exchange::confirm_partner(store, work.instance.ledger(), two[1], card.keys.word(), fingerprint);
  if (!confirmed) TRY(exchange::remove_partner(store, work.instance.ledger(), two[0], card.keys.word()));
  if (!confirmed) return confirmed.error();
  work.out << card.name << " is known now, as " << card.keys.word() << ".\n";
  return {};
}

Result<void> add_partner(const Work& work) {
  if (!casework::exchanges_messages(work.instance.charter()))
    return Error{"The charter in force names no other partnership with which messages are exchanged.", "See messages_to in its format."};
  return let_in(work, "");
}

Result<void> add_agent(const Work& work) {
  const std::string agency = TRY(work.options.need("agency"));
  if (!work.instance.charter().agency(agency))
    return Error{"The charter in force has no agency " + agency + ".", "Give the agency's name as the charter writes it."};
  return let_in(work, agency);
}

Result<void> end_partner(const Work& work) {
  const std::string word = TRY(work.options.need("partner"));
  const auto one = TRY(mandates(work, 1));
  TRY(exchange::remove_partner(work.instance.vault().store(), work.instance.ledger(), one.front(), word));
  work.out << word << " is not known here any more.\n";
  return {};
}

Result<void> do_with_partners(std::string_view what, const Options& options, const std::string& directory, std::ostream& out) {
  Result<void> (*const act)(const Work&) = what == "card"     ? print_card
                                           : what == "list"   ? print_partners
                                           : what == "add"    ? add_partner
                                           : what == "agent"  ? add_agent
                                           : what == "remove" ? end_partner
                                                              : nullptr;
  if (!act) return Error{"Say what to do: card, list, add, agent or remove.", "See --help."};
  const auto clock = clock_for(directory);
  const auto instance = TRY(Instance::open(directory, TRY(unseal_from(options, directory)), *clock));
  return act({options, *instance, *clock, out});
}

}  // namespace

int run_partner(Arguments arguments, std::ostream& out, std::ostream& err) {
  const bool is_said = !arguments.empty() && !arguments.front().starts_with("--");
  const std::string_view what = is_said ? arguments.front() : "";
  const auto begun = start(arguments.subspan(is_said ? 1 : 0),
                           {"address", "agency", "certificate", "card", "fingerprint", "partner", "officer"}, {});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << kPartnerHelp;
    return kDone;
  }
  const auto done = do_with_partners(what, begun->options, begun->directory, out);
  return done ? kDone : fail(err, done.error(), kWrong);
}

}  // namespace concordat::ops
