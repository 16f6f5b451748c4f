#pragma once
// A long list, a page at a time. The page stands in the address, so that it can be kept and sent: `?page=2`.

#include <cstddef>
#include <string_view>

#include "html/html.h"
#include "http/http.h"

namespace concordat::casework {

struct Paging {
  std::size_t page = 1;   // from 1 to `pages`
  std::size_t pages = 1;
  std::size_t first = 0;  // the items of this page: [first, end)
  std::size_t end = 0;
};

// A page that is no number, or that the list does not reach, is the nearest that there is.
Paging paging(const http::Request& request, std::size_t items, std::size_t items_a_page);
// Links to the other pages; nothing where there is one page only. `path` is without a query; `filter` is what else the address asks,
// "act=record.read".
html::Html paging_html(const Paging& paging, std::string_view path, std::string_view filter = "");

}  // namespace concordat::casework
