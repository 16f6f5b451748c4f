#include "exchange/waiting.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/lists.h"
#include "base/named_values.h"
#include "vault/sealing.h"

namespace concordat::exchange {
namespace {

using Body = std::map<std::string, std::string>;

constexpr std::size_t kMostForms = 8;
constexpr std::size_t kMostFields = 40;
constexpr std::size_t kLastVersion = 1'000'000;
// docs/formats/message.md: do not change. In the order of charter::FieldType.
constexpr std::array<std::string_view, 8> kTypes = {"text", "long-text",      "email",  "telephone",
                                                   "date", "uncertain-date", "yes-no", "choice"};

Error no_waiting() { return {"What the partnership's server says has not the form of checks.", "See that both run the same version."}; }

std::size_t count_in(const Body& body, const std::string& name, std::size_t most) {
  const std::string text = value_in(body, name);
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  return error == std::errc() && end == text.data() + text.size() && count <= most ? count : 0;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string numbered(const char* what, std::size_t number) { return what + std::to_string(number + 1) + "-"; }

void put_fields(Body& body, const std::string& prefix, const std::vector<charter::Field>& fields) {
  body[prefix + "fields"] = std::to_string(fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const charter::Field& field = fields[i];
    const std::string one = prefix + numbered("", i);
    body[one + "name"] = field.name;
    body[one + "label"] = field.label;
    body[one + "type"] = kTypes.at(static_cast<std::size_t>(field.type));
    if (!field.hint.empty()) body[one + "hint"] = field.hint;
    if (field.required) body[one + "required"] = "yes";
    if (!field.choices.empty()) body[one + "choices"] = joined(field.choices);
    if (!field.not_before.empty()) body[one + "not-before"] = joined(field.not_before);
    if (!field.not_after.empty()) body[one + "not-after"] = joined(field.not_after);
  }
}

Result<std::vector<charter::Field>> fields_in(const Body& body, const std::string& prefix) {
  std::vector<charter::Field> fields;
  for (std::size_t i = 0, count = count_in(body, prefix + "fields", kMostFields); i < count; ++i) {
    const std::string one = prefix + numbered("", i);
    charter::Field field;
    field.name = value_in(body, one + "name");
    field.label = value_in(body, one + "label");
    field.hint = value_in(body, one + "hint");
    field.required = value_in(body, one + "required") == "yes";
    field.choices = split(value_in(body, one + "choices"), '\n');
    field.not_before = split(value_in(body, one + "not-before"), '\n');
    field.not_after = split(value_in(body, one + "not-after"), '\n');
    const auto type = std::ranges::find(kTypes, std::string_view(value_in(body, one + "type")));
    if (field.name.empty() || type == kTypes.end()) return no_waiting();
    field.type = static_cast<charter::FieldType>(type - kTypes.begin());
    fields.push_back(std::move(field));
  }
  if (fields.empty()) return no_waiting();
  return fields;
}

Body values_under(const Body& body, const std::string& prefix) {
  Body values;
  for (auto at = body.lower_bound(prefix); at != body.end() && at->first.starts_with(prefix); ++at)
    values[at->first.substr(prefix.size())] = at->second;
  return values;
}

void put_answer(Body& body, const std::string& check, const Body& values, std::uint32_t version) {
  for (const auto& [name, value] : values) body[check + "answer-" + name] = value;
  if (version > 0) body[check + "version"] = std::to_string(version);
}

std::uint32_t version_in(const Body& body, const std::string& check) {
  return static_cast<std::uint32_t>(count_in(body, check + "version", kLastVersion));
}

}  // namespace

std::string encode_waiting(const Waiting& waiting) {
  Body body{{"partnership", waiting.partnership},
            {"forms", std::to_string(waiting.forms.size())},
            {"checks", std::to_string(waiting.checks.size())},
            {"more", waiting.more ? "yes" : ""}};
  for (std::size_t i = 0; i < waiting.forms.size(); ++i) {
    const WaitingForm& form = waiting.forms[i];
    const std::string one = numbered("form-", i);
    body[one + "ground"] = form.ground;
    body[one + "answered-by"] = form.answered_by;
    body[one + "forgets-on"] = joined(form.forgets_on);
    put_fields(body, one + "told-", form.told);
    put_fields(body, one + "answer-", form.answer);
  }
  for (std::size_t i = 0; i < waiting.checks.size(); ++i) {
    const WaitingCheck& check = waiting.checks[i];
    const std::string one = numbered("check-", i);
    body[one + "record"] = check.record.text();
    body[one + "form"] = std::to_string(check.form + 1);
    body[one + "reference"] = check.reference;
    for (const auto& [name, value] : check.told) body[one + "told-" + name] = value;
    put_answer(body, one, check.answer, check.version);
  }
  return vault::encode_values(body);
}

Result<Waiting> decode_waiting(std::string_view text) {
  const auto body = vault::decode_values(text);
  if (!body || !body->contains("checks")) return no_waiting();
  Waiting waiting;
  waiting.partnership = value_in(*body, "partnership");
  waiting.more = value_in(*body, "more") == "yes";
  for (std::size_t i = 0, count = count_in(*body, "forms", kMostForms); i < count; ++i) {
    const std::string one = numbered("form-", i);
    WaitingForm form;
    form.ground = value_in(*body, one + "ground");
    form.answered_by = value_in(*body, one + "answered-by");
    form.forgets_on = split(value_in(*body, one + "forgets-on"), '\n');
    form.told = TRY(fields_in(*body, one + "told-"));
    form.answer = TRY(fields_in(*body, one + "answer-"));
    waiting.forms.push_back(std::move(form));
  }
  for (std::size_t i = 0, count = count_in(*body, "checks", kMostChecks); i < count; ++i) {
    const std::string one = numbered("check-", i);
    const auto record = RecordId::parse(value_in(*body, one + "record"));
    const std::size_t form = count_in(*body, one + "form", waiting.forms.size());
    if (!record || form == 0) return no_waiting();
    waiting.checks.push_back({*record, form - 1, value_in(*body, one + "reference"), values_under(*body, one + "told-"),
                              values_under(*body, one + "answer-"), version_in(*body, one)});
  }
  return waiting;
}

std::string encode_answers(const std::vector<AnsweredCheck>& answers) {
  Body body{{"checks", std::to_string(answers.size())}};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const std::string one = numbered("check-", i);
    body[one + "record"] = answers[i].record.text();
    put_answer(body, one, answers[i].values, answers[i].version);
  }
  return vault::encode_values(body);
}

Result<std::vector<AnsweredCheck>> decode_answers(std::string_view text) {
  const auto body = TRY(vault::decode_values(text));
  std::vector<AnsweredCheck> answers;
  for (std::size_t i = 0, count = count_in(body, "checks", kMostChecks); i < count; ++i) {
    const std::string one = numbered("check-", i);
    const auto record = RecordId::parse(value_in(body, one + "record"));
    if (!record) return Error{"An answer names no check", ""};
    answers.push_back({*record, values_under(body, one + "answer-"), version_in(body, one)});
  }
  return answers;
}

}  // namespace concordat::exchange
