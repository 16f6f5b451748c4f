#pragma once
// Correcting a part of a record on a page. Nobody's text is lost where two people write at the same time: who comes second
// sees what stands there now above what they typed.

#include <string>

#include "casework/app.h"

namespace concordat::casework {

struct Correcting {
  RecordId record;
  const charter::Part& part;
  std::string purpose;
  std::string title;
  std::string page;  // the record's own
  std::string form;  // where the form stands
};

http::Response show_correction(const App& app, const http::Request& request, const Correcting& what);
http::Response take_correction(const App& app, const http::Request& request, const Correcting& what);

}  // namespace concordat::casework
