// What a charter says of the law, held against the dated table of laws.

#include <algorithm>

#include "charter/checks.h"
#include "charter/sentences.h"

namespace concordat::charter {
namespace {

struct Citation {
  const Law* law;
  std::vector<std::string> purposes;
};

// Each law once, where it is first cited, with the purposes that cite it so.
std::vector<Citation> citations(const Charter& charter) {
  std::vector<Citation> list;
  for (const Purpose& purpose : charter.purposes) {
    for (const Law& law : purpose.laws) {
      const auto same = [&](const Citation& one) { return one.law->code == law.code && one.law->printed == law.printed; };
      const auto found = std::find_if(list.begin(), list.end(), same);
      Citation& citation = found == list.end() ? list.emplace_back(Citation{&law, {}}) : *found;
      citation.purposes.push_back("\"" + purpose.name + "\"");
    }
  }
  return list;
}

std::string who_cites(const Citation& citation) {
  return citation.purposes.size() == 1 ? "Purpose " + citation.purposes.front() + " cites "
                                       : "Purposes " + listed(citation.purposes) + " cite ";
}

// "children act" and "2004" of "Children's Act 2004, section 11": what tells one Act from another of its name.
struct ShortTitle {
  std::string name;
  std::string year;
};

std::optional<ShortTitle> short_title(std::string text) {
  if (const std::size_t open = text.find(" ("); open != std::string::npos) {
    const std::size_t close = text.find(')', open);
    if (close != std::string::npos) text.erase(open, close + 1 - open);
  }
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const std::string_view slip : {"’s", "'s"}) {
    if (const std::size_t at = text.find(slip); at != std::string::npos) text.erase(at, slip.size());
  }
  const std::size_t at = text.find_first_of("0123456789");
  if (at == std::string::npos || at < 2 || text.size() < at + 4) return std::nullopt;
  ShortTitle title{text.substr(0, at), text.substr(at, 4)};
  if (title.name.starts_with("the ")) title.name.erase(0, 4);
  for (const std::string_view tail : {" ", " of", " "}) {
    if (title.name.ends_with(tail)) title.name.erase(title.name.size() - tail.size());
  }
  return title;
}

// What is printed is no law of the table: by its year alone, or altogether.
void check_printed(const Charter& charter, const Citation& citation, std::vector<Finding>& findings) {
  const Law& law = *citation.law;
  std::vector<std::string> years;
  const auto printed = short_title(law.printed);
  for (const Law& known : charter.reference.laws) {
    const auto title = short_title(known.title);
    if (!printed || !title || title->name != printed->name) continue;
    if (title->year == printed->year) {
      years.clear();
      break;
    }
    if (std::find(years.begin(), years.end(), title->year) == years.end()) years.push_back(title->year);
  }
  const std::string works = law.is_known ? "; the system works with " + law.title : std::string();
  if (!years.empty()) {
    warn(findings, "law-wrong-year", law.where,
         "The notice cites \"" + law.printed + "\", but what has that name is of " + listed(years) + works + ".",
         "Have the year corrected.");
  } else if (law.is_known) {
    warn(findings, "law-miscited", law.where, "The notice cites \"" + law.printed + "\"" + works + ".", "Have the notice corrected.");
  } else {
    warn(findings, "law-unknown", law.where, "The notice cites \"" + law.printed + "\", and the table of laws knows nothing of that name.",
         "Ask what is meant; if it exists, add it as [law.\"…\"].");
  }
}

void check_dates(const Citation& citation, CivilDate day, std::vector<Finding>& findings) {
  const Law& law = *citation.law;
  const std::string cites = who_cites(citation) + law.title;
  const std::string remedy = "Ask whether the notice should cite what is in force.";
  if (law.in_force && day < *law.in_force) {
    warn(findings, "law-not-yet", law.where, cites + ", which is in force only from " + law.in_force->words() + ".", remedy);
  }
  if (law.until && !(*law.until < day)) return;
  const std::string when = law.until ? " after " + law.until->words() : std::string();
  if (!law.superseded_by.empty()) {
    warn(findings, "law-superseded", law.where, cites + ", which was replaced" + when + " by " + law.superseded_by + ".", remedy);
  } else if (law.until) {
    warn(findings, "law-repealed", law.where, cites + ", which is no law" + when + ".", remedy);
  }
}

bool meets(const Purpose& purpose, const Basis& basis) {
  return std::any_of(purpose.laws.begin(), purpose.laws.end(), [&](const Law& law) {
    return std::find(law.condition_for.begin(), law.condition_for.end(), basis.code) != law.condition_for.end();
  });
}

// Some bases count only with a condition that a statute names (Data Protection Act 2018, section 10(3)).
void check_basis_conditions(const Charter& charter, std::vector<Finding>& findings) {
  struct Missing {
    const Purpose* first;
    const Basis* basis;
    std::vector<std::string> purposes;
  };
  std::vector<Missing> list;
  for (const Purpose& purpose : charter.purposes) {
    for (const Basis& basis : purpose.bases) {
      if (basis.needs_condition.empty() || meets(purpose, basis)) continue;
      const auto found = std::find_if(list.begin(), list.end(), [&](const Missing& one) { return one.basis->code == basis.code; });
      Missing& missing = found == list.end() ? list.emplace_back(Missing{&purpose, &basis, {}}) : *found;
      missing.purposes.push_back("\"" + purpose.name + "\"");
    }
  }
  for (const Missing& one : list) {
    const std::string who = (one.purposes.size() == 1 ? "purpose " : "purposes ") + listed(one.purposes);
    warn(findings, "condition-missing", one.first->where,
         "For " + who + " the notice rests on " + one.basis->title + " and cites no provision that is a condition of it (" +
             one.basis->needs_condition + ").",
         "Ask which condition is relied on, and cite it in laws.");
  }
}

}  // namespace

void check_laws(const Charter& charter, std::vector<Finding>& findings) {
  for (const Purpose& purpose : charter.purposes) {
    if (!purpose.bases.empty()) continue;
    warn(findings, "basis-unstated", purpose.where,
         "The notice does not say on which basis purpose \"" + purpose.name + "\" rests (Article 13(1)(c)).", "Have it stated.");
  }
  for (const Citation& citation : citations(charter)) {
    const Law& law = *citation.law;
    if (!law.doubtful.empty()) {
      warn(findings, "law-doubtful", law.where, who_cites(citation) + law.title + ": " + law.doubtful + ".",
           "Ask which provision is meant.");
    }
    if (!law.printed.empty()) check_printed(charter, citation, findings);
  }
  for (const StatutoryClock& clock : charter.clocks)
    if (!clock.doubtful.empty())
      warn(findings, "clock-doubtful", clock.where, "The clock \"" + clock.name + "\" (" + clock.set_by + "): " + clock.doubtful + ".",
           "Hold it against the text that is in force, and put it right in the library or by [clock." + clock.name + "] here.");
  check_basis_conditions(charter, findings);
}

void check_laws_on(const Charter& charter, CivilDate day, std::vector<Finding>& findings) {
  for (const Citation& citation : citations(charter)) check_dates(citation, day, findings);
  for (const StatutoryClock& clock : charter.clocks) {
    if (!clock.since || !(day < *clock.since)) continue;
    warn(findings, "clock-not-yet", clock.where, "The clock \"" + clock.name + "\" is law only from " + clock.since->words() + ".",
         "Extend the version of the library that was law then.");
  }
  for (const Right& right : charter.rights) {
    if (!right.since || !(day < *right.since)) continue;
    warn(findings, "right-not-yet", right.where, "The right \"" + right.name + "\" is in force only from " + right.since->words() + ".",
         "Leave it out until then, or have the notice say from when.");
  }
}

}  // namespace concordat::charter
