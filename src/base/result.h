#pragma once
// Result<T>: what a user or the outside world may get wrong. Bugs are assertions, never Results; an Error is written for a
// person: what happened, and what to do about it.

#include <string>
#include <utility>
#include <variant>

namespace concordat {

struct Error {
  std::string message;  // what happened and where, one sentence, no personal data
  std::string remedy;   // what to do next; may be empty
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}
  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  void value() const {}
  const Error& error() const& { return error_; }
  Error&& error() && { return std::move(error_); }

 private:
  Error error_;
  bool ok_ = true;
};

}  // namespace concordat

// Takes the value out of a Result, or returns its Error from the function this stands in.
#define TRY(expression) CONCORDAT_TRY(expression, CONCORDAT_JOIN(try_result_, __COUNTER__))
#define CONCORDAT_TRY(expression, name)                \
  __extension__({                                      \
    auto name = (expression);                          \
    if (!name.ok()) return std::move(name).error();    \
    std::move(name).value();                           \
  })
#define CONCORDAT_JOIN(left, right) CONCORDAT_JOIN_NOW(left, right)
#define CONCORDAT_JOIN_NOW(left, right) left##right
