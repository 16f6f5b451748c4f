#pragma once
// A form of the public site on pages, as the GOV.UK Design System has it: what it is for, a question a page, the answers to check, sent.
// What was answered waits in memory, sealed, under a pass of the browser; each page is one that can be gone back to.

#include <functional>

#include "casework/opening_form.h"

namespace concordat::casework {

inline constexpr const char* kQuestion = "question";  // of the address: the name of a page of it

struct PublicForm {
  const App& app;
  const http::Request& request;
  Throttle& limits;  // so that one sender can neither fill the office's list nor the memory in which answers wait
  OpeningForm form;
  std::string path;
  std::string title;
  html::Html about;  // of the first page: what is asked and why, what happens, for how long it is kept
  std::string back;  // from the first page
  // Where what was sent under this id is acknowledged; empty: nothing was.
  std::function<std::string(const std::string& id)> receipt;
  // Puts it on record under this id. The answer says where it is acknowledged.
  std::function<Result<std::string>(const OpeningAnswers& answers, const std::string& id)> send;
};

http::Response show_form(const PublicForm& form);
http::Response take_form(const PublicForm& form);

// What is asked and why, what happens then, and for how long it is kept, from the charter.
html::Html about_form(const OpeningForm& form, const std::vector<html::Content>& happens);

}  // namespace concordat::casework
