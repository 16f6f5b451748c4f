// Of a demonstration: agencies are asked whether they know the people of a review. Most answer; one in three does not know them.

#include <algorithm>

#include "casework/access.h"
#include "ops/demonstration_case.h"
#include "ops/demonstration_company.h"
#include "vault/involvement.h"

namespace concordat::ops {

using charter::Act;

// False where nobody may ask now, or there is nobody yet to ask about.
Result<bool> CaseLife::ask_whether_known(Company& company, const charter::RecordKind& kind, std::size_t number) {
  std::vector<store::RecordRow> people;
  for (const std::string& about : kind.asks_about)
    for (store::RecordRow& one : casework::records_of(company.app(), id_, about)) people.push_back(std::move(one));
  if (people.empty() || asked_.empty()) return false;
  const store::RecordRow& person = people[number / asked_.size() % people.size()];
  const charter::Part& first = kind.parts.front();
  policy::Subject subject =
      casework::subject_for(company.app(), id_, {kind.name, first.name, asked_[number % asked_.size()], "office", ""});
  const auto read = company.grant(
      Act::read, *company.vault().subject_of(person.id, company.charter().record_kind(person.kind)->parts.front().name), number);
  const auto told = company.grant(Act::add, subject, number);
  if (!read || !told) return false;
  const auto opened = TRY(company.vault().read_list({*read}));
  if (opened.empty()) return false;
  vault::NewCheck check{*told, opened, std::nullopt, {}};
  for (const charter::Part& part : kind.parts) {
    if (&part == &first || &part == kind.answer()) continue;
    subject.part = part.name;
    if (const auto contact = company.grant(Act::add, subject, number)) check.contact = *contact;
    check.contact_values = content(company, kind, part, inventor_.person()).values;
  }
  vault::Involvement involvement(company.vault(), company.disposal());
  if (TRY(involvement.ask({check})) == 0) return false;
  company.was_added(kind.name, first.name);
  if (check.contact) company.was_added(kind.name, check.contact->subject().part);
  if (number % 4 != 3) TRY(answer_whether_known(company, kind, number));  // every fourth still waits
  return true;
}

Result<void> CaseLife::answer_whether_known(Company& company, const charter::RecordKind& kind, std::size_t number) {
  const charter::Part& part = *kind.answer();
  const RecordId check = casework::records_of(company.app(), id_, kind.name).back().id;
  const auto grant = company.grant(Act::add, *company.vault().subject_of(check, part.name), number);
  if (!grant) return {};
  const auto field = std::ranges::find(part.fields, kind.answered_by, &charter::Field::name);
  const std::string& answer = field->choices[number % field->choices.size()];
  vault::Values values;
  if (number % field->choices.size() == 0) values = content(company, kind, part, inventor_.person()).values;
  values[kind.answered_by] = answer;
  TRY(vault::Involvement(company.vault(), company.disposal()).answer({{*grant, values, 0}}));
  company.was_added(kind.name, part.name);
  const auto read = company.grant(Act::read, *company.vault().subject_of(check, part.name), number);
  if (read) TRY(company.vault().read_list({*read}));
  return {};
}

}  // namespace concordat::ops
