#pragma once
// People who do not exist, for demonstrations and tests.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace concordat::ops {

struct InventedPerson {
  std::string name;
  std::string email;  // at example.org, which belongs to nobody (RFC 2606)
  std::string telephone;  // from the range that Ofcom keeps free for drama
  std::string organisation;
};

// The same seed gives the same people.
class Inventor {
 public:
  explicit Inventor(std::uint64_t seed) : random_(seed) {}

  InventedPerson person();
  std::string needs();      // a dietary or access need
  std::string narrative();  // what an agency might write of a family, with invented names in it
  std::size_t below(std::size_t limit);
  // Everything that was invented so far and must not be found in the clear.
  const std::vector<std::string>& identities() const { return identities_; }

 private:
  std::string pick(const std::vector<const char*>& words);

  std::mt19937_64 random_;
  std::vector<std::string> identities_;
};

}  // namespace concordat::ops
