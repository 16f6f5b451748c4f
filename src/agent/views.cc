#include "agent/views.h"

#include "casework/fields.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "html/layout.h"

namespace concordat::agent {

using html::Html;

std::string path_of(const OpenCheck& open) { return std::string(kQuestions) + "/" + open.check.record.text(); }

std::string name_asked(const OpenCheck& open) {
  const auto found = open.form.told.empty() ? open.check.told.end() : open.check.told.find(open.form.told.front().name);
  return found == open.check.told.end() ? "Somebody whose name is not known" : found->second;
}

Html told_html(const OpenCheck& open) {
  html::SummaryList list;
  for (const charter::Field& field : open.form.told)
    if (open.check.told.contains(field.name))
      list.rows.push_back({.key = {.text = field.label}, .value = {.text = casework::shown(field, open.check.told)}});
  list.rows.push_back({.key = {.text = "Why you are asked"}, .value = {.text = open.form.ground}});
  list.rows.push_back({.key = {.text = "Case"}, .value = {.text = open.check.reference}});
  return html::summary_list(list);
}

Html candidate_html(const OpenCheck& open, std::size_t number) {
  const match::FamilyCandidate& found = open.candidates.at(number).found;
  const std::string title = "Candidate " + std::to_string(number + 1) + ": " + found.candidate.held.id;
  return html::heading(2, title, html::Size::m) + casework::candidate_html({title, open.asked, found.candidate.held, found});
}

Html judging_html(const OpenCheck& open, std::size_t number, const std::map<std::string, std::string>& typed,
                  const std::map<std::string, std::string>& errors) {
  const Shown& one = open.candidates.at(number);
  const std::string verdict = "verdict-" + std::to_string(number + 1);
  const std::string reason = "reason-" + std::to_string(number + 1);
  const auto value = [&](const std::string& name, const std::string& otherwise) {
    const auto found = typed.find(name);
    return found == typed.end() ? otherwise : found->second;
  };
  const auto error = [&](const std::string& name) {
    const auto found = errors.find(name);
    return found == errors.end() ? std::string() : found->second;
  };
  html::Input why;
  why.name = why.id = reason;
  why.label = {.text = "What speaks for that?"};
  why.hint = html::Hint{.text = "It stays here until the answer is sent, and is then forgotten."};
  why.value = value(reason, one.judged ? one.judged->reason : "");
  why.autocomplete = "off";
  if (errors.contains(reason)) why.error_message = html::ErrorMessage{.text = error(reason)};
  return casework::verdict_radios(verdict, value(verdict, one.judged ? std::string(casework::verdict_word(one.judged->verdict)) : ""),
                                  "Is candidate " + std::to_string(number + 1) + " the person asked about?", error(verdict)) +
         html::input(why);
}

Html judgements_html(const OpenCheck& open) {
  html::SummaryList list;
  for (std::size_t i = 0; i < open.candidates.size(); ++i) {
    const Shown& one = open.candidates[i];
    if (!one.judged) continue;
    list.rows.push_back({.key = {.text = "Candidate " + std::to_string(i + 1) + ": " + one.found.candidate.held.id},
                         .value = {.text = casework::verdict_words(one.judged->verdict) + ", says " + one.judged->by + ": " +
                                           one.judged->reason}});
  }
  return list.rows.empty() ? html::paragraph("Nobody in your records was found who may be this person.") : html::summary_list(list);
}

}  // namespace concordat::agent
