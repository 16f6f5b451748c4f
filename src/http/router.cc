#include <algorithm>
#include <stdexcept>

#include "http/http.h"

namespace concordat::http {
namespace {

// "/reviews/x" is "reviews", "x"; "/" is one empty segment.
template <class Text>
std::vector<Text> segments_of(std::string_view path) {
  std::vector<Text> segments;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    segments.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool is_part(std::string_view segment) { return segment.size() > 2 && segment.starts_with('{') && segment.ends_with('}'); }

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string_view>& path) {
  return std::ranges::equal(pattern, path, [](const std::string& expected, std::string_view segment) {
    return is_part(expected) ? !segment.empty() : segment == expected;
  });
}

// At the first segment where one is literal and the other a part, the literal one wins.
bool is_nearer(const std::vector<std::string>& left, const std::vector<std::string>& right) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (is_part(left[i]) != is_part(right[i])) return is_part(right[i]);
  }
  return false;
}

}  // namespace

void Router::add(Method method, std::string pattern, Door door, Handler handler) {
  insert(Route{method, std::move(pattern), door, std::move(handler)});
}

void Router::add_immediate(std::string pattern, Handler handler) {
  insert(Route{.pattern = std::move(pattern), .door = Door::public_, .handler = std::move(handler), .immediate = true});
}

void Router::add_upload(std::string pattern, Handler handler) {
  insert(Route{.method = Method::post, .pattern = std::move(pattern), .handler = std::move(handler), .uploads = true});
}

void Router::add_message(std::string pattern, Handler handler, std::string media_type, std::string signed_by) {
  insert(Route{.method = Method::post,
               .pattern = std::move(pattern),
               .door = Door::public_,
               .handler = std::move(handler),
               .messages = true,
               .media_type = std::move(media_type),
               .signed_by = std::move(signed_by)});
}

void Router::add_one_click(std::string pattern, Handler handler) {
  insert(Route{
      .method = Method::post, .pattern = std::move(pattern), .door = Door::public_, .handler = std::move(handler), .one_click = true});
}

void Router::insert(Route route) {
  auto pattern = segments_of<std::string>(route.pattern);
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    const bool same = std::ranges::equal(patterns_[i], pattern, [](const std::string& left, const std::string& right) {
      return is_part(left) ? is_part(right) : left == right;
    });
    if (same && routes_[i].method == route.method) throw std::logic_error("two routes for " + route.pattern);
  }
  routes_.push_back(std::move(route));
  patterns_.push_back(std::move(pattern));
}

const Route* Router::find(std::optional<Method> method, const std::vector<std::string_view>& segments) const {
  std::size_t best = routes_.size();
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if ((method && routes_[i].method != *method) || !fits(patterns_[i], segments)) continue;
    if (best == routes_.size() || is_nearer(patterns_[i], patterns_[best])) best = i;
  }
  return best == routes_.size() ? nullptr : &routes_[best];
}

const Route* Router::match(Method method, std::string_view path, std::map<std::string, std::string>& parts) const {
  const auto segments = segments_of<std::string_view>(path);
  const Route* route = find(method, segments);
  if (route == nullptr) return nullptr;
  const auto& pattern = patterns_[static_cast<std::size_t>(route - routes_.data())];
  parts.clear();
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (is_part(pattern[i])) parts[pattern[i].substr(1, pattern[i].size() - 2)] = segments[i];
  }
  return route;
}

bool Router::knows_path(std::string_view path) const {
  return find(std::nullopt, segments_of<std::string_view>(path)) != nullptr;
}

}  // namespace concordat::http
