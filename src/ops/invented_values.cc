// What somebody might enter into a field that no program knows beforehand.

#include <algorithm>
#include <array>

#include "ops/invented.h"

namespace concordat::ops {
namespace {

using charter::Field;
using charter::FieldType;

enum class Topic {
  someone, carers, asked_about, relationship, web, organisation, person, email, address, birth, death, later, soon, now, title, needs,
  reference, period
};

struct TopicWord {
  std::string_view word;
  Topic topic;
};

// The first that stands in a field's name or label says what is meant.
constexpr std::array kTopicWords = {
    TopicWord{"approved by", Topic::someone},   TopicWord{"checked by", Topic::someone},        TopicWord{"holds it", Topic::someone},
    TopicWord{"about whom", Topic::asked_about}, TopicWord{"whose-birth", Topic::birth}, TopicWord{"answer-by", Topic::soon},
    TopicWord{"by when", Topic::soon},          TopicWord{"done-on", Topic::now},
    TopicWord{"who cared", Topic::carers},      TopicWord{"relationship", Topic::relationship}, TopicWord{"address of the", Topic::web},
    TopicWord{"agency-name", Topic::organisation}, TopicWord{"organisation", Topic::organisation},
    TopicWord{"provider", Topic::organisation}, TopicWord{"recipient", Topic::organisation},    TopicWord{"from whom", Topic::organisation},
    TopicWord{"email", Topic::email},           TopicWord{"birth", Topic::birth},               TopicWord{"death", Topic::death},
    TopicWord{"next", Topic::later},            TopicWord{"address", Topic::address},           TopicWord{"reply-to", Topic::address},
    TopicWord{"title", Topic::title},           TopicWord{"name", Topic::person},          TopicWord{"dietary", Topic::needs},
    TopicWord{"access needs", Topic::needs},    TopicWord{"requirements", Topic::needs},        TopicWord{"reference", Topic::reference},
    TopicWord{"purchase order", Topic::reference}, TopicWord{"period", Topic::period}};

using Words = std::vector<const char*>;
struct Phrases {
  std::string_view word;  // as it stands in a field's name or label
  Words words;
};

// What is written where the field itself says what it wants, whomever the record is about; asked before the topics.
const std::vector<Phrases> kPhrases = {
    {"who told us", {"Children's social care, duty team", "Police, public protection unit", "Hospital, children's ward"}},
    {"sent by", {"The business team", "The deputy of the manager"}},
    {"course-place", {"Town Hall, room 2", "Library, first floor", "Civic Centre, committee room", "Family centre, hall"}},
    {"where it is kept", {"Civic Centre, locked cabinet 4", "Records room, shelf 12"}},
    {"published-where", {"On the partnership's website", "In the national repository of reviews"}},
    {"training needs", {"A course on online harm, in the evening", "How to speak with a child who does not want to speak"}},
    {"survey-purpose", {"What staff want of next year's training", "How easily a worry about a child is told"}},
    {"survey-answer", {"I would like shorter courses, nearer to where I work.", "The number to call should be on the first page."}},
    {"job role", {"Health visitor", "Designated safeguarding lead", "Social worker", "School nurse", "Youth worker"}},
    {"capacity", {"For myself", "As a parent", "As a solicitor"}},
    {"sector", {"Education", "Health", "Early years", "Voluntary sector"}},
    {"group-seat", {"Quality and performance group", "Learning group", "Executive board"}},
    {"which group", {"Quality and performance group", "Learning group", "Rapid review group"}},
    {"which right", {"See it", "Have it put right", "Have it erased", "Object"}},
    {"in law", {"A public task", "A duty in law", "Substantial public interest"}},
    {"ethnic", {"White British", "Mixed heritage", "Bangladeshi", "Black African", "Polish", "Not stated"}},
    {"agency and post", {"Children's social care, head of service", "Police, detective inspector", "Hospital, named nurse"}},
    {"task for which", {"To chair the panel of the rapid review", "To advise on what may be published"}},
    {"standard", {"Whoever leads answers for safeguarding", "Staff are trained every two years", "People are checked before they start"}},
    {"what is to be done", {"Agree one form for handovers", "Train the night staff in what to write down"}},
    {"recommended", {"Name one person in each agency for handovers", "Look at each missed appointment within a week"}},
    {"legal status", {"Child in need", "Child protection plan", "Looked after by the council", "None"}},
    {"criminal proceedings", {"None known", "A charge was brought; the trial is in spring"}},
    {"convictions", {"None", "None known"}},
    {"tell us more", {"The named nurse, by the telephone of the ward", "The duty desk of the team"}},
    {"service it is for", {"Two days of training a year", "Half-day courses for early years"}},
    {"who came", {"Detective inspector of the police; designated lead of the school; health visitor"}},
    {"why is none", {"The child has recovered; the agencies do not agree about what was known before."}},
    {"shows the authority", {"A letter signed by the person, seen on the day", "The birth certificate, seen on the day"}},
    {"decision, with", {"Granted in full.", "Granted but for one item, which was told to us in confidence."}},
    {"withheld", {"The name of somebody who told us of it: information given in confidence."}},
    {"confirms", {"Training, checks before people start, and supervision each month."}},
    {"shows that it was done", {"The list of those who came: 41 names.", "The form, as it is used since May."}},
    {"what was found", {"Handovers were made by word of mouth: three files of five hold nothing of them."}},
    {"what shows it", {"The list of those who came: 41 names.", "Minutes of the board, item 4."}},
    {"on which ground", {"To protect a child, under section 47 of the Children Act 1989."}},
    {"at once to keep", {"The other children stay with their grandmother, and are seen twice a week."}},
    {"pause-reason", {"The police ask to wait until the witnesses were heard. Agreed by the safeguarding partners."}},
    {"extension-reason", {"One agency's account is late. Agreed by the safeguarding partners."}},
    {"reopening-reason", {"A witness came forward who was not heard before."}},
    {"delay-reason", {"A trial is still to come."}},
    {"decision-reasons", {"The same was learned in last year's review, and its actions are under way."}},
    {"meeting-at hour", {"10:00", "14:30"}},
    {"meeting-place", {"Civic Centre, committee room", "Town Hall, room 2", "Online"}},
    {"agenda", {"What each agency knew; what went well; what is to be learned."}},
    {"minutes", {"Each agency told what it knew. The family is heard before the next meeting."}},
    {"where the child was", {"At home", "At school", "At a relative's home"}},
    {"protection plan", {"Child protection plan for neglect; the health visitor comes each week.", "School nurse and early help."}},
    {"which services", {"Health visiting and the school nurse", "Community policing", "Early help"}},
    {"in which consultation", {"V-2026-001", "There was none"}},
    {"anything else", {"Nothing else.", "The file before 2019 is on paper."}},
    {"joining", {"Come to the main entrance. There is parking behind the house."}},
    {"your question", {"When is the next course on neglect?", "Whom do we call about a child who moved to another county?"}},
    {"what is offered", {"Twelve half-day courses a year, for up to twenty people each"}},
    {"asked about, and why", {"How children were heard last year, so that this year's plan follows from it."}},
    {"what was heard", {"Young people want to be told what was decided, and by whom."}},
    {"what changed", {"The form asks for the child's own words first."}},
    {"asked of the agency", {"What it knows of the family since the move, so that the review sees the whole of it."}},
    {"hope to learn", {"How to speak with a child who does not want to speak."}},
    {"brought you", {"I know now whom to call first."}},
    {"think of the training", {"Good; too short for the last exercise."}},
    {"guarantee", {"It acts on our instruction alone, and deletes all at the end."}},
    {"guards", {"Loss: there is a copy of each night, and it is tried every three months."}},
    {"figures", {"Children with a plan: 212; seen within a week: 197", "Referrals: 318; answered in time: 301"}},
    {"points", {"1", "2", "3"}},
    {"lessons", {"Ask at every visit who lives in the home, and write it down.", "A missed appointment is a sign, and is followed up."}},
    {"findings", {"Handovers in writing, within two days: in place. Supervision at night: a gap; the rota changes in May."}},
    {"can be learned", {"For schools and health: handovers in writing, within two days."}},
    {"analysis", {"Each agency acted on its own. Nobody put the missed appointments together."}},
    {"answer answer", {"An apology was sent, and the address was put right.", "It was explained by telephone, and a copy was sent."}},
    {"reason", {"Two agencies asked for it."}}};

const Words kCourses = {"Working with families who move often", "Hearing the voice of the child",  "Neglect: seeing it early",
                        "Safer recruitment",                    "Learning from reviews",           "Online harm and how to talk about it",
                        "When a baby is not brought",           "Information shared in good time", "Exploitation: the first signs"};
const Words kTitles = {"What we learned of missed appointments", "Our contact with the family", "How agencies spoke with one another",
                       "A year of early help", "Handovers between two schools"};
const Words kRelations = {"grandmother on the mother's side", "aunt", "family friend"};
const Words kNotes = {"Checked, and nothing is missing.", "To be looked at again in spring."};
const Words kRequests = {"asks what is held and who has seen it", "writes that a letter went to the wrong house",
                         "thanks the team for its patience", "asks for a copy of what was decided", "wants to know what happens next"};

std::string words_of(const Field& field) {
  std::string text = field.name + " " + field.label;
  std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

const Phrases* phrases_of(const Field& field) {
  const std::string text = words_of(field);
  const auto found = std::ranges::find_if(kPhrases, [&](const Phrases& one) { return text.find(one.word) != std::string::npos; });
  return found == kPhrases.end() ? nullptr : &*found;
}

std::optional<Topic> topic_of(const Field& field) {
  const std::string text = words_of(field);
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
  if (topic == Topic::soon) return scene.today.plus_days(14 + static_cast<std::int32_t>(inventor.below(60))).iso();
  if (topic == Topic::now) return scene.today.iso();
  return std::max(lately, scene.about.birth).iso();
}

std::string invent_account(Inventor& inventor, const Scene& scene) {
  if (tells_of_family(scene.kind)) return inventor.narrative(scene.family());
  return scene.kind.subject.empty() ? inventor.pick(kNotes) : scene.about.name + " " + inventor.pick(kRequests) + ".";
}

std::string whom_it_is_about(const InventedFamily& family) {
  std::string text = family.child.name + ", born " + family.child.birth.words() + ", the child";
  for (const InventedPerson* one : {&family.mother, &family.father})
    text += "; " + one->name + ", born " + one->birth.words() + ", " + one->relation;
  return text + ".";
}

std::string invent_text(Inventor& inventor, Topic topic, const Scene& scene) {
  switch (topic) {
    case Topic::someone: return inventor.person().name;
    case Topic::carers: return scene.family().mother.name + ", at " + scene.family().mother.address;
    case Topic::relationship: return scene.about.relation.empty() ? inventor.pick(kRelations) : scene.about.relation;
    case Topic::web: return "https://www.example.org/notice";
    case Topic::organisation: return scene.about.organisation;
    case Topic::person: return scene.about.name;
    case Topic::email: return scene.about.email;
    case Topic::address: return scene.about.address;
    case Topic::title: return inventor.pick(is_event(scene.kind) ? kCourses : kTitles);
    case Topic::needs: return inventor.needs();
    case Topic::reference: return "EX-" + std::to_string(10'000 + inventor.below(90'000));
    case Topic::period: return std::to_string(scene.today.year()) + ", quarter " + std::to_string((scene.today.month() + 2) / 3);
    case Topic::asked_about: return whom_it_is_about(scene.family());
    case Topic::birth:
    case Topic::death:
    case Topic::later:
    case Topic::soon:
    case Topic::now: break;
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
  if (const Phrases* found = phrases_of(field)) return inventor.pick(found->words);
  return topic ? invent_text(inventor, *topic, scene) : invent_account(inventor, scene);
}

}  // namespace concordat::ops
