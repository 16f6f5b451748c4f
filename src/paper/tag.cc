// What PDF/UA (ISO 14289-1) asks and cairo does not write: artifacts, a structure that goes on over pages, the scope of a
// table's headings, links that belong to it, an outline, the language and the title.

#define POINTERHOLDER_TRANSITION 4  // qpdf 11 still has its old smart pointer, and warns whoever has not said so
#ifdef __clang__  // clang 14 refuses qpdf's JSON.hh in C++20 and later; nothing here needs it
#define JSON_HH
class JSON;
#endif
#include <qpdf/Pl_Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "paper/typeset.h"

namespace concordat::paper {
namespace {

using Object = QPDFObjectHandle;

// Rewrites "/P << /MCID 3 >> BDC", as cairo opens each mark, to what the mark is.
class MarkWriter final : public Object::TokenFilter {
 public:
  explicit MarkWriter(const std::vector<std::string>& tags) : tags_(tags) {}

  void handleToken(const QPDFTokenizer::Token& token) override {
    operands_.push_back(token);
    if (token.getType() != QPDFTokenizer::tt_word) return;
    if (token.getValue() == "BDC" && is_mark()) write(begin());
    else for (const auto& each : operands_) writeToken(each);
    operands_.clear();
  }
  void handleEOF() override {
    for (const auto& each : operands_) writeToken(each);
    operands_.clear();
  }

 private:
  bool is_mark() const {
    for (const auto& each : operands_)
      if (each.getValue() == "/MCID") return true;
    return false;
  }
  std::string begin() {
    const std::size_t number = next_++;
    const std::string& tag = tags_.at(number);
    return tag.empty() ? "\n/Artifact BMC" : "\n/" + tag + " <</MCID " + std::to_string(number) + ">> BDC";
  }

  const std::vector<std::string>& tags_;  // of each mark; empty: an artifact
  std::vector<QPDFTokenizer::Token> operands_;
  std::size_t next_ = 0;
};

std::string escaped_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else out += c;
  }
  return out;
}

class Tagger {
 public:
  Tagger(const Typeset& set, const Document& document) : set_(set), document_(document) {
    pdf_.processMemoryFile("pages", set.pdf.data(), set.pdf.size());
    pages_ = pdf_.getAllPages();
    elements_.resize(set.elements.size());
    parents_of_marks_.resize(pages_.size());
    annotations_.resize(pages_.size());
  }

  std::string run();

 private:
  Object integer(std::size_t value) { return Object::newInteger(static_cast<long long>(value)); }
  Object number(double value) { return Object::newReal(value, 2); }
  Object place_of(const PlacedHeading& heading);
  void build(std::size_t element, const Object& parent);
  Object kid_of(const Element& piece, Object& owner);
  void add_areas(const Element& link, Object& owner, Object& kids);
  void finish_pages();
  void write_marks(std::size_t page);
  void write_outline();
  void write_catalogue(const Object& root);
  void write_description();
  std::string xmp() const;

  const Typeset& set_;
  const Document& document_;
  QPDF pdf_;
  std::vector<Object> pages_;
  std::vector<Object> elements_;                      // as objects of the file
  std::vector<std::vector<Object>> parents_of_marks_;  // of each page
  std::vector<Object> annotations_;                   // arrays, of each page
  std::vector<Object> parents_of_links_;
};

Object Tagger::place_of(const PlacedHeading& heading) {
  Object place = Object::newArray();
  place.appendItem(pages_.at(heading.page));
  place.appendItem(Object::newName("/XYZ"));
  place.appendItem(Object::newInteger(0));
  place.appendItem(number(heading.top));
  place.appendItem(Object::newNull());
  return place;
}

// A mark on the owner's own page is a number, one on another page says which.
Object Tagger::kid_of(const Element& piece, Object& owner) {
  auto& marks = parents_of_marks_.at(piece.mark.page);
  if (marks.size() <= piece.mark.number) marks.resize(piece.mark.number + 1, Object::newNull());
  marks[piece.mark.number] = owner;
  const Object page = pages_.at(piece.mark.page);
  if (!owner.hasKey("/Pg")) owner.replaceKey("/Pg", page);
  if (owner.getKey("/Pg").getObjGen() == page.getObjGen()) return integer(piece.mark.number);
  Object reference = Object::newDictionary();
  reference.replaceKey("/Type", Object::newName("/MCR"));
  reference.replaceKey("/Pg", page);
  reference.replaceKey("/MCID", integer(piece.mark.number));
  return reference;
}

void Tagger::add_areas(const Element& link, Object& owner, Object& kids) {
  for (const Area& area : link.areas) {
    Object annotation = pdf_.makeIndirectObject(Object::parse("<< /Type /Annot /Subtype /Link /Border [0 0 0] /F 4 >>"));
    Object place = Object::newArray();
    for (const double edge : {area.place.left, area.place.bottom, area.place.right, area.place.top}) place.appendItem(number(edge));
    annotation.replaceKey("/Rect", place);
    annotation.replaceKey("/Contents", Object::newUnicodeString(link.words));
    annotation.replaceKey("/StructParent", integer(pages_.size() + parents_of_links_.size()));
    if (link.target.empty()) {
      annotation.replaceKey("/Dest", place_of(set_.headings.at(link.heading)));
    } else {
      Object action = Object::parse("<< /S /URI >>");
      action.replaceKey("/URI", Object::newString(link.target));
      annotation.replaceKey("/A", action);
    }
    parents_of_links_.push_back(owner);
    Object& all = annotations_.at(area.page);
    if (!all.isArray()) all = Object::newArray();
    all.appendItem(annotation);
    Object reference = Object::parse("<< /Type /OBJR >>");
    reference.replaceKey("/Obj", annotation);
    reference.replaceKey("/Pg", pages_.at(area.page));
    kids.appendItem(reference);
  }
}

void Tagger::build(std::size_t element, const Object& parent) {
  const Element& given = set_.elements.at(element);
  Object made = pdf_.makeIndirectObject(Object::parse("<< /Type /StructElem >>"));
  made.replaceKey("/S", Object::newName("/" + given.type));
  made.replaceKey("/P", parent);
  if (given.scope == Scope::column) made.replaceKey("/A", Object::parse("<< /O /Table /Scope /Column >>"));
  if (given.scope == Scope::row) made.replaceKey("/A", Object::parse("<< /O /Table /Scope /Row >>"));
  if (given.type == "L") made.replaceKey("/A", Object::parse("<< /O /List /ListNumbering /Disc >>"));
  elements_[element] = made;
  Object kids = Object::newArray();
  for (const std::size_t kid : given.kids) {
    const Element& next = set_.elements.at(kid);
    if (next.type.empty()) {
      kids.appendItem(kid_of(next, made));
    } else {
      build(kid, made);
      kids.appendItem(elements_.at(kid));
    }
  }
  add_areas(given, made, kids);
  made.replaceKey("/K", kids);
}

void Tagger::write_marks(std::size_t page) {
  std::vector<std::string> tags;
  for (std::size_t i = 0; i < set_.artifacts.at(page).size(); ++i) {
    const bool is_artifact = set_.artifacts[page][i];
    tags.push_back(is_artifact ? "" : parents_of_marks_[page].at(i).getKey("/S").getName().substr(1));
  }
  MarkWriter writer(tags);
  Pl_Buffer out("content");
  pages_[page].filterPageContents(&writer, &out);
  const std::shared_ptr<Buffer> content = out.getBufferSharedPointer();
  pages_[page].replaceKey("/Contents", pdf_.newStream({reinterpret_cast<const char*>(content->getBuffer()), content->getSize()}));
}

void Tagger::finish_pages() {
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    write_marks(i);
    pages_[i].replaceKey("/StructParents", integer(i));
    pages_[i].replaceKey("/Tabs", Object::newName("/S"));
    if (annotations_[i].isArray()) pages_[i].replaceKey("/Annots", annotations_[i]);
  }
}

void Tagger::write_outline() {
  if (set_.headings.empty()) return;
  Object outline = pdf_.makeIndirectObject(Object::parse("<< /Type /Outlines >>"));
  Object last = Object::newNull();
  for (const PlacedHeading& heading : set_.headings) {
    Object item = pdf_.makeIndirectObject(Object::newDictionary());
    item.replaceKey("/Title", Object::newUnicodeString(heading.text));
    item.replaceKey("/Parent", outline);
    item.replaceKey("/Dest", place_of(heading));
    if (last.isNull()) {
      outline.replaceKey("/First", item);
    } else {
      last.replaceKey("/Next", item);
      item.replaceKey("/Prev", last);
    }
    last = item;
  }
  outline.replaceKey("/Last", last);
  outline.replaceKey("/Count", integer(set_.headings.size()));
  pdf_.getRoot().replaceKey("/Outlines", outline);
  pdf_.getRoot().replaceKey("/PageMode", Object::newName("/UseOutlines"));
}

void Tagger::write_catalogue(const Object& root) {
  Object tree = root;
  Object kids = Object::newArray();
  kids.appendItem(elements_.front());
  tree.replaceKey("/K", kids);
  Object numbers = Object::newArray();
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    numbers.appendItem(integer(i));
    numbers.appendItem(pdf_.makeIndirectObject(Object::newArray(parents_of_marks_[i])));
  }
  for (std::size_t i = 0; i < parents_of_links_.size(); ++i) {
    numbers.appendItem(integer(pages_.size() + i));
    numbers.appendItem(parents_of_links_[i]);
  }
  Object by_number = Object::newDictionary();
  by_number.replaceKey("/Nums", numbers);
  tree.replaceKey("/ParentTree", pdf_.makeIndirectObject(by_number));
  tree.replaceKey("/ParentTreeNextKey", integer(pages_.size() + parents_of_links_.size()));
  Object catalogue = pdf_.getRoot();
  catalogue.replaceKey("/StructTreeRoot", tree);
  catalogue.replaceKey("/MarkInfo", Object::parse("<< /Marked true >>"));
  catalogue.replaceKey("/Lang", Object::newString("en-GB"));
  catalogue.replaceKey("/ViewerPreferences", Object::parse("<< /DisplayDocTitle true >>"));
}

std::string Tagger::xmp() const {
  const std::string day = document_.date ? document_.date->iso() : "";
  return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
         "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
         "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
         escaped_xml(document_.title) + "</rdf:li></rdf:Alt></dc:title>\n<dc:creator><rdf:Seq><rdf:li>" + escaped_xml(document_.publisher) +
         "</rdf:li></rdf:Seq></dc:creator>\n<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>\n" +
         (day.empty() ? "" : "<xmp:CreateDate>" + day + "</xmp:CreateDate>\n") +
         "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>\n";
}

// The time of making would change the bytes each time; the day of the edition says what a reader wants to know.
void Tagger::write_description() {
  Object info = Object::newDictionary();
  info.replaceKey("/Title", Object::newUnicodeString(document_.title));
  info.replaceKey("/Author", Object::newUnicodeString(document_.publisher));
  if (document_.date) {
    std::string day = document_.date->iso();
    std::erase(day, '-');
    info.replaceKey("/CreationDate", Object::newString("D:" + day));
  }
  pdf_.getTrailer().replaceKey("/Info", pdf_.makeIndirectObject(info));
  Object metadata = pdf_.newStream(xmp());
  metadata.getDict().replaceKey("/Type", Object::newName("/Metadata"));
  metadata.getDict().replaceKey("/Subtype", Object::newName("/XML"));
  pdf_.getRoot().replaceKey("/Metadata", metadata);
}

std::string Tagger::run() {
  Object root = pdf_.makeIndirectObject(Object::parse("<< /Type /StructTreeRoot >>"));
  build(0, root);
  finish_pages();
  write_outline();
  write_catalogue(root);
  write_description();
  QPDFWriter writer(pdf_);
  writer.setOutputMemory();
  writer.setMinimumPDFVersion("1.7");
  writer.setObjectStreamMode(qpdf_o_generate);
  writer.setDeterministicID(true);
  writer.write();
  const std::shared_ptr<Buffer> bytes = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize()};
}

}  // namespace

Result<std::string> tag(const Typeset& set, const Document& document) {
  try {
    return Tagger(set, document).run();
  } catch (const std::exception& error) {  // qpdf's way to say that the pages are not as expected
    return Error{std::string("The document could not be put together: ") + error.what(), "Report it, with the charter."};
  }
}

}  // namespace concordat::paper
