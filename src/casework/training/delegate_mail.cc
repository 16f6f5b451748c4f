#include "casework/training/delegate_mail.h"

#include <algorithm>

#include "casework/links.h"
#include "casework/training/training.h"
#include "crypto/crypto.h"
#include "vault/events.h"
#include "vault/places.h"

namespace concordat::casework {
namespace {

constexpr int kReminderWorkingDays = 2;
constexpr std::string_view kReminded = "reminded:";  // and the course, in the store's meta: the day that it was planned for

const char* says(Told what) {
  switch (what) {
    case Told::received: return "We have your request for a place. Your booking will say whether we can offer you one";
    case Told::waiting: return "More people have asked than there are places: you are on the waiting list. Your booking says how it goes";
    case Told::offered: return "We can offer you a place. Your booking says what you need to know, and asks what we may ask now";
    case Told::declined: return "We cannot offer you a place. Your booking says why";
    case Told::cancelled: return "Your booking is cancelled";
    case Told::changed: return "The day, the place or the joining instructions have changed. Your booking says how";
    case Told::reminder: return "Your course is soon. Your booking says when, where and what to bring; you can also cancel it there";
    case Told::replaced: return "Your place went to the booking that was asked for in its stead. This was your booking";
    case Told::course_cancelled: return "The course that you booked is cancelled. We are sorry. This was your booking";
  }
  return "";
}

struct Sender {
  vault::Vault& vault;
  const Secret& link_key;
  mail::Outbox& outbox;
};

// `id`: so that there is one of it at a time; empty: any.
Result<bool> send(const Sender& from, RecordId booking, Told what, const std::string& id) {
  const policy::SystemGrant grant = from.vault.gate().grant_system(policy::SystemTask::mail_delegates);
  const std::string to = TRY(from.vault.address_of(grant, booking));
  if (to.empty()) return false;
  const std::string& name = from.vault.active_charter()->partnership.name;
  const mail::Message message{to, "Your booking: " + name,
                              std::string(says(what)) + ":\n\n    " + from.outbox.link(link_to(booking, from.link_key)) +
                                  "\n\nWhoever has this address can see your booking. If you did not write to us, tell us: the "
                                  "contacts are on the same site.\n\n" + name + "\n"};
  if (id.empty()) TRY(from.outbox.put(message, ""));
  else TRY(from.outbox.put(message, "", id));
  return true;
}

std::vector<RecordId> bookings_in(vault::Vault& vault, CaseId course, bool with_asking) {
  std::vector<RecordId> found;
  vault.store().read([&](store::Reader& reader) {
    for (const store::RecordRow& record : reader.records(course)) {
      const bool asks = record.state == vault::kRequested || record.state == vault::kWaiting;
      if (record.kind == kBooking && (record.state == vault::kPlaceOffered || (with_asking && asks))) found.push_back(record.id);
    }
  });
  return found;
}

struct Coming {
  CaseId course;
  CivilDate day;
};

std::vector<Coming> to_remind(vault::Vault& vault) {
  const charter::Charter& charter = *vault.active_charter();
  const WorkingDays working = charter.calendar ? charter.calendar->working_days() : WorkingDays();
  std::vector<Coming> coming;
  vault.store().read([&](store::Reader& reader) {
    for (const store::CaseRow& row : reader.cases("course-run")) {
      const auto day = row.state == "open" ? vault::planned_day(reader.events(row.id), kCourseHeld) : std::nullopt;
      if (!day || *day <= vault.today() || vault.today() < working.plus(*day, -kReminderWorkingDays)) continue;
      const auto done = reader.meta(std::string(kReminded) + row.id.text());
      if (!done || as_text(*done) != day->iso()) coming.push_back({row.id, *day});
    }
  });
  return coming;
}

}  // namespace

void tell_delegate(const App& app, RecordId booking, Told what) {
  if (app.outbox) static_cast<void>(send({app.vault, app.link_key, *app.outbox}, booking, what, ""));
}

void tell_delegates(const App& app, CaseId course, Told what) {
  for (const RecordId booking : bookings_in(app.vault, course, what == Told::course_cancelled)) tell_delegate(app, booking, what);
}

Result<std::size_t> remind_delegates(vault::Vault& vault, const Secret& link_key, mail::Outbox& outbox) {
  std::size_t queued = 0;
  for (const Coming& one : to_remind(vault)) {
    for (const RecordId booking : bookings_in(vault, one.course, false)) {
      const crypto::Digest id = crypto::sha256(as_bytes("reminder " + booking.text() + " " + one.day.iso()));
      if (TRY(send({vault, link_key, outbox}, booking, Told::reminder, to_hex(ByteView(id).first(16))))) ++queued;
    }
    TRY(vault.store().write([&](store::Transaction& transaction) -> Result<void> {
      transaction.set_meta(std::string(kReminded) + one.course.text(), as_bytes(one.day.iso()));
      return {};
    }));
  }
  return queued;
}

}  // namespace concordat::casework
