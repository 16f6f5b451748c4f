#pragma once
// What kind of file it is by what it holds, whatever its name says; told by a worker. A picture is also made anew there with nothing
// but what is needed to show it: no place where it was taken, no text, nothing behind its end.

#include <span>

#include "base/result.h"
#include "worker/worker.h"

namespace concordat::intake {

enum class Kind { unknown, pdf, word, excel, open_document, png, jpeg, text, before_2007 };

struct Sort {
  Kind kind = Kind::unknown;
  std::string wrong;  // why it is not what its name says, and what to do; empty: it is
};

// An Error where no worker could tell.
Result<Sort> tell_kind(std::string_view file_name, std::string_view content);
// The picture to be shown. Empty: it is none, or too large to be shown.
Result<std::string> picture_to_show(std::string_view content);

// ---- in the worker
Sort sort_of(std::string_view file_name, std::string_view content);
std::string bare_picture(std::string_view content);

// All that a worker does for this folder.
std::span<const worker::Job> jobs();

}  // namespace concordat::intake
