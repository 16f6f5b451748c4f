// Each piece of content is drawn within a mark of its own; the structure that the marks belong to is kept beside the pages.
// cairo 1.16's own structure knows no artifacts and cannot go on over the end of a page.

#include <cairo-pdf.h>
#include <pango/pangocairo.h>


#include "paper/text.h"

namespace concordat::paper {
namespace {

// The tags that cairo is given stand only for "a mark begins here"; tag.cc writes the real ones.
constexpr const char* kMark = "P";
constexpr std::size_t kArtifact = static_cast<std::size_t>(-1);

double in_points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

class Pen {
 public:
  Pen(cairo_t* cairo, Typeset& set) : cairo_(cairo), set_(set) {}

  void draw(const PageContent& page);

 private:
  void mark(std::size_t element);
  void end_mark();
  void draw(const Rule& rule);
  void draw(const PlacedLine& line);
  void draw(const PlacedLine& line, PangoGlyphItem* run, double x);
  void space_after(const PlacedLine& line, double x);
  void colour(const Colour& colour) { cairo_set_source_rgb(cairo_, colour.red, colour.green, colour.blue); }
  void attach(std::size_t link, std::size_t parent);

  cairo_t* cairo_;
  Typeset& set_;
  std::optional<std::size_t> current_;  // what the open mark belongs to
};

void Pen::mark(std::size_t element) {
  if (current_ == element) return;
  end_mark();
  current_ = element;
  auto& marks = set_.artifacts.back();
  if (element != kArtifact) {
    Element piece;
    piece.mark = {set_.artifacts.size() - 1, marks.size()};
    set_.elements.push_back(std::move(piece));
    set_.elements[element].kids.push_back(set_.elements.size() - 1);
  }
  marks.push_back(element == kArtifact);
  cairo_tag_begin(cairo_, kMark, nullptr);
}

void Pen::end_mark() {
  if (current_) cairo_tag_end(cairo_, kMark);
  current_.reset();
}

// A link stands where it is first drawn among what its text's element holds.
void Pen::attach(std::size_t link, std::size_t parent) {
  if (set_.elements[link].attached) return;
  set_.elements[link].attached = true;
  set_.elements[parent].kids.push_back(link);
}

void Pen::draw(const Rule& rule) {
  mark(kArtifact);
  colour(rule.colour);
  cairo_rectangle(cairo_, rule.left, rule.top, rule.width, rule.height);
  cairo_fill(cairo_);
}

void Pen::draw(const PlacedLine& line, PangoGlyphItem* run, double x) {
  const Text& text = *line.text;
  const auto first = static_cast<std::size_t>(run->item->offset);
  const LinkSpan* link = nullptr;
  for (const LinkSpan& span : text.links)
    if (span.first <= first && first < span.end) link = &span;
  const double baseline = line.top + text.style.size;
  const double width = in_points(pango_glyph_string_get_width(run->glyphs));
  if (link) {
    attach(link->element, text.element);
    const double foot = kPageHeight - line.top - text.leading();
    set_.elements[link->element].areas.push_back({set_.artifacts.size() - 1, {x, foot, x + width, foot + text.leading()}});
  }
  mark(line.artifact ? kArtifact : link ? link->element : text.element);
  colour(link ? kLinkColour : text.style.colour);
  cairo_move_to(cairo_, x, baseline);
  pango_cairo_show_glyph_string(cairo_, run->item->analysis.font, run->glyphs);
  if (!link) return;
  cairo_rectangle(cairo_, x, baseline + text.style.size * 0.12, width, text.style.size * 0.05);
  cairo_fill(cairo_);
}

// Where a line was broken at a space, the space is drawn, so that the words are apart for those who do not see lines.
void Pen::space_after(const PlacedLine& line, double x) {
  PangoLayout* layout = line.text->layout.get();
  const PangoLayoutLine* laid = pango_layout_get_line_readonly(layout, line.number);
  const int end = laid->start_index + laid->length;
  if (line.number + 1 >= line.text->lines || laid->length == 0 || pango_layout_get_text(layout)[end - 1] != ' ') return;
  PangoLayout* space = pango_layout_new(pango_layout_get_context(layout));
  pango_layout_set_font_description(space, pango_layout_get_font_description(layout));
  pango_layout_set_text(space, " ", 1);
  for (GSList* run = pango_layout_get_line_readonly(space, 0)->runs; run; run = run->next) {
    auto* item = static_cast<PangoGlyphItem*>(run->data);
    cairo_move_to(cairo_, x, line.top + line.text->style.size);
    pango_cairo_show_glyph_string(cairo_, item->item->analysis.font, item->glyphs);
  }
  g_object_unref(space);
}

void Pen::draw(const PlacedLine& line) {
  double x = line.left;
  for (GSList* run = pango_layout_get_line_readonly(line.text->layout.get(), line.number)->runs; run; run = run->next) {
    auto* item = static_cast<PangoGlyphItem*>(run->data);
    draw(line, item, x);
    x += in_points(pango_glyph_string_get_width(item->glyphs));
  }
  space_after(line, x);
}

void Pen::draw(const PageContent& page) {
  set_.artifacts.emplace_back();
  for (const Rule& rule : page.rules) draw(rule);
  for (const PlacedLine& line : page.lines) draw(line);
  end_mark();
  cairo_show_page(cairo_);
}

cairo_status_t append(void* into, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(into)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Result<void> draw(const std::vector<PageContent>& pages, Typeset& set) {
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(append, &set.pdf, kPageWidth, kPageHeight);
  cairo_t* cairo = cairo_create(surface);
  Pen pen(cairo, set);
  for (const PageContent& page : pages) pen.draw(page);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  const cairo_status_t status = cairo_surface_status(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS)
    return Error{std::string("The pages could not be drawn: ") + cairo_status_to_string(status) + ".", "Try again."};
  return {};
}

}  // namespace concordat::paper
