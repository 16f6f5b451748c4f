#include "casework/kept_forms.h"

#include <algorithm>
#include <array>

namespace concordat::casework {
namespace {

constexpr std::size_t kMostBytes = 32u << 20;  // of all that is kept; a form is 1 MB at most
constexpr std::size_t kMostOfOne = 10;         // forms of one writer

// Of no use afterwards, or too dangerous to lie about: the page asks for them again.
constexpr std::array<std::string_view, 5> kNotKept = {"csrf", "password", "again", "now", "second-factor"};

std::string encoded(const http::Fields& form) {
  std::string text;
  for (const auto& [name, value] : form.values())
    if (std::ranges::find(kNotKept, name) == kNotKept.end())
      text += (text.empty() ? "" : "&") + http::percent_encode(name) + "=" + http::percent_encode(value);
  return text;
}

}  // namespace

void KeptForms::drop(Entry& entry) {
  bytes_ -= entry.sealed.size();
  entry.sealed.clear();
}

void KeptForms::forget_old(std::int64_t uptime) {
  for (auto& [whose, list] : entries_)
    std::erase_if(list, [&](Entry& one) {
      if (uptime < one.until) return false;
      drop(one);
      return true;
    });
  std::erase_if(entries_, [](const auto& one) { return one.second.empty(); });
}

bool KeptForms::keep(const std::string& whose, const http::Request& request, std::int64_t uptime) {
  const std::string text = encoded(request.form);
  if (text.empty()) return false;
  Entry entry{to_hex(crypto::random_secret(8).expose()), request.path, crypto::seal(key_, as_bytes(text), as_bytes(whose)),
              uptime + longest_, !request.files.empty()};
  const std::lock_guard lock(mutex_);
  forget_old(uptime);
  auto& list = entries_[whose];
  const auto before = std::ranges::find_if(list, [&](const Entry& one) { return one.path == request.path; });
  const std::size_t freed = before == list.end() ? 0 : before->sealed.size();
  const bool fits = bytes_ - freed + entry.sealed.size() <= kMostBytes && (before != list.end() || list.size() < kMostOfOne);
  if (fits && before != list.end()) {
    drop(*before);
    list.erase(before);
  }
  if (fits) {
    bytes_ += entry.sealed.size();
    list.push_back(std::move(entry));
  }
  if (list.empty()) entries_.erase(whose);
  return fits;
}

std::vector<KeptForm> KeptForms::all(const std::string& whose, std::int64_t uptime) {
  const std::lock_guard lock(mutex_);
  forget_old(uptime);
  std::vector<KeptForm> forms;
  const auto found = entries_.find(whose);
  if (found == entries_.end()) return forms;
  for (const Entry& one : found->second) {
    const auto text = one.handed_back ? std::nullopt : crypto::open(key_, one.sealed, as_bytes(whose));
    auto fields = text ? http::parse_form(as_text(text->expose())) : std::nullopt;
    if (fields) forms.push_back({one.id, one.path, std::move(*fields), one.had_file});
  }
  return forms;
}

std::optional<KeptForm> KeptForms::newest(const std::string& whose, std::int64_t uptime) {
  std::vector<KeptForm> forms = all(whose, uptime);
  return forms.empty() ? std::nullopt : std::optional(std::move(forms.back()));
}

void KeptForms::forget(const std::string& whose) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(whose);
  if (found == entries_.end()) return;
  for (Entry& one : found->second) drop(one);
  entries_.erase(found);
}

std::optional<std::string> KeptForms::hand_back(const std::string& whose, std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(whose);
  if (found == entries_.end()) return std::nullopt;
  for (Entry& one : found->second)
    if (one.id == id) {
      drop(one);
      one.handed_back = true;
      return one.path;
    }
  return std::nullopt;
}

}  // namespace concordat::casework
