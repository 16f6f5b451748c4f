#include <algorithm>
#include <array>
#include <ostream>

#include "charter/notice_formats.h"
#include "html/notice_page.h"
#include "ops/commands.h"
#include "ops/options.h"
#include "paper/paper.h"

namespace concordat::ops {
namespace {

constexpr int kPrinted = 0;
constexpr int kUnprintable = 1;
constexpr int kMisused = 2;

int refuse(std::ostream& err, const Error& error, int code) {
  err << "concordat: " << error.message << "\n";
  if (!error.remedy.empty()) err << "  " << error.remedy << "\n";
  return code;
}

Result<std::string> notice_as(const std::string& format, const charter::Charter& charter, bool for_children) {
  const charter::Partnership& partnership = charter.partnership;
  if (format == "jsonld") return charter::notice_jsonld(charter);
  const charter::Notice notice = for_children ? charter::children_notice(charter) : charter::notice(charter);
  if (format == "md") return charter::notice_markdown(notice);
  if (format == "json") return charter::notice_json(notice);
  if (format == "html") return html::standalone_notice(notice, partnership.name, partnership.colour);
  return paper::pdf(paper::notice_document(notice, charter, for_children ? paper::Audience::children : paper::Audience::adults));
}

Result<void> check_words(const Options& options, const std::string& format, const std::string& audience) {
  constexpr std::array<std::string_view, 5> formats = {"html", "md", "pdf", "json", "jsonld"};
  if (options.plain.size() != 1) return Error{"Give one charter file.", "See --help."};
  if (std::find(formats.begin(), formats.end(), format) == formats.end())
    return Error{"There is no format \"" + format + "\".", "Use html, md, pdf, json or jsonld."};
  if (audience != "public" && audience != "children")
    return Error{"There is no audience \"" + audience + "\".", "Use public or children."};
  if (format == "jsonld" && audience == "children")
    return Error{"What programs read is the same for every audience.", "Use --audience public."};
  return {};
}

}  // namespace

int run_notice(Arguments arguments, std::ostream& out, std::ostream& err) {
  const auto options = parse_options(arguments, {"format", "audience"}, {});
  if (!options) return refuse(err, options.error(), kMisused);
  if (options->has("help")) {
    out << "concordat notice FILE [--format html|md|pdf|json|jsonld] [--audience public|children]\n"
           "Prints the privacy notice that the charter makes; html is a page that needs nothing else, pdf is tagged for\n"
           "screen readers. For children: short sentences, and big type on paper.\n";
    return kPrinted;
  }
  const std::string format = options->get("format", "html");
  const std::string audience = options->get("audience", "public");
  if (const auto right = check_words(*options, format, audience); !right) return refuse(err, right.error(), kMisused);
  const std::string& file = options->plain.front();
  const charter::Compilation compilation = charter::compile(file);
  if (!compilation.charter)
    return refuse(err, {"The charter has errors.", "Run `concordat check " + file + "` and mend what it finds."}, kUnprintable);
  const auto notice = notice_as(format, *compilation.charter, audience == "children");
  if (!notice) return refuse(err, notice.error(), kUnprintable);
  out << *notice;
  return kPrinted;
}

}  // namespace concordat::ops
