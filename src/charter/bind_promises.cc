#include <algorithm>

#include "charter/bind.h"

namespace concordat::charter {

void Binder::bind_evidence() {
  for (const Entry& entry : entries("evidence")) {
    TableReader table(*entry.node, "[evidence." + entry.name + "]", findings_);
    charter_.evidence.push_back({entry.name, table.text("title"), table.integer_or("renew_months", 12, 1, 120), entry.node->where});
    table.finish();
  }
}

void Binder::bind_publications() {
  for (const Entry& entry : entries("publication")) {
    TableReader table(*entry.node, "[publication." + entry.name + "]", findings_);
    Publication publication;
    publication.name = entry.name;
    publication.where = entry.node->where;
    publication.title = table.text("title");
    const Node& record = table.required("record");
    publication.record = table.text_of(record);
    refers("record", {publication.record, record.where});
    publication.gate = table.text_or("gate");
    if (!publication.gate.empty() && publication.gate != "identifier-check") {
      say(findings_, "not-in-set", table.required("gate").where, table.title() + ": there is no gate \"" + publication.gate + "\".",
          suggestion(publication.gate, {"identifier-check"}));
    }
    publication.public_months = table.integer_or("public_months", 0, 1, 1800);
    publication.then_on_request = table.flag_or("then_on_request", false);
    publication.copies = references(table, "copies", "recipient", false);
    publication.sent = event_or_none(table, "sent");
    table.finish();
    charter_.publications.push_back(std::move(publication));
  }
}

void Binder::bind_promises() {
  for (const Entry& entry : entries("promise", Charset::promise)) {
    TableReader table(*entry.node, "[promise." + entry.name + "]", findings_);
    Promise promise;
    promise.id = entry.name;
    promise.where = entry.node->where;
    promise.says = table.text("says");
    promise.area = table.text("area");
    promise.proof = table.choice<PromiseClass>("class");
    if (promise.proof != PromiseClass::unverifiable && table.find("control") == nullptr) {
      say(findings_, "promise-without-control", promise.where, "Nothing shows that promise " + promise.id + " is kept.",
          "Add control = \"…\" (docs/formats/charter-canonical.md lists the kinds), or call it unverifiable.");
    }
    for (const Word& word : table.words("control", false)) {
      if (auto found = control(word)) promise.controls.push_back(std::move(*found));
    }
    promise.lines = lines(table);
    table.finish();
    charter_.promises.push_back(std::move(promise));
  }
}

std::optional<Control> Binder::control(const Word& word) {
  const std::size_t colon = word.text.find(':');
  const Control control{word.text.substr(0, colon), colon == std::string::npos ? "" : word.text.substr(colon + 1)};
  const auto wrong = hollow(charter_, control);
  if (!wrong) return control;
  const auto candidates = all_controls(charter_);
  const bool is_there = std::find(candidates.begin(), candidates.end(), word.text) != candidates.end();
  say(findings_, "hollow-control", word.where, "Control \"" + word.text + "\" shows nothing: " + *wrong + ".",
      is_there ? "Mend what it points at, or show the promise by another control." : suggestion(word.text, candidates));
  return std::nullopt;
}

}  // namespace concordat::charter
