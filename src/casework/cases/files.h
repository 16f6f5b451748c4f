#pragma once
// The files of a part of a record: which there are, one more, and having one back. What a file is called, and what is in it, is
// sealed like the part; each reading is in the ledger before it is answered.

#include "casework/app.h"
#include "charter/charter.h"

namespace concordat::casework {

struct PartWithFiles {
  RecordId record;
  const charter::Part& part;
  std::string purpose;
  std::string path;  // of its files: list and upload stand on the record's own page
  std::string page;  // the record's own
  std::string error = {};  // of the file that was sent just now
  std::string field() const { return part.name + "-file"; }  // the id of what takes a file
};

// "application/pdf": what it is by its content, told by a worker. An Error says why it is not taken, and what to do. `as_it_came`: also
// what Word and Excel lock with a password, or wrote before 2007.
Result<std::string> type_of_file(const std::string& name, std::string_view content, bool as_it_came = false);

// A picture within a page, with the words for who does not see it; and what its address answers: made anew by a worker, with nothing in
// it but what is shown. Nothing where there is none to show.
bool is_picture(std::string_view type);
html::Html picture_html(const std::string& path, const std::string& words);
std::optional<http::Response> picture_response(std::string_view content);

// The list of `files`, with a form for another where this person may add to the part.
html::Html files_html(const App& app, const http::Request& request, const PartWithFiles& of, const std::vector<vault::Attachment>& files);

bool may_add_file(const App& app, const http::Request& request, const PartWithFiles& of);
// Once, however often its form is sent. An Error says what is wrong with the file.
Result<void> take_file(const App& app, const http::Request& request, const PartWithFiles& of);
// Taking a wrong one off, with a reason, by who may correct the part.
http::Response show_take_off(const App& app, const http::Request& request, const PartWithFiles& of, std::string_view id);
http::Response take_off_file(const App& app, const http::Request& request, const PartWithFiles& of, std::string_view id);
http::Response give_file(const App& app, const http::Request& request, const PartWithFiles& of, std::string_view id);
http::Response show_picture(const App& app, const http::Request& request, const PartWithFiles& of, std::string_view id);

}  // namespace concordat::casework
