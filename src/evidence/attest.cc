#include "evidence/attest.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "evidence/controls.h"

namespace concordat::evidence {
namespace {

struct Judge {
  std::string_view control;
  Verdict (*judge)(const Instance&, const std::string&);
};

constexpr auto kJudges = std::to_array<Judge>({{"schedule", judge_schedule},
                                               {"ask", judge_ask},
                                               {"field", judge_field},
                                               {"consent", judge_consent},
                                               {"access", judge_access},
                                               {"owner", judge_owner},
                                               {"training", judge_training},
                                               {"guard", judge_guard},
                                               {"effect", judge_effect},
                                               {"evidence", judge_evidence},
                                               {"notice", judge_notice},
                                               {"message", judge_message},
                                               {"retention", judge_retention},
                                               {"ledger", judge_ledger},
                                               {"purpose", judge_purpose},
                                               {"criterion", judge_criterion},
                                               {"case", judge_case},
                                               {"publication", judge_publication},
                                               {"gate", judge_gate},
                                               {"copies", judge_copies},
                                               {"disclosure", judge_disclosure},
                                               {"task", judge_task},
                                               {"link", judge_link},
                                               {"line", judge_line},
                                               {"backup", judge_backup},
                                               {"transfer", judge_transfer},
                                               {"emergency", judge_emergency},
                                               {"refusal", judge_refusal}});

Verdict judge(const Instance& instance, const std::pair<std::string, std::string>& control) {
  const auto found = std::ranges::find_if(kJudges, [&](const Judge& one) { return one.control == control.first; });
  if (found == kJudges.end()) return {Status::missing, "This program has no check \"" + control.first + "\"."};
  return found->judge(instance, control.second);
}

Finding find(const Instance& instance, const Promise& promise) {
  Finding finding{promise.id, "", promise.proof, "", promise.says, promise.area, ""};
  const bool is_only_said = std::ranges::all_of(promise.controls, [](const auto& control) { return control.first == "notice"; });
  Status worst = Status::not_exercised;
  std::vector<Verdict> verdicts;
  for (const auto& control : promise.controls) {
    verdicts.push_back(judge(instance, control));
    const Status alone = instance.faults.empty() ? verdicts.back().status : Status::broken;
    finding.shown_by.push_back({control.first + ":" + control.second, std::string(name_of(alone))});
    // That the notice says it does not show that it is done, where something else is to show that.
    const bool counts = is_only_said || control.first != "notice" || verdicts.back().status != Status::kept;
    if (counts) worst = std::max(worst, verdicts.back().status);
  }
  finding.evidence = in_sentences(verdicts);
  finding.todo = all_to_do(verdicts);
  if (promise.controls.empty()) {
    worst = Status::missing;
    finding.evidence = "Nothing is named that would show this.";
    finding.todo = "Give this promise a control in the charter.";
  }
  if (!instance.faults.empty()) {  // what every other finding stands on
    worst = Status::broken;
    std::string first = "The records of what happened cannot be relied on:";
    for (const std::string& fault : instance.faults) first += " " + fault;
    finding.evidence = first + " " + finding.evidence;
  }
  finding.status = name_of(worst);
  return finding;
}

}  // namespace

Result<Attestation> attest(const std::string& directory, Instant now) {
  const Instance instance = TRY(read_instance(directory, now));
  Attestation attestation{now, {instance.data.leaves.size(), 0, ""}, {}};
  if (!instance.data.heads.empty()) {
    const Head& newest = instance.data.heads.back();
    attestation.ledger.head_entries = newest.size;
    attestation.ledger.head_root = to_base64(newest.root);
  }
  for (const Promise& promise : instance.active->promises) attestation.findings.push_back(find(instance, promise));
  return attestation;
}

}  // namespace concordat::evidence
