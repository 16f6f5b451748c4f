// concordat agent: at an agency. Makes its identity, learns the partnership's, names who may sign in, and serves its pages on loopback.

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <thread>

#include "agent/pages.h"
#include "ops/commands.h"
#include "ops/files.h"
#include "ops/options.h"
#include "ops/secrets.h"
#include "ops/until_told.h"

namespace concordat::ops {
namespace {

constexpr std::string_view kAgentHelp = R"(concordat agent: answers involvement checks at an agency, beside its own records

  concordat agent init --directory DIR --name "AGENCY" [--key-file FILE | --passphrase-file FILE]
  concordat agent partnership --directory DIR --card FILE --fingerprint "DIGITS"
  concordat agent contact --directory DIR --name "NAME" --passphrase FILE
  concordat agent --directory DIR --index FILE --index-key FILE --partnership https://HOST [--port N]
                  [--key-file FILE | --passphrase-file FILE]

  init         make the agent's identity and print its card for the partnership, with the fingerprint to read out by telephone
  partnership  the partnership's card, and its fingerprint as it was read out
  contact      who may sign in, each with a pass phrase of their own
The last serves the agent's pages on this machine alone. The index is made by concordat match build. Names of whom is asked about are
held in memory and nowhere else; audit.log in DIR says who did what. --partnership must be the address on the partnership's card.
)";

constexpr std::uint16_t kAgentPort = 8444;

struct Seat {  // where the agent is, and what was given
  const Options& options;
  std::string directory;
  std::ostream& out;
};

Result<Secret> agent_key(const Seat& seat, const Bytes& salt, bool passphrase) {
  Description description;
  description.salt = salt;
  description.passphrase = passphrase;
  return root_key(description, TRY(unseal_given(seat.options, "")));
}

Result<void> agent_init(const Seat& seat) {
  const std::string name = TRY(seat.options.need("name"));
  const Unseal unseal = TRY(unseal_given(seat.options, ""));
  if (!unseal.key_file.empty() && !std::filesystem::exists(unseal.key_file)) TRY(write_key_file(unseal.key_file));
  Bytes salt(16);
  crypto::fill_random(salt);
  const Secret key = TRY(agent_key(seat, salt, unseal.passphrase.has_value()));
  const agent::Settings settings = agent::new_settings(name, salt, unseal.passphrase.has_value(), key);
  const exchange::Card card{name, "", TRY(agent::open_identity(settings, key)).keys(), ""};
  TRY(exchange::parse_card(exchange::text_of(card)));
  TRY(make_new_folder(seat.directory));
  TRY(agent::write_settings(seat.directory, settings));
  seat.out << exchange::text_of(card) << "\nThe card ends above this line. Send it to the partnership, and read out by telephone:\n\n    "
           << card.keys.fingerprint() << "\n";
  return {};
}

Result<void> agent_partnership(const Seat& seat) {
  agent::Settings settings = TRY(agent::read_settings(seat.directory));
  const exchange::Card card = TRY(exchange::parse_card(TRY(read_file(TRY(seat.options.need("card"))))));
  if (card.address.empty()) return Error{"This is the card of an agent.", "Give the card of the partnership."};
  if (!card.keys.is_fingerprint(TRY(seat.options.need("fingerprint"))))
    return Error{"This is not the fingerprint of the card.", "Have it read out again on a number that you know."};
  settings.partnership = card;
  TRY(agent::write_settings(seat.directory, settings));
  seat.out << card.name << " is the partnership of this agent now.\n";
  return {};
}

Result<void> agent_contact(const Seat& seat) {
  agent::Settings settings = TRY(agent::read_settings(seat.directory));
  const std::string name = TRY(seat.options.need("name"));
  const std::string phrase = TRY(read_secret_file(TRY(seat.options.need("passphrase"))));
  if (phrase.size() < 15) return Error{"The pass phrase has less than 15 characters.", "Take at least four random words."};
  if (name.empty() || name.size() > 100 || name.find_first_of("\t\n") != std::string::npos)
    return Error{"This is no name.", "Give the person's name in one line."};
  settings.contacts[name] = crypto::hash_password(phrase);
  TRY(agent::write_settings(seat.directory, settings));
  seat.out << name << " may sign in.\n";
  return {};
}

// No dump of memory, and nobody who traces: the names are there.
Result<void> keep_memory_private() {
  const rlimit none{0, 0};
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && ::setrlimit(RLIMIT_CORE, &none) == 0) return {};
  return Error{"The system does not let this program keep its memory to itself.", "Run it as an ordinary user."};
}

Result<std::unique_ptr<match::Index>> load_agency_index(const Seat& seat) {
  const std::string bytes = TRY(read_file(TRY(seat.options.need("index-key"))));
  if (bytes.size() != crypto::kKeySize) return Error{"The index key is not one: it must be exactly 32 bytes.", "Give that of match build."};
  const unsigned threads = std::max(1u, std::thread::hardware_concurrency());
  return match::Index::load(TRY(seat.options.need("index")), Secret(to_bytes(bytes)), threads, {});
}

Result<void> agent_serve(const Seat& seat) {
  const UntilTold until_told;
  TRY(keep_memory_private());
  const agent::Settings settings = TRY(agent::read_settings(seat.directory));
  if (!settings.partnership) return Error{"This agent knows no partnership yet.", "Give it the card with concordat agent partnership."};
  if (settings.contacts.empty()) return Error{"Nobody may sign in here yet.", "Name somebody with concordat agent contact."};
  if (TRY(seat.options.need("partnership")) != settings.partnership->address)
    return Error{"The address is not that on the partnership's card: " + settings.partnership->address + ".",
                 "Give the address on the card."};
  const exchange::Identity self = TRY(agent::open_identity(settings, TRY(agent_key(seat, settings.salt, settings.passphrase))));
  const auto index = TRY(load_agency_index(seat));
  const html::Assets assets = TRY(html::Assets::load(html::assets_beside_program(), "#1d70b8"));
  const SystemClock clock;
  const agent::Audit audit(seat.directory, clock);
  agent::Agent node({self, *settings.partnership, *index, audit, clock, exchange::deliver_by_https});
  agent::Pages pages(node, settings, assets, audit, clock);
  http::Sessions sessions(clock);
  http::ServerOptions server_options;
  server_options.port = TRY(number_of<std::uint16_t>(seat.options.get("port", std::to_string(kAgentPort)), "port"));
  const auto server = TRY(http::Server::create(server_options, pages.router(), sessions,
                                               [&](int status) { return pages.error_page(status); }));
  seat.out << settings.name << ": " << index->people() << " people. Its pages are at http://127.0.0.1:"
           << server->port() << "/" << std::endl;
  until_told.run(*server);
  return {};
}

}  // namespace

int run_agent(Arguments arguments, std::ostream& out, std::ostream& err) {
  const bool is_said = !arguments.empty() && !arguments.front().starts_with("--");
  const std::string_view what = is_said ? arguments.front() : "";
  Result<void> (*const act)(const Seat&) = !is_said                 ? agent_serve
                                           : what == "init"         ? agent_init
                                           : what == "partnership"  ? agent_partnership
                                           : what == "contact"      ? agent_contact
                                                                    : nullptr;
  const auto options = parse_options(arguments.subspan(is_said ? 1 : 0),
                                     {"directory", "name", "key-file", "passphrase-file", "card", "fingerprint", "passphrase", "index",
                                      "index-key", "partnership", "port"},
                                     {"help"});
  if (!options) return fail(err, options.error(), kMisuse);
  if (options->has("help")) {
    out << kAgentHelp;
    return kDone;
  }
  const auto directory = options->need("directory");
  if (!act || !directory) return fail(err, act ? directory.error() : Error{"There is no such thing to do.", "See --help."}, kMisuse);
  const auto done = act({*options, *directory, out});
  return done ? kDone : fail(err, done.error(), kWrong);
}

}  // namespace concordat::ops
