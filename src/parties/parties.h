#pragma once
// Agencies and the people who may sign in. Plain data and rules about it: how accounts are kept is the vault's affair.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "charter/charter.h"

namespace concordat::parties {

// An agency is known by its name in the charter, and its id follows from that name: no register of ids to lose.
AgencyId agency_id(std::string_view name_in_charter);
// The charter's agency with that id, or none: the partnership itself.
const charter::Agency* find_agency(const charter::Charter& charter, AgencyId id);
// "Example NHS Trust", or the partnership's own name where the id is none.
std::string title_of(const charter::Charter& charter, AgencyId id);

// What somebody has, beside the password that they know.
struct SecondFactor {
  Bytes secret = {};                     // of the authenticator; empty: none was set up yet
  std::int64_t last_step = 0;            // of the last code that was taken: none counts twice
  std::set<std::string> recovery = {};   // SHA-256, hex, of the recovery codes that were not used yet
  bool is_set_up() const { return !secret.empty(); }
};

struct Account {
  AccountId id;
  AgencyId agency;  // none: the partnership's own office
  std::string name;
  std::string email;          // signs in with it, in lower case
  std::string password_hash;  // Argon2id; empty: they have not chosen one yet, and nobody signs in with it
  std::set<std::string> roles;
  std::optional<CivilDate> trained;            // last training in data protection
  std::optional<Instant> confidentiality;      // when the confidentiality statement was accepted
  std::optional<Instant> left = std::nullopt;  // from then on it is nobody's: no sign-in, no role
  SecondFactor second = {};
};

// A role that an absent person lends. The deputy acts as themselves, and is never a second person beside that one.
struct Deputyship {
  std::string role;
  AccountId principal;
  Instant ends;
};

// Training in data protection is repeated each year (STK-05; NHS Data Security and Protection Toolkit, assertion 3.1).
inline constexpr int kTrainingMonths = 12;
bool trained(const Account& account, CivilDate today);
// Whether this person may reach personal data at all, or in words why not.
Result<void> cleared(const Account& account, const charter::Charter& charter, CivilDate today);

std::map<std::string, std::string> to_values(const Account& account);
Result<Account> from_values(AccountId id, AgencyId agency, const std::map<std::string, std::string>& values);

// "Anna.Example@Example.org " and "anna.example@example.org" are one person.
std::string normal_email(std::string_view typed);

}  // namespace concordat::parties
