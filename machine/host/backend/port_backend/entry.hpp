// SPDX-License-Identifier: Apache-2.0
//
// Entries of page tables over host threads: single-copy atomic accesses to plain words in memory.
#pragma once
#include <atomic>
#include <concepts>
#include <cstdint>

namespace faultline::port {
inline namespace host_backend {

template <typename T>
concept EntryWord = std::same_as<T, std::uint32_t> || std::same_as<T, std::uint64_t>;

template <EntryWord T>
[[nodiscard]] T load_entry(const T& entry) {
  return std::atomic_ref<T>(const_cast<T&>(entry)).load(std::memory_order_acquire);
}
template <EntryWord T>
void store_entry(T& entry, T value) {
  std::atomic_ref<T>(entry).store(value, std::memory_order_relaxed);
}
template <EntryWord T>
void publish_entry(T& entry, T value) {
  std::atomic_ref<T>(entry).store(value, std::memory_order_release);
}
template <EntryWord T>
[[nodiscard]] bool replace_entry(T& entry, T expected, T desired) {
  return std::atomic_ref<T>(entry).compare_exchange_strong(expected, desired,
                                                           std::memory_order_seq_cst);
}

}  // namespace host_backend
}  // namespace faultline::port
