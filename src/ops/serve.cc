#include "ops/serve.h"

#include <condition_variable>
#include <filesystem>
#include <iostream>
#include <ostream>
#include <thread>

#include "casework/access.h"
#include "casework/cases/cases.h"
#include "casework/charter/charter_pages.h"
#include "casework/disposal/disposal_pages.h"
#include "casework/people/people.h"
#include "casework/signin/signin.h"
#include "casework/site/public_forms.h"
#include "casework/site/site.h"
#include "casework/training/payments.h"
#include "casework/workspace/workspace.h"
#include "ops/demonstration.h"
#include "ops/payments.h"
#include "ops/post.h"
#include "ops/secrets.h"
#include "ops/self_signed.h"
#include "ops/until_told.h"
#include "vault/arrivals.h"

namespace concordat::ops {
namespace {

// Each night, and once at start, a backup is taken, what is due is destroyed and the promises are looked at.
class NightWatch {
 public:
  NightWatch(Instance& instance, mail::Outbox* outbox, const payment::Gateway* payments, const BackupPlace& backups, const Clock& clock,
             std::ostream& out)
      : thread_([&instance, outbox, payments, &backups, &clock, &out](const std::stop_token& stop) {
          watch(instance, outbox, payments, backups, clock, out, stop);
        }) {}

 private:
  static Result<void> settle(Instance& instance, const payment::Gateway* payments) {
    if (payments) TRY(casework::settle_payments(instance.vault(), *payments));
    return {};
  }
  static void watch(Instance& instance, mail::Outbox* outbox, const payment::Gateway* payments, const BackupPlace& backups,
                    const Clock& clock, std::ostream& out, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::optional<CivilDate> last;
    while (!stop.stop_requested()) {
      instance.vault().arrivals().drop_old();
      const CivilDate today = london_date(clock.now());
      if (!last || *last < today) {
        last = today;
        if (const auto backup = nightly_backup(instance, backups, clock); !backup)
          out << "Tonight's backup was not taken: " << backup.error().message << " " << backup.error().remedy << std::endl;
        if (const auto run = nightly(instance, clock))
          out << left_undone(*run) << std::flush;
        else
          out << "Tonight's disposal did not run: " << run.error().message << " " << run.error().remedy << std::endl;
        if (const auto queued = outbox ? queue_heads(instance, *outbox) : Result<void>(); !queued)
          out << "Tonight's checkpoint was not mailed: " << queued.error().message << " " << queued.error().remedy << std::endl;
        if (const auto queued = outbox ? queue_reminders(instance, *outbox) : Result<void>(); !queued)
          out << "Delegates were not reminded: " << queued.error().message << " " << queued.error().remedy << std::endl;
        if (const auto asked = settle(instance, payments); !asked)
          out << "Payments could not be asked about: " << asked.error().message << " " << asked.error().remedy << std::endl;
      }
      std::unique_lock lock(mutex);
      wake.wait_for(lock, stop, std::chrono::minutes(1), [] { return false; });
    }
  }

  std::jthread thread_;
};

// Sends what is in the outbox. What goes wrong is said once, until it changes.
class Postman {
 public:
  Postman(Instance& instance, mail::Outbox& outbox, std::ostream& out)
      : thread_([&instance, &outbox, &out](const std::stop_token& stop) { walk(instance, outbox, out, stop); }) {}

 private:
  static void walk(Instance& instance, mail::Outbox& outbox, std::ostream& out, const std::stop_token& stop) {
    std::string said;
    while (!stop.stop_requested()) {
      const auto queued = queue_news(instance, outbox);
      const auto round = send_mail(instance, outbox);
      std::string words = round ? left_unsent(*round) : round.error().message + " " + round.error().remedy + "\n";
      if (!queued) words += "News is not sent yet: " + queued.error().message + " " + queued.error().remedy + "\n";
      if (!words.empty() && words != said) out << words << std::flush;
      if (!words.empty() || (round && round->sent > 0)) said = words;
      outbox.wait(stop);
    }
  }

  std::jthread thread_;
};

// Sends what waits for other partnerships. How each message stands is on the pages; the log is told that some did not arrive.
class Courier {
 public:
  Courier(exchange::Post& post, std::ostream& out)
      : thread_([&post, &out](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            const auto sent = post.send_due(exchange::deliver_by_https);
            if (!sent) out << sent.error().message << " " << sent.error().remedy << std::endl;
            else if (sent->failed > 0)
              out << sent->failed << (sent->failed == 1 ? " message" : " messages")
                  << " to other partnerships could not be delivered: look at the involvement of the case." << std::endl;
            post.wait(stop);
          }
        }) {}

 private:
  std::jthread thread_;
};

Result<http::ServerOptions> server_options(const std::string& directory, const ServeOptions& options) {
  http::ServerOptions server;
  server.address = options.address;
  server.port = options.port;
  if (options.plain) return server;
  server.certificate_file = options.certificate_file;
  server.key_file = options.key_file;
  if (server.certificate_file.empty()) {
    server.certificate_file = directory + "/tls-certificate.pem";
    server.key_file = directory + "/tls-key.pem";
    if (!std::filesystem::exists(server.certificate_file)) TRY(make_self_signed(server.certificate_file, server.key_file));
  }
  return server;
}

// After a restart the pages that are open still tell whose they are, so that what is typed there is not lost.
Secret form_key(const Instance& instance) {
  const crypto::Digest key = crypto::commitment(instance.link_key().expose(), as_bytes("forms"));
  return Secret(Bytes(key.begin(), key.end()));
}

// Of a server whose certificate no authority has signed: others can know it by its card alone.
std::string own_certificate(const std::string& directory, const ServeOptions& options) {
  if (options.plain || !options.certificate_file.empty()) return "";
  const auto certificate = read_file(directory + "/tls-certificate.pem");
  return certificate ? *certificate : "";
}

}  // namespace

http::Router all_pages(const casework::App& app) {
  http::Router router;
  casework::add_site_pages(router, app);
  casework::add_sign_in_pages(router, app);
  casework::add_workspace_pages(router, app);
  casework::add_disposal_pages(router, app);
  casework::add_charter_pages(router, app);
  casework::add_people_pages(router, app);
  if (app.charter().case_kind("course-run")) {
    casework::add_course_pages(router, app);
    casework::add_booking_pages(router, app);
    casework::add_training_pages(router, app);
  }
  casework::add_public_forms(router, app);
  casework::add_case_pages(router, app);
  return router;
}

Result<void> serve(const std::string& directory, const Unseal& unseal, const ServeOptions& options, std::ostream& out) {
  const UntilTold until_told;
  const Description description = TRY(read_description(directory));
  const SystemClock machine;
  DemonstrationClock invented(directory);
  const Clock& clock = description.demonstration ? static_cast<const Clock&>(invented) : machine;
  const auto instance = TRY(Instance::open(directory, unseal, clock));
  const auto accounts = TRY(casework::Accounts::load(instance->vault()));
  TRY(instance->vault().index_names(instance->vault().gate().grant_system(policy::SystemTask::index_names)));
  const html::Assets assets = TRY(html::Assets::load(html::assets_beside_program(), instance->charter().partnership.colour));
  const auto outbox = TRY(open_outbox(*instance, clock));
  const auto payments = TRY(open_payments(*instance));
  http::ServerOptions server_settings = TRY(server_options(directory, options));
  exchange::Post messages(instance->vault().store(), instance->ledger(), instance->link_key(), clock, own_certificate(directory, options),
                          [](const std::string& line) { std::cerr << line + '\n'; });
  LiveDemonstration demonstration(*instance, invented, *accounts, options.backups, outbox.get());
  const casework::App app{instance->vault(), instance->disposal(), *accounts, assets, instance->link_key(), directory + "/deposits",
                          directory + "/attestation.json", instance->demonstration() ? &demonstration : nullptr, outbox.get(), &messages,
                          payments.get(), options.charters, server_settings.certificate_file};
  // A demonstration that lives through a year signs nobody out.
  http::Sessions sessions(machine, form_key(*instance));
  server_settings.late_form = [&app](std::optional<AccountId> whose, const http::Request& late) {
    return casework::keep_late_form(app, whose, late);
  };
  const auto server = TRY(http::Server::create(server_settings, all_pages(app), sessions,
                                               [&app](int status) { return casework::error_page(app, status); }));
  const auto courier = casework::exchanges_messages(app.charter()) ? std::make_unique<Courier>(messages, out) : nullptr;
  const NightWatch watch(*instance, outbox.get(), payments.get(), options.backups, clock, out);
  const auto postman = outbox ? std::make_unique<Postman>(*instance, *outbox, out) : nullptr;
  out << instance->charter().partnership.name << " is at " << (options.plain ? "http" : "https") << "://" << options.address << ":"
      << server->port() << "/" << std::endl;
  if (instance->charter().payment && !payments)
    out << "Paying for courses online is off: there is no " << kPaymentFile << " in " << directory << "." << std::endl;
  if (!outbox) out << "Mail is off: there is no " << kMailFile << " in " << directory << "." << std::endl;
  until_told.run(*server);
  return {};
}

}  // namespace concordat::ops
