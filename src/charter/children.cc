// The notice for children of about 9 to 12 years (UK GDPR, Article 12(1) and recital 58): short sentences around the
// charter's own facts.

#include <algorithm>

#include "charter/outputs.h"
#include "charter/sentences.h"

namespace concordat::charter {
namespace {

using Lines = std::vector<std::string>;

NoticeSection who_we_are(const Charter& charter) {
  NoticeSection section{"about", "Who we are", "We are " + charter.partnership.name + ".", {}, {}, {}};
  section.paragraphs.push_back("We help the people who keep children in " + charter.partnership.area + " safe to work well together.");
  Lines agencies;
  for (const Agency& agency : charter.agencies) agencies.push_back(agency.title);
  if (!agencies.empty()) section.paragraphs.push_back("We work with: " + listed(agencies) + ".");
  return section;
}

// A child reads of what is about children, whether or not it is about others too: "child, parent or carer". What is about
// others alone is named, and stands in the whole notice.
bool is_about_children(const RecordKind& kind) { return kind.subject == "child" || kind.subject.starts_with("child,"); }

std::vector<const RecordKind*> about_children(const Charter& charter) {
  std::vector<const RecordKind*> kinds;
  for (const RecordKind& kind : charter.record_kinds) {
    if (is_about_children(kind)) kinds.push_back(&kind);
  }
  return kinds;
}

NoticeSection what_we_write_down(const Charter& charter) {
  NoticeSection section{"what", "What we write down", "We write down only what we need.", {}, {}, {}};
  NoticeTable table{"About children", {"What", "What it says"}, {}};
  for (const RecordKind* kind : about_children(charter)) {
    Lines fields;
    for (const Part& part : kind->parts) {
      for (const Field& field : part.fields) fields.push_back(lower_first(field.label));
    }
    table.rows.push_back({kind->title, upper_first(listed(fields))});
  }
  if (!table.rows.empty()) section.tables.push_back(std::move(table));
  Lines others;
  for (const RecordKind& kind : charter.record_kinds) {
    if (!kind.subject.empty() && !is_about_children(kind)) others.push_back(lower_first(kind.title));
  }
  if (!others.empty())
    section.paragraphs.push_back("We also keep things about grown-ups: " + listed(others) + ". Our whole notice tells about them.");
  return section;
}

NoticeSection why_we_do(const Charter& charter) {
  NoticeSection section{"why", "What we use it for", "We use it for these things. We do not use it for anything else.", {}, {}, {}};
  for (const Purpose& purpose : charter.purposes) {
    const auto serves = [&](const RecordKind* kind) { return kind->purpose == purpose.name; };
    if (std::ranges::any_of(about_children(charter), serves))
      section.paragraphs.push_back(purpose.title + ": " + lower_first(purpose.says));
  }
  return section;
}

NoticeSection who_can_look(const Charter& charter) {
  NoticeSection section{"who-sees", "Who can look at it", "Not everybody can look. Each time someone looks, it is written down.", {}, {},
                        {}};
  NoticeTable table{"Who can look", {"What", "Who can look at it"}, {}};
  for (const RecordKind* kind : about_children(charter)) {
    for (const Part& part : kind->parts) {
      Lines people;
      for (const Rule* rule : rules_for(charter, Act::read, kind->name, part.name)) {
        for (const Who& who : rule->who) people.push_back(words(who, charter));
      }
      table.add_shared({short_title(*kind, part), people.empty() ? "Nobody" : upper_first(listed(people))});
    }
  }
  section.tables.push_back(std::move(table));
  Lines outside;
  for (const Recipient& recipient : charter.recipients) outside.push_back(recipient.title);
  if (!outside.empty()) section.paragraphs.push_back("Sometimes we pass it on to: " + listed(outside) + ".");
  return section;
}

NoticeSection how_long_we_keep_it(const Charter& charter) {
  NoticeSection section{"how-long", "How long we keep it", "When the time is up, nobody can read it any more.", {}, {}, {}};
  NoticeTable table{"How long", {"What", "How long we keep it"}, {}};
  for (const RecordKind* kind : about_children(charter)) {
    for (const Part& part : kind->parts) {
      table.add_shared({short_title(*kind, part),
                        part.keep.unstated ? "Our notice does not say. You can ask us." : "We keep it " + words(part.keep) + "."});
    }
  }
  section.tables.push_back(std::move(table));
  return section;
}

NoticeSection what_you_can_ask(const Charter& charter) {
  NoticeSection section{"rights", "What you can ask us", "It is about you, so you can ask. It costs nothing.", {}, {}, {}};
  section.paragraphs.push_back("You can ask by yourself. You can also ask a grown-up you trust to help you.");
  NoticeTable table{"Your rights", {"Right", "What it means"}, {}};
  for (const Right& right : charter.rights) table.rows.push_back({right.title, right.says});
  section.tables.push_back(std::move(table));
  return section;
}

NoticeSection whom_to_talk_to(const Charter& charter) {
  NoticeSection section{"talk", "Who you can talk to", "If you are in danger now, call 999.", {}, {}, {}};
  NoticeTable table{"People you can ask", {"What about", "How"}, {}};
  const auto add = [&](const Contact& contact) {
    Lines ways;
    if (contact.telephone) ways.push_back("Call " + contact.telephone->operates);
    if (const std::string hours = hours_words(contact); !hours.empty()) ways.push_back(hours);
    if (contact.email) ways.push_back("Email " + contact.email->operates);
    if (!ways.empty()) table.rows.push_back({contact.title, joined(ways, "; ")});
  };
  for (const bool is_concern : {true, false}) {
    for (const Contact& contact : charter.contacts) {
      if (contact.is_for_concerns() == is_concern) add(contact);
    }
  }
  section.paragraphs.push_back("You can also tell a grown-up you trust, such as a teacher.");
  section.tables.push_back(std::move(table));
  return section;
}

}  // namespace

Notice children_notice(const Charter& charter) {
  Notice notice;
  notice.title = "What we know about you, and why";
  notice.version = charter.version;
  notice.updated = charter.updated ? charter.updated->words() : "unstated";
  notice.sections = {who_we_are(charter),          what_we_write_down(charter), why_we_do(charter),      who_can_look(charter),
                     how_long_we_keep_it(charter), what_you_can_ask(charter),   whom_to_talk_to(charter)};
  return notice;
}

}  // namespace concordat::charter
