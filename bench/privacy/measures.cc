#include "measures.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "concordat_engine.h"
#include "evidence/attest.h"
#include "store/sqlite.h"

namespace concordat::privacy {
namespace {

constexpr std::uint32_t kPersons = 41;
constexpr std::uint32_t kHeaviest = 1'000;  // records of one person
constexpr int kRounds = 3;

double seconds_of(const auto& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Operation about(Kind kind, std::uint32_t key, const Model& model, std::uint32_t user) {
  Operation operation;
  operation.kind = kind;
  operation.key = key;
  operation.user = user;
  operation.purpose = key % kPurposes;
  operation.value = model.day_of(user);
  return operation;
}

void all_at_once(Engine& engine, const Model& model, std::uint32_t clients, Kind kind) {
  std::vector<std::jthread> threads;
  for (std::uint32_t client = 0; client < clients; ++client)
    threads.emplace_back([&, client] {
      const auto own = engine.client();
      for (std::uint32_t number = client; number < kHeaviest; number += clients)
        own->run(about(kind, static_cast<std::uint32_t>(model.records().size()) + number, model, 0));
    });
}

}  // namespace

void measure_erasing(Engine& engine, const Model& model, std::uint32_t clients) {
  const auto client = engine.client();
  std::vector<double> of_key, of_person;
  for (std::uint32_t user = 1; user <= kPersons; ++user)
    of_person.push_back(seconds_of([&] {
      for (std::uint32_t key = user; key < model.records().size(); key += model.users())
        of_key.push_back(seconds_of([&] { client->run(about(Kind::remove, key, model, user)); }));
    }));
  all_at_once(engine, model, clients, Kind::create);
  const double heaviest = seconds_of([&] { all_at_once(engine, model, clients, Kind::remove); });
  std::printf("  %-11s erasing: one record %.2f ms, a person's %zu records %.1f ms (medians), a person's %u records %.0f ms\n",
              engine.name().c_str(), 1e3 * median(of_key), model.records().size() / model.users(), 1e3 * median(of_person), kHeaviest,
              1e3 * heaviest);
}

void measure_start(Engine& engine, const Model& model) {
  auto& product = dynamic_cast<ConcordatEngine&>(engine);
  std::vector<double> opened, attested, checked;
  for (int round = 0; round < kRounds; ++round) {
    opened.push_back(product.reopen());
    attested.push_back(seconds_of([&] { need(evidence::attest(product.directory(), SystemClock().now())); }));
    checked.push_back(seconds_of([&] {
      const auto report = ledger::fsck(product.vault().store(), {}, product.public_key());
      if (!report.problems.empty()) throw std::runtime_error(report.problems.front());
    }));
  }
  std::printf("  Concordat   opening %.2f s, attestation %.2f s, fsck of %llu leaves %.2f s (medians of %d)\n", median(opened),
              median(attested), static_cast<unsigned long long>(product.leaves()), median(checked), kRounds);
  const auto records = static_cast<double>(model.records().size());
  const auto keyring = static_cast<double>(std::filesystem::file_size(product.directory() + "/keyring"));
  std::printf("  bytes a record: keyring %.0f", keyring / records);
  store::Connection connection(product.directory() + "/concordat.db", store::Connection::Mode::read);
  store::Rows rows = connection.query("SELECT name, sum(pgsize) FROM dbstat GROUP BY name HAVING sum(pgsize) > 1000000 ORDER BY 2 DESC");
  while (rows.next()) std::printf(", %s %.0f", rows.text(0).c_str(), static_cast<double>(rows.integer(1)) / records);
  std::printf("\n");
}

}  // namespace concordat::privacy
