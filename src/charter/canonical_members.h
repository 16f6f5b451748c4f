#pragma once
// The members of each type in the canonical form, once for both directions: `io` reads or writes one under its key. Of
// charter/canonical.cc alone.

#include "charter/charter.h"

namespace concordat::charter {

template <class Io>
void describe(Io& io, Printed& value) {
  io.io("printed", value.printed);
  io.io("operates", value.operates);
}

template <class Io>
void describe(Io& io, Opening& value) {
  io.io("days", value.days);
  io.io("from", value.from);
  io.io("to", value.to);
}

template <class Io>
void describe(Io& io, Contact& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("post", value.post);
  io.io("address", value.address);
  io.io("telephone", value.telephone);
  io.io("email", value.email);
  io.io("website", value.website);
  io.io("hours", value.hours);
  io.io_if_any("open", value.open);
  io.io("in_writing", value.in_writing);
}

template <class Io>
void describe(Io& io, Partnership& value) {
  io.io("name", value.name);
  io.io("abbreviation", value.abbreviation);
  io.io("area", value.area);
  io.io("colour", value.colour);
  io.io("controller", value.controller);
  io.io("registration", value.registration);
}

template <class Io>
void describe(Io& io, Calendar& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("known_from", value.known_from);
  io.io("known_until", value.known_until);
  io.io("bank_holidays", value.bank_holidays);
}

template <class Io>
void describe(Io& io, Agency& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("kind", value.kind);
}

template <class Io>
void describe(Io& io, Role& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("of_agency", value.of_agency);
  io.io("task_only", value.task_only);
  io.io("may", value.may);
}

template <class Io>
void describe(Io& io, Law& value) {
  io.io("code", value.code);
  io.io("title", value.title);
  io.io("superseded_by", value.superseded_by);
  io.io("doubtful", value.doubtful);
  io.io("printed", value.printed);
}

template <class Io>
void describe(Io& io, Basis& value) {
  io.io("code", value.code);
  io.io("title", value.title);
}

template <class Io>
void describe(Io& io, Purpose& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("says", value.says);
  io.io("bases", value.bases);
  io.io("laws", value.laws);
  io.io("served_by", value.served_by);
  io.io("run_by", value.run_by);
  io.io_if_any("kind", value.kind);
}

template <class Io>
void describe(Io& io, Consent& value) {
  io.io("name", value.name);
  io.io("wording", value.wording);
  io.io("text", value.text);
  io.io("bases", value.bases);
  io.io("withdrawal_destroys", value.withdrawal_destroys);
}

template <class Io>
void describe(Io& io, Field& value) {
  io.io("name", value.name);
  io.io("label", value.label);
  io.io("hint", value.hint);
  io.io("why", value.why);
  io.io("type", value.type);
  io.io("category", value.category);
  io.io("required", value.required);
  io.io("choices", value.choices);
  io.io("expects", value.expects);
  io.io_if_any("records", value.records);
  io.io_if_any("on", value.on);
  io.io_if_any("not_before", value.not_before);
  io.io_if_any("not_after", value.not_after);
  io.io_if_any("online", value.online);
  io.io_if_any("consent_age", value.consent_age);
}

template <class Io>
void describe(Io& io, Retention& value) {
  io.io("unstated", value.unstated);
  io.io("from", value.from);
  io.io("round", value.round);
  io.io("years", value.years);
  io.io("months", value.months);
  io.io("days", value.days);
  io.io("then", value.then);
  io.io("certificate", value.certificate);
  io.io("weighty", value.weighty);
  io.io("source", value.source);
}

template <class Io>
void describe(Io& io, Part& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("fields", value.fields);
  io.io("ask", value.ask);
  io.io("consent", value.consent);
  io.io_if_any("asked_by_mail", value.asked_by_mail);
  io.io("keep", value.keep);
}

template <class Io>
void describe(Io& io, RecordKind& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("case", value.case_kind);
  io.io("purpose", value.purpose);
  io.io("subject", value.subject);
  io.io("owner", value.owner);
  io.io("parts", value.parts);
  io.io("derived_from", value.derived_from);
  io.io("survives_by", value.survives_by);
  io.io_if_any("asks_about", value.asks_about);
  io.io_if_any("answered_by", value.answered_by);
  io.io_if_any("forgets_on", value.forgets_on);
  io.io_if_any("messages_to", value.messages_to);
  io.io_if_any("messages_from", value.messages_from);
  io.io_if_any("section", value.section);
  io.io_if_any("lists", value.lists);
  io.io_if_any("due_by", value.due_by);
  io.io_if_any("closed_by", value.closed_by);
  io.io_if_any("ended_destroys", value.ended_destroys);
}

template <class Io>
void describe(Io& io, Effect& value) {
  io.io("kind", value.kind);
  io.io("record", value.record_kind);
}

template <class Io>
void describe(Io& io, Step& value) {
  io.io("from", value.from);
  io.io("to", value.to);
  io.io("event", value.event);
  io.io("who", value.who);
  io.io_if_any("by_subject", value.by_subject);
  io.io("guards", value.guards);
  io.io("effects", value.effects);
}

template <class Io>
void describe(Io& io, CaseKind& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("prefix", value.reference_prefix);
  io.io("states", value.states);
  io.io("criteria", value.criteria);
  io.io_if_any("notification", value.notification);
  io.io_if_any("without_criterion", value.without_criterion);
  io.io_if_any("confirm_days", value.confirm_days);
  io.io("steps", value.steps);
}

template <class Io>
void describe(Io& io, Who& value) {
  io.io("kind", value.kind);
  io.io("role", value.role);
}

template <class Io>
void describe(Io& io, Rule& value) {
  io.io("who", value.who);
  io.io("may", value.may);
  io.io("on", value.on);
  io.io("parts", value.parts);
  io.io("when", value.when);
}

template <class Io>
void describe(Io& io, Recipient& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("why", value.why);
  io.io("purposes", value.purposes);
}

template <class Io>
void describe(Io& io, Publication& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("record", value.record);
  io.io("gate", value.gate);
  io.io("public_months", value.public_months);
  io.io("then_on_request", value.then_on_request);
  io.io("copies", value.copies);
  io.io_if_any("sent", value.sent);
}

template <class Io>
void describe(Io& io, Link& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("address", value.address);
}

template <class Io>
void describe(Io& io, ScheduleReference& value) {
  io.io("title", value.title);
  io.io("says", value.says);
}

template <class Io>
void describe(Io& io, Storage& value) {
  io.io("host", value.host);
  io.io("place", value.place);
  io.io("transfers", value.transfers);
}

template <class Io>
void describe(Io& io, Payment& value) {
  io.io("provider", value.provider);
  io.io("recipient", value.recipient);
  io.io("link", value.link);
  io.io("who_pays", value.who_pays);
  io.io("fee", value.fee);
  io.io("instead", value.instead);
}

template <class Io>
void describe(Io& io, Refusal& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("says", value.says);
}

template <class Io>
void describe(Io& io, Right& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("says", value.says);
  io.io_if_any("only_for", value.only_for);
  io.io_if_any("except_for", value.except_for);
  io.io_if_any("otherwise", value.otherwise);
  io.io_if_any("since", value.since);
}

template <class Io>
void describe(Io& io, StatutoryClock& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("says", value.says);
  io.io("months", value.months);
  io.io("days", value.days);
  io.io("working_days", value.working_days);
  io.io("hours", value.hours);
  io.io("more_months", value.more_months);
  io.io_if_any("since", value.since);
  io.io_if_any("from", value.from);
  io.io_if_any("until", value.until);
  io.io_if_any("working_days_before", value.working_days_before);
  io.io_if_any("paused_by", value.paused_by);
  io.io_if_any("resumed_by", value.resumed_by);
  io.io_if_any("extended_to", value.extended_to);
  io.io_if_any("reopened_by", value.reopened_by);
  io.io_if_any("unless", value.unless);
  io.io_if_any("set_by", value.set_by);
  io.io_if_any("doubtful", value.doubtful);
}

template <class Io>
void describe(Io& io, Evidence& value) {
  io.io("name", value.name);
  io.io("title", value.title);
  io.io("renew_months", value.renew_months);
}

template <class Io>
void describe(Io& io, Control& value) {
  io.io("kind", value.kind);
  io.io("target", value.target);
}

template <class Io>
void describe(Io& io, Promise& value) {
  io.io("id", value.id);
  io.io("says", value.says);
  io.io("area", value.area);
  io.io("class", value.proof);
  io.io("controls", value.controls);
  io.io("lines", value.lines);
}

template <class Io>
void describe(Io& io, Charter& value) {
  io.io("partnership", value.partnership);
  io.io("version", value.version);
  io.io("base", value.base);
  io.io("updated", value.updated);
  io.io("aims", value.aims);
  io.io("calendar", value.calendar);
  io.io("contacts", value.contacts);
  io.io("agencies", value.agencies);
  io.io("roles", value.roles);
  io.io("purposes", value.purposes);
  io.io("consents", value.consents);
  io.io("records", value.record_kinds);
  io.io("cases", value.case_kinds);
  io.io("rules", value.rules);
  io.io("recipients", value.recipients);
  io.io("rights", value.rights);
  io.io_if_any("clocks", value.clocks);
  io.io_if_any("refusals", value.refusals);
  io.io("evidence", value.evidence);
  io.io("publications", value.publications);
  io.io("links", value.links);
  io.io("schedule", value.schedule);
  io.io("storage", value.storage);
  io.io_if_any("payment", value.payment);
  io.io_if_any("sources", value.sources);
  io.io_if_any("must_give", value.must_give);
  io.io_if_any("automated_decisions", value.automated_decisions);
  io.io_if_any("sending", value.sending);
  io.io("promises", value.promises);
  io.io("staff_need_training", value.staff_need_training);
  io.io("approval_days", value.approval_days);
  io.io("quarantine_days", value.quarantine_days);
  io.io_if_any("owner_approves", value.owner_approves);
  io.io("key_backup_days", value.key_backup_days);
  io.io("backup_days", value.backup_days);
}

}  // namespace concordat::charter
