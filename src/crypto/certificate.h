#pragma once
// What a server's certificate says of itself.

#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace concordat::crypto {

// The end of its validity (RFC 5280, section 4.1.2.5), of the first certificate in a PEM text.
Result<Instant> end_of_certificate(std::string_view pem);

}  // namespace concordat::crypto
