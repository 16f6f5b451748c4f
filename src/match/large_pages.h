#pragma once
// A look-up touches a few hundred places in gigabytes; with pages of 4 KB each costs a second miss for its address.

#include <cstddef>
#include <utility>
#include <vector>

namespace concordat::match {

void ask_for_large_pages(void* data, std::size_t bytes);  // advice: nothing is lost if it is not taken

template <class Item>
void reserve_large_pages(std::vector<Item>& items, std::size_t count) {
  items.reserve(count);
  ask_for_large_pages(items.data(), count * sizeof(Item));
}

// Gives back what was set aside to grow into.
template <class Item>
void shrink_to_large_pages(std::vector<Item>& items) {
  std::vector<Item> exact;
  reserve_large_pages(exact, items.size());
  exact.assign(items.begin(), items.end());
  items = std::move(exact);
}

}  // namespace concordat::match
