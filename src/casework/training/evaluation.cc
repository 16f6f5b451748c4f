#include "casework/training/evaluation.h"

#include <algorithm>

#include "casework/mailed_once.h"
#include "casework/one_time_link.h"
#include "casework/training/courses.h"
#include "charter/dates.h"
#include "crypto/crypto.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

constexpr int kWorkingDaysBefore = 5;
constexpr int kDaysToAnswer = 28;
constexpr int kDaysUntilReminder = 7;
constexpr std::string_view kReminder = ";reminder";

struct Asked {
  RecordId booking;
  Evaluation evaluation;
  CivilDate until;

  std::string task() const { return evaluation_task(booking, evaluation); }
};

std::vector<Asked> to_ask_now(vault::Vault& vault) {
  const charter::Charter& charter = *vault.active_charter();
  const std::vector<Evaluation> all = evaluations(charter);
  std::vector<Asked> asked;
  if (all.empty()) return asked;
  vault.store().read([&](store::Reader& reader) {
    for (const store::CaseRow& row : reader.cases("course-run")) {
      const auto day = row.state == kCourseCancelled ? std::nullopt : day_of_course(reader.events(row.id));
      if (!day) continue;
      for (const Evaluation& one : all) {
        const AskingTime time = asking_time(charter, *one.part, *day);
        if (vault.today() < time.from || time.until <= vault.today()) continue;
        for (const store::RecordRow& record : reader.records(row.id))
          if (record.kind == kBooking && is_asked(*one.part, record.state)) asked.push_back({record.id, one, time.until});
      }
    }
  });
  return asked;
}

std::string asks_about(const charter::Part& part) {
  if (part.asked_by_mail == "before") return "You have a place on one of our courses soon. Before it, please answer a few questions";
  if (part.asked_by_mail == "after") return "You were on one of our courses. Please tell us what it brought you";
  return "Some months ago you were on one of our courses. Please tell us what has changed since in your work";
}

mail::Message message_of(vault::Vault& vault, const mail::Outbox& outbox, const Asked& asked, const std::string& to,
                         const std::string& token) {
  const std::string& name = vault.active_charter()->partnership.name;
  const std::string path = "/evaluations/" + asked.evaluation.kind->name + "/" + asked.evaluation.part->name + "/" + token;
  const std::string nameless = asked.evaluation.asks_who() ? "" : " What you answer is kept without your name.";
  return {to, "A few questions about your course: " + name,
          asks_about(*asked.evaluation.part) + ":\n\n    " + outbox.link(path) + "\n\nYou need not." + nameless +
              " The link works once, until " + asked.until.plus_days(-1).words() + ". We remind you once at most.\n\n" + name + "\n"};
}

// Whether they were asked a while ago and have not answered: an answer takes the link away.
bool is_to_be_reminded(vault::Vault& vault, const std::string& task) {
  bool open = false;
  vault.store().read([&](store::Reader& reader) {
    const auto asked = mailed_on(reader, task);
    const auto until = link_until(reader, task);
    open = asked && asked->plus_days(kDaysUntilReminder) <= vault.today() && until && vault.clock().now() < *until;
  });
  return open;
}

Result<bool> ask(vault::Vault& vault, mail::Outbox& outbox, MailedOnce& once, const Asked& asked) {
  const bool again = once.is_done(asked.task());
  const std::string what = asked.task() + std::string(again ? kReminder : "");
  if (again && (!is_to_be_reminded(vault, asked.task()) || once.is_done(what))) return false;
  const std::string to = TRY(vault.address_of(vault.gate().grant_system(policy::SystemTask::mail_delegates), asked.booking));
  if (to.empty()) return false;
  std::string token = asked.booking.text();
  TRY(vault.store().write([&](store::Transaction& transaction) -> Result<void> {
    token += put_link(transaction, asked.task(), london_midnight(asked.until));
    return {};
  }));
  TRY(once.put(message_of(vault, outbox, asked, to, token), what));
  return true;
}

}  // namespace

bool tells_who(const charter::Field& field) {
  return field.name == "name" || field.type == charter::FieldType::email || field.type == charter::FieldType::telephone;
}

bool Evaluation::asks_who() const {
  return std::ranges::any_of(part->fields, tells_who);
}

std::vector<Evaluation> evaluations(const charter::Charter& charter) {
  std::vector<Evaluation> all;
  for (const charter::RecordKind& kind : charter.record_kinds)
    for (const charter::Part& part : kind.parts)
      if (!part.asked_by_mail.empty()) all.push_back({&kind, &part});
  return all;
}

AskingTime asking_time(const charter::Charter& charter, const charter::Part& part, CivilDate course) {
  const auto months = charter::months_after(part.asked_by_mail);
  if (months) {
    const CivilDate from = course.plus_months(*months).plus_days(1);
    return {from, from.plus_days(kDaysToAnswer)};
  }
  const WorkingDays working = charter.calendar ? charter.calendar->working_days() : WorkingDays();
  return {working.plus(course, -kWorkingDaysBefore), course};
}

bool is_asked(const charter::Part& part, std::string_view booking_state) {
  return booking_state == (charter::months_after(part.asked_by_mail) ? vault::kAttended : vault::kPlaceOffered);
}

std::string evaluation_task(RecordId booking, const Evaluation& evaluation) {
  return "evaluation:" + booking.text() + ":" + evaluation.name();
}

RecordId answer_to(std::string_view token) {
  const crypto::Digest digest = crypto::sha256(as_bytes("evaluation " + std::string(token)));
  return *RecordId::parse(to_hex(ByteView(digest).first(RecordId::kSize)));
}

Result<std::size_t> ask_for_evaluations(vault::Vault& vault, mail::Outbox& outbox) {
  MailedOnce once(vault.store(), outbox, vault.today());
  std::size_t queued = 0;
  for (const Asked& asked : to_ask_now(vault))
    if (TRY(ask(vault, outbox, once, asked))) ++queued;
  return queued;
}

}  // namespace concordat::casework
