#include "charter/outputs.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

#include "charter/checks.h"
#include "charter/names.h"
#include "charter/sentences.h"

namespace concordat::charter {
namespace {

using Findings = std::vector<Finding>;

// UK GDPR, Article 13(1)(a), (b) and (f), 13(2)(d); Article 14 asks the same of data that others supplied.
void check_who_answers(const Charter& charter, Findings& findings) {
  const Location& where = charter.partnership.where;
  if (charter.partnership.controller.empty()) {
    warn(findings, "controller-unstated", where, "The notice does not say who the controller is (Article 13(1)(a)).",
         "Name the controller.");
  }
  if (!charter.contact("officer")) {
    warn(findings, "officer-missing", where, "The notice names no data protection officer (Article 13(1)(b)).",
         "Add [contact.officer]; a public authority must have one (Article 37(1)(a)).");
  }
  if (!charter.contact("requests")) {
    warn(findings, "requests-contact-missing", where, "The notice does not say where to ask for one's data (Article 13(2)(b)).",
         "Add [contact.requests].");
  }
  if (!charter.contact("regulator")) {
    warn(findings, "complaint-missing", where, "The notice does not name the regulator (Article 13(2)(d)).",
         "Add [contact.regulator] with use = \"england:regulator\".");
  }
  if (charter.storage.transfers.empty()) {
    warn(findings, "transfers-unstated", charter.storage.where.line == 0 ? where : charter.storage.where,
         "The notice does not say whether data leaves the country (Article 13(1)(f)).", "Say so in [storage], transfers.");
  }
  if (charter.recipients.empty()) {
    warn(findings, "recipients-missing", where, "The notice names no recipient (Article 13(1)(e)).",
         "Add [recipient.…], or say that there is none.");
  }
  if (charter.sources.empty()) {
    warn(findings, "source-unstated", where, "The notice does not say from whom data comes (Article 14(2)(f)).",
         "Say so in [collection], sources.");
  }
  if (charter.must_give.empty()) {
    warn(findings, "statutory-unstated", where,
         "The notice does not say whether people must give their data, by law or by contract, and what follows if not (Article 13(2)(e)).",
         "Say so in [collection], must_give.");
  }
  const bool tells_of_decisions =
      std::any_of(charter.rights.begin(), charter.rights.end(), [](const Right& right) { return right.name == "human-decision"; });
  if (charter.automated_decisions.empty() && !tells_of_decisions) {
    warn(findings, "automated-unstated", where,
         "The notice does not say whether a program alone decides about people (Article 13(2)(f)).",
         "Say so in [collection], automated_decisions, or tell of the right \"human-decision\".");
  }
  if (!charter.updated) {
    warn(findings, "updated-unstated", {charter.file, 1}, "The notice does not state when it was last changed.",
         "Write updated = with the day.");
  }
}

// Article 6: whoever passes data on needs a ground for it as much as whoever holds it.
void check_recipients(const Charter& charter, Findings& findings) {
  for (const Recipient& recipient : charter.recipients) {
    const bool has_basis = std::any_of(recipient.purposes.begin(), recipient.purposes.end(), [&](const std::string& name) {
      const Purpose* purpose = charter.purpose(name);
      return purpose != nullptr && !purpose->bases.empty();
    });
    if (has_basis) continue;
    warn(findings, "recipient-without-basis", recipient.where,
         "No purpose for which \"" + recipient.name + "\" receives data states its lawful basis.",
         "Have the basis of the purpose stated, or take the recipient out.");
  }
}

void check_calendar(const Charter& charter, Findings& findings) {
  if (charter.calendar) return;
  warn(findings, "calendar-missing", charter.partnership.where,
       "The charter names no bank holidays, so no deadline can be counted in working days (Article 12(3) and the statutory clocks).",
       "Add calendar = \"england-and-wales\" to [partnership].");
}

// Article 13(2)(b), (c) and (f).
void check_rights(const Charter& charter, Findings& findings) {
  std::vector<std::string> wanted = {"access", "rectification", "erasure", "restriction", "objection", "portability"};
  if (!charter.consents.empty()) wanted.emplace_back("withdraw-consent");
  std::erase_if(wanted, [&](const std::string& name) {
    return std::any_of(charter.rights.begin(), charter.rights.end(), [&](const Right& right) { return right.name == name; });
  });
  if (wanted.empty()) return;
  warn(findings, "rights-missing", charter.rights.empty() ? charter.partnership.where : charter.rights.front().where,
       "The notice does not tell of these rights: " + listed(wanted) + " (Article 13(2)(b) and (c)).",
       "Add [right.…] for each; england.toml has their words.");
}

bool holds_special(const Part& part) {
  return std::any_of(part.fields.begin(), part.fields.end(), [](const Field& field) { return field.category == Category::special; });
}

bool is_condition(const Basis& basis) { return basis.code.starts_with("ukgdpr:9.2."); }

// Special category data needs a condition of Article 9(2).
void check_conditions(const Charter& charter, Findings& findings) {
  for (const Purpose& purpose : charter.purposes) {
    std::vector<std::string> held;
    for (const RecordKind& kind : charter.record_kinds) {
      for (const Part& part : kind.parts) {
        if (kind.purpose == purpose.name && holds_special(part)) held.push_back("\"" + kind.name + "." + part.name + "\"");
      }
    }
    if (held.empty() || std::any_of(purpose.bases.begin(), purpose.bases.end(), is_condition)) continue;
    warn(findings, "special-without-basis", purpose.where,
         "Purpose \"" + purpose.name + "\" names no condition of Article 9(2), but " + listed(held) + " may hold special category data.",
         "Add the condition to the purpose's bases.");
  }
}

// Where consent is the only condition, it must be asked.
void check_special(const Charter& charter, const RecordKind& kind, const Part& part, Findings& findings) {
  const Purpose* purpose = charter.purpose(kind.purpose);
  if (!holds_special(part) || std::none_of(purpose->bases.begin(), purpose->bases.end(), is_condition)) return;
  const bool only_consent = std::all_of(purpose->bases.begin(), purpose->bases.end(),
                                        [](const Basis& basis) { return !is_condition(basis) || basis.code == "ukgdpr:9.2.a"; });
  const Consent* consent = charter.consent(part.consent);
  const bool asked = consent != nullptr && std::any_of(consent->bases.begin(), consent->bases.end(),
                                                       [](const Basis& basis) { return basis.code == "ukgdpr:9.2.a"; });
  if (only_consent && !asked) {
    fail(findings, "special-without-consent", part.where,
         "\"" + kind.name + "." + part.name + "\" may be held by explicit consent alone, but none is asked with it.",
         "Ask it under a consent whose bases hold \"ukgdpr:9.2.a\".");
  }
}

// A child tells of harm, complains and uses a right without anybody's permission (UN Convention on the Rights of the Child, Article 12;
// UK GDPR, recital 38): there it is not asked.
void check_permission(const Charter& charter, Findings& findings) {
  for (const RecordKind& kind : charter.record_kinds) {
    const Purpose* purpose = charter.purpose(kind.purpose);
    const bool is_free = purpose != nullptr && std::ranges::any_of(purpose->served_by, [](const std::string& page) {
      return page == "complaints" || page == "rights" || page == "concerns";
    });
    for (const Part& part : kind.parts)
      for (const Field& field : part.fields)
        if (is_free && field.consent_age > 0)
          fail(findings, "permission-in-the-way", part.where,
               "\"" + kind.name + "." + part.name + "\" asks a child for a parent's permission to complain or to use a right.",
               "Take the field \"" + field.name + "\" out of it.");
  }
}

void check_consents(const Charter& charter, Findings& findings) {
  for (const Consent& consent : charter.consents) {
    if (consent.withdrawal_destroys.empty()) {
      fail(findings, "consent-withdraws-nothing", consent.where,
           "To withdraw consent \"" + consent.name + "\" would change nothing (Article 7(3)).",
           "Say in withdrawal_destroys which parts go.");
    }
    if (std::ranges::none_of(consent.bases, &Basis::is_consent)) {
      fail(findings, "consent-basis", consent.where, "Consent \"" + consent.name + "\" does not rest on Article 6(1)(a) or 9(2)(a).",
           "Give its basis, or do not call it consent.");
    }
    const bool used = std::any_of(charter.record_kinds.begin(), charter.record_kinds.end(), [&](const RecordKind& kind) {
      return std::any_of(kind.parts.begin(), kind.parts.end(), [&](const Part& part) { return part.consent == consent.name; });
    });
    if (!used)
      warn(findings, "consent-unused", consent.where, "Nothing is asked under consent \"" + consent.name + "\".",
           "Name it in a part, or take it out.");
  }
}

bool someone_may(const Charter& charter, Act act, const RecordKind& kind, const Part& part) {
  return !rules_for(charter, act, kind.name, part.name).empty();
}

void check_records(const Charter& charter, Findings& findings) {
  for (const RecordKind& kind : charter.record_kinds) {
    for (const Part& part : kind.parts) {
      const std::string name = kind.name + "." + part.name;
      check_special(charter, kind, part, findings);
      if (part.keep.unstated) {
        const bool left = part.keep.source == "schedule";
        warn(findings, left ? "retention-by-schedule" : "retention-unstated", part.keep.where.line == 0 ? part.where : part.keep.where,
             left ? "The notice leaves to a schedule how long \"" + name + "\" is kept; until it is written here, nothing destroys it."
                  : "The notice does not say how long \"" + name + "\" is kept (Article 13(2)(a)).",
             "Have it decided, and write keep = { … source = \"local\" }.");
      }
      if (!someone_may(charter, Act::add, kind, part)) {
        warn(findings, "nobody-adds", part.where, "No [[allow]] lets anyone add \"" + name + "\".", "Add one, or take the part out.");
      }
      if (!someone_may(charter, Act::read, kind, part)) {
        warn(findings, "nobody-reads", part.where, "No [[allow]] lets anyone read \"" + name + "\": it would be held for nothing.",
             "Add one, or take the part out.");
      }
    }
    if (kind.owner == Owner::supplier && charter.agencies.empty()) {
      fail(findings, "owner-without-agency", kind.where,
           "\"" + kind.name + "\" belongs to the agency that supplies it, but no agency is named.", "Add [agency.…].");
    }
  }
}

// Whoever comes by task alone is let in by their task: every rule that names them asks for it.
void check_task(const Charter& charter, const Rule& rule, Findings& findings) {
  const bool asks = std::any_of(rule.when.begin(), rule.when.end(), asks_for_task);
  for (const Who& who : rule.who) {
    const Role* role = who.kind == WhoKind::role ? charter.role(who.role) : nullptr;
    if (asks && role == nullptr) {
      fail(findings, "hollow-condition", rule.where, "Only who holds a role is given a task in a case, but this rule names others.",
           "Give them a rule of their own, without a task.");
    }
    if (asks || role == nullptr || !role->task_only) continue;
    fail(findings, "task-without-appointment", rule.where,
         "Role \"" + role->name + "\" is by task only, but this rule lets it in without a task.",
         "Add \"actor.appointed\", \"actor.own-course\", \"group.has-task\" or \"actor.agreed-to-contribute\" to when.");
  }
}

void check_rules(const Charter& charter, Findings& findings) {
  for (const Rule& rule : charter.rules) {
    check_task(charter, rule, findings);
    for (const std::string& name : rule.on) {
      const CaseKind* kind = charter.case_kind(charter.record_kind(name)->case_kind);
      for (const Predicate predicate : rule.when) {
        if (can_hold(*kind, predicate)) continue;
        fail(findings, "hollow-condition", rule.where,
             "Condition \"" + std::string(name_of(predicate)) + "\" says nothing about case \"" + kind->name + "\".",
             predicate == Predicate::case_not_concluded     ? "Let a step of the case lead to its last state."
             : predicate == Predicate::actor_own_course     ? "Let a step of the case record the event \"course.held\"."
             : predicate == Predicate::case_in_rapid_review ? "Give the case a state \"rapid-review\"."
                                                            : "Give the case a state \"open\".");
      }
    }
  }
}

// Whether the rule still lets somebody put such a record into a case that is concluded. What closes a record may come afterwards, as
// minutes do, and so may that something was passed on.
bool adds_after_end(const Charter& charter, const Rule& rule, const RecordKind& kind) {
  const CaseKind& of = *charter.case_kind(kind.case_kind);
  const bool is_concluded = std::ranges::any_of(of.steps, [&](const Step& step) {
    return step.to == of.states.back() && step.event == "case.concluded";
  });
  const bool only_closes = !rule.parts.empty() && std::ranges::all_of(kind.parts, [&](const Part& part) {
    return part.name == kind.closed_by || std::ranges::find(rule.parts, part.name) == rule.parts.end();
  });
  const bool tells_of_sharing = std::ranges::any_of(charter.promises, [&](const Promise& promise) {
    return std::ranges::any_of(promise.controls, [&](const Control& one) { return one.kind == "disclosure" && one.target == kind.name; });
  });
  return is_concluded && !only_closes && !tells_of_sharing && std::ranges::none_of(rule.when, [&](Predicate predicate) {
    return !asks_for_task(predicate) && can_hold(of, predicate);
  });
}

void check_ends(const Charter& charter, Findings& findings) {
  for (const Rule& rule : charter.rules) {
    std::vector<std::string> kinds;
    if (std::ranges::find(rule.may, Act::add) == rule.may.end()) continue;
    for (const std::string& name : rule.on)
      if (adds_after_end(charter, rule, *charter.record_kind(name))) kinds.push_back("\"" + name + "\"");
    if (!kinds.empty())
      warn(findings, "adds-after-end", rule.where, "This rule lets " + listed(kinds) + " be added to a case that is concluded.",
           "Add \"case.not-concluded\" to when, in a rule of its own where reading and correcting go on.");
  }
}

// Whether a record of that kind of case has such a field.
bool any_field(const Charter& charter, const CaseKind& kind, const std::function<bool(const Field&)>& is_meant) {
  return std::ranges::any_of(charter.record_kinds, [&](const RecordKind& record) {
    return record.case_kind == kind.name &&
           std::ranges::any_of(record.parts, [&](const Part& part) { return std::ranges::any_of(part.fields, is_meant); });
  });
}

bool can_record_copy(const Charter& charter, const CaseKind& kind, const Publication& publication, const std::string& recipient) {
  const auto of = std::ranges::find(charter.recipients, recipient, &Recipient::name);
  return any_field(charter, kind, [&](const Field& field) {
    return field.type == FieldType::choice && !field.records.empty() && field.records == publication.sent &&
           std::find(field.choices.begin(), field.choices.end(), of->title) != field.choices.end();
  });
}

// Each recipient of a copy can be chosen where a copy is put on record as sent, in that kind of case.
void check_copies(const Charter& charter, const CaseKind& kind, const Step& step, const std::string& name, Findings& findings) {
  const auto publication = std::find_if(charter.publications.begin(), charter.publications.end(),
                                        [&](const Publication& one) { return one.name == name; });
  for (const std::string& copy : publication->copies) {
    if (can_record_copy(charter, kind, *publication, copy)) continue;
    fail(findings, "hollow-guard", step.where,
         "Guard \"copies-sent:" + name + "\": no record of case \"" + kind.name + "\" can say that a copy went to \"" + copy + "\".",
         "Let a choice of a record of that case record the event of `sent`, with the recipient's title among its choices.");
  }
}

// A date of a record of that case, or a step of it, puts the event on record.
bool can_happen(const Charter& charter, const CaseKind& kind, const std::string& event) {
  return std::ranges::find(kind.steps, event, &Step::event) != kind.steps.end() || any_field(charter, kind, [&](const Field& field) {
           return field.type == FieldType::date && field.records == event;
         });
}

bool can_be_decided(const Charter& charter, const CaseKind& kind, const Guard& guard, const std::string& event) {
  return any_field(charter, kind, [&](const Field& field) {
    return field.type == FieldType::choice && field.records + ":" == guard.decision() &&
           std::ranges::any_of(field.choices, [&](const std::string& choice) { return guard.decision() + event_word(choice) == event; });
  });
}

void check_events(const Charter& charter, const CaseKind& kind, const Step& step, const Guard& guard, Findings& findings) {
  if (guard.kind == GuardKind::happened && !can_happen(charter, kind, guard.target))
    fail(findings, "hollow-guard", step.where,
         "Guard \"" + text_of(guard) + "\": nothing of case \"" + kind.name + "\" puts that event on record.",
         "Name an event of its steps, or one that a date of its records tells.");
  if (guard.kind == GuardKind::months_after && (guard.months() == 0 || !can_happen(charter, kind, guard.event())))
    fail(findings, "hollow-guard", step.where,
         "Guard \"" + text_of(guard) + "\": it says no months, or nothing of case \"" + kind.name + "\" puts that event on record.",
         "Write it as \"months-after:12:EVENT\", with an event of its steps, or one that a date of its records tells.");
  if (guard.kind != GuardKind::decided) return;
  for (const std::string& event : guard.decisions())
    if (!can_be_decided(charter, kind, guard, event))
      fail(findings, "hollow-guard", step.where,
           "Guard \"" + text_of(guard) + "\": no choice of a record of case \"" + kind.name + "\" records \"" + event + "\".",
           "Write it as \"decided:EVENT:CHOICE|CHOICE\", with choices of a field that records that event.");
}

// PECR, regulation 22: nothing is sent to whoever did not ask for it, and each can end it.
void check_mailing(const Charter& charter, const Step& step, const RecordKind& to, Findings& findings) {
  const CaseKind* kind = charter.case_kind(to.case_kind);
  const Step* confirms = kind != nullptr && kind->notification == to.name ? kind->confirming() : nullptr;
  const bool has_address = std::ranges::any_of(to.parts, [](const Part& part) {
    return std::ranges::find(part.fields, FieldType::email, &Field::type) != part.fields.end();
  });
  if (has_address && confirms != nullptr && kind->stopping(confirms->to) != nullptr) return;
  fail(findings, "hollow-effect", step.where,
       "The step mails to \"" + to.name + "\", but they do not confirm by a mailed link that they want it, or cannot end it by one.",
       "Name the record that a subscription is opened on, with an email address, confirm_days and steps of its \"subject\".");
}

void check_step(const Charter& charter, const CaseKind& kind, const Step& step, Findings& findings) {
  for (const Guard& guard : step.guards) {
    if (guard.kind == GuardKind::copies_sent) check_copies(charter, kind, step, guard.target, findings);
    check_events(charter, kind, step, guard, findings);
    if (!guard.names_record()) continue;
    const RecordKind* record = charter.record_kind(guard.target);
    if (record != nullptr && record->case_kind == kind.name) continue;
    fail(findings, "hollow-guard", step.where,
         "Guard \"" + text_of(guard) + "\" needs a record \"" + guard.target + "\" in case \"" + kind.name + "\".",
         "Add it, or take the guard out.");
  }
  for (const Effect& effect : step.effects) {
    const RecordKind* record = charter.record_kind(effect.record_kind);
    if (effect.kind == EffectKind::mail_to) {
      check_mailing(charter, step, *record, findings);
      continue;
    }
    const bool matches = std::any_of(record->parts.begin(), record->parts.end(), [&](const Part& part) {
      return !part.keep.unstated && part.keep.weighty && part.keep.from == step.event;
    });
    if (record->case_kind == kind.name && matches) continue;
    fail(findings, "hollow-effect", step.where,
         "The step proposes to destroy \"" + effect.record_kind + "\", but no part of that is weighty and due from this step's event.",
         "Let keep.from be the event of this step, with weighty = true, or take the effect out.");
  }
}

void check_cases(const Charter& charter, Findings& findings) {
  for (const CaseKind& kind : charter.case_kinds) {
    std::set<std::string> reached = {kind.states.front()};
    for (std::size_t round = 0; round < kind.steps.size(); ++round) {
      const std::size_t before = reached.size();
      for (const Step& step : kind.steps) {
        if (reached.contains(step.from)) reached.insert(step.to);
      }
      if (reached.size() == before) break;
    }
    for (const std::string& state : kind.states) {
      if (reached.contains(state)) continue;
      warn(findings, "unreachable-state", kind.where, "No step leads case \"" + kind.name + "\" to \"" + state + "\".",
           "Add a step, or take the state out.");
    }
    for (const Step& step : kind.steps) check_step(charter, kind, step, findings);
  }
}

bool someone_can(const Charter& charter, Capability capability) {
  return std::any_of(charter.roles.begin(), charter.roles.end(),
                     [&](const Role& role) { return !role.of_agency && role.holds(capability); });
}

// Two people are needed for what is weighty, and someone must be able to let them in.
void check_roles(const Charter& charter, Findings& findings) {
  const auto need = [&](Capability capability) {
    if (someone_can(charter, capability)) return;
    fail(findings, "nobody-may", charter.roles.empty() ? charter.partnership.where : charter.roles.front().where,
         "No role of the office may " + capability_words(capability) + ".",
         "Add \"" + std::string(name_of(capability)) + "\" to a role's may.");
  };
  need(Capability::manage_accounts);
  const bool has_weighty = std::any_of(charter.record_kinds.begin(), charter.record_kinds.end(), [](const RecordKind& kind) {
    return std::any_of(kind.parts.begin(), kind.parts.end(), [](const Part& part) { return part.keep.weighty; });
  });
  if (has_weighty) need(Capability::approve_destruction);
  if (std::ranges::any_of(charter.roles, &Role::task_only)) need(Capability::appoint);
}

// A class claims a strength that its controls must have.
void check_promises(const Charter& charter, Findings& findings) {
  for (const Promise& promise : charter.promises) {
    const auto shown_by = [&](std::string_view kind) {
      return std::any_of(promise.controls.begin(), promise.controls.end(), [&](const Control& control) { return control.kind == kind; });
    };
    const bool by_words_alone = std::all_of(promise.controls.begin(), promise.controls.end(),
                                            [](const Control& control) { return control.kind == "notice" || control.kind == "evidence"; });
    if (promise.proof == PromiseClass::enforced && by_words_alone) {
      fail(findings, "class-too-strong", promise.where,
           "Promise " + promise.id + " is called enforced, but nothing that it names can refuse anything.",
           "Name a control of the system, or call it stated or attested.");
    }
    if (promise.proof == PromiseClass::attested && !shown_by("evidence")) {
      fail(findings, "attested-without-evidence", promise.where, "Promise " + promise.id + " is called attested, but names no evidence.",
           "Add [evidence.…] and name it as \"evidence:…\".");
    }
  }
}

}  // namespace

void warn(Findings& findings, std::string_view rule, const Location& where, std::string message, std::string remedy) {
  findings.push_back({Severity::warning, std::string(rule), where, std::move(message), std::move(remedy)});
}

void fail(Findings& findings, std::string_view rule, const Location& where, std::string message, std::string remedy) {
  findings.push_back({Severity::error, std::string(rule), where, std::move(message), std::move(remedy)});
}

std::vector<Finding> check(const Charter& charter) {
  Findings findings;
  check_who_answers(charter, findings);
  check_recipients(charter, findings);
  check_calendar(charter, findings);
  check_rights(charter, findings);
  check_contacts(charter, findings);
  check_links(charter, findings);
  check_refusals(charter, findings);
  check_laws(charter, findings);
  check_conditions(charter, findings);
  check_consents(charter, findings);
  check_records(charter, findings);
  check_rules(charter, findings);
  check_ends(charter, findings);
  check_permission(charter, findings);
  check_cases(charter, findings);
  check_roles(charter, findings);
  check_promises(charter, findings);
  return findings;
}

std::vector<Finding> check_on(const Charter& charter, CivilDate today) {
  constexpr int kMonthsAhead = 12;  // no clock runs longer, and the days of the year after next are published by then
  Findings findings;
  if (charter.calendar && charter.calendar->known_until < today.plus_months(kMonthsAhead)) {
    const bool is_over = charter.calendar->known_until < today;
    warn(findings, "bank-holidays-end", charter.calendar->where,
         "The list of bank holidays " + std::string(is_over ? "ended on " : "ends on ") + charter.calendar->known_until.words() +
             "; deadlines counted beyond it leave out weekends alone.",
         "Add the days that have been published since (www.gov.uk/bank-holidays), then move \"known_until\".");
  }
  check_laws_on(charter, today, findings);
  return findings;
}

void add_findings_on(Compilation& done, CivilDate today) {
  if (!done.charter) return;
  for (Finding& finding : check_on(*done.charter, today)) done.findings.push_back(std::move(finding));
  std::stable_sort(done.findings.begin(), done.findings.end(),
                   [](const Finding& left, const Finding& right) { return left.where < right.where; });
}

// An abbreviation in a letter, a link or an address may then be either of them.
std::vector<Finding> check_together(const std::vector<Charter>& charters) {
  Findings findings;
  for (std::size_t later = 1; later < charters.size(); ++later) {
    const Partnership& partnership = charters[later].partnership;
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const Partnership& other = charters[earlier].partnership;
      if (other.abbreviation != partnership.abbreviation || other.name == partnership.name) continue;
      warn(findings, "abbreviation-shared", partnership.where,
           "\"" + partnership.abbreviation + "\" is the abbreviation of " + other.name + " too (" + other.where.file + ").",
           "Write the full name wherever both may be read.");
    }
  }
  return findings;
}

}  // namespace concordat::charter
