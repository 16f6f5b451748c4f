#include "casework/family/family_picture.h"

#include <algorithm>
#include <array>
#include <optional>

namespace concordat::casework {
namespace {

using html::attribute;
using html::Html;
using html::Markup;

// All lengths are those of the drawing; it is shown at this size, and moves sideways where the screen is narrower.
constexpr int kWidth = 200;
constexpr int kGap = 28;
constexpr int kRowGap = 76;
constexpr int kMargin = 12;
constexpr int kRound = 40;               // of a corner; the first line of words stands below it far enough to fit
constexpr int kFirstLine = 30;           // its baseline, below the top
constexpr int kLine = 18;                // from one line to the next
constexpr std::size_t kLineLength = 20;  // letters in one line: more do not fit a box
constexpr std::size_t kNameLines = 4;
constexpr std::size_t kFactLines = 2;

// ---- words that fit a box

// A byte that continues a letter of UTF-8 is none.
bool begins_a_letter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

std::size_t letters_in(std::string_view text) { return static_cast<std::size_t>(std::ranges::count_if(text, begins_a_letter)); }

// How much of a word that is longer than a line stands on one: to its last hyphen there, else as much as fits.
std::size_t piece_of(std::string_view word) {
  std::size_t letters = 0, end = 0;
  while (end < word.size() && (letters < kLineLength || !begins_a_letter(word[end]))) letters += begins_a_letter(word[end++]) ? 1 : 0;
  const std::size_t hyphen = word.substr(0, end).rfind('-');
  return end < word.size() && hyphen != std::string_view::npos ? hyphen + 1 : end;
}

// Broken between words; what is more than so many lines ends in "…".
std::vector<std::string> lines_of(std::string_view words, std::size_t most) {
  std::vector<std::string> lines = {""};
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    const std::size_t piece = end == 0 ? 0 : piece_of(words.substr(0, end));
    const std::string word(words.substr(0, piece));
    words.remove_prefix(std::min(piece == end ? end + 1 : piece, words.size()));
    if (!lines.back().empty() && letters_in(lines.back()) + 1 + letters_in(word) > kLineLength) {
      if (lines.size() == most) {
        lines.back() += " …";
        return lines;
      }
      lines.emplace_back();
    }
    lines.back() += (lines.back().empty() ? "" : " ") + word;
  }
  return lines;
}

struct Words {
  std::vector<std::string> name;
  std::vector<std::string> facts;  // the relationship first
  int height() const { return kFirstLine + kLine * static_cast<int>(name.size() + facts.size()); }
};

Words words_of(const Relative& who) {
  Words words{lines_of(who.name, kNameLines), {}};
  if (!who.relation.empty()) words.facts = lines_of(who.relation, kFactLines);
  for (const std::string& fact : who.facts) std::ranges::move(lines_of(fact, kFactLines), std::back_inserter(words.facts));
  return words;
}

// ---- where everybody stands

struct Node {
  const Relative* who = nullptr;
  int height = 0;  // of every box, that of whose words need most
  int x = 0;
  int y = 0;
  int middle() const { return x + kWidth / 2; }
  int half_way() const { return y + height / 2; }
  int bottom() const { return y + height; }
};

using Row = std::vector<Node>;

void put(Row& row, int x) {
  for (Node& node : row) {
    node.x = x;
    x += kWidth + kGap;
  }
}

int middle_of(const Row& row) { return (row.front().x + row.back().x + kWidth) / 2; }

// ---- what is drawn of one person, and in the legend

Html shape(const char* look, Sex sex, int x, int y, int width, int height, int round) {
  const int corner = sex == Sex::male ? 0 : sex == Sex::female ? round : round / 4;
  return Html("<rect") + attribute("class", look) + attribute("x", std::to_string(x)) + attribute("y", std::to_string(y)) +
         attribute("rx", std::to_string(corner)) + attribute("width", std::to_string(width)) +
         attribute("height", std::to_string(height)) + Markup("/>");
}

Html cross(int x, int y, int width, int height) {
  const std::string w = std::to_string(width), h = std::to_string(height), top = std::to_string(y);
  return Html("<path class=\"concordat-family__died\"") +
         attribute("d", "M" + std::to_string(x) + " " + top + "l" + w + " " + h + "M" + std::to_string(x + width) + " " + top + "l-" + w +
                            " " + h) +
         Markup("/>");
}

// Five rows: grandparents, parents, the child's own generation, the child's children; and those whom no row places.
enum RowOf { grandparents, parents, children, grandchildren, others, rows };

class Drawing {
 public:
  explicit Drawing(const std::vector<Relative>& relatives) : relatives_(relatives) {
    for (const Relative& one : relatives_) height_ = std::max(height_, words_of(one).height());
    fill();
    place();
  }
  Html svg() const;

 private:
  bool is(const Relative& one, Place place, std::optional<Side> side = std::nullopt) const {
    return one.kinship.place == place && (!side || one.kinship.side == *side);
  }
  void add(RowOf row, Place place, std::optional<Side> side = std::nullopt) {
    for (const Relative& one : relatives_)
      if (is(one, place, side)) rows_[row].push_back({&one, height_});
  }
  void fill();
  void place();
  Row nodes(RowOf row, Place place, std::optional<Side> side = std::nullopt) const;
  Html line(int x1, int y1, int x2, int y2, bool dashed = false) const;
  Html couple(const Row& row) const;
  Html descent(const Row& from, const Row& to, int down, int aside = 0) const;
  std::optional<Side> side_of_step_family() const;
  Html lines() const;
  Html box(const Node& node) const;
  int right() const;
  int bottom() const;

  const std::vector<Relative>& relatives_;
  int height_ = 0;
  std::array<Row, rows> rows_;
};

// Whose children step-siblings are, where there is but one step-parent; they stand on that side.
std::optional<Side> Drawing::side_of_step_family() const {
  std::optional<Side> side;
  for (const Relative& one : relatives_) {
    if (one.kinship.place != Place::step_parent) continue;
    if (side) return std::nullopt;
    side = one.kinship.side;
  }
  return side;
}

void Drawing::fill() {
  const bool step_family_first = side_of_step_family() == Side::father;
  add(grandparents, Place::grandparent, Side::father);
  add(grandparents, Place::grandparent, Side::unknown);
  add(grandparents, Place::grandparent, Side::mother);
  add(parents, Place::aunt_or_uncle, Side::father);
  add(parents, Place::step_parent, Side::father);
  add(parents, Place::parent, Side::father);
  add(parents, Place::parent, Side::unknown);
  add(parents, Place::parent, Side::mother);
  add(parents, Place::step_parent, Side::mother);
  add(parents, Place::aunt_or_uncle, Side::mother);
  add(parents, Place::aunt_or_uncle, Side::unknown);
  if (step_family_first) add(children, Place::step_sibling);
  add(children, Place::half_sibling, Side::father);
  add(children, Place::sibling);
  add(children, Place::child);
  add(children, Place::partner);
  add(children, Place::half_sibling, Side::mother);
  if (!step_family_first) add(children, Place::step_sibling);
  add(children, Place::half_sibling, Side::unknown);
  add(children, Place::cousin);
  add(grandchildren, Place::own_child);
  add(others, Place::other);
}

// Every row stands under, or over, those whom it comes from; then all is moved so that it begins at the margin.
void Drawing::place() {
  int y = kMargin;
  for (Row& row : rows_) {
    if (row.empty()) continue;
    for (Node& node : row) node.y = y;
    y += height_ + kRowGap;
    put(row, 0);
  }
  const auto centre = [&](RowOf row, const Row& those, int over) {
    if (rows_[row].empty() || those.empty()) return;
    put(rows_[row], rows_[row].front().x + over - middle_of(those));
  };
  Row brood = nodes(children, Place::sibling);
  for (const Node& child : nodes(children, Place::child)) brood.push_back(child);
  if (const Row both = nodes(parents, Place::parent); !both.empty()) {
    centre(children, brood, middle_of(both));
    centre(grandparents, rows_[grandparents], middle_of(both));
  }
  if (const Row child = nodes(children, Place::child); !child.empty()) centre(grandchildren, rows_[grandchildren], middle_of(child));
  int left = 0;
  for (const RowOf row : {grandparents, parents, children, grandchildren})
    if (!rows_[row].empty()) left = std::min(left, rows_[row].front().x);
  for (const RowOf row : {grandparents, parents, children, grandchildren})
    if (!rows_[row].empty()) put(rows_[row], rows_[row].front().x - left + kMargin);
  put(rows_[others], kMargin);
}

Row Drawing::nodes(RowOf row, Place place, std::optional<Side> side) const {
  Row found;
  for (const Node& node : rows_[row])
    if (is(*node.who, place, side)) found.push_back(node);
  return found;
}

Html Drawing::line(int x1, int y1, int x2, int y2, bool dashed) const {
  return Html("<line") + attribute("class", dashed ? "concordat-family__line concordat-family__line--dashed" : "concordat-family__line") +
         attribute("x1", std::to_string(x1)) + attribute("y1", std::to_string(y1)) + attribute("x2", std::to_string(x2)) +
         attribute("y2", std::to_string(y2)) + Markup("/>");
}

// A line between neighbours, at half their height.
Html Drawing::couple(const Row& row) const {
  Html drawn;
  for (std::size_t i = 1; i < row.size(); ++i)
    drawn += line(row[i - 1].x + kWidth, row[i - 1].half_way(), row[i].x, row[i].half_way());
  return drawn;
}

// From the middle of one row of people, or beside it, down to each of another; `down` is how far below the upper row the bar runs.
Html Drawing::descent(const Row& from, const Row& to, int down, int aside) const {
  if (from.empty() || to.empty()) return {};
  const int x = middle_of(from) + aside;
  const int start = from.size() > 1 && from.size() % 2 == 0 ? from.front().half_way() : from.front().bottom();
  const int bar = from.front().bottom() + down;
  Html drawn = line(x, start, x, bar);
  int least = x;
  int most = x;
  for (const Node& node : to) {
    drawn += line(node.middle(), bar, node.middle(), node.y);
    least = std::min(least, node.middle());
    most = std::max(most, node.middle());
  }
  return drawn + line(least, bar, most, bar);
}

Html Drawing::lines() const {
  Html drawn;
  const Row both = nodes(parents, Place::parent);
  Row brood = nodes(children, Place::sibling);
  for (const Node& child : nodes(children, Place::child)) brood.push_back(child);
  drawn += couple(both) + descent(both, brood, kRowGap / 2);
  for (const Side side : {Side::father, Side::mother}) {
    const Row parent = nodes(parents, Place::parent, side);
    const Row upper = nodes(grandparents, Place::grandparent, side);
    Row lower = nodes(parents, Place::aunt_or_uncle, side);
    for (const Node& one : parent) lower.push_back(one);
    // The two sides' bars run at different heights, so that they do not become one where they pass.
    drawn += couple(upper) + descent(upper, lower, kRowGap / 2 + (side == Side::father ? -10 : 10));
    // Above the bar of those who have both parents, whom half-siblings stand outside of, and from beside it: the two never meet.
    const int outwards = side == Side::father ? -kRound : kRound;
    drawn += descent(parent, nodes(children, Place::half_sibling, side), kRowGap / 2 - 18, outwards);
    if (side_of_step_family() == side)
      drawn += descent(nodes(parents, Place::step_parent, side), nodes(children, Place::step_sibling), kRowGap / 2 - 30);
    for (const Node& partner : nodes(parents, Place::step_parent, side)) {
      if (parent.empty()) continue;
      const Node& nearest = side == Side::father ? parent.front() : parent.back();
      drawn += line(partner.middle(), partner.half_way(), nearest.middle(), nearest.half_way(), true);
    }
  }
  const Row child = nodes(children, Place::child);
  for (const Node& partner : nodes(children, Place::partner))
    if (!child.empty()) drawn += line(child.back().x + kWidth, child.back().half_way(), partner.x, partner.half_way(), true);
  return drawn + descent(child, rows_[grandchildren], kRowGap / 2);
}

Html Drawing::box(const Node& node) const {
  const Relative& who = *node.who;
  const char* look = who.kinship.place == Place::child ? "concordat-family__box concordat-family__box--child" : "concordat-family__box";
  Html drawn = shape(look, who.kinship.sex, node.x, node.y, kWidth, node.height, kRound);
  if (who.died) drawn += cross(node.x, node.y, kWidth, node.height);
  int baseline = node.y + kFirstLine;
  const auto put_line = [&](const char* kind, const std::string& words) {
    drawn += Html("<text") + attribute("class", kind) + attribute("x", std::to_string(node.middle())) +
             attribute("y", std::to_string(baseline)) + Markup(">") + html::text(words) + Markup("</text>");
    baseline += kLine;
  };
  const Words words = words_of(who);
  for (const std::string& one : words.name) put_line("concordat-family__name", one);
  for (const std::string& one : words.facts) put_line("concordat-family__fact", one);
  if (who.household == 0) return drawn;
  const std::string letter(1, who.household);
  const std::string at_x = std::to_string(node.x + kWidth - 8);
  return drawn + Html("<circle class=\"concordat-family__household\" r=\"12\"") + attribute("cx", at_x) +
         attribute("cy", std::to_string(node.y + 4)) + Markup("/><text class=\"concordat-family__letter\"") + attribute("x", at_x) +
         attribute("y", std::to_string(node.y + 9)) + Markup(">") + html::text(letter) + Markup("</text>");
}

int Drawing::right() const {
  int most = 0;
  for (const Row& row : rows_)
    if (!row.empty()) most = std::max(most, row.back().x + kWidth);
  return most + kMargin;
}

int Drawing::bottom() const {
  int most = 0;
  for (const Row& row : rows_)
    if (!row.empty()) most = std::max(most, row.back().bottom());
  return most + kMargin;
}

Html Drawing::svg() const {
  Html drawn = lines();
  for (const Row& row : rows_)
    for (const Node& node : row) drawn += box(node);
  const std::string width = std::to_string(right());
  const std::string height = std::to_string(bottom());
  return Html("<svg class=\"concordat-family\" role=\"img\" aria-label=\"The family as a picture; the tables below say the same\"") +
         attribute("width", width) + attribute("height", height) + attribute("viewBox", "0 0 " + width + " " + height) + Markup(">") +
         drawn + Markup("</svg>");
}

Html legend_item(const Html& drawn, const char* words) {
  return Html("<li class=\"concordat-legend__item\"><svg class=\"concordat-legend__shape\" aria-hidden=\"true\" width=\"48\" height=\"32\" "
              "viewBox=\"0 0 48 32\">") +
         drawn + Markup("</svg> ") + html::text(words) + Markup("</li>");
}

Html legend_line(const char* look) {
  return Html("<line") + attribute("class", look) + Markup(" x1=\"2\" y1=\"16\" x2=\"46\" y2=\"16\"/>");
}

}  // namespace

Html family_legend() {
  const auto box = [](Sex sex, const char* look = "concordat-family__box") { return shape(look, sex, 4, 4, 40, 24, 12); };
  return Html("<ul class=\"concordat-legend\">") + legend_item(box(Sex::male), "male") + legend_item(box(Sex::female), "female") +
         legend_item(box(Sex::unknown), "not said by the relationship") +
         legend_item(box(Sex::unknown, "concordat-family__box concordat-family__box--child"), "the child") +
         legend_item(box(Sex::unknown) + cross(4, 4, 40, 24), "has died") + legend_item(legend_line("concordat-family__line"), "by birth, "
                     "or parents together") +
         legend_item(legend_line("concordat-family__line concordat-family__line--dashed"), "by partnership") + Html("</ul>");
}

Html family_picture(const std::vector<Relative>& relatives) { return relatives.empty() ? Html() : Drawing(relatives).svg(); }

}  // namespace concordat::casework
