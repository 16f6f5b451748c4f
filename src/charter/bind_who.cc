#include <algorithm>
#include <cmath>

#include "charter/bind.h"

namespace concordat::charter {
namespace {

std::string stated(std::string text) { return text == "unstated" ? "" : text; }

// Contrast with white after WCAG 2.2, "contrast ratio" and "relative luminance"; nothing where `colour` is not "#rrggbb".
std::optional<double> contrast_with_white(std::string_view colour) {
  if (colour.size() != 7 || colour.front() != '#') return std::nullopt;
  const auto bytes = from_hex(colour.substr(1));
  if (!bytes) return std::nullopt;
  const auto linear = [](std::uint8_t byte) {
    const double share = byte / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
  };
  const double luminance = 0.2126 * linear((*bytes)[0]) + 0.7152 * linear((*bytes)[1]) + 0.0722 * linear((*bytes)[2]);
  return 1.05 / (luminance + 0.05);
}

}  // namespace

void Binder::bind_partnership(const Node* node) {
  if (node == nullptr) {
    say(findings_, "missing-key", {root_.where.file, 1}, "The charter has no [partnership].",
        "Add it with name, abbreviation, area, colour and controller; a library is checked through a charter that extends it.");
    return;
  }
  TableReader table(*node, "[partnership]", findings_);
  Partnership& partnership = charter_.partnership;
  partnership.where = node->where;
  partnership.name = table.text("name");
  partnership.abbreviation = table.text("abbreviation");
  partnership.area = table.text("area");
  partnership.controller = stated(table.text("controller"));
  partnership.registration = table.text_or("registration");
  partnership.colour = table.text("colour");
  const auto contrast = contrast_with_white(partnership.colour);
  if (!partnership.colour.empty() && (!contrast || *contrast < 4.5)) {
    say(findings_, "colour-contrast", table.required("colour").where,
        contrast ? "White text on this colour is hard to read." : "The colour is not written as \"#rrggbb\".",
        "Choose a darker one; the contrast with white must be at least 4.5 (WCAG 2.2, 1.4.3).");
  }
  if (const Node* named = table.find("calendar")) {
    const Word calendar{table.text_of(*named), named->where};
    if (refers("calendar", calendar) && calendars_.contains(calendar.text)) charter_.calendar = calendars_.at(calendar.text);
  }
  for (const Word& aim : table.words("aims", false)) charter_.aims.push_back(aim.text);
  table.finish();
}

void Binder::bind_storage(const Node* node) {
  if (node == nullptr) return;
  TableReader table(*node, "[storage]", findings_);
  charter_.storage = {stated(table.text("host")), stated(table.text("place")), stated(table.text("transfers")), node->where};
  table.finish();
}

// UK GDPR, Articles 13(2)(e) and (f) and 14(2)(f) and (g).
void Binder::bind_collection(const Node* node) {
  if (node == nullptr) return;
  TableReader table(*node, "[collection]", findings_);
  charter_.sources = stated(table.text("sources"));
  charter_.must_give = stated(table.text("must_give"));
  charter_.automated_decisions = stated(table.text("automated_decisions"));
  charter_.sending = table.text_or("sending");
  table.finish();
}

// "08:30" as minutes since midnight; "24:00" ends a day. 0 after a finding.
int Binder::time_of_day(TableReader& table, std::string_view key) {
  const Node& node = table.required(key);
  const std::string text = table.text_of(node);
  if (text.empty()) return 0;
  const bool has_form = text.size() == 5 && text[2] == ':' && text.find_first_not_of("0123456789:") == std::string::npos &&
                        std::count(text.begin(), text.end(), ':') == 1;
  const int hour = has_form ? (text[0] - '0') * 10 + (text[1] - '0') : 24;
  const int minute = has_form ? (text[3] - '0') * 10 + (text[4] - '0') : 60;
  if (minute < 60 && hour * 60 + minute <= 24 * 60) return hour * 60 + minute;
  say(findings_, "bad-value", node.where, table.title() + ": \"" + text + "\" is no time of the day.",
      "Write hours and minutes: \"08:30\".");
  return 0;
}

void Binder::bind_opening(TableReader& table, Contact& contact) {
  for (const Node* node : table.tables("open")) {
    TableReader entry(*node, table.title() + ", open", findings_);
    const std::size_t findings_before = findings_.size();
    Opening opening{entry.choices<Weekday>("days", true), time_of_day(entry, "from"), time_of_day(entry, "to")};
    entry.finish();
    if (findings_.size() == findings_before && opening.from >= opening.to) {
      say(findings_, "bad-value", node->where, entry.title() + ": it ends before it begins.",
          "Write two entries for a line that is answered over midnight; \"24:00\" ends a day.");
    }
    contact.open.push_back(std::move(opening));
  }
  if (!contact.open.empty() && !contact.hours.empty()) {
    say(findings_, "contradiction", contact.where, table.title() + " says its hours twice, in \"hours\" and in \"open\".",
        "Keep \"open\"; the words are made from it.");
  }
}

void Binder::bind_contacts() {
  for (const Entry& entry : entries("contact")) {
    TableReader table(*entry.node, "[contact." + entry.name + "]", findings_);
    Contact contact;
    contact.name = entry.name;
    contact.where = entry.node->where;
    contact.title = table.text("title");
    contact.post = table.text_or("post");
    contact.hours = table.text_or("hours");
    bind_opening(table, contact);
    contact.in_writing = table.flag_or("in_writing", false);
    if (const Node* address = table.find("address")) {
      if (address->kind != NodeKind::array) {
        say(findings_, "wrong-type", address->where, table.title() + ": \"address\" is not a list of lines.",
            "Write one text for each line.");
      } else {
        for (const Node& line : address->children) contact.address.push_back(printed(line, table.title()));
      }
    }
    if (const Node* telephone = table.find("telephone")) contact.telephone = printed(*telephone, table.title());
    if (const Node* email = table.find("email")) contact.email = printed(*email, table.title());
    if (const Node* website = table.find("website")) contact.website = stated(table.text_of(*website));
    if (contact.website && contact.website->empty()) contact.website.reset();
    table.finish();
    charter_.contacts.push_back(std::move(contact));
  }
}

void Binder::bind_agencies() {
  static const std::vector<std::string> kinds = {"council", "health", "police", "school", "other"};
  for (const Entry& entry : entries("agency")) {
    TableReader table(*entry.node, "[agency." + entry.name + "]", findings_);
    Agency agency{entry.name, table.text("title"), table.text("kind")};
    if (!agency.kind.empty() && std::find(kinds.begin(), kinds.end(), agency.kind) == kinds.end()) {
      say(findings_, "not-in-set", table.required("kind").where, table.title() + ": \"" + agency.kind + "\" is no kind of agency.",
          suggestion(agency.kind, kinds));
    }
    table.finish();
    charter_.agencies.push_back(std::move(agency));
  }
}

void Binder::bind_roles() {
  for (const Entry& entry : entries("role")) {
    TableReader table(*entry.node, "[role." + entry.name + "]", findings_);
    Role role;
    role.name = entry.name;
    role.where = entry.node->where;
    role.title = table.text("title");
    role.of_agency = table.flag_or("of_agency", false);
    role.task_only = table.flag_or("task_only", false);
    role.may = table.choices<Capability>("may", false);
    table.finish();
    charter_.roles.push_back(std::move(role));
  }
}

void Binder::bind_recipients() {
  for (const Entry& entry : entries("recipient")) {
    TableReader table(*entry.node, "[recipient." + entry.name + "]", findings_);
    Recipient recipient;
    recipient.name = entry.name;
    recipient.where = entry.node->where;
    recipient.title = table.text("title");
    recipient.why = table.text("why");
    recipient.purposes = references(table, "purposes", "purpose", true);
    table.finish();
    charter_.recipients.push_back(std::move(recipient));
  }
}

void Binder::bind_links() {
  for (const Entry& entry : entries("link")) {
    TableReader table(*entry.node, "[link." + entry.name + "]", findings_);
    Link link{entry.name, table.text("title"), std::nullopt, entry.node->where};
    const Node& address = table.required("address");
    const Printed value = printed(address, table.title());
    if (value.operates != "unstated") link.address = value;
    table.finish();
    charter_.links.push_back(std::move(link));
  }
}

void Binder::bind_schedule(const Node* node) {
  if (node == nullptr) return;
  TableReader table(*node, "[schedule]", findings_);
  charter_.schedule.title = table.text("title");
  charter_.schedule.where = node->where;
  if (const Node* says = table.find("says")) charter_.schedule.says = printed(*says, table.title());
  table.finish();
}

void Binder::bind_rights() {
  for (const Entry& entry : entries("right")) {
    TableReader table(*entry.node, "[right." + entry.name + "]", findings_);
    Right right;
    right.name = entry.name;
    right.where = entry.node->where;
    right.title = table.text("title");
    right.says = table.text("says");
    right.only_for = references(table, "only_for", "basis", false);
    right.except_for = references(table, "except_for", "basis", false);
    right.otherwise = right.only_for.empty() && right.except_for.empty() ? table.text_or("otherwise") : table.text("otherwise");
    right.since = day_or_none(table, "since");
    table.finish();
    charter_.rights.push_back(std::move(right));
  }
}

}  // namespace concordat::charter
