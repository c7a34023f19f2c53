// SPDX-License-Identifier: Apache-2.0
//
// Entries of page tables in the simulator.
#pragma once
#include <concepts>
#include <cstdint>

#include "port_backend/visible.hpp"

namespace faultline::port {
inline namespace sim_backend {

template <typename T>
concept EntryWord = std::same_as<T, std::uint32_t> || std::same_as<T, std::uint64_t>;

template <EntryWord T>
[[nodiscard]] T load_entry(const T& entry) {
  sim::visible(sim::Operation::load_entry, &entry, false);
  std::uint64_t own = 0;
  return sim::own_store(&entry, own) ? static_cast<T>(own) : entry;
}
template <EntryWord T>
void store_entry(T& entry, T value) {
  sim::visible(sim::Operation::store_entry, nullptr, true);
  if (!sim::store_later(&entry, value, sizeof(T))) entry = value;
}
template <EntryWord T>
void publish_entry(T& entry, T value) {
  store_entry(entry, value);
}
template <EntryWord T>
[[nodiscard]] bool replace_entry(T& entry, T expected, T desired) {
  sim::visible(sim::Operation::swap_entry, &entry, true);
  if (entry != expected) return false;
  entry = desired;
  return true;
}

}  // namespace sim_backend
}  // namespace faultline::port
