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
constexpr int kWidth = 180;
constexpr int kHeight = 104;
constexpr int kGap = 28;
constexpr int kRowGap = 76;
constexpr int kMargin = 12;
constexpr std::size_t kLineLength = 22;  // letters in one line

struct Node {
  const Relative* who = nullptr;
  int x = 0;
  int y = 0;
  int middle() const { return x + kWidth / 2; }
  int bottom() const { return y + kHeight; }
};

using Row = std::vector<Node>;


void put(Row& row, int x) {
  for (Node& node : row) {
    node.x = x;
    x += kWidth + kGap;
  }
}

int middle_of(const Row& row) { return (row.front().x + row.back().x + kWidth) / 2; }

// Five rows: grandparents, parents, the child's own generation, the child's children; and those whom no row places.
enum RowOf { grandparents, parents, children, grandchildren, others, rows };

class Drawing {
 public:
  explicit Drawing(const std::vector<Relative>& relatives) : relatives_(relatives) {
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
      if (is(one, place, side)) rows_[row].push_back({&one});
  }
  void fill();
  void place();
  Row nodes(RowOf row, Place place, std::optional<Side> side = std::nullopt) const;
  Html line(int x1, int y1, int x2, int y2, bool dashed = false) const;
  Html couple(const Row& row) const;
  Html descent(const Row& from, const Row& to, int down) const;
  Html lines() const;
  Html box(const Node& node) const;
  int right() const;
  int bottom() const;

  const std::vector<Relative>& relatives_;
  std::array<Row, rows> rows_;
};

void Drawing::fill() {
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
  add(children, Place::half_sibling, Side::father);
  add(children, Place::sibling);
  add(children, Place::child);
  add(children, Place::partner);
  add(children, Place::half_sibling, Side::mother);
  add(children, Place::half_sibling, Side::unknown);
  add(children, Place::step_sibling);
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
    y += kHeight + kRowGap;
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
    drawn += line(row[i - 1].x + kWidth, row[i - 1].y + kHeight / 2, row[i].x, row[i].y + kHeight / 2);
  return drawn;
}

// From the middle of one row of people down to each of another; `down` is how far below the upper row the bar runs.
Html Drawing::descent(const Row& from, const Row& to, int down) const {
  if (from.empty() || to.empty()) return {};
  const int x = middle_of(from);
  const int start = from.size() > 1 && from.size() % 2 == 0 ? from.front().y + kHeight / 2 : from.front().bottom();
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
    drawn += descent(parent, nodes(children, Place::half_sibling, side), kRowGap / 2 + (side == Side::father ? -16 : 16));
    for (const Node& partner : nodes(parents, Place::step_parent, side)) {
      if (parent.empty()) continue;
      const Node& nearest = side == Side::father ? parent.front() : parent.back();
      drawn += line(partner.middle(), partner.y + kHeight / 2, nearest.middle(), nearest.y + kHeight / 2, true);
    }
  }
  const Row child = nodes(children, Place::child);
  for (const Node& partner : nodes(children, Place::partner))
    if (!child.empty()) drawn += line(child.back().x + kWidth, child.back().y + kHeight / 2, partner.x, partner.y + kHeight / 2, true);
  return drawn + descent(child, rows_[grandchildren], kRowGap / 2);
}

// Words in at most two lines, broken between words; longer ones end in "…".
std::vector<std::string> lines_of(const std::string& words) {
  std::vector<std::string> lines = {""};
  std::size_t letters = 0;  // in the last line; a byte that continues a letter of UTF-8 is none
  const auto count = [](std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  };
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    const std::string word = words.substr(at, end - at);
    at = end + 1;
    if (letters > 0 && letters + 1 + count(word) > kLineLength) {
      if (lines.size() == 2) {
        lines.back() += " …";
        return lines;
      }
      lines.emplace_back();
      letters = 0;
    }
    lines.back() += (letters > 0 ? " " : "") + word;
    letters += count(word) + 1;
  }
  return lines;
}

Html Drawing::box(const Node& node) const {
  const Relative& who = *node.who;
  const char* round = who.kinship.sex == Sex::male ? "0" : who.kinship.sex == Sex::female ? "48" : "12";
  const std::string x = std::to_string(node.x);
  const std::string y = std::to_string(node.y);
  Html drawn = who.kinship.place == Place::child ? Html("<rect class=\"concordat-family__box concordat-family__box--child\"")
                                                 : Html("<rect class=\"concordat-family__box\"");
  drawn += attribute("x", x) + attribute("y", y) + attribute("rx", round) + attribute("width", std::to_string(kWidth)) +
           attribute("height", std::to_string(kHeight)) + Markup("/>");
  if (who.died)
    drawn += Html("<path class=\"concordat-family__died\"") +
             attribute("d", "M" + x + " " + y + "l" + std::to_string(kWidth) + " " + std::to_string(kHeight) + "M" +
                                std::to_string(node.x + kWidth) + " " + y + "l-" + std::to_string(kWidth) + " " + std::to_string(kHeight)) +
             Markup("/>");
  int baseline = node.y + 26;
  const auto put_line = [&](const Html& opening, const std::string& words) {
    drawn += opening + attribute("x", std::to_string(node.middle())) + attribute("y", std::to_string(baseline)) + Markup(">") +
             html::text(words) + Markup("</text>");
    baseline += 18;
  };
  for (const std::string& words : lines_of(who.name)) put_line(Html("<text class=\"concordat-family__name\""), words);
  if (!who.relation.empty())
    for (const std::string& words : lines_of(who.relation)) put_line(Html("<text class=\"concordat-family__fact\""), words);
  for (const std::string& fact : who.facts)
    for (const std::string& words : lines_of(fact))
      if (baseline < node.bottom()) put_line(Html("<text class=\"concordat-family__fact\""), words);
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

}  // namespace

Html family_picture(const std::vector<Relative>& relatives) { return relatives.empty() ? Html() : Drawing(relatives).svg(); }

}  // namespace concordat::casework
