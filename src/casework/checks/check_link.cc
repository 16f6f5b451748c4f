#include "casework/checks/check_link.h"

#include <cstdio>
#include <sstream>

#include "casework/one_time_link.h"
#include "crypto/crypto.h"
#include "vault/involvement.h"

namespace concordat::casework {
namespace {

constexpr std::uint64_t kCodes = 100'000'000;  // eight digits
constexpr std::string_view kCodeKey = "concordat check code 1\n";

std::string code_key(std::string_view task) { return "code:" + std::string(task); }

std::string code_digest(const App& app, std::string_view task, std::string_view digits) {
  return to_hex(
      crypto::commitment(app.link_key.expose(), as_bytes(std::string(kCodeKey) + std::string(task) + "\n" + std::string(digits))));
}

struct KeptCode {
  std::string digest;
  int failures = 0;
};

std::optional<KeptCode> kept_code(store::Reader& reader, std::string_view task) {
  const auto value = reader.meta(code_key(task));
  std::istringstream words(value ? std::string(as_text(*value)) : "");
  KeptCode code;
  return words >> code.digest >> code.failures ? std::optional(code) : std::nullopt;
}

void keep_code(store::Transaction& transaction, std::string_view task, const KeptCode& code) {
  transaction.set_meta(code_key(task), as_bytes(code.digest + " " + std::to_string(code.failures)));
}

std::string random_digits() {
  std::uint64_t number = kCodes;
  while (number >= kCodes) {  // no digit likelier than another
    number = big_endian(crypto::random_secret(4).expose());
    number = number >= UINT32_MAX / kCodes * kCodes ? kCodes : number % kCodes;
  }
  char digits[16];
  std::snprintf(digits, sizeof digits, "%08llu", static_cast<unsigned long long>(number));
  return digits;
}

std::string digits_of(std::string_view typed) {
  std::string digits;
  for (const char c : typed)
    if (c >= '0' && c <= '9') digits += c;
  return digits;
}

void note(const App& app, store::Transaction& transaction, std::string_view event, const std::string& actor, CaseId case_id,
          const std::string& detail) {
  ledger::Leaf leaf;
  leaf.event = std::string(event);
  leaf.actor = actor;
  leaf.case_id = case_id;
  leaf.charter = app.charter().hash;
  leaf.detail = detail;
  app.vault.ledger().append(transaction, leaf);
}

// No name, no case and nothing about anybody: the mail may go astray.
std::string check_mail_text(const App& app, const CheckMail& mail, const std::string& link, Instant until) {
  const std::string& partnership = app.charter().partnership.name;
  std::string text = mail.is_reminder ? "You have a question from " + partnership + " that waits for your answer.\n\n"
                                      : partnership + " asks your agency a question: about two minutes.\n\n";
  if (mail.by_link)
    text += "Have ready the code that we give you by telephone, and open this link:\n\n    " + link + "\n\nIt is good until " +
            london_words(until) + ". If you have no code, or did not expect this, " + how_to_reach_us(app.charter()) + ".\n";
  else
    text += "Sign in, and answer it under Today:\n\n    " + link + "\n\nIf you did not expect this, " +
            how_to_reach_us(app.charter()) + ".\n";
  return text;
}

}  // namespace

std::string check_task(CaseId case_id, std::string_view agency) { return "check:" + case_id.text() + ":" + std::string(agency); }

Result<std::string> new_check_code(const App& app, const policy::Grant& grant, std::string_view agency) {
  const CaseId case_id = grant.subject().case_id;
  const std::string task = check_task(case_id, agency);
  const std::string digits = random_digits();
  TRY(app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    keep_code(transaction, task, {code_digest(app, task, digits), 0});
    note(app, transaction, vault::kCodeMade, grant.actor().ledger_name(), case_id, "agency=" + std::string(agency));
    return {};
  }));
  return digits.substr(0, 4) + " " + digits.substr(4);
}

Result<CheckSent> send_check_mail(const App& app, const http::Request& request, const policy::Grant& grant, const CheckMail& mail) {
  const CaseId case_id = grant.subject().case_id;
  const std::string task = check_task(case_id, mail.agency);
  const Instant until{app.vault.clock().now().microseconds + kCheckLinkDays * kMicrosecondsPerDay};
  std::string path = "/workspace";
  TRY(app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    if (mail.by_link) path = kCheckPath + case_id.text() + "/" + mail.agency + "/" + put_link(transaction, task, until);
    note(app, transaction, vault::kCheckSent, grant.actor().ledger_name(), case_id,
         "agency=" + mail.agency + ";reminder=" + (mail.is_reminder ? "yes" : "no"));
    return {};
  }));
  if (!app.outbox) return CheckSent{request.origin + path, "Mail is off here."};
  const std::string subject = (mail.is_reminder ? "Reminder: a question from " : "A question from ") + app.charter().partnership.name;
  const std::string link = app.outbox->link(path);
  const auto queued = app.outbox->put({mail.to, subject, check_mail_text(app, mail, link, until)}, "");
  return queued ? CheckSent{} : CheckSent{link, queued.error().message};
}

Result<CodeTaken> take_check_code(const App& app, CaseId case_id, std::string_view agency, std::string_view typed) {
  const std::string task = check_task(case_id, agency);
  CodeTaken taken = CodeTaken::over;
  TRY(app.vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    taken = CodeTaken::over;
    auto code = kept_code(transaction, task);
    if (!code || code->failures >= kMostWrongCodes) return {};
    const bool right = crypto::equal_in_constant_time(as_bytes(code->digest), as_bytes(code_digest(app, task, digits_of(typed))));
    taken = right ? CodeTaken::right : CodeTaken::wrong;
    if (!right) ++code->failures;
    keep_code(transaction, task, *code);
    note(app, transaction, right ? vault::kContactLetIn : vault::kContactRefused, "contact", case_id,
         "agency=" + std::string(agency) + (right ? ";confidentiality=accepted" : ""));
    return {};
  }));
  return taken;
}

bool has_check_code(store::Reader& reader, CaseId case_id, std::string_view agency) {
  const auto code = kept_code(reader, check_task(case_id, agency));
  return code && code->failures < kMostWrongCodes;
}

Result<void> close_check_task(store::Transaction& transaction, CaseId case_id, std::string_view agency) {
  const std::string task = check_task(case_id, agency);
  drop_link(transaction, task);
  transaction.set_meta(code_key(task), {});
  return {};
}

}  // namespace concordat::casework
