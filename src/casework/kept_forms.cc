#include "casework/kept_forms.h"

#include <algorithm>
#include <array>

namespace concordat::casework {
namespace {

constexpr std::size_t kMostBytes = 32u << 20;  // of all that is kept; a form is 1 MB at most

constexpr std::array<std::string_view, 3> kSecrets = {"password", "now", "second-factor"};

bool holds_secret(const http::Fields& form) {
  return std::ranges::any_of(kSecrets, [&](std::string_view name) { return form.has(name); });
}

std::string encoded(const http::Fields& form) {
  std::string text;
  for (const auto& [name, value] : form.values())
    if (name != "csrf") text += (text.empty() ? "" : "&") + http::percent_encode(name) + "=" + http::percent_encode(value);
  return text;
}

}  // namespace

void KeptForms::forget_old(std::int64_t uptime) {
  std::erase_if(entries_, [&](const auto& one) {
    if (uptime < one.second.until) return false;
    bytes_ -= one.second.sealed.size();
    return true;
  });
}

bool KeptForms::keep(const std::string& whose, const http::Request& request, std::int64_t uptime) {
  const std::string text = holds_secret(request.form) ? "" : encoded(request.form);
  if (text.empty()) return false;
  Bytes sealed = crypto::seal(key_, as_bytes(text), as_bytes(whose));
  const std::lock_guard lock(mutex_);
  forget_old(uptime);
  const auto before = entries_.find(whose);
  const std::size_t freed = before == entries_.end() ? 0 : before->second.sealed.size();
  if (bytes_ - freed + sealed.size() > kMostBytes) return false;
  bytes_ += sealed.size() - freed;
  entries_[whose] = {request.path, std::move(sealed), uptime + longest_, !request.files.empty()};
  return true;
}

std::optional<KeptForm> KeptForms::find(const std::string& whose, std::int64_t uptime) {
  const std::lock_guard lock(mutex_);
  forget_old(uptime);
  const auto found = entries_.find(whose);
  if (found == entries_.end()) return std::nullopt;
  const auto text = crypto::open(key_, found->second.sealed, as_bytes(whose));
  auto fields = text ? http::parse_form(as_text(text->expose())) : std::nullopt;
  return fields ? std::optional(KeptForm{found->second.path, std::move(*fields), found->second.had_file}) : std::nullopt;
}

void KeptForms::forget(const std::string& whose) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(whose);
  if (found == entries_.end()) return;
  bytes_ -= found->second.sealed.size();
  entries_.erase(found);
}

}  // namespace concordat::casework
