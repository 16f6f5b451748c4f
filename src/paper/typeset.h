#pragma once
// What the typesetter hands to the tagger: pages of marked content without structure, and the structure beside them.

#include <string>
#include <vector>

#include "base/result.h"
#include "paper/paper.h"

namespace concordat::paper {

// A piece of content: the nth mark drawn on a page.
struct Mark {
  std::size_t page = 0;
  std::size_t number = 0;
};

struct Rectangle {  // in points from the lower left corner of the page, as PDF counts
  double left = 0;
  double bottom = 0;
  double right = 0;
  double top = 0;
};

// Where a link can be pressed.
struct Area {
  std::size_t page = 0;
  Rectangle place;
};

enum class Scope { none, column, row };

// An element of the structure (ISO 32000-1, 14.8.4), or where its type is empty, a piece of content in one.
struct Element {
  std::string type = {};  // "P", "TH", …
  Mark mark = {};         // where the type is empty
  Scope scope = Scope::none;       // of a TH
  std::string target = {};              // of a Link: an address
  std::size_t heading = 0;         // of a Link without an address: the nth of `headings`
  std::string words = {};               // of a Link: what it says
  std::vector<Area> areas = {};         // of a Link: one for each line
  bool attached = false;           // of a Link: it stands among the kids of its parent
  std::vector<std::size_t> kids = {};   // their places in `elements`, in reading order
};

struct PlacedHeading {
  int level = 2;
  std::string text;
  std::size_t page = 0;
  double top = 0;  // in points from the page's lower edge
};

struct Typeset {
  std::string pdf;                 // as cairo wrote it
  std::vector<Element> elements;   // the first is the document
  std::vector<PlacedHeading> headings;
  std::vector<std::vector<bool>> artifacts;  // of each page, for each mark: it is not content, but a line or a page number
};

Result<Typeset> typeset(const Document& document);

// Adds to the pages what cairo does not: the structure, links, outline, language and description.
Result<std::string> tag(const Typeset& typeset, const Document& document);

}  // namespace concordat::paper
