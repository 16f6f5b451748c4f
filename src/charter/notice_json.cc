#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "charter/notice_formats.h"

namespace concordat::charter {
namespace {

using Json = nlohmann::ordered_json;

Json section_json(const NoticeSection& section) {
  Json tables = Json::array();
  for (const NoticeTable& table : section.tables)
    tables.push_back({{"caption", table.caption}, {"head", table.head}, {"rows", table.rows}});
  Json statements = Json::array();
  for (const NoticeStatement& statement : section.statements)
    statements.push_back({{"anchor", statement.anchor}, {"text", statement.text}});
  return {{"anchor", section.anchor},         {"title", section.title}, {"opening", section.opening},
          {"paragraphs", section.paragraphs}, {"tables", tables},       {"statements", statements}};
}

struct RightTerm {
  std::string_view name;
  std::string_view term;
};
constexpr std::array<RightTerm, 9> kRights = {{{"informed", "eu-gdpr:A13"},
                                               {"access", "eu-gdpr:A15"},
                                               {"rectification", "eu-gdpr:A16"},
                                               {"erasure", "eu-gdpr:A17"},
                                               {"restriction", "eu-gdpr:A18"},
                                               {"portability", "eu-gdpr:A20"},
                                               {"objection", "eu-gdpr:A21"},
                                               {"human-decision", "eu-gdpr:A22"},
                                               {"withdraw-consent", "eu-gdpr:A7-3"}}};

// The UK GDPR keeps the numbers of the EU's articles, and the vocabulary has terms for those: "ukgdpr:6.1.e" → "eu-gdpr:A6-1-e".
Json basis_term(const Basis& basis) {
  constexpr std::string_view prefix = "ukgdpr:";
  if (!basis.code.starts_with(prefix)) return {{"@type", "dpv:LegalBasis"}, {"dct:title", basis.title}};
  std::string article = basis.code.substr(prefix.size());
  std::replace(article.begin(), article.end(), '.', '-');
  return {{"@id", "eu-gdpr:A" + article}};
}

Json right_term(const Right& right) {
  const auto known = std::find_if(kRights.begin(), kRights.end(), [&](const RightTerm& each) { return each.name == right.name; });
  if (known != kRights.end()) return {{"@id", known->term}};
  return {{"@type", "dpv:DataSubjectRight"}, {"dct:title", right.title}, {"dct:description", right.says}};
}

// The vocabulary's terms for Articles 9 and 10 are its special and its sensitive personal data.
Json field_term(const Field& field) {
  const char* type = field.category == Category::special    ? "dpv:SpecialCategoryPersonalData"
                     : field.category == Category::criminal ? "dpv:SensitivePersonalData"
                                                            : "dpv:PersonalData";
  return {{"@type", type}, {"dct:title", field.label}, {"dct:description", field.why}};
}

// What a purpose needs: its records' fields, whose they are, and until when.
void add_records(const Charter& charter, const Purpose& purpose, Json& process) {
  Json data = Json::array();
  Json subjects = Json::array();
  Json storage = Json::array();
  for (const RecordKind& kind : charter.record_kinds) {
    if (kind.purpose != purpose.name || kind.subject.empty()) continue;
    const Json subject = {{"@type", "dpv:DataSubject"}, {"dct:title", kind.subject}};
    if (std::find(subjects.begin(), subjects.end(), subject) == subjects.end()) subjects.push_back(subject);
    for (const Part& part : kind.parts) {
      for (const Field& field : part.fields) data.push_back(field_term(field));
      storage.push_back({{"@type", "dpv:StorageDuration"},
                         {"concordat:part", kind.name + "." + part.name},
                         {"concordat:isStated", !part.keep.unstated},
                         {"dct:description", "Kept " + words(part.keep) + "."}});
    }
  }
  process["dpv:hasDataSubject"] = subjects;
  process["dpv:hasPersonalData"] = data;
  process["dpv:hasStorageCondition"] = storage;
}

Json process_of(const Charter& charter, const Purpose& purpose) {
  Json process = {{"@id", "#" + purpose.name}, {"@type", "dpv:Process"}};
  if (!charter.partnership.controller.empty()) process["dpv:hasDataController"] = {{"@id", "#controller"}};
  process["dpv:hasPurpose"] = {{"@type", "dpv:Purpose"}, {"dct:title", purpose.title}, {"dct:description", purpose.says}};
  Json bases = Json::array();
  for (const Basis& basis : purpose.bases) bases.push_back(basis_term(basis));
  process["dpv:hasLegalBasis"] = bases;
  add_records(charter, purpose, process);
  Json recipients = Json::array();
  for (const Recipient& recipient : charter.recipients) {
    if (std::find(recipient.purposes.begin(), recipient.purposes.end(), purpose.name) == recipient.purposes.end()) continue;
    recipients.push_back({{"@type", "dpv:Recipient"}, {"dct:title", recipient.title}, {"dct:description", recipient.why}});
  }
  process["dpv:hasRecipient"] = recipients;
  Json rights = Json::array();
  for (const Right& right : charter.rights) rights.push_back(right_term(right));
  process["dpv:hasRight"] = rights;
  return process;
}

}  // namespace

std::string notice_json(const Notice& notice) {
  Json sections = Json::array();
  for (const NoticeSection& section : notice.sections) sections.push_back(section_json(section));
  const Json whole = {{"title", notice.title}, {"version", notice.version}, {"updated", notice.updated}, {"sections", sections}};
  return whole.dump(2) + "\n";
}

std::string notice_jsonld(const Charter& charter) {
  Json processes = Json::array();
  for (const Purpose& purpose : charter.purposes) processes.push_back(process_of(charter, purpose));
  Json whole = {{"@context",
                 {{"dpv", "https://w3id.org/dpv#"},
                  {"eu-gdpr", "https://w3id.org/dpv/legal/eu/gdpr#"},
                  {"dct", "http://purl.org/dc/terms/"},
                  {"concordat", "urn:concordat:terms:"}}},
                {"@id", "#notice"},
                {"@type", "dpv:PrivacyNotice"},
                {"dct:title", "Privacy notice of " + charter.partnership.name},
                {"dct:language", "en-GB"},
                {"concordat:version", charter.version}};
  if (charter.updated) whole["dct:modified"] = charter.updated->iso();
  if (!charter.partnership.controller.empty()) {
    whole["dpv:hasDataController"] = {
        {"@id", "#controller"}, {"@type", "dpv:DataController"}, {"dct:title", charter.partnership.controller}};
  }
  whole["dpv:hasProcess"] = processes;
  return whole.dump(2) + "\n";
}

}  // namespace concordat::charter
