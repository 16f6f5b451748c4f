#include "paper/text.h"

#include <pango/pangocairo.h>

#include <algorithm>

namespace concordat::paper {
namespace {

constexpr const char* kFamily = "Liberation Sans";

using Font = std::unique_ptr<PangoFontDescription, void (*)(PangoFontDescription*)>;

Font font_of(const Style& style) {
  Font font(pango_font_description_new(), pango_font_description_free);
  pango_font_description_set_family_static(font.get(), kFamily);
  pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
  if (style.bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
  return font;
}

// One glyph for each character and no hyphen of its own where a long word is broken, so that what is copied is what was
// written; and a run of its own for each link.
void set_attributes(PangoLayout* layout, const std::vector<LinkSpan>& links) {
  PangoAttrList* attributes = pango_attr_list_new();
  pango_attr_list_insert(attributes, pango_attr_font_features_new("liga=0, clig=0, dlig=0"));
  pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
  for (const LinkSpan& link : links) {
    PangoAttribute* colour = pango_attr_foreground_new(0, 0, 65535);
    colour->start_index = static_cast<guint>(link.first);
    colour->end_index = static_cast<guint>(link.end);
    pango_attr_list_insert(attributes, colour);
  }
  pango_layout_set_attributes(layout, attributes);
  pango_attr_list_unref(attributes);
}

bool is_installed(PangoContext* context, const Style& style) {
  PangoFont* loaded = pango_context_load_font(context, font_of(style).get());
  if (!loaded) return false;
  const Font described(pango_font_describe(loaded), pango_font_description_free);
  const std::string_view family = pango_font_description_get_family(described.get());
  g_object_unref(loaded);
  return family == kFamily;
}

}  // namespace

Fonts::Fonts() : map_(pango_cairo_font_map_new(), g_object_unref), context_(pango_font_map_create_context(map_.get()), g_object_unref) {
  pango_context_set_language(context_.get(), pango_language_from_string("en-gb"));
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
}

Result<void> Fonts::complete() const {
  if (!is_installed(context_.get(), {12, false}) || !is_installed(context_.get(), {12, true}))
    return Error{"The font Liberation Sans is not installed.", "Install the Debian package fonts-liberation."};
  if (!without_glyph_.empty())
    return Error{"No font here has a character of \"" + without_glyph_ + "\".", "Install a font that has it, such as fonts-dejavu."};
  return {};
}

Text Fonts::text(std::string_view words, const Style& style, double width, std::size_t element, std::vector<LinkSpan> links) {
  Text made;
  made.layout.reset(pango_layout_new(context_.get()), g_object_unref);
  made.style = style;
  made.element = element;
  made.links = std::move(links);
  PangoLayout* layout = made.layout.get();
  pango_layout_set_font_description(layout, font_of(style).get());
  pango_layout_set_text(layout, words.data(), static_cast<int>(words.size()));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  if (width > 0) pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
  set_attributes(layout, made.links);
  made.lines = pango_layout_get_line_count(layout);
  int used = 0;
  pango_layout_get_size(layout, &used, nullptr);
  made.width = static_cast<double>(used) / PANGO_SCALE;
  if (pango_layout_get_unknown_glyphs_count(layout) > 0) without_glyph_ = words;
  return made;
}

double Fonts::longest_word(std::string_view words, const Style& style) {
  double longest = 0;
  for (std::size_t first = 0; first < words.size();) {
    const std::size_t end = std::min(words.find(' ', first), words.size());
    const std::string word = std::to_string(style.size) + (style.bold ? "b" : " ") + std::string(words.substr(first, end - first));
    const auto [known, is_new] = word_widths_.try_emplace(word);
    if (is_new) known->second = text(words.substr(first, end - first), style, 0, 0).width;
    longest = std::max(longest, known->second);
    first = end + 1;
  }
  return longest;
}

}  // namespace concordat::paper
