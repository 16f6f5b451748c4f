#pragma once
// A form that adds something carries the id of what is to be, in its address and in itself, from when it was first offered. Sent once
// more – with "Back" and the button again, or by a second press – it adds nothing: it finds what it added before.

#include <string>

#include "casework/app.h"
#include "casework/fields.h"
#include "crypto/crypto.h"

namespace concordat::casework {

inline constexpr const char* kToBe = "to-be";

// The address of such a form, with a new id.
std::string with_id_to_be(const std::string& path);
html::Html field_to_be(const std::string& id);

// The id that a form brought or was asked for with; a new one where there is none.
template <class Id>
Id id_to_be(const http::Request& request) {
  const std::string text = request.form.has(kToBe) ? request.form.get(kToBe) : request.query.get(kToBe);
  const auto id = Id::parse(text);
  return id && !id->is_none() ? *id : crypto::new_id<Id>();
}

// What such a form added before, and what this person may do about it; paths are empty where there is nothing for them.
struct SavedAlready {
  std::string title;                     // of the kind: "Child"
  const std::vector<charter::Field>& fields;
  std::optional<vault::OpenedPart> now;  // what stands there; none: not theirs to read
  std::string page;                      // where it is shown
  std::string correct;                   // where a correction of it is sent
  std::string another;                   // where another one is sent
  std::string back;
};
// `typed`: what was sent now; null where the form was only asked for again.
http::Response saved_already(const App& app, const http::Request& request, const SavedAlready& saved, const Entered* typed);

}  // namespace concordat::casework
