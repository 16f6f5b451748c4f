// Built where libpq is not there.

#include <stdexcept>

#include "engine.h"

namespace concordat::privacy {

std::unique_ptr<Engine> make_postgresql(const std::string&) {
  throw std::runtime_error("this was built without libpq: install libpq-dev and configure again");
}

}  // namespace concordat::privacy
