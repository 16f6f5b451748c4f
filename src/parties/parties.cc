#include "parties/parties.h"

#include <algorithm>
#include <charconv>

#include "base/named_values.h"
#include "crypto/crypto.h"

namespace concordat::parties {
namespace {

std::string join(const std::set<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::set<std::string> split(std::string_view line) {
  std::set<std::string> words;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    if (end > 0) words.emplace(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

std::string to_text(const std::optional<Instant>& instant) { return instant ? std::to_string(instant->microseconds) : ""; }

std::optional<Instant> instant_of(const std::string& text) {
  std::int64_t microseconds = 0;
  const bool read = !text.empty() && std::from_chars(text.data(), text.data() + text.size(), microseconds).ec == std::errc();
  return read ? std::optional(Instant{microseconds}) : std::nullopt;
}

}  // namespace

AgencyId agency_id(std::string_view name_in_charter) {
  const crypto::Digest digest = crypto::sha256(as_bytes("concordat agency\n"), as_bytes(name_in_charter));
  return *AgencyId::from_bytes(ByteView(digest).first(AgencyId::kSize));
}

const charter::Agency* find_agency(const charter::Charter& charter, AgencyId id) {
  const auto found = std::ranges::find_if(charter.agencies, [&](const charter::Agency& agency) { return agency_id(agency.name) == id; });
  return found == charter.agencies.end() ? nullptr : &*found;
}

std::string title_of(const charter::Charter& charter, AgencyId id) {
  if (id.is_none()) return charter.partnership.name;
  const charter::Agency* agency = find_agency(charter, id);
  return agency ? agency->title : "an agency that the charter no longer names";
}

bool trained(const Account& account, CivilDate today) {
  return account.trained && today <= account.trained->plus_months(kTrainingMonths);
}

Result<void> cleared(const Account& account, const charter::Charter& charter, CivilDate today) {
  if (!charter.staff_need_training) return {};
  if (!trained(account, today))
    return Error{"You have no current training in data protection.",
                 "Take the training, then ask a manager to record its date. If a child is in danger now, use emergency access."};
  if (!account.confidentiality)
    return Error{"You have not accepted the confidentiality statement yet.", "Read and accept it to go on."};
  return {};
}

std::map<std::string, std::string> to_values(const Account& account) {
  return {{"name", account.name},
          {"email", account.email},
          {"password-hash", account.password_hash},
          {"roles", join(account.roles)},
          {"trained", account.trained ? account.trained->iso() : ""},
          {"confidentiality", to_text(account.confidentiality)},
          {"left", to_text(account.left)},
          {"second-factor", to_hex(account.second.secret)},
          {"second-factor-step", std::to_string(account.second.last_step)},
          {"recovery", join(account.second.recovery)}};
}

Result<Account> from_values(AccountId id, AgencyId agency, const std::map<std::string, std::string>& values) {
  Account account{id, agency, value_in(values, "name"), value_in(values, "email"), value_in(values, "password-hash"),
                  split(value_in(values, "roles")), CivilDate::parse(value_in(values, "trained")),
                  instant_of(value_in(values, "confidentiality")), instant_of(value_in(values, "left"))};
  if (account.email.empty()) return Error{"An account is kept without an email address.", "Restore the data directory from a backup."};
  const std::string step = value_in(values, "second-factor-step");
  std::from_chars(step.data(), step.data() + step.size(), account.second.last_step);
  account.second.secret = from_hex(value_in(values, "second-factor")).value_or(Bytes());
  account.second.recovery = split(value_in(values, "recovery"));
  return account;
}

std::string normal_email(std::string_view typed) {
  std::string email;
  for (const char c : typed)
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') email += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return email;
}

}  // namespace concordat::parties
