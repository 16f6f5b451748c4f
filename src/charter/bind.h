#pragma once
// From the merged tree to a Charter: names are resolved, words become members of closed sets, defaults are set. Each bind_
// function reads one section; they stand in bind_who.cc, bind_what.cc, bind_cases.cc,
// bind_calendar.cc, bind_law.cc, bind_said.cc, bind_promises.cc, bind_refusals.cc and bind_payment.cc.

#include <map>

#include "charter/reader.h"

namespace concordat::charter {

class Binder {
 public:
  Binder(const Node& merged, Findings& findings) : root_(merged), findings_(findings) {}
  Charter bind(const std::string& file);

 private:
  struct Entry {
    std::string name;
    const Node* node;
  };

  // bind.cc
  void bind_head(TableReader& head);
  void bind_security(TableReader& head);
  std::vector<Entry> entries(std::string_view section, Charset charset = Charset::name);
  std::vector<std::string> names_in(std::string_view section) const;
  bool refers(std::string_view section, const Word& word);  // says so where there is no such entry
  std::vector<std::string> references(TableReader& table, std::string_view key, std::string_view section, bool is_required);
  Printed printed(const Node& node, const std::string& title);
  std::optional<CivilDate> day_or_none(TableReader& table, std::string_view key);
  std::string event_or_none(TableReader& table, std::string_view key);  // "course.held"
  std::vector<int> lines(TableReader& table);  // of the printed notice
  void bind_updated(TableReader& head);

  // bind_who.cc
  void bind_partnership(const Node* node);
  void bind_storage(const Node* node);
  void bind_collection(const Node* node);
  void bind_contacts();
  void bind_opening(TableReader& table, Contact& contact);
  int time_of_day(TableReader& table, std::string_view key);
  void bind_agencies();
  void bind_roles();
  void bind_recipients();
  void bind_rights();
  void bind_clocks();
  void bind_links();
  void bind_schedule(const Node* node);

  // bind_calendar.cc
  void bind_calendars();
  Calendar calendar(const Entry& entry);
  CivilDate day(TableReader& table, std::string_view key);
  void bind_bank_holidays(TableReader& table, Calendar& calendar);
  void check_years(const Node& node, const Calendar& calendar);

  // bind_law.cc
  void bind_vocabulary();
  Law law(const Entry& entry);
  std::vector<Basis> bases(TableReader& table);
  std::vector<Law> laws(TableReader& table);

  // bind_said.cc
  void bind_said();
  void weigh_slip(TableReader& table);
  void weigh_answer(TableReader& table);
  void weigh_limit(TableReader& table);

  // bind_what.cc
  void bind_purposes();
  void bind_consents();
  void bind_fields();
  void check_bound(const Field& of, const Word& bound);
  void bind_records();
  void check_fields_are_used();
  RecordKind record(const Entry& entry);
  Part part(const Entry& entry, const RecordKind& of, const Node* default_keep);
  Retention retention(const Node& node, const RecordKind& of, const std::string& title);
  void check_event(const RecordKind& of, const std::string& event, const Location& where, const std::string& title);
  void check_destroyed_parts();

  // bind_cases.cc
  void bind_cases();
  void check_openings();
  void check_involvement();
  void check_recorded_events();
  void check_messages(const RecordKind& kind);
  void check_asked_person(const RecordKind& check, const std::string& about);
  Step step(const Node& node, const CaseKind& of);
  void bind_rules(TableReader& head);
  Rule rule(const Node& node);
  void check_recall(const Rule& rule);
  std::optional<Who> who(const Word& word);
  std::string asked_by_mail(TableReader& table, const RecordKind& of);
  void check_days(const Part& part);
  void check_list(const RecordKind& kind);
  std::vector<Guard> guards(TableReader& table);
  std::vector<std::string> movers(TableReader& table, Step& step);

  // bind_promises.cc
  void bind_publications();
  void bind_evidence();
  void bind_promises();
  std::optional<Control> control(const Word& word);

  // bind_refusals.cc
  void bind_refusals();
  std::string purpose_kind(TableReader& table);

  // bind_payment.cc
  void bind_payment(const Node* node);
  std::string named_field(TableReader& table, std::string_view key, std::optional<FieldType> type);

  const Node& root_;
  Findings& findings_;
  Charter charter_;
  std::map<std::string, Calendar> calendars_;
  std::map<std::string, Field> fields_;
  std::map<std::string, Law> laws_;
  std::map<std::string, Basis> bases_;
  std::map<std::string, std::pair<std::string, std::string>> answers_;  // by matter: the first answer, and which [said] gave it
};

// What a control of a promise must point at, for each kind: nothing where `control` points at something that is there and
// can show what it is named for; else what is wrong. (controls.cc)
std::optional<std::string> hollow(const Charter& charter, const Control& control);
// Every control that this charter could name, for suggestions.
std::vector<std::string> all_controls(const Charter& charter);

}  // namespace concordat::charter
