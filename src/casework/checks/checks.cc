#include "casework/checks/checks.h"

#include <algorithm>

#include "vault/involvement.h"

namespace concordat::casework {
namespace {

bool is_held_in(const CaseFile& case_file, RecordId record, std::string_view part) {
  return std::ranges::any_of(case_file.parts, [&](const store::PartRow& row) {
    return row.record == record && row.part == part && !row.destroyed;
  });
}

CheckView* find_check(ChecksOfReview& checks, RecordId record) {
  const auto found = std::ranges::find_if(checks.checks, [&](const CheckView& one) { return one.record.id == record; });
  return found == checks.checks.end() ? nullptr : &*found;
}

void note_leaf(const charter::RecordKind& kind, const ledger::Leaf& leaf, ChecksOfReview& checks) {
  if (leaf.event == vault::kCheckSent) {
    SentWord& sent = checks.sent[ledger::word_of(leaf, "agency")];
    ++sent.count;
    sent.last = leaf.at;
  }
  CheckView* check = leaf.record.is_none() ? nullptr : find_check(checks, leaf.record);
  if (!check) return;
  if (const auto about = vault::asked_about(leaf)) {
    check->about = *about;
    checks.basis[ledger::word_of(leaf, "agency")] = ledger::word_of(leaf, "basis");
  }
  const bool written = leaf.event == "record.put" || leaf.event == "record.corrected";
  if (written && leaf.part == kind.answer()->name) check->answered = leaf.at;
  if (leaf.event == "part.destroyed" && leaf.part == kind.parts.front().name) check->names_gone = leaf.at;
}

}  // namespace

const charter::RecordKind* check_kind(const charter::Charter& charter, std::string_view case_kind) {
  const auto found = std::ranges::find_if(
      charter.record_kinds, [&](const charter::RecordKind& kind) { return kind.is_check() && kind.case_kind == case_kind; });
  return found == charter.record_kinds.end() || !found->answer() ? nullptr : &*found;
}

const charter::Part* contact_part(const charter::RecordKind& kind) {
  for (const charter::Part& part : kind.parts)
    if (&part != &kind.parts.front() && &part != kind.answer()) return &part;
  return nullptr;
}

std::vector<const CheckView*> ChecksOfReview::of(AgencyId agency) const {
  std::vector<const CheckView*> found;
  for (const CheckView& one : checks)
    if (one.record.owner == agency) found.push_back(&one);
  return found;
}

const CheckView* ChecksOfReview::of(AgencyId agency, RecordId about) const {
  const CheckView* last = nullptr;
  for (const CheckView* one : of(agency))
    if (one->about == about) last = one;
  return last;
}

ChecksOfReview checks_of(const App& app, const charter::RecordKind& kind, const CaseFile& case_file) {
  ChecksOfReview found;
  for (const store::RecordRow& record : case_file.records) {
    if (record.kind != kind.name) continue;
    CheckView check;
    check.record = record;
    check.has_answer = is_held_in(case_file, record.id, kind.answer()->name);
    const auto told = check.has_answer ? std::nullopt : app.vault.subject_of(record.id, kind.parts.front().name);
    check.stopped = told && (told->restricted || told->objected);
    found.checks.push_back(std::move(check));
  }
  for (const ledger::Leaf& leaf : app.vault.changes(case_file.row.id)) note_leaf(kind, leaf, found);
  return found;
}

std::vector<AskablePerson> people_to_ask(const App& app, const policy::Actor& actor, const charter::RecordKind& kind,
                                         const CaseFile& case_file) {
  return people_among(app, actor, kind, case_file.records);
}

std::vector<AskablePerson> people_among(const App& app, const policy::Actor& actor, const charter::RecordKind& kind,
                                        const std::vector<store::RecordRow>& all) {
  std::vector<AskablePerson> people;
  const std::vector<charter::Field>& told = kind.parts.front().fields;
  const auto is_told = [&](const charter::Field& field) {
    return std::ranges::find(told, field.name, &charter::Field::name) != told.end();
  };
  for (const std::string& about : kind.asks_about) {
    const charter::RecordKind* of = app.charter().record_kind(about);
    std::vector<store::RecordRow> records = all;
    std::erase_if(records, [&](const store::RecordRow& one) { return one.kind != about; });
    std::map<RecordId, AskablePerson> by_record;
    for (const charter::Part& part : of->parts) {
      if (std::ranges::none_of(part.fields, is_told)) continue;
      auto opened = read_parts(app, actor, records, part.name);
      if (!opened) continue;
      for (auto& [id, one] : *opened) by_record[id].parts.push_back(std::move(one));
    }
    for (const store::RecordRow& record : records) {
      const auto found = by_record.find(record.id);
      if (found == by_record.end()) continue;
      found->second.row = record;
      const vault::Values values = told_of(kind, found->second);
      const auto name = values.find(told.front().name);
      found->second.name = name == values.end() ? of->title : name->second;
      people.push_back(std::move(found->second));
    }
  }
  return people;
}

std::string nobody_named(bool names_gone) {
  return names_gone ? "A person of this case; name destroyed with the answer" : "A person of this case";
}

vault::Values told_of(const charter::RecordKind& kind, const AskablePerson& person) {
  vault::Values told;
  for (const charter::Field& field : kind.parts.front().fields)
    for (const vault::OpenedPart& part : person.parts)
      if (const auto value = part.values.find(field.name); value != part.values.end() && !value->second.empty())
        told[field.name] = value->second;
  return told;
}

std::string basis_words(const charter::Charter& charter, const charter::RecordKind& kind) {
  const charter::Purpose* purpose = charter.purpose(kind.purpose);
  std::string words;
  if (!purpose) return words;
  for (const charter::Basis& basis : purpose->bases) words += (words.empty() ? "" : "; ") + basis.title;
  for (const charter::Law& law : purpose->laws) words += (words.empty() ? "" : "; ") + law.title;
  return words;
}

}  // namespace concordat::casework
