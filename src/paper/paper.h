#pragma once
// Documents on paper: a tagged PDF that a screen reader reads as well as the page it was made from. docs/formats/notice.md
// says what is in it. The same document gives the same bytes.

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/civil_date.h"
#include "base/result.h"
#include "charter/outputs.h"
#include "ledger/certificate.h"

namespace concordat::paper {

struct Heading {
  int level = 2;  // 1 stands once, at the start
  std::string text;
};

struct Paragraph {
  std::string text;
  bool leads = false;  // set larger: the first sentence of a section
};

struct List {
  std::vector<std::string> items;
};

// The first cell of each row is that row's heading.
struct Table {
  std::string caption;
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};

using Block = std::variant<Heading, Paragraph, List, Table>;

struct Document {
  std::string title;
  std::string publisher;          // stands above the title, and in the footer
  std::string edition;            // in the footer: "Version 2026-11, updated 3 November 2026"
  std::string colour;             // of the publisher, #rrggbb
  std::optional<CivilDate> date;  // of the edition; none where it is not known
  double size = 12;               // of the text, in points; the rest follows from it
  bool with_contents = true;      // a table of contents, made of the headings of level 2
  std::vector<Block> blocks;
};

// An Error where the fonts are missing, or lack a character.
Result<std::string> pdf(const Document& document);

enum class Audience { adults, children };
Document notice_document(const charter::Notice& notice, const charter::Charter& charter, Audience audience);

// For the file of an agency: what was destroyed, what shows it, and how to check that. `json` is the certificate as a program
// verifies it, and `name` what its file is called; `charter` is the partnership's that destroyed.
Document certificate_document(const ledger::Certificate& certificate, std::string_view json, const std::string& name,
                              const charter::Charter& charter);

}  // namespace concordat::paper
