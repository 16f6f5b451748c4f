#pragma once
// A mail that goes once, although the server may fall over anywhere between deciding on it and having sent it. It waits in the outbox
// under an id that follows from what it is; that it went is noted before it leaves the outbox, and that it waits there, after.

#include <optional>
#include <set>
#include <string>

#include "base/civil_date.h"
#include "mail/outbox.h"
#include "store/store.h"

namespace concordat::casework {

class MailedOnce {
 public:
  // What waits is looked up before what was noted: so nothing that leaves the outbox in between is missed.
  MailedOnce(store::Store& store, mail::Outbox& outbox, CivilDate today);

  // `what` names it for ever, in ids and words of the charter: "news:RECORD:RECORD".
  bool is_done(const std::string& what);
  Result<void> put(const mail::Message& message, const std::string& what);

 private:
  store::Store& store_;
  mail::Outbox& outbox_;
  const CivilDate today_;
  std::set<std::string> waiting_;
};

// The day on which it was put or went; none: neither.
std::optional<CivilDate> mailed_on(store::Reader& reader, const std::string& what);

// To be called of each mail before it leaves the outbox; of others it does nothing.
Result<void> note_mailed(store::Store& store, const mail::Queued& mail, CivilDate today);

}  // namespace concordat::casework
