#include "evidence/charter_form.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace concordat::evidence {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kFormat = "concordat charter 1";

std::vector<std::string> words(const Json& list) { return list.get<std::vector<std::string>>(); }

Keep read_keep(const Json& keep) {
  return {keep.at("unstated").get<bool>(),
          keep.at("from").get<std::string>(),
          keep.at("round") == "financial-year-end",
          12 * keep.at("years").get<int>() + keep.at("months").get<int>(),
          keep.at("days").get<int>(),
          keep.at("weighty").get<bool>(),
          keep.at("certificate").get<bool>(),
          keep.at("then") == "keep-counts"};
}

Kind read_kind(const Json& json) {
  Kind kind{json.at("name"), json.at("title"), json.at("case"), json.at("purpose"),
            json.at("owner"), words(json.at("derived_from")), json.at("survives_by"), {}};
  if (json.contains("asks_about")) kind.asks_about = words(json.at("asks_about"));
  if (json.contains("ended_destroys")) kind.ended_destroys = words(json.at("ended_destroys"));
  kind.messages_to = json.value("messages_to", "");
  kind.messages_from = json.value("messages_from", "");
  for (const Json& part : json.at("parts")) {
    kind.parts.push_back({part.at("name"), part.at("title"), {}, words(part.at("ask")), part.at("consent"), read_keep(part.at("keep"))});
    for (const Json& field : part.at("fields"))
      if (field.at("required").get<bool>()) kind.parts.back().must_have[field.at("name")] = field.at("label");
  }
  return kind;
}

CaseKind read_case(const Json& json) {
  CaseKind kind{json.at("title"), words(json.at("states")), words(json.at("criteria")), json.value("notification", ""),
                json.value("without_criterion", ""), json.value("confirm_days", 0), {}};
  for (const Json& step : json.at("steps")) {
    kind.steps.push_back({step.at("to"), step.at("from"), step.at("event"), words(step.at("who")), step.value("by_subject", false),
                          words(step.at("guards")), {}});
    for (const Json& effect : step.at("effects")) kind.steps.back().effects.emplace_back(effect.at("kind"), effect.at("record"));
  }
  return kind;
}

Rule read_rule(const Json& json) {
  Rule rule{{}, words(json.at("may")), words(json.at("on")), words(json.at("parts")), words(json.at("when"))};
  for (const Json& who : json.at("who")) rule.who.push_back({who.at("kind"), who.at("role")});
  return rule;
}

Promise read_promise(const Json& json) {
  Promise promise{json.at("id"), json.at("says"), json.at("area"), json.at("class"), {}};
  for (const Json& control : json.at("controls")) promise.controls.emplace_back(control.at("kind"), control.at("target"));
  return promise;
}

std::string joined(const Json& list, const char* key, std::string_view between = ", ") {
  std::string line;
  for (const Json& item : list) {
    std::string words = (key ? item.at(key) : item).get<std::string>();
    if (words.ends_with('.')) words.pop_back();  // a sentence in a list
    line += (line.empty() ? "" : std::string(between)) + words;
  }
  return line;
}

// A contact is of use when there is some way to reach it.
std::string ways_to_reach(const Json& contact) {
  std::vector<std::string> ways;
  if (!contact.at("address").empty()) ways.push_back("post");
  for (const char* way : {"telephone", "email", "website"})
    if (!contact.at(way).is_null()) ways.push_back(way);
  return joined(ways, nullptr);
}

// A purpose that names no lawful basis leaves the whole unsaid (UK GDPR, Article 13(1)(c)). Those of one basis stand together.
void read_purposes(const Json& list, Charter& charter) {
  std::vector<std::pair<std::string, std::string>> titles_by_basis;
  for (const Json& purpose : list) {
    const std::string title = "“" + purpose.at("title").get<std::string>() + "”";
    const std::string bases = joined(purpose.at("bases"), "title");
    if (bases.empty()) charter.purposes_without_basis += (charter.purposes_without_basis.empty() ? "" : ", ") + title;
    const auto same = std::ranges::find_if(titles_by_basis, [&](const auto& one) { return one.first == bases; });
    if (same == titles_by_basis.end()) titles_by_basis.emplace_back(bases, title);
    else same->second += ", " + title;
  }
  std::string& says = charter.notice["purposes"];
  if (!charter.purposes_without_basis.empty()) return;
  for (const auto& [bases, titles] : titles_by_basis) says += (says.empty() ? "" : "; ") + titles + ": " + bases;
}

void read_notice(const Json& json, Charter& charter) {
  const Json& storage = json.at("storage");
  charter.notice["controller"] = json.at("partnership").at("controller");
  charter.notice["aims"] = joined(json.at("aims"), nullptr, "; ");
  charter.notice["agencies"] = joined(json.at("agencies"), "title", "; ");
  charter.notice["records"] = joined(json.at("records"), "title", "; ");
  for (const Json& one : json.at("recipients")) {
    std::string& says = charter.notice["recipients"];
    says += (says.empty() ? "" : "; ") + one.at("title").get<std::string>() + ", " + one.value("why", "");
  }
  charter.notice["sending"] = json.value("sending", "");
  charter.notice["rights"] = joined(json.at("rights"), "title", "; ");
  read_purposes(json.at("purposes"), charter);
  charter.notice["storage"] = storage.at("place");
  charter.notice["updated"] = json.at("updated").is_null() ? "" : json.at("updated").get<std::string>();
  for (const Json& purpose : json.at("purposes")) {
    const std::string bases = joined(purpose.at("bases"), "title");
    const std::string laws = joined(purpose.at("laws"), "title");
    charter.notice["purpose." + purpose.at("name").get<std::string>()] = bases + (bases.empty() || laws.empty() ? "" : "; ") + laws;
  }
  for (const Json& contact : json.at("contacts")) {
    const std::string ways = ways_to_reach(contact);
    std::string& says = charter.notice["contact." + contact.at("name").get<std::string>()];
    if (!ways.empty()) says = contact.at("title").get<std::string>() + ": " + ways;
  }
}

// Printed and operated: the system works with the second.
std::string operated(const Json& printed) { return printed.is_null() ? "" : printed.at("operates").get<std::string>(); }

Line read_line(const Json& contact) {
  Line line{contact.at("title"), operated(contact.at("telephone")), contact.at("hours"), {}};
  for (const Json& open : contact.value("open", Json::array()))
    line.open.push_back({words(open.at("days")), open.at("from").get<int>(), open.at("to").get<int>()});
  return line;
}

void read_what_goes_out(const Json& json, Charter& charter) {
  for (const Json& one : json.at("recipients")) charter.recipients[one.at("name")] = one.at("title");
  for (const Json& one : json.at("publications"))
    charter.publications[one.at("name")] = {one.at("title"), one.at("record"), words(one.at("copies")), one.value("sent", "")};
  for (const Json& one : json.at("links")) charter.links[one.at("name")] = {one.at("title"), operated(one.at("address"))};
  for (const Json& one : json.at("contacts")) charter.lines[one.at("name")] = read_line(one);
  for (const Json& one : json.value("refusals", Json::array())) charter.refusals[one.at("name")] = one.at("title");
  charter.transfers = json.at("storage").at("transfers");
}

Charter from_json(const Json& json) {
  if (json.at("format") != kFormat) throw Json::other_error::create(501, "of another format", &json);
  Charter charter;
  for (const Json& agency : json.at("agencies")) charter.agencies[agency.at("name")] = agency.at("title");
  for (const Json& role : json.at("roles")) {
    charter.role_of_agency[role.at("name")] = role.at("of_agency").get<bool>();
    charter.role_titles[role.at("name")] = role.at("title");
  }
  for (const Json& one : json.at("purposes"))
    charter.purposes[one.at("name")] = {one.at("title"), one.at("run_by"), one.value("kind", "")};
  for (const Json& consent : json.at("consents"))
    charter.consents[consent.at("name")] = {consent.at("wording"), words(consent.at("withdrawal_destroys"))};
  for (const Json& kind : json.at("records")) charter.kinds.push_back(read_kind(kind));
  for (const Json& kind : json.at("cases")) charter.cases[kind.at("name")] = read_case(kind);
  for (const Json& rule : json.at("rules")) charter.rules.push_back(read_rule(rule));
  for (const Json& item : json.at("evidence")) charter.evidence[item.at("name")] = {item.at("title"), item.at("renew_months").get<int>()};
  for (const Json& promise : json.at("promises")) charter.promises.push_back(read_promise(promise));
  read_notice(json, charter);
  read_what_goes_out(json, charter);
  charter.staff_need_training = json.at("staff_need_training").get<bool>();
  charter.approval_days = json.at("approval_days").get<int>();
  charter.quarantine_days = json.at("quarantine_days").get<int>();
  charter.owner_approves = json.value("owner_approves", false);
  charter.backup_days = json.at("backup_days").get<int>();
  charter.key_backup_days = json.at("key_backup_days").get<int>();
  return charter;
}

template <class Item>
const Item* named(const std::vector<Item>& list, std::string_view wanted) {
  const auto found = std::ranges::find_if(list, [&](const Item& item) { return item.name == wanted; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

// Within a sentence a title begins small, but for what is written in capitals: "NHS number".
std::string Kind::words(const Part& part) const {
  std::string inner = part.title;
  const bool is_word = inner.size() > 1 && inner[0] >= 'A' && inner[0] <= 'Z' && inner[1] >= 'a' && inner[1] <= 'z';
  if (is_word) inner[0] = static_cast<char>(inner[0] - 'A' + 'a');
  return "“" + title + (inner.empty() ? "" : ": " + inner) + "”";
}

const Step* CaseKind::step(std::string_view from, std::string_view to) const {
  const auto found = std::ranges::find_if(steps, [&](const Step& one) { return one.from == from && one.to == to; });
  return found == steps.end() ? nullptr : &*found;
}

const Part* Kind::part(std::string_view wanted) const { return named(parts, wanted); }
const Kind* Charter::kind(std::string_view wanted) const { return named(kinds, wanted); }

Result<Charter> read_charter(const std::string& canonical) {
  try {
    return from_json(Json::parse(canonical));
  } catch (const Json::exception&) {
    return Error{"A charter in the database is not in its canonical form.", "Restore the data directory from a backup."};
  }
}

}  // namespace concordat::evidence
