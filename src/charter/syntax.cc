#include "charter/syntax.h"

#include "base/toml_settings.h"

#include <toml++/toml.h>

#include <algorithm>

namespace concordat::charter {
namespace {

class Converter {
 public:
  Converter(const std::string& file, std::vector<Finding>& findings) : file_(file), findings_(findings) {}

  Node convert(const toml::node& from, std::string key, int line, int depth) {
    Node node;
    node.key = std::move(key);
    node.where = {file_, line_of(from, line)};
    if (depth > kMaxDepth) {
      say_too_deep(node.where);
      return node;
    }
    if (const toml::table* table = from.as_table()) {
      add_table(node, *table, depth);
    } else if (const toml::array* array = from.as_array()) {
      node.kind = NodeKind::array;
      for (const toml::node& item : *array) node.children.push_back(convert(item, "", node.where.line, depth + 1));
    } else {
      set_value(node, from);
    }
    return node;
  }

 private:
  static int line_of(const toml::node& from, int fallback) {
    const auto line = static_cast<int>(from.source().begin.line);
    return line > 0 ? line : fallback;
  }

  void add_table(Node& node, const toml::table& table, int depth) {
    for (auto&& [key, value] : table) {
      const auto line = static_cast<int>(key.source().begin.line);
      node.children.push_back(convert(value, std::string(key.str()), line > 0 ? line : node.where.line, depth + 1));
    }
    // The parser keeps keys sorted; people expect the order in which they wrote them.
    std::stable_sort(node.children.begin(), node.children.end(),
                     [](const Node& left, const Node& right) { return left.where.line < right.where.line; });
  }

  static void set_value(Node& node, const toml::node& from) {
    if (const auto* text = from.as_string()) {
      node.kind = NodeKind::text;
      node.text = text->get();
    } else if (const auto* integer = from.as_integer()) {
      node.kind = NodeKind::integer;
      node.integer = integer->get();
    } else if (const auto* boolean = from.as_boolean()) {
      node.kind = NodeKind::boolean;
      node.boolean = boolean->get();
    } else if (const auto* date = from.as_date()) {
      const toml::date day = date->get();
      const auto civil = CivilDate::from(day.year, day.month, day.day);
      node.kind = civil ? NodeKind::date : NodeKind::other;
      if (civil) node.date = *civil;
    } else {
      node.kind = NodeKind::other;
    }
  }

  void say_too_deep(const Location& where) {
    if (said_too_deep_) return;
    said_too_deep_ = true;
    findings_.push_back({Severity::error, "too-deep", where, "Values are nested more than " + std::to_string(kMaxDepth) + " deep.",
                         "Write the inner tables as tables of their own; no charter needs this depth."});
  }

  const std::string& file_;
  std::vector<Finding>& findings_;
  bool said_too_deep_ = false;
};

// A line of a thousand dots would nest as deep, and the parser's own recursion has no bound for that.
int line_with_too_many_dots(std::string_view text) {
  int line = 1;
  std::size_t dots = 0;
  for (const char c : text) {
    if (c == '.' && ++dots > kMaxDotsInLine) return line;
    if (c == '\n') {
      ++line;
      dots = 0;
    }
  }
  return 0;
}

// The end of the text in quotes that begins at `at`, or of the line where it is never closed.
std::size_t after_quotes(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string three(3, quote);
  const bool is_long = text.substr(at, 3) == three;
  std::size_t next = at + (is_long ? 3 : 1);
  while (next < text.size()) {
    if (quote == '"' && text[next] == '\\') {
      next += 2;
    } else if (is_long && text.substr(next, 3) == three) {
      next += 3;
      while (next < text.size() && text[next] == quote) ++next;  // a long text may end in quotes of its own
      return next;
    } else if (!is_long && (text[next] == quote || text[next] == '\n')) {
      return next + 1;
    } else {
      ++next;
    }
  }
  return text.size();
}

// Outside quotes and comments TOML 1.0 is ASCII. toml++ 3.3 reaches "unreachable" code when it asks whether such a letter
// is white space, so it is never shown one. Found by fuzz/charter.cc.
int line_with_stray_letter(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  std::size_t at = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  while (at < text.size()) {
    if (static_cast<unsigned char>(text[at]) >= 0x80) {
      return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    }
    if (text[at] == '"' || text[at] == '\'') {
      at = after_quotes(text, at);
    } else if (text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else {
      ++at;
    }
  }
  return 0;
}

// What the parser says, as one of our findings. It knows no kinds of error, so they are told by its words.
Finding translate(const toml::parse_error& error, const std::string& file) {
  const std::string said(error.description());
  const auto mentions = [&](std::string_view word) { return said.find(word) != std::string::npos; };
  Finding finding{Severity::error,
                  "syntax",
                  {file, static_cast<int>(error.source().begin.line)},
                  "This is not TOML: " + said + ".",
                  "Mend the line; the rest of the file is read once it is whole."};
  if (mentions("redefine")) {
    finding.rule = "duplicate";
    finding.message = "The same key or table is written twice: " + said + ".";
    finding.remedy = "Keep one of them, or give the second a name of its own.";
  } else if (mentions("utf-8") || mentions("UTF-8") || mentions("unicode")) {
    finding.rule = "invalid-utf8";
    finding.message = "The file holds bytes that are not UTF-8 text.";
    finding.remedy = "Save the file as UTF-8.";
  } else if (mentions("nested") || mentions("nesting")) {
    finding.rule = "too-deep";
    finding.remedy = "Write the inner values as tables of their own; no charter needs this depth.";
  }
  return finding;
}

}  // namespace

const Node* Node::child(std::string_view child_key) const {
  const auto found = std::find_if(children.begin(), children.end(), [&](const Node& node) { return node.key == child_key; });
  return kind == NodeKind::table && found != children.end() ? &*found : nullptr;
}

std::string_view name_of(NodeKind kind) {
  switch (kind) {
    case NodeKind::table: return "a table";
    case NodeKind::array: return "a list";
    case NodeKind::text: return "a text";
    case NodeKind::integer: return "a whole number";
    case NodeKind::boolean: return "true or false";
    case NodeKind::date: return "a date";
    case NodeKind::other: break;
  }
  return "a value that no charter uses";
}

std::optional<Node> parse(std::string_view text, const std::string& file, std::vector<Finding>& findings) {
  if (text.size() > kMaxFileBytes) {
    findings.push_back({Severity::error,
                        "too-large",
                        {file, 0},
                        "The file is larger than " + std::to_string(kMaxFileBytes / 1024) + " KiB.",
                        "Check that this is a charter; the longest known needs a tenth of that."});
    return std::nullopt;
  }
  if (const int line = line_with_too_many_dots(text); line > 0) {
    findings.push_back({Severity::error,
                        "too-deep",
                        {file, line},
                        "The line holds more than " + std::to_string(kMaxDotsInLine) + " dots.",
                        "Break a long text over several lines; write inner tables as tables of their own."});
    return std::nullopt;
  }
  if (const int line = line_with_stray_letter(text); line > 0) {
    findings.push_back({Severity::error,
                        "syntax",
                        {file, line},
                        "A letter outside quotes is none of the plain ones (a to z).",
                        "Put the text in quotes, or use plain letters for the key; mind quotes that a word processor has bent."});
    return std::nullopt;
  }
  const toml::parse_result result = toml::parse(text, file);
  if (!result) {
    findings.push_back(translate(result.error(), file));
    return std::nullopt;
  }
  return Converter(file, findings).convert(result.table(), "", 1, 0);
}

}  // namespace concordat::charter
