#pragma once
// A certificate for trying out on one's own machine. Browsers warn about it, rightly: real ones are given with
// --certificate and --certificate-key.

#include <string>

#include "base/result.h"

namespace concordat::ops {

Result<void> make_self_signed(const std::string& certificate_file, const std::string& key_file);

}  // namespace concordat::ops
