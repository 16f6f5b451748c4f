#pragma once
// To know what a protection costs it is left out, in this program alone: the linker puts these functions before the product's.

#include <string>

namespace concordat::privacy {

bool leave_out(const std::string& protection);  // "sealing" or "ledger"; false: there is none of that name

}  // namespace concordat::privacy
