#include "html/qr_code.h"

#include <qrencode.h>

#include <memory>

namespace concordat::html {
namespace {

constexpr int kQuietZone = 4;  // modules around it, as the standard asks

struct Freeing {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

// A run of dark modules is one stroke: "M4 4.5h7".
std::string path_of(const QRcode& code) {
  std::string path;
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width;) {
      const auto dark = [&](int column) { return column < code.width && (code.data[y * code.width + column] & 1) != 0; };
      int end = x;
      while (dark(end)) ++end;
      if (end > x)
        path += "M" + std::to_string(x + kQuietZone) + " " + std::to_string(y + kQuietZone) + ".5h" + std::to_string(end - x);
      x = end + 1;
    }
  }
  return path;
}

}  // namespace

Html qr_code(std::string_view content, std::string_view label) {
  const std::unique_ptr<QRcode, Freeing> code(QRcode_encodeString8bit(std::string(content).c_str(), 0, QR_ECLEVEL_M));
  if (!code) return {};
  const std::string side = std::to_string(code->width + 2 * kQuietZone);
  return Html("<svg class=\"concordat-qr-code\" role=\"img\" width=\"300\" height=\"300\" shape-rendering=\"crispEdges\"") +
         attribute("viewBox", "0 0 " + side + " " + side) + attribute("aria-label", label) + Markup("><rect fill=\"#ffffff\"") +
         attribute("width", side) + attribute("height", side) + Markup("/><path stroke=\"#000000\"") + attribute("d", path_of(*code)) +
         Markup("/></svg>");
}

}  // namespace concordat::html
