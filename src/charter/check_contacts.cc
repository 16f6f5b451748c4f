#include <algorithm>
#include <iterator>

#include "charter/check_wording.h"
#include "charter/checks.h"
#include "charter/reader.h"

namespace concordat::charter {
namespace {

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// BS 7666: one or two letters, one or two digits or a digit and a letter; a space; a digit and two letters.
bool is_postcode(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return false;
  const std::string_view outward = text.substr(0, space);
  const std::string_view inward = text.substr(space + 1);
  if (inward.size() != 3 || !is_digit(inward[0]) || !is_letter(inward[1]) || !is_letter(inward[2])) return false;
  if (outward.size() < 2 || outward.size() > 4 || !is_letter(outward[0])) return false;
  const std::string_view district = outward.substr(is_letter(outward[1]) ? 2 : 1);
  if (district.empty() || district.size() > 2 || !is_digit(district[0])) return false;
  return district.size() == 1 || is_digit(district[1]) || is_letter(district[1]);
}

// Capital letters and digits in two groups of a postcode's lengths, with a digit in the first: meant as one.
bool is_meant_as_postcode(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos || space < 2 || space > 4 || text.size() - space - 1 != 3) return false;
  const auto fits = [](char c) { return c == ' ' || is_letter(c) || is_digit(c); };
  return std::all_of(text.begin(), text.end(), fits) && std::any_of(text.begin(), text.end(), is_digit);
}

// Ofcom's numbering plan: ten digits after the 0 (nine for a few older areas), of a range that is in use.
bool is_telephone(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (is_digit(c))
      digits += c;
    else if (c != ' ' && c != '(' && c != ')' && c != '-')
      return false;
  }
  if (digits.size() < 10 || digits.size() > 11 || digits[0] != '0') return false;
  constexpr std::string_view ranges = "1235789";
  return ranges.find(digits[1]) != std::string_view::npos && (digits.size() == 11 || digits[1] == '1');
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || text.find('@', at + 1) != std::string_view::npos) return false;
  const std::string_view domain = text.substr(at + 1);
  return domain.find('.') != std::string_view::npos && domain.front() != '.' && domain.back() != '.' &&
         text.find(' ') == std::string_view::npos;
}

std::string digits_of(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), is_digit);
  return digits;
}

// A letter that was typed for the figure it looks like, or the other way round.
std::string repaired_postcode(std::string text, std::size_t from = 0) {
  static constexpr std::string_view pairs[] = {"O0", "I1", "S5", "B8", "Z2"};
  if (is_postcode(text)) return text;
  for (std::size_t at = from; at < text.size(); ++at) {
    for (const std::string_view pair : pairs) {
      if (pair.find(text[at]) == std::string_view::npos) continue;
      std::string other = text;
      other[at] = text[at] == pair[0] ? pair[1] : pair[0];
      if (const std::string mended = repaired_postcode(other, at + 1); !mended.empty()) return mended;
    }
  }
  return "";
}

class ContactCheck {
 public:
  ContactCheck(const Contact& contact, const Charter& charter, std::vector<Finding>& findings)
      : contact_(contact), charter_(charter), findings_(findings) {}

  void check() {
    for (const Printed& line : contact_.address) {
      check_value(line, "postcode", is_meant_as_postcode(line.printed) || is_meant_as_postcode(line.operates), is_postcode);
    }
    if (contact_.telephone) check_value(*contact_.telephone, "telephone", true, is_telephone);
    if (contact_.email) check_value(*contact_.email, "email", true, is_email);
    if (contact_.in_writing) {
      say("requests-in-writing",
          "The notice asks for requests in writing; a spoken one is as valid (Article 12, and the regulator's guidance).",
          "Have the notice corrected; the system takes requests in any form.");
    }
    if (contact_.telephone || contact_.email || contact_.website || !contact_.address.empty()) return;
    say("contact-unreachable", "Contact \"" + contact_.name + "\" gives no way to reach it.",
        "Add an address, a telephone number or an email address.");
  }

 private:
  void check_value(const Printed& value, const std::string& kind, bool applies, bool (*is_plausible)(std::string_view)) {
    const std::string noun = kind == "telephone" ? "telephone number" : kind == "email" ? "email address" : kind;
    if (value.printed != value.operates) {
      const bool is_odd = applies && !is_plausible(value.printed);
      say(is_odd ? kind + "-implausible" : "printed-differs",
          "The notice prints \"" + value.printed + "\"" + (is_odd ? ", which is no plausible " + noun : "") + "; the system works with \"" +
              value.operates + "\".",
          "Have the notice corrected.");
    }
    if (!applies || is_plausible(value.operates)) return;
    const std::string mended = repair(kind, value.operates);
    const std::string pair = mended.empty() ? "printed = \"…\", operates = \"…\""
                                            : "printed = \"" + value.printed + "\", operates = \"" + mended + "\"";
    say(kind + "-implausible", "\"" + value.operates + "\" is no plausible " + noun + ".",
        (mended.empty() ? std::string("Check it") : "Did you mean \"" + mended + "\"?") +
            (mended.empty() ? "; write { " : " Write { ") + pair + " } where the notice has it wrong.");
  }

  // What was probably meant; empty where there is no guess worth making.
  std::string repair(const std::string& kind, const std::string& value) const {
    if (kind == "postcode") return repaired_postcode(value);
    if (kind != "telephone") return "";
    std::vector<std::string> known = charter_.reference.telephones;
    for (const Contact& contact : charter_.contacts) {
      if (contact.telephone && is_telephone(contact.telephone->operates)) known.push_back(contact.telephone->operates);
    }
    std::vector<std::string> digits;
    for (const std::string& number : known) digits.push_back(digits_of(number));
    const auto found = std::find(digits.begin(), digits.end(), nearest(digits_of(value), digits));
    return found == digits.end() ? "" : known[static_cast<std::size_t>(found - digits.begin())];
  }

  void say(const std::string& rule, std::string message, std::string remedy) {
    warn(findings_, rule, contact_.where, std::move(message), std::move(remedy));
  }

  const Contact& contact_;
  const Charter& charter_;
  std::vector<Finding>& findings_;
};

// A charter that names whom to call about a child must name someone for every hour.
void check_concern_hours(const Charter& charter, std::vector<Finding>& findings) {
  const Contact* last = nullptr;
  for (const Contact& contact : charter.contacts) {
    if (!contact.is_concern_line()) continue;
    if (contact.open.empty()) return;
    last = &contact;
  }
  if (last == nullptr) return;
  warn(findings, "concern-hours-gap", last->where,
       "Outside the opening hours, and on bank holidays, no line is named for who is worried about a child.",
       "Add a contact \"concern-…\" without \"open\": it answers whenever no other does.");
}

}  // namespace

void check_contacts(const Charter& charter, std::vector<Finding>& findings) {
  for (const Contact& contact : charter.contacts) ContactCheck(contact, charter, findings).check();
  check_concern_hours(charter, findings);
}

void check_links(const Charter& charter, std::vector<Finding>& findings) {
  for (const Link& link : charter.links) {
    if (link.address) {
      check_slip(*link.address, link.where, findings);
      continue;
    }
    warn(findings, "link-unstated", link.where, "The notice leads to \"" + link.title + "\", but gives no address.", "Add its address.");
  }
  if (charter.schedule.says) check_slip(*charter.schedule.says, charter.schedule.where, findings);
}

}  // namespace concordat::charter
