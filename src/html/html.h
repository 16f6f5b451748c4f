#pragma once
// A fragment of a page that cannot hold unescaped text: it is made of literals known when this was compiled, and of text
// that was escaped on its way in. There is no way from a run-time string to markup.

#include <string>
#include <string_view>

namespace concordat::html {

class Html;

// Defined in the tests alone, to compare components with the fixtures of govuk-frontend; html_test holds it so.
struct FixtureMarkup;

// Markup written in the source. consteval: a run-time string does not compile.
class Markup {
 public:
  template <std::size_t size>
  consteval Markup(const char (&literal)[size]) : text_(literal, size - 1) {}
  constexpr std::string_view text() const { return text_; }

 private:
  friend struct FixtureMarkup;
  Markup() = default;
  std::string_view text_;
};

class Html {
 public:
  Html() = default;
  Html(Markup markup) : text_(markup.text()) {}

  Html& operator+=(const Html& other) { text_ += other.text_; return *this; }
  Html& operator+=(Markup markup) { text_ += markup.text(); return *this; }
  friend Html operator+(Html left, const Html& right) { left += right; return left; }
  friend Html operator+(Html left, Markup right) { left += right; return left; }
  friend Html operator+(Markup left, const Html& right) { return Html(left) += right; }

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  friend Html text(std::string_view);
  friend Html attribute(Markup, std::string_view);
  friend struct FixtureMarkup;
  std::string text_;
};

// Text for people: & < > " ' are escaped; what is not UTF-8 becomes U+FFFD, control characters but tab and newline go.
Html text(std::string_view unescaped);
// ` name="value"`, escaped. An URL in href, src, action or formaction must be relative, https:, mailto: or tel:; else it
// becomes "#".
Html attribute(Markup name, std::string_view value);

}  // namespace concordat::html
