// What a partnership says that it never does, and that no purpose of its charter is of that kind.

#include <algorithm>
#include <array>

#include "charter/bind.h"
#include "charter/checks.h"

namespace concordat::charter {
namespace {

constexpr std::array<std::string_view, 4> kRefusable = {"automated-decisions", "marketing", "profiling", "sale"};

std::vector<std::string> refusable() { return {kRefusable.begin(), kRefusable.end()}; }

bool is_refusable(std::string_view word) { return std::find(kRefusable.begin(), kRefusable.end(), word) != kRefusable.end(); }

}  // namespace

std::string Binder::purpose_kind(TableReader& table) {
  std::string kind = table.text_or("kind");
  if (kind.empty() || is_refusable(kind)) return kind;
  say(findings_, "not-in-set", table.required("kind").where,
      table.title() + ": \"" + kind + "\" is no kind of purpose that can be refused.", suggestion(kind, refusable()));
  return "";
}

void Binder::bind_refusals() {
  for (const Entry& entry : entries("refusal")) {
    TableReader table(*entry.node, "[refusal." + entry.name + "]", findings_);
    if (!is_refusable(entry.name)) {
      say(findings_, "not-in-set", entry.node->where, table.title() + " is nothing that can be refused.",
          suggestion(entry.name, refusable()));
    }
    Refusal refusal{entry.name, table.text("title"), table.text("says"), entry.node->where};
    table.finish();
    charter_.refusals.push_back(std::move(refusal));
  }
}

void check_refusals(const Charter& charter, std::vector<Finding>& findings) {
  for (const Refusal& refusal : charter.refusals) {
    for (const Purpose& purpose : charter.purposes) {
      if (purpose.kind != refusal.name) continue;
      fail(findings, "refused-purpose", purpose.where,
           "Purpose \"" + purpose.name + "\" is " + purpose.kind + ", which [refusal." + refusal.name + "] rules out.",
           "Take the purpose out; or, if the partnership does this after all, the refusal.");
    }
  }
}

}  // namespace concordat::charter
