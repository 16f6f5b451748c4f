#include "ops/commands.h"

#include <ostream>

#include "evidence/attest.h"
#include "ops/demonstration.h"
#include "ops/options.h"
#include "ops/post.h"
#include "ops/secrets.h"
#include "ops/serve.h"

namespace concordat::ops {
namespace {

// "Name,email@example.org,role" and perhaps the day of the last training in data protection, "2026-05-31".
Result<Officer> officer_of(const std::string& text) {
  std::vector<std::string> words{""};
  for (const char c : text) {
    if (c == ',') words.emplace_back();
    else words.back() += c;
  }
  const bool has_day = words.size() == 4;
  const auto day = has_day ? CivilDate::parse(words[3]) : std::nullopt;
  if ((words.size() != 3 && !has_day) || (has_day && !day))
    return Error{"--officer " + text + " is not NAME,EMAIL,ROLE or NAME,EMAIL,ROLE,YYYY-MM-DD.", "See --help."};
  return Officer{words[0], words[1], words[2], day};
}

Result<void> init(const Start& begun, std::ostream& out) {
  std::vector<Officer> officers;
  const auto given = begun.options.values.find("officer");
  if (given != begun.options.values.end())
    for (const std::string& text : given->second) officers.push_back(TRY(officer_of(text)));
  if (officers.size() < 2) return Error{"Two officers are needed: some acts take two people.", "Give --officer NAME,EMAIL,ROLE twice."};
  if (begun.options.has("new-key")) TRY(write_key_file(TRY(begun.options.need("key-file"))));
  const Unseal unseal = TRY(unseal_from(begun.options, begun.directory));
  const SystemClock clock;
  const std::string charter_file = TRY(begun.options.need("charter"));
  const charter::Charter charter = TRY(compile_for_use(charter_file));
  const auto passwords = TRY(Instance::create(begun.directory, charter, unseal, officers, clock, false));
  out << "Made " << begun.directory << ". Hand each officer their password on its own way; it is shown only here:\n";
  for (std::size_t i = 0; i < officers.size(); ++i) out << "  " << officers[i].email << "  " << passwords[i] << "\n";
  out << "Keep the key or pass phrase apart from the directory and its backups: without it nobody can read anything.\n";
  return {};
}

// What the options of `demo` ask for; an Error is a slip of the command line.
Result<Wish> wish_from(const Start& begun) {
  Wish wish{begun.directory, TRY(begun.options.need("charter")), begun.options.get("people-out")};
  wish.seed = TRY(number_of<std::uint64_t>(begun.options.get("seed", "1"), "seed"));
  wish.scale = TRY(number_of<unsigned>(begun.options.get("scale", "1"), "scale"));
  if (wish.scale == 0 || wish.scale > kLargestScale)
    return Error{"--scale is " + std::to_string(wish.scale) + ".", "Give a whole number from 1 to " + std::to_string(kLargestScale) + "."};
  wish.until = SystemClock().now();
  return wish;
}

// The exit code: a destruction that could not be carried out is something wrong.
Result<int> dispose(const Start& begun, std::ostream& out) {
  const auto clock = clock_for(begun.directory);
  const auto instance = TRY(Instance::open(begun.directory, TRY(unseal_from(begun.options, begun.directory)), *clock));
  const vault::Run run = TRY(nightly(*instance, *clock));
  const auto outbox = TRY(open_outbox(*instance, *clock));
  mail::Round sent;
  if (outbox) {
    TRY(queue_heads(*instance, *outbox));
    TRY(queue_reminders(*instance, *outbox));
    TRY(queue_news(*instance, *outbox));
    sent = TRY(send_mail(*instance, *outbox));
  }
  std::uint64_t parts = 0;
  for (const vault::Destroyed& one : run.destroyed) parts += one.parts;
  if (begun.options.has("json")) {
    out << "{\"destroyed\":" << parts << ",\"held\":" << run.held << ",\"waiting_approval\":" << run.waiting_approval
        << ",\"in_quarantine\":" << run.in_quarantine << ",\"refused\":" << run.refused << ",\"over_cap\":" << run.over_cap << "}\n";
    return run.refused > 0 ? kWrong : kDone;
  }
  out << parts << " parts destroyed, " << run.held << " on hold, " << run.waiting_approval << " proposals waiting for approval, "
      << run.in_quarantine << " in quarantine.\n"
      << left_undone(run) << left_unsent(sent);
  return run.refused > 0 ? kWrong : kDone;
}

}  // namespace

int run_init(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(arguments, {"charter", "officer"}, {"new-key"});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << "concordat init --data DIR --charter FILE --officer NAME,EMAIL,ROLE --officer NAME,EMAIL,ROLE\n"
           "               (--key-file FILE [--new-key] | --passphrase-file FILE)\n"
           "Makes a data directory and its first two officers, and activates the charter.\n"
           "--new-key makes the key file first. Both roles must be able to approve a destruction. An officer may carry the\n"
           "day of their last training in data protection, which some charters ask for: NAME,EMAIL,ROLE,2026-05-31.\n";
    return kDone;
  }
  const auto done = init(*begun, out);
  return done ? kDone : fail(err, done.error(), kWrong);
}

int run_demo(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(arguments, {"charter", "seed", "scale", "people-out"}, {});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << "concordat demo --data DIR --charter FILE [--seed N] [--scale N] [--people-out FILE]\n"
           "Makes a data directory of invented people, for any charter, and lives through six years of their work: cases\n"
           "of every kind in every state, records of every kind. What the charter lets nobody add is said at the end.\n"
           "Its key is DIR.key; who can sign in is printed and is in DIR.sign-ins.json; its first backup, which was restored to try\n"
           "it, is in DIR.backups and DIR.backups-of-keys.\n"
           "  --seed N           another number, other people; the same number, the same (1)\n"
           "  --scale N          so many times the cases and records (1)\n"
           "  --people-out FILE  every name, address and number that was invented, for tests that search for them\n";
    return kDone;
  }
  const auto wish = wish_from(*begun);
  if (!wish) return fail(err, wish.error(), kMisuse);
  if (const auto made = make_demonstration(*wish, out); !made) return fail(err, made.error(), kWrong);
  out << "Made " << begun->directory << " with invented people. Serve it with: concordat serve --data " << begun->directory << "\n";
  return kDone;
}

int run_serve(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(
      arguments, {"address", "port", "certificate", "certificate-key", "backup-to", "backup-keys-to", "charters"}, {"plain"});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << "concordat serve --data DIR [--key-file FILE | --passphrase-file FILE] [--address A] [--port N]\n"
           "                [--certificate FILE --certificate-key FILE | --plain] [--backup-to FOLDER [--backup-keys-to FOLDER]]\n"
           "                [--charters FOLDER]\n"
           "Serves the public site and the workspace until it is told to stop. Without a certificate it makes a\n"
           "self-signed one, for trying out only. --plain is for a proxy on the same machine.\n"
           "--backup-to has a backup taken each night, as `concordat backup` takes one. The server removes it there once its keys\n"
           "have lapsed. A backup that fails is said here, and by attestation.\n"
           "--charters is the folder of the libraries that a newer charter, put into force in the workspace, may extend; \"charters\"\n"
           "where the server is started, unless given.\n";
    return kDone;
  }
  const auto port = number_of<std::uint16_t>(begun->options.get("port", "8443"), "port");
  if (!port) return fail(err, port.error(), kMisuse);
  const auto unseal = unseal_from(begun->options, begun->directory);
  if (!unseal) return fail(err, unseal.error(), kMisuse);
  const auto done = serve(begun->directory, *unseal,
                          {begun->options.get("address", "127.0.0.1"), *port, begun->options.get("certificate"),
                           begun->options.get("certificate-key"), begun->options.has("plain"),
                           {begun->options.get("backup-to"), begun->options.get("backup-keys-to")},
                           begun->options.get("charters", "charters")},
                          out);
  return done ? kDone : fail(err, done.error(), kWrong);
}

int run_dispose(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto begun = start(arguments, {}, {"json"});
  if (!begun) return fail(err, begun.error(), kMisuse);
  if (begun->options.has("help")) {
    out << "concordat dispose --data DIR [--key-file FILE | --passphrase-file FILE] [--json]\n"
           "The night's work: destroys what is due, writes certificates, deposits the signed head (by mail too, where\n"
           "DIR/mail.toml says so), attests.\n"
           "A running server does the same by itself each night. Ends with 1 where a destruction could not be carried out.\n";
    return kDone;
  }
  const auto code = dispose(*begun, out);
  return code ? *code : fail(err, code.error(), kWrong);
}

int run_attest(Arguments arguments, std::ostream& out, std::ostream& err) {
  std::string directory;
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i)
    if (arguments[i] == "--data") directory = arguments[i + 1];
  return evidence::run_attest_command(arguments, out, err, clock_for(directory)->now());
}

}  // namespace concordat::ops
