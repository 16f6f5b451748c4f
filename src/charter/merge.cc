#include "charter/merge.h"

#include <algorithm>
#include <array>

namespace concordat::charter {
namespace {

// The sections whose tables are entries with names, so that one can be used from another.
constexpr std::array<std::string_view, 19> kSections = {
    "contact", "agency", "role", "law",     "basis",     "purpose",  "consent",     "field", "record",
    "right",   "case",   "promise", "recipient", "evidence", "publication", "link",  "calendar",
    "clock", "refusal"};
// Words that apply nothing by themselves: to name one of the library's is to use it. And clocks, which are law for everybody.
constexpr std::array<std::string_view, 5> kVocabulary = {"law", "basis", "field", "calendar", "clock"};
constexpr int kMaxUses = 8;  // an entry that uses one that uses one …

bool is_one_of(std::string_view word, std::span<const std::string_view> set) {
  return std::find(set.begin(), set.end(), word) != set.end();
}

void erase_child(Node& table, std::string_view key) {
  std::erase_if(table.children, [&](const Node& child) { return child.key == key; });
}

void put_child(Node& table, const Node& child) {
  const auto found = std::find_if(table.children.begin(), table.children.end(), [&](const Node& other) { return other.key == child.key; });
  if (found == table.children.end()) {
    table.children.push_back(child);
  } else {
    *found = child;
  }
}

std::vector<std::string> keys_of(const Node* table) {
  std::vector<std::string> keys;
  if (table == nullptr) return keys;
  for (const Node& child : table->children) keys.push_back(child.key);
  return keys;
}

class Merger {
 public:
  Merger(const Node& charter, const Node* library, const std::optional<Extension>& extension, Findings& findings)
      : charter_(charter), library_(library), extension_(extension), findings_(findings) {}

  Node merge_all() {
    Node merged;
    merged.where = charter_.where;
    for (const Node& child : charter_.children) {
      const bool has_entries = is_one_of(child.key, kSections) && child.kind == NodeKind::table;
      merged.children.push_back(has_entries ? merge_section(child) : child);
    }
    for (const std::string_view section : kVocabulary) add_vocabulary(merged, section);
    return merged;
  }

 private:
  Node merge_section(const Node& section) {
    Node merged = section;
    for (Node& entry : merged.children) {
      uses_ = 0;
      entry = expand(section.key, entry);
    }
    return merged;
  }

  void add_vocabulary(Node& merged, std::string_view section) {
    const Node* words = library_ == nullptr ? nullptr : library_->child(section);
    if (words == nullptr || words->kind != NodeKind::table) return;
    const auto found =
        std::find_if(merged.children.begin(), merged.children.end(), [&](const Node& child) { return child.key == section; });
    if (found == merged.children.end()) {
      merged.children.push_back(merge_section(*words));
      return;
    }
    if (found->kind != NodeKind::table) return;
    for (const Node& word : merge_section(*words).children) {
      if (const Node* own = found->child(word.key)) {
        say_shadows(section, *own);
      } else {
        found->children.push_back(word);
      }
    }
  }

  // A word of one's own under the library's name would quietly change what the library's records ask.
  void say_shadows(std::string_view section, const Node& own) {
    const Node* written = charter_.child(section)->child(own.key);
    if (written == nullptr || written->child("use") != nullptr) return;
    say(findings_, "shadows-library", own.where, "The library has a " + std::string(section) + " \"" + own.key + "\" already.",
        "Give this one another name, or begin it with use = \"" + extension_->library + ":" + own.key + "\".");
  }

  Node expand(const std::string& section, const Node& entry) {
    if (entry.kind != NodeKind::table) return entry;
    const Node* use = entry.child("use");
    if (use == nullptr) {
      say_stray(entry);
      return without_marks(entry);
    }
    const Node* source = find_used(section, *use);
    if (source == nullptr) return unresolved(entry);
    if (++uses_ > kMaxUses) {
      say(findings_, "circular-use", use->where, "[" + section + "." + entry.key + "] uses itself in the end.",
          "Write out one of the entries in the circle.");
      return unresolved(entry);
    }
    Node copy = expand(section, *source);
    if (copy.unresolved) return unresolved(entry);
    copy.key = entry.key;
    copy.where = entry.where;
    narrow(section, entry, copy);
    for (const Node& child : without_marks(entry).children) add(section, entry, copy, child);
    replace(section, entry, copy);
    return copy;
  }

  const Node* find_used(const std::string& section, const Node& use) {
    if (use.kind != NodeKind::text) {
      say(findings_, "wrong-type", use.where, "\"use\" is " + std::string(name_of(use.kind)) + ", not a text.",
          "Write the name of an entry.");
      return nullptr;
    }
    const std::size_t colon = use.text.find(':');
    const bool of_library = colon != std::string::npos;
    const std::string name = of_library ? use.text.substr(colon + 1) : use.text;
    if (of_library && (!extension_ || use.text.substr(0, colon) != extension_->library)) {
      say(findings_, "unknown-reference", use.where, "\"" + use.text + "\" names a library that this charter does not extend.",
          extension_ ? "This charter extends \"" + extension_->library + "\"." : "Begin the charter with extends = \"…\".");
      return nullptr;
    }
    const Node* within = of_library ? library_ : use.where.file == charter_.where.file ? &charter_ : library_;
    if (within == nullptr) return nullptr;  // the library could not be read, and that has been said
    const Node* entries = within->child(section);
    const Node* source = entries == nullptr ? nullptr : entries->child(name);
    if (source != nullptr && source->kind == NodeKind::table) return source;
    say(findings_, "unknown-reference", use.where, "There is no [" + section + "." + name + "] to use.",
        suggestion(name, keys_of(entries)));
    return nullptr;
  }

  void say_stray(const Node& entry) {
    for (const std::string_view mark : {"only", "replace", "reason"}) {
      const Node* stray = entry.child(mark);
      if (stray == nullptr) continue;
      say(findings_, "unknown-key", stray->where, "\"" + std::string(mark) + "\" means nothing without \"use\".",
          "Say what is used, or take it out.");
    }
  }

  static Node unresolved(const Node& entry) {
    Node rest = entry;
    rest.unresolved = true;
    return rest;
  }

  static Node without_marks(const Node& entry) {
    Node rest = entry;
    for (const std::string_view mark : {"use", "only", "replace", "reason"}) erase_child(rest, mark);
    return rest;
  }

  void add(const std::string& section, const Node& entry, Node& copy, const Node& child) {
    if (copy.child(child.key) != nullptr) {
      say(findings_, "unmarked-replace", child.where, "[" + section + "." + entry.key + "] changes \"" + child.key + "\" of what it uses.",
          "Put it in replace = { … } and give a reason, or leave it as it is.");
      return;
    }
    copy.children.push_back(child);
  }

  void replace(const std::string& section, const Node& entry, Node& copy) {
    const Node* changes = entry.child("replace");
    const Node* reason = entry.child("reason");
    if (changes == nullptr) return;
    if (changes->kind != NodeKind::table) {
      say(findings_, "wrong-type", changes->where, "\"replace\" is " + std::string(name_of(changes->kind)) + ", not a table.",
          "Write replace = { key = value }.");
      return;
    }
    if (reason == nullptr || reason->kind != NodeKind::text || reason->text.find_first_not_of(' ') == std::string::npos) {
      say(findings_, "replace-without-reason", changes->where, "[" + section + "." + entry.key + "] replaces without a reason.",
          "Add reason = \"…\": which sentence of the notice, or which law, asks for it.");
    }
    for (const Node& change : changes->children) {
      if (copy.child(change.key) == nullptr) {
        say(findings_, "replace-nothing", change.where, "What is used has no \"" + change.key + "\" to replace.",
            suggestion(change.key, keys_of(&copy)));
        continue;
      }
      put_child(copy, change);
    }
  }

  // `only` keeps some fields of a record, or some choices of a field.
  void narrow(const std::string& section, const Node& entry, Node& copy) {
    const Node* only = entry.child("only");
    if (only == nullptr) return;
    std::vector<std::string> kept;
    for (const Node& word : only->children) {
      if (word.kind == NodeKind::text) kept.push_back(word.text);
    }
    if (only->kind != NodeKind::array || kept.size() != only->children.size() || kept.empty()) {
      say(findings_, "wrong-type", only->where, "\"only\" is not a list of texts.", "Write only = [\"…\", \"…\"].");
      return;
    }
    std::vector<std::string> offered;
    if (section == "field") {
      narrow_list(copy, "choices", kept, offered);
    } else if (section == "record") {
      narrow_parts(copy, kept, offered);
    } else {
      say(findings_, "unknown-key", only->where, "\"only\" narrows fields and records, not a " + section + ".", "Take it out.");
      return;
    }
    for (const Node& word : only->children) {
      if (std::find(offered.begin(), offered.end(), word.text) != offered.end()) continue;
      say(findings_, "unknown-reference", word.where, "\"only\" keeps \"" + word.text + "\", which is not in what is used.",
          suggestion(word.text, offered));
    }
  }

  static void narrow_parts(Node& record, const std::vector<std::string>& kept, std::vector<std::string>& offered) {
    const auto parts = std::find_if(record.children.begin(), record.children.end(), [](const Node& child) { return child.key == "part"; });
    if (parts == record.children.end()) return;
    for (Node& part : parts->children) narrow_list(part, "fields", kept, offered);
    std::erase_if(parts->children, [](const Node& part) {
      const Node* fields = part.child("fields");
      return fields != nullptr && fields->children.empty();
    });
  }

  static void narrow_list(Node& table, std::string_view key, const std::vector<std::string>& kept, std::vector<std::string>& offered) {
    for (Node& child : table.children) {
      if (child.key != key || child.kind != NodeKind::array) continue;
      for (const Node& item : child.children) offered.push_back(item.text);
      std::erase_if(child.children, [&](const Node& item) { return std::find(kept.begin(), kept.end(), item.text) == kept.end(); });
    }
  }

  const Node& charter_;
  const Node* library_;
  const std::optional<Extension>& extension_;
  Findings& findings_;
  int uses_ = 0;
};

}  // namespace

std::optional<Extension> extension_of(const Node& charter, Findings& findings) {
  const Node* extends = charter.child("extends");
  if (extends == nullptr) return std::nullopt;
  const std::size_t at = extends->text.find('@');
  if (extends->kind == NodeKind::text && at != std::string::npos && fits(extends->text.substr(0, at), Charset::name) &&
      fits(extends->text.substr(at + 1), Charset::name)) {
    return Extension{extends->text.substr(0, at), extends->text.substr(at + 1), extends->where};
  }
  say(findings, "bad-value", extends->where, "\"extends\" does not name a library and its version.",
      "Write it as extends = \"england@2026-11\".");
  return std::nullopt;
}

Node merge(const Node& charter, const Node* library, const std::optional<Extension>& extension, Findings& findings) {
  return Merger(charter, library, extension, findings).merge_all();
}

}  // namespace concordat::charter
