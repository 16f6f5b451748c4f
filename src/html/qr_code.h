#pragma once
// A QR code (ISO/IEC 18004) as SVG within the page: nothing is fetched from elsewhere.

#include <string>
#include <string_view>

#include "html/html.h"

namespace concordat::html {

// `label` is what a screen reader says of it; the text itself must stand beside it for those who cannot scan.
Html qr_code(std::string_view content, std::string_view label);

}  // namespace concordat::html
