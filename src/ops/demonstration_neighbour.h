#pragma once
// Of a demonstration: another partnership, as invented as everybody else. What it is asked by a signed message arrives, because it signs
// for that here, and nothing leaves the machine.

#include <memory>
#include <string>

#include "exchange/post.h"
#include "ops/demonstration_company.h"

namespace concordat::ops {

class Neighbour {
 public:
  // Known to the instance from now on: one person enters its card, another confirms it. Null where the charter asks no other
  // partnership, or no two people may do that.
  static Result<std::unique_ptr<Neighbour>> meet(Instance& instance, const Clock& clock, const Company& company);

  std::string word() const { return identity_.keys().word(); }
  exchange::Post& post() { return post_; }
  // What was asked since arrives.
  Result<void> take_mail();

 private:
  Neighbour(Instance& instance, const Clock& clock);
  exchange::Told sign_for(std::string_view bytes) const;

  const Clock& clock_;
  const exchange::Identity identity_;
  exchange::Post post_;  // of the instance
  const exchange::PublicKeys instance_;
};

}  // namespace concordat::ops
