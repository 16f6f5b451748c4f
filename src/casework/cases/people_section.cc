#include "casework/cases/people_section.h"

#include <algorithm>

#include "base/named_values.h"
#include "base/uncertain_date.h"
#include "casework/cases/next_act.h"
#include "casework/cases/next_step.h"
#include "casework/cases/records.h"
#include "casework/cases/restrictions.h"
#include "casework/cases/sections.h"
#include "casework/family/family_picture.h"
#include "casework/fields.h"
#include "casework/warrant_view.h"
#include "html/components/content.h"
#include "html/components/form.h"

namespace concordat::casework {
namespace {

using html::Html;

// Fields of the library that the picture knows; a charter that holds fewer of them has a plainer picture.
constexpr const char* kName = "name";
constexpr const char* kRelationship = "relationship";
constexpr const char* kLinkKind = "link-kind";
constexpr const char* kBirth = "birth-date";
constexpr const char* kDeath = "death-date";
constexpr const char* kAddress = "address";

struct Person {
  const store::RecordRow* record = nullptr;
  const charter::RecordKind* kind = nullptr;
  vault::Values values;
  char household = 0;
};

std::string value(const Person& person, const char* field) {
  return value_in(person.values, field);
}

// Without spaces and commas, in one case: the same address typed twice is one household.
std::string plain(const std::string& address) {
  std::string letters;
  for (const char c : address) {
    if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
    else if (static_cast<unsigned char>(c) > ' ' && c != ',' && c != '.') letters += c;
  }
  return letters;
}

// A letter for every address, in the order in which they come. Returns the addresses.
std::vector<std::string> name_households(std::vector<Person>& people) {
  std::vector<std::string> addresses;
  for (Person& person : people) {
    const std::string address = value(person, kAddress);
    if (plain(address).empty()) continue;
    const auto found = std::ranges::find_if(addresses, [&](const std::string& one) { return plain(one) == plain(address); });
    const auto number = found - addresses.begin();
    if (found == addresses.end()) addresses.push_back(address);
    if (number < 26) person.household = static_cast<char>('A' + number);
  }
  return addresses;
}

// Whole years on a day, "3 or 4" where the birth is uncertain. Nothing where nothing bounds it, or it is of one not yet born.
std::string age_on(CivilDate day, const UncertainDate& birth) {
  const auto first = birth.earliest();
  const auto last = birth.latest();
  if (!first || !last || birth.kind() == UncertainDate::Kind::unborn || day < *first) return "";
  const auto years = [&](CivilDate born) {
    return std::max(0, day.year() - born.year() - (day < born.plus_years(day.year() - born.year()) ? 1 : 0));
  };
  const int least = years(*last);
  const int most = years(*first);
  if (least == most) return std::to_string(most);
  return std::to_string(least) + (most == least + 1 ? " or " : " to ") + std::to_string(most);
}

std::vector<std::string> facts_of(const Person& person, CivilDate today) {
  std::vector<std::string> facts;
  const auto birth = UncertainDate::parse(value(person, kBirth));
  const auto death = UncertainDate::parse(value(person, kDeath));
  if (birth) facts.push_back(birth->kind() == UncertainDate::Kind::unborn ? birth->words() : "born " + birth->words());
  if (death) facts.push_back("died " + death->words());
  else if (birth)
    if (const std::string age = age_on(today, *birth); !age.empty()) facts.push_back("aged " + age);
  return facts;
}

Relative relative_of(const Person& person, CivilDate today) {
  Relative one;
  one.name = value(person, kName);
  one.relation = value(person, kRelationship);
  if (one.relation.empty()) one.relation = value(person, kLinkKind);
  one.kinship = kinship_of(value(person, kRelationship));
  if (person.kind->subject == "child") one.kinship.place = Place::child;
  one.facts = facts_of(person, today);
  one.died = !value(person, kDeath).empty();
  one.household = person.household;
  return one;
}

// Short, and neither special category nor criminal data, which is opened on the record's own page.
std::vector<const charter::Field*> columns_of(const charter::Part& part) {
  std::vector<const charter::Field*> columns;
  for (const charter::Field& field : part.fields)
    if (field.type != charter::FieldType::long_text && field.category == charter::Category::personal) columns.push_back(&field);
  return columns;
}

// Whoever of this kind this person may read; nothing where they cannot be opened.
std::optional<std::vector<Person>> people_of(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  std::vector<store::RecordRow> records = case_file.records;
  std::erase_if(records, [&](const store::RecordRow& one) { return one.kind != kind.name || case_file.destroyed(one.id); });
  const auto opened = read_parts(visit.app, visit.actor, records, kind.parts.front().name);
  if (!opened) return std::nullopt;
  std::vector<Person> people;
  for (const store::RecordRow& record : case_file.records)
    if (const auto found = opened->find(record.id); found != opened->end()) people.push_back({&record, &kind, found->second.values});
  return people;
}

// Held, but not for this person to open: the section Access says the same.
Html nobody_html(const Visit& visit, const CaseFile& case_file, const charter::RecordKind& kind) {
  const auto is_held = [&](const store::RecordRow& one) { return one.kind == kind.name && !case_file.destroyed(one.id); };
  const auto held = static_cast<std::size_t>(std::ranges::count_if(case_file.records, is_held));
  if (held == 0) {
    const std::string gone = destroyed_words(visit, case_file, kind);
    const bool over = concluded(visit.app.charter(), case_file.row);
    return html::paragraph(!gone.empty() ? gone : over ? "Nobody was recorded." : "Nobody is recorded yet.");
  }
  if (std::ranges::any_of(case_file.records, [&](const store::RecordRow& one) { return is_held(one) && is_kept_by_a_right(visit, one); }))
    return html::paragraph("Nobody is shown now, as said above.");
  return html::paragraph(counted(held, "record") + (held == 1 ? " is" : " are") + " held, and not yours to open.");
}

Html table_html(const Visit& visit, const CaseFile& case_file, const std::vector<Person>& people, const charter::RecordKind& kind) {
  const auto columns = columns_of(kind.parts.front());
  html::Table table;
  table.caption = kind.title;
  table.caption_classes = "govuk-table__caption--m";
  table.first_cell_is_header = true;
  for (const charter::Field* field : columns) table.head.push_back({.text = field->label});
  const bool households = std::ranges::any_of(people, [](const Person& person) { return person.household != 0; });
  if (households) table.head.push_back({.text = "Household"});
  for (const Person& person : people) {
    if (person.kind != &kind) continue;
    table.rows.emplace_back();
    auto& row = table.rows.back();
    for (const charter::Field* field : columns) {
      const std::string words = shown(*field, person.values);
      row.push_back({.text = row.empty() ? html::link(words, path_of(*person.record)) : html::text(words)});
    }
    if (households) row.push_back({.text = person.household == 0 ? "not given" : std::string(1, person.household)});
  }
  if (!table.rows.empty()) {
    const std::string gone = destroyed_words(visit, case_file, kind);
    return html::scrolling_table(table) + (gone.empty() ? Html() : html::paragraph(gone));
  }
  return html::heading(2, kind.title, html::Size::m) + nobody_html(visit, case_file, kind);
}

Html picture_html(const Visit& visit, const std::vector<Person>& people, const std::vector<std::string>& addresses) {
  std::vector<Relative> relatives;
  for (const Person& person : people) relatives.push_back(relative_of(person, visit.app.today()));
  Html content = html::heading(2, "The family", html::Size::m);
  content += Html("<div class=\"concordat-scroll concordat-family-frame\" role=\"region\" tabindex=\"0\" "
                  "aria-label=\"The family as a picture\">") +
             family_picture(relatives) + Html("</div>");
  content += family_legend();
  content += html::paragraph("Whom the words of their relationship do not place stands below, with no line. A letter is a household. "
                             "Where the picture is wider than the screen, it moves sideways; the tables below say the same.");
  std::vector<html::Content> households;
  for (std::size_t i = 0; i < addresses.size() && i < 26; ++i)
    households.emplace_back("Household " + std::string(1, static_cast<char>('A' + i)) + ": " + addresses[i]);
  return content + (households.empty() ? Html() : html::bullets(households));
}

http::Response show_people(const Visit& visit, const CaseFile& case_file) {
  const auto kinds = own_kinds_on(visit, case_file, "people");
  std::vector<Person> people;
  for (const charter::RecordKind* kind : kinds) {
    auto some = people_of(visit, case_file, *kind);
    if (!some)
      return problem(visit.app, visit.request,
                     {"The people of this case cannot be opened now.", "Try again; if it lasts, tell the administrator."},
                     path_of(case_file.row));
    std::ranges::move(*some, std::back_inserter(people));
  }
  const std::vector<std::string> addresses = name_households(people);
  const bool over = concluded(visit.app.charter(), case_file.row);
  Html buttons = next_button(visit, case_file);
  for (const charter::RecordKind* kind : kinds)
    if (!over && may_add(visit, case_file, kind->name) && kind != nobody_to_ask_about(visit, case_file))
      buttons += html::button({.text = "Add: " + within_sentence(kind->title), .href = path_of_add(case_file, kind->name),
                               .classes = "govuk-button--secondary"});
  Html content = buttons.empty() ? Html() : Html("<div class=\"govuk-button-group\">") + buttons + Html("</div>");
  if (!people.empty()) content += picture_html(visit, people, addresses);
  for (const charter::RecordKind* kind : kinds) content += table_html(visit, case_file, people, *kind);
  return section_page(visit, case_file, "people", content);
}

}  // namespace

bool has_people_section(const Visit& visit, const CaseFile& case_file) { return !own_kinds_on(visit, case_file, "people").empty(); }

void add_people_section(http::Router& router, const App& app) {
  add_section_page(router, app, http::Method::get, "people", "", show_people);
}

}  // namespace concordat::casework
