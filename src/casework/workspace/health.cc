#include "casework/workspace/health.h"

#include <algorithm>
#include <filesystem>

#include "base/whole_file.h"
#include "casework/people/people.h"
#include "casework/site/attestation_file.h"
#include "casework/warrant_view.h"
#include "casework/workspace/last_backup.h"
#include "casework/workspace/ledger_pages.h"
#include "crypto/certificate.h"
#include "html/components/content.h"

namespace concordat::casework {
namespace {

using html::Html;

constexpr std::int32_t kDaysOfADrill = 365;
constexpr std::int32_t kDaysOfACertificate = 14;  // before its end: an authority takes days
constexpr std::int32_t kDaysOfACheck = 31;        // of the ledger
constexpr std::uintmax_t kLeastFree = 1u << 30;   // bytes; and a tenth of the disk
constexpr std::uintmax_t kMebibyte = 1u << 20;

std::string mebibytes(std::uintmax_t bytes) {
  return bytes < kMebibyte ? "less than 1 MiB" : std::to_string(bytes / kMebibyte) + " MiB";
}

std::string days_words(std::int32_t days) {
  return days == 0 ? "today" : days == 1 ? "yesterday" : std::to_string(days) + " days ago";
}

// The newest entry of that kind.
std::optional<ledger::Leaf> last_entry(const App& app, LedgerIndex& index, const char* event) {
  const auto position = index.last(event);
  std::optional<ledger::Leaf> last;
  if (position)
    app.vault.store().read([&](store::Reader& reader) {
      for (const std::string& line : reader.leaves(*position, 1))
        if (auto leaf = ledger::decode(line)) last = std::move(*leaf);
    });
  return last;
}

std::int32_t days_since(const App& app, Instant at) { return app.today().days() - london_date(at).days(); }

HealthLine backup_line(const App& app, LedgerIndex& index) {
  HealthLine line{"Last backup", Health::needs_you, "No backup was taken yet.",
                  "Serve with --backup-to, or run “concordat backup” each night."};
  const auto taken = last_entry(app, index, "backup.taken"), failed = last_entry(app, index, "backup.failed");
  const bool failed_since = failed && (!taken || index.last("backup.taken") < index.last("backup.failed"));
  if (taken) {
    const std::int32_t age = days_since(app, taken->at);
    const std::int32_t most = app.charter().backup_days;
    std::optional<LastBackup> kept;
    app.vault.store().read([&](store::Reader& reader) { kept = last_backup(reader); });
    line.found = london_words(taken->at) + ". ";
    if (kept && kept->name == ledger::word_of(*taken, "name"))
      line.found += mebibytes(kept->bytes) + ", in “" + kept->place + "”, its keys in “" + kept->keys_place + "”. ";
    else
      line.found += "How large it is and where it lies is not known. ";
    line.found += "Without its keys nobody can read it, and they are kept until " +
                  london_date(taken->at).plus_days(app.charter().key_backup_days).words() + ".";
    const bool is_recent = most > 0 && age <= most;
    line.health = most == 0 ? Health::not_known : is_recent ? Health::good : Health::needs_you;
    if (most == 0) line.found += " The charter does not say how old a backup may be.";
    line.remedy = most == 0 ? "Judge by its day whether it is recent enough." : "";
    if (line.health == Health::needs_you)
      line.remedy = "The charter lets " + counted(static_cast<std::size_t>(most), "day") + " pass. Take one now.";
  }
  if (failed_since) {
    line.health = Health::needs_you;
    line.found += " The server's try of " + london_words(failed->at) + " failed.";
    line.remedy = "The server's log says why. Mend that, and take one now with “concordat backup”.";
  }
  return line;
}

HealthLine drill_line(const App& app, LedgerIndex& index) {
  HealthLine line{"Last restore drill", Health::needs_you, "No backup was restored to try it, or none came to its end.",
                  "Run “concordat restore --drill”, once a year at least."};
  const auto tried = last_entry(app, index, "backup.tried");
  if (!tried) return line;
  line.found = london_words(tried->at) + ". The backup " + ledger::word_of(*tried, "name") + " was restored beside the directory: " +
               ledger::word_of(*tried, "entries") + " entries stood, and each of " + ledger::word_of(*tried, "parts") +
               " parts could be opened.";
  if (days_since(app, tried->at) > kDaysOfADrill) return line;
  line.health = Health::good;
  line.remedy = "";
  return line;
}

HealthLine night_line(const App& app, LedgerIndex& index) {
  HealthLine line{"Last night's run", Health::needs_you, "No night's run came to its end yet.",
                  "It runs when the server starts, and each night. Its log says what stands in the way."};
  const auto run = last_entry(app, index, "disposal.run");
  if (!run) return line;
  const auto number = [&](const char* key) { return ledger::word_of(*run, key); };
  line.found = london_words(run->at) + ". Carried out: " + number("warrants") + ". On hold: " + number("held") +
               ". Could not be done: " + number("refused") + ". Beyond what one day may take: " + number("over-cap") + ".";
  if (days_since(app, run->at) > 1) return line;
  const bool is_whole = number("refused") == "0" && number("over-cap") == "0";
  line.health = is_whole ? Health::good : Health::needs_you;
  line.remedy = is_whole ? "" : "Look under Disposal: it says which, why and what to do.";
  return line;
}

HealthLine clock_line(const App& app) {
  const auto now = app.disposal.trusted_clock().now();
  if (now) return {"Clock", Health::good, "It agrees with the last night's work and with how long the server has been up.", ""};
  return {"Clock", Health::needs_you, now.error().message, now.error().remedy};
}

HealthLine undelivered_line(const char* what, std::size_t waiting, std::size_t failed, const char* remedy) {
  HealthLine line{what, failed == 0 ? Health::good : Health::needs_you, "Waiting: " + std::to_string(waiting) + ". ", ""};
  line.found += "Failed, and not tried again: " + std::to_string(failed) + ".";
  if (failed > 0) line.remedy = remedy;
  return line;
}

HealthLine mail_line(const App& app) {
  if (!app.outbox)
    return {"Mail", Health::good, "Mail is off. What would be mailed is shown to whoever causes it, to be handed over.", ""};
  std::size_t waiting = 0, failed = 0;
  for (const mail::Queued& mail : app.outbox->all()) ++(mail.given_up ? failed : waiting);
  return undelivered_line("Mail", waiting, failed, "Look under Accounts, Mail: try again, or discard.");
}

HealthLine messages_line(const App& app) {
  exchange::Undelivered count;
  app.vault.store().read([&](store::Reader& reader) { count = exchange::Post::undelivered(reader); });
  return undelivered_line("Messages to other partnerships", count.waiting, count.given_up,
                          "Look at the involvement of the cases that they are about: it says why, and tries again.");
}

HealthLine disk_line(const App& app) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(app.deposits, error);
  if (error) return {"Disk", Health::not_known, "How much space is left is not known: " + error.message() + ".", ""};
  const bool is_enough = space.available >= kLeastFree && space.available >= space.capacity / 10;
  return {"Disk", is_enough ? Health::good : Health::needs_you,
          mebibytes(space.available) + " of " + mebibytes(space.capacity) + " are left where the data directory is.",
          is_enough ? "" : "Make room before less than a gibibyte or a tenth is left: on a full disk nothing more can be entered."};
}

HealthLine certificate_line(const App& app) {
  HealthLine line{"Certificate", Health::not_known, "This server serves without TLS: the certificate is another program's.",
                  "Look at it where TLS ends."};
  if (app.certificate_file.empty()) return line;
  const auto file = read_whole_file(app.certificate_file);
  const auto end = crypto::end_of_certificate(file ? *file : "");
  if (!end) return {"Certificate", Health::not_known, end.error().message, end.error().remedy};
  const Instant now = app.vault.clock().now();
  const std::int64_t left = (end->microseconds - now.microseconds) / kMicrosecondsPerDay;
  const bool is_over = *end <= now;
  line.health = is_over || left < kDaysOfACertificate ? Health::needs_you : Health::good;
  line.found = (is_over ? "It ended on " : "It ends on ") + london_words(*end) + ".";
  line.remedy = line.health == Health::good ? "" : "Have it renewed, and put the new one in its place.";
  return line;
}

HealthLine attestation_line(const App& app) {
  const Attestation attestation = read_attestation(app.attestation_file);
  const auto at = from_rfc3339(attestation.judged_at);
  if (!at) return {"Attestation", Health::needs_you, "It was not run yet, or its result cannot be read.", "It is run each night."};
  const auto broken = static_cast<std::size_t>(
      std::ranges::count_if(attestation.promises, [](const auto& one) { return one.second.status == "broken"; }));
  HealthLine line{"Attestation", Health::good, "Last run on " + london_words(*at) + ". ", ""};
  line.found += broken == 0 ? "No promise was found broken." : counted(broken, "promise") + " found broken.";
  const bool is_old = days_since(app, *at) > 1;
  if (!is_old && broken == 0) return line;
  line.health = Health::needs_you;
  line.remedy = is_old ? "It is run each night: the server's log says what stands in the way."
                       : "The page Charter says which, and what was found.";
  return line;
}

HealthLine ledger_line(const App& app) {
  const auto last = last_ledger_check(app.vault.store());
  if (!last) return {"Ledger", Health::not_known, "It was not verified from its page yet.", "Verify it on the page Ledger."};
  const std::int32_t age = days_since(app, last->at);
  const std::string verified = "Verified " + days_words(age) + ": ";
  if (last->problems_in_all > 0)
    return {"Ledger", Health::needs_you, verified + counted(last->problems_in_all, "problem") + ".", "The page Ledger says which."};
  if (age > kDaysOfACheck)
    return {"Ledger", Health::not_known, verified + "sound. What has happened to it since is not known.", "Verify it on the page Ledger."};
  return {"Ledger", Health::good, verified + "sound.", ""};
}

std::string digest_of_program() {
  const auto program = read_whole_file("/proc/self/exe");
  return program ? to_hex(crypto::sha256(as_bytes(*program))).substr(0, 16) : "";
}

// No release has a number yet: the bytes of the program say which it is.
HealthLine version_line(const App& app) {
  static const std::string digest = digest_of_program();
  const std::string charter = "Charter: version " + app.charter().version + ".";
  if (digest.empty()) return {"Version", Health::not_known, "The program's version is not known. " + charter, ""};
  return {"Version", Health::good, "The program has no number yet; its SHA-256 begins " + digest + ". " + charter, ""};
}

html::Tag tag_of(Health health) {
  switch (health) {
    case Health::good: return {.text = "Good", .classes = "govuk-tag--green"};
    case Health::needs_you: return {.text = "Needs you", .classes = "govuk-tag--red"};
    case Health::not_known: return {.text = "Not known", .classes = "govuk-tag--grey"};
  }
  return {};
}

// "2 lines need you, and 1 is not known."
std::string health_words(const std::vector<HealthLine>& lines) {
  const auto count = [&](Health health) { return static_cast<std::size_t>(std::ranges::count(lines, health, &HealthLine::health)); };
  const std::size_t needing = count(Health::needs_you), unknown = count(Health::not_known);
  const std::string needs = needing == 0 ? "Nothing needs you" : counted(needing, "line") + (needing == 1 ? " needs you" : " need you");
  return unknown == 0 ? needs + "." : needs + ", and " + std::to_string(unknown) + (unknown == 1 ? " is" : " are") + " not known.";
}

http::Response health_page(const App& app, const http::Request& request, LedgerIndex& index) {
  if (!app.vault.gate().authorise(app.actor(request), charter::Capability::manage_accounts)) return not_found();
  const std::vector<HealthLine> lines = health_of(app, index);
  html::Table table;
  table.caption = "What must work";
  table.caption_classes = "govuk-visually-hidden";
  table.first_cell_is_header = true;
  table.head = {{.text = "What"}, {.text = "State"}, {.text = "What is known"}, {.text = "What to do"}};
  for (const HealthLine& line : lines)
    table.rows.push_back({{.text = line.what},
                          {.text = html::tag(tag_of(line.health))},
                          {.text = line.found},
                          {.text = line.remedy.empty() ? "Nothing" : line.remedy}});
  Html content = html::heading(1, "Health", html::Size::xl);
  content += html::lead(health_words(lines));
  content += html::scrolling_table(table);
  return page(app, request, {"Health", content, html::back_link({.href = kAccounts, .text = "All accounts"})});
}

}  // namespace

std::vector<HealthLine> health_of(const App& app, LedgerIndex& index) {
  std::vector<HealthLine> lines = {backup_line(app, index), drill_line(app, index), night_line(app, index), clock_line(app),
                                   mail_line(app)};
  if (exchanges_messages(app.charter())) lines.push_back(messages_line(app));
  for (HealthLine line : {disk_line(app), certificate_line(app), attestation_line(app), ledger_line(app), version_line(app)})
    lines.push_back(std::move(line));
  return lines;
}

void add_health_page(http::Router& router, const App& app, const std::shared_ptr<LedgerIndex>& index) {
  router.add(http::Method::get, kHealth, http::Door::signed_in,
             [&app, index](const http::Request& request) { return health_page(app, request, *index); });
}

}  // namespace concordat::casework
