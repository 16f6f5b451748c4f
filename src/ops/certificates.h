#pragma once
// The certificates of destruction on paper, beside those that a program verifies.

#include "ops/instance.h"

namespace concordat::ops {

// Sets each deposited certificate that has no PDF beside it yet. Errors: a certificate that does not verify, no fonts.
Result<void> write_certificate_papers(Instance& instance);

}  // namespace concordat::ops
