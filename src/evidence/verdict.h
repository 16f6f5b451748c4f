#pragma once
// What is found of one control, in sentences for people.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/id.h"

namespace concordat::evidence {

enum class Status { not_exercised, kept, held, missing, broken };  // a promise is as good as its worst control that was exercised

struct Verdict {
  Status status = Status::kept;
  std::string evidence;     // in sentences; where `about` is given, what introduces it: "Not asked yet"
  std::string about = {};   // what of several controls stands in one sentence: "Not asked yet: “A”; “B”."
  std::string note = {};    // what it cannot tell; said once, at the end
  std::string todo = {};    // for whoever runs it or writes the charter, in sentences: what is to be done; the public is not told
};

// Nothing shows it yet, and what is to be done.
Verdict missing(std::string evidence, std::string todo, std::string about = {});

// The evidence of one promise from what its controls say, worst first.
std::string in_sentences(const std::vector<Verdict>& verdicts);
// What is to be done, each thing once.
std::string all_to_do(const std::vector<Verdict>& verdicts);

std::string_view name_of(Status status);

// "1 part", "3 parts"
std::string count_of(std::size_t count, std::string_view noun);

// Faults of one control, counted by what is wrong; the first place of each is named by its opaque id.
class Faults {
 public:
  // `wrong` continues "A part …" or "A reading …": "is held beyond its last day".
  void add(std::string_view noun, std::string_view wrong, std::string place);
  void add(std::string_view noun, std::string_view wrong, RecordId record) { add(noun, wrong, "record " + record.text()); }
  void add(std::string_view noun, std::string_view wrong, CaseId case_id) { add(noun, wrong, "case " + case_id.text()); }
  void add(std::string_view noun, std::string_view wrong, std::size_t entry) { add(noun, wrong, "ledger entry " + std::to_string(entry)); }
  void add(const Faults& others);
  bool empty() const { return found_.empty(); }
  std::string words() const;

 private:
  struct Found {
    std::size_t count = 0;
    std::string first;
  };
  std::map<std::pair<std::string, std::string>, Found> found_;
};

}  // namespace concordat::evidence
