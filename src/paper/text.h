#pragma once
// Texts broken into lines, and pages of them. Only text.cc and draw.cc know Pango and cairo.

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "paper/typeset.h"

struct _PangoContext;
struct _PangoFontMap;
struct _PangoLayout;

namespace concordat::paper {

inline constexpr double kPageWidth = 595.276;  // ISO 216 A4, in points
inline constexpr double kPageHeight = 841.89;

struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
};
inline constexpr Colour kBlack{0.043, 0.047, 0.047};
inline constexpr Colour kGrey{0.314, 0.353, 0.373};
inline constexpr Colour kLight{0.694, 0.706, 0.714};
inline constexpr Colour kWhite{1, 1, 1};
inline constexpr Colour kLinkColour{0.102, 0.396, 0.651};

struct Style {
  double size = 12;
  bool bold = false;
  Colour colour = kBlack;
};

struct LinkSpan {
  std::size_t first = 0;  // byte
  std::size_t end = 0;
  std::size_t element = 0;  // a Link
};

struct Text {
  std::shared_ptr<_PangoLayout> layout;
  Style style;
  std::size_t element = 0;
  std::vector<LinkSpan> links;
  int lines = 0;
  double width = 0;  // of its longest line

  double leading() const { return style.size * 1.35; }
  double height() const { return lines * leading(); }
};

class Fonts {
 public:
  Fonts();
  // An Error where the fonts are missing, or lacked a character of a text made so far.
  Result<void> complete() const;
  // Without a width it is one line.
  Text text(std::string_view words, const Style& style, double width, std::size_t element, std::vector<LinkSpan> links = {});
  double longest_word(std::string_view words, const Style& style);

 private:
  std::shared_ptr<_PangoFontMap> map_;
  std::shared_ptr<_PangoContext> context_;
  std::string without_glyph_;
  std::unordered_map<std::string, double> word_widths_;  // by size, weight and word
};

struct PlacedLine {
  const Text* text = nullptr;
  int number = 0;
  double left = 0;
  double top = 0;
  bool artifact = false;  // not content: a page number, the repeated head of a table
};

struct Rule {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  Colour colour;
};

struct PageContent {
  std::vector<Rule> rules;
  std::vector<PlacedLine> lines;  // in reading order
};

// Draws the pages into `set.pdf`, and says in `set` which mark belongs to which element and where links can be pressed.
Result<void> draw(const std::vector<PageContent>& pages, Typeset& set);

}  // namespace concordat::paper
