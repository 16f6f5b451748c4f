#pragma once
// The notice as files for other programs (docs/formats/notice.md). The page that people read is html/notice_page.h.

#include <string>

#include "charter/outputs.h"

namespace concordat::charter {

std::string notice_markdown(const Notice& notice);  // CommonMark, without extensions
std::string notice_json(const Notice& notice);      // the document model
std::string notice_jsonld(const Charter& charter);  // the W3C Data Privacy Vocabulary, version 2

}  // namespace concordat::charter
