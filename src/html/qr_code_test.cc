#include "html/qr_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::html {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(QrCode, IsAPictureWithALabelAndAQuietZone) {
  const std::string svg = qr_code("otpauth://totp/x?secret=ABC", "QR code <for> an app").text();
  EXPECT_THAT(svg, HasSubstr("aria-label=\"QR code &lt;for&gt; an app\""));
  EXPECT_THAT(svg, HasSubstr("viewBox=\"0 0 37 37\"")) << "29 modules and four on each side";
  EXPECT_THAT(svg, HasSubstr("d=\"M4 4.5h7")) << "the first finder pattern";
  EXPECT_THAT(svg, Not(HasSubstr("otpauth")));
  EXPECT_THAT(svg, Not(HasSubstr("style=")));
}

TEST(QrCode, ThatWouldBeTooLargeIsNone) { EXPECT_TRUE(qr_code(std::string(5'000, 'x'), "x").empty()); }

}  // namespace
}  // namespace concordat::html
