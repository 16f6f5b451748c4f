#include "paper/typeset.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <numeric>

#include "paper/links.h"
#include "paper/text.h"

namespace concordat::paper {
namespace {

constexpr double kMargin = 56;
constexpr double kTop = 56;
constexpr double kBottom = kPageHeight - 84;  // the footer stands beneath
constexpr double kMeasure = kPageWidth - 2 * kMargin;

using Row = std::vector<const Text*>;

struct Column {
  double left = 0;
  double width = 0;
};

// A table while it is set; its head is repeated on each page.
struct TableInHand {
  std::vector<Column> columns;
  Row head;
  double padding = 0;
};

struct ContentsEntry {
  std::size_t page = 0;
  std::size_t line = 0;  // its number goes before this line of the page
  std::size_t heading = 0;
  std::size_t link = 0;
  double top = 0;
};

Colour colour_of(const std::string& hex) {
  unsigned value = 0x1d3f6e;
  if (hex.size() == 7) std::from_chars(hex.data() + 1, hex.data() + 7, value, 16);
  return {((value >> 16) & 255) / 255.0, ((value >> 8) & 255) / 255.0, (value & 255) / 255.0};
}

int most_lines(const Row& row) {
  int most = 0;
  for (const Text* cell : row) most = std::max(most, cell->lines);
  return most;
}

class Typesetter {
 public:
  explicit Typesetter(const Document& document) : document_(document), size_(document.size), colour_(colour_of(document.colour)) {
    set_.elements.push_back({.type = "Document"});
  }
  Result<Typeset> run();

 private:
  std::size_t add(std::string type, std::size_t parent, Scope scope = Scope::none);
  std::size_t add_link(std::string words);
  const Text& text(std::string_view words, const Style& style, double width, std::size_t element);
  const Text& whole_link(std::string_view words, double width, std::size_t link);

  PageContent& page() { return pages_.back(); }
  void new_page();
  void need(double height);
  double beginning_of(const Table& table);  // its height, with the head and the first row
  void flow(const Text& text, double left);

  void set(const Heading& heading);
  void set(const Paragraph& paragraph);
  void set(const List& list);
  void set(const Table& table);
  void set_band();
  void set_contents();
  void set_page_numbers_of_contents();
  void set_footers();

  std::vector<Column> columns_for(const Table& table);
  Row cells_of(const std::vector<std::string>& words, const TableInHand& table, std::size_t parent, bool is_head);
  void put_row(const Row& row, std::vector<int>& done, int lines, const TableInHand& table, bool artifact);
  void set_row(const Row& row, const TableInHand& table);
  void repeat_head(const TableInHand& table);

  const Document& document_;
  double size_;
  Colour colour_;
  Fonts fonts_;
  std::deque<Text> texts_;
  std::vector<PageContent> pages_;
  std::vector<ContentsEntry> contents_;
  double top_ = kTop;  // where the next line goes
  double follows_ = 0;  // the height of what must stand on one page with the heading in hand
  std::size_t section_ = 0;
  Typeset set_;
};

// ---- structure and texts

std::size_t Typesetter::add(std::string type, std::size_t parent, Scope scope) {
  set_.elements.push_back({.type = std::move(type), .scope = scope});
  set_.elements[parent].kids.push_back(set_.elements.size() - 1);
  return set_.elements.size() - 1;
}

// It joins its parent when it is drawn, between what stands before and behind it.
std::size_t Typesetter::add_link(std::string words) {
  set_.elements.push_back({.type = "Link", .words = std::move(words)});
  return set_.elements.size() - 1;
}

const Text& Typesetter::text(std::string_view words, const Style& style, double width, std::size_t element) {
  std::vector<LinkSpan> spans;
  for (const TextLink& link : links_in(words)) {
    const std::size_t node = add_link(std::string(words.substr(link.first, link.end - link.first)));
    set_.elements[node].target = link.target;
    spans.push_back({link.first, link.end, node});
  }
  return texts_.emplace_back(fonts_.text(words, style, width, element, std::move(spans)));
}

// But for the space that keeps it apart from what stands before.
const Text& Typesetter::whole_link(std::string_view words, double width, std::size_t link) {
  const std::size_t first = words.starts_with(' ') ? 1 : 0;
  return texts_.emplace_back(fonts_.text(words, {size_}, width, link, {{first, words.size(), link}}));
}

// ---- pages

void Typesetter::new_page() {
  pages_.emplace_back();
  top_ = kTop;
}

void Typesetter::need(double height) {
  if (top_ + height > kBottom && top_ > kTop) new_page();
}

// Never a line alone at the foot of a page or at the head of the next.
void Typesetter::flow(const Text& text, double left) {
  for (int first = 0; first < text.lines;) {
    const int room = static_cast<int>((kBottom - top_) / text.leading());
    const int rest = text.lines - first;
    const int now = room >= rest ? rest : std::min(room, rest - 2);
    if (now < std::min(rest, 2) && top_ > kTop) {
      new_page();
      continue;
    }
    for (int i = 0; i < std::max(now, 1); ++i, ++first, top_ += text.leading()) page().lines.push_back({&text, first, left, top_});
    if (first < text.lines) new_page();
  }
}

// ---- blocks

void Typesetter::set(const Heading& heading) {
  const bool is_title = heading.level == 1;
  if (!is_title && document_.with_contents && contents_.empty()) set_contents();
  if (!is_title) section_ = add("Sect", 0);
  const Style style = is_title ? Style{size_ * 2, true, kBlack} : Style{size_ * 1.4, true, colour_};
  const Text& title = text(heading.text, style, kMeasure, add("H" + std::to_string(heading.level), section_));
  if (top_ > kTop) top_ += size_ * 1.6;
  need(title.height() + std::max(size_ * 5.5, follows_));  // with the beginning of what it is the heading of
  set_.headings.push_back({heading.level, heading.text, pages_.size() - 1, kPageHeight - top_ + 6});
  flow(title, kMargin);
  top_ += size_ * 0.5;
}

void Typesetter::set(const Paragraph& paragraph) {
  const Text& words = text(paragraph.text, {paragraph.leads ? size_ * 1.15 : size_}, kMeasure, add("P", section_));
  flow(words, kMargin);
  top_ += size_ * 0.7;
}

void Typesetter::set(const List& list) {
  const double indent = size_ * 1.2;
  const std::size_t all = add("L", section_);
  for (const std::string& item : list.items) {
    const std::size_t node = add("LI", all);
    const Text& bullet = text("•", {size_}, 0, add("Lbl", node));
    const Text& words = text(item, {size_}, kMeasure - indent, add("LBody", node));
    need(std::min(words.lines, 3) * words.leading());
    page().lines.push_back({&bullet, 0, kMargin, top_});
    flow(words, kMargin + indent);
    top_ += size_ * 0.4;
  }
  top_ += size_ * 0.4;
}

// The publisher's name in its colour, at the head of the first page.
void Typesetter::set_band() {
  const Text& name = text(document_.publisher, {15, true, kWhite}, kMeasure, add("P", 0));
  page().rules.push_back({0, 0, kPageWidth, name.height() + 32, colour_});
  top_ = 16;
  for (int line = 0; line < name.lines; ++line, top_ += name.leading()) page().lines.push_back({&name, line, kMargin, top_});
  top_ += 16 + size_;
}

// Page numbers are filled in when all pages are set.
void Typesetter::set_contents() {
  const std::size_t section = add("Sect", 0);
  const Text& title = text("Contents", {size_ * 1.4, true, colour_}, kMeasure, add("H2", section));
  top_ += size_ * 1.2;
  flow(title, kMargin);
  top_ += size_ * 0.5;
  const std::size_t all = add("TOC", section);
  std::size_t number = 0;
  for (const Block& block : document_.blocks) {
    const auto* heading = std::get_if<Heading>(&block);
    if (!heading) continue;
    const std::size_t place = number++;
    if (heading->level != 2) continue;
    const std::size_t link = add_link(heading->text);
    set_.elements[link].heading = place;
    set_.elements[add("Reference", add("TOCI", all))].kids.push_back(link);
    set_.elements[link].attached = true;
    const Text& words = whole_link(heading->text, kMeasure - size_ * 3, link);
    flow(words, kMargin);
    contents_.push_back({pages_.size() - 1, page().lines.size(), place, link, top_ - words.leading()});
    top_ += size_ * 0.35;
  }
}

void Typesetter::set_page_numbers_of_contents() {
  for (auto entry = contents_.rbegin(); entry != contents_.rend(); ++entry) {
    const Text& words = whole_link(" " + std::to_string(set_.headings[entry->heading].page + 1), 0, entry->link);
    auto& lines = pages_[entry->page].lines;
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(entry->line), {&words, 0, kMargin + kMeasure - words.width, entry->top});
  }
}

void Typesetter::set_footers() {
  const Style style{std::max(9.0, size_ * 0.7), false, kGrey};
  const double top = kPageHeight - 62;
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    const Text& number = text("Page " + std::to_string(i + 1) + " of " + std::to_string(pages_.size()), style, 0, 0);
    const Text& edition = text(document_.publisher + " – " + document_.edition, style, kMeasure - number.width - 24, 0);
    pages_[i].rules.push_back({kMargin, top - 6, kMeasure, 0.6, kLight});
    for (int line = 0; line < edition.lines; ++line)
      pages_[i].lines.push_back({&edition, line, kMargin, top + line * edition.leading(), true});
    pages_[i].lines.push_back({&number, 0, kMargin + kMeasure - number.width, top, true});
  }
}

// ---- tables

// Each column at least as wide as its longest word, and what is left over shared by how much more each has to say. A table
// that has little to say is not drawn out to the page's width.
std::vector<Column> Typesetter::columns_for(const Table& table) {
  std::vector<double> least(table.head.size());
  std::vector<double> most(table.head.size());
  const auto weigh = [&](std::size_t column, const std::string& words, bool bold) {
    least[column] = std::max(least[column], std::min(fonts_.longest_word(words, {size_, bold}), kMeasure / 3));
    most[column] = std::max(most[column], std::min(fonts_.text(words, {size_, bold}, 0, 0).width + 1, kMeasure * 3));
  };
  for (std::size_t i = 0; i < table.head.size(); ++i) weigh(i, table.head[i], true);
  for (const auto& row : table.rows)
    for (std::size_t i = 0; i < row.size() && i < least.size(); ++i) weigh(i, row[i], i == 0);
  const double gap = size_ * 1.2;
  const double room = kMeasure - gap * static_cast<double>(least.size() - 1);
  const double all_least = std::accumulate(least.begin(), least.end(), 0.0);
  const bool is_small = std::accumulate(most.begin(), most.end(), size_ * static_cast<double>(most.size())) <= room;
  std::vector<double> more;
  for (std::size_t i = 0; i < least.size(); ++i)  // damped, so that one long column does not starve the rest
    more.push_back(std::pow(std::max(most[i] - least[i], 1.0), 0.65));
  const double all_more = std::accumulate(more.begin(), more.end(), 0.0);
  std::vector<Column> columns;
  double left = kMargin;
  for (std::size_t i = 0; i < least.size(); ++i) {
    const double shared = least[i] * std::min(1.0, room / all_least) + std::max(0.0, room - all_least) * more[i] / all_more;
    columns.push_back({left, is_small ? most[i] + size_ : shared});
    left += columns.back().width + gap;
  }
  return columns;
}

Row Typesetter::cells_of(const std::vector<std::string>& words, const TableInHand& table, std::size_t parent, bool is_head) {
  const std::size_t node = add("TR", parent);
  Row row;
  for (std::size_t i = 0; i < words.size() && i < table.columns.size(); ++i) {
    const bool is_heading = is_head || i == 0;
    const std::size_t cell = add(is_heading ? "TH" : "TD", node, is_head ? Scope::column : is_heading ? Scope::row : Scope::none);
    row.push_back(&text(words[i], {size_, is_heading}, table.columns[i].width, cell));
  }
  return row;
}

// So many lines of each cell, from where it stands.
void Typesetter::put_row(const Row& row, std::vector<int>& done, int lines, const TableInHand& table, bool artifact) {
  top_ += table.padding;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const int end = std::min(done[i] + lines, row[i]->lines);
    for (int line = done[i]; line < end; ++line)
      page().lines.push_back({row[i], line, table.columns[i].left, top_ + (line - done[i]) * row[i]->leading(), artifact});
    done[i] = end;
  }
  top_ += lines * size_ * 1.35 + table.padding;
}

void Typesetter::repeat_head(const TableInHand& table) {
  std::vector<int> done(table.head.size());
  put_row(table.head, done, most_lines(table.head), table, true);
  page().rules.push_back({kMargin, top_, kMeasure, 1, kGrey});
}

// A row of so many lines stands on one page; a longer one would leave too much of a page empty, and goes on over the next.
constexpr int kLinesTogether = 12;

void Typesetter::set_row(const Row& row, const TableInHand& table) {
  const double leading = size_ * 1.35;
  const auto next_page = [&] {
    new_page();
    repeat_head(table);
  };
  std::vector<int> done(row.size());
  int rest = most_lines(row);
  if (top_ + rest * leading + 2 * table.padding > kBottom && rest <= kLinesTogether) next_page();
  for (bool is_fresh = false; rest > 0;) {
    const int room = static_cast<int>((kBottom - top_ - 2 * table.padding) / leading);
    if (room < std::min(rest, 2) && !is_fresh) {
      next_page();
      is_fresh = true;
      continue;
    }
    const int now = std::max(1, std::min(room, rest));
    put_row(row, done, now, table, false);
    rest -= now;
    is_fresh = false;
    page().rules.push_back({kMargin, top_, kMeasure, 0.6, kLight});
  }
}

double Typesetter::beginning_of(const Table& table) {
  const std::vector<Column> columns = columns_for(table);
  const auto lines_of = [&](const std::vector<std::string>& words, bool bold) {
    int most = 0;
    for (std::size_t i = 0; i < words.size() && i < columns.size(); ++i)
      most = std::max(most, fonts_.text(words[i], {size_, bold || i == 0}, columns[i].width, 0).lines);
    return most;
  };
  const int first = table.rows.empty() ? 0 : std::min(lines_of(table.rows.front(), false), kLinesTogether);
  const double caption = fonts_.text(table.caption, {size_ * 1.1, true}, kMeasure, 0).height();
  return size_ + caption + (lines_of(table.head, true) + first) * size_ * 1.35 + 5 * size_ * 0.35;
}

void Typesetter::set(const Table& table) {
  if (table.head.empty()) return;
  const std::size_t node = add("Table", section_);
  TableInHand made{columns_for(table), {}, size_ * 0.35};
  const Text& caption = text(table.caption, {size_ * 1.1, true}, kMeasure, add("Caption", node));
  made.head = cells_of(table.head, made, add("THead", node), true);
  top_ += size_ * 0.5;
  const std::size_t body = add("TBody", node);
  std::vector<Row> rows;
  for (const auto& words : table.rows) rows.push_back(cells_of(words, made, body, false));
  const int first = rows.empty() ? 0 : std::min(most_lines(rows.front()), kLinesTogether);  // a head never stands alone
  need(caption.height() + (most_lines(made.head) + first) * size_ * 1.35 + 5 * made.padding);
  flow(caption, kMargin);
  std::vector<int> done(made.head.size());
  put_row(made.head, done, most_lines(made.head), made, false);
  page().rules.push_back({kMargin, top_, kMeasure, 1, kGrey});
  for (const Row& row : rows) set_row(row, made);
  top_ += size_ * 1.2;
}

Result<Typeset> Typesetter::run() {
  new_page();
  set_band();
  for (std::size_t i = 0; i < document_.blocks.size(); ++i) {
    const auto* table = i + 1 < document_.blocks.size() ? std::get_if<Table>(&document_.blocks[i + 1]) : nullptr;
    follows_ = table && !table->head.empty() && std::holds_alternative<Heading>(document_.blocks[i]) ? beginning_of(*table) : 0;
    std::visit([&](const auto& one) { set(one); }, document_.blocks[i]);
  }
  set_page_numbers_of_contents();
  set_footers();
  TRY(fonts_.complete());
  TRY(draw(pages_, set_));
  return std::move(set_);
}

}  // namespace

Result<Typeset> typeset(const Document& document) { return Typesetter(document).run(); }

}  // namespace concordat::paper
