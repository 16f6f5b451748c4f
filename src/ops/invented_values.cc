// What somebody might enter into a field that no program knows beforehand.

#include <algorithm>
#include <array>

#include "ops/invented.h"

namespace concordat::ops {
namespace {

using charter::Field;
using charter::FieldType;

enum class Topic {
  someone, carers, relationship, web, organisation, person, email, address, birth, death, later, place, title, needs, role, body, reference,
  right, period, figures, law, lesson, origin
};

struct TopicWord {
  std::string_view word;
  Topic topic;
};

// The first that stands in a field's name or label says what is meant.
constexpr std::array kTopicWords = {
    TopicWord{"approved by", Topic::someone},   TopicWord{"checked by", Topic::someone},      TopicWord{"holds it", Topic::someone},
    TopicWord{"who cared", Topic::carers},      TopicWord{"relationship", Topic::relationship}, TopicWord{"address of the", Topic::web},
    TopicWord{"agency", Topic::organisation},   TopicWord{"organisation", Topic::organisation}, TopicWord{"provider", Topic::organisation},
    TopicWord{"recipient", Topic::organisation}, TopicWord{"from whom", Topic::organisation},  TopicWord{"email", Topic::email},
    TopicWord{"birth", Topic::birth},           TopicWord{"death", Topic::death},             TopicWord{"next", Topic::later},
    TopicWord{"address", Topic::address},       TopicWord{"title", Topic::title},             TopicWord{"name", Topic::person},
    TopicWord{"place", Topic::place},           TopicWord{"training needs", Topic::lesson},   TopicWord{"dietary", Topic::needs},
    TopicWord{"access needs", Topic::needs},    TopicWord{"requirements", Topic::needs},      TopicWord{"role", Topic::role},
    TopicWord{"capacity", Topic::role},         TopicWord{"sector", Topic::body},             TopicWord{"group", Topic::body},
    TopicWord{"reference", Topic::reference},   TopicWord{"purchase order", Topic::reference}, TopicWord{"which right", Topic::right},
    TopicWord{"period", Topic::period},         TopicWord{"figures", Topic::figures},         TopicWord{"points", Topic::figures},
    TopicWord{"in law", Topic::law},TopicWord{"sensitive", Topic::law},
    TopicWord{"ethnic", Topic::origin},         TopicWord{"lessons", Topic::lesson},          TopicWord{"findings", Topic::lesson},
    TopicWord{"learn", Topic::lesson},          TopicWord{"brought you", Topic::lesson},      TopicWord{"guarantee", Topic::lesson},
    TopicWord{"guards", Topic::lesson},         TopicWord{"training", Topic::lesson},         TopicWord{"survey", Topic::lesson}};

using Words = std::vector<const char*>;
const Words kCourses = {"Working with families who move often", "Hearing the voice of the child",  "Neglect: seeing it early",
                        "Safer recruitment",                    "Learning from reviews",           "Online harm and how to talk about it",
                        "When a baby is not brought",           "Information shared in good time", "Exploitation: the first signs"};
const Words kTitles = {"What we learned of missed appointments", "Our contact with the family", "How agencies spoke with one another",
                       "A year of early help", "Handovers between two schools"};
const Words kPlaces = {"Town Hall, room 2", "Library, first floor", "Civic Centre, committee room", "Family centre, hall"};
const Words kRelations = {"mother", "father", "grandmother", "aunt", "older brother", "family friend"};
const Words kRoles = {"Health visitor", "Designated safeguarding lead", "Social worker", "School nurse", "Youth worker", "Practitioner"};
const Words kBodies = {"Education", "Health", "Early years", "Quality and performance group", "Voluntary sector", "Executive board"};
const Words kRights = {"See it", "Have it put right", "Have it erased", "Object"};
const Words kLaws = {"a public task", "a duty in law", "consent", "substantial public interest"};
const Words kLessons = {"Ask at every visit who lives in the home, and write it down.",
                        "A missed appointment is a sign, and is followed up.",
                        "Handovers in writing, within two days.", "Staff want shorter courses nearer to where they work.",
                        "Checks are made again each year, and whoever makes them signs."};
const Words kOrigins = {"White British", "Mixed heritage", "Bangladeshi", "Black African", "Polish", "not stated"};
const Words kRequests = {"asks what is held and who has seen it", "writes that a letter went to the wrong house",
                         "thanks the team for its patience", "asks for a copy of what was decided", "wants to know what happens next"};

std::optional<Topic> topic_of(const Field& field) {
  std::string text = field.name + " " + field.label;
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (const TopicWord& one : kTopicWords)
    if (text.find(one.word) != std::string::npos) return one.topic;
  return std::nullopt;
}

bool is_event(const charter::RecordKind& kind) {
  return std::ranges::any_of(kind.parts, [](const charter::Part& part) {
    return std::ranges::any_of(part.fields, [](const Field& field) { return !field.expects.empty(); });
  });
}

std::string invent_day(Inventor& inventor, const Field& field, std::optional<Topic> topic, const Scene& scene) {
  if (!field.expects.empty()) return scene.planned(field.expects).iso();
  if (!field.records.empty()) return scene.today.iso();
  CivilDate lately = scene.today.plus_days(-static_cast<std::int32_t>(inventor.below(30)));
  // What the partnership itself does in a case comes after the case was opened.
  if (scene.kind.owner == charter::Owner::partnership && topic != Topic::death) lately = std::max(lately, scene.opened);
  if (topic == Topic::birth) return scene.about.birth.iso();
  if (topic == Topic::later) return scene.today.plus_months(12).iso();
  return std::max(lately, scene.about.birth).iso();
}

std::string invent_account(Inventor& inventor, const Scene& scene) {
  if (tells_of_family(scene.kind)) return inventor.narrative(scene.family());
  return scene.kind.subject.empty() ? inventor.pick(kLessons) : scene.about.name + " " + inventor.pick(kRequests) + ".";
}

std::string invent_text(Inventor& inventor, Topic topic, const Scene& scene) {
  switch (topic) {
    case Topic::someone: return inventor.person().name;
    case Topic::carers: return scene.family().mother.name + ", at " + scene.family().mother.address;
    case Topic::relationship: return inventor.pick(kRelations);
    case Topic::web: return "https://www.example.org/notice";
    case Topic::organisation: return scene.about.organisation;
    case Topic::person: return scene.about.name;
    case Topic::email: return scene.about.email;
    case Topic::address: return scene.about.address;
    case Topic::place: return inventor.pick(kPlaces);
    case Topic::title: return inventor.pick(is_event(scene.kind) ? kCourses : kTitles);
    case Topic::needs: return inventor.needs();
    case Topic::role: return inventor.pick(kRoles);
    case Topic::body: return inventor.pick(kBodies);
    case Topic::reference: return "EX-" + std::to_string(10'000 + inventor.below(90'000));
    case Topic::right: return inventor.pick(kRights);
    case Topic::period: return std::to_string(scene.today.year()) + ", quarter " + std::to_string(1 + inventor.below(4));
    case Topic::figures: return std::to_string(10 + inventor.below(400));
    case Topic::law: return inventor.pick(kLaws);
    case Topic::origin: return inventor.pick(kOrigins);
    case Topic::lesson: return inventor.pick(kLessons);
    case Topic::birth:
    case Topic::death:
    case Topic::later: break;
  }
  return invent_account(inventor, scene);
}

}  // namespace

bool tells_of_family(const charter::RecordKind& kind) {
  return std::ranges::any_of(std::array{"child", "family", "carer", "parent"},
                             [&](const char* word) { return kind.subject.find(word) != std::string::npos; });
}

std::optional<std::string> invent_value(Inventor& inventor, const Field& field, const Scene& scene) {
  const auto topic = topic_of(field);
  const bool left_out = field.type == FieldType::number ? false : topic == Topic::death ? inventor.below(4) != 0 : inventor.below(3) == 0;
  if (!field.required && left_out) return std::nullopt;
  switch (field.type) {
    case FieldType::email: return scene.about.email;
    case FieldType::telephone: return scene.about.telephone;
    case FieldType::choice: return field.choices[inventor.below(field.choices.size())];
    case FieldType::number: return std::to_string(20 + inventor.below(20));
    case FieldType::yes_no: return inventor.below(4) == 0 ? "no" : "yes";
    case FieldType::date:
    case FieldType::uncertain_date: return invent_day(inventor, field, topic, scene);
    case FieldType::text:
    case FieldType::long_text: break;
  }
  return topic ? invent_text(inventor, *topic, scene) : invent_account(inventor, scene);
}

}  // namespace concordat::ops
