#include "casework/paging.h"

#include <algorithm>
#include <charconv>

#include "html/components/page.h"

namespace concordat::casework {

Paging paging(const http::Request& request, std::size_t items, std::size_t items_a_page) {
  Paging paging;
  paging.pages = std::max<std::size_t>(1, (items + items_a_page - 1) / items_a_page);
  const std::string typed = request.query.get("page");
  std::size_t page = 1;
  if (std::from_chars(typed.data(), typed.data() + typed.size(), page).ec == std::errc::result_out_of_range) page = paging.pages;
  paging.page = std::clamp<std::size_t>(page, 1, paging.pages);
  paging.first = (paging.page - 1) * items_a_page;
  paging.end = std::min(items, paging.first + items_a_page);
  return paging;
}

html::Html paging_html(const Paging& paging, std::string_view path, std::string_view filter) {
  if (paging.pages == 1) return {};
  const std::string asked = std::string(path) + "?" + std::string(filter) + (filter.empty() ? "" : "&");
  const auto address = [&asked](std::size_t page) { return asked + "page=" + std::to_string(page); };
  html::Pagination links;
  if (paging.page > 1) links.previous = html::PaginationLink{.href = address(paging.page - 1)};
  if (paging.page < paging.pages) links.next = html::PaginationLink{.href = address(paging.page + 1)};
  // The first, the last, and those beside this one; what is left out is an ellipsis.
  std::size_t last = 0;
  for (std::size_t page = 1; page <= paging.pages; ++page) {
    const bool is_near = page + 1 >= paging.page && page <= paging.page + 1;
    if (page != 1 && page != paging.pages && !is_near) continue;
    if (page > last + 1) links.items.push_back({.ellipsis = true});
    links.items.push_back({.number = std::to_string(page), .href = address(page), .current = page == paging.page});
    last = page;
  }
  return html::pagination(links);
}

}  // namespace concordat::casework
