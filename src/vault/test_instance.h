#pragma once
// For unit tests: a vault over real files in a folder of its own, with a clock that is told what time it is.

#include <gtest/gtest.h>

#include <filesystem>

#include "charter/test_partnerships.h"
#include "vault/disposal.h"
#include "vault/vault.h"

namespace concordat::vault {

class TestInstance {
 public:
  TestInstance(const std::string& charter_file, const char* first_day) : clock(london_midnight(*CivilDate::parse(first_day))) {
    std::filesystem::create_directories(folder);
    const Secret root = root_key.clone();
    EXPECT_TRUE(Keyring::create(folder + "/keyring", root));
    open();
    EXPECT_TRUE(vault->activate(charter::charter_in(charter_file), *AccountId::parse(std::string(31, '0') + "1"),
                                *AccountId::parse(std::string(31, '0') + "2")));
  }
  ~TestInstance() {
    close();
    std::filesystem::remove_all(folder);
  }

  void open() {
    auto opened = store::open_sqlite(folder + "/concordat.db");
    ASSERT_TRUE(opened) << opened.error().message;
    store = std::move(*opened);
    ledger = std::make_unique<ledger::Ledger>(*store, clock, "concordat/test", crypto::new_signing_key());
    auto keyring = Keyring::open(folder + "/keyring", root_key);
    ASSERT_TRUE(keyring) << keyring.error().message;
    vault = std::make_unique<Vault>(*store, *ledger, std::move(*keyring), clock);
    disposal = std::make_unique<Disposal>(*vault);
    EXPECT_TRUE(disposal->settle());
  }
  void close() {
    disposal.reset();
    vault.reset();
    ledger.reset();
    store.reset();
  }

  // A cleared person of the partnership's office, or of an agency. The same roles give the same account.
  policy::Actor person(std::set<std::string> roles, std::string_view agency = "") {
    parties::Account account;
    std::string name(agency);
    for (const std::string& role : roles) name += " " + role;
    account.id = *AccountId::from_bytes(ByteView(crypto::sha256(as_bytes(name))).first(AccountId::kSize));
    account.agency = agency.empty() ? AgencyId{} : parties::agency_id(agency);
    account.roles = std::move(roles);
    account.trained = london_date(clock.now());
    account.confidentiality = clock.now();
    return policy::person(account, *vault->active_charter(), london_date(clock.now()));
  }

  // Midday of that day.
  void live_until(const char* day) {
    clock.advance(london_midnight(*CivilDate::parse(day)).microseconds + kMicrosecondsPerDay / 2 - clock.now().microseconds);
  }

  std::string folder = testing::TempDir() + "concordat-" + to_hex(crypto::random_secret(8).expose());
  Secret root_key = crypto::random_secret(crypto::kKeySize);
  ManualClock clock;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<Disposal> disposal;
};

}  // namespace concordat::vault
