#include "charter_text.h"

namespace concordat::privacy {
namespace {

constexpr const char* kFrame = R"toml(version = "1"
updated = 2026-11-22
[partnership]
name = "Exampleshire Safeguarding Children Partnership"
abbreviation = "ESCP"
area = "Exampleshire"
colour = "#003078"
controller = "Exampleshire Council"
calendar = "example"
[calendar.example]
title = "Exampleshire"
known_from = 2026-01-01
known_until = 2027-12-31
bank_holidays = [2026-12-25, 2027-01-01]
[collection]
sources = "You."
must_give = "You need not."
automated_decisions = "None."
[storage]
host = "Exampleshire Council"
place = "Its own data centre"
transfers = "None."
[contact.officer]
title = "Data protection officer"
address = ["1 Example Street", "AB1 2CD"]
[contact.requests]
title = "Requests"
email = "requests@example.org"
[contact.regulator]
title = "Regulator"
telephone = "0303 123 1113"
[role.officer]
title = "Officer"
may = ["open-case", "manage-accounts", "approve-destruction"]
[role.clerk]
title = "Clerk"
may = ["open-case"]
[basis."ukgdpr:6.1.a"]
title = "consent"
[right.access]
title = "See it"
says = "See it."
[right.rectification]
title = "Correct it"
says = "Correct it."
[right.erasure]
title = "Erase it"
says = "Erase it."
[right.restriction]
title = "Set it aside"
says = "Set it aside."
[right.objection]
title = "Object"
says = "Object."
[right.portability]
title = "Take it along"
says = "Take it along."
[right.withdraw-consent]
title = "Withdraw"
says = "Withdraw consent."
[field.data]
label = "What was said"
why = "To help."
type = "text"
[field.day]
label = "Day"
why = "Says when it ends."
type = "date"
expects = "case.ended"
[case.family]
title = "Family"
prefix = "F"
states = ["open", "ended"]
[[case.family.step]]
from = "open"
to = "ended"
event = "case.ended"
who = ["role:officer"]
[record.plan]
title = "Plan"
case = "family"
purpose = "purpose-00"
subject = "person"
[record.plan.part.day]
title = "The day"
fields = ["day"]
ask = ["on-writing"]
keep = { from = "case.ended", years = 9, then = "destroy" }
[[allow]]
who = ["role:clerk"]
may = ["add", "read", "correct"]
on = ["plan"]
)toml";

std::string purpose_text(std::uint32_t purpose, const Terms& terms) {
  const std::string name = numbered("purpose", purpose);
  std::string text = "[purpose." + name + "]\ntitle = \"Purpose " + std::to_string(purpose) + "\"\nsays = \"We work.\"\n";
  text += "bases = [\"ukgdpr:6.1.a\"]\nserved_by = [\"case-reviews\"]\n";
  text += "[record.item-" + name + "]\ntitle = \"Item " + std::to_string(purpose) + "\"\ncase = \"family\"\npurpose = \"" + name;
  text += "\"\nsubject = \"person\"\n[record.item-" + name + ".part.text]\ntitle = \"What was said\"\nfields = [\"data\"]\n";
  text += "ask = [\"on-writing\"]\nconsent = \"use\"\nkeep = { from = \"case.ended\", days = ";
  text += std::to_string(period_days(terms.periods[purpose])) + ", then = \"destroy\" }\n";
  text += "[[allow]]\nwho = [\"role:clerk\", \"subject\"]\nmay = [\"add\", \"read\", \"correct\"]\non = [\"item-" + name + "\"]\n";
  text += "[[allow]]\nwho = [\"role:reader-" + std::to_string(terms.access[purpose]) + "\"]\nmay = [\"read\"]\n";
  return text + "on = [\"item-" + name + "\"]\n";
}

std::string recipient_text(std::uint32_t number, const Terms& terms) {
  std::string purposes;
  for (std::uint32_t purpose = 0; purpose < kPurposes; ++purpose)
    if (terms.sharing[purpose] == number) purposes += (purposes.empty() ? "\"" : ", \"") + numbered("purpose", purpose) + "\"";
  std::string text = "[role.reader-" + std::to_string(number) + "]\ntitle = \"Reader " + std::to_string(number) + "\"\n";
  if (purposes.empty()) return text;
  return text + "[recipient.other-" + std::to_string(number) + "]\ntitle = \"Other body " + std::to_string(number) +
         "\"\nwhy = \"for a duty of its own\"\npurposes = [" + purposes + "]\n";
}

}  // namespace

std::string charter_text(const Terms& terms) {
  std::string text = kFrame;
  std::string parts;
  for (std::uint32_t number = 0; number < kValues; ++number) text += recipient_text(number, terms);
  for (std::uint32_t purpose = 0; purpose < kPurposes; ++purpose) {
    text += purpose_text(purpose, terms);
    parts += std::string(purpose == 0 ? "" : ", ") + "\"item-" + numbered("purpose", purpose) + ".text\"";
  }
  return text + "[consent.use]\nwording = \"use-v1\"\ntext = \"I agree.\"\nbases = [\"ukgdpr:6.1.a\"]\nwithdrawal_destroys = [" + parts +
         "]\n";
}

}  // namespace concordat::privacy
