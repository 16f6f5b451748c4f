#pragma once
// What an agency's agent is given and gives back: docs/formats/message.md. An agent knows no charter: the form of the answer comes along.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "charter/charter.h"

namespace concordat::exchange {

// What one kind of check is about, and how it is answered, in the charter's words.
struct WaitingForm {
  std::string ground;                  // purpose, bases and laws
  std::vector<charter::Field> told;    // of whom is asked about
  std::vector<charter::Field> answer;
  std::string answered_by;             // the choice among these that is the answer
  std::vector<std::string> forgets_on;  // of its choices, those by which the partnership's copy for the agency is destroyed
};

struct WaitingCheck {
  RecordId record;
  std::size_t form = 0;   // which of the forms
  std::string reference;  // of the case
  std::map<std::string, std::string> told;
  std::map<std::string, std::string> answer = {};  // given before, to be corrected
  std::uint32_t version = 0;                       // of that; 0: none
};

struct Waiting {
  std::string partnership;
  std::vector<WaitingForm> forms;
  std::vector<WaitingCheck> checks;
  bool more = false;  // than one message holds: they come when some of these are answered
};

inline constexpr std::size_t kMostChecks = 20;  // in one message
std::string encode_waiting(const Waiting& waiting);
Result<Waiting> decode_waiting(std::string_view body);

struct AnsweredCheck {
  RecordId record;
  std::map<std::string, std::string> values;
  std::uint32_t version = 0;  // of the answer that this corrects; 0: it is the first
};
std::string encode_answers(const std::vector<AnsweredCheck>& answers);
Result<std::vector<AnsweredCheck>> decode_answers(std::string_view body);

}  // namespace concordat::exchange
