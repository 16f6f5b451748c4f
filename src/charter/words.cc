#include <algorithm>

#include "charter/names.h"
#include "charter/outputs.h"
#include "charter/sentences.h"

namespace concordat::charter {
namespace {

std::string period(const Retention& keep) {
  std::vector<std::string> pieces;
  if (keep.years > 0) pieces.push_back(counted(keep.years, "year"));
  if (keep.months > 0) pieces.push_back(counted(keep.months, "month"));
  if (keep.days > 0) pieces.push_back(counted(keep.days, "day"));
  return listed(pieces);
}

std::string with_spaces(std::string word) {
  std::ranges::replace(word, '-', ' ');
  return word;
}

std::string part_title(const Charter& charter, const std::string& target) {
  const std::size_t dot = target.find('.');
  const RecordKind* kind = charter.record_kind(target.substr(0, dot));
  if (kind == nullptr) return target;
  const Part* part = dot == std::string::npos ? nullptr : kind->part(target.substr(dot + 1));
  return part == nullptr ? kind->title : kind->title + ", " + lower_first(part->title);
}

std::string field_sentence(const Charter& charter, const std::string& target) {
  const std::size_t dot = std::min(target.rfind('.'), target.size());
  const std::string place = target.substr(0, dot);
  const std::string name = target.substr(std::min(dot + 1, target.size()));
  std::string label = name;
  const RecordKind* kind = charter.record_kind(place.substr(0, place.find('.')));
  if (const Part* part = kind ? kind->part(place.substr(std::min(place.find('.') + 1, place.size()))) : nullptr)
    for (const Field& field : part->fields)
      if (field.name == name) label = field.label;
  return "“" + part_title(charter, place) + "” is refused without “" + label + "”";
}

std::string step_sentence(const Control& control) {
  const std::string name = control.target.substr(control.target.find('.') + 1);
  if (control.kind == "guard") {
    const auto guard = guard_from(name);
    return "a step of the case is refused unless " + (guard ? words(*guard) : name);
  }
  const auto effect = from_name<EffectKind>(name);
  if (effect == EffectKind::mail_to) return "the step mails what the case holds to those who asked for it, each once";
  return effect ? "the step that ends the case proposes the destruction of what was supplied for it" : "the step has the effect " + name;
}

// What is shown of kinds of case, of what leaves the building, and of the system as a whole.
std::string case_sentence(const Control& control) {
  const std::string& name = control.target;
  if (control.kind == "purpose") return "the pages and reports that serve “" + name + "” are there";
  if (control.kind == "criterion")
    return "no case “" + name + "” is opened without its criterion on record, or where the charter lets it why none is met";
  if (control.kind == "case") return "“" + name + "” is a kind of case with steps of its own, each of them logged";
  if (control.kind == "publication") return "“" + name + "” reaches the public only through its gate and a second person's approval";
  if (control.kind == "gate") return "no “" + name + "” is final before it was checked for what would let a reader recognise someone";
  if (control.kind == "copies") return "the publication of “" + name + "” is complete only once each copy is on record as sent";
  if (control.kind == "disclosure") return "nothing is passed on without recipient, basis, reason and approver on record";
  if (control.kind == "message")
    return "no other partnership is sent a question by “" + name + "” before recipient, purpose and ground are in the ledger";
  if (control.kind == "task") return "“" + name + "” opens a case only by a task in that case";
  if (control.kind == "link") return "the link “" + name + "” is there, and it is checked that it still leads somewhere";
  if (control.kind == "line") return "the line that is answered at the time of reading stands first";
  if (control.kind == "refusal") return "no purpose is for “" + name + "”, and nothing that the system does is";
  if (control.kind == "retention") return "every kind of record has a period, and none is overdue";
  if (control.kind == "ledger") return "the log of acts is whole";
  if (control.kind == "backup") return "there is a backup that is recent enough and was restored in a test";
  if (control.kind == "emergency") return "whatever was opened in an emergency is looked at afterwards by somebody else";
  if (control.kind == "transfer") return "a recipient or a place for backups abroad is refused unless the charter names it";
  return "";
}

}  // namespace

std::string words(const StatutoryClock& clock) {
  std::vector<std::string> pieces;
  const auto add = [&](int number, std::string_view unit) {
    if (number > 0) pieces.push_back(counted(number, unit));
  };
  add(clock.months, "month");
  add(clock.days, "day");
  add(clock.working_days, "working day");
  add(clock.hours, "hour");
  if (clock.working_days_before > 0) return counted(clock.working_days_before, "working day") + " before";
  return listed(pieces) + (clock.more_months > 0 ? ", and " + counted(clock.more_months, "month") + " more where it is complex" : "");
}

std::string words(const Retention& keep) {
  if (keep.unstated && keep.source == "schedule") return "as long as the retention schedule says";
  if (keep.unstated) return "for a time that the notice does not state";
  const std::string length = period(keep);
  if (keep.round == Rounding::financial_year_end) {
    return "until the financial year in which " + event_words(keep.from) + " ends on 31 March" +
           (length.empty() ? "" : ", and " + length + " more");
  }
  return length.empty() ? "until " + event_words(keep.from) : "for " + length + " after " + event_words(keep.from);
}

std::string words(const Who& who, const Charter& charter) {
  switch (who.kind) {
    case WhoKind::role: {
      const Role* role = charter.role(who.role);
      return role == nullptr ? "whoever holds the role “" + who.role + "”" : "the " + lower_first(role->title);
    }
    case WhoKind::owner_agency: return "the agency that owns it";
    case WhoKind::supplier_agency: return "an agency that supplies to the case";
    case WhoKind::subject: return "the person whom it is about";
    case WhoKind::delegate: return "whoever has a place on the course";
    case WhoKind::public_: return "anyone";
  }
  return "";
}

std::string words(Predicate predicate) {
  switch (predicate) {
    case Predicate::case_not_concluded: return "the case is not concluded";
    case Predicate::case_open_for_booking: return "the course is open for booking";
    case Predicate::case_in_rapid_review: return "the rapid review is open";
    case Predicate::actor_appointed: return "they are appointed to this case";
    case Predicate::actor_agreed: return "they were involved, agreed to contribute and accepted confidentiality";
    case Predicate::actor_own_course: return "it is a course of their own";
    case Predicate::group_has_task: return "the case is a task of their group";
  }
  return "";
}

std::string words(const Guard& guard) {
  switch (guard.kind) {
    case GuardKind::voice_recorded: return "it is recorded how the child and the family were involved, or why not";
    case GuardKind::recorded: return "“" + guard.target + "” is on record";
    case GuardKind::recorded_here: return "“" + guard.target + "” is on record since the case came to this state";
    case GuardKind::copies_sent: return "each copy of “" + guard.target + "” is on record as sent";
    case GuardKind::happened: return "it is on record that " + event_words(guard.target);
    case GuardKind::months_after: return std::to_string(guard.months()) + " months have passed since " + event_words(guard.event());
    case GuardKind::decided: {
      std::vector<std::string> choices;
      for (const std::string& event : guard.decisions()) choices.push_back("“" + with_spaces(event.substr(guard.decision().size())) + "”");
      return "what was decided is " + listed(choices, "or");
    }
  }
  return "";
}

std::string words(Act act) {
  switch (act) {
    case Act::add: return "add";
    case Act::read: return "read";
    case Act::correct: return "correct";
    case Act::recall: return "recall";
  }
  return "";
}

std::string words(PromiseClass proof) {
  switch (proof) {
    case PromiseClass::enforced: return "Enforced: the system lets it happen in no other way";
    case PromiseClass::checked: return "Checked: a query over the live data shows it";
    case PromiseClass::attested: return "Attested: a person puts evidence on record, which expires";
    case PromiseClass::stated: return "Stated: the notice says it";
    case PromiseClass::unverifiable: return "Cannot be verified by this system";
  }
  return "";
}

std::string_view name_of(Capability capability) { return name_of<Capability>(capability); }

std::string words(const Control& control, const Charter& charter) {
  const std::string what = part_title(charter, control.target);
  if (control.kind == "schedule") return "what is held under “" + what + "” is destroyed by its due day";
  if (control.kind == "ask") return "“" + what + "” is asked only at its moment, and no other field is taken";
  if (control.kind == "field") return field_sentence(charter, control.target);
  if (control.kind == "access") return "every read of “" + what + "” is decided by the rules, and logged";
  if (control.kind == "owner") {
    const RecordKind* kind = charter.record_kind(control.target);
    const bool supplied = kind != nullptr && kind->owner == Owner::supplier;
    return "each “" + what + "” carries its owner: " + (supplied ? "the agency that supplied it" : "the partnership");
  }
  if (control.kind == "consent")
    return "the consent “" + control.target + "” is recorded with its wording and time, and to withdraw it destroys what it covered";
  if (control.kind == "guard" || control.kind == "effect") return step_sentence(control);
  if (control.kind == "training") return "sign-in reaches personal data only with a current training date and accepted confidentiality";
  const std::string more = case_sentence(control);
  if (!more.empty()) return more;
  if (control.kind == "evidence") {
    for (const Evidence& item : charter.evidence) {
      if (item.name == control.target)
        return "evidence on record, renewed every " + counted(item.renew_months, "month") + ": " + lower_first(item.title);
    }
  }
  return "it stands in the notice";
}

}  // namespace concordat::charter
