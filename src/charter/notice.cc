#include <algorithm>
#include <array>
#include <set>

#include "charter/names.h"
#include "charter/outputs.h"
#include "charter/sentences.h"

namespace concordat::charter {
namespace {

using Texts = std::vector<std::string>;

template <class List, class Title>
Texts each(const List& list, Title title) {
  Texts found;
  for (const auto& item : list) found.push_back(title(item));
  return found;
}

template <class List, class Title>
std::string titles(const List& list, Title title) {
  return listed(each(list, title));
}

bool is_personal(const RecordKind& kind) { return !kind.subject.empty(); }

NoticeSection about(const Charter& charter) {
  const Partnership& partnership = charter.partnership;
  NoticeSection section{"about",
                        "Who we are",
                        partnership.name + " (" + partnership.abbreviation + ") works to keep children in " + partnership.area + " safe.",
                        {},
                        {},
                        {}};
  section.paragraphs.push_back(
      partnership.controller.empty()
          ? "Who controls the data in the sense of the law is not stated."
          : "The controller, who answers for this data in law, is " + partnership.controller +
                (partnership.registration.empty() ? "." : " (registered with the regulator as " + partnership.registration + ")."));
  if (!charter.aims.empty()) section.paragraphs.push_back("What we work for:");
  for (const std::string& aim : charter.aims) section.paragraphs.push_back(aim);
  if (!charter.agencies.empty()) {
    NoticeTable table{"Agencies that work together", {"Agency", "Kind"}, {}};
    for (const Agency& agency : charter.agencies) table.rows.push_back({agency.title, agency.kind});
    section.tables.push_back(std::move(table));
  }
  return section;
}

// Purposes that share their grounds stand in one row: whoever reads the table need not compare long lists.
NoticeTable what_purposes_rest_on(const Charter& charter) {
  NoticeTable table{"What these purposes rest on", {"Purpose", "Lawful basis", "Law and guidance"}, {}};
  for (const Purpose& purpose : charter.purposes) {
    const std::string bases = joined(each(purpose.bases, [](const Basis& basis) { return basis.title; }), "; ");
    const std::string laws = joined(each(purpose.laws, [](const Law& law) { return law.title; }), "; ");
    table.add_shared({purpose.title, bases.empty() ? "not stated" : bases, laws.empty() ? "–" : laws});
  }
  return table;
}

NoticeTable ruled_out(const Charter& charter) {
  NoticeTable table{"What we never do", {"What", "How we mean it"}, {}};
  for (const Refusal& refusal : charter.refusals) table.rows.push_back({refusal.title, refusal.says});
  return table;
}

NoticeSection why(const Charter& charter) {
  NoticeSection section{"why", "Why we hold data", "We hold data for these purposes and for no other.", {}, {}, {}};
  NoticeTable table{"Purposes", {"Purpose", "What it is for"}, {}};
  for (const Purpose& purpose : charter.purposes) {
    const std::string run_by = purpose.run_by.empty() ? "" : " It is run by " + purpose.run_by + ".";
    table.rows.push_back({purpose.title, purpose.says + run_by});
  }
  section.tables.push_back(std::move(table));
  section.tables.push_back(what_purposes_rest_on(charter));
  if (!charter.refusals.empty()) section.tables.push_back(ruled_out(charter));
  return section;
}

std::string marked(const Field& field) {
  switch (field.category) {
    case Category::personal: return field.label;
    case Category::special: return field.label + " (special category data)";
    case Category::criminal: return field.label + " (criminal offence data)";
  }
  return field.label;
}

// When it is asked stands beside each field, or once where it is the same for all.
NoticeTable asked(const RecordKind& kind) {
  std::set<std::string> moments;
  for (const Part& part : kind.parts) moments.insert(listed(asked_words(part)));
  const bool is_one = moments.size() == 1;
  NoticeTable table{kind.title + (is_one ? " (" + *moments.begin() + ")" : ""), {"What", "Why"}, {}};
  if (!is_one) table.head.push_back("When");
  for (const Part& part : kind.parts) {
    for (const Field& field : part.fields) {
      auto& row = table.rows.emplace_back(Texts{marked(field), field.why});
      if (!is_one) row.push_back(listed(asked_words(part)));
    }
  }
  return table;
}

NoticeSection what(const Charter& charter) {
  NoticeSection section{
      "what", "What we ask, and when", "We ask only what stands here, and only at the time that stands beside it.", {}, {}, {}};
  for (const RecordKind& kind : charter.record_kinds) {
    if (is_personal(kind)) section.tables.push_back(asked(kind));
  }
  const auto say = [&](const std::string& what, const std::string& text) {
    if (!text.empty()) section.paragraphs.push_back(what + text);
  };
  say("Where it comes from: ", charter.sources);
  say("Whether you must give it: ", charter.must_give);
  say("Whether a program alone decides about you: ", charter.automated_decisions);
  say("When you send us something: ", charter.sending);
  return section;
}

// The purposes for which a right is not there, with the reason.
std::string not_for(const Charter& charter, const Right& right) {
  Texts purposes;
  for (const Purpose& purpose : charter.purposes) {
    if (applies(right, purpose) == right.otherwise) purposes.push_back(purpose.title);
  }
  return purposes.empty() ? "–" : listed(purposes) + ": " + lower_first(right.otherwise);
}

NoticeSection consents(const Charter& charter) {
  NoticeSection section{
      "consent", "Where we ask for consent", "You can take a consent back at any time; what it covered is then destroyed at once.", {}, {},
      {}};
  if (charter.consents.empty()) section.opening = "We do not rely on consent for what stands here.";
  for (const Consent& consent : charter.consents) section.paragraphs.push_back("“" + consent.text + "”");
  return section;
}

// What is made public of reviews, and who is sent a copy.
NoticeTable published(const Charter& charter) {
  NoticeTable table{"What we publish", {"What", "After", "How long", "Copies go to"}, {}};
  for (const Publication& publication : charter.publications) {
    const std::string months = "at least " + counted(publication.public_months, "month");
    const std::string then = publication.then_on_request ? ", then on request" : "";
    const std::string copies = titles(publication.copies, [&](const std::string& name) {
      const auto found = std::find_if(charter.recipients.begin(), charter.recipients.end(),
                                      [&](const Recipient& recipient) { return recipient.name == name; });
      return found == charter.recipients.end() ? name : found->title;
    });
    table.rows.push_back({publication.title,
                          publication.gate.empty() ? "no check is stated" : "a check that nobody can be recognised, and a second approval",
                          publication.public_months == 0 ? "not stated" : months + then, copies.empty() ? "–" : copies});
  }
  return table;
}

// Who is sent elsewhere to pay, and what stays here of it.
NoticeTable paid(const Charter& charter) {
  const auto taker = std::ranges::find(charter.recipients, charter.payment->recipient, &Recipient::name);
  const auto notice = std::ranges::find(charter.links, charter.payment->link, &Link::name);
  NoticeTable table{"How a place is paid for", {"Question", "Answer"}, {}};
  table.rows.push_back({"Who pays", charter.payment->who_pays});
  table.rows.push_back({"Where", taker == charter.recipients.end() ? charter.payment->recipient : taker->title});
  table.rows.push_back({"What is kept here", "the reference of the payment and whether it is settled: no amount, card or bank details"});
  if (notice != charter.links.end()) table.rows.push_back({"Their own notice", lower_first(notice->title)});
  return table;
}

NoticeSection who_sees(const Charter& charter) {
  NoticeSection section{"who-sees", "Who may see it", "Every look at personal data is decided by these rules, and recorded.", {}, {}, {}};
  NoticeTable table{"Who may do what", {"Who", "May", "What", "While"}, {}};
  for (const Rule& rule : charter.rules) {
    Texts records;
    for (const std::string& name : rule.on) {
      const RecordKind* kind = charter.record_kind(name);
      if (!is_personal(*kind)) continue;
      Texts parts;
      for (const std::string& part : rule.parts) {
        if (const Part* found = kind->part(part)) parts.push_back(lower_first(found->title));
      }
      records.push_back(lower_first(kind->title) + (parts.empty() ? "" : ": " + listed(parts)));
    }
    if (records.empty()) continue;
    const std::string when = titles(rule.when, [](Predicate predicate) { return words(predicate); });
    table.rows.push_back({titles(rule.who, [&](const Who& who) { return words(who, charter); }),
                          titles(rule.may, [](Act act) { return words(act); }), listed(records), when.empty() ? "at any time" : when});
  }
  section.tables.push_back(std::move(table));
  if (!charter.publications.empty()) section.tables.push_back(published(charter));
  if (charter.recipients.empty()) {
    section.paragraphs.push_back("No recipient outside is stated.");
    return section;
  }
  NoticeTable outside{"To whom data is passed on", {"Recipient", "Why", "For the purpose"}, {}};
  for (const Recipient& recipient : charter.recipients) {
    outside.rows.push_back({recipient.title, recipient.why,
                            titles(recipient.purposes, [&](const std::string& name) { return charter.purpose(name)->title; })});
  }
  section.tables.push_back(std::move(outside));
  if (charter.payment) section.tables.push_back(paid(charter));
  return section;
}

NoticeTable links(const Charter& charter) {
  NoticeTable table{"More to read", {"What", "Where"}, {}};
  for (const Link& link : charter.links) table.rows.push_back({link.title, link.address ? link.address->operates : "not stated"});
  return table;
}

NoticeSection how_long(const Charter& charter) {
  NoticeSection section{
      "how-long", "How long we keep it", "What is due is destroyed by destroying its key; backups of keys follow within days.", {}, {}, {}};
  const std::string& schedule = charter.schedule.title;
  if (!schedule.empty()) section.paragraphs.push_back("The retention schedule meant here: " + lower_first(schedule) + ".");
  NoticeTable table{"How long", {"What", "Kept", "Then", "Readable nowhere, at the latest"}, {}};
  for (const RecordKind& kind : charter.record_kinds) {
    if (!is_personal(kind)) continue;
    for (const Part& part : kind.parts) {
      const std::string title = title_of(kind, part);
      const bool ends = std::ranges::find(kind.ended_destroys, part.name) != kind.ended_destroys.end();
      const std::string ended = ends ? "; at once when it is declined or cancelled" : "";
      if (part.keep.unstated) {
        table.rows.push_back({title, words(part.keep) + ended, "–", "–"});
        continue;
      }
      const std::string sooner = part.consent.empty() ? "" : ", or until you take back your consent, if that is sooner";
      const std::string local = part.keep.source == "local" ? " (decided by the partnership)" : "";
      table.rows.push_back({title, words(part.keep) + sooner + ended + local, ending_words(part.keep.then),
                            std::to_string(longest_days_until_unreadable(charter, part.keep)) + " days after that"});
    }
  }
  section.tables.push_back(std::move(table));
  return section;
}

NoticeSection safety(const Charter& charter) {
  NoticeSection section{"safety",
                        "Where it is, and how it is kept safe",
                        "Every record is sealed by itself, and each person signs in under a name of their own.",
                        {},
                        {},
                        {}};
  const auto or_unstated = [](const std::string& text) { return text.empty() ? std::string("not stated") : text; };
  section.tables.push_back({"Where the data lies",
                            {"Question", "Answer"},
                            {{"Who runs the servers", or_unstated(charter.storage.host)},
                             {"Where they stand", or_unstated(charter.storage.place)},
                             {"What leaves the country", or_unstated(charter.storage.transfers)}}});
  return section;
}

NoticeSection rights(const Charter& charter) {
  NoticeSection section{"rights", "Your rights", "You can ask in writing, by telephone or in person; using a right costs nothing.", {}, {},
                        {}};
  NoticeTable table{"What you can ask", {"Right", "What it means", "Not for"}, {}};
  for (const Right& right : charter.rights) table.rows.push_back({right.title, right.says, not_for(charter, right)});
  if (!table.rows.empty()) section.tables.push_back(std::move(table));
  if (const StatutoryClock* clock = charter.clock("rights-answer")) section.paragraphs.push_back(clock->says);
  return section;
}

std::string contact_lines(const Contact& contact) {
  Texts lines;
  if (!contact.post.empty()) lines.push_back(contact.post);
  for (const Printed& line : contact.address) lines.push_back(line.operates);
  if (contact.telephone) lines.push_back(contact.telephone->operates);
  if (const std::string hours = hours_words(contact); !hours.empty()) lines.push_back(hours);
  if (contact.email) lines.push_back(contact.email->operates);
  if (contact.website) lines.push_back(*contact.website);
  return joined(lines, ", ");
}

NoticeSection contacts(const Charter& charter) {
  NoticeSection section{"contact", "Whom to ask, and how to complain", "You can come to us first, or go to the regulator at once.", {}, {},
                        {}};
  NoticeTable table{"Contacts", {"For", "Where"}, {}};
  for (const Contact& contact : charter.contacts) table.rows.push_back({contact.title, contact_lines(contact)});
  section.tables.push_back(std::move(table));
  if (!charter.links.empty()) section.tables.push_back(links(charter));
  return section;
}

NoticeSection changes(const Charter& charter, const std::string& updated) {
  const bool is_known = charter.updated.has_value();
  return {"changes",
          "Changes to this notice",
          is_known ? "Last changed on " + updated + "." : "The notice does not state when it was last changed.",
          {"This is version " + charter.version + "."},
          {},
          {}};
}

// The section where a promise is read, by what shows it.
std::string_view section_of(const Promise& promise) {
  struct Place {
    std::string_view kind;
    std::string_view section;
  };
  static constexpr std::array<Place, 23> places = {{{"schedule", "how-long"},
                                                   {"effect", "how-long"},
                                                   {"ask", "what"},
                                                   {"field", "what"},
                                                   {"consent", "consent"},
                                                   {"access", "who-sees"},
                                                   {"owner", "who-sees"},
                                                   {"guard", "why"},
                                                   {"training", "safety"},
                                                   {"evidence", "safety"},
                                                   {"criterion", "why"},
                                                   {"case", "why"},
                                                   {"purpose", "why"},
                                                   {"task", "who-sees"},
                                                   {"disclosure", "who-sees"},
                                                   {"publication", "who-sees"},
                                                   {"gate", "who-sees"},
                                                   {"copies", "who-sees"},
                                                   {"retention", "how-long"},
                                                   {"ledger", "safety"},
                                                   {"backup", "safety"},
                                                   {"transfer", "safety"},
                                                   {"refusal", "why"}}};
  if (promise.controls.empty()) return "about";
  const Control& first = promise.controls.front();
  for (const Place& place : places) {
    if (place.kind == first.kind) return place.section;
  }
  if (first.target.starts_with("contact.")) return "contact";
  if (first.target == "updated") return "changes";
  if (first.target == "purposes" || first.target.starts_with("purpose.")) return "why";
  if (first.target == "records") return "what";
  if (first.target == "rights") return "rights";
  if (first.kind == "link" || first.kind == "line") return "contact";
  return first.target == "storage" ? "safety" : "about";
}

}  // namespace

void NoticeTable::add_shared(std::vector<std::string> row) {
  const auto shares = [&](const Texts& other) { return std::equal(other.begin() + 1, other.end(), row.begin() + 1, row.end()); };
  const auto same = std::ranges::find_if(rows, shares);
  if (same == rows.end())
    rows.push_back(std::move(row));
  else
    same->front() += "; " + lower_first(std::move(row.front()));
}

Notice notice(const Charter& charter) {
  Notice notice;
  notice.title = "Privacy notice of " + charter.partnership.name;
  notice.version = charter.version;
  notice.updated = charter.updated ? charter.updated->words() : "unstated";
  notice.sections = {about(charter),    why(charter),    what(charter),   consents(charter), who_sees(charter),
                     how_long(charter), safety(charter), rights(charter), contacts(charter), changes(charter, notice.updated)};
  for (const Promise& promise : charter.promises) {
    for (NoticeSection& section : notice.sections) {
      if (section.anchor == section_of(promise)) section.statements.push_back({promise.id, promise.says});
    }
  }
  return notice;
}

}  // namespace concordat::charter
