#pragma once
// A notice as HTML: within a page of the site, or as a file that stands by itself.

#include <string>
#include <string_view>

#include "charter/outputs.h"
#include "html/html.h"

namespace concordat::html {

// Contents at the side, then the sections. Each statement has its anchor and a quiet link to `promises_path`, where it is
// said how it is kept; an empty path leaves the links out. `ways_on` stand beneath the version: the same on paper, and so on.
Html notice_body(const charter::Notice& notice, std::string_view promises_path = "/promises", const Html& ways_on = {});

// A whole document with its style in it, that needs nothing else to be read.
std::string standalone_notice(const charter::Notice& notice, std::string_view partnership, std::string_view colour);

}  // namespace concordat::html
