// Several proposals by the same rule, approved together once a sample was looked at.

#include <algorithm>
#include <map>
#include <utility>

#include "casework/access.h"
#include "casework/clearance.h"
#include "casework/disposal/visit.h"
#include "casework/fields.h"
#include "casework/paging.h"
#include "charter/outputs.h"
#include "charter/sentences.h"
#include "html/components/content.h"
#include "html/components/form.h"
#include "vault/bulk_approval.h"

namespace concordat::casework {
namespace {

using html::Html;
using vault::BulkNow;
using vault::ProposalsByRule;

constexpr std::size_t kItemsAPage = 20;

std::string path_of_rule(std::string_view rule) { return std::string(kDisposalPath) + "/together/" + std::string(rule); }

// What makes one proposal due: when its event happened, and the last days of its items.
struct DueFacts {
  std::vector<CivilDate> events;
  std::vector<CivilDate> last_days;
};

DueFacts due_facts(store::Reader& reader, const ProposalsByRule& group, const store::WarrantRow& row) {
  DueFacts facts;
  for (const store::EventRow& event : reader.events(row.case_id))
    if (std::ranges::find(group.lines, event.event, &vault::RuleLine::event) != group.lines.end()) facts.events.push_back(event.day);
  for (const store::WarrantItemRow& item : reader.warrant_items(row.id)) {
    if (const auto part = reader.find_part(item.record, item.part); part && part->due) facts.last_days.push_back(*part->due);
  }
  return facts;
}

// "2 November 2026", "from 2 November 2026 to 5 November 2026"
std::string span_words(std::vector<CivilDate> days) {
  if (days.empty()) return "not on record";
  const auto [first, last] = std::ranges::minmax(days);
  return first == last ? first.words() : "from " + first.words() + " to " + last.words();
}

std::string rule_words(const ProposalsByRule& group) {
  std::vector<std::string> sentences;
  for (const vault::RuleLine& line : group.lines) sentences.push_back(line.what + ": kept " + line.kept);
  return charter::joined(sentences, "; ");
}

std::string events_of_rule(const ProposalsByRule& group) {
  std::vector<std::string> events;
  for (const vault::RuleLine& line : group.lines)
    if (!line.event.empty()) events.push_back(charter::event_words(line.event));
  std::ranges::sort(events);
  const auto repeated = std::ranges::unique(events);
  events.erase(repeated.begin(), repeated.end());
  return events.empty() ? "no event" : charter::upper_first(charter::listed(events));
}

// The rule in words, what makes it due, and how many.
Html facts_html(const App& app, const ProposalsByRule& group) {
  std::vector<CivilDate> events;
  std::vector<CivilDate> last_days;
  Contents contents;
  app.vault.store().read([&](store::Reader& reader) {
    for (const store::WarrantRow& row : group.proposals) {
      const DueFacts facts = due_facts(reader, group, row);
      events.insert(events.end(), facts.events.begin(), facts.events.end());
      last_days.insert(last_days.end(), facts.last_days.begin(), facts.last_days.end());
      for (const store::WarrantItemRow& item : reader.warrant_items(row.id)) add_to(contents, app, reader, item.record);
    }
  });
  html::SummaryList list;
  list.rows = {{.key = {.text = "Rule"}, .value = {.text = rule_words(group)}},
               {.key = {.text = events_of_rule(group)}, .value = {.text = span_words(events)}},
               {.key = {.text = "Last day"}, .value = {.text = span_words(last_days)}},
               {.key = {.text = "How many"},
                .value = {.text = counted(group.proposals.size(), "proposal") + ", " + words_of(contents)}}};
  return html::summary_list(list);
}

// By each rule, what this person could approve together now.
std::vector<ProposalsByRule> open_groups(const DisposalVisit& visit) {
  std::vector<ProposalsByRule> groups;
  visit.app.vault.store().read([&](store::Reader& reader) {
    groups = vault::proposals_by_rule(visit.app.vault, reader);
    for (ProposalsByRule& group : groups)
      std::erase_if(group.proposals, [&](const store::WarrantRow& row) {
        return vault::not_in_bulk(visit.app.vault, reader, row, visit.actor.account).has_value();
      });
  });
  return groups;
}

struct OpenedBulk {
  vault::Bulk bulk;
  BulkNow now;
};

// Nothing where this person has none open, or where all of it has left.
std::optional<OpenedBulk> opened_by(const DisposalVisit& visit, std::string_view rule) {
  std::optional<OpenedBulk> opened;
  visit.app.vault.store().read([&](store::Reader& reader) {
    auto bulk = vault::opened_bulk(reader, visit.actor.account, rule);
    if (!bulk) return;
    BulkNow now = vault::bulk_now(visit.app.vault, reader, *bulk, visit.actor.account);
    if (!now.members.empty()) opened = {std::move(*bulk), std::move(now)};
  });
  return opened;
}

std::vector<WarrantId> ids_of(const std::vector<vault::BulkMember>& members) {
  std::vector<WarrantId> ids;
  for (const vault::BulkMember& member : members) ids.push_back(member.warrant);
  return ids;
}

// As many as are taken together at once.
void keep_first(ProposalsByRule& group) {
  if (group.proposals.size() > vault::kMostInBulk) group.proposals.resize(vault::kMostInBulk);
}

// What came since is approved by itself, or together the next time.
void keep_members(ProposalsByRule& group, const BulkNow& now) {
  std::erase_if(group.proposals, [&](const store::WarrantRow& row) {
    return std::ranges::find(now.members, row.id, &vault::BulkMember::warrant) == now.members.end();
  });
}

Html proposals_table(const DisposalVisit& visit, const ProposalsByRule& group, std::string caption) {
  html::Table table;
  table.caption = std::move(caption);
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "What"}, {.text = events_of_rule(group)}, {.text = "Last day"}, {.text = "Proposed on"}};
  std::vector<WarrantId> ids;
  for (const store::WarrantRow& row : group.proposals) ids.push_back(row.id);
  const auto views = warrants_by_id(visit.app, ids);
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const WarrantView& view : views) {
      const DueFacts facts = due_facts(reader, group, view.row);
      table.rows.push_back({{.text = act_words(view)}, {.text = span_words(facts.events)}, {.text = span_words(facts.last_days)},
                            {.text = london_date(view.row.proposed).words()}});
    }
  });
  return table.rows.empty() ? Html() : html::scrolling_table(table);
}

std::string sample_rule_words() {
  return "The sample is the larger of " + std::to_string(vault::kLeastSample) + " proposals and " +
         std::to_string(vault::kSamplePercent) + " % of them, drawn by chance when you begin. The draw is kept in the ledger, and is "
         "the same until you have approved.";
}

Html not_opened_html(const DisposalVisit& visit, const ProposalsByRule& group) {
  Html content = facts_html(visit.app, group) + html::paragraph(sample_rule_words());
  const std::size_t sample = vault::sample_size(group.proposals.size());
  content += html::post_button(path_of_rule(group.rule) + "/open", csrf(visit.request), "Draw the sample of " + std::to_string(sample));
  return content + proposals_table(visit, group, "The proposals");
}

Html sample_html(const DisposalVisit& visit, const OpenedBulk& opened) {
  html::TaskList list;
  const auto views = warrants_by_id(visit.app, ids_of(opened.now.sample));
  for (std::size_t i = 0; i < views.size(); ++i) {
    html::TaskListItem item;
    item.title = act_words(views[i]);
    item.href = path_of_rule(opened.bulk.rule) + "/" + views[i].row.id.text();
    if (opened.now.sample[i].looked_at) item.status.text = "Looked at";
    else item.status.tag = html::Tag{.text = "Look at it", .classes = "govuk-tag--blue"};
    list.items.push_back(std::move(item));
  }
  return html::heading(2, "Your sample", html::Size::m) + html::task_list(list);
}

Html gone_html(const DisposalVisit& visit, const BulkNow& now) {
  html::Table table;
  table.caption = "Left since you drew the sample";
  table.caption_classes = "govuk-table__caption--m";
  table.head = {{.text = "What"}, {.text = "Why"}};
  for (const BulkNow::Gone& one : now.gone)
    for (const WarrantView& view : warrants_by_id(visit.app, {one.warrant}))
      table.rows.push_back({{.text = act_words(view)}, {.text = one.why}});
  if (table.rows.empty()) return {};
  return html::scrolling_table(table) + html::paragraph("None of these is approved with the others.");
}

Html approve_html(const DisposalVisit& visit, const OpenedBulk& opened) {
  const auto not_seen = std::ranges::count(opened.now.sample, false, &vault::BulkMember::looked_at);
  if (not_seen > 0)
    return html::inset_text({.text = counted(static_cast<std::size_t>(not_seen), "proposal") +
                                     (not_seen == 1 ? " of the sample is" : " of the sample are") +
                                     " still to be looked at. Then all can be approved together."});
  Contents contents;
  for (const WarrantView& view : warrants_by_id(visit.app, ids_of(opened.now.members)))
    for (const auto& [what, records] : view.contents) contents[what].insert(records.begin(), records.end());
  const std::string words = "Approve destroying " + words_of(contents) + " in " + counted(opened.now.members.size(), "proposal");
  const Html content = html::hidden_input("content", to_hex(opened.now.content)) +
                       html::button({.text = words, .prevent_double_click = true, .classes = "govuk-button--warning"});
  return html::paragraph("Each is approved by its own content. The second approval is another person's, by a sample of their own.") +
         html::form(path_of_rule(opened.bulk.rule) + "/approve", csrf(visit.request), content);
}

Html opened_html(const DisposalVisit& visit, const OpenedBulk& opened) {
  std::vector<ProposalsByRule> groups = open_groups(visit);
  const auto found = std::ranges::find(groups, opened.bulk.rule, &ProposalsByRule::rule);
  ProposalsByRule group = found == groups.end() ? ProposalsByRule() : std::move(*found);
  keep_members(group, opened.now);
  return facts_html(visit.app, group) + html::paragraph("Drawn on " + london_words(opened.bulk.opened) + ". " + sample_rule_words()) +
         sample_html(visit, opened) + approve_html(visit, opened) + gone_html(visit, opened.now) +
         proposals_table(visit, group, "All that is approved together");
}

// ---- one proposal of the sample

// What is in it, where the charter lets this person read it: each reading is in the ledger.
Result<std::map<RecordId, Html>> contents_of(const DisposalVisit& visit, const std::vector<store::WarrantItemRow>& items) {
  std::map<std::string, std::vector<RecordId>> by_part;
  for (const store::WarrantItemRow& item : items) by_part[item.part].push_back(item.record);
  std::map<RecordId, Html> contents;
  for (const auto& [part, records] : by_part) {
    const auto opened = TRY(visit.app.vault.read_allowed(visit.actor, records, part));
    visit.app.vault.store().read([&](store::Reader& reader) {
      for (const vault::OpenedPart& one : opened) {
        const auto record = reader.find_record(one.record);
        const charter::Charter* charter = record ? visit.app.vault.charter(record->charter) : nullptr;
        const charter::RecordKind* kind = charter ? charter->record_kind(record->kind) : nullptr;
        const charter::Part* declared = kind ? kind->part(part) : nullptr;
        if (declared) contents[one.record] += values_html(declared->fields, one.values);
      }
    });
  }
  return contents;
}

Html item_facts(const App& app, store::Reader& reader, const store::WarrantItemRow& item) {
  const auto record = reader.find_record(item.record);
  const auto part = reader.find_part(item.record, item.part);
  if (!record || !part) return html::paragraph("It is not there any more.");
  const charter::Charter* charter = app.vault.charter(record->charter);
  const charter::RecordKind* kind = charter ? charter->record_kind(record->kind) : nullptr;
  const charter::Part* declared = kind ? kind->part(item.part) : nullptr;
  html::SummaryList list;
  list.rows = {{.key = {.text = "Received"}, .value = {.text = record->collected.words()}},
               {.key = {.text = "Kept"}, .value = {.text = declared ? charter::words(declared->keep) : "as the system sets it"}},
               {.key = {.text = "Last day"}, .value = {.text = part->due ? part->due->words() : "none now"}},
               {.key = {.text = "Files"}, .value = {.text = std::to_string(reader.attachments(item.record, item.part).size())}}};
  return html::heading(3, declared ? charter::short_title(*kind, *declared) : item.part, html::Size::s) + html::summary_list(list);
}

Result<Html> sampled_items_html(const DisposalVisit& visit, const WarrantView& view, std::string_view path) {
  std::vector<store::WarrantItemRow> items;
  visit.app.vault.store().read([&](store::Reader& reader) { items = reader.warrant_items(view.row.id); });
  const Paging shown = paging(visit.request, items.size(), kItemsAPage);
  items = {items.begin() + static_cast<std::ptrdiff_t>(shown.first), items.begin() + static_cast<std::ptrdiff_t>(shown.end)};
  auto contents = TRY(contents_of(visit, items));
  Html all = html::heading(2, "What would be destroyed", html::Size::m);
  if (contents.empty())
    all += html::paragraph("The charter does not let you read what is in these items. Here is what is known of each without opening it.");
  visit.app.vault.store().read([&](store::Reader& reader) {
    for (const store::WarrantItemRow& item : items) {
      all += item_facts(visit.app, reader, item);
      if (const auto found = contents.find(item.record); found != contents.end()) all += std::exchange(found->second, Html());
    }
  });
  return all + paging_html(shown, path);
}

Html case_facts(const DisposalVisit& visit, const WarrantView& view, std::string_view rule) {
  html::SummaryList list;
  visit.app.vault.store().read([&](store::Reader& reader) {
    const auto its_case = reader.find_case(view.row.case_id);
    list.rows.push_back({.key = {.text = "Case"}, .value = {.text = view.reference}});
    if (its_case) list.rows.push_back({.key = {.text = "State"}, .value = {.text = title_of_state(its_case->state)}});
    for (const ProposalsByRule& group : vault::proposals_by_rule(visit.app.vault, reader))
      if (group.rule == rule)
        list.rows.push_back({.key = {.text = events_of_rule(group)},
                             .value = {.text = span_words(due_facts(reader, group, view.row).events)}});
  });
  list.rows.push_back({.key = {.text = "Proposed on"}, .value = {.text = london_date(view.row.proposed).words()}});
  return html::summary_list(list);
}

// Of an approver; to others it is not there.
Result<policy::Mandate> mandate_of(const DisposalVisit& visit) {
  return visit.app.vault.gate().authorise(visit.actor, charter::Capability::approve_destruction);
}

}  // namespace

Html bulks_html(const DisposalVisit& visit) {
  if (!visit.powers.approve) return {};
  Html content;
  for (ProposalsByRule& group : open_groups(visit)) {
    const auto opened = opened_by(visit, group.rule);
    if (opened) keep_members(group, opened->now);
    else keep_first(group);
    if (!opened && group.proposals.size() < 2) continue;
    const std::string words = (opened ? "Go on approving " : "Approve ") + counted(group.proposals.size(), "proposal") +
                              " by this rule together";
    content += html::heading(3, words, html::Size::s) + facts_html(visit.app, group) +
               html::button({.text = words, .href = path_of_rule(group.rule), .classes = "govuk-button--secondary"});
  }
  if (!content.empty()) content += html::paragraph("Or approve each by itself:");
  return content;
}

http::Response show_bulk(const DisposalVisit& visit) {
  if (!visit.powers.approve) return not_found();
  const std::string rule = visit.request.parts.at("rule");
  Html content = html::heading(1, "Approve several proposals together", html::Size::l);
  if (const auto opened = opened_by(visit, rule)) {
    content += opened_html(visit, *opened);
  } else {
    auto groups = open_groups(visit);
    const auto group = std::ranges::find(groups, rule, &ProposalsByRule::rule);
    if (group == groups.end() || group->proposals.size() < 2) return not_found();
    keep_first(*group);
    content += not_opened_html(visit, *group);
  }
  return page(visit.app, visit.request,
              {"Approve several proposals together", content, html::back_link({.href = kDisposalPath, .text = "Disposal"})});
}

http::Response open_bulk(const DisposalVisit& visit) {
  if (!visit.powers.approve) return not_found();
  const auto mandate = mandate_of(visit);
  if (!mandate) return problem(visit.app, visit.request, mandate.error(), kDisposalPath);
  const std::string rule = visit.request.parts.at("rule");
  const auto opened = vault::BulkApproval(visit.app.vault, visit.app.disposal).open(*mandate, rule);
  return opened ? http::Response::redirect(path_of_rule(rule)) : problem(visit.app, visit.request, opened.error(), kDisposalPath);
}

http::Response show_sample(const DisposalVisit& visit) {
  if (!visit.powers.approve) return not_found();
  const std::string rule = visit.request.parts.at("rule");
  const WarrantId id = WarrantId::parse(visit.request.parts.at("warrant")).value_or(WarrantId{});
  const auto mandate = mandate_of(visit);
  if (!mandate || !opened_by(visit, rule)) return not_found();
  const std::string back = path_of_rule(rule);
  const auto views = warrants_by_id(visit.app, {id});
  if (views.empty()) return not_found();
  const auto items = sampled_items_html(visit, views.front(), back + "/" + id.text());
  if (!items) return problem(visit.app, visit.request, items.error(), back);
  // Only now is it certain that there is something to be shown.
  const auto looked = vault::BulkApproval(visit.app.vault, visit.app.disposal).look_at(*mandate, rule, id);
  if (!looked) return problem(visit.app, visit.request, looked.error(), back);
  const Html content = html::heading(1, act_words(views.front()), html::Size::l) + case_facts(visit, views.front(), rule) + *items +
                       html::button({.text = "Back to the sample", .href = back});
  return page(visit.app, visit.request,
              {act_words(views.front()), content, html::back_link({.href = back, .text = "Approve several proposals together"})});
}

http::Response approve_bulk(const DisposalVisit& visit) {
  if (!visit.powers.approve) return not_found();
  const auto mandate = mandate_of(visit);
  if (!mandate) return problem(visit.app, visit.request, mandate.error(), kDisposalPath);
  const std::string rule = visit.request.parts.at("rule");
  const Bytes content = from_hex(visit.request.form.get("content")).value_or(Bytes{});
  const auto approved = vault::BulkApproval(visit.app.vault, visit.app.disposal).approve(*mandate, rule, content);
  if (!approved) return problem(visit.app, visit.request, approved.error(), path_of_rule(rule));
  return http::Response::redirect(kDisposalPath);
}

}  // namespace concordat::casework
