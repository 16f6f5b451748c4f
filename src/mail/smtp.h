#pragma once
// Handing a message to the server (RFC 5321).

#include <string>

#include "mail/settings.h"

namespace concordat::mail {

enum class Outcome {
  accepted,  // the server has taken it on
  refused,   // it will never: the recipient or the message is not wanted
  later,     // not now
};

struct Delivery {
  Outcome outcome = Outcome::later;
  std::string words = {};  // why not, for people; neither an address nor what the server said
};

// `whole` is what compose() made. Returns within a minute.
Delivery deliver(const Settings& settings, const std::string& to, const std::string& whole);

}  // namespace concordat::mail
